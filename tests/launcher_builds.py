"""Builds variants of the launcher: its own sources, with code of a test linked into them.

An addition is a C file in `launcher/`. A function `__wrap_NAME` in it takes the place of the function
NAME wherever the launcher calls that, and finds the real one as `__real_NAME`. What an addition is to be
told, and what it tells, goes through a file that it maps into memory, `SHARED`: the launcher starts with no
environment, closes its descriptors and leaves the host's file system, but keeps what is mapped.
"""

import atexit
import mmap
import re
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import judgebox.sandbox

SOURCES = Path(judgebox.sandbox.__file__).parent / "launcher"
ADDITIONS = Path(__file__).parent / "launcher"
SHARED_BYTES = 64 * 1024
NOT_OF_THE_LAUNCHER = {"resident.c"}
"""Is part of a library for interpreters."""

USUAL = ("-std=gnu11", "-g", "-Wall", "-Wextra", "-Werror")
_WRAPPED = re.compile(r"(?:\b__wrap_|^STEP\([^,]+, )(\w+)[(,]", re.MULTILINE)
"""What an addition replaces; `faults.c` makes most of its functions by a macro of this name."""
SANITIZED = ("-O1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A launcher, and the memory that it shares with the test."""

    program: Path
    shared: mmap.mmap


def build(directory: Path, *additions: str, options: Sequence[str] = (), is_service: bool = True) -> Build:
    """Build the launcher with these additions.

    Args:
        directory: where to; an empty one.
        is_service: whether it is still the launcher; otherwise an addition has a `main` of its own, and
            that of the launcher is called `launcher_main`.

    Raises:
        AssertionError: the compiler refused.
    """
    program, shared = directory / "launcher", directory / "shared"
    shared.write_bytes(bytes(SHARED_BYTES))
    added = [ADDITIONS / addition for addition in additions]
    wrapped = {name for path in added for name in _WRAPPED.findall(path.read_text())}
    objects = []
    for source in sorted(path for path in SOURCES.glob("*.c") if path.name not in NOT_OF_THE_LAUNCHER):
        objects.append(directory / f"{source.stem}.o")
        renaming = () if is_service else ("-Dmain=launcher_main",)
        _compile([*USUAL, *options, *renaming, "-c", str(source), "-o", str(objects[-1])])
    _compile(
        [
            *(*USUAL, *options, f"-I{SOURCES}", f'-DSHARED="{shared}"', f"-DSHARED_BYTES={SHARED_BYTES}"),
            *(f"-Wl,--wrap={name}" for name in sorted(wrapped)),
            *map(str, [*added, *objects]),
            *("-o", str(program)),
        ]
    )
    with shared.open("r+b") as file:
        return Build(program=program, shared=mmap.mmap(file.fileno(), 0))


@cache
def sanitized_launcher() -> Build:
    """Build the launcher with its reports in the shared memory, once for all tests; `reports_of` reads them."""
    directory = TemporaryDirectory()
    atexit.register(directory.cleanup)
    return build(Path(directory.name), "sanitized.c", options=SANITIZED)


def reports_of(launcher: Build) -> str:
    (length,) = struct.unpack_from("<I", launcher.shared)
    return launcher.shared[4 : 4 + length].decode(errors="replace")


def _compile(arguments: Sequence[str]) -> None:
    done = subprocess.run(["gcc", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
