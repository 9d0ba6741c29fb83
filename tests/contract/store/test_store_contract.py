"""What every store promises: in memory, in SQLite, in PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.domain.attempt import Attempt, AttemptOutcome
from judgebox.domain.errors import ConflictError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.problem import BlobId, Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.submission import Band, Claim, Line, Scope, State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import CaseResult, Doubt, Reason, Result, TimedRun, Timing, Verdict
from judgebox.ports import Offer, Once, Store, SubmissionFilter

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
    found = await store.claim(submission.id, submission.generation, owner="worker-1", at=NOW, lease_until=LATER)
    assert found is not None
    return found[0]


async def commit(store: Store, claim: Claim, submission: Submission, result: Result = RESULT) -> bool:
    event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt, result=replace(result, cases=()))
    return await store.commit(claim, result, at=LATER, event=event)


async def test_a_submission_comes_back_as_it_was_stored(store: Store) -> None:
    submission = a_submission(scope=Scope.INPUT, input="1 2\n")

    assert await store.add_submissions([submission]) == [replace(submission, tag=1)]

    assert await store.submission(submission.id) == replace(submission, tag=1)


async def test_an_unknown_submission_is_none(store: Store) -> None:
    assert await store.submission(SubmissionId("sub_none")) is None


async def test_a_judgement_comes_back_as_it_was_committed(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])

    assert await commit(store, await claimed(store, submission), submission)

    assert await store.submission(submission.id) == replace(
        submission, state=State.JUDGED, attempt=1, worker="worker-1", tag=1, judged_at=LATER, result=RESULT
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

    found = await store.claim(submission.id, 1, owner="worker-1", at=NOW, lease_until=LATER)

    assert found == (
        Claim(submission_id=submission.id, generation=1, attempt=1),
        replace(submission, state=State.JUDGING, attempt=1, worker="worker-1", tag=1),
    )


async def test_there_is_nothing_to_claim_of_what_is_unknown_or_of_another_generation(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])

    assert await store.claim(SubmissionId("sub_none"), 1, owner="w", at=NOW, lease_until=LATER) is None
    assert await store.claim(submission.id, 2, owner="w", at=NOW, lease_until=LATER) is None


async def test_nothing_can_be_claimed_once_it_is_judged(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await commit(store, await claimed(store, submission), submission)

    assert await store.claim(submission.id, 1, owner="w", at=NOW, lease_until=LATER) is None


async def test_a_late_worker_writes_nothing_once_its_attempt_is_taken_over(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    late = await claimed(store, submission)
    current = await claimed(store, submission)

    assert not await store.extend(late, lease_until=LATER)
    assert not await store.give_back(late, error="late", at=NOW)
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
            found = await store.claim(submission.id, 1, owner="w", at=NOW, lease_until=LATER)
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


# --- What waits, and what comes back --------------------------------------------------------------


async def due(store: Store, band: Band = Band.PRACTICE, *, offered_before: datetime = NOW) -> list[SubmissionId]:
    line = Line(band=band, route="python")
    return [each.submission_id for each in await store.due_offers(line, offered_before=offered_before, limit=10)]


async def test_what_was_never_offered_is_due_in_the_order_in_which_it_came(store: Store) -> None:
    await store.add_submissions([a_submission(2), a_submission(1)])

    assert await due(store) == [a_submission(2).id, a_submission(1).id]


async def test_what_was_offered_lately_is_not_due(store: Store) -> None:
    await store.add_submissions([a_submission(1), a_submission(2)])
    await store.mark_offered([a_submission(1).id], at=NOW)

    assert await due(store) == [a_submission(2).id]
    assert await due(store, offered_before=LATER) == [a_submission(1).id, a_submission(2).id]


async def test_what_waits_is_found_by_line_with_the_bands_in_order(store: Store) -> None:
    await store.add_submissions(
        [
            a_submission(1, band=Band.BULK),
            a_submission(2),
            a_submission(3, language="c"),
            a_submission(4, band=Band.CONTEST),
            a_submission(5, band=Band.REJUDGE, not_before=LATER),
        ]
    )

    assert await store.lines() == [
        Line(band=Band.CONTEST, route="python"),
        Line(band=Band.PRACTICE, route="c"),
        Line(band=Band.PRACTICE, route="python"),
        Line(band=Band.BULK, route="python"),
    ]
    assert await due(store) == [a_submission(2).id]


async def test_an_offer_says_what_its_row_says(store: Store) -> None:
    submission = a_submission(band=Band.CONTEST, generation=2)
    await store.add_submissions([submission])
    await store.give_back(await claimed(store, submission), error="no box", at=NOW)

    [offer] = await store.due_offers(Line(band=Band.CONTEST, route="python"), offered_before=NOW, limit=1)

    assert offer == Offer(
        submission_id=submission.id, generation=2, band=Band.CONTEST, tag=1, route="python", avoid="worker-1"
    )


async def test_what_is_given_back_is_due_when_its_pause_is_over(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await store.mark_offered([submission.id], at=NOW)
    assert await store.give_back(await claimed(store, submission), error="no box", at=NOW, not_before=LATER)

    assert await due(store) == []
    assert await store.release_delayed(now=NOW) == 0
    assert await store.release_delayed(now=LATER) == 1
    assert await due(store) == [submission.id]
    again = await claimed(store, submission)
    assert again.attempt == 2


async def test_a_failed_attempt_is_a_fault_and_one_that_was_handed_on_is_none(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await store.give_back(await claimed(store, submission), error="the worker stops", at=NOW, is_fault=False)
    await store.give_back(await claimed(store, submission), error="no box", at=LATER)
    await claimed(store, submission)
    await claimed(store, submission)  # the third was never heard of again

    found = await store.submission(submission.id)

    assert found is not None
    assert (found.attempt, found.faults) == (4, 2)


async def test_every_attempt_is_remembered_with_its_end(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await store.give_back(await claimed(store, submission), error="no box", at=LATER)
    await store.give_back(await claimed(store, submission), error="stop", at=LATER, is_fault=False)
    await claimed(store, submission)
    await commit(store, await claimed(store, submission), submission)

    def attempt(number: int, outcome: AttemptOutcome, ended_at: datetime, error: str | None = None) -> Attempt:
        return Attempt(
            submission_id=submission.id,
            generation=1,
            number=number,
            worker="worker-1",
            started_at=NOW,
            ended_at=ended_at,
            outcome=outcome,
            error=error,
        )

    assert await store.attempts(submission.id) == [
        attempt(1, AttemptOutcome.FAILED, LATER, "no box"),
        attempt(2, AttemptOutcome.STOPPED, LATER, "stop"),
        attempt(3, AttemptOutcome.LOST, NOW),
        attempt(4, AttemptOutcome.JUDGED, LATER),
    ]


async def test_a_cancelled_attempt_is_remembered_as_such(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    await claimed(store, submission)
    await store.cancel(submission.id, at=LATER)

    [attempt] = await store.attempts(submission.id)

    assert (attempt.outcome, attempt.ended_at) == (AttemptOutcome.CANCELLED, LATER)


async def test_what_ended_as_a_judge_error_can_be_queued_again_in_its_next_generation(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission)
    await commit(store, claim, submission, Result(verdict=Verdict.JUDGE_ERROR, reason=Reason.SANDBOX))

    queued = await store.retry(submission.id, at=LATER)

    assert queued is not None
    assert queued == await store.submission(submission.id)
    assert queued == replace(submission, generation=2, worker="worker-1", tag=1)
    assert await due(store) == [submission.id]


async def test_only_a_judge_error_can_be_queued_again(store: Store) -> None:
    judged, waiting = a_submission(1), a_submission(2)
    await store.add_submissions([judged, waiting])
    await commit(store, await claimed(store, judged), judged)

    assert await store.retry(judged.id, at=LATER) is None
    assert await store.retry(waiting.id, at=LATER) is None
    assert await store.retry(SubmissionId("sub_none"), at=LATER) is None


# --- Whose turn it is ----------------------------------------------------------------------------


async def turns(store: Store) -> list[str | None]:
    """Whose the submissions that wait are, in the order in which they will be judged."""
    found = [await store.submission(each) for each in await due(store)]
    return [each.user_id for each in found if each is not None]


async def test_the_users_of_a_band_take_turns(store: Store) -> None:
    await store.add_submissions([a_submission(number) for number in range(3)])
    await store.add_submissions([a_submission(number, user_id="bob") for number in (3, 4)])
    await store.add_submissions([a_submission(number, user_id=None) for number in (5, 6)])

    assert await turns(store) == ["ada", "bob", None, "ada", "bob", None, "ada"]


async def test_whoever_comes_later_gets_a_turn_in_the_next_round(store: Store) -> None:
    of_ada = [a_submission(number) for number in range(5)]
    await store.add_submissions(of_ada)
    for each in of_ada[:3]:
        await claimed(store, each)

    await store.add_submissions([a_submission(9, user_id="bob")])

    assert await turns(store) == ["ada", "bob", "ada"]


async def test_a_deep_backlog_is_not_starved_by_newcomers(store: Store) -> None:
    of_ada = [a_submission(number) for number in range(3)]
    await store.add_submissions(of_ada)
    await claimed(store, of_ada[0])

    await store.add_submissions([a_submission(number, user_id=f"new {number}") for number in range(10, 14)])

    assert (await turns(store)).index("ada") == 0


async def test_other_bands_have_rounds_of_their_own(store: Store) -> None:
    await store.add_submissions([a_submission(number, band=Band.BULK) for number in range(5)])
    await store.add_submissions([a_submission(7), a_submission(8, user_id="bob")])

    found = [await store.submission(a_submission(number).id) for number in (7, 8)]

    assert [each.tag for each in found if each is not None] == [1, 1]


@pytest.mark.parametrize("judging", [False, True])
async def test_what_is_not_final_can_move_to_another_band(store: Store, judging: bool) -> None:
    await store.add_submissions([a_submission(1, band=Band.CONTEST), a_submission(2)])
    if judging:
        await claimed(store, a_submission(2))

    moved = await store.move(a_submission(2).id, Band.CONTEST)

    assert moved is not None
    before, after = moved
    assert (before.band, before.tag) == (Band.PRACTICE, 1)
    assert (after.band, after.tag) == (Band.CONTEST, 2)
    assert await store.submission(after.id) == after
    assert await due(store, Band.CONTEST) == [a_submission(1).id] + ([] if judging else [after.id])


async def test_what_is_final_or_unknown_does_not_move(store: Store) -> None:
    await store.add_submissions([a_submission(1)])
    await store.cancel(a_submission(1).id, at=NOW)

    assert await store.move(a_submission(1).id, Band.CONTEST) is None
    assert await store.move(SubmissionId("sub_none"), Band.CONTEST) is None


# --- What is left behind -------------------------------------------------------------------------


async def test_an_attempt_whose_claim_ran_out_is_released(store: Store) -> None:
    submission = a_submission()
    await store.add_submissions([submission])
    claim = await claimed(store, submission)

    assert await store.release_expired(now=LATER, limit=10) == []
    (released,) = await store.release_expired(now=LATER + timedelta(seconds=1), limit=10)

    assert (released.id, released.state, released.faults) == (submission.id, State.QUEUED, 1)
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
