"""Files in memory: the input of a run, and what its streams are copied to."""

import fcntl
import os
import stat
from pathlib import Path

from judgebox.domain.errors import SandboxError

_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
LARGE_BYTES = 1024 * 1024
"""Above this, copying takes long enough (about 0.2 ms) to be done in a thread."""


def is_large(stdin: bytes | Path) -> bool:
    """Whether `open_input` should be called in a thread."""
    try:
        return (stdin.stat().st_size if isinstance(stdin, Path) else len(stdin)) > LARGE_BYTES
    except OSError:
        return False


def open_input(stdin: bytes | Path) -> int:
    """Open a run's input for reading.

    A file of the host is copied, never passed: through the descriptor a program could change its mode,
    lock it, or open it again for writing where it has the worker's own user id. The memory, and the
    page cache of the file, are charged to the worker and not to the run.

    Raises:
        SandboxError: the file cannot be read.
    """
    if stdin == b"":
        return os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
    writable = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        if isinstance(stdin, Path):
            _copy_file(stdin, writable)
        else:
            _write_all(writable, stdin)
        fcntl.fcntl(writable, fcntl.F_ADD_SEALS, _SEALS)
        return os.open(f"/proc/self/fd/{writable}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise SandboxError(f"the input cannot be read: {error}", step="input") from error
    finally:
        os.close(writable)


def _copy_file(path: Path, target: int) -> None:
    source = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(source).st_mode):
            raise OSError(f"{path} is not a regular file")
        while os.sendfile(target, source, None, 1 << 30):
            pass
    finally:
        os.close(source)


def _write_all(target: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(target, view) :]


def read_start(fd: int, length: int) -> bytes:
    """Read the first bytes of a file, wherever its offset is; fewer if it has fewer."""
    parts: list[bytes] = []
    offset = 0
    while offset < length and (part := os.pread(fd, length - offset, offset)):
        parts.append(part)
        offset += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def copy_start(fd: int, length: int, path: Path) -> None:
    """Copy the first bytes of a file to a new one, which takes no memory of ours.

    Raises:
        SandboxError: the new file can't be written.
    """
    try:
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            offset = 0
            while offset < length and (copied := os.sendfile(target, fd, offset, length - offset)):
                offset += copied
        finally:
            os.close(target)
    except OSError as error:
        raise SandboxError(f"{path}: {error.strerror}", step="streams") from error
