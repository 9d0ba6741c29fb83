"""Walk over tokens, lines and runs of white space without holding them all: an output may be millions of them.

How it works: each walk gives lists, one for what ends in a chunk, so that lists can be compared at once and only
those that differ are looked at piece by piece. What goes on in the next chunk is carried over to it.
"""

import re
from collections.abc import Iterator
from itertools import islice

from judgebox.checkers.content import HELD_BYTES, SPACE, Content, TooBigError, chunks, size_of

PIECE_BYTES = 1024 * 1024
"""A longer token, or run of white space, is given in pieces of this size, so that one of any size can be compared."""

GOES_ON = b" "
"""The end of a piece of a token that is not its last; no token ends so."""

_RUN = re.compile(rb"\s+|\S+")
_TOKEN = re.compile(rb"\S+")


def token_lists(content: Content) -> Iterator[list[bytes]]:
    """Give what white space separates, in order, in lists that are not empty.

    A token longer than a piece comes as several, each but the last in a list of its own with `GOES_ON` at its end.
    """
    carried = b""
    for chunk in chunks(content):
        tokens = (carried + chunk if carried else chunk).split()
        while tokens and len(tokens[0]) > PIECE_BYTES:
            yield [tokens[0][:PIECE_BYTES] + GOES_ON]
            tokens[0] = tokens[0][PIECE_BYTES:]
        carried = b"" if chunk[-1] in SPACE else tokens.pop()
        if tokens:
            yield tokens
    if carried:
        yield [carried]


def first_token(content: Content) -> Iterator[list[bytes]]:
    """Give the first token alone, in pieces if it is long."""
    for tokens in token_lists(content):
        yield tokens[:1]
        if not _goes_on(tokens):
            return


def run_lists(content: Content) -> Iterator[list[bytes]]:
    """Give tokens and the runs of white space between them, by turns; long ones of either in pieces."""
    carried = b""
    for chunk in chunks(content):
        runs = _RUN.findall(carried + chunk if carried else chunk)
        while len(runs[0]) > PIECE_BYTES:
            yield [runs[0][:PIECE_BYTES]]
            runs[0] = runs[0][PIECE_BYTES:]
        carried = runs.pop()
        if runs:
            yield runs
    if carried:
        yield [carried]


def line_lists(content: Content, end: int | None = None) -> Iterator[list[bytes]]:
    """Give the lines without their "\\n"; after the last of those comes one more, which may be empty.

    Args:
        end: the position up to which they are wanted.

    Raises:
        TooBigError: a line is longer than what is held.
    """
    carried: list[bytes] = []
    carried_bytes = 0
    for chunk in chunks(content, end):
        lines = chunk.split(b"\n")
        if len(lines) > 1:
            lines[0] = b"".join((*carried, lines[0]))
            carried, carried_bytes = [], 0
        last = lines.pop()
        carried.append(last)
        carried_bytes += len(last)
        if carried_bytes > HELD_BYTES:
            raise TooBigError(content)
        if lines:
            yield lines
    yield [b"".join(carried)]


def count_tokens(content: Content) -> int:
    return sum(len(tokens) for tokens in token_lists(content) if not _goes_on(tokens))


def whole_tokens_before(content: Content, index: int) -> int:
    """Give how many tokens end before a piece; `index` counts pieces from 0."""
    whole = index
    for tokens in token_lists(content):
        if index <= 0:
            break
        whole -= _goes_on(tokens)
        index -= len(tokens)
    return whole


def place_of_token(content: Content, index: int) -> str:
    """Say where a token stands, such as "line 2, token 1"; `index` counts from 0 over all lines."""
    position = 0
    is_inside = False  # whether a token goes on from the chunk before
    for chunk in chunks(content):
        begun = _begun(chunk, is_inside)
        if index < begun:
            starts = _TOKEN.finditer(chunk)
            skipped = index + (is_inside and chunk[0] not in SPACE)
            return place_of_byte(content, position + next(islice(starts, skipped, None)).start())
        index -= begun
        position += len(chunk)
        is_inside = chunk[-1] not in SPACE
    return "the end"


def place_of_byte(content: Content, position: int) -> str:
    """Say in which line a byte stands, and in, or just before, which token of that line."""
    line, tokens = 1, 0
    is_inside = False
    for chunk in chunks(content, min(position, size_of(content))):
        newline = chunk.rfind(b"\n")
        if newline >= 0:
            line += chunk.count(b"\n")
            tokens = _begun(chunk[newline + 1 :], False)
        else:
            tokens += _begun(chunk, is_inside)
        is_inside = chunk[-1] not in SPACE
    return f"line {line}, token {tokens + 1}"


def _begun(chunk: bytes, is_inside: bool) -> int:
    """How many tokens begin in a chunk, where one may have begun before it."""
    return len(chunk.split()) - (is_inside and chunk[0] not in SPACE)


def _goes_on(tokens: list[bytes]) -> bool:
    return len(tokens[0]) > PIECE_BYTES
