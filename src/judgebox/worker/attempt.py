"""An attempt: one try at judging one submission, from its lease to its verdict.

How it works: the row is claimed (attempt + 1), which fences off any earlier try. While the judging
runs, one task renews the lease in the queue and the claim in the store, and one tells what happens.
The verdict is committed only if the claim still holds, with its event in the same transaction; then
the event is told, and only then is the offer taken out of the queue. Killed at any point, the offer
comes back when its lease runs out, and the store says what is still to be done.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import anyio
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream

from judgebox.domain.errors import LeaseLostError, PlatformError, QueueError, StoreError
from judgebox.domain.events import Event, EventKind, event_of
from judgebox.domain.problem import ProblemId
from judgebox.domain.submission import Claim, Scope, Submission
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.languages import Catalog
from judgebox.ports import Clock, Dispatcher, Events, Lease, Store
from judgebox.usecases.judge import Assignment, Judge
from judgebox.usecases.tell import tell_outbox

log = structlog.get_logger()

CLAIM_LEASES = 6
"""The claim in the store outlives this many leases of the queue: it only covers a lost queue."""

GIVE_BACK_WITHIN = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
EVENTS_IN_FLIGHT = 1000

COMMIT_PAUSES = [timedelta(seconds=seconds) for seconds in (0.2, 0.5, 1, 2, 4, 8)]
"""Pauses between tries to store a verdict; together shorter than the claim lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptMaker:
    """Carries out attempts.

    Attributes:
        unavailable: languages that this host can't judge, and the package that is missing.
        lease: how long the queue waits for a renewal.
        attempts: tries at one submission before it ends as a judge error.
    """

    worker: str
    store: Store
    dispatcher: Dispatcher
    events: Events
    clock: Clock
    judge: Judge
    catalog: Catalog
    unavailable: Mapping[str, str]
    lease: timedelta
    attempts: int

    async def work_on(self, lease: Lease) -> None:
        """Judge what is leased. The caller holds one slot for as long as this takes."""
        claimed = await self._claim(lease)
        if claimed is None:
            return
        claim, submission = claimed
        facts = {"submission_id": submission.id, "attempt": claim.attempt}
        log.info("attempt_started", **facts)
        try:
            result = await self._judged(lease, claim, submission)
        except LeaseLostError:
            log.warning("attempt_lost", **facts)
            return
        except PlatformError as error:
            log.warning("attempt_failed", **facts, error=str(error))
            await self._give_back(lease, claim, error=str(error))
            return
        except Exception as error:
            await self._give_back(lease, claim, error=f"unforeseen: {error!r}")
            raise
        except BaseException:  # a stopping worker hands its work on
            with anyio.CancelScope(shield=True):
                await self._give_back(lease, claim, error="the worker stopped", at_once=True)
            raise
        with anyio.CancelScope(shield=True):  # judged: a stop must not cost the verdict
            await self._commit(lease, claim, submission, result)

    async def _claim(self, lease: Lease) -> tuple[Claim, Submission] | None:
        try:
            claimed = await self.store.claim(
                lease.submission_id, lease.generation, owner=self.worker, lease_until=self._claim_end()
            )
        except StoreError as error:
            # The lease runs out by itself, so the offer comes back after a pause and not at once.
            log.warning("claim_failed", submission_id=lease.submission_id, error=str(error))
            return None
        if claimed is None:  # judged or cancelled already: the offer is out of date
            await self._finish(lease)
        return claimed

    def _claim_end(self) -> datetime:
        return self.clock.now() + CLAIM_LEASES * self.lease

    async def _judged(self, lease: Lease, claim: Claim, submission: Submission) -> Result:
        if claim.attempt > self.attempts:
            return Result(
                verdict=Verdict.JUDGE_ERROR,
                reason=Reason.LOST_WORKER,
                detail=f"{self.attempts} attempts ended without a verdict",
            )
        assignment = await self._assignment(submission)
        if isinstance(assignment, Result):
            return assignment
        return await self._judged_while_renewing(lease, claim, submission, assignment)

    async def _judged_while_renewing(
        self, lease: Lease, claim: Claim, submission: Submission, assignment: Assignment
    ) -> Result:
        send, receive = anyio.create_memory_object_stream[Event](EVENTS_IN_FLIGHT)

        async def tell(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
            await send.send(event_of(submission, kind, attempt=claim.attempt, case_count=case_count, case=case))

        async def stop_when_lost() -> None:
            await self._renew_until_lost(lease, claim)
            errors.append(LeaseLostError(f"attempt {claim.attempt} at {submission.id} is with another worker"))
            judging.cancel_scope.cancel()

        errors: list[Exception] = []
        result: Result | None = None
        async with anyio.create_task_group() as telling:
            telling.start_soon(self._tell_all, receive)
            async with send, anyio.create_task_group() as judging:
                judging.start_soon(stop_when_lost)
                try:
                    result = await self.judge.judge(assignment, tell)
                except Exception as error:
                    errors.append(error)
                judging.cancel_scope.cancel()
        if errors:
            raise errors[0]
        assert result is not None
        return result

    async def _renew_until_lost(self, lease: Lease, claim: Claim) -> None:
        """Hold on to lease and claim; return when the claim is no longer ours.

        The claim decides. A queue that is away or has forgotten the lease does not end the attempt:
        if it is given to another worker, that one takes over the claim, and we see it here.
        """
        while True:
            await anyio.sleep((self.lease / 3).total_seconds())
            with suppress(LeaseLostError, QueueError):
                await self.dispatcher.renew(lease)
            with suppress(StoreError):
                if not await self.store.extend(claim, lease_until=self._claim_end()):
                    return

    async def _tell_all(self, receive: MemoryObjectReceiveStream[Event]) -> None:
        async with receive:
            async for event in receive:
                try:
                    await self.events.publish(event)
                except QueueError as error:
                    log.warning("event_lost", submission_id=event.submission_id, error=str(error))

    async def _commit(self, lease: Lease, claim: Claim, submission: Submission, result: Result) -> None:
        told = replace(result, cases=())
        event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt, result=told)
        for pause in COMMIT_PAUSES:
            try:
                committed = await self.store.commit(claim, result, at=self.clock.now(), event=event)
                break
            except StoreError as error:
                log.warning("commit_failed", submission_id=submission.id, error=str(error))
                await anyio.sleep(pause.total_seconds())
        else:
            return  # the lease runs out, and another attempt judges again
        log.info("attempt_ended", submission_id=submission.id, verdict=result.verdict, committed=committed)
        if committed:
            with suppress(QueueError, StoreError):  # what is not told now, the reconciler tells
                await tell_outbox(self.store, self.events, submission.id)
        await self._finish(lease)

    async def _give_back(self, lease: Lease, claim: Claim, *, error: str, at_once: bool = False) -> None:
        pause = timedelta() if at_once else min(timedelta(seconds=2**claim.attempt), LONGEST_PAUSE)
        with anyio.move_on_after(GIVE_BACK_WITHIN.total_seconds()), suppress(StoreError, QueueError):
            await self.store.give_back(claim, error=error, not_before=self.clock.now() + pause)
            if at_once:
                await self.dispatcher.give_back(lease)
            else:  # the reconciler offers it when the pause is over
                await self.dispatcher.finish(lease)

    async def _finish(self, lease: Lease) -> None:
        with suppress(QueueError):  # the offer comes back and is found out of date
            await self.dispatcher.finish(lease)

    async def _assignment(self, submission: Submission) -> Assignment | Result:
        language = self.catalog.languages.get(submission.language)
        if language is None or submission.language in self.unavailable:
            missing = self.unavailable.get(submission.language, "its language file")
            raise PlatformError(f"{submission.language} can't be judged on this host: {missing} is missing")
        problem = await self.store.problem(ProblemId(submission.problem_id or ""))
        if problem is None and submission.scope is not Scope.INPUT:
            return Result(
                verdict=Verdict.MISCONFIGURED,
                reason=Reason.UNSUPPORTED,
                detail=f"problem {submission.problem_id} is no longer there",
            )
        return Assignment(
            source=submission.source,
            language=language,
            problem=problem,
            scope=submission.scope,
            input=submission.input,
        )
