"""What programs may not call beyond the baseline, since no namespace parts them from the host."""

import errno
import os
from collections.abc import Iterator, Mapping

from judgebox.sandbox.syscall_filter import ALLOW, Instruction, encode

_LOAD, _JUMP_EQUAL, _RETURN, _ERRNO = 0x20, 0x15, 0x06, 0x00050000

_DENIED: Mapping[str, Mapping[str, int]] = {
    "x86_64": {
        "socket": 41,
        "shmget": 29,
        "semget": 64,
        "msgget": 68,
        "mq_open": 240,
        "inotify_add_watch": 254,
        "ioprio_set": 251,
        "setpriority": 141,
    },
    "aarch64": {
        "socket": 198,
        "shmget": 194,
        "semget": 190,
        "msgget": 186,
        "mq_open": 180,
        "inotify_add_watch": 27,
        "ioprio_set": 30,
        "setpriority": 140,
    },
}
"""The network, objects of the kernel that boxes could meet in, and eyes on the host's files; by machine.

Source: Linux `arch/x86/entry/syscalls/syscall_64.tbl`, `include/uapi/asm-generic/unistd.h`.
"""


def denying_filter() -> bytes:
    """The filter that is installed beside the baseline's, which has checked the ABI of a call already."""
    return encode(_program(_DENIED[os.uname().machine]))


def _program(denied: Mapping[str, int]) -> Iterator[Instruction]:
    yield Instruction(_LOAD, 0)
    for number in denied.values():
        yield Instruction(_JUMP_EQUAL, number, if_false=1)
        yield Instruction(_RETURN, _ERRNO | errno.EPERM)
    yield Instruction(_RETURN, ALLOW)
