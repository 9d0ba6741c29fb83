# Tries to change its input, or to get at the file behind it.
import fcntl, os
for attempt in (
    lambda: os.write(0, b"x"),
    lambda: os.ftruncate(0, 0),
    lambda: os.pwrite(os.open("/proc/self/fd/0", os.O_RDWR), b"forged", 0),
    lambda: os.truncate("/proc/self/fd/0", 0),
    lambda: os.pwrite(os.open("/dev/stdin", os.O_WRONLY), b"forged", 0),
):
    try:
        attempt()
        print("did it")
    except OSError:
        pass
try:
    os.fchmod(0, 0)
except OSError:
    pass
os.lseek(0, 0, 0)
print(os.read(0, 100), os.readlink("/proc/self/fd/0"))
