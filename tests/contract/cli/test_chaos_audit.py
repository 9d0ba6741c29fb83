"""The audit of `judgebox chaos` against a database in which something has gone wrong, as it must never."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from judgebox.cli.chaos.audit import Audit
from judgebox.cli.chaos.ledger import Channel, FaultRecord, Ledger, Sent, TakeOver, balance
from judgebox.store import upgrade

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
SENT = Sent(user="chaos-1", channel=Channel.SINGLE, verdict="AC", submission_id="sub_1", is_accepted=True)


class Database:
    """One in which a submission was judged properly, at its second attempt."""

    def __init__(self, url: str) -> None:
        self._url = url
        upgrade(url)
        self.add_submission("sub_1")
        self.add_attempt(1, "worker-1-0a1b2c3d", "lost", second=0, lasted_s=5)
        self.add_attempt(2, "worker-2-0a1b2c3d", "judged", second=6, lasted_s=1)
        self.do("INSERT INTO counters VALUES ('a-plus-b', 'AC', 1)")

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self._url, autocommit=True)

    def do(self, statement: str, *arguments: object) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode(), arguments)

    def add_submission(self, submission_id: str) -> None:
        self.do(
            "INSERT INTO submissions (id, problem_id, user_id, language, source, scope, state, generation, attempt,"
            " verdict, created_at, judged_at) VALUES"
            " (%s, 'a-plus-b', 'chaos-1', 'python', '', 'all', 'judged', 1, 2, 'AC', %s, %s)",
            submission_id,
            NOON,
            NOON + timedelta(seconds=7),
        )

    def add_attempt(self, number: int, worker: str, outcome: str, *, second: float, lasted_s: float) -> None:
        self.do(
            "INSERT INTO attempts (submission_id, generation, attempt, worker, started_at, ended_at, outcome)"
            " VALUES ('sub_1', 1, %s, %s, %s, %s, %s)",
            number,
            worker,
            NOON + timedelta(seconds=second),
            NOON + timedelta(seconds=second + lasted_s),
            outcome,
        )


@pytest.fixture
def database(postgres_url: str) -> Database:
    return Database(postgres_url)


def ledger_of(database: Database) -> Ledger:
    audit = Audit(database.connect)
    return balance([SENT], audit.found(), miscounted=audit.miscounted(), faults=[])


def test_what_was_judged_once_is_clean(database: Database) -> None:
    ledger = ledger_of(database)

    assert ledger.is_clean
    assert (ledger.judged, ledger.longest_wait_s, ledger.attempts) == (1, 7.0, {"2": 1})


def test_a_second_verdict_in_a_generation_is_found(database: Database) -> None:
    database.add_attempt(3, "worker-1-0a1b2c3d", "judged", second=8, lasted_s=1)

    assert ledger_of(database).doubled == ["sub_1"]


def test_a_second_row_for_one_request_is_found(database: Database) -> None:
    database.add_submission("sub_2")

    assert ledger_of(database).doubled == ["single of chaos-1: stored 2 times"]


def test_a_row_that_is_gone_is_found(database: Database) -> None:
    database.do("DELETE FROM submissions")

    assert ledger_of(database).lost == ["sub_1"]


def test_a_row_that_is_stuck_is_found(database: Database) -> None:
    database.do("UPDATE submissions SET state = 'judging', verdict = NULL, judged_at = NULL")

    assert ledger_of(database).lost == ["sub_1"]
    assert Audit(database.connect).unfinished() == 1


def test_another_verdict_is_found(database: Database) -> None:
    database.do("UPDATE submissions SET verdict = 'WA'")

    assert ledger_of(database).wrong == ["sub_1: WA instead of AC"]


def test_counters_attempts_and_events_that_do_not_fit_are_found(database: Database) -> None:
    database.do("UPDATE counters SET count = 2")
    database.do("UPDATE attempts SET outcome = NULL WHERE attempt = 1")
    database.do("INSERT INTO outbox (submission_id, event, written_at) VALUES ('sub_1', '', %s)", NOON)

    assert ledger_of(database).miscounted == [
        "a-plus-b AC: the counter says 2, the rows 1",
        "1 events never told",
        "1 attempts without an end",
    ]


def test_what_was_begun_anew_tells_how_long_a_fault_lasted(database: Database) -> None:
    take_overs = Audit(database.connect).take_overs(since=NOON.timestamp() - 2)

    assert take_overs == [TakeOver(worker="worker-1-0a1b2c3d", started_s=2, ended_s=7, at_s=8)]
    killed = FaultRecord(kind="kill-worker", target="worker-1", at_s=3, recovered_s=0.1)
    assert balance([], [], miscounted=[], faults=[killed], take_overs=take_overs).faults[0].taken_over_s == 5


def test_what_happened_to_each_submission_is_written_down(database: Database, tmp_path: Path) -> None:
    Audit(database.connect).write_tables(tmp_path)

    assert len((tmp_path / "submissions.csv").read_text().splitlines()) == 2
    assert len((tmp_path / "attempts.csv").read_text().splitlines()) == 3


def test_a_database_that_is_away_is_asked_again_later() -> None:
    def refused() -> "psycopg.Connection[tuple[object, ...]]":
        raise psycopg.OperationalError("away")

    audit = Audit(refused)

    assert (audit.now(), audit.unfinished(), audit.untold(), audit.judged_since(NOON)) == (None, None, None, None)
