"""Retry: judge once more what was set aside as a judge error."""

from contextlib import suppress

from judgebox.domain.errors import ConflictError, NotFoundError, QueueError
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.ports import Clock, Dispatcher, Store
from judgebox.usecases.offer import offer_of


async def retry(submission_id: SubmissionId, *, store: Store, dispatcher: Dispatcher, clock: Clock) -> Submission:
    """Queue a submission again, in its next generation, and return it.

    Raises:
        NotFoundError: there is no such submission.
        ConflictError: it did not end as a judge error.
    """
    queued = await store.retry(submission_id, at=clock.now())
    if queued is None:
        known = await store.submission(submission_id)
        if known is None:
            raise NotFoundError(f"submission {submission_id} is unknown", code="unknown_submission")
        ended = known.state if known.result is None else known.result.verdict
        raise ConflictError(f"submission {submission_id} is {ended}, not JE", code="not_a_judge_error")
    with suppress(QueueError):  # the reconciler offers it
        await dispatcher.offer([offer_of(queued)])
    return queued
