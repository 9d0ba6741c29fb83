"""The faults themselves: each breaks something, mends what an operator's supervisor would mend, and is timed."""

import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from random import Random

import anyio
import anyio.to_thread

from judgebox.cli.chaos.audit import Audit
from judgebox.cli.chaos.fleet import Fleet, Service
from judgebox.cli.chaos.ledger import FaultRecord
from judgebox.cli.chaos.load import Load
from judgebox.cli.chaos.machines import Machine
from judgebox.cli.chaos.schedule import CUTS, REDIS, FaultKind
from judgebox.cli.chaos.servers import PostgresServer, RedisServer
from judgebox.domain.errors import PlatformError

DOWN_S = (0.3, 2.0)
"""How long something that was killed stays away, at least and at most."""

LOST_S = 9.0
"""How long something is frozen or cut off: longer than leases last, so that others take over a worker's work."""

RECOVERED_WITHIN_S = 90.0
LIST_EMPTY_WITHIN_S = 60.0
LAUNCHER_WITHIN_S = 20.0
LOOK_EVERY_S = 0.1


class Faults:
    """Does faults, one at a time.

    Attributes:
        records: what was done so far.
        since: when it began, as Unix counts time.
    """

    def __init__(self, fleet: Fleet, load: Load, audit: Audit, *, random: Random) -> None:
        self.records: list[FaultRecord] = []
        self._fleet = fleet
        self._load = load
        self._audit = audit
        self._random = random
        self.since = time.time()
        self._started = time.monotonic()
        self._ended: list[str] = []
        self._ways: Mapping[FaultKind, Callable[[], Awaitable[str]]] = {
            FaultKind.KILL_WORKER: lambda: self._kill(self._worker()),
            FaultKind.KILL_LAUNCHER: self._kill_launcher,
            FaultKind.STOP_WORKER: lambda: self._stop(self._worker()),
            FaultKind.FREEZE_WORKER: lambda: self._freeze(self._worker()),
            FaultKind.KILL_API: lambda: self._kill(self._server()),
            FaultKind.STOP_API: lambda: self._stop(self._server()),
            FaultKind.FREEZE_API: lambda: self._freeze(self._server()),
            FaultKind.KILL_REDIS: lambda: self._kill_redis(forgets=False),
            FaultKind.LOSE_REDIS: lambda: self._kill_redis(forgets=True),
            FaultKind.FLUSH_REDIS: self._flush_redis,
            FaultKind.FREEZE_REDIS: lambda: self._freeze_server(self._fleet.redis, "redis"),
            FaultKind.KILL_POSTGRES: self._kill_postgres,
            FaultKind.FREEZE_POSTGRES: lambda: self._freeze_server(self._fleet.postgres, "postgres"),
            FaultKind.CUT_REDIS: lambda: self._cut(self._fleet.redis_address),
            FaultKind.CUT_POSTGRES: lambda: self._cut(self._fleet.postgres_address),
            FaultKind.CUT_ALL: lambda: self._cut(None),
        }

    @property
    def possible(self) -> list[FaultKind]:
        """What can be done here; without machines no network can be cut."""
        has_machines = self._fleet.workers[0].machine is not None
        return [kind for kind in self._ways if has_machines or kind not in CUTS]

    async def wait_judging(self) -> None:
        """Wait until something is judged, so that also the first fault hits what is under way."""
        await self._recovered(time.monotonic())

    async def do(self, kind: FaultKind) -> FaultRecord:
        """Do one, and wait until judging goes on after it, or for so long as is worth it."""
        self._ended = []
        start = time.monotonic()
        if kind in REDIS:
            async with self._load.list_gate:
                await self._wait_list_empty()
                start = time.monotonic()
                target = await self._ways[kind]()
        else:
            target = await self._ways[kind]()
        recovered = await self._recovered(start)
        at_s = round(start - self._started, 1)
        record = FaultRecord(kind=kind, target=target, at_s=at_s, recovered_s=recovered, ended=self._ended)
        self.records.append(record)
        return record

    async def _recovered(self, start: float) -> float | None:
        since: datetime | None = None
        with anyio.move_on_after(RECOVERED_WITHIN_S):
            while True:
                self._ended += self._fleet.start_ended()
                if since is None:
                    since = await anyio.to_thread.run_sync(self._audit.now)
                elif await anyio.to_thread.run_sync(self._audit.judged_since, since):
                    return round(time.monotonic() - start, 1)
                await anyio.sleep(LOOK_EVERY_S)
        return None

    # --- What they have in common --------------------------------------------------------------

    def _worker(self) -> Service:
        return self._random.choice(self._fleet.workers)

    def _server(self) -> Service:
        return self._random.choice(self._fleet.servers)

    async def _down(self) -> None:
        await anyio.sleep(self._random.uniform(*DOWN_S))

    # --- Processes -----------------------------------------------------------------------------

    async def _kill(self, service: Service) -> str:
        service.kill()
        await self._down()
        service.start()
        return service.name

    async def _kill_launcher(self) -> str:
        worker = self._worker()
        with anyio.move_on_after(LAUNCHER_WITHIN_S):
            while True:
                self._ended += self._fleet.start_ended()
                if worker.kill_launcher():
                    return worker.name
                await anyio.sleep(LOOK_EVERY_S)  # it may just be starting
        raise PlatformError(f"{worker.name} has had no launcher for {LAUNCHER_WITHIN_S:.0f} s")

    async def _stop(self, service: Service) -> str:
        await anyio.to_thread.run_sync(service.stop)
        service.start()
        return service.name

    async def _freeze(self, service: Service) -> str:
        service.signal(signal.SIGSTOP)
        await anyio.sleep(LOST_S)
        service.signal(signal.SIGCONT)
        return service.name

    # --- Servers -------------------------------------------------------------------------------

    async def _wait_list_empty(self) -> None:
        with anyio.move_on_after(LIST_EMPTY_WITHIN_S):
            while True:
                if await anyio.to_thread.run_sync(self._fleet.list_is_empty):
                    return
                await anyio.sleep(LOOK_EVERY_S)
        raise PlatformError("the classic list was not taken in")

    async def _kill_redis(self, *, forgets: bool) -> str:
        self._fleet.redis.kill()
        if forgets:
            self._fleet.redis.forget()
        await self._down()
        await anyio.to_thread.run_sync(self._fleet.redis.start)
        return "redis"

    async def _flush_redis(self) -> str:
        def flush() -> None:
            with self._fleet.redis.client() as client:
                client.flushall()

        await anyio.to_thread.run_sync(flush)
        return "redis"

    async def _kill_postgres(self) -> str:
        self._fleet.postgres.kill()
        await self._down()
        await anyio.to_thread.run_sync(self._fleet.postgres.start)
        return "postgres"

    async def _freeze_server(self, server: RedisServer | PostgresServer, name: str) -> str:
        """Have a server take connections and requests, and answer none."""
        server.signal(signal.SIGSTOP)
        await anyio.sleep(LOST_S)
        server.signal(signal.SIGCONT)
        return name

    # --- Networks ------------------------------------------------------------------------------

    async def _cut(self, address: str | None) -> str:
        worker = self._worker()
        machine = worker.machine
        if machine is None:
            raise PlatformError(f"{worker.name} has no network of its own")
        await anyio.to_thread.run_sync(_cut, machine, address)
        await anyio.sleep(LOST_S)
        await anyio.to_thread.run_sync(machine.heal, self._fleet.redis_address, self._fleet.postgres_address)
        return worker.name


def _cut(machine: Machine, address: str | None) -> None:
    if address is None:
        machine.cut()
    else:
        machine.cut_from(address)
