"""Waiting for what happens to a submission.

How it works: a listener task hears the events of one submission and hands them on, so that who
waits may give up a wait and take it up again. Events only wake; what is true is in the store. A
channel that is away, or an event that got lost with a restarted queue, therefore costs at most one
interval: whoever waits looks into the store between events. The listener comes before the look, so
that nothing that happens in between is missed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from judgebox.domain.errors import QueueError
from judgebox.domain.events import Event, EventKind, Position
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.ports import Events, Heard, Store

LISTEN_AGAIN_AFTER_SECONDS = 1.0
LOOK_EVERY_SECONDS = 2.0
"""How often a waiting request looks into the store in case that no event wakes it."""
BUFFERED_EVENTS = 64
"""Beyond this a reader that is slower than the judging holds its listener up."""


@asynccontextmanager
async def listening(
    events: Events, submission_id: SubmissionId, *, after: Position | None = None
) -> AsyncIterator[MemoryObjectReceiveStream[Heard]]:
    """Hear a submission's events: its history (after a position), then what happens.

    The stream does not end, even if the channel is away: it then falls silent, until it is back.
    """
    send, receive = anyio.create_memory_object_stream[Heard](BUFFERED_EVENTS)
    failure: Exception | None = None
    async with send, receive, anyio.create_task_group() as tasks:
        await tasks.start(_listen, events, submission_id, after, send, name=f"listen to {submission_id}")
        try:
            yield receive
        except Exception as error:  # carried around the task group, which would wrap it into an ExceptionGroup
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _listen(
    events: Events,
    submission_id: SubmissionId,
    after: Position | None,
    send: MemoryObjectSendStream[Heard],
    *,
    task_status: TaskStatus[None],
) -> None:
    is_started = False
    while True:
        try:
            async with events.listen_to_submission(submission_id, after=after) as heard:
                if not is_started:
                    task_status.started()
                    is_started = True
                async for each in heard:
                    after = each.position if isinstance(each, Event) else after
                    await send.send(each)
        except QueueError:
            if not is_started:
                task_status.started()
                is_started = True
        await anyio.sleep(LISTEN_AGAIN_AFTER_SECONDS)


async def next_heard(stream: MemoryObjectReceiveStream[Heard], *, within_seconds: float) -> Heard | None:
    """Wait for the next event; None if none comes in time."""
    with anyio.move_on_after(within_seconds):
        return await stream.receive()
    return None


async def wait_finished(
    submission_id: SubmissionId, *, store: Store, events: Events, limit: timedelta
) -> Submission | None:
    """Wait until a submission is judged or cancelled, and return it; None if it is unknown.

    When the limit is reached it is returned as it is then.

    Raises:
        StoreError: the database is away.
    """
    submission = await store.submission(submission_id)
    deadline = anyio.current_time() + limit.total_seconds()
    if submission is None or submission.state.is_final or not limit:
        return submission
    async with listening(events, submission_id) as stream:
        while True:
            submission = await store.submission(submission_id)
            left = deadline - anyio.current_time()
            if submission is None or submission.state.is_final or left <= 0:
                return submission
            with anyio.move_on_after(min(left, LOOK_EVERY_SECONDS)):
                await _heard_finished(stream, submission.generation)


async def _heard_finished(stream: MemoryObjectReceiveStream[Heard], generation: int) -> None:
    async for heard in stream:
        if isinstance(heard, Event) and heard.kind is EventKind.FINISHED and heard.generation >= generation:
            return
