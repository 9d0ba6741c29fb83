# Error output without end, with a right answer beside it.
import os
print(42, flush=True)
while True:
    os.write(2, b"x" * 65536)
