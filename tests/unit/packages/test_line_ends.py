"""Lines of test data end as ours do, wherever the data comes from."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judgebox.packages import line_ends
from judgebox.packages.line_ends import hash_of_lines


def expected(content: bytes, *, ends_last_line: bool) -> bytes:
    """The same by other means: all at once."""
    text = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text + b"\n" if ends_last_line and text and not text.endswith(b"\n") else text


@given(content=st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b""])).map(b"".join), ends=st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("piece_bytes", [1, 2, 1024])
def test_any_end_becomes_ours_however_the_content_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece_bytes: int, content: bytes, *, ends: bool
) -> None:
    monkeypatch.setattr(line_ends, "PIECE_BYTES", piece_bytes)
    (tmp_path / "data").write_bytes(content)

    blob_id, place = hash_of_lines(tmp_path / "data", ends_last_line=ends)

    assert place.read_bytes() == expected(content, ends_last_line=ends)
    assert blob_id == hashlib.sha256(place.read_bytes()).hexdigest()


def test_content_with_our_ends_stays_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"1\n2\n")

    assert hash_of_lines(tmp_path / "data", ends_last_line=True)[1] == tmp_path / "data"
