"""Make one program of a driver and what it imports of ours: a box has no judgebox in it."""

from functools import cache
from importlib import resources


@cache
def program_of(*names: str) -> bytes:
    """Join drivers, the last of which is run. What they import of one another stands above."""
    return "\n".join(map(_text, names)).encode()


def _text(name: str) -> str:
    text = resources.files("judgebox.usecases.bulk.drivers").joinpath(f"{name}.py").read_text(encoding="utf-8")
    lines = text.split("\n")
    return "\n".join("" if line.startswith("from judgebox.") else line for line in lines)
