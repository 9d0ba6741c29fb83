# Writes wherever it can, for the next run to find; prints what it found itself.
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
places = ["/tmp/state", "/dev/shm/state", "/box/state", "/var/tmp/state"]
print("found", [path for path in places if os.path.exists(path)], "segment", libc.shmget(4711, 4096, 0) >= 0,
      "queue", libc.msgget(4711, 0) >= 0, "program", open("/box/program.py").read().startswith("# Writes"))
for path in places:
    try:
        open(path, "w").write("state")
    except OSError:
        pass
libc.shmget(4711, 4096, 0o1666)
libc.msgget(4711, 0o1666)
for change in (lambda: open("/box/program.py", "w").write("print('forged')"), lambda: os.unlink("/box/program.py")):
    try:
        change()
    except OSError:
        pass
