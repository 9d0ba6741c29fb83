"""What every store promises: in memory, in SQLite, in PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.errors import ConflictError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.problem import BlobId, Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.submission import Claim, Scope, State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import CaseResult, Doubt, Reason, Result, TimedRun, Timing, Verdict
from judgebox.ports import Once, Store, SubmissionFilter

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
RESULT = Result(
    verdict=Verdict.WRONG_ANSWER,
    reason=Reason.MISMATCH,
    cpu_time=timedelta(microseconds=12345),
    memory_bytes=1 << 33,
    compile_output="warning: ünused",
    tier="A",
    cases=(
        CaseResult(index=0, name="sample/1", visible=True, verdict=Verdict.WRONG_ANSWER, output="4\n", signal=11),
        CaseResult(index=1, name="secret/1", visible=False, verdict=Verdict.SKIPPED, reason=Reason.EARLY_STOP),
        CaseResult(
            index=2,
            name="secret/2",
            visible=False,
            verdict=Verdict.TIME_LIMIT,
            reason=Reason.IDLE,
            timing=Timing(
                doubt=Doubt.CROWDED,
                runs=(
                    TimedRun(
                        cpu_time=timedelta(microseconds=80001),
                        wall_time=timedelta(seconds=2),
                        involuntary_switches=90,
                        is_alone=False,
                    ),
                ),
            ),
        ),
    ),
)


def a_submission(number: int = 1, **changes: object) -> Submission:
    submission = Submission(
        id=submission_id_of(NOW + timedelta(milliseconds=number), number.to_bytes(10, "big")),
        language="python",
        source="print('ü')",
        created_at=NOW,
        problem_id="a-plus-b",
        user_id="ada",
    )
    return replace(submission, **changes)  # type: ignore[arg-type]


async def claimed(store: Store, submission: Submission) -> Claim:
    found = await store.claim(submission.id, submission.generation, owner="worker-1", lease_until=LATER)
    assert found is not None
    return found[0]


async def commit(store: Store, claim: Claim, submission: Submission, result: Result = RESULT) -> bool:
    event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt, result=replace(result, cases=()))
    return await store.commit(claim, result, at=LATER, event=event)


async def test_a_submission_comes_back_as_it_was_stored(store: Store) -> None:
    submission = a_submission(scope=Scope.INPUT, input="1 2\n")

    assert await store.add_submissions([submission]) == [submission.id]

    assert await store.submission(submission.id) == submission


async def test_an_unknown_submission_is_none(store: Store) -> None:
    assert await store.submission(SubmissionId("sub_none")) is None


async def test_a_judgement_comes_back_as_it_was_committed(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])

    assert await commit(store, await claimed(store, submission), submission)

    assert await store.submission(submission.id) == replace(
        submission, state=State.JUDGED, attempt=1, judged_at=LATER, result=RESULT
    )


async def test_the_same_key_with_the_same_request_gives_the_first_ids(store: Store) -> None:
    once = Once(key="k", fingerprint="f")
    first = await store.add_submissions([a_submission(1)], once=once)

    assert await store.add_submissions([a_submission(2)], once=once) == first
    assert await store.submission(a_submission(2).id) is None


async def test_the_same_key_with_another_request_is_a_conflict(store: Store) -> None:
    await store.add_submissions([a_submission(1)], once=Once(key="k", fingerprint="f"))

    with pytest.raises(ConflictError):
        await store.add_submissions([a_submission(2)], once=Once(key="k", fingerprint="g"))


async def test_submissions_are_listed_newest_first_in_pages(store: Store) -> None:
    stored = [a_submission(number) for number in range(5)]
    await store.add_submissions(stored)

    first = await store.submissions(SubmissionFilter(), limit=2)
    second = await store.submissions(SubmissionFilter(), before=first[-1].id, limit=10)

    assert [each.id for each in (*first, *second)] == [each.id for each in reversed(stored)]


async def test_a_list_holds_what_the_filter_asks_for(store: Store) -> None:
    judged = a_submission(1)
    await store.add_submissions([judged, a_submission(2, user_id="bob"), a_submission(3, problem_id=None)])
    await commit(store, await claimed(store, judged), judged)

    async def ids(**wanted: object) -> list[SubmissionId]:
        return [each.id for each in await store.submissions(SubmissionFilter(**wanted))]  # type: ignore[arg-type]

    assert await ids(user_id="bob") == [a_submission(2).id]
    assert await ids(verdict=Verdict.WRONG_ANSWER, state=State.JUDGED, problem_id="a-plus-b") == [judged.id]
    assert await ids(language="cobol") == []


async def test_a_list_has_verdicts_without_cases(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await commit(store, await claimed(store, submission), submission)

    (listed,) = await store.submissions(SubmissionFilter())

    assert listed.result is not None
    assert (listed.result.verdict, listed.result.cpu_time, listed.result.cases) == (
        Verdict.WRONG_ANSWER,
        RESULT.cpu_time,
        (),
    )


async def test_the_newest_submission_of_a_problem_is_found(store: Store) -> None:
    await store.add_submissions([a_submission(1), a_submission(2), a_submission(3, problem_id="other")])

    newest = await store.newest_submission("a-plus-b")

    assert newest is not None
    assert newest.id == a_submission(2).id


# --- Attempts ------------------------------------------------------------------------------------


async def test_a_claim_starts_an_attempt(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])

    found = await store.claim(submission.id, 1, owner="worker-1", lease_until=LATER)

    assert found == (
        Claim(submission_id=submission.id, generation=1, attempt=1),
        replace(submission, state=State.JUDGING, attempt=1),
    )


async def test_there_is_nothing_to_claim_of_what_is_unknown_or_of_another_generation(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])

    assert await store.claim(SubmissionId("sub_none"), 1, owner="w", lease_until=LATER) is None
    assert await store.claim(submission.id, 2, owner="w", lease_until=LATER) is None


async def test_nothing_can_be_claimed_once_it_is_judged(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await commit(store, await claimed(store, submission), submission)

    assert await store.claim(submission.id, 1, owner="w", lease_until=LATER) is None


async def test_a_late_worker_writes_nothing_once_its_attempt_is_taken_over(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    late = await claimed(store, submission)
    current = await claimed(store, submission)

    assert not await store.extend(late, lease_until=LATER)
    assert not await store.give_back(late, error="late", not_before=NOW)
    assert not await commit(store, late, submission)
    assert await store.extend(current, lease_until=LATER)
    assert await commit(store, current, submission)


async def test_a_verdict_is_committed_once(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission)

    assert [await commit(store, claim, submission) for _ in range(2)] == [True, False]
    assert len(await store.outbox_of(submission.id)) == 1


async def test_of_many_workers_on_one_submission_one_commits(store: Store) -> None:
    submissions = [a_submission(number) for number in range(20)]
    await store.add_submissions(submissions)
    committed: list[SubmissionId] = []

    async def work() -> None:
        for submission in submissions:
            found = await store.claim(submission.id, 1, owner="w", lease_until=LATER)
            if found is not None and await commit(store, found[0], submission):
                committed.append(submission.id)

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(work)

    assert sorted(committed) == [submission.id for submission in submissions]


async def test_a_committed_verdict_has_its_event_in_the_outbox(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await commit(store, await claimed(store, submission), submission)

    (entry,) = await store.outbox_of(submission.id)
    assert entry.event.result == replace(RESULT, cases=())
    assert await store.outbox(older_than=LATER, limit=10) == []
    assert await store.outbox(older_than=LATER + timedelta(seconds=1), limit=10) == [entry]

    await store.clear_outbox([entry.id])
    assert await store.outbox_of(submission.id) == []


# --- Giving back, cancelling, reconciling --------------------------------------------------------


async def due(store: Store, now: datetime = NOW, *, offered_before: datetime = NOW) -> list[SubmissionId]:
    return [each.submission_id for each in await store.due_offers(now=now, offered_before=offered_before, limit=10)]


async def test_what_was_never_offered_is_due_oldest_first(store: Store) -> None:
    await store.add_submissions([a_submission(2), a_submission(1)])

    assert await due(store) == [a_submission(1).id, a_submission(2).id]


async def test_what_was_offered_lately_is_not_due(store: Store) -> None:
    await store.add_submissions([a_submission(1), a_submission(2)])
    await store.mark_offered([a_submission(1).id], at=NOW)

    assert await due(store) == [a_submission(2).id]
    assert await due(store, offered_before=LATER) == [a_submission(1).id, a_submission(2).id]


async def test_what_is_given_back_is_due_when_its_pause_is_over(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await store.mark_offered([submission.id], at=NOW)
    assert await store.give_back(await claimed(store, submission), error="no box", not_before=LATER)

    assert await due(store) == []
    assert await due(store, LATER) == [submission.id]
    again = await claimed(store, submission)
    assert again.attempt == 2


async def test_an_attempt_whose_claim_ran_out_is_released(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission)

    assert await store.release_expired(now=LATER, limit=10) == []
    (released,) = await store.release_expired(now=LATER + timedelta(seconds=1), limit=10)

    assert (released.id, released.state) == (submission.id, State.QUEUED)
    assert not await commit(store, claim, submission)
    assert await due(store) == [submission.id]


async def test_an_extended_claim_is_not_released(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission)
    await store.extend(claim, lease_until=LATER + timedelta(minutes=1))

    assert await store.release_expired(now=LATER + timedelta(seconds=1), limit=10) == []


@pytest.mark.parametrize("judging", [False, True])
async def test_what_is_not_judged_can_be_cancelled_and_is_then_final(store: Store, judging: bool) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission) if judging else None

    cancelled = await store.cancel(submission.id, at=LATER)

    assert cancelled is not None
    assert (cancelled.state, cancelled.result) == (
        State.CANCELLED,
        Result(verdict=Verdict.CANCELLED, reason=Reason.USER),
    )
    assert [entry.event.kind for entry in await store.outbox_of(submission.id)] == [EventKind.FINISHED]
    assert await store.cancel(submission.id, at=LATER) is None
    if claim is not None:
        assert not await commit(store, claim, submission)


async def test_nothing_is_cancelled_of_what_is_unknown(store: Store) -> None:
    assert await store.cancel(SubmissionId("sub_none"), at=NOW) is None


async def test_submissions_are_counted_by_state(store: Store) -> None:
    await store.add_submissions([a_submission(1), a_submission(2), a_submission(3)])
    await store.cancel(a_submission(1).id, at=NOW)

    assert await store.counts() == {State.QUEUED: 2, State.JUDGING: 0, State.JUDGED: 0, State.CANCELLED: 1}


# --- Problems ------------------------------------------------------------------------------------

PROBLEM = Problem(
    id=ProblemId("a-plus-b"),
    names={"en": "A + B", "de": "A und B"},
    statements={"en": "Add $a$ and $b$."},
    limits=ProblemLimits(time_limit=timedelta(milliseconds=1500)),
    comparison=Comparison(absolute_tolerance=1e-6),
    cases=(TestCase(name="sample/1", input=BlobId("0" * 64), answer=BlobId("1" * 64), visible=True),),
    keywords=("easy",),
    version="2" * 64,
)


async def test_a_problem_comes_back_as_it_was_stored(store: Store) -> None:
    await store.save_problem(PROBLEM)

    assert await store.problem(PROBLEM.id) == PROBLEM
    assert await store.problem(ProblemId("other")) is None


async def test_a_problem_replaces_the_one_with_its_id(store: Store) -> None:
    await store.save_problem(PROBLEM)
    changed = replace(PROBLEM, version="3" * 64)

    await store.save_problem(changed)

    assert await store.problem(PROBLEM.id) == changed


async def test_problems_are_listed_without_cases_and_statements(store: Store) -> None:
    await store.save_problem(replace(PROBLEM, id=ProblemId("b")))
    await store.save_problem(PROBLEM)

    assert await store.problems() == [
        replace(PROBLEM, cases=(), statements={}),
        replace(PROBLEM, id=ProblemId("b"), cases=(), statements={}),
    ]
