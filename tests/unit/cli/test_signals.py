import os
import signal

import anyio
import anyio.lowlevel
import pytest

from judgebox.cli.signals import run_until_signal


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_cancels_what_runs_and_waits_until_it_has_cleaned_up(number: signal.Signals) -> None:
    done: list[str] = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
            done.append("cleaned up")

    with anyio.fail_after(5):
        await run_until_signal(work)

    assert done == ["cleaned up"]


async def test_what_ends_by_itself_needs_no_signal() -> None:
    async def work() -> None:
        return None

    with anyio.fail_after(5):
        await run_until_signal(work)
