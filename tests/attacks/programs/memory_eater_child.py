# A child eats the memory and is killed; its parent would wait for ever.
import os, time
if os.fork() == 0:
    kept = []
    while True:
        kept.append(bytearray(b"x" * (1 << 20)))
time.sleep(60)
