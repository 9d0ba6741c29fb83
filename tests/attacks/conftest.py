"""A sandbox for hostile programs, and the promise that is checked after each: nothing is left of them."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from judgebox.domain.run import Command, Ending, Limits, Outcome
from judgebox.sandbox import LauncherSandbox, open_sandbox
from judgebox.sandbox.box import LauncherBox
from sandboxing import Traces, a_script, children_of, prepare, some_limits, wait_until, wait_until_traces_are

PROGRAMS = Path(__file__).parent / "programs"

Attack = Callable[..., Awaitable[Outcome]]


@pytest.fixture
async def sandbox() -> AsyncIterator[LauncherSandbox]:
    async with open_sandbox() as sandbox:
        await wait_until(lambda: not children_of(sandbox.launcher_pid))  # the box that tried the sandbox out
        before = Traces.of(sandbox)
        yield sandbox
        gc.collect()
        await wait_until_traces_are(before, sandbox)


@pytest.fixture
async def box(sandbox: LauncherSandbox) -> AsyncIterator[LauncherBox]:
    """A box; after the attack an innocent program must still run in it as if nothing had been."""
    async with sandbox.box() as box:
        yield box
        outcome = await box.run(a_script("print(input())", stdin=b"innocent"))
        assert (outcome.ending, outcome.output) == (Ending.EXITED, b"innocent\n")


@pytest.fixture
async def other_box(sandbox: LauncherSandbox) -> AsyncIterator[LauncherBox]:
    async with sandbox.box() as box:
        yield box


@pytest.fixture
def attack(box: LauncherBox) -> Attack:
    """Run a hostile program once, compiled if need be, in a box that is frozen as for judging."""

    async def run(
        name: str, limits: Limits | None = None, stdin: bytes | Path = b"", *, freeze: bool = True
    ) -> Outcome:
        argv = await prepare(box, PROGRAMS / name)
        if freeze:
            await box.freeze()
        return await box.run(Command(argv=argv, limits=limits or some_limits(), stdin=stdin))

    return run
