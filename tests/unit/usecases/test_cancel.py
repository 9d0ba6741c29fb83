from collections.abc import Sequence
from datetime import UTC, datetime

from judgebox.domain.errors import QueueError, StoreError
from judgebox.domain.submission import State, Submission, SubmissionId
from judgebox.ports import Offer, OutboxEntry
from judgebox.testing import FakeClock, MemoryDispatcher, MemoryEvents, MemoryStore
from judgebox.usecases.cancel import cancel

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class ForgetfulStore(MemoryStore):
    """Goes away right after the cancelling was stored."""

    async def outbox_of(self, submission_id: SubmissionId) -> Sequence[OutboxEntry]:
        raise StoreError("the database is away")


class AbsentDispatcher(MemoryDispatcher):
    async def withdraw(self, offer: Offer) -> None:
        raise QueueError("Redis is away")


async def test_what_breaks_after_the_cancelling_was_stored_does_not_undo_it() -> None:
    clock = FakeClock(NOW)
    store, events = ForgetfulStore(), MemoryEvents()
    sent = Submission(id=SubmissionId("sub_1"), language="python", source="print(1)", created_at=NOW)
    await store.add_submissions([sent])

    cancelled = await cancel(sent.id, store=store, dispatcher=AbsentDispatcher(clock), events=events, clock=clock)

    assert cancelled.state is State.CANCELLED
