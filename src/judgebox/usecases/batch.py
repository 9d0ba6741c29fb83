"""Batches: take many programs in at once, judge those that are the same once, cancel them together.

How it works: all are checked before any is stored, and all are stored in one transaction. They go to the bulk band,
where nobody waits at a screen: the reconciler feeds them to the queue as it has room, and no event says that one is
queued. What becomes final is numbered by the store in the order in which it does, so that a reader of results resumes
without gap or repetition.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from judgebox.domain.batch import Batch, BatchItem, batch_id_of
from judgebox.domain.errors import ConflictError, NotFoundError, RequestError
from judgebox.domain.submission import Band, BatchId, Submission, check_text
from judgebox.ports import Batches, Clock, Once
from judgebox.usecases.submit import NAME_LIMIT_BYTES, SubmitRequest, Submitter

CANCELLED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRequest:
    """One program of a batch; nothing of it is checked yet.

    Attributes:
        name: the sender's own word for it.
    """

    request: SubmitRequest
    name: str | None = None


async def submit_batch(
    items: Sequence[ItemRequest],
    *,
    submitter: Submitter,
    batches: Batches,
    user_id: str | None = None,
    once: Once | None = None,
) -> Batch:
    """Take a batch in, all of it or nothing.

    Raises:
        NotFoundError, RequestError, ConflictError, TooManyError, ClosedError, StoreError: as
            `Submitter.submit_many`.
    """
    _check_names(items)
    checked = await submitter.check_all([replace(item.request, band=Band.BULK, user_id=user_id) for item in items])
    now = submitter.clock.now()
    batch_id = batch_id_of(now, submitter.random(10))
    first: dict[tuple[object, ...], Submission] = {}
    sent: list[BatchItem] = []
    for number, (submission, item) in enumerate(zip(checked, items, strict=True)):
        same = first.setdefault(_sameness(submission), replace(submission, batch_id=batch_id))
        sent.append(BatchItem(number=number, submission_id=same.id, name=item.name))
    submissions = list(first.values())
    if submitter.admission is not None:
        await submitter.admission.admit(submissions, once=once)
    batch = Batch(id=batch_id, user_id=user_id, created_at=now, items=len(sent), submissions=len(submissions))
    stored = await batches.add(batch, sent, submissions, once=once)
    if stored != batch_id:  # it came before
        return await known_batch(stored, batches=batches)
    return batch


def _check_names(items: Sequence[ItemRequest]) -> None:
    for index, item in enumerate(items):
        try:
            check_text(item.name or "", field="name", limit_bytes=NAME_LIMIT_BYTES, may_be_empty=True)
        except RequestError as error:
            error.index = index
            raise


def _sameness(submission: Submission) -> tuple[object, ...]:
    """What decides on the verdict. Limits are those of the problem and the language."""
    return (submission.problem_id, submission.language, submission.source, submission.scope, submission.input)


async def known_batch(batch_id: BatchId, *, batches: Batches) -> Batch:
    """Read a batch.

    Raises:
        NotFoundError: it is unknown.
    """
    batch = await batches.batch(batch_id)
    if batch is None:
        raise NotFoundError(f"batch {batch_id[:64]} is unknown", code="unknown_batch")
    return batch


async def cancel_batch(batch_id: BatchId, *, batches: Batches, clock: Clock) -> Batch:
    """Cancel what is not final of a batch, and return it.

    Workers find out when they renew or claim; listeners are told by the reconciler.

    Raises:
        NotFoundError: it is unknown.
        ConflictError: all of it is final already.
    """
    batch = await known_batch(batch_id, batches=batches)
    if batch.is_final:
        raise ConflictError(f"batch {batch_id} is {batch.state} already", code="batch_final")
    await batches.mark_cancelled(batch_id, at=clock.now())
    while await batches.cancel_some(batch_id, at=clock.now(), limit=CANCELLED_AT_ONCE):
        pass
    return await known_batch(batch_id, batches=batches)
