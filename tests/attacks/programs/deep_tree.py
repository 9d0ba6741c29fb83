# Directories below directories, further than a path can say.
import os
depth = 0
try:
    for depth in range(3000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
except OSError:
    pass
print(depth > 1000)
