"""Attempts in the database: statements inside a transaction that the store has opened.

How it works: a claim raises `attempt`, so every earlier claim stops matching; whatever writes on behalf of
an attempt is one UPDATE that must match (id, generation, attempt, state judging), and what belongs to it
(the attempt's own row, outbox, counters, the batch's count) is written in the same transaction only if one
row changed. So a generation has one verdict at most, and it is that of one attempt, with all its cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, case, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.events import Event, EventKind, event_of
from judgebox.domain.submission import Claim, Scope, State, Submission, SubmissionId
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.store.insertion import insert_rows
from judgebox.store.rows import columns_of_result, encode, storable, submission_of_row
from judgebox.store.tables import IN_JUDGING, attempts, batches, outbox, submissions

UNFINISHED_STATES = (State.QUEUED, State.JUDGING)

RAISE_COUNTER = text(
    "INSERT INTO counters (problem_id, verdict, count) VALUES (:problem_id, :verdict, :by) "
    "ON CONFLICT (problem_id, verdict) DO UPDATE SET count = counters.count + :by"
)

NUMBER = text("UPDATE submissions SET batch_number = :number WHERE id = :of")

NO_RESULT: Mapping[str, None] = dict.fromkeys(
    ("verdict", "reason", "score", "cpu_us", "memory_bytes", "tier", "detail", "result", "judged_at")
)


async def start(
    connection: AsyncConnection,
    submission_id: SubmissionId,
    generation: int,
    *,
    owner: str,
    at: datetime,
    lease_until: datetime,
) -> Submission | None:
    """Start an attempt; None if there is nothing to judge."""
    row = submissions.c
    statement = (
        update(submissions)
        .where(row.id == submission_id, row.generation == generation, row.state.in_(UNFINISHED_STATES))
        .values(
            state=State.JUDGING,
            attempt=row.attempt + 1,
            faults=row.faults + case((row.state == State.JUDGING, 1), else_=0),
            owner=owner,
            lease_until=lease_until,
            not_before=None,
        )
        .returning(submissions)
    )
    found = (await connection.execute(statement)).mappings().first()
    if found is None:
        return None
    submission = submission_of_row(found)
    if submission.original_id is not None:
        submission = await _with_source_of(connection, submission.original_id, submission)
    if submission.attempt > 1:  # taken over from one that was never ended
        await _end_open(connection, submission, at=at, outcome=AttemptOutcome.LOST)
    begun = {
        "submission_id": submission_id,
        "generation": generation,
        "attempt": submission.attempt,
        "worker": owner,
        "started_at": at,
    }
    await connection.execute(insert(attempts).values(begun))
    return submission


async def change(connection: AsyncConnection, claim: Claim, **columns: object) -> bool:
    """Change the row of a claim if it still holds."""
    return (await connection.execute(update(submissions).where(_holds(claim)).values(columns))).rowcount == 1


async def finish(connection: AsyncConnection, claim: Claim, result: Result, *, at: datetime, event: Event) -> bool:
    """Store a verdict, and all that follows from it."""
    columns = columns_of_result(result) | {"state": State.JUDGED, "judged_at": at, "error": None}
    row = submissions.c
    statement = (
        update(submissions)
        .where(_holds(claim))
        .values(columns)
        .returning(row.scope, row.problem_id, row.batch_id, row.rejudge_id)
    )
    judged = (await connection.execute(statement)).mappings().first()
    if judged is None:
        return False
    await _end(connection, claim, at=at, outcome=AttemptOutcome.JUDGED)
    if judged["rejudge_id"] is None:  # of a copy nobody is told
        await write_outbox(connection, event, at)
    await count_in_batch(connection, [claim.submission_id], judged["batch_id"])
    await _count(connection, judged, result.verdict, by=1)
    return True


async def give_back(
    connection: AsyncConnection,
    claim: Claim,
    *,
    error: str,
    at: datetime,
    not_before: datetime | None,
    is_fault: bool,
) -> bool:
    """Queue a claimed submission again."""
    changed = await change(
        connection,
        claim,
        state=State.QUEUED,
        error=storable(error),
        not_before=not_before,
        offered_at=None,
        faults=submissions.c.faults + int(is_fault),
    )
    if changed:
        outcome = AttemptOutcome.FAILED if is_fault else AttemptOutcome.STOPPED
        await _end(connection, claim, at=at, outcome=outcome, error=storable(error))
    return changed


async def cancel(
    connection: AsyncConnection, ids: Sequence[str], *, at: datetime, batch_id: str | None = None
) -> Sequence[Submission]:
    """End those that are not final, and return them.

    Args:
        batch_id: the batch that all of them belong to, if there are several.
    """
    result = Result(verdict=Verdict.CANCELLED, reason=Reason.USER)
    statement = (
        update(submissions)
        .where(submissions.c.id.in_(ids), submissions.c.state.in_(UNFINISHED_STATES))
        .values(columns_of_result(result) | {"state": State.CANCELLED, "judged_at": at})
        .returning(submissions)
    )
    cancelled = [submission_of_row(row) for row in (await connection.execute(statement)).mappings()]
    if not cancelled:
        return []
    known = [each.id for each in cancelled]
    is_open = (attempts.c.submission_id.in_(known), attempts.c.outcome.is_(None))
    await connection.execute(update(attempts).where(*is_open).values(ended_at=at, outcome=AttemptOutcome.CANCELLED))
    await count_in_batch(connection, known, batch_id or cancelled[0].batch_id)
    events = [event_of(each, EventKind.FINISHED, attempt=each.attempt, result=result) for each in cancelled]
    await insert_rows(connection, outbox, [_row_of_outbox(each, at) for each in events])
    return cancelled


async def retry(connection: AsyncConnection, submission_id: SubmissionId) -> Submission | None:
    """Queue what ended as a judge error, in its next generation."""
    row = submissions.c
    statement = (
        update(submissions)
        .where(
            row.id == submission_id,
            row.state == State.JUDGED,
            row.verdict == Verdict.JUDGE_ERROR,
            row.rejudge_id.is_(None),  # the generation of a copy says what it is a copy of
        )
        .values(
            {
                **NO_RESULT,
                "state": State.QUEUED,
                "generation": row.generation + 1,
                "attempt": 0,
                "faults": 0,
                "not_before": None,
                "offered_at": None,
                "batch_number": None,
            }
        )
        .returning(submissions)
    )
    found = (await connection.execute(statement)).mappings().first()
    if found is None:
        return None
    await _count(connection, found, Verdict.JUDGE_ERROR, by=-1)
    if found["batch_id"] is not None:
        fewer = update(batches).where(batches.c.id == found["batch_id"]).values(finished=batches.c.finished - 1)
        await connection.execute(fewer)
    return submission_of_row(found)


async def any_expired(connection: AsyncConnection, now: datetime) -> bool:
    return await connection.scalar(select(submissions.c.id).where(_expired(now)).limit(1)) is not None


async def release_expired(connection: AsyncConnection, *, now: datetime, limit: int) -> Sequence[Submission]:
    """Queue again whose lease has run out."""
    row = submissions.c
    ids = select(row.id).where(_expired(now)).order_by(row.lease_until).limit(limit).with_for_update(skip_locked=True)
    statement = (
        update(submissions)
        .where(row.id.in_(ids), _expired(now))
        .values(state=State.QUEUED, offered_at=None, error="the lease ran out", faults=row.faults + 1)
        .returning(submissions)
    )
    released = [submission_of_row(each) for each in (await connection.execute(statement)).mappings().all()]
    for each in released:
        await _end_open(connection, each, at=now, outcome=AttemptOutcome.LOST)
    return released


async def all_of(connection: AsyncConnection, submission_id: SubmissionId) -> Sequence[Attempt]:
    row = attempts.c
    statement = select(attempts).where(row.submission_id == submission_id).order_by(row.generation, row.attempt)
    return [
        Attempt(
            submission_id=submission_id,
            generation=each.generation,
            number=each.attempt,
            worker=each.worker,
            started_at=each.started_at,
            ended_at=each.ended_at,
            outcome=None if each.outcome is None else AttemptOutcome(each.outcome),
            error=each.error,
        )
        for each in await connection.execute(statement)
    ]


async def write_outbox(connection: AsyncConnection, event: Event, at: datetime) -> None:
    await connection.execute(insert(outbox).values(_row_of_outbox(event, at)))


async def count_in_batch(
    connection: AsyncConnection, ids: Sequence[str], batch_id: str | None, *, by: int | None = None
) -> None:
    """Give those that became final, or have another verdict now, the next numbers in their batch.

    The batch's row stays locked until the commit, so that numbers become visible in their order, and a
    reader that has seen one has seen all before it.

    Args:
        by: how many more of the batch are final with them; all of them, unless it is said.
    """
    if batch_id is None:
        return
    raised = {
        "finished": batches.c.finished + (len(ids) if by is None else by),
        "numbers": batches.c.numbers + len(ids),
    }
    statement = update(batches).where(batches.c.id == batch_id).values(raised).returning(batches.c.numbers)
    last = int(await connection.scalar(statement) or 0)
    numbered = [{"of": each, "number": number} for number, each in enumerate(ids, start=last - len(ids) + 1)]
    await connection.execute(NUMBER, numbered)


# --- Pieces ------------------------------------------------------------------------------------


def _row_of_outbox(event: Event, at: datetime) -> dict[str, object]:
    return {"submission_id": event.submission_id, "event": encode(event), "written_at": at}


async def _with_source_of(connection: AsyncConnection, original_id: SubmissionId, copy: Submission) -> Submission:
    """Give a copy for a rejudge what it has not got itself: sources are not stored twice."""
    row = submissions.c
    original = (await connection.execute(select(row.source, row.input).where(row.id == original_id))).one()
    return replace(copy, source=original.source, input=original.input)


def _holds(claim: Claim) -> ColumnElement[bool]:
    row = submissions.c
    return and_(
        row.id == claim.submission_id,
        row.generation == claim.generation,
        row.attempt == claim.attempt,
        row.state == State.JUDGING,
    )


def _expired(now: datetime) -> ColumnElement[bool]:
    return and_(text(IN_JUDGING), submissions.c.lease_until < now)


async def _end(
    connection: AsyncConnection, claim: Claim, *, at: datetime, outcome: AttemptOutcome, error: str | None = None
) -> None:
    row = attempts.c
    key = tuple_(row.submission_id, row.generation, row.attempt)
    this = (claim.submission_id, claim.generation, claim.attempt)
    await connection.execute(update(attempts).where(key == this).values(ended_at=at, outcome=outcome, error=error))


async def _end_open(
    connection: AsyncConnection, submission: Submission, *, at: datetime, outcome: AttemptOutcome
) -> None:
    """End what attempts of this generation nobody has ended."""
    row = attempts.c
    is_open = (
        row.submission_id == submission.id,
        row.generation == submission.generation,
        row.outcome.is_(None),
    )
    await connection.execute(update(attempts).where(*is_open).values(ended_at=at, outcome=outcome))


async def _count(connection: AsyncConnection, judged: RowMapping, verdict: Verdict, *, by: int) -> None:
    """Count a verdict of a whole submission at its problem; copies for a rejudge don't count."""
    if judged["scope"] == Scope.ALL and judged["problem_id"] is not None and judged["rejudge_id"] is None:
        counted = {"problem_id": judged["problem_id"], "verdict": verdict, "by": by}
        await connection.execute(RAISE_COUNTER, counted)
