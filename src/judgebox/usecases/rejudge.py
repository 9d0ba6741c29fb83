"""Rejudge: judge again what is judged, look at what that would change, and apply it or drop it.

How it works: what is judged again are hidden copies in the lowest band, so that users and listeners see nothing
until an operator has looked. Copies are made, taken over and removed some at a time. Whoever starts, applies or drops
a rejudge does the first part of that work, which is all of a small one; a duty does the rest, and what others left
undone when they died.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from judgebox.domain.errors import ConflictError, NotFoundError, RequestError, StoreError
from judgebox.domain.rejudge import (
    Rejudge,
    RejudgeKind,
    RejudgeState,
    Selection,
    check_selection,
    rejudge_id_of,
)
from judgebox.domain.submission import RejudgeId
from judgebox.ports import Clock, Rejudges

log = structlog.get_logger()

COPIED_AT_ONCE = 1000
APPLIED_AT_ONCE = 200
"""Fewer than are copied: each also moves a result, attempts, counters and events. Both are done in some 50 ms, and no
writer waits for longer."""
REMOVED_AT_ONCE = 1000

STEPS_AT_ONCE = 2
"""That whoever asked for it does: the first part, and finding out whether that was all."""

Step = Callable[[RejudgeId], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudger:
    """What operators do with rejudges. Every method raises `StoreError` when the database is away.

    Attributes:
        random: returns so many random bytes.
    """

    rejudges: Rejudges
    clock: Clock
    random: Callable[[int], bytes]

    async def count(self, which: Selection, *, reason: str) -> int:
        """Say how many submissions would be judged again; raises as `start`, but for none."""
        check_selection(which, reason)
        return await self.rejudges.count(which, judged_until=self.clock.now())

    async def start(self, which: Selection, *, reason: str, kind: RejudgeKind = RejudgeKind.ORDERED) -> Rejudge:
        """Judge again what fits a selection, and what was judged until now.

        Raises:
            RequestError: nothing fits, or the selection can't be meant.
        """
        check_selection(which, reason)
        now = self.clock.now()
        found = await self.rejudges.count(which, judged_until=now)
        if not found:
            raise RequestError("no judged submission fits what was asked for", code="nothing_to_rejudge")
        rejudge = Rejudge(
            id=rejudge_id_of(now, self.random(10)),
            created_at=now,
            reason=reason,
            which=which,
            state=RejudgeState.PREPARING,
            kind=kind,
            submissions=found,
        )
        await self.rejudges.add(rejudge)
        log.info("rejudge_started", rejudge_id=rejudge.id, submissions=found, kind=kind)
        return await self._advanced(rejudge.id, self._prepare)

    async def known(self, rejudge_id: RejudgeId) -> Rejudge:
        """Read a rejudge.

        Raises:
            NotFoundError: it is unknown.
        """
        rejudge = await self.rejudges.rejudge(rejudge_id)
        if rejudge is None:
            raise NotFoundError(f"rejudge {rejudge_id[:64]} is unknown", code="unknown_rejudge")
        return rejudge

    async def apply(self, rejudge_id: RejudgeId, *, force: bool = False) -> Rejudge:
        """Have the originals take over the new verdicts. What is being applied or was is left to be.

        Args:
            force: although some copies ended as a judge error; their originals keep what they have.

        Raises:
            NotFoundError: it is unknown.
            ConflictError: not all is judged, it was dropped, or there are judge errors.
        """
        rejudge = await self.known(rejudge_id)
        if rejudge.state in (RejudgeState.APPLYING, RejudgeState.APPLIED):
            return rejudge
        if rejudge.state is RejudgeState.READY and rejudge.faults and not force:
            sentence = f"{rejudge.faults} of {rejudge.submissions} ended as a judge error: retry them, or force it"
            raise ConflictError(f"rejudge {rejudge_id}: {sentence}", code="rejudge_has_faults")
        if not await self.rejudges.begin_applying(rejudge_id):
            raise _not_now(await self.known(rejudge_id))
        log.info("rejudge_applied", rejudge_id=rejudge_id, reason=rejudge.reason, forced=force)
        return await self._advanced(rejudge_id, self._apply)

    async def drop(self, rejudge_id: RejudgeId) -> Rejudge:
        """Forget what was found out. What is being dropped or was is left to be.

        Raises:
            NotFoundError: it is unknown.
            ConflictError: it is being applied, or was.
        """
        rejudge = await self.known(rejudge_id)
        if rejudge.state in (RejudgeState.DROPPING, RejudgeState.DROPPED):
            return rejudge
        if not await self.rejudges.begin_dropping(rejudge_id):
            raise _not_now(await self.known(rejudge_id))
        log.info("rejudge_dropped", rejudge_id=rejudge_id)
        return await self._advanced(rejudge_id, self._drop)

    async def retry(self, rejudge_id: RejudgeId) -> Rejudge:
        """Judge once more those copies that ended as a judge error.

        Raises:
            NotFoundError: it is unknown.
            ConflictError: there are none, or it is decided on.
        """
        await self.known(rejudge_id)
        retried = await self.rejudges.retry_faults(rejudge_id)
        rejudge = await self.known(rejudge_id)
        if not retried:
            raise ConflictError(f"rejudge {rejudge_id} has no judge errors to retry", code="not_a_judge_error")
        log.info("rejudge_retried", rejudge_id=rejudge_id, count=retried)
        return rejudge

    async def has_work(self) -> bool:
        """Whether copies are to be made, taken over or removed."""
        return any(self._step_of(each) is not None for each in await self.rejudges.unfinished())

    async def continue_all(self) -> int:
        """Do what is left to do, a part of each rejudge in turn; return how many parts it was."""
        steps = {each.id: step for each in await self.rejudges.unfinished() if (step := self._step_of(each))}
        done = 0
        while steps:
            for rejudge_id, step in tuple(steps.items()):
                if await step(rejudge_id):
                    done += 1
                else:
                    del steps[rejudge_id]
        return done

    async def _advanced(self, rejudge_id: RejudgeId, step: Step) -> Rejudge:
        with suppress(StoreError):  # it is decided and remembered: the duty does what is not done here
            for _ in range(STEPS_AT_ONCE):
                if not await step(rejudge_id):
                    break
        return await self.known(rejudge_id)

    def _step_of(self, rejudge: Rejudge) -> Step | None:
        steps = {
            RejudgeState.PREPARING: self._prepare,
            RejudgeState.APPLYING: self._apply,
            RejudgeState.DROPPING: self._drop,
        }
        return steps.get(rejudge.state)

    async def _prepare(self, rejudge_id: RejudgeId) -> bool:
        return await self.rejudges.prepare_some(rejudge_id, limit=COPIED_AT_ONCE)

    async def _apply(self, rejudge_id: RejudgeId) -> bool:
        return await self.rejudges.apply_some(rejudge_id, at=self.clock.now(), limit=APPLIED_AT_ONCE)

    async def _drop(self, rejudge_id: RejudgeId) -> bool:
        return await self.rejudges.drop_some(rejudge_id, at=self.clock.now(), limit=REMOVED_AT_ONCE)


def _not_now(rejudge: Rejudge) -> ConflictError:
    if rejudge.state.is_open:
        sentence = f"{rejudge.judged} of {rejudge.submissions} are judged"
        return ConflictError(f"rejudge {rejudge.id} is not ready: {sentence}", code="rejudge_not_ready")
    return ConflictError(f"rejudge {rejudge.id} is {rejudge.state} already", code="rejudge_decided")
