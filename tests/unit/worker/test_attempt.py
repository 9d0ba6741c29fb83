"""How an attempt ends, whatever happens to it: with fakes of all that is outside."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.errors import SandboxError
from judgebox.domain.events import EventKind
from judgebox.domain.run import Command, Outcome
from judgebox.domain.submission import Scope, State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Reason, Verdict
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.ports import Lease, Offer
from judgebox.testing import FakeClock, MemoryBlobs, MemoryDispatcher, MemoryEvents, MemoryStore
from judgebox.testing.sandbox import FakeSandbox, Program, an_outcome
from judgebox.usecases.judge import Judge
from judgebox.worker import AttemptMaker, WorkerSlots

LANGUAGE = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=[],
    package="echo",
    version=["echo"],
    extensions=[".echo"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
)
LEASE = timedelta(seconds=5)


async def echo(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    return an_outcome(output=stdin)


class World:
    """All that a worker meets, in memory."""

    def __init__(self, program: Program = echo, *, attempts: int = 3) -> None:
        self.clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
        self.store = MemoryStore()
        self.dispatcher = MemoryDispatcher(self.clock, lease=LEASE)
        self.events = MemoryEvents()
        self.maker = AttemptMaker(
            worker="worker-1",
            store=self.store,
            dispatcher=self.dispatcher,
            events=self.events,
            clock=self.clock,
            judge=Judge(sandbox=FakeSandbox(program), blobs=MemoryBlobs(), slots=WorkerSlots(1)),
            catalog=Catalog({"echo": LANGUAGE}),
            unavailable={},
            lease=LEASE,
            attempts=attempts,
        )

    async def submit(self, language: str = "echo") -> SubmissionId:
        submission = Submission(
            id=submission_id_of(self.clock.now(), b"0123456789"),
            language=language,
            source="say",
            created_at=self.clock.now(),
            scope=Scope.INPUT,
            input="hello",
        )
        await self.store.add_submissions([submission])
        await self.dispatcher.offer([Offer(submission_id=submission.id, generation=1)])
        return submission.id

    async def take(self) -> Lease:
        lease = await self.dispatcher.take("worker-1", wait=timedelta(seconds=1))
        assert lease is not None
        return lease

    async def get(self, submission_id: SubmissionId) -> Submission:
        found = await self.store.submission(submission_id)
        assert found is not None
        return found

    async def waiting(self) -> int:
        return sum((await self.dispatcher.stats()).waiting.values())


async def test_an_attempt_commits_its_verdict_and_takes_the_offer_out() -> None:
    world = World()
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    judged = await world.get(submission_id)
    assert judged.state is State.JUDGED
    assert judged.result is not None
    assert judged.result.verdict is Verdict.ACCEPTED
    assert await world.waiting() == 0


async def test_the_verdict_is_told_after_it_is_committed() -> None:
    world = World()
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    async with world.events.listen_to_submission(submission_id) as told:
        kinds = []
        async for each in told:
            kinds.append(each.event.kind)
            if each.event.kind is EventKind.FINISHED:
                break
    assert kinds[-2:] == [EventKind.CASE, EventKind.FINISHED]
    assert await world.store.outbox_of(submission_id) == []


async def test_a_box_that_fails_puts_the_submission_back() -> None:
    async def broken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        raise SandboxError("no room", step="mount")

    world = World(broken)
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    assert (await world.get(submission_id)).state is State.QUEUED


async def test_a_submission_that_no_attempt_can_judge_ends_as_a_judge_error() -> None:
    world = World(attempts=2)
    submission_id = await world.submit()
    for _ in range(2):  # two workers claimed it and were never heard of again
        await world.store.claim(submission_id, 1, owner="lost", lease_until=world.clock.now())

    await world.maker.work_on(await world.take())

    result = (await world.get(submission_id)).result
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.JUDGE_ERROR, Reason.LOST_WORKER)


async def test_a_late_worker_writes_nothing() -> None:
    world: World

    async def overtaken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        await world.store.claim(submission_id, 1, owner="worker-2", lease_until=world.clock.now())
        return an_outcome(output=b"late")

    world = World(overtaken)
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    after = await world.get(submission_id)
    assert (after.state, after.attempt, after.result) == (State.JUDGING, 2, None)


async def test_an_offer_of_what_is_judged_already_is_dropped() -> None:
    world = World()
    submission_id = await world.submit()
    await world.store.cancel(submission_id, at=world.clock.now())

    await world.maker.work_on(await world.take())

    assert (await world.get(submission_id)).state is State.CANCELLED
    assert await world.waiting() == 0


async def test_a_stopping_worker_hands_its_work_on_at_once() -> None:
    async def endless(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        await anyio.sleep_forever()
        raise AssertionError

    world = World(endless)
    submission_id = await world.submit()
    lease = await world.take()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.maker.work_on, lease)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()

    assert (await world.get(submission_id)).state is State.QUEUED
    assert await world.waiting() == 1


async def test_a_language_that_this_host_lacks_is_left_to_another() -> None:
    world = World()
    submission_id = await world.submit(language="cobol")

    await world.maker.work_on(await world.take())

    assert (await world.get(submission_id)).state is State.QUEUED


@pytest.mark.parametrize("break_by", [ValueError("a bug of ours")])
async def test_an_unforeseen_error_puts_the_submission_back(break_by: Exception) -> None:
    async def broken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        raise break_by

    world = World(broken)
    submission_id = await world.submit()

    with pytest.raises(ValueError, match="a bug of ours"):
        await world.maker.work_on(await world.take())

    assert (await world.get(submission_id)).state is State.QUEUED
