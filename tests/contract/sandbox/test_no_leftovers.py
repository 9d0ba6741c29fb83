"""Whoever is killed, at whatever step: no process, mount, control group, descriptor or file stays.

`faults.c`, linked into the launcher, ends or stops a process of it at a step that is chosen here.
"""

import contextlib
import os
import signal
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import anyio
import pytest

from doomed_worker import NEVER, doomed_worker, living, orphans_come_here, start_server, use_a_box
from judgebox.domain.errors import SandboxError
from judgebox.sandbox import open_sandbox
from judgebox.sandbox.spawner import LAUNCHER
from launcher_builds import Build, build
from sandboxing import children_of, leaves_of_this_worker, wait_until

WITHIN_S = 10
"""What the specification allows; it takes milliseconds."""
ENOUGH_DEATHS = 50
"""Steps of a process at which it dies, evenly spread: an init takes some 260, half of them mounts alike."""
ENOUGH_WORKERS = 20
"""Steps at which launcher or worker are killed, since each takes another one."""


class Role(IntEnum):
    SPAWNER = 0
    INIT = 1
    PROGRAM = 2


class Fault(IntEnum):
    NONE = 0
    STOP = 1
    END = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """A launcher that can be made to fail. Its memory is the twin of `struct control` in `faults.c`."""

    build: Build

    def choose(self, role: Role, step: int, fault: Fault) -> None:
        struct.pack_into("<8I", self.build.shared, 0, role, step, fault, 0, 0, 0, 0, 0)

    def let_go_on(self) -> None:
        struct.pack_into("<I", self.build.shared, 12, 1)

    @property
    def is_reached(self) -> bool:
        return struct.unpack_from("<I", self.build.shared, 16) == (1,)

    def steps_of(self, role: Role) -> int:
        counts = struct.unpack_from("<3I", self.build.shared, 20)
        return int(counts[role])


@pytest.fixture(scope="module")
def faulty_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(tmp_path_factory.mktemp("faulty"), "faults.c", options=["-O1"])


@pytest.fixture
def faults(faulty_build: Build) -> Iterator[Faults]:
    faults = Faults(build=faulty_build)
    faults.choose(Role.SPAWNER, 0, Fault.NONE)
    start_server()
    with orphans_come_here():
        yield faults
        faults.let_go_on()


def groups_named(name: str) -> list[str]:
    return [path for path, _, _ in os.walk("/sys/fs/cgroup") if f"/{name}" in path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What there was before a worker of another process started."""

    processes: frozenset[int]
    mounts: str

    @classmethod
    def now(cls) -> "Host":
        return cls(processes=frozenset(children_of(os.getpid())), mounts=Path("/proc/self/mountinfo").read_text())

    async def must_be_as_it_was(self, what: str) -> None:
        """Fail, and say what was done before, unless everything else is gone in time."""
        try:
            await wait_until(lambda: not living(children_of(os.getpid()) - self.processes), seconds=WITHIN_S)
        except TimeoutError as error:
            raise AssertionError(f"{what}: there are processes left") from error
        assert Path("/proc/self/mountinfo").read_text() == self.mounts, what


async def steps_of_use(faults: Faults, role: Role) -> int:
    """How many steps the processes of a role take when all goes well, from the start of the launcher."""
    faults.choose(role, 0, Fault.NONE)
    async with open_sandbox(launcher=faults.build.program) as sandbox:
        assert await use_a_box(sandbox) == b"input"
    return faults.steps_of(role)


def spread(steps: int, count: int) -> list[int]:
    return sorted({1 + index * (steps - 1) // (count - 1) for index in range(count)})


# --- One part of the launcher dies, the worker goes on ------------------------------------------


@pytest.mark.parametrize("role", Role)
async def test_after_a_death_in_the_launcher_nothing_stays_and_the_worker_goes_on(faults: Faults, role: Role) -> None:
    steps = await steps_of_use(faults, role)
    descriptors = len(list(Path("/proc/self/fd").iterdir()))

    reached = 0
    chosen = spread(steps, ENOUGH_DEATHS)
    for step in chosen:
        host = Host.now()
        faults.choose(role, step, Fault.END)
        with contextlib.suppress(SandboxError):
            async with open_sandbox(launcher=faults.build.program) as sandbox:
                with contextlib.suppress(SandboxError):
                    await use_a_box(sandbox)
                assert await use_a_box(sandbox) == b"input"
        reached += faults.is_reached
        await host.must_be_as_it_was(f"{role.name} at step {step} of {steps}")
        assert not leaves_of_this_worker(), step
        assert len(list(Path("/proc/self/fd").iterdir())) == descriptors, step
    assert reached >= len(chosen) * 0.9  # when boxes are made ahead, the order is not always the same


@pytest.mark.parametrize("role", [Role.INIT, Role.PROGRAM])
async def test_after_the_death_of_the_launcher_at_any_step_of_a_box_nothing_stays(faults: Faults, role: Role) -> None:
    steps = await steps_of_use(faults, role)

    for step in spread(steps, ENOUGH_WORKERS):
        host = Host.now()
        faults.choose(role, step, Fault.STOP)
        await use_a_sandbox_whose_launcher_is_killed(faults, host)
        await host.must_be_as_it_was(f"the launcher killed while {role.name} was at step {step} of {steps}")
        assert not leaves_of_this_worker(), step


async def use_a_sandbox_whose_launcher_is_killed(faults: Faults, host: Host) -> None:
    has_ended = False

    async def use_it() -> None:
        nonlocal has_ended
        with contextlib.suppress(SandboxError):
            async with open_sandbox(launcher=faults.build.program) as sandbox:
                await use_a_box(sandbox)
        has_ended = True

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(use_it)
        await wait_until(lambda: faults.is_reached or has_ended)
        for launcher in [pid for pid in children_of(os.getpid()) - host.processes if is_child(pid)]:
            os.kill(launcher, signal.SIGKILL)
        faults.let_go_on()


def is_child(pid: int) -> bool:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) == os.getpid()


# --- The worker dies ----------------------------------------------------------------------------


async def next_start_must_be_clean(host: Host, name: str, directory: Path, what: str) -> None:
    await host.must_be_as_it_was(what)
    async with open_sandbox():
        assert groups_named(name) == [], what
    assert list(directory.iterdir()) == [], what


@pytest.mark.parametrize("role", Role)
async def test_after_the_death_of_a_worker_at_any_step_of_its_launcher_nothing_stays(
    faults: Faults, tmp_path: Path, role: Role
) -> None:
    steps = await steps_of_use(faults, role)

    for step in spread(steps, ENOUGH_WORKERS):
        host = Host.now()
        faults.choose(role, step, Fault.STOP)
        with doomed_worker(faults.build.program, tmp_path) as worker:
            await wait_until(lambda: faults.is_reached or not worker.process.is_alive(), seconds=WITHIN_S)
            worker.kill()
            faults.let_go_on()
            await next_start_must_be_clean(
                host, worker.name, tmp_path, f"the worker killed while {role.name} was at step {step} of {steps}"
            )


async def test_after_the_death_of_a_worker_at_any_step_of_its_own_nothing_stays(tmp_path: Path) -> None:
    start_server()
    with doomed_worker(LAUNCHER, tmp_path, killed_at=NEVER) as worker:
        steps = worker.steps_taken()
    assert steps is not None

    deaths = 0
    chosen = spread(steps, ENOUGH_DEATHS)
    with orphans_come_here():
        for step in chosen:
            host = Host.now()
            with doomed_worker(LAUNCHER, tmp_path, killed_at=step) as worker:
                deaths += worker.steps_taken() is None
                what = f"the worker killed at step {step} of {steps} of its own"
                await next_start_must_be_clean(host, worker.name, tmp_path, what)
    assert deaths >= len(chosen) * 0.9  # with boxes made ahead a worker takes some steps more or fewer
