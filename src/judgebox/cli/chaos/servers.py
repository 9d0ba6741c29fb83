"""The servers that an installation needs: PostgreSQL and Redis, made to be killed and started again."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from judgebox.cli.bench.sandbox.holdings import children_of
from judgebox.cli.chaos.processes import note
from judgebox.dispatch.embedded import find_server
from judgebox.domain.errors import PlatformError

T = TypeVar("T")

START_WITHIN_S = 30.0
LOOK_EVERY_S = 0.05


def wait_until(holds: Callable[[], T], *, within_s: float, what: str) -> T:
    """Ask again and again until the answer is true.

    Raises:
        PlatformError: it was not within so many seconds.
    """
    deadline = time.monotonic() + within_s
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise PlatformError(f"{what} did not come about within {within_s:.0f} s")
        time.sleep(LOOK_EVERY_S)


class RedisServer:
    """A server at an address, with everything that it holds on disk (append-only file)."""

    def __init__(self, home: Path, address: str, port: int) -> None:
        self._home = home
        self._address = address
        self._port = port
        self._password = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir()
        self.url = f"redis://:{self._password}@{address}:{port}/0"

    def start(self) -> None:
        settings = {
            "bind": self._address,
            "port": str(self._port),
            "dir": str(self._home),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
            "requirepass": self._password,
            "logfile": str(self._home / "log"),
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [str(find_server()), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        note(self._home.parent, self._process.pid)
        wait_until(self._answers, within_s=START_WITHIN_S, what="the start of Redis")

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def client(self) -> Redis:
        return Redis.from_url(self.url, protocol=2, decode_responses=True, socket_timeout=5)

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        _kill(self._process)

    def forget(self) -> None:
        """Lose everything that is on the disk; to be called while it is dead."""
        shutil.rmtree(self._home / "appendonlydir", ignore_errors=True)
        (self._home / "appendonly.aof").unlink(missing_ok=True)


class PostgresServer:
    """A server at an address, with one database."""

    def __init__(self, home: Path, address: str, port: int) -> None:
        self._home = home
        self._address = address
        self._port = port
        self._password = secrets.token_hex(16)
        self._programs = find_postgres()
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir(mode=0o700)
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None  # the server refuses to run as root
        self._identity = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        password_file = home / "password"
        password_file.write_text(self._password)
        if user is not None:
            for path in (home, password_file):
                os.chown(path, user.pw_uid, user.pw_gid)
        self._make()
        self.url = f"postgresql://judgebox:{self._password}@{address}:{port}/postgres"

    def _make(self) -> None:
        subprocess.run(
            [
                str(self._programs / "initdb"),
                *("-D", str(self._home / "data"), "-U", "judgebox", "-E", "UTF8", "--no-sync"),
                *("-A", "scram-sha-256", f"--pwfile={self._home / 'password'}"),
            ],
            check=True,
            capture_output=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            cwd=self._home,
            **self._identity,  # type: ignore[call-overload]
        )
        with (self._home / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 scram-sha-256\n")

    def start(self) -> None:
        settings = {
            "listen_addresses": self._address,
            "port": str(self._port),
            "unix_socket_directories": "",
            "max_connections": "200",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._home / "data"), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                cwd=self._home,
                start_new_session=True,
                **self._identity,  # type: ignore[call-overload]
            )
        note(self._home.parent, self._process.pid)
        wait_until(self._answers, within_s=START_WITHIN_S, what="the start of PostgreSQL")

    def _answers(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg.Error:
            return False

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url, connect_timeout=5, autocommit=True)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes, the one first that makes the others."""
        if self._process is None or self._process.poll() is not None:
            return
        children = children_of(self._process.pid)  # each leads a group of its own, so a group's signal is not theirs
        for pid in (self._process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """End all of its processes at once, as a power cut does."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        (self._home / "data" / "postmaster.pid").unlink(missing_ok=True)


def find_postgres() -> Path:
    """The directory of PostgreSQL's programs.

    Raises:
        PlatformError: they are not installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise PlatformError("chaos makes a PostgreSQL of its own, for which it needs the system package postgresql")


def _kill(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
