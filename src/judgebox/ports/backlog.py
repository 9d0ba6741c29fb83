"""What is not finished, in figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from judgebox.domain.backlog import Depths, RecentAttempt
from judgebox.domain.submission import Band, Submission
from judgebox.domain.verdict import Verdict


class Backlog(Protocol):
    """Counts in the database. Every method raises `StoreError` when it is away.

    What `unfinished` and `depths` cost grows with what waits (a look at each entry of an index), so whoever
    asks often keeps the answer for a while. All others cost the same however much waits or was judged.
    """

    async def unfinished_of(self, user_id: str | None, band: Band, *, limit: int) -> int:
        """Count what of a user is queued or judging in a band; beyond the limit nothing more is counted."""
        ...

    async def unfinished(self) -> Mapping[Band, int]:
        """Count what is queued or judging; every band is there."""
        ...

    async def remembers(self, key: str) -> bool:
        """Whether a request was stored under this idempotency key."""
        ...

    async def depths(self) -> Depths: ...

    async def oldest(self) -> Mapping[Band, datetime]:
        """Say when the oldest was sent of what waits in each band and may be judged now.

        It is looked for among the next ones of each line, where it is unless it was moved there lately.
        """
        ...

    async def recent(self, *, since: datetime, limit: int) -> Sequence[RecentAttempt]:
        """List the attempts that began since then; newest first."""
        ...

    async def dead(self, *, limit: int) -> Sequence[Submission]:
        """List what was set aside as a judge error, newest first, without their cases."""
        ...

    async def dead_count(self, *, limit: int) -> int:
        """Count these; beyond the limit nothing more is counted."""
        ...

    async def verdicts(self) -> Mapping[Verdict, int]:
        """Count the verdicts that stand, of submissions judged on all cases."""
        ...
