"""Which system calls may be made, as data: a policy for each step on the way to a program.

What is denied to every program is a list, and not what is allowed: runtimes and libraries change their calls
with each release, while what is dangerous changes slowly. Young calls get ENOSYS, so that libraries use the
older ones instead; old ones get EPERM. Filters are inherited, so each is denied as early as possible: most by the
launcher's own policy, once a worker; by the init's what making a box has needed; by the baseline what
the init itself must do to make a run. The strict policy adds to these a list of what compiled programs
with threads need; the rest gets ENOSYS.

Source: sandbox study 2.6; isolate's and Docker's lists.
"""

import errno
import resource
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A condition: that an argument of a call, counted from 0, is a value.

    Attributes:
        mask: which bits are looked at; None for all 32.
    """

    index: int
    value: int
    mask: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Calls that fail with an error number.

    Attributes:
        when: they fail when one of these conditions holds.
        unless: they fail unless one of these conditions holds. With neither they fail always.
    """

    calls: tuple[str, ...]
    error_number: int = errno.EPERM
    when: tuple[Argument, ...] = ()
    unless: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules, and which calls without a rule are allowed; None is all of them."""

    rules: tuple[Rule, ...]
    allowed: frozenset[str] | None = None


_CLONE_NEW_FLAGS = (
    0x00020000,  # CLONE_NEWNS
    0x02000000,  # CLONE_NEWCGROUP
    0x04000000,  # CLONE_NEWUTS
    0x08000000,  # CLONE_NEWIPC
    0x10000000,  # CLONE_NEWUSER
    0x20000000,  # CLONE_NEWPID
    0x40000000,  # CLONE_NEWNET
)
_CLONE_THREAD = 0x00010000
_CLONE_NEWCGROUP_AND_IPC = 0x0A000000
_LOCKINGS = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)  # F_*LK*, F_OFD_*LK*, F_SETLEASE, F_GETLEASE, F_NOTIFY
_MAP_HUGETLB, _MFD_HUGETLB, _SHM_HUGETLB = 0x40000, 0x4, 0o4000
_TERMINAL_REQUESTS = (0x5412, 0x541C, 0x540E)  # TIOCSTI, TIOCLINUX, TIOCSCTTY
_FAMILIES = (socket.AF_UNIX,)
"""There is no network; and for a protocol that the kernel does not know, it runs the host's modprobe, as root."""
_PERSONALITIES = (0x00000000, 0xFFFFFFFF, 0x00040000)  # PER_LINUX, the query, ADDR_NO_RANDOMIZE
_MEMBARRIERS_OF_OTHERS = (1, 2)  # MEMBARRIER_CMD_GLOBAL, MEMBARRIER_CMD_GLOBAL_EXPEDITED
_PRCTL_SECCOMP, _PRCTL_SCHED_CORE, _PRCTL_MEMORY_MERGE = 22, 62, 67
_FADVISE_DONTNEED, _MADVISE_MERGEABLE = 4, 12
_REAL_TIME_POLICIES = (1, 2, 6)  # SCHED_FIFO, SCHED_RR, SCHED_DEADLINE

DENIED: tuple[Rule, ...] = (
    # A namespace of one's own gives capabilities back, and with them most of the kernel's surface.
    Rule(calls=("clone",), when=tuple(Argument(index=0, mask=flag, value=flag) for flag in _CLONE_NEW_FLAGS)),
    Rule(calls=("clone3",), error_number=errno.ENOSYS),  # its flags are in memory, where no filter can look
    Rule(calls=("unshare", "setns")),
    # Mounts.
    Rule(calls=("mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "mount_setattr")),
    Rule(calls=("fsopen", "fsconfig", "fsmount", "fspick", "statmount", "listmount", "open_tree_attr")),
    # Kernel objects that no namespace divides, so that boxes could meet in them.
    Rule(calls=("keyctl", "add_key", "request_key"), error_number=errno.ENOSYS),
    Rule(
        calls=("socket", "socketpair"),
        error_number=errno.EAFNOSUPPORT,
        unless=tuple(Argument(index=0, value=family) for family in _FAMILIES),
    ),
    # Files that all boxes see: locks on them, and watching who opens them, would let two programs talk.
    Rule(calls=("flock",), error_number=errno.ENOLCK),
    Rule(
        calls=("fcntl",), error_number=errno.ENOLCK, when=tuple(Argument(index=1, value=value) for value in _LOCKINGS)
    ),
    Rule(calls=("inotify_init", "inotify_init1"), error_number=errno.ENOSYS),
    # Large pages are outside of what a control group counts as memory.
    Rule(calls=("mmap",), error_number=errno.ENOMEM, when=(Argument(index=3, mask=_MAP_HUGETLB, value=_MAP_HUGETLB),)),
    Rule(
        calls=("memfd_create",),
        error_number=errno.ENOMEM,
        when=(Argument(index=1, mask=_MFD_HUGETLB, value=_MFD_HUGETLB),),
    ),
    Rule(
        calls=("shmget",), error_number=errno.ENOMEM, when=(Argument(index=2, mask=_SHM_HUGETLB, value=_SHM_HUGETLB),)
    ),
    # Carries out calls that no filter sees.
    Rule(calls=("io_uring_setup", "io_uring_enter", "io_uring_register"), error_number=errno.ENOSYS),
    # Large and rarely needed parts of the kernel.
    Rule(calls=("bpf", "perf_event_open", "userfaultfd", "memfd_secret"), error_number=errno.ENOSYS),
    Rule(calls=("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module")),
    Rule(calls=("iopl", "ioperm", "modify_ldt", "lookup_dcookie", "quotactl", "quotactl_fd", "acct", "reboot")),
    Rule(calls=("swapon", "swapoff", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "stime")),
    Rule(calls=("syslog", "vhangup", "nfsservctl", "uselib", "ustat", "sysfs", "_sysctl")),
    # Other processes, the init above all.
    Rule(calls=("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease")),
    Rule(calls=("pidfd_getfd", "kcmp")),
    # Handles and watches reach past mounts.
    Rule(calls=("open_by_handle_at", "name_to_handle_at", "fanotify_init", "fanotify_mark")),
    # The neighbours' timing.
    Rule(calls=("move_pages", "migrate_pages", "mbind", "set_mempolicy", "set_mempolicy_home_node")),
    Rule(calls=("sched_setscheduler",), when=tuple(Argument(index=1, value=policy) for policy in _REAL_TIME_POLICIES)),
    Rule(calls=("sched_setattr",)),
    Rule(calls=("membarrier",), when=tuple(Argument(index=0, value=value) for value in _MEMBARRIERS_OF_OTHERS)),
    # Would write out, or drop from memory, what the whole host has.
    Rule(calls=("sync", "syncfs")),
    Rule(calls=("fadvise64",), when=(Argument(index=3, value=_FADVISE_DONTNEED),)),
    # The whole host has one budget of requests for asynchronous I/O.
    Rule(calls=("io_setup", "io_submit", "io_pgetevents"), error_number=errno.ENOSYS),
    # Pages that are merged with those of other boxes tell what these have in memory.
    Rule(calls=("madvise",), error_number=errno.EINVAL, when=(Argument(index=2, value=_MADVISE_MERGEABLE),)),
    # A filter of a program's own can have each of its calls written to the host's log.
    Rule(calls=("seccomp",)),
    # The same; a core that is shared with nobody; merged pages.
    Rule(
        calls=("prctl",),
        when=tuple(
            Argument(index=0, value=value) for value in (_PRCTL_SECCOMP, _PRCTL_SCHED_CORE, _PRCTL_MEMORY_MERGE)
        ),
    ),
    # The terminal of whoever started the worker.
    Rule(calls=("ioctl",), when=tuple(Argument(index=1, value=request) for request in _TERMINAL_REQUESTS)),
    # A core dump through a pipe runs a program of the host as root; the limit that stops it must stay.
    Rule(calls=("setrlimit",), when=(Argument(index=0, value=resource.RLIMIT_CORE),)),
    # The same, and no limits of other processes, the init's above all.
    Rule(
        calls=("prlimit64",),
        when=(Argument(index=1, value=resource.RLIMIT_CORE),),
        unless=(Argument(index=0, value=0),),
    ),
    # Others than the common ones make memory executable behind a program's back.
    Rule(calls=("personality",), unless=tuple(Argument(index=0, value=value) for value in _PERSONALITIES)),
)


def _select(rules: Iterable[Rule], is_wanted: Callable[[str], bool]) -> Iterator[Rule]:
    for rule in rules:
        if kept := tuple(filter(is_wanted, rule.calls)):
            yield replace(rule, calls=kept)


_NEEDED_FOR_RUNS = frozenset({"seccomp", "mount", "umount2", "mount_setattr", "unshare", "setrlimit", "prlimit64"})
_NEEDED_FOR_BOXES = frozenset({"clone", "clone3", "open_tree", "move_mount", "pivot_root"})

SPAWNER = Policy(rules=tuple(_select(DENIED, lambda name: name not in _NEEDED_FOR_RUNS | _NEEDED_FOR_BOXES)))

INIT = Policy(
    rules=(
        *_select(DENIED, lambda name: name in _NEEDED_FOR_BOXES),
        Rule(calls=("unshare",), unless=(Argument(index=0, value=_CLONE_NEWCGROUP_AND_IPC),)),
    )
)

BASELINE = Policy(rules=tuple(_select(DENIED, lambda name: name in _NEEDED_FOR_RUNS)))

_STRICT_ALLOWED = """
    accept accept4 access alarm arch_prctl bind brk capget capset chdir chmod chown clock_getres clock_gettime
    clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1
    epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 execve exit exit_group faccessat faccessat2
    fadvise64 fallocate fchdir fchmod fchmodat fchown fchownat fcntl fdatasync fgetxattr flistxattr fremovexattr
    fsetxattr fstat fstatfs fsync ftruncate futex futex_waitv futimesat get_robust_list getcpu getcwd getdents
    getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority
    getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid
    getxattr ioctl ioprio_get kill lchown lgetxattr link linkat listen listxattr llistxattr lremovexattr lseek
    lsetxattr lstat madvise membarrier memfd_create mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap
    mprotect mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat open openat
    openat2 pause personality pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv
    preadv2 pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recvfrom recvmmsg recvmsg
    remap_file_pages removexattr rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler
    sched_rr_get_interval sched_setparam sched_setscheduler sched_yield select semctl semget semop semtimedop
    sendfile sendmmsg sendmsg sendto set_robust_list set_tid_address setfsgid setfsuid setgid setgroups setitimer
    setpgid setregid setresgid setresuid setreuid setsid setsockopt setuid setxattr shmat shmctl shmdt shmget
    shutdown sigaltstack signalfd signalfd4 splice stat statfs statx symlink symlinkat sync_file_range sysinfo tee
    tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create
    timerfd_gettime timerfd_settime times tkill truncate umask uname unlink unlinkat utime utimensat utimes
    vmsplice wait4 waitid write writev
"""

# `recvmsg` is for the launcher: a child that is made ahead is sent its streams. Programs have no socket to use it on.
STRICT = Policy(
    rules=(
        *BASELINE.rules,
        # Threads only. A further program can replace this one but not run beside it.
        Rule(calls=("clone",), unless=(Argument(index=0, mask=_CLONE_THREAD, value=_CLONE_THREAD),)),
        Rule(calls=("fork", "vfork", "socket", "socketpair", "execveat", "setpriority", "sched_setaffinity")),
    ),
    # What the launcher's policy denies is denied; to name it here makes fewer and longer ranges, so a shorter filter.
    allowed=frozenset(_STRICT_ALLOWED.split()) | {name for rule in SPAWNER.rules for name in rule.calls},
)
