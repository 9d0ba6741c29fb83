"""Rejudges in memory, over the store in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from judgebox.domain.events import EventKind, event_of
from judgebox.domain.rejudge import Change, MatrixCell, Rejudge, RejudgeState, Selection, copy_id_of
from judgebox.domain.submission import Band, RejudgeId, Scope, State, Submission, SubmissionId
from judgebox.domain.verdict import Result, Verdict
from judgebox.testing.store import MemoryStore


@dataclass
class _Row:
    rejudge: Rejudge
    prepared_to: str = ""
    last_tag: int | None = None
    matrix: Sequence[MatrixCell] | None = None


@dataclass(frozen=True)
class _Pair:
    """A copy that is judged, and its original."""

    copy: Submission
    original: Submission

    @property
    def is_up_to_date(self) -> bool:
        is_same = self.original.generation == self.copy.generation - 1
        return is_same and self.original.state is State.JUDGED

    @property
    def old(self) -> Result:
        assert self.original.result is not None
        return self.original.result

    @property
    def new(self) -> Result:
        assert self.copy.result is not None
        return self.copy.result

    @property
    def differs(self) -> bool:
        return (self.old.verdict, self.old.score) != (self.new.verdict, self.new.score)


class MemoryRejudges:
    """Keeps rejudges beside the store that has their copies. Counters it has none."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._rows: dict[RejudgeId, _Row] = {}

    # --- What is there -------------------------------------------------------------------------

    async def count(self, which: Selection, *, judged_until: datetime) -> int:
        return len(await self._chosen(which, judged_until))

    async def sample(self, *, judged_until: datetime, newest: int) -> Sequence[SubmissionId]:
        none = (Verdict.JUDGE_ERROR, Verdict.MISCONFIGURED)
        chosen = await self._chosen(Selection(), judged_until)
        ids = [each.id for each in chosen if each.result is not None and each.result.verdict not in none]
        return ids[::-1][:newest]

    async def _chosen(self, which: Selection, judged_until: datetime) -> Sequence[Submission]:
        everything = await self._store.all_submissions()
        fitting = [each for each in everything if _fits(each, which, judged_until)]
        return sorted(fitting, key=lambda each: each.id)

    async def add(self, rejudge: Rejudge) -> None:
        self._rows[rejudge.id] = _Row(rejudge)

    async def rejudge(self, rejudge_id: RejudgeId) -> Rejudge | None:
        row = self._rows.get(rejudge_id)
        return None if row is None else await self._counted(row.rejudge)

    async def rejudges(self, *, before: RejudgeId | None = None, limit: int = 50) -> Sequence[Rejudge]:
        ids = sorted((each for each in self._rows if before is None or each < before), reverse=True)
        return [await self._counted(self._rows[each].rejudge) for each in ids[:limit]]

    async def unfinished(self) -> Sequence[Rejudge]:
        rejudges = [self._rows[each].rejudge for each in sorted(self._rows)]
        return [each for each in rejudges if not each.state.is_final]

    async def _counted(self, rejudge: Rejudge) -> Rejudge:
        copies = await self._copies(rejudge.id)
        results = [each.result for each in copies if each.state is State.JUDGED and each.result is not None]
        is_ready = rejudge.state is RejudgeState.JUDGING and len(results) == len(copies)
        return replace(
            rejudge,
            state=RejudgeState.READY if is_ready else rejudge.state,
            judged=len(results),
            faults=sum(each.verdict is Verdict.JUDGE_ERROR for each in results),
        )

    async def _copies(self, rejudge_id: RejudgeId) -> Sequence[Submission]:
        everything = await self._store.all_submissions()
        return sorted((each for each in everything if each.rejudge_id == rejudge_id), key=lambda each: each.id)

    async def _judged(self, rejudge_id: RejudgeId) -> Sequence[_Pair]:
        pairs = []
        for copy in await self._copies(rejudge_id):
            original = await self._store.submission(copy.original_id or copy.id)
            if copy.state is State.JUDGED and original is not None:
                pairs.append(_Pair(copy, original))
        return pairs

    async def matrix(self, rejudge_id: RejudgeId) -> Sequence[MatrixCell]:
        row = self._rows.get(rejudge_id)
        if row is not None and row.matrix is not None:
            return row.matrix
        pairs = [each for each in await self._judged(rejudge_id) if each.is_up_to_date]
        counts = Counter((each.old.verdict, each.new.verdict) for each in pairs)
        return [MatrixCell(old=old, new=new, count=count) for (old, new), count in sorted(counts.items())]

    async def changes(
        self, rejudge_id: RejudgeId, *, after: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Change]:
        changed = [
            Change(
                submission_id=each.original.id,
                problem_id=each.original.problem_id,
                user_id=each.original.user_id,
                language=each.original.language,
                old=each.old.verdict,
                new=each.new.verdict,
                old_score=each.old.score,
                new_score=each.new.score,
            )
            for each in await self._judged(rejudge_id)
            if each.is_up_to_date and each.differs and (after is None or each.original.id > after)
        ]
        return changed[:limit]

    async def set_reason(self, rejudge_id: RejudgeId, reason: str) -> None:
        self._change(rejudge_id, reason=reason)

    def _change(self, rejudge_id: RejudgeId, **changes: object) -> None:
        row = self._rows[rejudge_id]
        row.rejudge = replace(row.rejudge, **changes)  # type: ignore[arg-type]

    # --- Copies are made, taken over, dropped --------------------------------------------------

    async def prepare_some(self, rejudge_id: RejudgeId, *, limit: int) -> bool:
        row = self._rows[rejudge_id]
        if row.rejudge.state is not RejudgeState.PREPARING:
            return False
        chosen = await self._chosen(row.rejudge.which, row.rejudge.created_at)
        some = [each for each in chosen if each.id > row.prepared_to][:limit]
        if row.last_tag is None:
            row.last_tag = self._store.next_tag(Band.REJUDGE, rejudge_id) - 1
        for each in some:
            row.last_tag += 1
            self._store.put(_copy_of(each, row.rejudge, tag=row.last_tag))
        row.prepared_to = some[-1].id if some else row.prepared_to
        if len(some) < limit:
            made = len(await self._copies(rejudge_id))
            self._change(rejudge_id, state=RejudgeState.JUDGING, submissions=made)
        return len(some) == limit

    async def retry_faults(self, rejudge_id: RejudgeId) -> int:
        if self._rows[rejudge_id].rejudge.state is not RejudgeState.JUDGING:
            return 0
        faults = [each.copy for each in await self._judged(rejudge_id) if each.new.verdict is Verdict.JUDGE_ERROR]
        for each in faults:
            self._store.put(replace(each, state=State.QUEUED, faults=0, judged_at=None, result=None))
        return len(faults)

    async def begin_applying(self, rejudge_id: RejudgeId) -> bool:
        return await self._decide(rejudge_id, RejudgeState.APPLYING, [RejudgeState.READY])

    async def begin_dropping(self, rejudge_id: RejudgeId) -> bool:
        undecided = [RejudgeState.PREPARING, RejudgeState.JUDGING, RejudgeState.READY]
        return await self._decide(rejudge_id, RejudgeState.DROPPING, undecided)

    async def _decide(self, rejudge_id: RejudgeId, to: RejudgeState, decided_from: Sequence[RejudgeState]) -> bool:
        row = self._rows[rejudge_id]
        if (await self._counted(row.rejudge)).state not in decided_from:
            return False
        row.matrix = await self.matrix(rejudge_id)
        self._change(rejudge_id, state=to)
        return True

    async def apply_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        rejudge = self._rows[rejudge_id].rejudge
        if rejudge.state is not RejudgeState.APPLYING:
            return False
        some = (await self._judged(rejudge_id))[:limit]
        if not some:
            self._change(rejudge_id, state=RejudgeState.APPLIED, ended_at=at)
            return False
        taken = [each for each in some if each.is_up_to_date and each.new.verdict is not Verdict.JUDGE_ERROR]
        for each in some:
            self._store.remove(each.copy.id, attempts_to=each.original.id if each in taken else None)
        for each in taken:
            self._take_over(each, at)
        self._change(
            rejudge_id,
            applied=rejudge.applied + len(taken),
            changed=rejudge.changed + sum(each.differs for each in taken),
            skipped=rejudge.skipped + len(some) - len(taken),
        )
        return True

    def _take_over(self, pair: _Pair, at: datetime) -> None:
        copy = pair.copy
        judged = replace(
            pair.original,
            generation=copy.generation,
            attempt=copy.attempt,
            faults=copy.faults,
            worker=copy.worker,
            judged_at=copy.judged_at,
            result=copy.result,
        )
        self._store.put(judged)
        if pair.differs:
            told = replace(pair.new, cases=(), compile_output="")
            self._store.write_outbox(event_of(judged, EventKind.FINISHED, attempt=judged.attempt, result=told), at)

    async def drop_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        if self._rows[rejudge_id].rejudge.state is not RejudgeState.DROPPING:
            return False
        some = (await self._copies(rejudge_id))[:limit]
        if not some:
            self._change(rejudge_id, state=RejudgeState.DROPPED, ended_at=at)
            return False
        for each in some:
            self._store.remove(each.id)
        return True


def _fits(submission: Submission, which: Selection, judged_until: datetime) -> bool:
    if submission.rejudge_id is not None or submission.state is not State.JUDGED or submission.scope is Scope.INPUT:
        return False
    assert submission.result is not None
    assert submission.judged_at is not None
    return (
        submission.judged_at <= judged_until
        and which.problem_id in (None, submission.problem_id)
        and which.user_id in (None, submission.user_id)
        and which.language in (None, submission.language)
        and which.verdict in (None, submission.result.verdict)
        and (which.created_from is None or submission.created_at >= which.created_from)
        and (which.created_before is None or submission.created_at < which.created_before)
        and (which.submission_ids is None or submission.id in which.submission_ids)
    )


def _copy_of(original: Submission, rejudge: Rejudge, *, tag: int) -> Submission:
    return Submission(
        id=copy_id_of(original.id, rejudge.id),
        language=original.language,
        source=original.source,
        input=original.input,
        created_at=rejudge.created_at,
        problem_id=original.problem_id,
        scope=original.scope,
        generation=original.generation + 1,
        band=Band.REJUDGE,
        tag=tag,
        rejudge_id=rejudge.id,
        original_id=original.id,
    )
