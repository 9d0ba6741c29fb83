"""Submissions that are to be judged later."""

from datetime import UTC, datetime, timedelta

from judgebox.domain.submission import Submission, submission_id_of
from judgebox.testing import FakeClock, MemoryDispatcher, MemoryEvents, MemoryStore
from judgebox.usecases.reconcile import RECONCILE_EVERY, Reconciler

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def test_it_is_offered_at_its_time_and_no_sooner() -> None:
    clock, store, events = FakeClock(NOW), MemoryStore(), MemoryEvents()
    dispatcher = MemoryDispatcher(clock)
    reconciler = Reconciler(store=store, dispatcher=dispatcher, events=events, clock=clock)
    later = Submission(
        id=submission_id_of(NOW, bytes(10)),
        language="c",
        source="x",
        created_at=NOW,
        not_before=NOW + timedelta(hours=1),
    )
    await store.add_submissions([later])

    async def waiting() -> int:
        await reconciler.reconcile_once()
        return sum((await dispatcher.stats()).waiting.values())

    clock.advance(timedelta(hours=1) - SECOND)
    assert await waiting() == 0
    clock.advance(SECOND)
    assert await waiting() == 1
    assert timedelta() < RECONCILE_EVERY <= 3 * SECOND  # it is late by no more
