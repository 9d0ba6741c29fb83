# Prints whatever came with it from outside.
import json, os, resource
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines())
print(json.dumps({
    "environment": dict(os.environ),
    "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1],
    "ids": [os.getuid(), os.geteuid(), os.getgid(), os.getegid()],
    "groups": [group for group in os.getgroups() if group != os.getgid()],
    "capabilities": {status["CapEff"], status["CapPrm"], status["CapInh"], status["CapBnd"], status["CapAmb"]}
    == {"0000000000000000"},
    "no_new_privileges": status["NoNewPrivs"],
    "filter": status["Seccomp"],
    "hostname": os.uname().nodename,
    "cgroups": sorted({line.rpartition(":")[2].strip() for line in open("/proc/self/cgroup")}),
    "session": os.getsid(0) == os.getpid(),
    "core": True,
    "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
    "cwd": os.getcwd(),
    "umask": os.umask(0),
    "processes": sorted(name for name in os.listdir("/proc") if name.isdigit() and name != str(os.getpid())),
}))
