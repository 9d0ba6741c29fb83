# Forks until the kernel refuses; the children stay.
import os, time
made = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(60)
        made += 1
except BlockingIOError:
    print("refused", made < 16)
