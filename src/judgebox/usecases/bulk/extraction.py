"""Find the code in what a model has written."""

import re
from enum import StrEnum

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n`]*$")


class Extract(StrEnum):
    """Which code of a completion is the candidate: its first fenced block, its last, or all of it."""

    FENCED_FIRST = "fenced_first"
    FENCED_LAST = "fenced_last"
    NONE = "none"


def extract_code(completion: str, which: Extract) -> str | None:
    """Return the code; None if there is no fenced block, though one was asked for.

    A block that is never closed, because the completion was cut off, goes to the end.
    """
    if which is Extract.NONE:
        return completion
    blocks = _blocks(completion)
    if not blocks:
        return None
    return blocks[0] if which is Extract.FENCED_FIRST else blocks[-1]


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    fence: str | None = None
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        found = FENCE.match(line)
        if fence is None and found is not None:
            fence, lines = found[1], []
        elif fence is not None and found is not None and found[1].startswith(fence) and not found[2]:
            blocks.append("\n".join(lines) + "\n")
            fence = None
        elif fence is not None:
            lines.append(line)
    if fence is not None:
        blocks.append("\n".join(lines))
    return blocks
