"""A store in memory, which passes the contract suite of the real one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from judgebox.domain.errors import ConflictError
from judgebox.domain.events import Event, EventKind, event_of
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Claim, State, Submission, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.ports import Offer, Once, OutboxEntry, OutboxId, SubmissionFilter


@dataclass
class _Row:
    submission: Submission
    owner: str | None = None
    lease_until: datetime | None = None
    not_before: datetime | None = None
    offered_at: datetime | None = None


@dataclass
class _Outbox:
    entry: OutboxEntry
    written_at: datetime


@dataclass
class MemoryStore:
    """Keeps everything in dictionaries; one event loop uses it, so no step is ever seen half done."""

    _rows: dict[SubmissionId, _Row] = field(default_factory=dict)
    _problems: dict[ProblemId, Problem] = field(default_factory=dict)
    _remembered: dict[str, tuple[str, list[SubmissionId]]] = field(default_factory=dict)
    _outbox: list[_Outbox] = field(default_factory=list)
    _last_outbox_id: int = 0

    async def add_submissions(
        self, submissions: Sequence[Submission], *, once: Once | None = None
    ) -> Sequence[SubmissionId]:
        ids = [submission.id for submission in submissions]
        if once is not None:
            fingerprint, earlier = self._remembered.get(once.key, (once.fingerprint, None))
            if fingerprint != once.fingerprint:
                raise ConflictError(
                    f"the idempotency key {once.key[:64]!r} came before with another request",
                    code="idempotency_conflict",
                )
            if earlier is not None:
                return list(earlier)
            self._remembered[once.key] = (once.fingerprint, ids)
        for submission in submissions:
            self._rows[submission.id] = _Row(submission)
        return ids

    async def submission(self, submission_id: SubmissionId) -> Submission | None:
        row = self._rows.get(submission_id)
        return None if row is None else row.submission

    async def newest_submission(self, problem_id: str) -> Submission | None:
        named = [row.submission for row in self._rows.values() if row.submission.problem_id == problem_id]
        return max(named, key=lambda submission: submission.id, default=None)

    async def submissions(
        self, which: SubmissionFilter, *, before: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Submission]:
        newest = sorted((row.submission for row in self._rows.values()), key=lambda each: each.id, reverse=True)
        fitting = (each for each in newest if _fits(each, which) and (before is None or each.id < before))
        return [_without_cases(each) for each, _ in zip(fitting, range(limit), strict=False)]

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        row = self._rows.get(submission_id)
        if row is None or row.submission.generation != generation or row.submission.state.is_final:
            return None
        row.submission = replace(row.submission, state=State.JUDGING, attempt=row.submission.attempt + 1)
        row.owner, row.lease_until = owner, lease_until
        claim = Claim(submission_id=submission_id, generation=generation, attempt=row.submission.attempt)
        return claim, row.submission

    def _held(self, claim: Claim) -> _Row | None:
        row = self._rows.get(claim.submission_id)
        if row is None:
            return None
        now = (row.submission.generation, row.submission.attempt, row.submission.state)
        return row if now == (claim.generation, claim.attempt, State.JUDGING) else None

    async def extend(self, claim: Claim, *, lease_until: datetime) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.lease_until = lease_until
        return True

    async def commit(self, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.submission = replace(row.submission, state=State.JUDGED, judged_at=at, result=result)
        self._write_outbox(event, at)
        return True

    async def give_back(self, claim: Claim, *, error: str, not_before: datetime) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.submission = replace(row.submission, state=State.QUEUED)
        row.not_before, row.offered_at = not_before, None
        return True

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        row = self._rows.get(submission_id)
        if row is None or row.submission.state.is_final:
            return None
        result = Result(verdict=Verdict.CANCELLED, reason=Reason.USER)
        row.submission = replace(row.submission, state=State.CANCELLED, judged_at=at, result=result)
        attempt = row.submission.attempt
        self._write_outbox(event_of(row.submission, EventKind.FINISHED, attempt=attempt, result=result), at)
        return row.submission

    async def due_offers(self, *, now: datetime, offered_before: datetime, limit: int) -> Sequence[Offer]:
        due = [
            row.submission
            for row in self._rows.values()
            if row.submission.state is State.QUEUED
            and (row.not_before is None or row.not_before <= now)
            and (row.offered_at is None or row.offered_at < offered_before)
        ]
        due.sort(key=lambda submission: submission.id)
        return [Offer(submission_id=each.id, generation=each.generation, user_id=each.user_id) for each in due[:limit]]

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None:
        for submission_id in submission_ids:
            self._rows[submission_id].offered_at = at

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        released = []
        for row in self._rows.values():
            if row.submission.state is State.JUDGING and row.lease_until is not None and row.lease_until < now:
                row.submission = replace(row.submission, state=State.QUEUED)
                row.offered_at = None
                released.append(row.submission)
            if len(released) == limit:
                break
        return released

    def _write_outbox(self, event: Event, at: datetime) -> None:
        self._last_outbox_id += 1
        self._outbox.append(_Outbox(OutboxEntry(id=OutboxId(self._last_outbox_id), event=event), at))

    async def outbox(self, *, older_than: datetime, limit: int) -> Sequence[OutboxEntry]:
        return [each.entry for each in self._outbox if each.written_at < older_than][:limit]

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]:
        return [each.entry for each in self._outbox if each.entry.event.submission_id == submission_id]

    async def clear_outbox(self, ids: Sequence[OutboxId]) -> None:
        self._outbox = [each for each in self._outbox if each.entry.id not in set(ids)]

    async def save_problem(self, problem: Problem) -> None:
        self._problems[problem.id] = problem

    async def problem(self, problem_id: ProblemId) -> Problem | None:
        return self._problems.get(problem_id)

    async def problems(self) -> Sequence[Problem]:
        by_id = sorted(self._problems.values(), key=lambda problem: problem.id)
        return [replace(problem, cases=(), statements={}) for problem in by_id]

    async def counts(self) -> Mapping[State, int]:
        return _count(row.submission.state for row in self._rows.values())

    async def close(self) -> None:
        return None


def _count(states: Iterable[State]) -> Mapping[State, int]:
    counts = dict.fromkeys(State, 0)
    for state in states:
        counts[state] += 1
    return counts


def _fits(submission: Submission, which: SubmissionFilter) -> bool:
    verdict = None if submission.result is None else submission.result.verdict
    return (
        which.problem_id in (None, submission.problem_id)
        and which.user_id in (None, submission.user_id)
        and which.state in (None, submission.state)
        and which.verdict in (None, verdict)
        and which.language in (None, submission.language)
    )


def _without_cases(submission: Submission) -> Submission:
    if submission.result is None:
        return submission
    return replace(submission, result=replace(submission.result, cases=()))
