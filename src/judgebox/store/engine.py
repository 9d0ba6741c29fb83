"""Engines for SQLite and PostgreSQL, and what their errors mean to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from judgebox.domain.errors import StoreError

CONNECT_WITHIN_S = 5
STATEMENT_WITHIN_S = 20
BUSY_WITHIN_S = 10
"""How long a writer to SQLite waits for another one; a transaction of ours takes milliseconds."""

READS = "judgebox_reads"
"""Execution option of connections that only read: on SQLite they don't wait for the writer."""


def parse_database_url(text: str) -> URL:
    """Read the URL of a database as people write it.

    Raises:
        StoreError: it is no URL of PostgreSQL or SQLite.
    """
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        raise StoreError("the database URL can't be read; it is postgresql://... or sqlite:///path") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database:
        return url.set(drivername="sqlite")
    raise StoreError(f"the database URL starts with {url.drivername}; it is postgresql://... or sqlite:///path")


def make_engine(text: str) -> AsyncEngine:
    """Make an engine; it connects when it is first used. Raises as `parse_database_url`."""
    url = parse_database_url(text)
    if url.get_backend_name() == "sqlite":
        _make_directory(url)
        arguments: dict[str, Any] = {"timeout": BUSY_WITHIN_S}
        engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), connect_args=arguments)
        _prepare_sqlite(engine.sync_engine)
        return engine
    return create_async_engine(url, connect_args=_postgres_arguments(), pool_pre_ping=True)


def make_sync_engine(text: str) -> Engine:
    """Make an engine for migrations. Raises as `parse_database_url`."""
    url = parse_database_url(text)
    if url.get_backend_name() == "sqlite":
        _make_directory(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_WITHIN_S})
        _prepare_sqlite(engine)
        return engine
    return create_engine(url, connect_args={"connect_timeout": CONNECT_WITHIN_S})


def _postgres_arguments() -> dict[str, Any]:
    return {
        "connect_timeout": CONNECT_WITHIN_S,
        "options": f"-c statement_timeout={STATEMENT_WITHIN_S * 1000}",
        "prepare_threshold": None,  # a pooler between us and the server may not know our statements
    }


def _make_directory(url: URL) -> None:
    directory = Path(url.database or "").parent
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {directory} of the database can't be made: {error.strerror}") from error


def _prepare_sqlite(engine: Engine) -> None:
    """Take transactions into our own hands.

    A deferred transaction that turns into a writer fails at once when another writes, whatever the
    timeout; so whoever writes says so at its start (BEGIN IMMEDIATE). A commit is on the disk before
    it is answered (synchronous=FULL): what was accepted survives a power cut.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        reads = connection.get_execution_options().get(READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def store_errors(url: URL) -> Iterator[None]:
    """Turn what database and driver raise into a `StoreError` that names the database."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(_sentence(url, error)) from error


def _sentence(url: URL, error: Exception) -> str:
    name = url.render_as_string(hide_password=True).replace("+psycopg", "").replace("+aiosqlite", "")
    if isinstance(error, NoSuchModuleError):
        return f"the database {name} has no driver here"
    cause = str(error.orig) if isinstance(error, DBAPIError) and error.orig is not None else str(error)
    first_line = next((line for line in cause.splitlines() if line.strip()), type(error).__name__)
    if "no such table" in first_line or "does not exist" in first_line:
        return f"the database {name} is not set up ({first_line}); run `judgebox db upgrade`"
    if "disk is full" in first_line or "No space left" in first_line:
        return f"the disk of the database {name} is full; make room and try again"
    return f"the database {name} is away or refuses: {first_line}"
