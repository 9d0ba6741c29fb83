"""Cancel: end a submission that is not judged yet."""

from contextlib import suppress

from judgebox.domain.errors import ConflictError, NotFoundError, QueueError, StoreError
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.ports import Clock, Dispatcher, Events, Store
from judgebox.usecases.offer import offer_of
from judgebox.usecases.tell import tell_outbox


async def cancel(
    submission_id: SubmissionId, *, store: Store, dispatcher: Dispatcher, events: Events, clock: Clock
) -> Submission:
    """Cancel a submission and return it.

    A worker that is judging it finds out when it renews its lease; whatever it does then, its
    verdict is no longer stored.

    Raises:
        NotFoundError: there is no such submission.
        ConflictError: it is judged or cancelled already.
    """
    cancelled = await store.cancel(submission_id, at=clock.now())
    if cancelled is None:
        known = await store.submission(submission_id)
        if known is None:
            raise NotFoundError(f"submission {submission_id} is unknown", code="unknown_submission")
        raise ConflictError(f"submission {submission_id} is {known.state} already", code="submission_final")
    with suppress(QueueError):  # the row says cancelled: whoever takes the offer finds nothing to judge
        await dispatcher.withdraw(offer_of(cancelled))
    with suppress(QueueError, StoreError):  # what is not told now, the reconciler tells
        await tell_outbox(store, events, submission_id)
    return cancelled
