"""A store in memory, which passes the contract suite of the real one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.errors import ConflictError
from judgebox.domain.events import Event, EventKind, event_of
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Band, BatchId, Claim, Line, State, Submission, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.ports import Offer, Once, OutboxEntry, OutboxId, SubmissionFilter
from judgebox.usecases.offer import offer_of


@dataclass
class _Row:
    submission: Submission
    lease_until: datetime | None = None
    offered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.submission.state is State.QUEUED and self.submission.not_before is None


@dataclass
class _Outbox:
    entry: OutboxEntry
    written_at: datetime


@dataclass
class MemoryStore:
    """Keeps everything in dictionaries; one event loop uses it, so no step is ever seen half done."""

    _rows: dict[SubmissionId, _Row] = field(default_factory=dict)
    _attempts: list[Attempt] = field(default_factory=list)
    _problems: dict[ProblemId, Problem] = field(default_factory=dict)
    _remembered: dict[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    _numbers: dict[SubmissionId, int] = field(default_factory=dict)
    _outbox: list[_Outbox] = field(default_factory=list)
    _last_outbox_id: int = 0

    # --- Submissions: in and out ---------------------------------------------------------------

    async def add_submissions(
        self, submissions: Sequence[Submission], *, once: Once | None = None
    ) -> Sequence[Submission]:
        earlier = self.remember(once, [submission.id for submission in submissions])
        if earlier is not None:
            return [self._rows[SubmissionId(each)].submission for each in earlier]
        for submission in submissions:
            tag = self.next_tag(submission.band, submission.user_id)
            self._rows[submission.id] = _Row(replace(submission, tag=tag))
        return [self._rows[each.id].submission for each in submissions]

    def remember(self, once: Once | None, ids: Sequence[str]) -> Sequence[str] | None:
        """Remember ids under a key; return those that came first, None if it is these."""
        if once is None:
            return None
        fingerprint, earlier = self._remembered.setdefault(once.key, (once.fingerprint, ids))
        if fingerprint != once.fingerprint:
            raise ConflictError(
                f"the idempotency key {once.key[:64]!r} came before with another request",
                code="idempotency_conflict",
            )
        return None if earlier is ids else earlier

    def finished_of(self, batch_id: BatchId) -> Sequence[tuple[int, Submission]]:
        """The final submissions of a batch, in the order in which they became so, each with its number."""
        final = [
            (self._numbers[each.id], _without_cases(each))
            for each in self._known()
            if each.batch_id == batch_id and each.state.is_final
        ]
        return sorted(final, key=lambda numbered: numbered[0])

    def next_tag(self, band: Band, user_id: str | None) -> int:
        """The tag that the next submission of a user gets."""
        of_band = [row for row in self._rows.values() if row.submission.band is band]
        judging = [row.submission.tag for row in of_band if row.submission.state is State.JUDGING]
        queued = [row.submission for row in of_band if row.submission.state is State.QUEUED]
        lowest = min((row.submission.tag for row in of_band if row.waits), default=1) - 1
        last = max((each.tag for each in queued if each.user_id == user_id), default=0)
        return max(last, max(judging, default=lowest)) + 1

    async def submission(self, submission_id: SubmissionId) -> Submission | None:
        row = self._rows.get(submission_id)
        return None if row is None else row.submission

    async def newest_submission(self, problem_id: str) -> Submission | None:
        named = [each for each in self._known() if each.problem_id == problem_id]
        return max(named, key=lambda submission: submission.id, default=None)

    async def submissions(
        self, which: SubmissionFilter, *, before: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Submission]:
        newest = sorted(self._known(), key=lambda each: each.id, reverse=True)
        fitting = (each for each in newest if _fits(each, which) and (before is None or each.id < before))
        return [_without_cases(each) for each, _ in zip(fitting, range(limit), strict=False)]

    def _known(self) -> Iterable[Submission]:
        return [row.submission for row in self._rows.values() if row.submission.rejudge_id is None]

    def put(self, submission: Submission) -> None:
        """Have a row as it is given, in the place of what there was."""
        self._rows[submission.id] = _Row(submission)

    def remove(self, submission_id: SubmissionId, *, attempts_to: SubmissionId | None = None) -> None:
        """Remove a row; its attempts go to another one, or with it."""
        del self._rows[submission_id]
        mine = [each for each in self._attempts if each.submission_id == submission_id]
        self._attempts = [each for each in self._attempts if each.submission_id != submission_id]
        if attempts_to is not None:
            self._attempts += [replace(each, submission_id=attempts_to) for each in mine]

    async def all_submissions(self) -> Sequence[Submission]:
        """List everything, copies for rejudges too."""
        return [row.submission for row in self._rows.values()]

    async def remembers(self, key: str) -> bool:
        """Whether a request was stored under this idempotency key."""
        return key in self._remembered

    async def counts(self) -> Mapping[State, int]:
        counts = dict.fromkeys(State, 0)
        for each in self._known():
            counts[each.state] += 1
        return counts

    # --- Attempts ------------------------------------------------------------------------------

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, at: datetime, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        row = self._rows.get(submission_id)
        if row is None or row.submission.generation != generation or row.submission.state.is_final:
            return None
        before = row.submission
        self._end_open(before, at=at, outcome=AttemptOutcome.LOST)
        row.submission = replace(
            before,
            state=State.JUDGING,
            attempt=before.attempt + 1,
            faults=before.faults + (before.state is State.JUDGING),
            worker=owner,
            not_before=None,
        )
        row.lease_until = lease_until
        number = row.submission.attempt
        self._attempts.append(
            Attempt(submission_id=submission_id, generation=generation, number=number, worker=owner, started_at=at)
        )
        return Claim(submission_id=submission_id, generation=generation, attempt=number), row.submission

    def _held(self, claim: Claim) -> _Row | None:
        row = self._rows.get(claim.submission_id)
        if row is None:
            return None
        now = (row.submission.generation, row.submission.attempt, row.submission.state)
        return row if now == (claim.generation, claim.attempt, State.JUDGING) else None

    def _end_open(
        self, submission: Submission, *, at: datetime, outcome: AttemptOutcome, error: str | None = None
    ) -> None:
        self._attempts = [
            replace(each, ended_at=at, outcome=outcome, error=error)
            if (each.submission_id, each.generation, each.outcome) == (submission.id, submission.generation, None)
            else each
            for each in self._attempts
        ]

    async def attempts(self, submission_id: SubmissionId) -> Sequence[Attempt]:
        return [each for each in self._attempts if each.submission_id == submission_id]

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
        self._end_open(row.submission, at=at, outcome=AttemptOutcome.JUDGED)
        if row.submission.rejudge_id is None:
            self.write_outbox(event, at)
        return True

    async def give_back(
        self, claim: Claim, *, error: str, at: datetime, not_before: datetime | None = None, is_fault: bool = True
    ) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        outcome = AttemptOutcome.FAILED if is_fault else AttemptOutcome.STOPPED
        self._end_open(row.submission, at=at, outcome=outcome, error=error)
        faults = row.submission.faults + is_fault
        row.submission = replace(row.submission, state=State.QUEUED, not_before=not_before, faults=faults)
        row.offered_at = None
        return True

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        row = self._rows.get(submission_id)
        if row is None or row.submission.state.is_final:
            return None
        result = Result(verdict=Verdict.CANCELLED, reason=Reason.USER)
        row.submission = replace(row.submission, state=State.CANCELLED, judged_at=at, result=result)
        self._end_open(row.submission, at=at, outcome=AttemptOutcome.CANCELLED)
        attempt = row.submission.attempt
        self.write_outbox(event_of(row.submission, EventKind.FINISHED, attempt=attempt, result=result), at)
        return row.submission

    async def retry(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        row = self._rows.get(submission_id)
        result = None if row is None else row.submission.result
        if row is None or result is None or result.verdict is not Verdict.JUDGE_ERROR or row.submission.rejudge_id:
            return None
        row.submission = replace(
            row.submission,
            state=State.QUEUED,
            generation=row.submission.generation + 1,
            attempt=0,
            faults=0,
            not_before=None,
            judged_at=None,
            result=None,
        )
        row.offered_at = None
        return row.submission

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        released = []
        for row in self._rows.values():
            if row.submission.state is State.JUDGING and row.lease_until is not None and row.lease_until < now:
                row.submission = replace(row.submission, state=State.QUEUED, faults=row.submission.faults + 1)
                row.offered_at = None
                self._end_open(row.submission, at=now, outcome=AttemptOutcome.LOST)
                released.append(row.submission)
            if len(released) == limit:
                break
        return released

    # --- What waits ----------------------------------------------------------------------------

    async def move(self, submission_id: SubmissionId, band: Band) -> tuple[Submission, Submission] | None:
        row = self._rows.get(submission_id)
        if row is None or row.submission.state.is_final:
            return None
        before = row.submission
        row.submission = replace(before, band=band, tag=self.next_tag(band, before.user_id))
        row.offered_at = None
        return before, row.submission

    async def release_delayed(self, *, now: datetime) -> int:
        due = [
            row
            for row in self._rows.values()
            if row.submission.state is State.QUEUED
            and row.submission.not_before is not None
            and row.submission.not_before <= now
        ]
        for row in due:
            row.submission = replace(row.submission, not_before=None)
            row.offered_at = None
        return len(due)

    async def lines(self) -> Sequence[Line]:
        found = {row.submission.line for row in self._rows.values() if row.waits}
        return sorted(found, key=lambda line: (line.band, line.route))

    async def due_offers(self, line: Line, *, offered_before: datetime, limit: int) -> Sequence[Offer]:
        due = [
            row.submission
            for row in self._rows.values()
            if row.waits and row.submission.line == line and (row.offered_at is None or row.offered_at < offered_before)
        ]
        due.sort(key=lambda submission: (submission.tag, submission.id))
        return [offer_of(each) for each in due[:limit]]

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None:
        for submission_id in submission_ids:
            if submission_id in self._rows:
                self._rows[submission_id].offered_at = at

    # --- What is still to be told --------------------------------------------------------------

    def write_outbox(self, event: Event, at: datetime) -> None:
        self._numbers[event.submission_id] = max(self._numbers.values(), default=0) + 1
        self._last_outbox_id += 1
        self._outbox.append(_Outbox(OutboxEntry(id=OutboxId(self._last_outbox_id), event=event), at))

    async def outbox(self, *, older_than: datetime, limit: int) -> Sequence[OutboxEntry]:
        return [each.entry for each in self._outbox if each.written_at < older_than][:limit]

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]:
        return [each.entry for each in self._outbox if each.entry.event.submission_id == submission_id]

    async def clear_outbox(self, ids: Sequence[OutboxId]) -> None:
        self._outbox = [each for each in self._outbox if each.entry.id not in set(ids)]

    # --- Problems ------------------------------------------------------------------------------

    async def save_problem(self, problem: Problem) -> None:
        self._problems[problem.id] = problem

    async def problem(self, problem_id: ProblemId) -> Problem | None:
        return self._problems.get(problem_id)

    async def problems(self) -> Sequence[Problem]:
        by_id = sorted(self._problems.values(), key=lambda problem: problem.id)
        return [replace(problem, cases=(), statements={}) for problem in by_id]

    async def close(self) -> None:
        return None


def _fits(submission: Submission, which: SubmissionFilter) -> bool:
    verdict = None if submission.result is None else submission.result.verdict
    return (
        which.problem_id in (None, submission.problem_id)
        and which.user_id in (None, submission.user_id)
        and which.state in (None, submission.state)
        and which.verdict in (None, verdict)
        and which.language in (None, submission.language)
        and which.batch_id in (None, submission.batch_id)
    )


def _without_cases(submission: Submission) -> Submission:
    if submission.result is None:
        return submission
    return replace(submission, result=replace(submission.result, cases=()))
