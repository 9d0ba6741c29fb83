"""Counts over the store in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from judgebox.domain.attempt import Attempt
from judgebox.domain.backlog import Depths, RecentAttempt
from judgebox.domain.submission import Band, Scope, State, Submission
from judgebox.domain.verdict import Verdict
from judgebox.testing.store import MemoryStore


class MemoryBacklog:
    """Counts what a `MemoryStore` holds."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def unfinished_of(self, user_id: str | None, band: Band, *, limit: int) -> int:
        mine = [each for each in await self._unfinished() if (each.user_id, each.band) == (user_id, band)]
        return min(len(mine), limit)

    async def unfinished(self) -> Mapping[Band, int]:
        counted = Counter(each.band for each in await self._unfinished())
        return {band: counted[band] for band in Band}

    async def _unfinished(self) -> Sequence[Submission]:
        return [each for each in await self._store.all_submissions() if not each.state.is_final]

    async def remembers(self, key: str) -> bool:
        return await self._store.remembers(key)

    async def depths(self) -> Depths:
        every = await self._store.all_submissions()
        return Depths(
            waiting=Counter(each.line for each in every if _waits(each)),
            judging=Counter(each.line for each in every if each.state is State.JUDGING),
            delayed=sum(each.state is State.QUEUED and each.not_before is not None for each in every),
        )

    async def oldest(self) -> Mapping[Band, datetime]:
        waiting = [each for each in await self._store.all_submissions() if _waits(each)]
        return {
            band: min(each.created_at for each in waiting if each.band is band)
            for band in {each.band for each in waiting}
        }

    async def recent(self, *, since: datetime, limit: int) -> Sequence[RecentAttempt]:
        found = [
            _recent(submission, attempt)
            for submission in await self._store.all_submissions()
            for attempt in await self._store.attempts(submission.id)
            if attempt.started_at >= since
        ]
        return sorted(found, key=lambda each: each.started_at, reverse=True)[:limit]

    async def dead(self, *, limit: int) -> Sequence[Submission]:
        dead = [
            replace(each, result=replace(each.result, cases=()))
            for each in await self._store.all_submissions()
            if each.result is not None and each.result.verdict is Verdict.JUDGE_ERROR
        ]
        return sorted(dead, key=lambda each: each.id, reverse=True)[:limit]

    async def dead_count(self, *, limit: int) -> int:
        return len(await self.dead(limit=limit))

    async def verdicts(self) -> Mapping[Verdict, int]:
        return Counter(
            each.result.verdict
            for each in await self._store.all_submissions()
            if each.state is State.JUDGED and each.result is not None and each.scope is Scope.ALL
            if each.rejudge_id is None
        )


def _waits(submission: Submission) -> bool:
    return submission.state is State.QUEUED and submission.not_before is None


def _recent(submission: Submission, attempt: Attempt) -> RecentAttempt:
    is_first = (attempt.generation, attempt.number) == (1, 1)
    return RecentAttempt(
        band=submission.band,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        outcome=attempt.outcome,
        waited=max(attempt.started_at - submission.created_at, timedelta()) if is_first else None,
    )
