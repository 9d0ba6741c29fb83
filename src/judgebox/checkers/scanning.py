"""Walk over the tokens of a text without holding them all: an output may be millions of them."""

import re
from collections.abc import Iterator
from itertools import chain

SPACE = b" \t\n\r\x0b\x0c"
"""The six ASCII white space bytes. What `bytes.split()` and `\\s` in a pattern of bytes mean, too."""

_CHUNK_BYTES = 64 * 1024
_SPACE = re.compile(rb"\s")
_TOKEN = re.compile(rb"\S+")


def tokens_of(content: bytes) -> Iterator[bytes]:
    """Give what white space separates, in order."""
    return chain.from_iterable(content[start:end].split() for start, end in _chunks(content))


def count_tokens(content: bytes) -> int:
    return sum(len(content[start:end].split()) for start, end in _chunks(content))


def place_of_token(content: bytes, index: int) -> str:
    """Say where a token stands, such as "line 2, token 1"; `index` counts from 0 over all lines."""
    for start, end in _chunks(content):
        tokens = len(content[start:end].split())
        if index < tokens:
            return place_of_byte(content, _start_of_token(content[start:end], index) + start)
        index -= tokens
    return "the end"


def place_of_byte(content: bytes, position: int) -> str:
    """Say in which line a byte stands, and in, or just before, which token of that line."""
    line_start = content.rfind(b"\n", 0, position) + 1
    line = content.count(b"\n", 0, position) + 1
    return f"line {line}, token {count_tokens(content[line_start:position]) + 1}"


def _start_of_token(chunk: bytes, index: int) -> int:
    matches = _TOKEN.finditer(chunk)
    for _ in range(index):
        next(matches)
    return next(matches).start()


def _chunks(content: bytes) -> Iterator[tuple[int, int]]:
    """Cut where white space is, so that no token is cut."""
    start = 0
    while start < len(content):
        space = _SPACE.search(content, start + _CHUNK_BYTES)
        end = space.start() if space else len(content)
        yield start, end
        start = end
