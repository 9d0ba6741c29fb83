"""The smallest program there is: a static executable that ends with 0 at once, written byte by byte.

What a run costs is measured best with a program that costs nothing itself. A compiler is not always
there, and the host's own `true` is linked dynamically: its loader takes longer than all that we measure.
"""

import platform
import struct

from judgebox.domain.errors import PlatformError

# exit_group(0), by the system call numbers of `asm/unistd.h`.
_CODE = {
    "x86_64": bytes.fromhex(
        "31ff"  # xor edi, edi
        "b8e7000000"  # mov eax, 231
        "0f05"  # syscall
    ),
    "aarch64": bytes.fromhex(
        "000080d2"  # mov x0, 0
        "c80b80d2"  # mov x8, 94
        "010000d4"  # svc 0
    ),
}
_MACHINES = {"x86_64": 62, "aarch64": 183}

_FILE_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
_CODE_OFFSET = _FILE_HEADER.size + _PROGRAM_HEADER.size
_ADDRESS = 0x400000
"""Where the file is mapped: above what the kernel reserves (vm.mmap_min_addr), and aligned for every page size."""
_LARGEST_PAGE = 0x10000


def true_program(machine: str | None = None) -> bytes:
    """Return the executable for a machine, or for this one: a file header, one segment, some code.

    Raises:
        PlatformError: its instructions are not known here.

    Source: System V ABI, chapters 4 and 5, "ELF Header" and "Program Header"; `elf(5)`.
    """
    machine = machine or platform.machine()
    if machine not in _CODE:
        raise PlatformError(f"there is no smallest program for {machine}, only for {', '.join(_CODE)}")
    code = _CODE[machine]
    identity = b"\x7fELF" + bytes([2, 1, 1])  # 64 bit, little-endian, version 1
    file_header = _FILE_HEADER.pack(
        identity,
        2,  # ET_EXEC: it says itself where it is mapped
        _MACHINES[machine],
        1,  # version
        _ADDRESS + _CODE_OFFSET,  # where it starts
        _FILE_HEADER.size,  # where the program headers are
        0,  # no section headers, which only linkers and debuggers need
        0,  # flags
        _FILE_HEADER.size,
        _PROGRAM_HEADER.size,
        1,  # program header
        0,
        0,
        0,
    )
    length = _CODE_OFFSET + len(code)
    segment = _PROGRAM_HEADER.pack(
        1,  # PT_LOAD
        4 | 1,  # may be read and executed
        0,  # the file from its start, headers included
        _ADDRESS,
        _ADDRESS,
        length,
        length,
        _LARGEST_PAGE,
    )
    return file_header + segment + code
