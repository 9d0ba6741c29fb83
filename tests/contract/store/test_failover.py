"""A PostgreSQL that dies, whose replica takes over, that refuses, or is silent: an error in time, and then it works."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from sqlalchemy import make_url

from judgebox.domain.errors import StoreError
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.store import DatabaseStore, connections, engine, open_store, upgrade
from postgres_process import PostgresProcess, postgres_process
from redis_process import eventually

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHORT_S = 0.5

BOUND_S = 15
"""Far below for ever, far above what it takes."""


def a_submission(number: int) -> Submission:
    return Submission(id=SubmissionId(f"sub_{number}"), language="c", source="", created_at=NOW)


def name_of(url: str) -> str:
    return str(make_url(url).database)


@dataclass(frozen=True, kw_only=True)
class Pair:
    primary: PostgresProcess
    replica: PostgresProcess
    name: str

    @property
    def url(self) -> str:
        """The replica stands first, so that it is tried first."""
        return f"postgresql://postgres@/{self.name}?host={self.replica.home},{self.primary.home}"

    def wait_replicated(self) -> None:
        [[wanted]] = self.primary.execute("SELECT pg_current_wal_lsn()")
        deadline = time.monotonic() + BOUND_S
        while self.replica.execute(f"SELECT pg_last_wal_replay_lsn() >= '{wanted}'") != [(True,)]:
            assert time.monotonic() < deadline, "it was not replicated in time"
            time.sleep(0.01)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with postgres_process() as primary, postgres_process(replica_of=primary) as replica:
        pair = Pair(primary=primary, replica=replica, name=name_of(primary.new_database()))
        upgrade(pair.url)
        yield pair


async def test_the_store_goes_on_with_the_replica_that_was_promoted(pair: Pair) -> None:
    async with open_store(pair.url) as store:
        await store.add_submissions([a_submission(1)])
        pair.wait_replicated()

        pair.primary.stop()
        with pytest.raises(StoreError):
            await store.add_submissions([a_submission(2)])
        pair.replica.promote()

        await store.add_submissions([a_submission(2)])
        assert {each.id for each in await _all(store)} == {"sub_1", "sub_2"}


async def test_a_server_that_can_not_be_written_to_any_more_is_left(pair: Pair) -> None:
    async with open_store(pair.url) as store:
        await store.add_submissions([a_submission(1)])
        pair.wait_replicated()
        pair.replica.promote()
        pair.primary.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        pair.primary.execute("SELECT pg_reload_conf()")
        await eventually(lambda: _is_read_only(pair.primary))

        with pytest.raises(StoreError, match="can't be written to"):
            await store.add_submissions([a_submission(2)])

        await store.add_submissions([a_submission(2)])
        assert pair.replica.execute("SELECT count(*) FROM submissions", pair.name) == [(2,)]


async def _all(store: DatabaseStore) -> list[Submission]:
    found = [await store.submission(SubmissionId(f"sub_{number}")) for number in range(5)]
    return [each for each in found if each is not None]


async def _is_read_only(server: PostgresProcess) -> bool:
    return server.execute("SHOW default_transaction_read_only") == [("on",)]


async def test_a_server_that_only_reads_is_refused_with_a_sentence(postgres: PostgresProcess, named: str) -> None:
    only_reads = "options=-c%20default_transaction_read_only%3Don"
    async with open_store(f"postgresql://postgres@/{named}?host={postgres.home}&{only_reads}") as store:
        with pytest.raises(StoreError, match=r"can't be written to .*all its hosts"):
            await store.add_submissions([a_submission(1)])


# --- A database that is slow, or refuses ------------------------------------------------------------


@dataclass
class Wire:
    """Stands between the store and PostgreSQL; while it swallows, no byte gets through, and nobody is told."""

    home: Path
    swallows: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if not self.swallows:
                    sink.write(data)
                    await sink.drain()
        sink.close()


@asynccontextmanager
async def a_wire(home: Path, to: PostgresProcess) -> AsyncIterator[Wire]:
    wire = Wire(home)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(to.home / ".s.PGSQL.5432")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wire.pump(reader, far_writer))
            tasks.create_task(wire.pump(far_reader, writer))

    server = await asyncio.start_unix_server(serve, home / ".s.PGSQL.5432")
    try:
        yield wire
    finally:
        server.close()


@pytest.fixture
def named(postgres: PostgresProcess) -> str:
    """A database with our tables."""
    url = postgres.new_database()
    upgrade(url)
    return name_of(url)


async def test_a_network_that_swallows_everything_is_an_error_in_time_and_then_over(
    postgres: PostgresProcess, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER_WITHIN_S", SHORT_S)
    async with asyncio.timeout(BOUND_S), a_wire(tmp_path, postgres) as wire:
        async with open_store(f"postgresql://postgres@/{named}?host={tmp_path}") as store:
            await store.add_submissions([a_submission(1)])
            wire.swallows = True
            for _ in range(2):  # with a connection that there is, and with a new one
                with pytest.raises(StoreError, match="no answer in time"):
                    await store.add_submissions([a_submission(2)])
            wire.swallows = False

            await eventually(lambda: _can_add(store, a_submission(2)))


async def _can_add(store: DatabaseStore, submission: Submission) -> bool:
    try:
        await store.add_submissions([submission])
    except StoreError:
        return False
    return True


async def test_a_write_that_is_cancelled_midway_holds_up_neither_us_nor_the_end(
    postgres: PostgresProcess, named: str, tmp_path: Path
) -> None:
    async with asyncio.timeout(BOUND_S), a_wire(tmp_path, postgres) as wire:
        async with open_store(f"postgresql://postgres@/{named}?host={tmp_path}") as store:
            await store.add_submissions([a_submission(1)])
            wire.swallows = True

            with anyio.move_on_after(0.1) as scope:  # by then it waits for an answer
                await store.add_submissions([a_submission(2)])

            assert scope.cancelled_caught


async def test_a_statement_that_waits_too_long_is_an_error(
    postgres: PostgresProcess, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "STATEMENT_WITHIN_S", 1)
    async with asyncio.timeout(BOUND_S), open_store(f"postgresql://postgres@/{named}?host={postgres.home}") as store:
        with postgres.locked(named, "submissions"):
            with pytest.raises(StoreError, match="statement timeout"):
                await store.submission(SubmissionId("sub_1"))

        assert await store.submission(SubmissionId("sub_1")) is None


async def test_a_server_that_takes_no_more_connections_is_an_error_at_once(
    postgres: PostgresProcess, named: str
) -> None:
    role = f"few_{named}"
    postgres.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
    async with open_store(f"postgresql://{role}@/{named}?host={postgres.home}") as store:
        with pytest.raises(StoreError, match=r"away or refuses: .*too many connections"):
            await store.submission(SubmissionId("sub_1"))
