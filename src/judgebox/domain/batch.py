"""Batches: many programs sent at once, of which those that are the same are judged once."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from judgebox.domain.submission import BatchId, Submission, SubmissionId, sortable_digits

CURSOR = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
"""Nine digits: a database's integers hold them."""


class BatchState(StrEnum):
    """Where a batch is; cancelled ones too are finished once all of their submissions are final."""

    JUDGING = "judging"
    FINISHED = "finished"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One thing that was sent.

    Attributes:
        number: as it was sent, from 0.
        name: the sender's own word for it.
        submission_id: items that are the same have the same one.
    """

    number: int
    submission_id: SubmissionId
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as a whole.

    Attributes:
        items: how many were sent; submissions: how many of them differ, and so are judged.
        finished: how many of the submissions are final.
    """

    id: BatchId
    created_at: datetime
    items: int
    submissions: int
    finished: int = 0
    user_id: str | None = None
    cancelled_at: datetime | None = None

    @property
    def is_final(self) -> bool:
        return self.finished >= self.submissions

    @property
    def state(self) -> BatchState:
        if not self.is_final:
            return BatchState.JUDGING
        return BatchState.FINISHED if self.cancelled_at is None else BatchState.CANCELLED


class BatchCursor(NamedTuple):
    """A place among a batch's results, which are in the order of their cursors.

    Items that are the same become final together, and a reader may be cut off between them: so the item is part of it.

    Attributes:
        number: in which order the submission became final, from 1.
        item: of which item the result is.
    """

    number: int
    item: int

    def __str__(self) -> str:
        return f"{self.number}.{self.item}"


BEFORE_ALL = BatchCursor(number=0, item=0)


def parse_cursor(text: str) -> BatchCursor | None:
    """Read what `str` of a cursor says; None where it is no cursor."""
    found = CURSOR.fullmatch(text)
    return None if found is None else BatchCursor(number=int(found[1]), item=int(found[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What came of one item.

    Attributes:
        number: in which order it became final, from 1; the same for items that are the same.
        submission: without its cases.
    """

    number: int
    item: BatchItem
    submission: Submission

    @property
    def cursor(self) -> BatchCursor:
        return BatchCursor(number=self.number, item=self.item.number)


def batch_id_of(at: datetime, random: bytes) -> BatchId:
    return BatchId("bat_" + sortable_digits(at, random))
