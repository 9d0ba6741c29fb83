"""Whoever dies, nothing stays: worker, launcher, run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Outcome
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import LauncherBox
from judgebox.usecases.lasting_box import lasting_box
from sandboxing import SLOWNESS, a_script, children_of, leaves_of_this_worker, some_limits, wait_until

SLEEP = a_script("import time; time.sleep(600)", limits=some_limits(wall_s=600))

WORKER = """
import asyncio
from judgebox.sandbox import open_sandbox
from judgebox.sandbox.cgroups import own_name
from sandboxing import a_script, some_limits

async def work():
    async with open_sandbox() as sandbox, sandbox.box() as box:
        print(sandbox.launcher_pid, own_name(), flush=True)
        await box.run(a_script("import time; time.sleep(600)", limits=some_limits(wall_s=600)))

asyncio.run(work())
"""


@contextmanager
def a_worker() -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """Another process with a sandbox in which something runs: itself, its launcher, its groups' name."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True, env=environment) as worker:
        assert worker.stdout is not None
        launcher, name = worker.stdout.readline().split()
        yield worker, int(launcher), name
        worker.kill()


def groups_named(name: str) -> set[str]:
    return {path for path, _, _ in os.walk("/sys/fs/cgroup") if path.endswith("/" + name)}


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


async def test_a_worker_that_is_killed_leaves_no_process_and_the_next_one_removes_its_groups() -> None:
    with a_worker() as (worker, launcher, name):
        await wait_until(lambda: len(children_of(launcher)) == 2)  # the init and the program
        below = children_of(launcher)

        os.kill(worker.pid, signal.SIGKILL)

        await wait_until(lambda: all(is_gone(pid) for pid in {launcher, *below}))
    async with open_sandbox():
        assert not groups_named(name)


async def test_a_living_workers_groups_are_left_alone() -> None:
    with a_worker() as (_, launcher, name):
        await wait_until(lambda: len(children_of(launcher)) == 2)
        before = groups_named(name)
        async with open_sandbox():
            assert groups_named(name) == before


async def test_a_run_that_is_cancelled_ends_at_once(sandbox: LauncherSandbox, box: LauncherBox) -> None:
    await wait_until(lambda: len(children_of(sandbox.launcher_pid)) == 1)
    started = time.monotonic()

    with anyio.move_on_after(0.3 * SLOWNESS):
        await box.run(SLEEP)

    assert time.monotonic() - started < 1 * SLOWNESS
    assert len(children_of(sandbox.launcher_pid)) == 1
    await wait_until(lambda: not leaves_of_this_worker())


async def test_a_box_that_is_left_while_it_runs_is_ended(sandbox: LauncherSandbox) -> None:
    with anyio.move_on_after(0.3 * SLOWNESS):
        async with sandbox.box() as box:
            await box.run(SLEEP)

    await wait_until(lambda: not children_of(sandbox.launcher_pid))


async def test_a_launcher_that_dies_is_told_and_replaced(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box, anyio.create_task_group() as tasks:

        async def kill_launcher() -> None:
            await wait_until(lambda: len(children_of(sandbox.launcher_pid)) == 2)
            os.kill(sandbox.launcher_pid, signal.SIGKILL)

        tasks.start_soon(kill_launcher)
        with pytest.raises(SandboxError, match=r"the box has ended|the launcher is gone"):
            await box.run(SLEEP)
        with pytest.raises(SandboxError, match="not usable"):
            await box.run(SLEEP)

    async with sandbox.box() as box:
        assert (await box.run(a_script("print(1)"))).output == b"1\n"
    await wait_until(lambda: not leaves_of_this_worker())


async def test_an_init_that_dies_is_no_verdict(sandbox: LauncherSandbox) -> None:
    await wait_until(lambda: not children_of(sandbox.launcher_pid))
    async with sandbox.box() as box, anyio.create_task_group() as tasks:
        (init,) = children_of(sandbox.launcher_pid)

        async def kill_init() -> None:
            await wait_until(lambda: len(children_of(sandbox.launcher_pid)) == 2)
            os.kill(init, signal.SIGKILL)

        tasks.start_soon(kill_init)
        with pytest.raises(SandboxError, match="the box has ended"):
            await box.run(SLEEP)

    await wait_until(lambda: not children_of(sandbox.launcher_pid))


async def test_a_sandbox_that_closes_leaves_nothing() -> None:
    async with open_sandbox() as sandbox:
        launcher = sandbox.launcher_pid
        async with sandbox.box() as box:
            await box.run(a_script("print(1)"))

    assert is_gone(launcher)
    assert not leaves_of_this_worker()


async def test_a_launcher_that_is_not_built_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"hatch_build\.py"):
        async with open_sandbox(launcher=tmp_path / "judgebox-launcher"):
            pass


async def test_many_runs_leak_nothing(sandbox: LauncherSandbox) -> None:
    async with sandbox.box() as box:
        await box.run(a_script("print(1)"))
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(50):
            await box.run(a_script("print(1)", stdin=b"x"))
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    await wait_until(lambda: not leaves_of_this_worker())


async def test_a_run_whose_init_was_killed_is_done_again_in_another_box(sandbox: LauncherSandbox) -> None:
    outcomes: list[Outcome] = []
    async with lasting_box(sandbox.box) as box:
        await box.put({"data": b"kept"})
        await box.freeze()

        async def run() -> None:
            outcomes.append(await box.run(a_script("import time; time.sleep(0.5); print(open('data').read())")))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            await wait_until(lambda: len(children_of(sandbox.launcher_pid)) >= 2)
            (init,) = Path(f"/proc/{sandbox.launcher_pid}/task/{sandbox.launcher_pid}/children").read_text().split()
            os.kill(int(init), signal.SIGKILL)

    assert (outcomes[0].exit_code, outcomes[0].output) == (0, b"kept\n")
