"""What holds when several processes use one database: here two stores, each with connections of its own."""

from datetime import UTC, datetime, timedelta

import anyio

from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import State, Submission, SubmissionId, submission_id_of
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Store
from judgebox.store import open_store, upgrade

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def a_submission(number: int) -> Submission:
    submission_id = submission_id_of(NOW, number.to_bytes(10, "big"))
    return Submission(id=submission_id, language="python", source="x", created_at=NOW, problem_id="p")


async def test_of_two_stores_that_claim_the_same_submissions_one_commits_each(database_url: str) -> None:
    upgrade(database_url)
    submissions = [a_submission(number) for number in range(200)]
    committed: list[SubmissionId] = []

    async def work(store: Store, line: list[Submission]) -> None:
        for submission in line:
            known = await store.submission(submission.id)
            if known is None or known.state is State.JUDGED:
                continue
            found = await store.claim(submission.id, 1, owner="w", at=NOW, lease_until=LATER)
            if found is None:
                continue
            event = event_of(submission, EventKind.FINISHED, attempt=found[0].attempt)
            if await store.commit(found[0], Result(verdict=Verdict.ACCEPTED), at=NOW, event=event):
                committed.append(submission.id)

    async with open_store(database_url) as one, open_store(database_url) as other:
        await one.add_submissions(submissions)
        async with anyio.create_task_group() as tasks:
            for store in (one, other):
                tasks.start_soon(work, store, submissions)
                tasks.start_soon(work, store, submissions[::-1])
        told = await one.outbox(older_than=LATER, limit=1000)

    assert sorted(committed) == [submission.id for submission in submissions]
    assert sorted(entry.event.submission_id for entry in told) == sorted(committed)
