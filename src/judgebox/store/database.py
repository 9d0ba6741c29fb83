"""The store in a database: each method is one transaction.

How it works: a worker's right to a submission is the tuple (id, generation, attempt, state judging). A
claim raises `attempt`, so every earlier claim stops matching; whatever writes on behalf of an attempt is
one UPDATE that must match, and what belongs to it (outbox, counters) is written in the same transaction
only if one row changed. Nothing here locks a row for longer than its statement.
"""

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import anyio
import msgspec
from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from judgebox.domain.errors import ConflictError, StoreError
from judgebox.domain.events import Event, EventKind, event_of
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Claim, Scope, State, Submission, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.ports import Offer, Once, OutboxEntry, OutboxId, SubmissionFilter
from judgebox.store.engine import READS, make_engine, store_errors
from judgebox.store.rows import (
    columns_of_result,
    encode,
    is_storable,
    problem_of_document,
    row_of_problem,
    row_of_submission,
    storable,
    submission_of_row,
)
from judgebox.store.tables import idempotency, outbox, problems, submissions

LISTED = [column for column in submissions.columns if column.name != "result"]

RAISE_COUNTER = text(
    "INSERT INTO counters (problem_id, verdict, count) VALUES (:problem_id, :verdict, 1) "
    "ON CONFLICT (problem_id, verdict) DO UPDATE SET count = counters.count + 1"
)
SAVE_PROBLEM = text(
    "INSERT INTO problems (id, version, summary, document) VALUES (:id, :version, :summary, :document) "
    "ON CONFLICT (id) DO UPDATE SET "
    "version = excluded.version, summary = excluded.summary, document = excluded.document"
)
REMEMBER_KEY = text(
    "INSERT INTO idempotency (key, fingerprint, submission_ids) VALUES (:key, :fingerprint, :submission_ids) "
    "ON CONFLICT (key) DO NOTHING"
)


FILTERS = ("problem_id", "user_id", "state", "verdict", "language")

GENERATION_LIMIT = 2**31
"""The column holds less; a larger one comes from a forged message."""

ANSWER_WITHIN_S = 30
"""For a whole transaction, with the wait for a connection and for other writers."""

CLOSE_WITHIN_S = 5


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator["DatabaseStore"]:
    """Have a store for as long as the context lasts; raises `StoreError` if the URL is wrong."""
    store = DatabaseStore(make_engine(url))
    try:
        yield store
    finally:
        # A connection that is left open keeps its thread, and that the process.
        with anyio.move_on_after(CLOSE_WITHIN_S, shield=True):
            await store.close()


class DatabaseStore:
    """Made by `open_store`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # SQLite has one writer. Those of this process take turns here: in SQLite itself they would poll, and starve.
        self._turn = anyio.CapacityLimiter(1 if engine.dialect.name == "sqlite" else math.inf)
        self._reader = engine.execution_options(**{READS: True})

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        with store_errors(self.engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._turn, self.engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        with store_errors(self.engine.url), anyio.fail_after(ANSWER_WITHIN_S):
            async with self._reader.connect() as connection:
                yield connection

    # --- Submissions: in and out ---------------------------------------------------------------

    async def add_submissions(self, new: Sequence[Submission], *, once: Once | None = None) -> Sequence[SubmissionId]:
        if not new:
            return []
        ids = [submission.id for submission in new]
        async with self._write() as connection:
            if once is not None:
                earlier = await _ids_under(connection, once, ids)
                if earlier is not None:
                    return earlier
            await connection.execute(insert(submissions), [row_of_submission(each) for each in new])
        return ids

    async def submission(self, submission_id: SubmissionId) -> Submission | None:
        if not is_storable(submission_id):
            return None
        return await self._one(select(submissions).where(submissions.c.id == submission_id))

    async def newest_submission(self, problem_id: str) -> Submission | None:
        if not is_storable(problem_id):
            return None
        of_problem = select(submissions).where(submissions.c.problem_id == problem_id)
        return await self._one(of_problem.order_by(submissions.c.id.desc()).limit(1))

    async def _one(self, statement: Select[Any]) -> Submission | None:
        async with self._read() as connection:
            row = (await connection.execute(statement)).mappings().first()
        return None if row is None else submission_of_row(row)

    async def submissions(
        self, which: SubmissionFilter, *, before: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Submission]:
        values = {name: value for name in FILTERS if (value := getattr(which, name)) is not None}
        if not all(is_storable(value) for value in (*values.values(), before or "")):
            return []
        wanted: list[ColumnElement[bool]] = [submissions.c[name] == value for name, value in values.items()]
        if before is not None:
            wanted.append(submissions.c.id < before)
        statement = select(*LISTED).where(*wanted).order_by(submissions.c.id.desc()).limit(limit)
        async with self._read() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        return [submission_of_row(row) for row in rows]

    async def counts(self) -> Mapping[State, int]:
        statement = select(submissions.c.state, func.count()).group_by(submissions.c.state)
        async with self._read() as connection:
            found = {State(state): count for state, count in await connection.execute(statement)}
        return {state: found.get(state, 0) for state in State}

    # --- Attempts -------------------------------------------------------------------------------

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        if not (is_storable(submission_id) and 0 < generation < GENERATION_LIMIT):
            return None
        statement = (
            update(submissions)
            .where(
                submissions.c.id == submission_id,
                submissions.c.generation == generation,
                submissions.c.state.in_([State.QUEUED, State.JUDGING]),
            )
            .values(state=State.JUDGING, attempt=submissions.c.attempt + 1, owner=owner, lease_until=lease_until)
            .returning(submissions)
        )
        async with self._write() as connection:
            row = (await connection.execute(statement)).mappings().first()
        if row is None:
            return None
        submission = submission_of_row(row)
        return Claim(submission_id=submission_id, generation=generation, attempt=submission.attempt), submission

    async def extend(self, claim: Claim, *, lease_until: datetime) -> bool:
        async with self._write() as connection:
            return await _change(connection, claim, lease_until=lease_until)

    async def commit(self, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
        columns = columns_of_result(result) | {"state": State.JUDGED, "judged_at": at, "error": None}
        async with self._write() as connection:
            if not await _change(connection, claim, **columns):
                return False
            await _write_outbox(connection, event, at)
            row = select(submissions.c.scope, submissions.c.problem_id).where(submissions.c.id == claim.submission_id)
            judged = (await connection.execute(row)).one()
            if judged.scope == Scope.ALL and judged.problem_id is not None:
                counted = {"problem_id": judged.problem_id, "verdict": result.verdict}
                await connection.execute(RAISE_COUNTER, counted)
        return True

    async def give_back(self, claim: Claim, *, error: str, not_before: datetime) -> bool:
        async with self._write() as connection:
            return await _change(
                connection, claim, state=State.QUEUED, error=storable(error), not_before=not_before, offered_at=None
            )

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        if not is_storable(submission_id):
            return None
        result = Result(verdict=Verdict.CANCELLED, reason=Reason.USER)
        statement = (
            update(submissions)
            .where(submissions.c.id == submission_id, submissions.c.state.in_([State.QUEUED, State.JUDGING]))
            .values(columns_of_result(result) | {"state": State.CANCELLED, "judged_at": at})
            .returning(submissions)
        )
        async with self._write() as connection:
            row = (await connection.execute(statement)).mappings().first()
            if row is None:
                return None
            cancelled = submission_of_row(row)
            event = event_of(cancelled, EventKind.FINISHED, attempt=cancelled.attempt, result=result)
            await _write_outbox(connection, event, at)
        return cancelled

    # --- What the reconciler looks for ----------------------------------------------------------

    async def due_offers(self, *, now: datetime, offered_before: datetime, limit: int) -> Sequence[Offer]:
        row = submissions.c
        statement = (
            select(row.id, row.generation, row.user_id)
            .where(
                row.state == State.QUEUED,
                or_(row.not_before.is_(None), row.not_before <= now),
                or_(row.offered_at.is_(None), row.offered_at < offered_before),
            )
            .order_by(row.id)
            .limit(limit)
        )
        async with self._read() as connection:
            found = (await connection.execute(statement)).all()
        return [Offer(submission_id=each.id, generation=each.generation, user_id=each.user_id) for each in found]

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None:
        marked = update(submissions).where(submissions.c.id.in_(submission_ids)).values(offered_at=at)
        async with self._write() as connection:
            await connection.execute(marked)

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        expired = and_(submissions.c.state == State.JUDGING, submissions.c.lease_until < now)
        async with self._read() as connection:  # mostly there are none, and a look disturbs no writer
            if await connection.scalar(select(submissions.c.id).where(expired).limit(1)) is None:
                return []
        ids = (
            select(submissions.c.id)
            .where(expired)
            .order_by(submissions.c.lease_until)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(submissions)
            .where(submissions.c.id.in_(ids), expired)
            .values(state=State.QUEUED, offered_at=None, error="the lease ran out")
            .returning(submissions)
        )
        async with self._write() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        return [submission_of_row(row) for row in rows]

    async def outbox(self, *, older_than: datetime, limit: int) -> Sequence[OutboxEntry]:
        return await self._outbox(outbox.c.written_at < older_than, limit)

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]:
        if not is_storable(submission_id):
            return []
        return await self._outbox(outbox.c.submission_id == submission_id, None)

    async def _outbox(self, which: ColumnElement[bool], limit: int | None) -> Sequence[OutboxEntry]:
        statement = select(outbox.c.id, outbox.c.event).where(which).order_by(outbox.c.id).limit(limit)
        async with self._read() as connection:
            rows = (await connection.execute(statement)).all()
        return [OutboxEntry(id=OutboxId(row.id), event=msgspec.json.decode(row.event, type=Event)) for row in rows]

    async def clear_outbox(self, ids: Sequence[OutboxId]) -> None:
        async with self._write() as connection:
            await connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))

    # --- Problems -------------------------------------------------------------------------------

    async def save_problem(self, problem: Problem) -> None:
        row = row_of_problem(problem)
        async with self._write() as connection:
            await connection.execute(SAVE_PROBLEM, row)

    async def problem(self, problem_id: ProblemId) -> Problem | None:
        if not is_storable(problem_id):
            return None
        async with self._read() as connection:
            document = await connection.scalar(select(problems.c.document).where(problems.c.id == problem_id))
        return None if document is None else problem_of_document(document)

    async def problems(self) -> Sequence[Problem]:
        async with self._read() as connection:
            found = (await connection.scalars(select(problems.c.summary).order_by(problems.c.id))).all()
        return [problem_of_document(summary) for summary in found]


async def _ids_under(connection: AsyncConnection, once: Once, ids: list[SubmissionId]) -> list[SubmissionId] | None:
    """Remember ids under a key; return those that came first, None if it is these."""
    row = {"key": once.key, "fingerprint": once.fingerprint, "submission_ids": encode(ids)}
    if (await connection.execute(REMEMBER_KEY, row)).rowcount == 1:
        return None
    known = (await connection.execute(select(idempotency).where(idempotency.c.key == once.key))).one_or_none()
    if known is None:
        raise StoreError(f"the idempotency key {once.key[:64]!r} vanished while it was used; try again")
    if known.fingerprint != once.fingerprint:
        raise ConflictError(
            f"the idempotency key {once.key[:64]!r} came before with another request", code="idempotency_conflict"
        )
    return msgspec.json.decode(known.submission_ids, type=list[SubmissionId])


async def _change(connection: AsyncConnection, claim: Claim, **columns: object) -> bool:
    """Change the row of a claim if it still holds."""
    statement = update(submissions).where(
        submissions.c.id == claim.submission_id,
        submissions.c.generation == claim.generation,
        submissions.c.attempt == claim.attempt,
        submissions.c.state == State.JUDGING,
    )
    return (await connection.execute(statement.values(columns))).rowcount == 1


async def _write_outbox(connection: AsyncConnection, event: Event, at: datetime) -> None:
    row = {"submission_id": event.submission_id, "event": encode(event), "written_at": at}
    await connection.execute(insert(outbox).values(row))
