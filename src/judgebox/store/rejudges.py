"""Rejudges in the table `rejudges`; their copies are rows of `submissions`.

How it works: a copy names its rejudge and its original, and has the generation after the one it was made of. It has
no source of its own: a claim reads that of the original. Copies are made, taken over and removed some at a time, in
a transaction each that first locks the row of the rejudge; how far it got is in that row, or is what copies are left.
So any number of processes may work on one, and any of them may die. An original takes over a verdict only if it is
still in the generation that was copied, in the transaction that removes the copy.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    String,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.rejudge import (
    COPY_PREFIX,
    Change,
    MatrixCell,
    Rejudge,
    RejudgeKind,
    RejudgeState,
    Selection,
    copy_suffix_of,
)
from judgebox.domain.submission import Band, RejudgeId, Scope, State, SubmissionId
from judgebox.domain.verdict import Verdict
from judgebox.store.attempts import NO_RESULT, RAISE_COUNTER, UNFINISHED_STATES, count_in_batch, write_outbox
from judgebox.store.connections import Connections
from judgebox.store.rows import LISTED, encode, is_storable, submission_of_row
from judgebox.store.tables import attempts, rejudges, submissions
from judgebox.store.tags import round_served

original = submissions.alias("original")
copy = submissions.alias("copy")

TAKEN_OVER = (
    "generation", "attempt", "faults", "owner", "error", "judged_at", "verdict", "reason", "score", "cpu_us",
    "memory_bytes", "tier", "detail", "result",
)  # fmt: skip
"""What an original gets from its copy."""

IS_UP_TO_DATE = (original.c.generation == copy.c.generation - 1) & (original.c.state == State.JUDGED)
DIFFERS = or_(copy.c.verdict != original.c.verdict, copy.c.score.is_distinct_from(original.c.score))
UNDECIDED = (RejudgeState.PREPARING, RejudgeState.JUDGING)


class DatabaseRejudges:
    """The port `Rejudges` on the store's database."""

    def __init__(self, connections: Connections) -> None:
        self._write = connections.writing
        self._read = connections.reading

    # --- What is there -------------------------------------------------------------------------

    async def count(self, which: Selection, *, judged_until: datetime) -> int:
        statement = select(func.count()).select_from(submissions).where(*_fits(which, judged_until))
        async with self._read() as connection:
            return await connection.scalar(statement) or 0

    async def sample(self, *, judged_until: datetime, newest: int) -> Sequence[SubmissionId]:
        row = submissions.c
        is_right = row.verdict.not_in([Verdict.JUDGE_ERROR, Verdict.MISCONFIGURED])
        statement = select(row.id).where(*_fits(Selection(), judged_until), is_right).order_by(row.id.desc())
        async with self._read() as connection:
            return [SubmissionId(each) for each in await connection.scalars(statement.limit(newest))]

    async def add(self, rejudge: Rejudge) -> None:
        row = {
            "id": rejudge.id,
            "created_at": rejudge.created_at,
            "reason": rejudge.reason,
            "which": encode(rejudge.which),
            "kind": rejudge.kind,
            "state": rejudge.state,
            "submissions": rejudge.submissions,
        }
        async with self._write() as connection:
            await connection.execute(insert(rejudges).values(row))

    async def rejudge(self, rejudge_id: RejudgeId) -> Rejudge | None:
        if not is_storable(rejudge_id):
            return None
        found = await self._listed(select(rejudges).where(rejudges.c.id == rejudge_id))
        return found[0] if found else None

    async def rejudges(self, *, before: RejudgeId | None = None, limit: int = 50) -> Sequence[Rejudge]:
        statement = select(rejudges).order_by(rejudges.c.id.desc()).limit(limit)
        return await self._listed(statement if before is None else statement.where(rejudges.c.id < before))

    async def unfinished(self) -> Sequence[Rejudge]:
        final = (RejudgeState.APPLIED, RejudgeState.DROPPED)
        statement = select(rejudges).where(rejudges.c.state.not_in(final)).order_by(rejudges.c.id)
        async with self._read() as connection:
            return [_rejudge_of_row(row) for row in (await connection.execute(statement)).mappings().all()]

    async def _listed(self, statement: Select[Any]) -> Sequence[Rejudge]:
        async with self._read() as connection:
            rows = (await connection.execute(statement)).mappings().all()
            return [await _counted(connection, _rejudge_of_row(row)) for row in rows]

    async def matrix(self, rejudge_id: RejudgeId) -> Sequence[MatrixCell]:
        verdicts = (original.c.verdict, copy.c.verdict)
        counted = _copies(rejudge_id, *verdicts, func.count().label("count")).where(IS_UP_TO_DATE).group_by(*verdicts)
        async with self._read() as connection:
            kept = await connection.scalar(select(rejudges.c.matrix).where(rejudges.c.id == rejudge_id))
            if kept is not None:
                return msgspec.json.decode(kept, type=list[MatrixCell])
            cells = (await connection.execute(counted.order_by(*verdicts))).all()
        return [MatrixCell(old=Verdict(old), new=Verdict(new), count=count) for old, new, count in cells]

    async def changes(
        self, rejudge_id: RejudgeId, *, after: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Change]:
        columns = (
            original.c.id, original.c.problem_id, original.c.user_id, original.c.language,
            original.c.verdict.label("old"), copy.c.verdict.label("new"),
            original.c.score.label("old_score"), copy.c.score.label("new_score"),
        )  # fmt: skip
        changed = _copies(rejudge_id, *columns).where(IS_UP_TO_DATE, DIFFERS)
        if after is not None:
            changed = changed.where(copy.c.original_id > after)
        async with self._read() as connection:
            rows = (await connection.execute(changed.order_by(copy.c.original_id).limit(limit))).all()
        return [
            Change(
                submission_id=SubmissionId(row.id),
                problem_id=row.problem_id,
                user_id=row.user_id,
                language=row.language,
                old=Verdict(row.old),
                new=Verdict(row.new),
                old_score=row.old_score,
                new_score=row.new_score,
            )
            for row in rows
        ]

    async def set_reason(self, rejudge_id: RejudgeId, reason: str) -> None:
        async with self._write() as connection:
            await connection.execute(update(rejudges).where(rejudges.c.id == rejudge_id).values(reason=reason))

    # --- Copies are made -----------------------------------------------------------------------

    async def prepare_some(self, rejudge_id: RejudgeId, *, limit: int) -> bool:
        async with self._read() as connection:  # looking for them may take long, and disturbs no writer
            preparing = (rejudges.c.id == rejudge_id, rejudges.c.state == RejudgeState.PREPARING)
            seen = (await connection.execute(select(rejudges).where(*preparing))).mappings().first()
            if seen is None:
                return False
            fitting = (*_fits_rejudge(seen), submissions.c.id > seen["prepared_to"])
            next_ones = select(submissions.c.id).where(*fitting).order_by(submissions.c.id).limit(limit)
            ids = (await connection.scalars(next_ones)).all()
        async with self._write() as connection:
            row = await _locked(connection, rejudge_id, RejudgeState.PREPARING)
            if row is None or row["prepared_to"] != seen["prepared_to"]:
                return row is not None  # another one was faster
            tag = row["last_tag"]
            if tag is None:  # from here on it takes turns with other rejudges
                tag = await round_served(connection, Band.REJUDGE)
            copied = (await connection.scalars(_copying(row, ids, tag))).all()
            progress: dict[str, object] = {"last_tag": tag + len(copied), "prepared_to": max(ids, default="")}
            if len(ids) < limit:
                made = select(func.count()).select_from(submissions).where(submissions.c.rejudge_id == rejudge_id)
                progress |= {"state": RejudgeState.JUDGING, "submissions": await connection.scalar(made)}
            await connection.execute(update(rejudges).where(rejudges.c.id == rejudge_id).values(progress))
        return len(ids) == limit

    async def retry_faults(self, rejudge_id: RejudgeId) -> int:
        row = submissions.c
        again = (
            update(submissions)
            .where(row.rejudge_id == rejudge_id, row.state == State.JUDGED, row.verdict == Verdict.JUDGE_ERROR)
            .values({**NO_RESULT, "state": State.QUEUED, "faults": 0, "not_before": None, "offered_at": None})
            .returning(row.id)
        )
        async with self._write() as connection:
            if await _locked(connection, rejudge_id, RejudgeState.JUDGING) is None:
                return 0
            ids = (await connection.scalars(again)).all()
            was_judged = (attempts.c.submission_id.in_(ids), attempts.c.outcome == AttemptOutcome.JUDGED)
            await connection.execute(update(attempts).where(*was_judged).values(outcome=AttemptOutcome.FAILED))
        return len(ids)

    # --- Copies are taken over -----------------------------------------------------------------

    async def begin_applying(self, rejudge_id: RejudgeId) -> bool:
        return await self._decide(rejudge_id, RejudgeState.APPLYING, [RejudgeState.JUDGING])

    async def apply_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        async with self._write() as connection:
            if await _locked(connection, rejudge_id, RejudgeState.APPLYING) is None:
                return False
            judged = _copies(
                rejudge_id,
                copy.c.id, copy.c.original_id, copy.c.verdict.label("new"), original.c.verdict.label("old"),
                original.c.problem_id, original.c.scope, original.c.batch_id,
                IS_UP_TO_DATE.label("is_up_to_date"), DIFFERS.label("differs"),
            ).order_by(copy.c.original_id).limit(limit)  # fmt: skip
            rows = (await connection.execute(judged.with_for_update(of=original))).mappings().all()
            if not rows:
                await _end(connection, rejudge_id, RejudgeState.APPLIED, at)
                return False
            taken = [row for row in rows if row["is_up_to_date"] and row["new"] != Verdict.JUDGE_ERROR]
            changed = [row for row in taken if row["differs"]]
            await _take_over(connection, [row["id"] for row in taken])
            await _remove(connection, [row["id"] for row in rows])
            for row in sorted(changed, key=lambda row: (row["batch_id"] or "", row["original_id"])):
                await count_in_batch(connection, [row["original_id"]], row["batch_id"], by=0)
            await _count_again(connection, changed)
            await _tell(connection, [row["original_id"] for row in changed], at)
            counts = {
                "applied": rejudges.c.applied + len(taken),
                "changed": rejudges.c.changed + len(changed),
                "skipped": rejudges.c.skipped + len(rows) - len(taken),
            }
            await connection.execute(update(rejudges).where(rejudges.c.id == rejudge_id).values(counts))
        return True

    # --- Copies are dropped --------------------------------------------------------------------

    async def begin_dropping(self, rejudge_id: RejudgeId) -> bool:
        return await self._decide(rejudge_id, RejudgeState.DROPPING, UNDECIDED)

    async def drop_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        some = select(submissions.c.id).where(submissions.c.rejudge_id == rejudge_id).limit(limit)
        async with self._write() as connection:
            if await _locked(connection, rejudge_id, RejudgeState.DROPPING) is None:
                return False
            ids = (await connection.scalars(some)).all()
            if not ids:
                await _end(connection, rejudge_id, RejudgeState.DROPPED, at)
                return False
            await _remove(connection, ids)
        return True

    async def _decide(self, rejudge_id: RejudgeId, to: RejudgeState, decided_from: Sequence[RejudgeState]) -> bool:
        """Decide, and keep the matrix as it is now: the copies that it is counted from will be gone."""
        matrix = encode(await self.matrix(rejudge_id))
        unfinished = select(submissions.c.id).where(
            submissions.c.rejudge_id == rejudge_id, submissions.c.state.in_(UNFINISHED_STATES)
        )
        async with self._write() as connection:
            if await _locked(connection, rejudge_id, *decided_from) is None:
                return False
            if to is RejudgeState.APPLYING and await connection.scalar(unfinished.limit(1)) is not None:
                return False
            decided = update(rejudges).where(rejudges.c.id == rejudge_id)
            await connection.execute(decided.values(state=to, matrix=matrix))
        return True


# --- Pieces ------------------------------------------------------------------------------------


def _fits(which: Selection, judged_until: datetime) -> Sequence[ColumnElement[bool]]:
    row = submissions.c
    wanted = [
        row.rejudge_id.is_(None),
        row.state == State.JUDGED,
        row.scope != Scope.INPUT,
        row.judged_at <= judged_until,
    ]
    for name in ("problem_id", "user_id", "language", "verdict"):
        if getattr(which, name) is not None:
            wanted.append(row[name] == getattr(which, name))
    if which.created_from is not None:
        wanted.append(row.created_at >= which.created_from)
    if which.created_before is not None:
        wanted.append(row.created_at < which.created_before)
    if which.submission_ids is not None:
        wanted.append(row.id.in_(which.submission_ids))
    return wanted


def _fits_rejudge(rejudge: RowMapping) -> Sequence[ColumnElement[bool]]:
    return _fits(msgspec.json.decode(rejudge["which"], type=Selection), rejudge["created_at"])


def _copying(rejudge: RowMapping, ids: Sequence[str], tag: int) -> Any:
    """The statement that makes copies, and returns the ids of their originals."""
    row = submissions.c
    chosen = (
        select(row.id, row.problem_id, row.language, row.scope, row.generation)
        .where(row.id.in_(ids), *_fits_rejudge(rejudge))
        .subquery()
    )
    id_of_copy = literal(COPY_PREFIX) + func.substr(chosen.c.id, 5, type_=String) + copy_suffix_of(rejudge["id"])
    columns: dict[str, ColumnElement[Any]] = {
        "id": id_of_copy,
        "original_id": chosen.c.id,
        "rejudge_id": literal(rejudge["id"]),
        "problem_id": chosen.c.problem_id,
        "language": chosen.c.language,
        "source": literal(""),
        "scope": chosen.c.scope,
        "state": literal(str(State.QUEUED)),
        "generation": chosen.c.generation + 1,
        "attempt": literal(0),
        "faults": literal(0),
        "band": literal(int(Band.REJUDGE)),
        "tag": literal(tag) + func.row_number().over(order_by=chosen.c.id),
        "created_at": literal(rejudge["created_at"], row.created_at.type),
    }
    rows = select(*columns.values()).select_from(chosen)
    return insert(submissions).from_select(list(columns), rows).returning(row.original_id)


def _copies(rejudge_id: RejudgeId, *columns: ColumnElement[Any]) -> Select[Any]:
    """Look at copies that are judged, beside their originals."""
    both = copy.join(original, original.c.id == copy.c.original_id)
    return select(*columns).select_from(both).where(copy.c.rejudge_id == rejudge_id, copy.c.state == State.JUDGED)


async def _locked(connection: AsyncConnection, rejudge_id: RejudgeId, *states: RejudgeState) -> RowMapping | None:
    """Read a rejudge, and keep others from working on it until the commit; None if it is in no such state."""
    of_state = (rejudges.c.id == rejudge_id, rejudges.c.state.in_(states))
    return (await connection.execute(select(rejudges).where(*of_state).with_for_update())).mappings().first()


async def _end(connection: AsyncConnection, rejudge_id: RejudgeId, state: RejudgeState, at: datetime) -> None:
    await connection.execute(update(rejudges).where(rejudges.c.id == rejudge_id).values(state=state, ended_at=at))


async def _take_over(connection: AsyncConnection, copy_ids: Sequence[str]) -> None:
    some = copy.c.id.in_(copy_ids)
    new = update(submissions).where(submissions.c.id == copy.c.original_id, some)
    await connection.execute(new.values({name: copy.c[name] for name in TAKEN_OVER}))
    moved = update(attempts).where(attempts.c.submission_id == copy.c.id, some)
    await connection.execute(moved.values(submission_id=copy.c.original_id))


async def _remove(connection: AsyncConnection, copy_ids: Sequence[str]) -> None:
    """Remove copies, and then their attempts: no claim can add one any more."""
    await connection.execute(delete(submissions).where(submissions.c.id.in_(copy_ids)))
    await connection.execute(delete(attempts).where(attempts.c.submission_id.in_(copy_ids)))


async def _count_again(connection: AsyncConnection, changed: Sequence[RowMapping]) -> None:
    """Set the counters of verdicts right, in a fixed order, so that no two of us wait for each other."""
    by: Counter[tuple[str, str]] = Counter()
    for row in changed:
        if row["scope"] == Scope.ALL and row["problem_id"] is not None:
            by[row["problem_id"], row["old"]] -= 1
            by[row["problem_id"], row["new"]] += 1
    for (problem_id, verdict), count in sorted(by.items()):
        if count:
            await connection.execute(RAISE_COUNTER, {"problem_id": problem_id, "verdict": verdict, "by": count})


async def _tell(connection: AsyncConnection, submission_ids: Sequence[str], at: datetime) -> None:
    judged = select(*LISTED).where(submissions.c.id.in_(submission_ids)).order_by(submissions.c.id)
    for row in (await connection.execute(judged)).mappings().all():
        each = submission_of_row(row)
        event = event_of(each, EventKind.FINISHED, attempt=each.attempt, result=each.result)
        await write_outbox(connection, event, at)


async def _counted(connection: AsyncConnection, rejudge: Rejudge) -> Rejudge:
    """Count the copies, and find out whether all are judged."""
    if rejudge.state.is_final:
        return rejudge
    row = submissions.c
    is_fault = case((row.verdict == Verdict.JUDGE_ERROR, 1), else_=0)
    of_rejudge = select(row.state, func.count(), func.sum(is_fault)).where(row.rejudge_id == rejudge.id)
    found = {
        state: (count, faults) for state, count, faults in await connection.execute(of_rejudge.group_by(row.state))
    }
    is_ready = rejudge.state is RejudgeState.JUDGING and not found.keys() & set(UNFINISHED_STATES)
    judged, faults = found.get(State.JUDGED, (0, 0))
    return replace(rejudge, state=RejudgeState.READY if is_ready else rejudge.state, judged=judged, faults=faults)


def _rejudge_of_row(row: RowMapping) -> Rejudge:
    return Rejudge(
        id=RejudgeId(row["id"]),
        created_at=row["created_at"],
        reason=row["reason"],
        which=msgspec.json.decode(row["which"], type=Selection),
        state=RejudgeState(row["state"]),
        kind=RejudgeKind(row["kind"]),
        submissions=row["submissions"],
        applied=row["applied"],
        changed=row["changed"],
        skipped=row["skipped"],
        ended_at=row["ended_at"],
    )
