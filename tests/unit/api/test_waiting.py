import asyncio
from datetime import timedelta

import httpx2
import pytest

from api_world import World, a_new_submission, until
from judgebox.api import live
from judgebox.api.live import wait_finished
from judgebox.domain.submission import Submission, SubmissionId

URL = "/api/v1/submissions"
SOON = timedelta(seconds=5)


def waiting(world: World, submission: Submission, limit: timedelta = SOON) -> "asyncio.Task[Submission | None]":
    return asyncio.create_task(
        wait_finished(submission.id, store=world.store, events=world.events, limit=limit)  # awaited by each test
    )


async def test_a_wait_ends_with_the_verdict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 60)
    submission = await world.submit()
    task = waiting(world, submission)
    await until(lambda: world.events.listeners > 0)

    await world.judge(submission.id)

    judged = await asyncio.wait_for(task, 2)
    assert judged is not None
    assert judged.state.is_final


async def test_a_wait_for_what_is_final_does_not_listen(world: World) -> None:
    submission = await world.submit()
    await world.judge(submission.id)
    world.events.is_away = True

    judged = await asyncio.wait_for(waiting(world, submission), 1)

    assert judged is not None
    assert judged.state.is_final


async def test_a_wait_without_a_verdict_ends_at_its_limit_with_the_state_so_far(world: World) -> None:
    submission = await world.submit()

    assert await asyncio.wait_for(waiting(world, submission, timedelta(milliseconds=20)), 1) == submission


async def test_a_wait_for_an_unknown_submission_ends_at_once(world: World) -> None:
    unknown = SubmissionId("sub_00000000000000000000000000")

    assert await wait_finished(unknown, store=world.store, events=world.events, limit=SOON) is None


async def test_with_the_events_away_a_wait_looks_into_the_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 0.01)
    submission = await world.submit()
    world.events.is_away = True
    task = waiting(world, submission)

    await world.judge(submission.id, tell=False)

    judged = await asyncio.wait_for(task, 2)
    assert judged is not None
    assert judged.state.is_final


async def test_a_create_that_waits_returns_the_verdict(client: httpx2.AsyncClient, world: World) -> None:
    task = asyncio.create_task(client.post(URL, params={"wait": 10}, json=a_new_submission()))
    await until(lambda: world.events.listeners > 0)
    await world.judge(world.events.told[0].submission_id)

    answer = await asyncio.wait_for(task, 5)

    assert (answer.status_code, answer.json()["verdict"]) == (201, "WA")


async def test_a_read_that_waits_longer_than_allowed_waits_as_long_as_allowed(
    client: httpx2.AsyncClient, world: World
) -> None:
    object.__setattr__(world.services, "wait_limit", timedelta(milliseconds=20))
    submission = await world.submit()

    answer = await asyncio.wait_for(client.get(f"{URL}/{submission.id}", params={"wait": 1e300}), 2)

    assert answer.json()["state"] == "queued"
