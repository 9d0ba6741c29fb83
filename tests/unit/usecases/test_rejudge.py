import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from judgebox.domain.errors import ConflictError, NotFoundError, RequestError, StoreError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.rejudge import RejudgeKind, RejudgeState, Selection, copy_id_of
from judgebox.domain.submission import Band, Line, RejudgeId, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Ability
from judgebox.testing import FakeClock, MemoryDispatcher, MemoryEvents, MemoryRejudges, MemoryStore
from judgebox.usecases.reconcile import Reconciler
from judgebox.usecases.rejudge import Rejudger
from judgebox.usecases.reverify import FOUND, REASON, continue_rejudges, has_work, reverify

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALL = Selection(problem_id="p")
AC, WA, JE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.JUDGE_ERROR


class World:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.store = MemoryStore()
        self.rejudges = MemoryRejudges(self.store)
        numbers = itertools.count(1)
        self.rejudger = Rejudger(
            rejudges=self.rejudges, clock=self.clock, random=lambda size: next(numbers).to_bytes(size, "big")
        )

    async def add_judged(self, count: int) -> Sequence[Submission]:
        new = [
            Submission(
                id=submission_id_of(NOW, number.to_bytes(10, "big")),
                language="c",
                source="x",
                created_at=NOW,
                problem_id="p",
            )
            for number in range(count)
        ]
        for each in await self.store.add_submissions(new):
            await self.judge(each.id, AC)
        return new

    async def judge(self, submission_id: SubmissionId, verdict: Verdict, *, generation: int = 1) -> None:
        found = await self.store.claim(submission_id, generation, owner="w", at=NOW, lease_until=NOW)
        assert found is not None
        result = Result(verdict=verdict)
        event = event_of(found[1], EventKind.FINISHED, attempt=1, result=result)
        assert await self.store.commit(found[0], result, at=NOW, event=event)

    async def judge_copies(self, rejudge_id: RejudgeId, originals: Sequence[Submission], *verdicts: Verdict) -> None:
        for original, verdict in zip(originals, verdicts, strict=True):
            await self.judge(copy_id_of(original.id, rejudge_id), verdict, generation=2)

    async def verdicts(self, of: Sequence[Submission]) -> Sequence[Verdict | None]:
        found = [await self.store.submission(each.id) for each in of]
        return [each.result.verdict if each and each.result else None for each in found]


@pytest.fixture
def world() -> World:
    return World()


async def test_a_small_rejudge_is_prepared_when_it_is_answered(world: World) -> None:
    await world.add_judged(3)

    rejudge = await world.rejudger.start(ALL, reason="case 3 was wrong")

    assert (rejudge.state, rejudge.submissions) == (RejudgeState.JUDGING, 3)
    assert (rejudge.reason, rejudge.kind) == ("case 3 was wrong", RejudgeKind.ORDERED)
    assert not await world.rejudger.has_work()


async def test_of_a_large_one_the_duty_makes_the_rest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judgebox.usecases.rejudge.COPIED_AT_ONCE", 2)
    await world.add_judged(5)
    rejudge = await world.rejudger.start(ALL, reason="r")
    assert rejudge.state is RejudgeState.PREPARING
    assert await world.rejudger.has_work()

    await world.rejudger.continue_all()

    prepared = await world.rejudger.known(rejudge.id)
    assert (prepared.state, prepared.submissions) == (RejudgeState.JUDGING, 5)


async def test_what_selects_nothing_is_refused(world: World) -> None:
    with pytest.raises(RequestError, match="no judged submission fits"):
        await world.rejudger.start(ALL, reason="r")
    with pytest.raises(RequestError):
        await world.rejudger.start(Selection(), reason="r")
    assert await world.rejudger.count(ALL, reason="r") == 0


async def test_live_submissions_go_before_copies_that_waited_longer(world: World) -> None:
    await world.add_judged(3)
    await world.rejudger.start(ALL, reason="r")
    dispatcher = MemoryDispatcher(world.clock)
    reconciler = Reconciler(store=world.store, dispatcher=dispatcher, events=MemoryEvents(), clock=world.clock)
    live = Submission(id=submission_id_of(NOW, bytes(9) + b"x"), language="c", source="", created_at=NOW)
    await world.store.add_submissions([live])
    await reconciler.reconcile_once()

    lease = await dispatcher.take("w", Ability(routes={"c"}), wait=timedelta())

    assert (lease and lease.submission_id) == live.id
    assert (await dispatcher.stats()).waiting[Line(band=Band.REJUDGE, route="c")] == 3


async def test_it_is_applied_when_all_is_judged_and_twice_is_once(world: World) -> None:
    added = await world.add_judged(2)
    rejudge = await world.rejudger.start(ALL, reason="r")
    with pytest.raises(ConflictError, match="0 of 2 are judged") as caught:
        await world.rejudger.apply(rejudge.id)
    assert caught.value.code == "rejudge_not_ready"
    await world.judge_copies(rejudge.id, added, AC, WA)

    applied = await world.rejudger.apply(rejudge.id)

    assert (applied.state, applied.applied, applied.changed) == (RejudgeState.APPLIED, 2, 1)
    assert await world.verdicts(added) == [AC, WA]
    assert await world.rejudger.apply(rejudge.id) == applied
    with pytest.raises(ConflictError, match="applied already"):
        await world.rejudger.drop(rejudge.id)


async def test_judge_errors_keep_it_from_being_applied_unless_it_is_forced(world: World) -> None:
    added = await world.add_judged(2)
    rejudge = await world.rejudger.start(ALL, reason="r")
    await world.judge_copies(rejudge.id, added, JE, WA)

    with pytest.raises(ConflictError, match="1 of 2 ended as a judge error"):
        await world.rejudger.apply(rejudge.id)
    applied = await world.rejudger.apply(rejudge.id, force=True)

    assert (applied.applied, applied.skipped) == (1, 1)
    assert await world.verdicts(added) == [AC, WA]


async def test_judge_errors_are_retried(world: World) -> None:
    added = await world.add_judged(1)
    rejudge = await world.rejudger.start(ALL, reason="r")
    await world.judge_copies(rejudge.id, added, JE)

    assert (await world.rejudger.retry(rejudge.id)).faults == 0

    with pytest.raises(ConflictError, match="no judge errors"):
        await world.rejudger.retry(rejudge.id)


async def test_dropped_it_can_not_be_applied(world: World) -> None:
    added = await world.add_judged(1)
    rejudge = await world.rejudger.start(ALL, reason="r")
    await world.judge_copies(rejudge.id, added, WA)

    dropped = await world.rejudger.drop(rejudge.id)

    assert dropped.state is RejudgeState.DROPPED
    assert await world.rejudger.drop(rejudge.id) == dropped
    with pytest.raises(ConflictError, match="dropped already"):
        await world.rejudger.apply(rejudge.id)
    assert await world.verdicts(added) == [AC]


async def test_what_was_decided_on_by_one_that_died_is_done_by_the_duty(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = await world.add_judged(2)
    rejudge = await world.rejudger.start(ALL, reason="r")
    await world.judge_copies(rejudge.id, added, WA, WA)

    async def away(*_: object, **__: object) -> bool:
        raise StoreError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(world.rejudges, "apply_some", away)
        assert (await world.rejudger.apply(rejudge.id)).state is RejudgeState.APPLYING
    assert await world.rejudger.has_work()

    await continue_rejudges(world.rejudger)

    assert (await world.rejudger.known(rejudge.id)).state is RejudgeState.APPLIED
    assert await world.verdicts(added) == [WA, WA]


async def test_an_unknown_one_is_not_found(world: World) -> None:
    for call in (world.rejudger.known, world.rejudger.apply, world.rejudger.drop, world.rejudger.retry):
        with pytest.raises(NotFoundError):
            await call(RejudgeId("rej_none"))


# --- Re-verification ---------------------------------------------------------------------------


def first_ones(ids: Sequence[SubmissionId], size: int) -> Sequence[SubmissionId]:
    return ids[:size]


async def started_sample(world: World, size: int) -> RejudgeId:
    await reverify(world.rejudger, size=size, choose=first_ones)
    [rejudge] = await world.rejudges.rejudges()
    return rejudge.id


async def test_a_sample_without_differences_is_dropped_by_itself(world: World) -> None:
    added = await world.add_judged(3)
    sample = await started_sample(world, 2)
    assert (await world.rejudger.known(sample)).submissions == 2
    await continue_rejudges(world.rejudger)
    assert (await world.rejudger.known(sample)).state is RejudgeState.JUDGING
    assert await has_work(world.rejudger)
    await world.judge_copies(sample, added[1:], AC, AC)

    await continue_rejudges(world.rejudger)

    assert (await world.rejudger.known(sample)).state is RejudgeState.DROPPED
    assert not await has_work(world.rejudger)


@pytest.mark.parametrize("verdict", [WA, JE])
async def test_a_sample_with_differences_stays_for_operators(world: World, verdict: Verdict) -> None:
    added = await world.add_judged(2)
    sample = await started_sample(world, 2)
    await world.judge_copies(sample, added, AC, verdict)

    await continue_rejudges(world.rejudger)

    rejudge = await world.rejudger.known(sample)
    assert (rejudge.state, rejudge.reason) == (RejudgeState.READY, FOUND)
    assert not await has_work(world.rejudger)
    assert await world.verdicts(added) == [AC, AC]


async def test_a_sample_is_not_begun_before_the_last_one_is_judged(world: World) -> None:
    await world.add_judged(2)
    sample = await started_sample(world, 1)
    world.clock.advance(timedelta(days=1))

    await reverify(world.rejudger, size=1, choose=first_ones)

    assert [(each.id, each.reason) for each in await world.rejudges.rejudges()] == [(sample, REASON)]


async def test_without_anything_judged_there_is_no_sample(world: World) -> None:
    assert await reverify(world.rejudger, size=20, choose=first_ones) == "nothing is judged yet"
