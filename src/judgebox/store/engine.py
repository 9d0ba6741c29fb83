"""Engines for SQLite and PostgreSQL, and what their errors mean to us."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from judgebox.domain.errors import StoreError

CONNECT_WITHIN_S = 5
STATEMENT_WITHIN_S = 20
BUSY_WITHIN_S = 10
"""How long a writer to SQLite waits for another one; a transaction of ours takes milliseconds."""

DEFAULT_PORT = "5432"
HOST = re.compile(r"(?:\[(?P<ip6>[^\]]+)\]|(?P<name>[^:]+))(?::(?P<port>\d+))?")

READS = "judgebox_reads"
"""Execution option of connections that only read: on SQLite they don't wait for the writer."""


def parse_database_url(text: str) -> URL:
    """Read the URL of a database as people write it.

    Several hosts of PostgreSQL are those of one database, of which one at a time can be written to; we take
    that one, whichever it is, unless the URL sets `target_session_attrs`.

    Raises:
        StoreError: it is no URL of PostgreSQL or SQLite.
    """
    try:
        url = make_url(_with_hosts_as_options(text.replace("postgres://", "postgresql://", 1)))
    except (ArgumentError, ValueError) as error:  # its own text may quote the password
        raise StoreError("the database URL can't be read; it is postgresql://... or sqlite:///path") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return _to_whoever_can_be_written(url.set(drivername="postgresql+psycopg"))
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    raise StoreError(f"the database URL starts with {url.drivername}; it is postgresql://... or sqlite:///path")


def _with_hosts_as_options(text: str) -> str:
    """Write several hosts (`//one:5432,two:5432/name`) in the form that SQLAlchemy knows; leave others as they are.

    Raises:
        ValueError: a host or port can't be read.
    """
    before, _, query = text.partition("?")
    scheme, _, rest = before.partition("://")
    user, at, place = rest.rpartition("@")
    hosts, _, name = place.partition("/")
    if "," not in hosts:
        return text
    found = [HOST.fullmatch(host) for host in hosts.split(",")]
    each = [(match["ip6"] or match["name"], match["port"] or DEFAULT_PORT) for match in found if match]
    if len(each) < len(found):
        raise ValueError("a host can't be read")
    options = urlencode({"host": ",".join(host for host, _ in each), "port": ",".join(port for _, port in each)})
    return f"{scheme}://{user}{at}/{name}?{options}" + (f"&{query}" if query else "")


def _to_whoever_can_be_written(url: URL) -> URL:
    hosts = url.query.get("host", "")
    is_one = isinstance(hosts, str) and "," not in hosts
    if is_one or "target_session_attrs" in url.query:
        return url
    return url.update_query_dict({"target_session_attrs": "read-write"})


def make_engine(text: str) -> AsyncEngine:
    """Make an engine; it connects when it is first used. Raises as `parse_database_url`."""
    url = parse_database_url(text)
    if url.get_backend_name() == "sqlite":
        _make_directory(url)
        arguments: dict[str, Any] = {"timeout": BUSY_WITHIN_S}
        engine = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"), connect_args=arguments, hide_parameters=True
        )
        _prepare_sqlite(engine.sync_engine)
        return engine
    engine = create_async_engine(
        url, connect_args=_postgres_arguments(url), pool_pre_ping=True, pool_timeout=10, hide_parameters=True
    )
    _leave_replicas(engine.sync_engine)
    return engine


def make_sync_engine(text: str) -> Engine:
    """Make an engine for migrations. Raises as `parse_database_url`."""
    url = parse_database_url(text)
    if url.get_backend_name() == "sqlite":
        _make_directory(url)
        engine = create_engine(url, connect_args={"timeout": BUSY_WITHIN_S}, hide_parameters=True)
        _prepare_sqlite(engine)
        return engine
    return create_engine(url, connect_args={"connect_timeout": CONNECT_WITHIN_S})


def _postgres_arguments(url: URL) -> dict[str, Any]:
    """Options of the connection; those that the URL gives win."""
    options = f"{url.query.get('options', '')} -c statement_timeout={STATEMENT_WITHIN_S * 1000}"
    ours: dict[str, Any] = {
        "connect_timeout": CONNECT_WITHIN_S,
        # A network that swallows everything is noticed within half a minute.
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "prepare_threshold": None,  # a pooler between us and the server may not know our statements
    }
    return {name: value for name, value in ours.items() if name not in url.query} | {"options": options.strip()}


def _leave_replicas(engine: Engine) -> None:
    """Connect anew when a server can't be written to any more: by then the URL may lead to another one."""

    @event.listens_for(engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
            context.is_disconnect = True


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
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        connection.exec_driver_sql("BEGIN" if options.get(READS, False) else "BEGIN IMMEDIATE")


@contextmanager
def store_errors(url: URL) -> Iterator[None]:
    """Turn what database and driver raise into a `StoreError` that names the database."""
    try:
        yield
    except (SQLAlchemyError, psycopg.Error, OSError) as error:
        raise StoreError(_sentence(url, error)) from error


def _sentence(url: URL, error: Exception) -> str:
    name = shown(url)
    if isinstance(error, NoSuchModuleError):
        return f"the database {name} has no driver here"
    cause = str(error.orig) if isinstance(error, DBAPIError) and error.orig is not None else str(error)
    if isinstance(error, TimeoutError):
        cause = "no answer in time"
    first_line = next((line for line in cause.splitlines() if line.strip()), type(error).__name__)
    if "read-only" in first_line:
        return f"the database {name} can't be written to ({first_line}); give the URL of its primary, or all its hosts"
    if "FATAL" in first_line and "does not exist" in first_line:
        return f"the database {name} refuses us ({first_line}); create what is missing, or correct its URL"
    if "no such table" in first_line or "does not exist" in first_line:
        return f"the database {name} is not set up ({first_line}); run `judgebox db upgrade`"
    if "disk is full" in first_line or "No space left" in first_line:
        return f"the disk of the database {name} is full; make room and try again"
    return f"the database {name} is away or refuses: {first_line}"


def shown(url: URL) -> str:
    """The URL for people and logs: without passwords, of which its options may hold one too."""
    place = {name: value for name, value in url.query.items() if name in ("host", "port")}
    return url.set(drivername=url.get_backend_name(), query=place).render_as_string(hide_password=True)
