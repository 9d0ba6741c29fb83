from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.duty import next_due
from judgebox.domain.errors import RequestError
from judgebox.domain.rejudge import (
    MatrixCell,
    Selection,
    check_selection,
    copy_id_of,
    differences_in,
    rejudge_id_of,
)
from judgebox.domain.submission import SubmissionId, submission_id_of
from judgebox.domain.verdict import Verdict

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_id_of_a_copy_fits_its_column_and_keeps_the_order_of_the_originals() -> None:
    rejudge = rejudge_id_of(NOW, b"0123456789")
    first, second = submission_id_of(NOW, bytes(10)), submission_id_of(NOW + HOUR, bytes(10))

    assert len(copy_id_of(first, rejudge)) == 40
    assert copy_id_of(first, rejudge) < copy_id_of(second, rejudge)
    assert copy_id_of(first, rejudge) != copy_id_of(first, rejudge_id_of(NOW, b"9876543210"))
    assert not copy_id_of(first, rejudge).startswith("sub_")


@pytest.mark.parametrize(
    "which",
    [
        Selection(),
        Selection(submission_ids=()),
        Selection(submission_ids=(SubmissionId("sub_x"),) * 1001),
        Selection(created_from=NOW, created_before=NOW),
    ],
)
def test_a_selection_that_nobody_can_mean_is_refused(which: Selection) -> None:
    with pytest.raises(RequestError):
        check_selection(which, "a case was wrong")


@pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
def test_a_rejudge_has_a_reason(reason: str) -> None:
    with pytest.raises(RequestError):
        check_selection(Selection(problem_id="p"), reason)


def test_another_verdict_and_a_judge_error_are_differences() -> None:
    same = MatrixCell(old=Verdict.ACCEPTED, new=Verdict.ACCEPTED, count=5)
    other = MatrixCell(old=Verdict.ACCEPTED, new=Verdict.WRONG_ANSWER, count=2)
    fault = MatrixCell(old=Verdict.JUDGE_ERROR, new=Verdict.JUDGE_ERROR, count=1)

    assert differences_in([same]) == 0
    assert differences_in([same, other, fault]) == 3


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (timedelta(), HOUR),
        (timedelta(minutes=59), HOUR),
        (HOUR, 2 * HOUR),
        (5.5 * HOUR, 6 * HOUR),
        (-timedelta(minutes=1), HOUR),
    ],
)
def test_a_duty_is_due_on_its_plan_and_what_was_missed_is_done_once(late: timedelta, expected: timedelta) -> None:
    assert next_due(NOW, every=HOUR, now=NOW + late) == NOW + expected
