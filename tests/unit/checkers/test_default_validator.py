"""The default validator decides as a model of it does, byte for byte, on bytes and on files, in chunks of any size."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from judgebox.checkers import CheckResult, check, content, scanning
from judgebox.domain.problem import Comparison

from . import models

TOLERANCES = (None, 0.0, 1e-9, 1e-6, 0.5, 1e20)

comparisons = st.builds(
    Comparison,
    case_sensitive=st.booleans(),
    space_change_sensitive=st.booleans(),
    absolute_tolerance=st.sampled_from(TOLERANCES),
    relative_tolerance=st.sampled_from(TOLERANCES),
)
spaces = st.text("  \n\t\r\v\f", min_size=1, max_size=4).map(str.encode)
numbers = st.from_regex(rb"[+-]?([0-9]{0,20}\.?[0-9]{0,12})([eE][+-]?[0-9]{0,3})?", fullmatch=True)
words = st.binary(min_size=1, max_size=6)
tokens = (
    numbers | words | st.sampled_from([b"Yes", b"yes", b"NaN", b"inf", b"0x1", b"1_0", b"\0", b"\xc3\x89", b"\x85"])
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Two texts that have much in common: the second one is the first with a few changes."""
    pieces = draw(st.lists(tokens | spaces, max_size=8))
    changed = [draw(changes(piece)) if draw(st.integers(0, 3)) == 0 else piece for piece in pieces]
    if draw(st.integers(0, 5)) == 0:
        changed.append(draw(tokens | spaces))
    made = b"".join(pieces), b"".join(changed)
    assume(not any(EXPONENT_TOO_LONG.search(text) for text in made))
    return made


EXPONENT_TOO_LONG = re.compile(rb"[eE][+-]?[0-9]{5}")
"""The model writes numbers out, so it has no time for such ones; they have tests of their own."""


def changes(piece: bytes) -> st.SearchStrategy[bytes]:
    nudged = piece[:-1] + bytes([(piece[-1] + 1) % 256]) if piece else b""
    return st.sampled_from([piece.swapcase(), b"", piece + b"0", b"+" + piece, nudged, piece + b" "]) | tokens | spaces


@pytest.fixture(params=[1, 3, 128 * 1024], ids=lambda size: f"chunks of {size}")
def tiny_chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut what is compared anywhere, tokens and white space longer than three bytes too."""
    monkeypatch.setattr(content, "CHUNK_BYTES", request.param)
    monkeypatch.setattr(scanning, "PIECE_BYTES", min(3 * request.param, scanning.PIECE_BYTES))


@pytest.mark.usefixtures("tiny_chunks")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(pair=pairs(), comparison=comparisons)
@example(pair=(b"1", b"1.0"), comparison=Comparison(absolute_tolerance=0.0))
@example(pair=(b"1 ", b"1"), comparison=Comparison(space_change_sensitive=True))
@example(pair=(b"a\xc3\x89", b"A\xc3\xa9"), comparison=Comparison())
@example(pair=(b"1\0 2", b"1 \0002"), comparison=Comparison())
@example(pair=(b"0.1", b"0.100001"), comparison=Comparison(absolute_tolerance=1e-6))
def test_outputs_are_accepted_just_as_the_model_says(pair: tuple[bytes, bytes], comparison: Comparison) -> None:
    answer, output = pair
    numbers_are_words = scanning.PIECE_BYTES < 1024 and _has_tolerance(comparison)
    if numbers_are_words and max(map(len, (answer + b" " + output).split()), default=0) > scanning.PIECE_BYTES:
        return  # with pieces this small a number would be cut, which real ones are too short for

    assert check(answer, output, comparison).accepted == models.accepts(answer, output, comparison)


def _has_tolerance(comparison: Comparison) -> bool:
    return comparison.absolute_tolerance is not None or comparison.relative_tolerance is not None


@pytest.mark.usefixtures("tiny_chunks")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(pair=pairs(), comparison=comparisons)
def test_files_are_judged_as_bytes_are_to_the_last_word(pair: tuple[bytes, bytes], comparison: Comparison) -> None:
    answer, output = pair
    expected = check(answer, output, comparison)

    with TemporaryDirectory() as folder:
        files = Path(folder, "answer"), Path(folder, "output")
        for file, written in zip(files, pair, strict=True):
            file.write_bytes(written)
        results: list[CheckResult] = [
            check(files[0], files[1], comparison),
            check(answer, files[1], comparison),
            check(files[0], output, comparison),
        ]

    assert results == [expected] * 3


@settings(max_examples=100, deadline=None)
@given(pair=pairs(), comparison=comparisons, cut=st.integers(1, 9))
def test_where_chunks_are_cut_changes_no_word(pair: tuple[bytes, bytes], comparison: Comparison, cut: int) -> None:
    expected = check(*pair, comparison)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "CHUNK_BYTES", cut)
        assert check(*pair, comparison) == expected


def test_a_token_longer_than_a_piece_is_compared_to_its_end() -> None:
    size = 3 * scanning.PIECE_BYTES
    long = b"ab" * (size // 2)

    assert check(long + b" x", long.upper() + b"\nx", Comparison()).accepted
    assert not check(long + b" x", long[:-1] + b"c x", Comparison()).accepted
    assert not check(
        long + b" x", long[: scanning.PIECE_BYTES] + b" " + long[scanning.PIECE_BYTES :], Comparison()
    ).accepted
    assert check(long + b" x", long + b" y", Comparison()).message == "line 1, token 2: expected x, got y"
    assert check(long + b" x", long, Comparison()).message == "output ends after 1 token, 2 expected"


def test_white_space_longer_than_a_piece_is_compared_to_its_end() -> None:
    sensitive = Comparison(space_change_sensitive=True)
    gap = b" " * (2 * scanning.PIECE_BYTES)

    assert check(b"A" + gap + b"b", b"a" + gap + b"b", sensitive).accepted
    assert not check(b"A" + gap + b"b", b"a" + gap + b" b", sensitive).accepted
