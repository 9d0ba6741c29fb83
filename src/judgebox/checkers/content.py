"""What is compared: bytes, or a file that may be far bigger than memory, both read chunk by chunk."""

from collections.abc import Iterator
from pathlib import Path

Content = bytes | Path

SPACE = b" \t\n\r\x0b\x0c"
"""The six ASCII white space bytes. What `bytes.split()` and `\\s` in a pattern of bytes mean, too."""

CHUNK_BYTES = 128 * 1024
"""Small enough to stay in a processor's cache, big enough that the steps between chunks cost nothing."""

HELD_BYTES = 16 * 1024 * 1024
"""The most that is held of what can't be compared piece by piece: a line, or all that must be sorted."""


class TooBigError(Exception):
    """More would have to be held than `HELD_BYTES`.

    Attributes:
        content: the one of the two that is too big.
    """

    def __init__(self, content: Content) -> None:
        super().__init__()
        self.content = content


def size_of(content: Content) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def chunks(content: Content, end: int | None = None, *, start: int = 0) -> Iterator[bytes]:
    """Give the bytes in order, from the position `start` up to `end`; no chunk is empty."""
    end = size_of(content) if end is None else end
    if isinstance(content, Path):
        with content.open("rb", buffering=0) as file:
            file.seek(start)
            while start < end and (chunk := file.read(min(end - start, CHUNK_BYTES))):
                start += len(chunk)
                yield chunk
    else:
        for position in range(start, end, CHUNK_BYTES):
            yield content[position : min(position + CHUNK_BYTES, end)]


def held(content: Content) -> bytes:
    """Give all of it at once.

    Raises:
        TooBigError: it is bigger than what is held.
    """
    if size_of(content) > HELD_BYTES:
        raise TooBigError(content)
    return content.read_bytes() if isinstance(content, Path) else content


def is_same(answer: Content, output: Content) -> bool:
    """Whether both have the same bytes."""
    if isinstance(answer, bytes) and isinstance(output, bytes):
        return answer == output
    if size_of(answer) != size_of(output):
        return False
    return all(expected == got for expected, got in zip(chunks(answer), chunks(output), strict=False))


def start_without_space(content: Content) -> int:
    """Give the position of the first byte that is no white space; the size if there is none."""
    position = 0
    for chunk in chunks(content):
        stripped = chunk.lstrip()
        position += len(chunk) - len(stripped)
        if stripped:
            break
    return position


def end_without_space(content: Content) -> int:
    """Give the position after the last byte that is no white space; 0 if there is none."""
    if isinstance(content, bytes):
        return len(content.rstrip())
    end = size_of(content)
    with content.open("rb", buffering=0) as file:
        while end > 0:
            start = max(0, end - CHUNK_BYTES)
            file.seek(start)
            last = file.read(end - start).rstrip()
            if last:
                return start + len(last)
            end = start
    return 0
