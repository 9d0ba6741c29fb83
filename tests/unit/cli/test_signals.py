import os
import signal

import anyio
import anyio.lowlevel
import pytest

from judgebox.cli.signals import run_until_signal

SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_asks_what_runs_to_end_and_lets_it_do_so(number: signal.Signals) -> None:
    done: list[str] = []

    async def work(stopping: anyio.Event) -> None:
        os.kill(os.getpid(), number)
        await stopping.wait()
        await anyio.lowlevel.checkpoint()
        done.append("ended")

    with anyio.fail_after(5):
        await run_until_signal(work)

    assert done == ["ended"]


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_second_signal_cancels_and_waits_until_all_is_cleaned_up(number: signal.Signals) -> None:
    done: list[str] = []

    async def work(stopping: anyio.Event) -> None:
        try:
            os.kill(os.getpid(), number)
            await stopping.wait()
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
    async def work(stopping: anyio.Event) -> None:
        return None

    with anyio.fail_after(5):
        await run_until_signal(work)
