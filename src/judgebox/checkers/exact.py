"""Compare white space as well: each run of it must have the same bytes."""

from judgebox.checkers.content import (
    SPACE,
    Content,
    chunks,
    end_without_space,
    is_same,
    size_of,
    start_without_space,
)
from judgebox.checkers.differences import differences
from judgebox.checkers.result import ACCEPTED, CheckResult, mismatch, no_output, quote
from judgebox.checkers.scanning import count_tokens, place_of_byte, run_lists
from judgebox.checkers.tokens import is_same_token, output_ends
from judgebox.domain.problem import Comparison


def compare_exactly(answer: Content, output: Content, comparison: Comparison) -> CheckResult:
    """Accept the same tokens with the same white space around them, at the ends too."""
    for index, expected, got in differences(run_lists(answer), run_lists(output)):
        if expected is not None and got is not None and not _is_space(expected) and not _is_space(got):
            if is_same_token(expected, got, comparison):
                continue
            return mismatch(f"{_place_of_run(output, index)}: expected {quote(expected)}, got {quote(got)}")
        if got is None and (_has_token(answer, index)):
            return output_ends(answer, count_tokens(output))
        if expected is None and got is not None and not _is_space(got):
            return mismatch(f"extra output at {_place_of_run(output, index)}: {quote(got)}")
        return _different_space(output, index, expected, got)
    return ACCEPTED


def compare_bytes(answer: Content, output: Content) -> CheckResult:
    """Accept the very same bytes."""
    if is_same(answer, output):
        return ACCEPTED
    return _compare_parts((answer, 0, size_of(answer)), (output, 0, size_of(output)))


def compare_trimmed(answer: Content, output: Content) -> CheckResult:
    """Accept the same bytes, but for white space at both ends."""
    return _compare_parts(
        (answer, start_without_space(answer), end_without_space(answer)),
        (output, start_without_space(output), end_without_space(output)),
    )


def _compare_parts(answer: tuple[Content, int, int], output: tuple[Content, int, int]) -> CheckResult:
    """Compare the bytes between two positions of each."""
    expected_bytes, got_bytes = (max(0, end - start) for _, start, end in (answer, output))
    if not got_bytes:
        return no_output("there is no output") if expected_bytes else ACCEPTED
    same = _same_bytes(answer, output)
    if same < min(expected_bytes, got_bytes):
        place = place_of_byte(output[0], output[1] + same)
        return mismatch(f"the output differs from byte {output[1] + same + 1} on, at {place}")
    if got_bytes < expected_bytes:
        return mismatch(f"output ends after {got_bytes} bytes, {expected_bytes} expected")
    if got_bytes > expected_bytes:
        return mismatch(f"extra output at {place_of_byte(output[0], output[1] + same)}")
    return ACCEPTED


def _same_bytes(answer: tuple[Content, int, int], output: tuple[Content, int, int]) -> int:
    """How many bytes are the same before the first one that differs, or before one of the two ends."""
    same = 0
    pairs = zip(*(chunks(content, end, start=start) for content, start, end in (answer, output)), strict=False)
    for expected, got in pairs:
        if expected != got:
            common = min(len(expected), len(got))
            return same + next((place for place in range(common) if expected[place] != got[place]), common)
        same += len(got)
    return same


def _has_token(answer: Content, index: int) -> bool:
    """Whether the answer goes on with a token at, or after, a run."""
    for runs in run_lists(answer):
        if any(not _is_space(run) for run in runs[max(index, 0) :]):
            return True
        index -= len(runs)
    return False


def _different_space(output: Content, index: int, expected: bytes | None, got: bytes | None) -> CheckResult:
    before = expected if expected is not None and _is_space(expected) else None
    found = got if got is not None and _is_space(got) else None
    place = _place_of_run(output, index + (found is not None))
    return mismatch(f"white space before {place}: expected {_shown(before)}, got {_shown(found)}")


def _place_of_run(output: Content, index: int) -> str:
    position = 0
    for runs in run_lists(output):
        position += sum(map(len, runs[:index]))
        index -= len(runs)
        if index <= 0:
            break
    return place_of_byte(output, position)


def _is_space(run: bytes) -> bool:
    return run[0] in SPACE


def _shown(space: bytes | None) -> str:
    return f'"{quote(space)}"' if space else "none"
