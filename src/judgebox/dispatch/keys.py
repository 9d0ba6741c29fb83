"""The names of the queue in Redis."""

from judgebox.domain.submission import SubmissionId
from judgebox.ports import Band

PREFIX = "{judgebox}"
"""In braces, so that a Redis Cluster keeps all keys that a script touches on one node."""

QUEUES = {Band.CONTEST: "contest", Band.PRACTICE: "practice", Band.REJUDGE: "rejudge"}
"""The BullMQ queue of each band, in the strict order in which they are served."""

INCARNATION = f"{PREFIX}:incarnation"


def queue_key(band: Band, name: str) -> str:
    """The key of a part of a queue, such as BullMQ's own "wait" and "active"."""
    return f"{PREFIX}:{QUEUES[band]}:{name}"


def job_id_of(submission_id: SubmissionId, generation: int) -> str:
    """The id of an offer in BullMQ, which forbids ":" in it."""
    return f"{submission_id}-{generation}"
