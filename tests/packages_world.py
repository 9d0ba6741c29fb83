"""What tests of whole packages are put together from."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

Files = Mapping[str, str | bytes]

Verdicts = Mapping[str, str]
"""The verdict of each graded submission, and what was promised if that is another one."""

Verify = Callable[[Path], Awaitable[Verdicts]]


def write_files(folder: Path, files: Files) -> Path:
    """Write the files of a package; those that begin with "#!" can be executed."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        if place.read_bytes().startswith(b"#!"):
            place.chmod(0o755)
    return folder


def pairs(folder: str, *data: tuple[str, str], suffixes: tuple[str, str] = (".in", ".ans")) -> dict[str, str]:
    """Files of test cases, by number."""
    numbered = enumerate(data, 1)
    return {
        f"{folder}/{index}{suffix}": text
        for index, case in numbered
        for suffix, text in zip(suffixes, case, strict=True)
    }
