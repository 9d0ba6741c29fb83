"""A PostgreSQL server for tests, on a socket of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


class PostgresProcess:
    """A server whose every `new_database` is empty, and which can be stopped and started again."""

    def __init__(self, home: Path, *, replica_of: "PostgresProcess | None" = None) -> None:
        self.home = home
        self._programs = _programs()
        self._data = str(home / "data")
        self._at = f"host={home} user=postgres"
        self._url = f"postgresql://postgres@/%s?host={home}"
        # The server refuses to run as root; its package has made a user for it.
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._identity = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
        if replica_of is None:
            self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        else:
            from_primary = ("-h", str(replica_of.home), "-U", "postgres", "-R", "-c", "fast", "--no-sync")
            self._run("pg_basebackup", *from_primary)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", self._data, *arguments]
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=self.home, **self._identity)  # type: ignore[call-overload]

    def start(self) -> None:
        options = f"-k {self.home} -c listen_addresses='' -c fsync=off -c max_connections=100"
        self._run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self) -> None:
        if Path(self._data, "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        self._run("pg_ctl", "-w", "promote")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(f"{self._at} dbname={database}", autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def locked(self, database: str, table: str) -> Iterator[None]:
        with psycopg.connect(f"{self._at} dbname={database}") as connection:
            connection.execute(f"LOCK TABLE {table}".encode())
            yield

    def new_database(self) -> str:
        name = f"judgebox_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return self._url % name


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise FileNotFoundError("these tests need the system package postgresql")


@contextmanager
def postgres_process(*, replica_of: PostgresProcess | None = None) -> Iterator[PostgresProcess]:
    with tempfile.TemporaryDirectory(prefix="judgebox-pg-") as home:
        server = PostgresProcess(Path(home), replica_of=replica_of)
        server.start()
        try:
            yield server
        finally:
            server.stop()
