"""What waits in the database to be judged, by line; it costs the same however much waits or was judged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.ports import Offer
from judgebox.store.tables import DELAYED, WAITING, submissions

LINES = text(
    """
    WITH RECURSIVE line(band, language) AS (
        SELECT * FROM (
            SELECT band, language FROM submissions WHERE state = 'queued' AND not_before IS NULL
            ORDER BY band, language LIMIT 1
        ) AS first
        UNION ALL
        SELECT following.band, following.language FROM line, LATERAL (
            SELECT band, language FROM submissions
            WHERE state = 'queued' AND not_before IS NULL AND (band, language) > (line.band, line.language)
            ORDER BY band, language LIMIT 1
        ) AS following
    )
    SELECT band, language FROM line
    """
)
"""The distinct pairs, by one look into the index for each, and not by reading all that wait."""

# Without being told, SQLite takes the index `submissions_by_state`, and reads and sorts all that wait.
FIRST_LINE = text(
    "SELECT band, language FROM submissions INDEXED BY submissions_waiting "
    "WHERE state = 'queued' AND not_before IS NULL "
    "ORDER BY band, language LIMIT 1"
)
NEXT_LINE = text(
    """
    SELECT * FROM (
        SELECT band, language FROM submissions INDEXED BY submissions_waiting
        WHERE state = 'queued' AND not_before IS NULL AND band = :band AND language > :language
        ORDER BY language LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT band, language FROM submissions INDEXED BY submissions_waiting
        WHERE state = 'queued' AND not_before IS NULL AND band > :band
        ORDER BY band, language LIMIT 1
    )
    LIMIT 1
    """
)


async def lines(connection: AsyncConnection) -> Sequence[Line]:
    """List the lines in which something waits; bands in order."""
    if connection.dialect.name == "postgresql":
        found = [(row.band, row.language) for row in await connection.execute(LINES)]
    else:  # SQLite knows no LATERAL; its statements are calls and no round trips
        found = []
        row = (await connection.execute(FIRST_LINE)).first()
        while row is not None:
            found.append((row.band, row.language))
            row = (await connection.execute(NEXT_LINE, {"band": row.band, "language": row.language})).first()
    return [Line(band=Band(band), route=language) for band, language in found]


async def due_offers(
    connection: AsyncConnection, line: Line, *, offered_before: datetime, limit: int
) -> Sequence[Offer]:
    """List what waits in a line and was not offered since; lowest tags first."""
    row = submissions.c
    statement = (
        select(row.id, row.generation, row.tag, row.owner, row.faults)
        .where(
            text(WAITING),
            row.band == line.band,
            row.language == line.route,
            or_(row.offered_at.is_(None), row.offered_at < offered_before),
        )
        .order_by(row.tag, row.id)
        .limit(limit)
    )
    return [
        Offer(
            submission_id=SubmissionId(each.id),
            generation=each.generation,
            band=line.band,
            tag=each.tag,
            route=line.route,
            avoid=each.owner if each.faults else None,
        )
        for each in await connection.execute(statement)
    ]


async def any_delayed(connection: AsyncConnection, now: datetime) -> bool:
    return await connection.scalar(select(submissions.c.id).where(*_is_time(now)).limit(1)) is not None


async def release_delayed(connection: AsyncConnection, now: datetime) -> int:
    """Let be judged whose time has come."""
    statement = update(submissions).where(*_is_time(now)).values(not_before=None, offered_at=None)
    return (await connection.execute(statement)).rowcount


def _is_time(now: datetime) -> tuple[TextClause, ColumnElement[bool]]:
    return text(DELAYED), submissions.c.not_before <= now
