from datetime import timedelta

import pytest

from judgebox.domain.problem import Comparison
from judgebox.web.text import Piece, duration, one_line, sentence, size, token_diff, visible, without_escapes


def differing(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.differs]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\r\nb", "a\nb"),
        ("\x1b[01;31m\x1b[Kerror\x1b[m\x1b[K", "error"),
        ("\x1b]0;a new window title\x07text", "text"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("bell\x07 null\x00", "bell\u2407 null\u2400"),
        ("delete\x7f", "delete\u2421"),
        ("access\u202e\u2066// admin", "access⟨U+202E⟩⟨U+2066⟩// admin"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("C1 \x9b31m", "C1 ⟨U+009B⟩31m"),
        ("dîner à Zürich 日本 🎉", "dîner à Zürich 日本 🎉"),
    ],
)
def test_every_character_of_a_text_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_name_is_one_line_whatever_it_holds() -> None:
    assert one_line("Two\n  sums\u202e\t!") == "Two sums⟨U+202E⟩ !"


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("it got SIGSEGV", "It got SIGSEGV."), ("Done.", "Done.")])
def test_a_sentence_begins_and_ends_as_one(text: str, shown: str) -> None:
    assert sentence(text) == shown


def test_the_colours_of_a_compiler_are_dropped_and_its_words_kept() -> None:
    assert without_escapes("\x1b[1mmain.c:1:\x1b[0m oops") == "main.c:1: oops"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 ms"), (0.0124, "12 ms"), (0.9994, "999 ms"), (0.9999, "1 s"), (1.25, "1.25 s"), (60, "60 s")],
)
def test_times_are_given_in_the_unit_that_people_would_use(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("amount_bytes", "text"),
    [(12, "12 B"), (4096, "4 KiB"), (9_650_000, "9.2 MiB"), (512 * 1024**2, "512 MiB"), (1024**3, "1 GiB")],
)
def test_sizes_are_given_in_the_unit_that_people_would_use(amount_bytes: int, text: str) -> None:
    assert size(amount_bytes) == text


def test_only_the_tokens_that_differ_are_marked() -> None:
    answer, output = token_diff("1 2 3\n", "1 2 4\n", Comparison())

    assert differing(answer) == ["3"]
    assert differing(output) == ["4"]
    assert "".join(piece.text for piece in output) == "1 2 4\n"


def test_a_missing_token_does_not_mark_all_that_follow() -> None:
    answer, output = token_diff("a b c d", "a c d", Comparison())

    assert differing(answer) == ["b"]
    assert differing(output) == []


def test_white_space_is_never_marked() -> None:
    answer, output = token_diff("1 2\n", "1\n\n2", Comparison())

    assert differing(answer) == differing(output) == []


def test_case_of_letters_differs_only_where_the_problem_says_so() -> None:
    assert differing(token_diff("Yes", "yes", Comparison())[1]) == []
    assert differing(token_diff("Yes", "yes", Comparison(case_sensitive=True))[1]) == ["yes"]


def test_numbers_within_the_tolerance_are_not_marked() -> None:
    rules = Comparison(relative_tolerance=1e-6)

    assert differing(token_diff("0.333333333 1", "0.33333333 1.1", rules)[1]) == ["1.1"]


def test_long_outputs_are_compared_place_by_place() -> None:
    long = ["x"] * 5000
    answer, output = token_diff(" ".join(long), " ".join([*long[:4999], "y"]), Comparison())

    assert differing(answer) == ["x"]
    assert differing(output) == ["y"]
