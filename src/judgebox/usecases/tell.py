"""Tell: publish what was committed to the outbox, at least once."""

from collections.abc import Sequence
from datetime import timedelta

from judgebox.domain.submission import SubmissionId
from judgebox.ports import Clock, Events, OutboxEntry, OutboxId, Store

LEFT_AFTER = timedelta(seconds=5)
"""So old is an entry that whoever committed it did not come to tell it."""

LEFTOVERS_AT_ONCE = 500


async def tell_outbox(store: Store, events: Events, submission_id: SubmissionId) -> None:
    """Publish what the outbox holds of a submission, and clear it. To be called after a commit.

    Raises:
        QueueError, StoreError: something may be left, for `tell_leftovers`.
    """
    await _tell(store, events, await store.outbox_of(submission_id))


async def tell_leftovers(store: Store, events: Events, clock: Clock, *, older_than: timedelta = LEFT_AFTER) -> int:
    """Publish what others left in the outbox, and clear it; return how much it was.

    Raises:
        QueueError, StoreError: something may be left, for the next time.
    """
    entries = await store.outbox(older_than=clock.now() - older_than, limit=LEFTOVERS_AT_ONCE)
    await _tell(store, events, entries)
    return len(entries)


async def _tell(store: Store, events: Events, entries: Sequence[OutboxEntry]) -> None:
    told: list[OutboxId] = []
    try:
        for entry in entries:
            await events.publish(entry.event)
            told.append(entry.id)
    finally:
        if told:
            await store.clear_outbox(told)
