"""Rejudges in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from judgebox.domain.rejudge import Change, MatrixCell, Rejudge, Selection
from judgebox.domain.submission import RejudgeId, SubmissionId


class Rejudges(Protocol):
    """Rejudges and their copies. Every method raises `StoreError` when the database is away.

    What works on copies does some of them at a time, in a transaction each: it may be called by several at once and
    after any crash, and does each copy once.
    """

    async def count(self, which: Selection, *, judged_until: datetime) -> int:
        """Count what fits a selection."""
        ...

    async def sample(self, *, judged_until: datetime, newest: int) -> Sequence[SubmissionId]:
        """List the newest of what may be judged again, except for what a judge error ended."""
        ...

    async def add(self, rejudge: Rejudge) -> None: ...

    async def rejudge(self, rejudge_id: RejudgeId) -> Rejudge | None: ...

    async def rejudges(self, *, before: RejudgeId | None = None, limit: int = 50) -> Sequence[Rejudge]:
        """List rejudges, newest first."""
        ...

    async def unfinished(self) -> Sequence[Rejudge]:
        """List those that are not final, oldest first; without the counts of copies, so that none is `ready`."""
        ...

    async def prepare_some(self, rejudge_id: RejudgeId, *, limit: int) -> bool:
        """Copy so many submissions, in order of their ids; False if there was nothing left to do.

        A copy is a submission in the lowest band without a user, in the generation after its original's. Only what
        was judged before the rejudge was made is copied.
        """
        ...

    async def matrix(self, rejudge_id: RejudgeId) -> Sequence[MatrixCell]:
        """Count old and new verdicts of what is judged so far; once that is decided on, as they were then.

        Left out here and in `changes` are originals that are not in the copied generation any more.
        """
        ...

    async def changes(
        self, rejudge_id: RejudgeId, *, after: SubmissionId | None = None, limit: int = 50
    ) -> Sequence[Change]:
        """List what gets another verdict or score, in order of the submissions' ids; nothing once that is over."""
        ...

    async def begin_applying(self, rejudge_id: RejudgeId) -> bool:
        """Decide to apply what is judged; False if others have decided, or not all copies are judged."""
        ...

    async def apply_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        """Have so many originals take over what their copies got; False if there was nothing left to do.

        An original that is not in the copied generation any more, or whose copy ended as a judge error, is skipped.
        The others are in the copy's generation then, with its attempts; counters and batches follow, and of a
        changed verdict or score there is a `FINISHED` event in the outbox. The copies are gone.
        """
        ...

    async def begin_dropping(self, rejudge_id: RejudgeId) -> bool:
        """Decide to drop; False if others have decided."""
        ...

    async def drop_some(self, rejudge_id: RejudgeId, *, at: datetime, limit: int) -> bool:
        """Remove so many copies; False if there was nothing left to do. A worker that judges one writes nothing."""
        ...

    async def set_reason(self, rejudge_id: RejudgeId, reason: str) -> None: ...

    async def retry_faults(self, rejudge_id: RejudgeId) -> int:
        """Have copies that ended as a judge error judged once more; return how many they are."""
        ...
