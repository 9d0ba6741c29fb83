"""Which system calls a program in a box may not make, as data.

A list of what is denied and not of what is allowed: runtimes and libraries change their calls with each
release, while what is dangerous changes slowly. Young calls get ENOSYS, so that libraries use the older
ones instead; old ones get EPERM.

Source: sandbox study 2.6; isolate's and Docker's lists.
"""

import errno
import resource
import socket
from dataclasses import dataclass


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


_CLONE_NEW_FLAGS = (
    0x00020000,  # CLONE_NEWNS
    0x02000000,  # CLONE_NEWCGROUP
    0x04000000,  # CLONE_NEWUTS
    0x08000000,  # CLONE_NEWIPC
    0x10000000,  # CLONE_NEWUSER
    0x20000000,  # CLONE_NEWPID
    0x40000000,  # CLONE_NEWNET
)
_TERMINAL_REQUESTS = (0x5412, 0x541C, 0x540E)  # TIOCSTI, TIOCLINUX, TIOCSCTTY
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
_PERSONALITIES = (0x00000000, 0xFFFFFFFF, 0x00040000)  # PER_LINUX, the query, ADDR_NO_RANDOMIZE
_MEMBARRIER_GLOBAL = 1
_REAL_TIME_POLICIES = (1, 2, 6)  # SCHED_FIFO, SCHED_RR, SCHED_DEADLINE

BASELINE: tuple[Rule, ...] = (
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
    Rule(calls=("membarrier",), when=(Argument(index=0, value=_MEMBARRIER_GLOBAL),)),
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
