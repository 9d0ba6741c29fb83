"""Messages of the queue: what a job holds, and what is kept of those that nobody can use."""

import re
from datetime import UTC, datetime

import msgspec

from judgebox.dispatch.keys import job_id_of
from judgebox.domain.submission import SubmissionId
from judgebox.ports import Offer, RejectedMessage

MESSAGE_BYTES = 1024
"""Ours have some 150; a larger one isn't ours, and would cost every consumer that meets it."""

REJECTED_KEPT = 1000
REJECTED_BYTES = 2048
"""So much of a rejected message is kept: enough to see what it was."""

GENERATION_LIMIT = 2**31

SUBMISSION_ID = re.compile(r"[A-Za-z0-9_]{1,40}")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a job holds. Unknown fields are ignored, so that old workers stay."""

    submission_id: str
    generation: int
    avoid: str | None = None


class Unusable(ValueError):
    """A message that can't be what we wrote; its text says why."""


def encode(offer: Offer) -> bytes:
    return msgspec.json.encode(
        Message(submission_id=offer.submission_id, generation=offer.generation, avoid=offer.avoid)
    )


def parse(data: bytes, *, job_id: str) -> Message:
    """Read what a job holds. Whoever can write into Redis can write anything.

    Raises:
        Unusable: it is not one of our messages, or not the one of this job.
    """
    try:
        message = msgspec.json.decode(data, type=Message)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unusable(f"not a message of ours: {error}") from error
    if SUBMISSION_ID.fullmatch(message.submission_id) is None:
        raise Unusable("its submission_id is none")
    if not 0 < message.generation < GENERATION_LIMIT:
        raise Unusable(f"generation {message.generation} does not exist")
    if job_id_of(SubmissionId(message.submission_id), message.generation) != job_id:
        raise Unusable(f"it stands under the name of another one: {job_id}")
    return message


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    message: str
    reason: str
    at: float


def parse_rejected(text: str) -> RejectedMessage:
    """Read what the scripts kept, with a time in seconds since 1970; it may be forged itself."""
    try:
        kept = msgspec.json.decode(text, type=_Kept)
        return RejectedMessage(message=kept.message, reason=kept.reason, at=datetime.fromtimestamp(kept.at, UTC))
    except (msgspec.DecodeError, ValueError, OverflowError, OSError):
        return RejectedMessage(
            message=text[:REJECTED_BYTES],
            reason="it stands in the list, but we did not write it",
            at=datetime.fromtimestamp(0, UTC),
        )
