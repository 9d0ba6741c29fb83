"""Ending a process by a signal, with time to clean up."""

import signal
from collections.abc import Awaitable, Callable
from typing import TypeVarTuple

import anyio
from anyio.abc import TaskStatus

Arguments = TypeVarTuple("Arguments")


async def run_until_signal(main: Callable[[*Arguments], Awaitable[None]], *arguments: *Arguments) -> None:
    """Run until SIGINT or SIGTERM, then cancel; returns when `main` has cleaned up.

    A second signal ends the process at once: someone is in a hurry, and a lost worker loses nothing.
    """
    async with anyio.create_task_group() as tasks:

        async def cancel_at_signal(*, task_status: TaskStatus[None]) -> None:
            with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                task_status.started()  # not before: until now a signal would end us unclean
                async for _ in signals:
                    break
            tasks.cancel_scope.cancel()

        await tasks.start(cancel_at_signal)
        await main(*arguments)
        tasks.cancel_scope.cancel()
