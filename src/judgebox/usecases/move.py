"""Move: put a submission that is not judged yet into another band."""

from contextlib import suppress

from judgebox.domain.errors import ConflictError, NotFoundError, QueueError
from judgebox.domain.submission import Band, State, Submission, SubmissionId
from judgebox.ports import Dispatcher, Store
from judgebox.usecases.offer import offer_of


async def move(submission_id: SubmissionId, band: Band, *, store: Store, dispatcher: Dispatcher) -> Submission:
    """Move a submission to the end of its user's line in another band, and return it.

    One that is being judged is not interrupted: the band counts if it has to be judged again.

    Raises:
        NotFoundError: there is no such submission.
        ConflictError: it is judged or cancelled already.
    """
    moved = await store.move(submission_id, band)
    if moved is None:
        known = await store.submission(submission_id)
        if known is None:
            raise NotFoundError(f"submission {submission_id} is unknown", code="unknown_submission")
        raise ConflictError(f"submission {submission_id} is {known.state} already", code="submission_final")
    before, after = moved
    if after.state is State.QUEUED:
        with suppress(QueueError):  # the reconciler offers it; an offer that stays in the old band is found, too
            await dispatcher.withdraw(offer_of(before))
            if after.not_before is None:
                await dispatcher.offer([offer_of(after)])
    return after
