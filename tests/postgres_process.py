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
    """A server whose every `new_database` is empty."""

    def __init__(self, socket_directory: Path) -> None:
        self._at = f"host={socket_directory} user=postgres"
        self._url = f"postgresql://postgres@/%s?host={socket_directory}"

    def new_database(self) -> str:
        name = f"judgebox_{uuid4().hex}"
        with psycopg.connect(f"{self._at} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
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
def postgres_process() -> Iterator[PostgresProcess]:
    programs = _programs()
    # The server refuses to run as root; its package has made a user for it.
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    identity = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with tempfile.TemporaryDirectory(prefix="judgebox-pg-") as home:
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
        data = Path(home) / "data"
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, capture_output=True, env=environment, cwd=home, **identity)  # type: ignore[call-overload]

        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {home} -c listen_addresses='' -c fsync=off -c max_connections=100"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(Path(home) / "log"), "-o", options, "start")
        try:
            yield PostgresProcess(Path(home))
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
