"""Builds problem packages: a sound one, changed where a test says so."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

MODERN = """\
problem_format_version: 2025-09
name: Sum
uuid: 8ee7605a-1495-86d0-2ae9-c8292ee4d602
limits:
  time_limit: 1.5
  memory: 256
"""

Files = Mapping[str, str | bytes | None]
MakePackage = Callable[..., Path]


def write_package(folder: Path, files: Files) -> Path:
    """Write a sound package with these files instead of, or besides, its own; None leaves one out."""
    sound: Files = {
        "problem.yaml": MODERN,
        "statement/problem.en.md": "Add $a$ and $b$.\n",
        "data/sample/1.in": "1 2\n",
        "data/sample/1.ans": "3\n",
        "data/secret/01.in": "4 5\n",
        "data/secret/01.ans": "9\n",
        "data/secret/02-big.in": "40 50\n",
        "data/secret/02-big.ans": "90\n",
        "submissions/accepted/add.py": "print(sum(map(int, input().split())))\n",
    }
    for name, content in {**sound, **files}.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def make_package(tmp_path: Path) -> MakePackage:
    def make(files: Files | None = None, *, name: str = "sum") -> Path:
        return write_package(tmp_path / name, files or {})

    return make
