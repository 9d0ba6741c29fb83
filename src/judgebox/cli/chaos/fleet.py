"""The installation under test: servers and workers of judgebox as processes, and what they need."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2
from redis.exceptions import RedisError

from judgebox.cli.bench.sandbox.holdings import children_of
from judgebox.cli.chaos.machines import Machine, Network, network
from judgebox.cli.chaos.processes import note
from judgebox.cli.chaos.servers import PostgresServer, RedisServer, wait_until
from judgebox.domain.errors import PlatformError

START_WITHIN_S = 60.0
STOP_WITHIN_S = 40.0
LOOPBACK = "127.0.0.1"


class Service:
    """One judgebox process, which can be killed and started again."""

    def __init__(
        self, name: str, command: Sequence[str], settings: Mapping[str, str], log: Path, machine: Machine | None = None
    ) -> None:
        self.name = name
        self.machine = machine
        self._command = [sys.executable, "-m", "judgebox", *command]
        self._settings = settings
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise PlatformError(f"{self.name} was never started")
        return self._process.pid

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUDGEBOX_")}
        ours = {f"JUDGEBOX_{name.upper()}": value for name, value in self._settings.items()}
        command = self._command if self.machine is None else self.machine.command(self._command)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=kept | ours, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        note(self._log.parent, self._process.pid)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        if self.is_running():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process itself, as the kernel does when memory is short; not what it has started."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait until it has.

        Raises:
            PlatformError: it does not.
        """
        self.signal(signal.SIGTERM)
        if self._process is not None:
            try:
                self._process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired as error:
                self.kill()
                raise PlatformError(f"{self.name} did not end within {STOP_WITHIN_S:.0f} s of SIGTERM") from error

    def kill_launcher(self) -> bool:
        """Kill the helper that makes the boxes of a worker; False if it has none at the moment."""
        if not self.is_running():
            return False
        for pid in children_of(self.pid):
            with suppress(FileNotFoundError, ProcessLookupError):
                if Path(f"/proc/{pid}/comm").read_text().startswith("judgebox-launch"):
                    os.kill(pid, signal.SIGKILL)
                    return True
        return False


class Fleet:
    """All of it: two `judgebox serve`, some `judgebox worker`, one PostgreSQL, one Redis."""

    def __init__(
        self, home: Path, *, workers: int, slots: int, net: Network | None, settings: Mapping[str, str]
    ) -> None:
        self.home = home
        at_postgres, at_redis = net.servers if net else (LOOPBACK, LOOPBACK)
        self.postgres_address, self.redis_address = at_postgres, at_redis
        self.postgres = PostgresServer(home / "postgres", at_postgres, free_port(at_postgres))
        self.redis = RedisServer(home / "redis", at_redis, free_port(at_redis))
        shared = {"database_url": self.postgres.url, "redis_url": self.redis.url, "log_json": "true", **settings}
        self._upgrade = Service("upgrade", ["db", "upgrade"], shared, home / "upgrade.log")
        self.urls = [f"http://{LOOPBACK}:{free_port(LOOPBACK)}" for _ in range(2)]
        self.servers = [
            Service(
                f"server-{number}",
                ["serve"],
                shared | {"port": url.rpartition(":")[2], "data_dir": str(home / f"server-{number}")},
                home / f"server-{number}.log",
            )
            for number, url in enumerate(self.urls)
        ]
        self.workers = [
            Service(
                f"worker-{number}",
                ["worker"],
                shared
                | {"slots": str(slots), "data_dir": str(home / f"worker-{number}"), "worker_name": f"worker-{number}"},
                home / f"worker-{number}.log",
                machine=net.machines[number] if net else None,
            )
            for number in range(workers)
        ]

    def start(self) -> None:
        """Start everything, and wait until it serves.

        Raises:
            PlatformError: something does not start; its log is named.
        """
        self.postgres.start()
        self.redis.start()
        self._upgrade.start()
        wait_until(lambda: not self._upgrade.is_running(), within_s=START_WITHIN_S, what="`judgebox db upgrade`")
        for service in (*self.servers, *self.workers):
            service.start()
        for url in self.urls:
            wait_until(lambda url=url: self._is_healthy(url), within_s=START_WITHIN_S, what=f"the start of {url}")  # type: ignore[misc]

    def _is_healthy(self, url: str) -> bool:
        for service in (*self.servers, *self.workers):
            if not service.is_running():
                raise PlatformError(f"{service.name} ended at its start; see {service.name}.log")
        try:
            return httpx2.get(f"{url}/api/v1/health", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def start_ended(self) -> Sequence[str]:
        """Start again what has ended by itself, as its supervisor does; returns the names.

        A server or worker that starts while Redis or the database is away ends with a sentence that says so.
        """
        ended = [service for service in (*self.servers, *self.workers) if not service.is_running()]
        for service in ended:
            service.start()
        return [service.name for service in ended]

    def list_is_empty(self) -> bool:
        """Whether all that was pushed to the classic list is taken in."""
        try:
            with self.redis.client() as client:
                taking = list(client.scan_iter("{problems}:taking:*"))
                return client.llen("problems") == 0 and not any(client.llen(key) for key in taking)
        except RedisError:
            return False

    def end(self) -> None:
        """End everything, at once; nobody needs what is in it."""
        for service in (*self.servers, *self.workers, self._upgrade):
            service.signal(signal.SIGCONT)
            service.kill()
        self.redis.kill()
        self.postgres.kill()


@contextmanager
def running_fleet(
    home: Path, *, workers: int, slots: int, settings: Mapping[str, str] | None = None
) -> Iterator[Fleet]:
    """Have an installation; as root its workers are on machines of their own."""
    with ExitStack() as stack:
        net = stack.enter_context(network(workers, servers=2)) if os.geteuid() == 0 else None
        fleet = Fleet(home, workers=workers, slots=slots, net=net, settings=settings or {})
        stack.callback(fleet.end)
        fleet.start()
        yield fleet


def free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
