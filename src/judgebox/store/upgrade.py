"""Migrations: bring the tables up to date, and refuse those that don't fit the code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from judgebox.domain.errors import StoreError
from judgebox.store.engine import make_sync_engine, store_errors

LOCK_NUMBER = 0x6A756467  # any number that no other program takes for its own advisory lock


def upgrade(url: str) -> None:
    """Bring the tables up to date. Several processes may do so at once: one works, the others wait.

    Raises:
        StoreError: the database is away, or newer than this judgebox.
    """
    engine = make_sync_engine(url)
    try:
        with store_errors(engine.url), engine.begin() as connection:  # on SQLite this is the lock
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = '120s'"))  # for the lock, and for tables in use
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
            _refuse_newer(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def check_version(url: str) -> None:
    """Check that the tables are those that this judgebox knows.

    Raises:
        StoreError: the database is away, not set up, older or newer.
    """
    engine = make_sync_engine(url)
    try:
        with store_errors(engine.url), engine.connect() as connection:
            _refuse_newer(connection)
            if _current(connection) != _head():
                raise StoreError("the database's tables are not up to date; run `judgebox db upgrade`")
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection) -> None:
    current = _current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(f"the database's tables are of a newer judgebox (revision {current}); update this one")
