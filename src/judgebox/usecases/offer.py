"""Offer: put submissions into the queue, as far as it has room."""

from collections.abc import Sequence

from judgebox.domain.submission import Submission
from judgebox.ports import Clock, Dispatcher, Offer, Store


def offer_of(submission: Submission) -> Offer:
    """Make the offer of a submission, as its row says it."""
    return Offer(
        submission_id=submission.id,
        generation=submission.generation,
        band=submission.band,
        tag=max(submission.tag, 1),
        route=submission.language,
        avoid=submission.worker if submission.faults else None,
    )


async def offer_all(offers: Sequence[Offer], *, store: Store, dispatcher: Dispatcher, clock: Clock) -> int:
    """Offer, and remember what is in the queue now; return how many those are.

    Raises:
        QueueError, StoreError: the reconciler offers what is not remembered as offered.
    """
    now = clock.now()
    placed = await dispatcher.offer(offers)
    if placed:
        await store.mark_offered([offer.submission_id for offer in placed], at=now)
    return len(placed)
