"""A submission's life, as a model: whatever workers, users and time do in whatever order, the store agrees with it.

The model is what design and docs say, in a few dictionaries: states, attempts, leases, generations, faults. Claims are
kept for ever and used again at any time, since a worker that was thought dead may come back with one.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Band, Claim, State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.store import DatabaseStore, open_store, upgrade

T = TypeVar("T")
START = datetime(2026, 11, 25, tzinfo=UTC)
LEASE = timedelta(seconds=30)
TABLES = ("submissions", "attempts", "outbox", "counters")
SECONDS = st.sampled_from([0, 1, 29, 31])
BANDS = st.sampled_from(Band)


@dataclass
class Life:
    """What should be true of one submission."""

    user: str
    band: Band
    state: State = State.QUEUED
    generation: int = 1
    attempt: int = 0
    faults: int = 0
    not_before: datetime | None = None
    lease_until: datetime = START
    verdict: Verdict | None = None
    outcomes: list[tuple[int, int, AttemptOutcome | None]] = field(default_factory=list)
    finished: Counter[int] = field(default_factory=Counter)

    def end_attempt(self, outcome: AttemptOutcome) -> None:
        self.outcomes = [
            (generation, number, outcome if known is None else known) for generation, number, known in self.outcomes
        ]

    def holds(self, claim: Claim) -> bool:
        now = (self.state, self.generation, self.attempt)
        return now == (State.JUDGING, claim.generation, claim.attempt)


class Lives(RuleBasedStateMachine):
    """One run of the model beside a store; a subclass says which."""

    store: DatabaseStore
    run: Callable[[Awaitable[Any]], Any]

    submissions = Bundle("submissions")
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.lives: dict[SubmissionId, Life] = {}

    def teardown(self) -> None:
        async def empty() -> None:
            async with self.store.engine.begin() as connection:
                for table in TABLES:
                    await connection.execute(text(f"DELETE FROM {table}"))

        self.run(empty())

    # --- What happens --------------------------------------------------------------------------

    @rule(target=submissions, user=st.sampled_from("ab"), band=BANDS, delay=SECONDS)
    def submit(self, user: str, band: Band, delay: int) -> SubmissionId:
        not_before = self.now + timedelta(seconds=delay) if delay else None
        submission_id = submission_id_of(START, len(self.lives).to_bytes(10, "big"))
        submission = Submission(
            id=submission_id,
            language="c",
            source="x",
            created_at=self.now,
            problem_id="p",
            user_id=user,
            band=band,
            not_before=not_before,
        )
        self.run(self.store.add_submissions([submission]))
        self.lives[submission_id] = Life(user=user, band=band, not_before=not_before)
        return submission_id

    @rule(target=claims, submission_id=submissions, generation=st.integers(1, 3))
    def claim(self, submission_id: SubmissionId, generation: int) -> Claim:
        life = self.lives[submission_id]
        lease_until = self.now + LEASE
        found = self.run(self.store.claim(submission_id, generation, owner="w", at=self.now, lease_until=lease_until))
        if life.generation != generation or life.state.is_final:
            assert found is None
            return Claim(submission_id=submission_id, generation=generation, attempt=99)  # of somebody who lies
        assert found is not None
        life.faults += life.state is State.JUDGING
        life.end_attempt(AttemptOutcome.LOST)
        life.state, life.attempt, life.lease_until, life.not_before = State.JUDGING, life.attempt + 1, lease_until, None
        life.outcomes.append((generation, life.attempt, None))
        claim: Claim = found[0]
        return claim

    @rule(claim=claims, verdict=st.sampled_from([Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.JUDGE_ERROR]))
    def commit(self, claim: Claim, verdict: Verdict) -> None:
        life = self.lives[claim.submission_id]
        submission = self.run(self.store.submission(claim.submission_id))
        event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt)
        committed = self.run(self.store.commit(claim, Result(verdict=verdict), at=self.now, event=event))
        assert committed == life.holds(claim)
        if committed:
            life.state, life.verdict = State.JUDGED, verdict
            life.end_attempt(AttemptOutcome.JUDGED)
            life.finished[life.generation] += 1

    @rule(claim=claims, delay=SECONDS, is_fault=st.booleans())
    def give_back(self, claim: Claim, delay: int, is_fault: bool) -> None:
        life = self.lives[claim.submission_id]
        not_before = self.now + timedelta(seconds=delay) if delay else None
        given = self.run(
            self.store.give_back(claim, error="no box", at=self.now, not_before=not_before, is_fault=is_fault)
        )
        assert given == life.holds(claim)
        if given:
            life.state, life.not_before = State.QUEUED, not_before
            life.faults += is_fault
            life.end_attempt(AttemptOutcome.FAILED if is_fault else AttemptOutcome.STOPPED)

    @rule(claim=claims)
    def extend(self, claim: Claim) -> None:
        life = self.lives[claim.submission_id]
        extended = self.run(self.store.extend(claim, lease_until=self.now + LEASE))
        assert extended == life.holds(claim)
        if extended:
            life.lease_until = self.now + LEASE

    @rule(submission_id=submissions)
    def cancel(self, submission_id: SubmissionId) -> None:
        life = self.lives[submission_id]
        cancelled = self.run(self.store.cancel(submission_id, at=self.now))
        assert (cancelled is None) == life.state.is_final
        if cancelled is not None:
            life.state, life.verdict = State.CANCELLED, Verdict.CANCELLED
            life.end_attempt(AttemptOutcome.CANCELLED)
            life.finished[life.generation] += 1

    @rule(submission_id=submissions)
    def retry(self, submission_id: SubmissionId) -> None:
        life = self.lives[submission_id]
        queued = self.run(self.store.retry(submission_id, at=self.now))
        assert (queued is not None) == (life.verdict is Verdict.JUDGE_ERROR)
        if queued is not None:
            life.state, life.verdict = State.QUEUED, None
            life.generation, life.attempt, life.faults = life.generation + 1, 0, 0

    @rule(submission_id=submissions, band=BANDS)
    def move(self, submission_id: SubmissionId, band: Band) -> None:
        life = self.lives[submission_id]
        moved = self.run(self.store.move(submission_id, band))
        assert (moved is None) == life.state.is_final
        if moved is not None:
            life.band = band

    @rule(seconds=SECONDS)
    def pass_time_and_look(self, seconds: int) -> None:
        """As the reconciler does."""
        self.now += timedelta(seconds=seconds)
        expected = {
            each for each, life in self.lives.items() if life.state is State.JUDGING and life.lease_until < self.now
        }
        released = self.run(self.store.release_expired(now=self.now, limit=1000))
        assert {each.id for each in released} == expected
        for each in expected:
            life = self.lives[each]
            life.state, life.faults = State.QUEUED, life.faults + 1
            life.end_attempt(AttemptOutcome.LOST)
        due = [life for life in self.lives.values() if life.not_before is not None and life.not_before <= self.now]
        assert self.run(self.store.release_delayed(now=self.now)) == sum(life.state is State.QUEUED for life in due)
        for life in due:
            if life.state is State.QUEUED:
                life.not_before = None

    @precondition(lambda self: self.lives)
    @rule(claim=consumes(claims))
    def forget(self, claim: Claim) -> None:
        """A worker dies for good."""

    # --- What holds at every moment ------------------------------------------------------------

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        for submission_id, life in self.lives.items():
            row = self.run(self.store.submission(submission_id))
            verdict = None if row.result is None else row.result.verdict
            assert (row.state, row.generation, row.attempt, row.faults, row.band, verdict) == (
                life.state,
                life.generation,
                life.attempt,
                life.faults,
                life.band,
                life.verdict,
            )

    @invariant()
    def attempts_are_remembered_and_one_a_generation_is_judged(self) -> None:
        for submission_id, life in self.lives.items():
            attempts = self.run(self.store.attempts(submission_id))
            assert [(each.generation, each.number, each.outcome) for each in attempts] == life.outcomes
            judged = Counter(each.generation for each in attempts if each.outcome is AttemptOutcome.JUDGED)
            assert all(count == 1 for count in judged.values())

    @invariant()
    def every_end_is_in_the_outbox_once(self) -> None:
        for submission_id, life in self.lives.items():
            told = Counter(entry.event.generation for entry in self.run(self.store.outbox_of(submission_id)))
            assert told == life.finished

    @invariant()
    def counters_count_the_verdicts_that_stand(self) -> None:
        async def counted() -> dict[str, int]:
            async with self.store.engine.connect() as connection:
                rows = await connection.execute(text("SELECT verdict, count FROM counters WHERE count > 0"))
                return {row[0]: row[1] for row in rows}

        stand = Counter(
            life.verdict.value for life in self.lives.values() if life.state is State.JUDGED and life.verdict
        )
        assert self.run(counted()) == dict(stand)

    @invariant()
    def what_may_be_judged_is_due_and_nothing_else(self) -> None:
        due = [
            offer.submission_id
            for line in self.run(self.store.lines())
            for offer in self.run(self.store.due_offers(line, offered_before=START, limit=1000))
        ]
        assert sorted(due) == sorted(
            each for each, life in self.lives.items() if life.state is State.QUEUED and life.not_before is None
        )

    @invariant()
    def nobody_has_two_places_in_one_round(self) -> None:
        places = Counter(
            (row.band, row.user_id, row.tag)
            for row in (self.run(self.store.submission(each)) for each in self.lives)
            if row.state is State.QUEUED and row.attempt == 0
        )
        assert all(count == 1 for count in places.values())


@pytest.fixture
def a_store(database_url: str, tmp_path: Path) -> Iterator[tuple[DatabaseStore, Callable[[Awaitable[T]], T]]]:
    upgrade(database_url)
    with asyncio.Runner() as runner:

        def run(awaited: Awaitable[T]) -> T:
            async def wait() -> T:
                return await awaited

            return runner.run(wait())

        stack = AsyncExitStack()
        store = run(stack.enter_async_context(open_store(database_url)))
        yield store, run
        run(stack.aclose())


def test_the_store_agrees_with_the_model(a_store: tuple[DatabaseStore, Callable[[Awaitable[Any]], Any]]) -> None:
    class LivesInStore(Lives):
        store, run = a_store[0], staticmethod(a_store[1])

    run_state_machine_as_test(
        LivesInStore,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
