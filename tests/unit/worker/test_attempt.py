"""How an attempt ends, whatever happens to it: with fakes of all that is outside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import anyio
import pytest

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.errors import QueueError, SandboxError, StoreError
from judgebox.domain.events import LAST_SEQUENCE, EventKind
from judgebox.domain.rejudge import copy_id_of
from judgebox.domain.run import Command, Outcome
from judgebox.domain.submission import RejudgeId, State
from judgebox.domain.verdict import Reason, Verdict
from judgebox.testing.sandbox import an_outcome
from judgebox.usecases.offer import offer_of
from worker_world import World

MINUTE = timedelta(minutes=1)
SHORT = timedelta(milliseconds=60)


async def endless(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    await anyio.sleep_forever()
    raise AssertionError


async def broken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
    raise SandboxError("no room", step="mount")


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

    told = [(event.kind, event.sequence) for event in world.events.told if event.submission_id == submission_id]
    assert told[-2:] == [(EventKind.CASE, len(told) - 1), (EventKind.FINISHED, LAST_SEQUENCE)]
    assert await world.store.outbox_of(submission_id) == []


async def test_of_a_copy_for_a_rejudge_nobody_is_told_anything() -> None:
    world = World()
    original = await world.get(await world.submit())
    await world.store.cancel(original.id, at=world.clock.now())
    await world.take()
    rejudge_id = RejudgeId("rej_1")
    copy = replace(original, id=copy_id_of(original.id, rejudge_id), rejudge_id=rejudge_id, original_id=original.id)
    world.store.put(copy)
    await world.dispatcher.offer([offer_of(copy)])

    await world.maker.work_on(await world.take())

    assert (await world.get(copy.id)).state is State.JUDGED
    assert [event for event in world.events.told if event.submission_id == copy.id] == []


async def test_an_offer_of_what_is_judged_already_is_dropped() -> None:
    world = World()
    submission_id = await world.submit()
    await world.store.cancel(submission_id, at=world.clock.now())

    await world.maker.work_on(await world.take())

    assert (await world.get(submission_id)).state is State.CANCELLED
    assert await world.waiting() == 0


async def test_a_fault_of_ours_is_tried_again_after_a_pause() -> None:
    world = World(broken)
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    after = await world.get(submission_id)
    assert (after.state, after.faults, after.not_before) == (
        State.QUEUED,
        1,
        world.clock.now() + timedelta(seconds=1),
    )
    assert await world.waiting() == 0, "nobody is to take it before"
    await world.later(timedelta(seconds=2))
    assert (await world.take()).avoid == "worker-1"


async def test_what_fails_too_often_is_set_aside_with_what_broke_at_which_worker() -> None:
    world = World(broken)
    submission_id = await world.submit()
    for name in ("worker-1", "worker-2", "worker-3"):
        await world.another_worker(name).work_on(await world.take())
        await world.later(MINUTE)

    after = await world.get(submission_id)
    assert after.state is State.JUDGED
    assert after.result is not None
    assert (after.result.verdict, after.result.reason) == (Verdict.JUDGE_ERROR, Reason.SANDBOX)
    assert after.result.detail == (
        "attempt 1 at worker-1: mount: no room; attempt 2 at worker-2: mount: no room; "
        "attempt 3 at worker-3: mount: no room"
    )
    assert await world.waiting() == 0


async def test_what_kills_its_worker_each_time_is_set_aside_without_another_try() -> None:
    world = World(attempts=2)
    submission_id = await world.submit()
    for name in ("dead-1", "dead-2"):
        await world.store.claim(submission_id, 1, owner=name, at=world.clock.now(), lease_until=world.clock.now())

    await world.maker.work_on(await world.take())

    result = (await world.get(submission_id)).result
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.JUDGE_ERROR, Reason.LOST_WORKER)
    assert "dead-1" in str(result.detail)
    assert "dead-2" in str(result.detail)
    assert world.sandbox.boxes_made == 0


async def test_what_was_handed_on_often_is_judged_all_the_same() -> None:
    world = World(attempts=1)
    submission_id = await world.submit()
    for _ in range(5):
        claimed = await world.store.claim(
            submission_id, 1, owner="stopped", at=world.clock.now(), lease_until=world.clock.now()
        )
        assert claimed is not None
        await world.store.give_back(claimed[0], error="stopped", at=world.clock.now(), is_fault=False)

    await world.maker.work_on(await world.take())

    result = (await world.get(submission_id)).result
    assert result is not None
    assert result.verdict is Verdict.ACCEPTED


async def test_a_late_worker_writes_nothing() -> None:
    world: World

    async def overtaken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        now = world.clock.now()
        await world.store.claim(submission_id, 1, owner="worker-2", at=now, lease_until=now)
        return an_outcome(output=b"late")

    world = World(overtaken)
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    after = await world.get(submission_id)
    assert (after.state, after.attempt, after.result) == (State.JUDGING, 2, None)


async def test_the_run_of_an_attempt_that_another_worker_has_taken_over_is_ended() -> None:
    world = World(endless, lease=SHORT)
    submission_id = await world.submit()
    lease = await world.take()

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(world.maker.work_on, lease)
            await anyio.wait_all_tasks_blocked()
            now = world.clock.now()
            await world.store.claim(submission_id, 1, owner="worker-2", at=now, lease_until=now)

    assert world.sandbox.boxes_open == 0
    assert (await world.get(submission_id)).worker == "worker-2"


async def test_the_run_of_a_submission_that_is_cancelled_is_ended() -> None:
    world = World(endless, lease=SHORT)
    submission_id = await world.submit()
    lease = await world.take()

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(world.maker.work_on, lease)
            await anyio.wait_all_tasks_blocked()
            await world.store.cancel(submission_id, at=world.clock.now())

    assert world.sandbox.boxes_open == 0
    assert (await world.get(submission_id)).state is State.CANCELLED


async def test_a_stopping_worker_hands_its_work_on_at_once_and_that_is_no_fault() -> None:
    world = World(endless)
    submission_id = await world.submit()
    lease = await world.take()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.maker.work_on, lease)
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()

    after = await world.get(submission_id)
    assert (after.state, after.faults, after.not_before) == (State.QUEUED, 0, None)
    assert await world.waiting() == 1
    assert [each.outcome for each in await world.store.attempts(submission_id)] == [AttemptOutcome.STOPPED]


async def test_a_language_that_this_host_lacks_is_left_to_another_and_that_is_no_fault() -> None:
    world = World()
    submission_id = await world.submit(language="cobol")

    await world.maker.work_on(await world.take())

    after = await world.get(submission_id)
    assert (after.state, after.faults) == (State.QUEUED, 0)
    assert await world.waiting() == 0, "it is not there to be taken by us again at once"


async def test_what_a_language_said_that_turns_out_to_be_broken_is_no_verdict() -> None:
    world: World

    async def found_broken(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        world.unavailable["echo"] = "echo-package"
        return an_outcome(exit_code=127)

    world = World(found_broken)
    submission_id = await world.submit()

    await world.maker.work_on(await world.take())

    after = await world.get(submission_id)
    assert (after.state, after.faults, after.result) == (State.QUEUED, 0, None)
    assert world.maker.routes == frozenset()


async def test_an_unforeseen_error_counts_as_a_fault() -> None:
    async def buggy(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        raise ValueError("a bug of ours")

    world = World(buggy, attempts=1)
    submission_id = await world.submit()

    with pytest.raises(ValueError, match="a bug of ours"):
        await world.maker.work_on(await world.take())

    result = (await world.get(submission_id)).result
    assert result is not None
    assert (result.verdict, result.reason) == (Verdict.JUDGE_ERROR, Reason.PLATFORM)
    assert "a bug of ours" in str(result.detail)


async def test_an_offer_that_the_store_does_not_let_us_claim_goes_back_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(*arguments: object, **named: object) -> None:
        raise StoreError("away")

    world = World()
    await world.submit()
    lease = await world.take()
    monkeypatch.setattr(world.store, "claim", away)
    monkeypatch.setattr("judgebox.worker.attempt.CLAIM_PAUSE_S", 0)

    await world.maker.work_on(lease)

    assert await world.waiting() == 1


async def test_an_attempt_outlives_a_queue_that_has_forgotten_it() -> None:
    world: World
    forgotten = anyio.Event()

    async def outlives(files: Mapping[str, bytes], command: Command, stdin: bytes) -> Outcome:
        forgotten.set()
        await anyio.sleep(SHORT.total_seconds())  # some renewals, all of which the queue refuses
        return an_outcome(output=stdin)

    world = World(outlives, lease=SHORT)
    submission_id = await world.submit()
    lease = await world.take()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.maker.work_on, lease)
        await forgotten.wait()
        world.dispatcher.lose_all()

    assert (await world.get(submission_id)).state is State.JUDGED


@pytest.mark.parametrize("queue_answers", [False, True])
async def test_a_worker_that_is_cut_off_from_queue_and_store_ends_its_run_when_its_claim_has_run_out(
    monkeypatch: pytest.MonkeyPatch, queue_answers: bool
) -> None:
    async def store_away(*arguments: object, **named: object) -> bool:
        raise StoreError("away")

    async def queue_away(*arguments: object) -> None:
        if not queue_answers:
            raise QueueError("away")

    world = World(endless, lease=SHORT / 2)
    await world.submit()
    lease = await world.take()
    monkeypatch.setattr(world.store, "extend", store_away)
    monkeypatch.setattr(world.dispatcher, "renew", queue_away)
    ended = False

    with anyio.move_on_after(0.5 if queue_answers else 5):
        await world.maker.work_on(lease)
        ended = True

    assert ended is not queue_answers


async def test_a_stop_in_the_middle_of_a_claim_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    submission_id = await world.submit()
    lease = await world.take()
    claim = world.store.claim
    is_stored = anyio.Event()

    async def answers_late(*arguments: Any, **named: Any) -> object:
        claimed = await claim(*arguments, **named)
        is_stored.set()
        await anyio.sleep(0)
        return claimed

    monkeypatch.setattr(world.store, "claim", answers_late)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(world.maker.work_on, lease)
        await is_stored.wait()
        tasks.cancel_scope.cancel()

    after = await world.get(submission_id)
    assert (after.state, after.faults) == (State.QUEUED, 0)
    assert await world.waiting() == 1
