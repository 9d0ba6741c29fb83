"""Boxes that are made ahead."""

import os
import signal

import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.run import Ending
from judgebox.sandbox import open_sandbox
from sandboxing import a_script, children_of, shown, wait_until


async def test_a_box_is_ready_before_it_is_asked_for() -> None:
    async with open_sandbox(pool_size=2) as sandbox:
        await wait_until(lambda: sandbox.idle_boxes == 1)  # what the start has tried
        known = children_of(sandbox.launcher_pid)

        async with sandbox.box() as box:
            outcome = await box.run(a_script("print(42)"))

        assert outcome.output == b"42\n"
        await wait_until(lambda: sandbox.idle_boxes == 2)
        await wait_until(lambda: not known & children_of(sandbox.launcher_pid))  # the ready one was used, once


async def test_the_pool_holds_what_was_asked_for_last_and_no_more() -> None:
    async with open_sandbox(pool_size=2) as sandbox:
        for _ in range(2):
            async with sandbox.box(writable_bytes=1024 * 1024):
                pass
            await wait_until(lambda: sandbox.idle_boxes >= 1)
        await wait_until(lambda: sandbox.idle_boxes == 2 and len(children_of(sandbox.launcher_pid)) == 2)

        async with sandbox.box(writable_bytes=1024 * 1024) as box:
            outcome = await box.run(a_script("open('/tmp/large', 'wb').write(bytes(2 << 20))"))

        assert b"File too large" in outcome.error


async def test_a_box_that_died_while_it_waited_is_not_given_away() -> None:
    async with open_sandbox(pool_size=1) as sandbox:
        await wait_until(lambda: sandbox.idle_boxes == 1)
        for pid in children_of(sandbox.launcher_pid):
            os.kill(pid, signal.SIGKILL)
        await wait_until(lambda: not children_of(sandbox.launcher_pid))

        async with sandbox.box() as box:
            outcome = await box.run(a_script("pass"))

        assert outcome.ending is Ending.EXITED


async def test_a_kind_of_box_that_cannot_be_made_fails_for_who_asks_and_stops_nobody_else() -> None:
    async with open_sandbox(pool_size=2) as sandbox:
        with pytest.raises(SandboxError, match="mount"):
            async with sandbox.box(mounts=[shown("/nowhere/at/all")]):
                pass

        async with sandbox.box() as box:
            assert (await box.run(a_script("pass"))).ending is Ending.EXITED


async def test_no_box_is_left_when_the_sandbox_closes() -> None:
    async with open_sandbox(pool_size=3) as sandbox:
        launcher = sandbox.launcher_pid
        await wait_until(lambda: sandbox.idle_boxes == 1)

    await wait_until(lambda: not children_of(launcher))
