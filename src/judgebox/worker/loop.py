"""The worker's loop: wait for a free slot, take an offer, judge it; until told to stop."""

import os
import socket
from contextlib import suppress
from datetime import timedelta

import anyio
import anyio.lowlevel
import structlog

from judgebox.domain.errors import QueueError
from judgebox.ports import Dispatcher, Lease
from judgebox.worker.attempt import AttemptMaker
from judgebox.worker.slots import WorkerSlots

log = structlog.get_logger()

TAKE_WAIT = timedelta(seconds=2)
QUEUE_PAUSE_S = 0.5


def worker_name() -> str:
    """Name this worker for leases and logs: host and process."""
    return f"{socket.gethostname()}-{os.getpid()}"


async def work(slots: WorkerSlots, attempts: AttemptMaker) -> None:
    """Take offers and judge them, as many at once as there are slots; runs until cancelled."""
    async with anyio.create_task_group() as tasks:
        while True:
            await slots.wait_free()
            lease = await _take(attempts.dispatcher, attempts.worker)
            if lease is not None:
                tasks.start_soon(_work_in_slot, lease, slots, attempts)
                await anyio.lowlevel.checkpoint()  # so that it counts as waiting for its slot before we look again


async def _take(dispatcher: Dispatcher, worker: str) -> Lease | None:
    try:
        return await dispatcher.take(worker, wait=TAKE_WAIT)
    except QueueError as error:
        log.warning("queue_away", error=str(error))
        await anyio.sleep(QUEUE_PAUSE_S)
        return None


async def _work_in_slot(lease: Lease, slots: WorkerSlots, attempts: AttemptMaker) -> None:
    acquired = False
    with anyio.move_on_after((attempts.lease / 2).total_seconds()):
        await slots.acquire()
        acquired = True
    if not acquired:  # a second box of a running submission is slow to make room: nobody renews meanwhile
        with suppress(QueueError):
            await attempts.dispatcher.give_back(lease)
        return
    try:
        await attempts.work_on(lease)
    except Exception:
        # The last net of the worker: one submission must not stop the others. It was given back.
        log.exception("attempt_broke", submission_id=lease.submission_id)
    finally:
        slots.release()
