"""What holds of databases alone: migrations, counters, errors."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from judgebox.domain.errors import StoreError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Scope, Submission, submission_id_of
from judgebox.domain.verdict import CaseResult, Result, Verdict
from judgebox.store import check_version, open_store, upgrade
from judgebox.store.engine import make_sync_engine
from judgebox.store.tables import metadata

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_the_migrations_make_the_tables_that_the_code_uses(database_url: str) -> None:
    upgrade(database_url)

    engine = make_sync_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)

    check_version(database_url)


def test_processes_that_upgrade_at_once_do_not_disturb_each_other(database_url: str) -> None:
    program = "import sys; from judgebox.store import upgrade; upgrade(sys.argv[1])"

    processes = [subprocess.Popen([sys.executable, "-c", program, database_url]) for _ in range(3)]

    assert [process.wait(60) for process in processes] == [0, 0, 0]


def test_a_database_without_tables_is_refused_with_the_command_that_makes_them(database_url: str) -> None:
    with pytest.raises(StoreError, match="judgebox db upgrade"):
        check_version(database_url)


def test_the_tables_of_a_newer_judgebox_are_refused(database_url: str) -> None:
    upgrade(database_url)
    engine = make_sync_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match="newer judgebox"):
        upgrade(database_url)


async def test_counters_rise_with_verdicts_on_all_cases_alone(database_url: str) -> None:
    upgrade(database_url)
    async with open_store(database_url) as store:
        for number, scope in enumerate([Scope.ALL, Scope.ALL, Scope.SAMPLES, Scope.INPUT]):
            submission = Submission(
                id=submission_id_of(NOW, number.to_bytes(10, "big")),
                language="python",
                source="x",
                created_at=NOW,
                problem_id="p",
                scope=scope,
            )
            await store.add_submissions([submission])
            found = await store.claim(submission.id, 1, owner="w", at=NOW, lease_until=NOW)
            assert found is not None
            event = event_of(submission, EventKind.FINISHED, attempt=1)
            assert await store.commit(found[0], Result(verdict=Verdict.ACCEPTED), at=NOW, event=event)
        async with store.engine.connect() as connection:
            assert (await connection.execute(text("SELECT * FROM counters"))).all() == [("p", "AC", 2)]


async def test_results_from_before_there_was_evidence_on_time_are_read(database_url: str) -> None:
    upgrade(database_url)
    submission = Submission(
        id=submission_id_of(NOW, bytes(10)), language="python", source="x", created_at=NOW, problem_id="p"
    )
    case = CaseResult(index=0, name="secret/1", visible=False, verdict=Verdict.TIME_LIMIT)
    result = Result(verdict=Verdict.TIME_LIMIT, cases=(case,))
    async with open_store(database_url) as store:
        await store.add_submissions([submission])
        found = await store.claim(submission.id, 1, owner="w", at=NOW, lease_until=NOW)
        assert found is not None
        await store.commit(found[0], result, at=NOW, event=event_of(submission, EventKind.FINISHED, attempt=1))
        async with store.engine.begin() as connection:
            without_it = text("UPDATE submissions SET result = replace(result, :field, '')")
            await connection.execute(without_it, {"field": ',"timing":null'})
            stored = (await connection.execute(text("SELECT result FROM submissions"))).scalar_one()
        read = await store.submission(submission.id)

    assert "timing" not in stored
    assert read is not None
    assert read.result == result


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite://"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="postgresql://"):
        upgrade(url)


async def test_a_server_that_is_away_is_told_without_its_password() -> None:
    async with open_store("postgresql://ada:secret@127.0.0.1:9/db") as store:
        with pytest.raises(StoreError, match="is away") as caught:
            await store.counts()

    assert "secret" not in str(caught.value)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="file/data of the database can't be made"):
        upgrade(f"sqlite:///{tmp_path}/file/data/db.sqlite3")
