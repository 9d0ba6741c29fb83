# One file, as large as can be claimed without writing.
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
fd = os.open("sparse", os.O_CREAT | os.O_WRONLY)
for size in (1 << 62, 1 << 40, 1 << 32):
    try:
        os.ftruncate(fd, size)
        print("got", size)
    except OSError:
        pass
os.ftruncate(fd, 100 << 20)
print("made")
