"""What the database says, asked directly: the judge's own account is what is under test."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import psycopg

from judgebox.cli.chaos.ledger import Found, TakeOver, differences

FOUND = """
    SELECT id, coalesce(user_id, ''), state, verdict, attempt,
        (SELECT count(*) FROM attempts WHERE submission_id = submissions.id AND generation = submissions.generation
            AND outcome = 'judged'),
        extract(epoch FROM judged_at - created_at)::float8
    FROM submissions WHERE rejudge_id IS NULL
"""

TAKE_OVERS = """
    SELECT attempts.worker, extract(epoch FROM attempts.started_at)::float8,
        extract(epoch FROM attempts.ended_at)::float8, extract(epoch FROM next.started_at)::float8
    FROM attempts JOIN attempts AS next ON next.submission_id = attempts.submission_id
        AND next.generation = attempts.generation AND next.attempt = attempts.attempt + 1
    WHERE attempts.outcome IN ('lost', 'failed', 'stopped')
"""

UNFINISHED = "SELECT count(*) FROM submissions WHERE state IN ('queued', 'judging')"
JUDGED_SINCE = "SELECT count(*) FROM attempts WHERE outcome = 'judged' AND ended_at > %s"
COUNTERS = "SELECT problem_id, verdict, count FROM counters WHERE count <> 0"
ROWS = "SELECT problem_id, verdict FROM submissions WHERE state = 'judged' AND scope = 'all' AND rejudge_id IS NULL"
UNTOLD = "SELECT count(*) FROM outbox"
FORGOTTEN = "SELECT count(*) FROM attempts WHERE outcome IS NULL"

TABLES = {
    "submissions": "COPY (SELECT id, user_id, language, state, verdict, generation, attempt, faults, not_before,"
    " created_at, judged_at FROM submissions ORDER BY created_at) TO STDOUT WITH CSV HEADER",
    "attempts": "COPY (SELECT * FROM attempts ORDER BY started_at) TO STDOUT WITH CSV HEADER",
}


class Audit:
    """Questions to the database. Each returns None while it is away, if it may be asked at that time.

    Args:
        connect: makes a connection that commits each statement.
    """

    def __init__(self, connect: Callable[[], "psycopg.Connection[tuple[object, ...]]"]) -> None:
        self._connect = connect

    def found(self) -> Sequence[Found]:
        with self._connect() as connection:
            rows = connection.execute(FOUND).fetchall()
        return [
            Found(
                submission_id=str(row[0]),
                user=str(row[1]),
                state=str(row[2]),
                verdict=None if row[3] is None else str(row[3]),
                attempts=int(str(row[4])),
                judged_attempts=int(str(row[5])),
                waited_s=None if row[6] is None else float(str(row[6])),
            )
            for row in rows
        ]

    def take_overs(self, *, since: float) -> Sequence[TakeOver]:
        """What was begun anew, in seconds since a time (as Unix counts it)."""
        with self._connect() as connection:
            rows = connection.execute(TAKE_OVERS).fetchall()
        return [
            TakeOver(
                worker=str(row[0]),
                started_s=float(str(row[1])) - since,
                ended_s=float(str(row[2])) - since,
                at_s=float(str(row[3])) - since,
            )
            for row in rows
        ]

    def write_tables(self, directory: Path) -> None:
        """Write what happened to each submission as CSV files, for whoever must find out why."""
        with self._connect() as connection:
            for name, statement in TABLES.items():
                with (directory / f"{name}.csv").open("wb") as file, connection.cursor().copy(statement) as rows:
                    file.writelines(rows)

    def miscounted(self) -> Sequence[str]:
        with self._connect() as connection:
            counters = {(str(row[0]), str(row[1])): int(str(row[2])) for row in connection.execute(COUNTERS)}
            rows = [(str(row[0]), str(row[1])) for row in connection.execute(ROWS)]
            wrong = list(differences(counters, rows))
            for question, what in ((UNTOLD, "events never told"), (FORGOTTEN, "attempts without an end")):
                count = _number(connection.execute(question).fetchone())
                wrong += [f"{count} {what}"] if count else []
        return wrong

    def unfinished(self) -> int | None:
        return self._count(UNFINISHED)

    def untold(self) -> int | None:
        return self._count(UNTOLD)

    def judged_since(self, at: datetime) -> int | None:
        return self._count(JUDGED_SINCE, at)

    def now(self) -> datetime | None:
        """The database's own time."""
        try:
            with self._connect() as connection:
                row = connection.execute("SELECT clock_timestamp()").fetchone()
        except psycopg.Error:
            return None
        return row[0] if row is not None and isinstance(row[0], datetime) else None

    def _count(self, question: str, *arguments: object) -> int | None:
        try:
            with self._connect() as connection:
                return _number(connection.execute(question.encode(), arguments).fetchone())
        except psycopg.Error:
            return None


def _number(row: tuple[object, ...] | None) -> int:
    return 0 if row is None else int(str(row[0]))
