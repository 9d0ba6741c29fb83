"""Ending a process by signals, in two steps: the first asks it to end, the second to hurry."""

import signal
from collections.abc import Awaitable, Callable
from typing import TypeVarTuple

import anyio
from anyio.abc import TaskStatus

Arguments = TypeVarTuple("Arguments")


async def run_until_signal(main: Callable[[anyio.Event, *Arguments], Awaitable[None]], *arguments: *Arguments) -> None:
    """Run until SIGINT or SIGTERM asks to end; returns when `main` has.

    The first signal sets the event that `main` is given: it ends what it has begun. A second one cancels it:
    it only cleans up. A third one ends the process at once: a lost worker loses nothing.
    """
    async with anyio.create_task_group() as tasks:
        stopping = anyio.Event()

        async def heed_signals(*, task_status: TaskStatus[None]) -> None:
            with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                task_status.started()  # not before: until now a signal would end us unclean
                async for _ in signals:
                    if stopping.is_set():
                        break
                    stopping.set()
            tasks.cancel_scope.cancel()

        await tasks.start(heed_signals)
        await main(stopping, *arguments)
        tasks.cancel_scope.cancel()
