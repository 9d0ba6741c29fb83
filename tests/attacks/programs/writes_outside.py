# Tries to change what is not its own.
import os
for path in ("/usr/bin/python3", "/usr/lib/x", "/bin/x", "/etc/passwd", "/etc/x", "/x", "/dev/x", "/proc/x", "/scratch/x"):
    try:
        with open(path, "ab") as file:
            file.write(b"x")
        print("wrote", path)
    except OSError as error:
        pass
for call in (lambda: os.mkdir("/y"), lambda: os.chmod("/usr/bin/python3", 0o777), lambda: os.chmod("/box/..", 0o777),
             lambda: os.mknod("/tmp/null", 0o20666, os.makedev(1, 3)), lambda: os.chown("/tmp", 1000, 1000),
             lambda: os.link("/usr/bin/python3", "/tmp/link"), lambda: os.rename("/tmp", "/box/tmp"),
             lambda: os.unlink("/dev/null"), lambda: os.setuid(0), lambda: os.setgid(0)):
    try:
        call()
        print("did", call)
    except OSError:
        pass
print("done")
