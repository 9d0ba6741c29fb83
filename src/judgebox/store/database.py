"""The store in a database: each method is one transaction.

How it works: a worker's right to a submission is the tuple (id, generation, attempt, state judging); what
is done with it is in `attempts.py`, what waits in `waiting.py`, whose turn it is in `tags.py`. Nothing
here locks a row for longer than its statement.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import anyio
import msgspec
from sqlalchemy import ColumnElement, Select, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from judgebox.domain.attempt import Attempt
from judgebox.domain.events import Event
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Band, Claim, Line, State, Submission, SubmissionId
from judgebox.domain.verdict import Result
from judgebox.ports import Offer, Once, OutboxEntry, OutboxId, SubmissionFilter
from judgebox.store import attempts, waiting
from judgebox.store.attempts import UNFINISHED_STATES
from judgebox.store.connections import Connections
from judgebox.store.engine import make_engine
from judgebox.store.idempotency import remember
from judgebox.store.insertion import insert_submissions
from judgebox.store.rows import (
    LISTED,
    is_storable,
    problem_of_document,
    row_of_problem,
    submission_of_row,
)
from judgebox.store.tables import outbox, problems, submissions
from judgebox.store.tags import with_tags

SAVE_PROBLEM = text(
    "INSERT INTO problems (id, version, summary, document) VALUES (:id, :version, :summary, :document) "
    "ON CONFLICT (id) DO UPDATE SET "
    "version = excluded.version, summary = excluded.summary, document = excluded.document"
)


FILTERS = ("problem_id", "user_id", "state", "verdict", "language", "batch_id")

IDS_AT_ONCE = 500

GENERATION_LIMIT = 2**31
"""The column holds less; a larger one comes from a forged message."""

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
        self.connections = Connections(engine)
        self._write = self.connections.writing
        self._read = self.connections.reading

    async def close(self) -> None:
        await self.engine.dispose()

    # --- Submissions: in and out ---------------------------------------------------------------

    async def add_submissions(self, new: Sequence[Submission], *, once: Once | None = None) -> Sequence[Submission]:
        if not new:
            return []
        async with self._write() as connection:
            if once is not None:
                earlier = await remember(connection, once, [each.id for each in new], at=new[0].created_at)
                if earlier is not None:
                    return await _all_of(connection, earlier)
            return await insert_submissions(connection, new)

    async def submission(self, submission_id: SubmissionId) -> Submission | None:
        if not is_storable(submission_id):
            return None
        return await self._one(select(submissions).where(submissions.c.id == submission_id))

    async def newest_submission(self, problem_id: str) -> Submission | None:
        if not is_storable(problem_id):
            return None
        of_problem = select(submissions).where(
            submissions.c.problem_id == problem_id, submissions.c.rejudge_id.is_(None)
        )
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
        wanted.append(submissions.c.rejudge_id.is_(None))
        if before is not None:
            wanted.append(submissions.c.id < before)
        statement = select(*LISTED).where(*wanted).order_by(submissions.c.id.desc()).limit(limit)
        async with self._read() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        return [submission_of_row(row) for row in rows]

    async def counts(self) -> Mapping[State, int]:
        counted = select(submissions.c.state, func.count()).where(submissions.c.rejudge_id.is_(None))
        async with self._read() as connection:
            found = {
                State(state): count for state, count in await connection.execute(counted.group_by(submissions.c.state))
            }
        return {state: found.get(state, 0) for state in State}

    # --- Attempts -------------------------------------------------------------------------------

    async def claim(
        self, submission_id: SubmissionId, generation: int, *, owner: str, at: datetime, lease_until: datetime
    ) -> tuple[Claim, Submission] | None:
        if not (is_storable(submission_id) and 0 < generation < GENERATION_LIMIT):
            return None
        async with self._write() as connection:
            submission = await attempts.start(
                connection, submission_id, generation, owner=owner, at=at, lease_until=lease_until
            )
        if submission is None:
            return None
        return Claim(submission_id=submission_id, generation=generation, attempt=submission.attempt), submission

    async def extend(self, claim: Claim, *, lease_until: datetime) -> bool:
        async with self._write() as connection:
            return await attempts.change(connection, claim, lease_until=lease_until)

    async def commit(self, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
        async with self._write() as connection:
            return await attempts.finish(connection, claim, result, at=at, event=event)

    async def give_back(
        self, claim: Claim, *, error: str, at: datetime, not_before: datetime | None = None, is_fault: bool = True
    ) -> bool:
        async with self._write() as connection:
            return await attempts.give_back(
                connection, claim, error=error, at=at, not_before=not_before, is_fault=is_fault
            )

    async def attempts(self, submission_id: SubmissionId) -> Sequence[Attempt]:
        if not is_storable(submission_id):
            return []
        async with self._read() as connection:
            return await attempts.all_of(connection, submission_id)

    async def cancel(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        if not is_storable(submission_id):
            return None
        async with self._write() as connection:
            return next(iter(await attempts.cancel(connection, [submission_id], at=at)), None)

    async def retry(self, submission_id: SubmissionId, *, at: datetime) -> Submission | None:
        if not is_storable(submission_id):
            return None
        async with self._write() as connection:
            return await attempts.retry(connection, submission_id)

    async def release_expired(self, *, now: datetime, limit: int) -> Sequence[Submission]:
        async with self._read() as connection:  # mostly there are none, and a look disturbs no writer
            if not await attempts.any_expired(connection, now):
                return []
        async with self._write() as connection:
            return await attempts.release_expired(connection, now=now, limit=limit)

    # --- What waits ----------------------------------------------------------------------------

    async def move(self, submission_id: SubmissionId, band: Band) -> tuple[Submission, Submission] | None:
        if not is_storable(submission_id):
            return None
        row = submissions.c
        unfinished = select(submissions).where(row.id == submission_id, row.state.in_(UNFINISHED_STATES))
        async with self._write() as connection:
            found = (await connection.execute(unfinished.with_for_update())).mappings().first()
            if found is None:
                return None
            before = submission_of_row(found)
            [after] = await with_tags(connection, [replace(before, band=band)])
            changed = update(submissions).where(row.id == submission_id)
            await connection.execute(changed.values(band=band, tag=after.tag, offered_at=None))
        return before, after

    async def release_delayed(self, *, now: datetime) -> int:
        async with self._read() as connection:  # mostly there are none, and a look disturbs no writer
            if not await waiting.any_delayed(connection, now):
                return 0
        async with self._write() as connection:
            return await waiting.release_delayed(connection, now)

    async def lines(self) -> Sequence[Line]:
        async with self._read() as connection:
            return await waiting.lines(connection)

    async def due_offers(self, line: Line, *, offered_before: datetime, limit: int) -> Sequence[Offer]:
        async with self._read() as connection:
            return await waiting.due_offers(connection, line, offered_before=offered_before, limit=limit)

    async def mark_offered(self, submission_ids: Sequence[SubmissionId], *, at: datetime) -> None:
        async with self._write() as connection:
            for start in range(0, len(submission_ids), IDS_AT_ONCE):
                some = submissions.c.id.in_(submission_ids[start : start + IDS_AT_ONCE])
                await connection.execute(update(submissions).where(some).values(offered_at=at))

    # --- What is still to be told --------------------------------------------------------------

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


async def _all_of(connection: AsyncConnection, ids: Sequence[str]) -> Sequence[Submission]:
    """Read submissions by their ids, in that order."""
    found: dict[str, Submission] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = select(submissions).where(submissions.c.id.in_(ids[start : start + IDS_AT_ONCE]))
        found |= {row["id"]: submission_of_row(row) for row in (await connection.execute(some)).mappings()}
    return [found[each] for each in ids if each in found]
