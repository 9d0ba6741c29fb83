"""Run one program without namespaces: a process of its own, started by exec with a plan as its argument.

How it works: the runner is root. It makes itself the reaper of all orphans below it, forks, and the child becomes
the program: limits, Landlock, an id that nobody else has, filter, exec, in this order. The runner waits until the
program has ended or the worker's socket says so (a byte, or its end). Then it ends everything that has the id, which
the kernel does in one step, so that no fork outruns it; reaps, and sends the result, as JSON.

Standard library only, and no import of ours: it is started for each run, and holds nothing that a program may see.
"""

import base64
import contextlib
import ctypes
import errno
import json
import os
import resource
import select
import signal
import stat
import struct
import sys
import time
from typing import Any

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1, 4
SYS_LANDLOCK_CREATE_RULESET, SYS_LANDLOCK_ADD_RULE, SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
ALL_FILE_RIGHTS = (1 << 16) - 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIRECTORY, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
READ_RIGHTS = EXECUTE | READ_FILE | READ_DIRECTORY
DEVICE_RIGHTS = READ_FILE | WRITE_FILE | TRUNCATE
MAKE_DEVICES, DEVICE_IOCTL = 1 << 6 | 1 << 11, 1 << 15
WRITE_RIGHTS = ALL_FILE_RIGHTS & ~(MAKE_DEVICES | DEVICE_IOCTL)
FILE_ONLY_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
ALL_NETWORK_RIGHTS, ALL_SCOPES = 3, 3

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    plan = json.loads(sys.argv[1])
    worker = plan["worker"]
    os.set_inheritable(worker, False)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    rules = make_rules(plan)
    failure, failed = os.pipe()
    start = time.monotonic_ns()
    program = os.fork()
    if program == 0:
        become_the_program(plan, rules, failed)
    os.close(failed)
    pidfd = os.pidfd_open(program)
    select.select([worker, pidfd], [], [])
    was_killed = not select.select([pidfd], [], [], 0)[0]
    ended_ns = time.monotonic_ns()
    os.kill(program, signal.SIGKILL)  # ours and not reaped; it may not have its id yet
    if not kill_all(plan["user_id"]):
        os._exit(1)  # without a result, which the worker takes for a failure of the sandbox
    result = reap_all(program)
    failure_text = os.read(failure, 64).decode()
    result |= {"wall_ns": ended_ns - start, "ended_ns": ended_ns, "killed": was_killed, "failure": failure_text}
    os.write(worker, json.dumps(result).encode())


def kill_all(user_id: int) -> bool:
    """Kill every process of an id, in one step: only who has the id itself may ask for just those."""
    killer = os.fork()
    if killer == 0:
        os.setgroups([])
        os.setresuid(user_id, user_id, user_id)
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    return os.waitpid(killer, 0)[1] == 0


def reap_all(program: int) -> dict[str, Any]:
    """Wait until no descendant is left; returns what they used and how the program ended."""
    result: dict[str, Any] = {"status": 0, "cpu_ns": 0, "rss_bytes": 0, "involuntary_switches": 0}
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status, usage = os.wait4(-1, 0)
            result["cpu_ns"] += round((usage.ru_utime + usage.ru_stime) * 1e9)
            result["involuntary_switches"] += usage.ru_nivcsw
            result["rss_bytes"] = max(result["rss_bytes"], usage.ru_maxrss * 1024)
            if pid == program:
                result["status"] = status
    return result


# --- In the child ------------------------------------------------------------------------------


def become_the_program(plan: dict[str, Any], rules: int, failed: int) -> None:
    step = "streams"
    try:
        os.setsid()
        os.chdir(plan["directory"])
        step = "rlimit"
        for number, soft, hard in plan["rlimits"]:
            set_rlimit(number, soft, hard)
        step = "privileges"
        os.umask(0o022)
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123 - without imports
            file.write("1000")  # if the host runs out of memory, a program must go before a worker
        allow(rules, "/proc/self", READ_RIGHTS)  # which is this very process, and nobody else's
        _prctl(PR_SET_NO_NEW_PRIVS, 1)
        _call(SYS_LANDLOCK_RESTRICT_SELF, rules, 0)
        os.setgroups([])
        os.setresgid(plan["user_id"], plan["user_id"], plan["user_id"])
        os.setresuid(plan["user_id"], plan["user_id"], plan["user_id"])  # and with it go all capabilities
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of ids, which would clear it
        step = "filter"
        for code in plan["filters"]:  # last: the steps above need calls that they forbid
            install_filter(base64.b64decode(code))
        step = "exec"
        execute(plan)
    except OSError as error:
        os.write(failed, f"{step} {error.errno}".encode())
    os._exit(127)


def set_rlimit(number: int, soft: int | None, hard: int | None) -> None:
    """Set a limit, or what the host allows of it."""
    infinity = resource.RLIM_INFINITY
    allowed = resource.getrlimit(number)[1]
    wanted = infinity if hard is None else hard
    top = wanted if allowed == infinity else allowed if wanted == infinity else min(wanted, allowed)
    bottom = infinity if soft is None else soft
    resource.setrlimit(number, (top if bottom == infinity else bottom if top == infinity else min(bottom, top), top))


def execute(plan: dict[str, Any]) -> None:
    failure: OSError = FileNotFoundError(errno.ENOENT, "no candidate")
    for path in plan["candidates"]:
        try:
            os.execve(path, plan["arguments"], plan["environment"])  # noqa: S606 - no shell is what we want
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError as error:
            failure = error
    raise failure


def make_rules(plan: dict[str, Any]) -> int:
    """Make the Landlock rules: what is not named here can't be opened, nor TCP, nor signals to others."""
    attributes = struct.pack("<QQQ", ALL_FILE_RIGHTS, ALL_NETWORK_RIGHTS, ALL_SCOPES)
    rules = _call(SYS_LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    for paths, rights in ((plan["read"], READ_RIGHTS), (plan["write"], WRITE_RIGHTS), (plan["devices"], DEVICE_RIGHTS)):
        for path in paths:
            allow(rules, path, rights)
    return rules


def allow(rules: int, path: str, rights: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    allowed = rights if stat.S_ISDIR(os.fstat(parent).st_mode) else rights & FILE_ONLY_RIGHTS
    _call(SYS_LANDLOCK_ADD_RULE, rules, 1, struct.pack("<Qi", allowed, parent), 0)
    os.close(parent)


def install_filter(code: bytes) -> None:
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    _call(SYS_SECCOMP[os.uname().machine], SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, program)


def _prctl(option: int, *arguments: int | bytes) -> None:
    padded = [*arguments, *[0] * (4 - len(arguments))]
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in padded]
    if libc.prctl(option, *values) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _call(number: int, *arguments: int | bytes) -> int:
    values = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = int(libc.syscall(ctypes.c_long(number), *values))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return result


if __name__ == "__main__":
    main()
