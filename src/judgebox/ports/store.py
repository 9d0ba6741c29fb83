"""The database: what is in it is true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from judgebox.domain.attempt import Attempt
from judgebox.domain.events import Event
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Band, Claim, Line, State, Submission, SubmissionId
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports.dispatcher import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """What makes a repeated request the same request.

    Attributes:
        key: the caller's idempotency key.
        fingerprint: a hash of the request; the same key with another one is a conflict.
    """

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFilter:
    """Which submissions to list; None means any."""

    problem_id: str | None = None
    user_id: str | None = None
    state: State | None = None
    verdict: Verdict | None = None
    language: str | None = None
    batch_id: str | None = None


OutboxId = NewType("OutboxId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """An event that was committed with its cause and is still to be told (at least once)."""

    id: OutboxId
    event: Event


class Store(Protocol):
    """The database: what is in it is true. Every method raises `StoreError` when it is away."""

    async def add_submissions(
        self, submissions: Sequence[Submission], *, once: Once | None = None
    ) -> Sequence[Submission]:
        """Store new submissions, all or none; return them as they are stored, or those stored under `once` earlier.

        Each gets its tag, so that the users of a band take turns: one above the last one of its user that
        waits, or above the highest that is being judged, whichever is higher.

        Raises:
            ConflictError: the key of `once` came before with another fingerprint.
        """
        ...

    async def submission(self, submission_id: SubmissionId) -> Submission | None: ...

    async def newest_submission(self, problem_id: str) -> Submission | None:
        """Return the newest submission that names this problem."""
        ...

    async def submissions(
        self, which: SubmissionFilter, *, before: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Submission]:
        """List submissions, newest first, those older than `before`. Their results have no cases."""
        ...

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, at: datetime, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        """Start an attempt: state judging, attempt one higher. None if there is nothing to judge.

        An attempt that is under way is taken over: its claim can no longer commit, it counts as lost, and
        that as a fault.
        """
        ...

    async def extend(self, claim: Claim, *, lease_until: datetime) -> bool:
        """Hold a claim for longer; False if it is no longer valid."""
        ...

    async def commit(self, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
        """Store the verdict and the event for the outbox, if the claim still holds; else nothing, and False."""
        ...

    async def give_back(
        self, claim: Claim, *, error: str, at: datetime, not_before: datetime | None = None, is_fault: bool = True
    ) -> bool:
        """Put a claimed submission back into state queued; False if the claim no longer holds.

        Args:
            error: what happened, for operators.
            not_before: until when nobody shall try again; without it at once.
            is_fault: whether the attempt failed, and not merely was handed on.
        """
        ...

    async def attempts(self, submission_id: SubmissionId) -> Sequence[Attempt]:
        """List all attempts at a submission, oldest first."""
        ...

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        """Cancel what is queued or judging, with a `FINISHED` event in the outbox; None if unknown or final."""
        ...

    async def retry(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        """Queue what ended as a judge error once more, in its next generation; None if it did not."""
        ...

    async def move(self, submission_id: SubmissionId, band: Band) -> tuple[Submission, Submission] | None:
        """Put what is not final into another band, at the end of its user's line there.

        Returns:
            The submission before and after; None if it is unknown or final.
        """
        ...

    async def release_delayed(self, *, now: datetime) -> int:
        """Let queued submissions be judged whose time has come; return how many they are."""
        ...

    async def lines(self) -> Sequence[Line]:
        """List the lines in which submissions wait that may be judged now; bands in order."""
        ...

    async def due_offers(self, line: Line, *, offered_before: datetime, limit: int) -> Sequence[Offer]:
        """List what waits in a line, may be judged now and was not offered since; lowest tags first."""
        ...

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None:
        """Remember when submissions were offered."""
        ...

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        """Put judging submissions whose lease has run out back into state queued; return them.

        Their attempts count as lost, and that as a fault.
        """
        ...

    async def outbox(self, *, older_than: datetime, limit: int) -> Sequence[OutboxEntry]:
        """List events written before a time and not yet told, oldest first."""
        ...

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]: ...

    async def clear_outbox(self, ids: Sequence[OutboxId]) -> None: ...

    async def save_problem(self, problem: Problem) -> None:
        """Store a problem, or replace the one with its id."""
        ...

    async def problem(self, problem_id: ProblemId) -> Problem | None: ...

    async def problems(self) -> Sequence[Problem]:
        """List all problems by id; without their test cases and statements."""
        ...

    async def counts(self) -> Mapping[State, int]:
        """Count the submissions in each state."""
        ...

    async def close(self) -> None: ...
