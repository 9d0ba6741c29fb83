"""What the figures of what is not finished promise: in memory, in SQLite, in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from judgebox.domain.attempt import AttemptOutcome
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Band, Line, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Backlog, Once, Store
from judgebox.store import DatabaseBacklog, DatabaseStore
from judgebox.testing import MemoryBacklog, MemoryStore

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PYTHON = Line(band=Band.PRACTICE, route="python")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A store, what may happen in it, and its figures."""

    store: Store
    backlog: Backlog

    async def send(self, number: int, **changes: object) -> Submission:
        submission = Submission(
            id=submission_id_of(NOW + timedelta(milliseconds=number), number.to_bytes(10, "big")),
            language="python",
            source="x",
            created_at=NOW + number * SECOND,
            problem_id="sum",
            user_id="ada",
        )
        submission = replace(submission, **changes)  # type: ignore[arg-type]
        await self.store.add_submissions([submission])
        return submission

    async def start(self, submission: Submission, *, at: datetime) -> Submission:
        generation = submission.generation
        found = await self.store.claim(submission.id, generation, owner="w", at=at, lease_until=at + SECOND)
        assert found is not None
        return found[1]

    async def judge(
        self,
        submission: Submission,
        verdict: Verdict = Verdict.ACCEPTED,
        *,
        at: datetime = NOW,
        within: timedelta = SECOND,
    ) -> None:
        generation = submission.generation
        found = await self.store.claim(submission.id, generation, owner="w", at=at, lease_until=at + SECOND)
        assert found is not None
        result = Result(verdict=verdict)
        finished = event_of(submission, EventKind.FINISHED, attempt=1, result=result)
        assert await self.store.commit(found[0], result, at=at + within, event=finished)


@pytest.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    if isinstance(store, MemoryStore):
        yield Site(store=store, backlog=MemoryBacklog(store))
    else:
        assert isinstance(store, DatabaseStore)
        yield Site(store=store, backlog=DatabaseBacklog(store.connections))


async def test_what_is_queued_delayed_or_judging_is_unfinished_until_it_is_final(site: Site) -> None:
    await site.send(1, band=Band.CONTEST)
    await site.send(2, not_before=NOW + SECOND)
    await site.start(await site.send(3), at=NOW)
    await site.judge(await site.send(4))
    await site.store.cancel((await site.send(5)).id, at=NOW)

    assert await site.backlog.unfinished() == {Band.CONTEST: 1, Band.PRACTICE: 2, Band.BULK: 0, Band.REJUDGE: 0}


async def test_of_a_user_no_more_is_counted_than_was_asked_for(site: Site) -> None:
    for number in range(1, 5):
        await site.send(number)
    await site.send(5, user_id="bob")
    await site.send(6, user_id=None)
    await site.send(7, band=Band.BULK)

    count = site.backlog.unfinished_of
    assert await count("ada", Band.PRACTICE, limit=3) == 3
    assert await count("ada", Band.PRACTICE, limit=100) == 4
    assert await count(None, Band.PRACTICE, limit=100) == 1
    assert await count("ada", Band.CONTEST, limit=100) == 0


async def test_depths_are_told_by_line(site: Site) -> None:
    await site.send(1)
    await site.send(2)
    await site.send(3, language="java")
    await site.send(4, not_before=NOW + SECOND)
    await site.start(await site.send(5), at=NOW)

    depths = await site.backlog.depths()

    assert depths.waiting == {PYTHON: 2, Line(band=Band.PRACTICE, route="java"): 1}
    assert depths.judging == {PYTHON: 1}
    assert depths.delayed == 1


async def test_the_oldest_of_a_band_is_that_which_was_sent_first(site: Site) -> None:
    await site.judge(await site.send(1))
    await site.send(2, user_id="bob")
    await site.send(3)
    await site.send(4, band=Band.BULK, language="java")

    assert await site.backlog.oldest() == {Band.PRACTICE: NOW + 2 * SECOND, Band.BULK: NOW + 4 * SECOND}


async def test_nothing_waits_in_an_empty_store(site: Site) -> None:
    assert await site.backlog.oldest() == {}
    assert (await site.backlog.depths()).waiting == {}
    assert await site.backlog.recent(since=NOW, limit=10) == []


async def test_recent_attempts_tell_how_long_their_submission_waited_for_the_first_one(site: Site) -> None:
    await site.judge(await site.send(0), at=NOW - SECOND)
    failed = await site.send(1)
    claim = await site.store.claim(failed.id, 1, owner="w", at=NOW + 3 * SECOND, lease_until=NOW)
    assert claim is not None
    await site.store.give_back(claim[0], error="x", at=NOW + 4 * SECOND)
    await site.start(failed, at=NOW + 5 * SECOND)

    second, first = await site.backlog.recent(since=NOW, limit=10)

    assert (first.waited, second.waited) == (2 * SECOND, None)
    assert (first.outcome, second.outcome) == (AttemptOutcome.FAILED, None)
    assert (first.started_at, first.ended_at) == (NOW + 3 * SECOND, NOW + 4 * SECOND)
    assert await site.backlog.recent(since=NOW, limit=1) == [second]


async def test_judge_errors_are_set_aside_newest_first(site: Site) -> None:
    older, newer = await site.send(1), await site.send(2)
    for each in (older, newer):
        await site.judge(each, Verdict.JUDGE_ERROR)
    await site.judge(await site.send(3))

    assert [each.id for each in await site.backlog.dead(limit=10)] == [newer.id, older.id]
    assert [each.id for each in await site.backlog.dead(limit=1)] == [newer.id]
    assert await site.backlog.dead_count(limit=10) == 2
    assert await site.backlog.dead_count(limit=1) == 1


async def test_verdicts_are_counted_as_they_stand(site: Site) -> None:
    for number, verdict in enumerate([Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.WRONG_ANSWER]):
        await site.judge(await site.send(number), verdict)

    assert await site.backlog.verdicts() == {Verdict.ACCEPTED: 2, Verdict.WRONG_ANSWER: 1}


async def test_a_request_that_was_stored_under_a_key_is_remembered(site: Site) -> None:
    submission = replace(await site.send(1), id=SubmissionId("sub_other"))
    await site.store.add_submissions([submission], once=Once(key="once", fingerprint="f"))

    assert await site.backlog.remembers("once")
    assert not await site.backlog.remembers("never")
    assert not await site.backlog.remembers("nu\0l")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_sqlite_reads_nothing_but_what_an_index_has_of_what_is_not_final(store: DatabaseStore) -> None:
    statements: list[tuple[str, tuple[object, ...]]] = []
    backlog = DatabaseBacklog(store.connections)
    await store.add_submissions([Submission(id=SubmissionId("sub_1"), language="c", source="x", created_at=NOW)])

    @event.listens_for(store.engine.sync_engine, "before_cursor_execute")
    def note(_c: object, _u: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        statements.append((statement, parameters))

    await backlog.unfinished()
    await backlog.unfinished_of("ada", Band.BULK, limit=10)
    await backlog.unfinished_of(None, Band.BULK, limit=10)
    await backlog.depths()
    await backlog.oldest()
    await backlog.dead_count(limit=10)
    counted = [each for each in statements if "count(" in each[0] or "min(" in each[0] or "'JE'" in each[0]]
    event.remove(store.engine.sync_engine, "before_cursor_execute", note)

    assert len(counted) == 8
    async with store.engine.connect() as connection:
        for statement, parameters in counted:
            plan = str((await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all())
            assert "submissions USING" in plan, plan
            assert "submissions_by" not in plan, plan
