"""What rejudges promise: in memory, in SQLite, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from sqlalchemy import text

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.batch import BEFORE_ALL, Batch, BatchItem, batch_id_of
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.rejudge import (
    MatrixCell,
    Rejudge,
    RejudgeState,
    Selection,
    copy_id_of,
    rejudge_id_of,
)
from judgebox.domain.submission import (
    Band,
    BatchId,
    Line,
    RejudgeId,
    Scope,
    State,
    Submission,
    SubmissionId,
    submission_id_of,
)
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Batches, Rejudges, Store, SubmissionFilter
from judgebox.store import DatabaseBatches, DatabaseRejudges, DatabaseStore
from judgebox.testing import MemoryBatches, MemoryRejudges, MemoryStore

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REJUDGE = rejudge_id_of(NOW, bytes(10))
AC, WA, JE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.JUDGE_ERROR


def a_submission(number: int, **changes: object) -> Submission:
    made = Submission(
        id=submission_id_of(NOW, number.to_bytes(10, "big")),
        language="c",
        source=f"source {number}",
        created_at=NOW + number * SECOND,
        problem_id="p",
        user_id="ada",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class World:
    store: Store
    rejudges: Rejudges
    batches: Batches

    async def add_judged(self, count: int, *, verdict: Verdict = AC, **changes: object) -> Sequence[Submission]:
        added = await self.store.add_submissions([a_submission(number, **changes) for number in range(count)])
        for each in added:
            await self.judge(each.id, verdict)
        return added

    async def judge(
        self, submission_id: SubmissionId, verdict: Verdict, *, generation: int = 1, score: float | None = None
    ) -> bool:
        found = await self.store.claim(
            submission_id, generation, owner="w", at=NOW, lease_until=NOW + timedelta(minutes=1)
        )
        if found is None:
            return False
        result = Result(verdict=verdict, score=score)
        event = event_of(found[1], EventKind.FINISHED, attempt=found[0].attempt, result=result)
        return await self.store.commit(found[0], result, at=NOW, event=event)

    async def start(self, which: Selection | None = None, *, number: int = 0, limit: int = 1000) -> RejudgeId:
        rejudge_id = rejudge_id_of(NOW, number.to_bytes(10, "big"))
        made = Rejudge(
            id=rejudge_id,
            created_at=NOW + timedelta(hours=1),
            reason="a case was wrong",
            which=which or Selection(problem_id="p"),
            state=RejudgeState.PREPARING,
        )
        await self.rejudges.add(made)
        while await self.rejudges.prepare_some(rejudge_id, limit=limit):
            pass
        return rejudge_id

    async def judge_copy(self, original: Submission, verdict: Verdict, *, score: float | None = None) -> None:
        copied = copy_id_of(original.id, REJUDGE)
        assert await self.judge(copied, verdict, generation=original.generation + 1, score=score)

    async def apply(self, *, limit: int = 100) -> Rejudge:
        assert await self.rejudges.begin_applying(REJUDGE)
        while await self.rejudges.apply_some(REJUDGE, at=NOW + SECOND, limit=limit):
            pass
        return await self.rejudge()

    async def rejudge(self) -> Rejudge:
        found = await self.rejudges.rejudge(REJUDGE)
        assert found is not None
        return found

    async def submission(self, of: Submission) -> Submission:
        found = await self.store.submission(of.id)
        assert found is not None
        return found

    async def verdict_of(self, of: Submission) -> Verdict:
        result = (await self.submission(of)).result
        assert result is not None
        return result.verdict

    async def clear_outbox(self) -> None:
        entries = await self.store.outbox(older_than=NOW + timedelta(days=1), limit=100)
        await self.store.clear_outbox([each.id for each in entries])

    async def told(self) -> Sequence[tuple[SubmissionId, int, Verdict | None]]:
        entries = await self.store.outbox(older_than=NOW + timedelta(days=1), limit=100)
        events = [each.event for each in entries]
        return [(each.submission_id, each.generation, each.result.verdict if each.result else None) for each in events]


@pytest.fixture
def world(store: Store) -> World:
    if isinstance(store, MemoryStore):
        return World(store, MemoryRejudges(store), MemoryBatches(store))
    assert isinstance(store, DatabaseStore)
    return World(store, DatabaseRejudges(store.connections), DatabaseBatches(store.connections))


# --- Which submissions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Selection(problem_id="p"), 4),
        (Selection(problem_id="q"), 0),
        (Selection(user_id="bob"), 1),
        (Selection(language="python"), 1),
        (Selection(verdict=WA), 1),
        (Selection(created_from=NOW + SECOND), 3),
        (Selection(created_from=NOW + SECOND, created_before=NOW + 3 * SECOND), 2),
        (Selection(submission_ids=(a_submission(0).id, a_submission(2).id, a_submission(9).id)), 2),
        (Selection(problem_id="p", user_id="ada", verdict=AC), 2),
    ],
)
async def test_what_fits_all_that_is_said_is_judged_again(world: World, which: Selection, expected: int) -> None:
    added = [a_submission(0), a_submission(1, user_id="bob"), a_submission(2, language="python"), a_submission(3)]
    await world.store.add_submissions(added)
    for each in added:
        await world.judge(each.id, WA if each is added[3] else AC)

    assert await world.rejudges.count(which, judged_until=NOW) == expected
    await world.start(which)
    assert (await world.rejudge()).submissions == expected


async def test_only_what_has_a_verdict_to_compare_is_judged_again(world: World) -> None:
    added = [a_submission(0), a_submission(1), a_submission(2, scope=Scope.INPUT, input="1"), a_submission(3)]
    await world.store.add_submissions(added)
    await world.store.cancel(added[1].id, at=NOW)
    await world.judge(added[2].id, AC)
    await world.judge(added[3].id, AC)

    assert await world.rejudges.count(Selection(problem_id="p"), judged_until=NOW) == 1
    assert await world.rejudges.count(Selection(problem_id="p"), judged_until=NOW - SECOND) == 0


async def test_a_copy_is_not_judged_again_itself(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.start()
    await world.judge_copy(original, WA)

    assert await world.rejudges.count(Selection(problem_id="p"), judged_until=NOW) == 1


async def test_a_sample_is_of_the_newest_with_a_verdict_about_the_program(world: World) -> None:
    added = await world.add_judged(3)
    [broken] = await world.store.add_submissions([a_submission(7)])
    await world.judge(broken.id, JE)

    assert await world.rejudges.sample(judged_until=NOW, newest=2) == [added[2].id, added[1].id]


# --- Copies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
async def test_each_is_copied_once_however_many_are_copied_at_a_time(world: World, limit: int) -> None:
    await world.add_judged(3)

    await world.start(limit=limit)

    assert (await world.rejudge()).submissions == 3
    assert (await world.rejudge()).state is RejudgeState.JUDGING
    assert not await world.rejudges.prepare_some(REJUDGE, limit=limit)


async def test_several_that_copy_at_once_copy_each_once(world: World) -> None:
    await world.add_judged(5)
    rejudge = Rejudge(
        id=REJUDGE, created_at=NOW, reason="r", which=Selection(problem_id="p"), state=RejudgeState.PREPARING
    )
    await world.rejudges.add(rejudge)

    async def prepare() -> None:
        while await world.rejudges.prepare_some(REJUDGE, limit=1):
            pass

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(prepare)

    assert (await world.rejudge()).submissions == 5


async def test_copies_wait_in_the_lowest_band_and_have_the_source_when_they_are_claimed(world: World) -> None:
    [original] = await world.add_judged(1)

    await world.start()

    assert await world.store.lines() == [Line(band=Band.REJUDGE, route="c")]
    [offer] = await world.store.due_offers(Line(band=Band.REJUDGE, route="c"), offered_before=NOW, limit=10)
    assert (offer.submission_id, offer.generation) == (copy_id_of(original.id, REJUDGE), 2)
    found = await world.store.claim(offer.submission_id, 2, owner="w", at=NOW, lease_until=NOW)
    assert found is not None
    assert (found[1].source, found[1].problem_id, found[1].user_id) == ("source 0", "p", None)


async def test_two_rejudges_of_the_same_take_turns(world: World) -> None:
    await world.add_judged(3)
    first, second = await world.start(), await world.start(number=1)

    line = Line(band=Band.REJUDGE, route="c")
    offers = await world.store.due_offers(line, offered_before=NOW, limit=4)

    copies = [await world.store.submission(each.submission_id) for each in offers]
    assert {each.rejudge_id for each in copies[:2] if each} == {first, second}
    assert {each.rejudge_id for each in copies[2:] if each} == {first, second}


async def test_until_it_is_applied_nobody_sees_anything(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.clear_outbox()
    before = await world.submission(original)
    await world.start()

    await world.judge_copy(original, WA)

    assert await world.submission(original) == before
    assert [each.id for each in await world.store.submissions(SubmissionFilter())] == [original.id]
    assert await world.store.newest_submission("p") == await world.submission(original)
    assert await world.told() == []


async def test_an_operator_retries_copies_that_ended_as_judge_errors_and_only_through_the_rejudge(world: World) -> None:
    first, second = await world.add_judged(2)
    await world.start()
    await world.judge_copy(first, JE)
    await world.judge_copy(second, AC)
    assert (await world.rejudge()).faults == 1
    assert await world.store.retry(copy_id_of(first.id, REJUDGE), at=NOW) is None

    assert await world.rejudges.retry_faults(REJUDGE) == 1

    assert ((await world.rejudge()).state, (await world.rejudge()).faults) == (RejudgeState.JUDGING, 0)
    await world.judge_copy(first, AC)
    assert (await world.rejudge()).state is RejudgeState.READY


# --- The preview -------------------------------------------------------------------------------


async def test_the_preview_counts_old_and_new_verdicts_of_what_is_judged(world: World) -> None:
    added = await world.add_judged(4)
    await world.start()
    for original, verdict in zip(added, (AC, WA, WA), strict=False):
        await world.judge_copy(original, verdict)

    rejudge = await world.rejudge()
    assert (rejudge.state, rejudge.submissions, rejudge.judged) == (RejudgeState.JUDGING, 4, 3)
    assert await world.rejudges.matrix(REJUDGE) == [
        MatrixCell(old=AC, new=AC, count=1),
        MatrixCell(old=AC, new=WA, count=2),
    ]


async def test_changes_are_listed_in_order_from_any_place_on(world: World) -> None:
    added = await world.add_judged(4)
    await world.start()
    for original, verdict, score in zip(added, (WA, AC, AC, WA), (None, None, 50.0, None), strict=True):
        await world.judge_copy(original, verdict, score=score)

    first = await world.rejudges.changes(REJUDGE, limit=2)
    rest = await world.rejudges.changes(REJUDGE, after=first[-1].submission_id)

    assert [(each.submission_id, each.old, each.new) for each in first] == [
        (added[0].id, AC, WA),
        (added[2].id, AC, AC),
    ]
    assert (first[1].old_score, first[1].new_score, first[1].user_id) == (None, 50.0, "ada")
    assert [each.submission_id for each in rest] == [added[3].id]


async def test_rejudges_are_listed_and_those_that_go_on_are_found(world: World) -> None:
    await world.add_judged(1)
    first, second = await world.start(), await world.start(number=1)
    await world.rejudges.begin_dropping(second)
    await world.rejudges.drop_some(second, at=NOW, limit=10)
    await world.rejudges.drop_some(second, at=NOW, limit=10)

    assert [each.id for each in await world.rejudges.rejudges()] == [second, first]
    assert [each.id for each in await world.rejudges.rejudges(before=second)] == [first]
    assert [each.id for each in await world.rejudges.unfinished()] == [first]
    assert await world.rejudges.rejudge(RejudgeId("rej_none")) is None


# --- Applying ----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 100])
async def test_applied_an_original_has_the_verdict_and_the_attempts_of_its_copy(world: World, limit: int) -> None:
    first, second = await world.add_judged(2)
    await world.start()
    await world.judge_copy(first, WA, score=10)
    await world.judge_copy(second, AC)

    applied = await world.apply(limit=limit)

    assert (applied.state, applied.applied, applied.changed, applied.skipped) == (RejudgeState.APPLIED, 2, 1, 0)
    assert applied.ended_at == NOW + SECOND
    judged = await world.submission(first)
    assert (judged.state, judged.generation, judged.user_id, judged.source) == (State.JUDGED, 2, "ada", "source 0")
    assert judged.result == Result(verdict=WA, score=10)
    assert [(each.generation, each.outcome) for each in await world.store.attempts(first.id)] == [
        (1, AttemptOutcome.JUDGED),
        (2, AttemptOutcome.JUDGED),
    ]
    assert (await world.submission(second)).generation == 2
    assert await world.store.submission(copy_id_of(first.id, REJUDGE)) is None
    assert await world.store.attempts(copy_id_of(first.id, REJUDGE)) == []


async def test_of_what_changed_and_of_nothing_else_listeners_are_told(world: World) -> None:
    first, second = await world.add_judged(2)
    await world.clear_outbox()
    await world.start()
    await world.judge_copy(first, WA)
    await world.judge_copy(second, AC)

    await world.apply()

    assert await world.told() == [(first.id, 2, WA)]


async def test_the_matrix_stays_when_it_is_applied(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.start()
    await world.judge_copy(original, WA)

    await world.apply()

    assert await world.rejudges.matrix(REJUDGE) == [MatrixCell(old=AC, new=WA, count=1)]
    assert await world.rejudges.changes(REJUDGE) == []


async def test_nothing_is_applied_before_all_is_judged(world: World) -> None:
    first, _ = await world.add_judged(2)
    await world.start()
    await world.judge_copy(first, WA)

    assert not await world.rejudges.begin_applying(REJUDGE)
    assert not await world.rejudges.apply_some(REJUDGE, at=NOW, limit=10)
    assert await world.verdict_of(first) is AC


async def test_what_another_rejudge_changed_first_is_skipped(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.start(number=1)
    other = rejudge_id_of(NOW, (1).to_bytes(10, "big"))
    await world.start()
    await world.judge_copy(original, WA)
    assert await world.judge(copy_id_of(original.id, other), Verdict.TIME_LIMIT, generation=2)
    assert await world.rejudges.begin_applying(other)
    while await world.rejudges.apply_some(other, at=NOW, limit=10):
        pass

    assert await world.rejudges.matrix(REJUDGE) == []
    assert await world.rejudges.changes(REJUDGE) == []
    applied = await world.apply()

    assert (applied.applied, applied.skipped) == (0, 1)
    assert await world.verdict_of(original) is Verdict.TIME_LIMIT
    assert (await world.submission(original)).generation == 2


async def test_a_judge_error_takes_no_verdict_away(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.start()
    await world.judge_copy(original, JE)

    applied = await world.apply()

    assert (applied.applied, applied.skipped) == (0, 1)
    assert await world.verdict_of(original) is AC


async def test_several_that_apply_at_once_apply_each_once(world: World) -> None:
    added = await world.add_judged(4)
    await world.clear_outbox()
    await world.start()
    for each in added:
        await world.judge_copy(each, WA)
    assert await world.rejudges.begin_applying(REJUDGE)
    assert not await world.rejudges.begin_applying(REJUDGE)

    async def apply() -> None:
        while await world.rejudges.apply_some(REJUDGE, at=NOW, limit=1):
            pass

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(apply)

    assert ((await world.rejudge()).applied, (await world.rejudge()).changed) == (4, 4)
    assert sorted(await world.told()) == [(each.id, 2, WA) for each in added]


async def test_a_reader_of_a_batch_gets_the_new_verdict_as_a_new_result(world: World) -> None:
    batch_id = batch_id_of(NOW, bytes(10))
    members = [a_submission(number, batch_id=batch_id) for number in range(2)]
    items = [BatchItem(number=number, submission_id=each.id) for number, each in enumerate(members)]
    await world.batches.add(Batch(id=batch_id, created_at=NOW, items=2, submissions=2), items, members)
    for each in members:
        await world.judge(each.id, AC)
    seen = (await world.batches.results(batch_id, after=BEFORE_ALL, limit=10))[-1].cursor
    await world.start()
    await world.judge_copy(members[0], WA)
    await world.judge_copy(members[1], AC)

    await world.apply()

    [new] = await world.batches.results(BatchId(batch_id), after=seen, limit=10)
    assert (new.item.number, new.submission.result and new.submission.result.verdict) == (0, WA)
    batch = await world.batches.batch(batch_id)
    assert batch is not None
    assert batch.finished == 2


async def test_counters_follow_what_is_applied_and_nothing_else(world: World) -> None:
    if not isinstance(world.store, DatabaseStore):
        pytest.skip("the store in memory has no counters")
    first, second = await world.add_judged(2)
    await world.start()
    await world.judge_copy(first, WA)
    await world.judge_copy(second, AC)

    async def counters() -> Sequence[tuple[str, int]]:
        assert isinstance(world.store, DatabaseStore)
        async with world.store.engine.connect() as connection:
            statement = text("SELECT verdict, count FROM counters WHERE count > 0 ORDER BY verdict")
            return [(verdict, count) for verdict, count in await connection.execute(statement)]

    assert await counters() == [("AC", 2)]
    await world.apply()
    assert await counters() == [("AC", 1), ("WA", 1)]


# --- Dropping ----------------------------------------------------------------------------------


async def test_dropped_nothing_is_left_of_it_but_that_it_was(world: World) -> None:
    first, second = await world.add_judged(2)
    await world.start()
    await world.judge_copy(first, WA)
    copied = copy_id_of(second.id, REJUDGE)
    held = await world.store.claim(copied, 2, owner="w", at=NOW, lease_until=NOW + SECOND)
    assert held is not None

    assert await world.rejudges.begin_dropping(REJUDGE)
    while await world.rejudges.drop_some(REJUDGE, at=NOW, limit=1):
        pass

    dropped = await world.rejudge()
    assert (dropped.state, dropped.ended_at) == (RejudgeState.DROPPED, NOW)
    assert await world.rejudges.matrix(REJUDGE) == [MatrixCell(old=AC, new=WA, count=1)]
    assert await world.verdict_of(first) is AC
    assert await world.store.lines() == []
    assert not await world.store.extend(held[0], lease_until=NOW + SECOND)
    event = event_of(held[1], EventKind.FINISHED, attempt=1)
    assert not await world.store.commit(held[0], Result(verdict=WA), at=NOW, event=event)
    assert await world.store.attempts(copied) == []
    await world.store.mark_offered([copied], at=NOW)


async def test_it_is_decided_on_once(world: World) -> None:
    [original] = await world.add_judged(1)
    await world.start()
    await world.judge_copy(original, WA)

    assert await world.rejudges.begin_dropping(REJUDGE)

    assert not await world.rejudges.begin_applying(REJUDGE)
    assert not await world.rejudges.begin_dropping(REJUDGE)
    assert not await world.rejudges.apply_some(REJUDGE, at=NOW, limit=10)
    assert await world.rejudges.retry_faults(REJUDGE) == 0


async def test_what_is_dropped_while_it_is_prepared_gets_no_more_copies(world: World) -> None:
    await world.add_judged(3)
    await world.rejudges.add(
        Rejudge(id=REJUDGE, created_at=NOW, reason="r", which=Selection(problem_id="p"), state=RejudgeState.PREPARING)
    )
    await world.rejudges.prepare_some(REJUDGE, limit=1)

    assert await world.rejudges.begin_dropping(REJUDGE)

    assert not await world.rejudges.prepare_some(REJUDGE, limit=1)
