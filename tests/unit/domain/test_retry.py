from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.retry import evidence_of, pause_after
from judgebox.domain.submission import SubmissionId

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def an_attempt(number: int, outcome: AttemptOutcome, error: str | None = None, *, generation: int = 1) -> Attempt:
    return Attempt(
        submission_id=SubmissionId("sub_1"),
        generation=generation,
        number=number,
        worker=f"worker-{number}",
        started_at=NOW,
        ended_at=NOW,
        outcome=outcome,
        error=error,
    )


@pytest.mark.parametrize(("faults", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60)])
def test_a_pause_is_twice_as_long_after_each_fault_within_a_minute(faults: int, seconds: int) -> None:
    assert pause_after(faults, random=0.5) == timedelta(seconds=seconds)


def test_a_pause_is_up_to_half_of_itself_longer_or_shorter() -> None:
    assert pause_after(3, random=0) == timedelta(seconds=2)
    assert pause_after(3, random=1) == timedelta(seconds=6)


def test_the_evidence_names_the_attempts_that_failed_or_were_lost_with_their_workers() -> None:
    attempts = [
        an_attempt(1, AttemptOutcome.FAILED, "mount:\n no room"),
        an_attempt(2, AttemptOutcome.STOPPED, "the worker stopped"),
        an_attempt(3, AttemptOutcome.LOST),
    ]

    assert evidence_of(attempts, generation=1) == (
        "attempt 1 at worker-1: mount: no room; attempt 3 at worker-3: lost, nothing was heard of it any more"
    )


def test_the_evidence_is_that_of_one_generation_and_bounded() -> None:
    attempts = [
        an_attempt(1, AttemptOutcome.FAILED, "old"),
        an_attempt(1, AttemptOutcome.FAILED, "x" * 9999, generation=2),
    ]

    evidence = evidence_of(attempts, generation=2)

    assert "old" not in evidence
    assert len(evidence) < 400
