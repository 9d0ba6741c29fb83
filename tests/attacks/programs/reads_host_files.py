# Looks for what it should not see, by paths that it was told and by ones that can be guessed.
import glob, os, sys
guesses = sys.stdin.read().split() + [
    "/etc/shadow", "/root/.ssh/id_rsa", "/proc/1/environ", "/proc/1/root/etc/shadow", "/proc/1/cwd", "/proc/kcore",
    "/proc/kmsg", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/dev/mem", "/dev/vda", "/dev/sda",
    "/dev/kmsg", "/sys/kernel", "/sys/fs/cgroup", "/var/run/docker.sock", "/home", "/work", "/var/lib", "/run",
    "/dev/pts", "/dev/tty", "/dev/mqueue", "/old_root",
]
found = [path for path in guesses if os.path.lexists(path)]
for path in ("/../../etc/shadow", "/box/../../../etc/hostname", "/proc/self/root/etc/shadow"):
    found += [path] if os.path.exists(path) else []
print("found", found)
