"""An attempt: one try at judging one submission, from its lease to its verdict.

How it works: the row is claimed (attempt + 1), which fences off any earlier try. While the judging
runs, lease and claim are held (`hold.py`), and one task tells what happens. The verdict is committed only
if the claim still holds, with its event in the same transaction; then the event is told, and only then is
the offer taken out of the queue. Killed at any point, the offer comes back when its lease runs out, and
the store says what is still to be done.

What fails by a fault of ours is tried again after a pause, so many times in all; then the submission is set
aside: judged as a judge error, with what broke at which attempt. A worker that dies of a submission cannot
say so: its attempts count as lost when somebody else claims it, and whoever finds that enough of them were
sets it aside without trying. Such attempts are a lease time apart, which is longer than their pauses.
"""

import itertools
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import anyio
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream

from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.errors import LeaseLostError, PlatformError, QueueError, SandboxError, StoreError
from judgebox.domain.events import LAST_SEQUENCE, Event, EventKind, event_of
from judgebox.domain.problem import ProblemId
from judgebox.domain.retry import evidence_of, pause_after
from judgebox.domain.submission import Claim, Scope, Submission
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.languages import Catalog
from judgebox.ports import Clock, Dispatcher, Events, Lease, Store
from judgebox.usecases.judge import Assignment, Judge
from judgebox.usecases.tell import tell_outbox
from judgebox.worker.distrust import Distrust
from judgebox.worker.hold import CLAIM_LEASES, Hold
from judgebox.worker.in_hand import InHand

log = structlog.get_logger()

GIVE_BACK_WITHIN = timedelta(seconds=5)
EVENTS_IN_FLIGHT = 1000

CLAIM_WITHIN = timedelta(seconds=5)
"""A claim that takes longer than a lease in the queue is worth nothing: somebody else has the offer by then."""

CLAIM_PAUSE_S = 1.0
"""After a claim that the store did not answer, so that a store that is away does not have us take all that waits."""

ELSEWHERE_AFTER = timedelta(seconds=1)
"""Until what this host can't judge is offered again; by then nobody has it in the queue who can't."""

COMMIT_PAUSES = [timedelta(seconds=seconds) for seconds in (0.2, 0.5, *[1.5] * 10)]
"""Pauses between tries to store a verdict; together shorter than the claim lasts, each shorter than a lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptMaker:
    """Carries out attempts.

    Attributes:
        worker: the id of this worker.
        unavailable: languages that this host can't judge, each with the package that is missing; may grow.
        lease: how long the queue waits for a renewal.
        attempts: faults at one submission before it ends as a judge error.
        random: makes numbers from 0 to 1, for pauses.
    """

    worker: str
    store: Store
    dispatcher: Dispatcher
    events: Events
    clock: Clock
    judge: Judge
    catalog: Catalog
    unavailable: Mapping[str, str]
    in_hand: InHand
    distrust: Distrust
    lease: timedelta
    attempts: int
    random: Callable[[], float]

    @property
    def routes(self) -> frozenset[str]:
        """What can be judged here, as far as is known now."""
        return frozenset(key for key, _ in self.catalog if key not in self.unavailable)

    async def work_on(self, lease: Lease) -> None:
        """Judge what is leased. The caller holds one slot for as long as this takes."""
        claimed = await self._claim(lease)
        if claimed is None:
            return
        claim, submission = claimed
        self.in_hand.begin(lease, claim.attempt)
        facts = {"submission_id": submission.id, "attempt": claim.attempt}
        log.info("attempt_started", **facts)
        try:
            result = await self._judged(lease, claim, submission)
        except LeaseLostError:
            log.warning("attempt_lost", **facts)
            return
        except PlatformError as error:
            log.warning("attempt_failed", **facts, error=str(error))
            await self._fail(lease, claim, submission, error)
            return
        except Exception as error:
            await self._fail(lease, claim, submission, error)
            raise
        except BaseException:  # a stopping worker hands its work on
            await self._hand_on(lease, claim)
            raise
        with anyio.CancelScope(shield=True):  # judged: a stop must not cost the verdict
            if result is None:
                await self._leave_to_others(lease, claim, submission.language)
            else:
                await self._commit(lease, claim, submission, result)

    async def _claim(self, lease: Lease) -> tuple[Claim, Submission] | None:
        now = self.clock.now()
        try:
            # Not broken off by a stop: we would not know whether it is ours, and whoever finds it would count a fault.
            with anyio.fail_after(CLAIM_WITHIN.total_seconds(), shield=True):
                claimed = await self.store.claim(
                    lease.submission_id,
                    lease.generation,
                    owner=self.worker,
                    at=now,
                    lease_until=now + CLAIM_LEASES * self.lease,
                )
        except (StoreError, TimeoutError) as error:
            log.warning("claim_failed", submission_id=lease.submission_id, error=str(error) or "no answer in time")
            try:
                await anyio.sleep(CLAIM_PAUSE_S)
            finally:
                await self.return_lease(lease)
            return None
        if claimed is None:  # judged or cancelled already: the offer is out of date
            await self._finish(lease)
        return claimed

    async def _judged(self, lease: Lease, claim: Claim, submission: Submission) -> Result | None:
        """Judge; None if this host turns out to be unable to, so that its judgement would be worth nothing."""
        if submission.faults >= self.attempts:
            return await self._set_aside(submission, Reason.LOST_WORKER)
        if submission.language not in self.routes:
            return None
        assignment = await self._assignment(submission)
        if isinstance(assignment, Result):
            return assignment
        try:
            result = await self._judged_while_holding(lease, claim, submission, assignment)
        except SandboxError:
            self.distrust.failed(submission.language, now=anyio.current_time())
            raise
        self.distrust.succeeded(submission.language)
        return result if submission.language in self.routes else None

    async def _judged_while_holding(
        self, lease: Lease, claim: Claim, submission: Submission, assignment: Assignment
    ) -> Result:
        send, receive = anyio.create_memory_object_stream[Event](EVENTS_IN_FLIGHT)
        numbers = itertools.count(1)

        async def tell(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
            if submission.rejudge_id is None:  # nobody is to know of a copy that is judged for a preview
                sequence = min(next(numbers), LAST_SEQUENCE - 1)
                event = event_of(
                    submission, kind, attempt=claim.attempt, sequence=sequence, case_count=case_count, case=case
                )
                await send.send(event)

        async def stop_when_lost() -> None:
            hold = Hold(
                lease=lease,
                claim=claim,
                store=self.store,
                dispatcher=self.dispatcher,
                clock=self.clock,
                lease_time=self.lease,
            )
            await hold.wait_lost()
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
                with suppress(LeaseLostError, QueueError):
                    await self.dispatcher.renew(lease)
                await anyio.sleep(pause.total_seconds())
        else:
            return  # the lease runs out, and another attempt judges again
        log.info("attempt_ended", submission_id=submission.id, verdict=result.verdict, committed=committed)
        if committed:
            with suppress(QueueError, StoreError):  # what is not told now, the reconciler tells
                await tell_outbox(self.store, self.events, submission.id)
        await self._finish(lease)

    async def _fail(self, lease: Lease, claim: Claim, submission: Submission, error: Exception) -> None:
        """Count a fault of ours: try again after a pause, or set aside what has failed too often."""
        faults = submission.faults + 1
        what = str(error) if isinstance(error, PlatformError) else f"unforeseen: {error!r}"
        if faults < self.attempts:
            not_before = self.clock.now() + pause_after(faults, random=self.random())
            await self._put_back(lease, claim, error=what, not_before=not_before)
            return
        reason = Reason.SANDBOX if isinstance(error, SandboxError) else Reason.PLATFORM
        failed = Attempt(
            submission_id=claim.submission_id,
            generation=claim.generation,
            number=claim.attempt,
            worker=self.worker,
            started_at=self.clock.now(),
            outcome=AttemptOutcome.FAILED,
            error=what,
        )
        with (
            anyio.CancelScope(shield=True),
            suppress(StoreError),
        ):  # not stored, it is set aside when the claim runs out
            await self._commit(lease, claim, submission, await self._set_aside(submission, reason, failed))

    async def _set_aside(self, submission: Submission, reason: Reason, *failed: Attempt) -> Result:
        """The judgement of what is not tried again, with its evidence for operators."""
        attempts = await self.store.attempts(submission.id)
        evidence = evidence_of([*attempts, *failed], generation=submission.generation)
        log.error("set_aside", submission_id=submission.id, reason=reason, evidence=evidence)
        return Result(verdict=Verdict.JUDGE_ERROR, reason=reason, detail=evidence)

    async def _hand_on(self, lease: Lease, claim: Claim) -> None:
        """Have another worker begin anew at once."""
        with anyio.move_on_after(GIVE_BACK_WITHIN.total_seconds(), shield=True), suppress(StoreError):
            await self.store.give_back(claim, error="the worker stopped", at=self.clock.now(), is_fault=False)
        await self.return_lease(lease)

    async def return_lease(self, lease: Lease) -> None:
        """Have another worker take the offer at once; if the queue is away, when the lease runs out."""
        with anyio.move_on_after(GIVE_BACK_WITHIN.total_seconds(), shield=True), suppress(QueueError):
            await self.dispatcher.give_back(lease)

    async def _leave_to_others(self, lease: Lease, claim: Claim, language: str) -> None:
        missing = self.unavailable.get(language, "its language file")
        error = f"{language} can't be judged at {self.worker}: {missing} is missing or broken"
        log.warning("left_to_others", submission_id=claim.submission_id, error=error)
        not_before = self.clock.now() + ELSEWHERE_AFTER
        await self._put_back(lease, claim, error=error, not_before=not_before, is_fault=False)

    async def _put_back(
        self, lease: Lease, claim: Claim, *, error: str, not_before: datetime, is_fault: bool = True
    ) -> None:
        """Have it tried again later: the reconciler offers it then."""
        at = self.clock.now()
        with anyio.move_on_after(GIVE_BACK_WITHIN.total_seconds(), shield=True), suppress(StoreError):
            await self.store.give_back(claim, error=error, at=at, not_before=not_before, is_fault=is_fault)
            await self._finish(lease)  # not if the store is away: then the offer comes back with the lease

    async def _finish(self, lease: Lease) -> None:
        with suppress(QueueError):  # the offer comes back and is found out of date
            await self.dispatcher.finish(lease)

    async def _assignment(self, submission: Submission) -> Assignment | Result:
        problem = await self.store.problem(ProblemId(submission.problem_id or ""))
        if problem is None and submission.scope is not Scope.INPUT:
            return Result(
                verdict=Verdict.MISCONFIGURED,
                reason=Reason.UNSUPPORTED,
                detail=f"problem {submission.problem_id} is no longer there",
            )
        return Assignment(
            source=submission.source,
            language=self.catalog.languages[submission.language],
            problem=problem,
            scope=submission.scope,
            input=submission.input,
            language_id=submission.language,
        )
