import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api_world import SECRET_CASE, VISIBLE_CASE, WRONG, World, http_scope, until
from judgebox.api.v1 import events as events_module
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.submission import Submission


class Stream:
    """A client of the stream that reads it as it is written, and may go away."""

    def __init__(self) -> None:
        self.text = ""
        self.is_started = False
        self._gone = asyncio.Event()

    def go(self) -> None:
        self._gone.set()

    async def receive(self) -> dict[str, Any]:
        if not self.is_started:
            self.is_started = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.text += message.get("body", b"").decode()


@asynccontextmanager
async def streaming(app: FastAPI, submission: Submission) -> AsyncIterator[Stream]:
    """Read a stream until the application ends it, which it must within two seconds after the block."""
    stream = Stream()
    serving = asyncio.create_task(app(http_scope("GET", url_of(submission)), stream.receive, stream.send))
    yield stream
    await asyncio.wait_for(serving, 2)


@dataclass(frozen=True)
class Sent:
    position: str
    kind: str
    data: dict[str, Any]


def parse(text: str) -> list[Sent]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]
    return [Sent(block["id"], block["event"], json.loads(block["data"])) for block in blocks if "id" in block]


def url_of(submission: Submission) -> str:
    return f"/api/v1/submissions/{submission.id}/events"


async def test_a_judging_is_told_as_it_happens_from_its_beginning_to_its_end(app: FastAPI, world: World) -> None:
    submission = await world.submit()
    await world.tell(submission, EventKind.RUNNING)

    async with streaming(app, submission) as stream:
        await until(lambda: "event: running" in stream.text)
        await world.tell(submission, EventKind.CASE, VISIBLE_CASE)
        await until(lambda: "event: case" in stream.text)
        await world.judge(submission.id)

    told = parse(stream.text)
    assert [each.kind for each in told] == ["queued", "running", "case", "finished"]
    assert told[2].data["case"]["verdict"] == "WA"
    assert told[3].data["result"]["verdict"] == "WA"


async def test_proxies_and_caches_are_told_to_keep_nothing_back(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await world.judge(submission.id)

    headers = (await client.get(url_of(submission))).headers

    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["x-accel-buffering"], headers["cache-control"]) == ("no", "no-store")
    assert "content-length" not in headers


async def test_a_listener_goes_on_after_the_last_event_it_knows(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await world.tell(submission, EventKind.RUNNING)
    await world.judge(submission.id)
    whole = parse((await client.get(url_of(submission))).text)

    rest = parse((await client.get(url_of(submission), headers={"Last-Event-ID": whole[1].position})).text)

    assert rest == whole[2:]


@pytest.mark.parametrize("is_away", [False, True])
async def test_an_end_whose_history_is_gone_is_made_from_the_store(
    client: httpx2.AsyncClient, world: World, is_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "HISTORY_SECONDS", 0.01)
    world.events.is_away = True
    submission = await world.submit()
    await world.judge(submission.id, tell=False)
    world.events.is_away = is_away

    told = parse((await client.get(url_of(submission))).text)

    assert [(each.kind, each.data["result"]["verdict"]) for each in told] == [("finished", "WA")]
    again = await client.get(url_of(submission), headers={"Last-Event-ID": told[0].position})
    assert again.status_code == 204


async def test_a_listener_hears_the_end_although_the_channel_went_away(
    app: FastAPI, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(events_module, "HISTORY_SECONDS", 0.01)
    submission = await world.submit()
    world.events.is_away = True

    async with streaming(app, submission) as stream:
        await until(lambda: ": still here" in stream.text)
        await world.judge(submission.id, tell=False)

    assert parse(stream.text)[-1].kind == "finished"


async def test_events_of_a_worker_that_lost_its_lease_are_left_out(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    for attempt, kind in ((1, EventKind.RUNNING), (2, EventKind.RUNNING), (1, EventKind.CASE), (2, EventKind.CASE)):
        case = VISIBLE_CASE if kind is EventKind.CASE else None
        sequence = 2 if kind is EventKind.CASE else 1
        await world.events.publish(event_of(submission, kind, attempt=attempt, sequence=sequence, case=case))
    await world.events.publish(event_of(submission, EventKind.FINISHED, attempt=2, result=WRONG))

    told = parse((await client.get(url_of(submission))).text)

    assert [(each.kind, each.data["attempt"]) for each in told] == [
        ("queued", 0),
        ("running", 1),
        ("running", 2),
        ("case", 2),
        ("finished", 2),
    ]


@pytest.mark.parametrize("position", ["1732550400000-3", "; DROP TABLE", "1.1"])
async def test_what_is_no_position_of_ours_gets_the_whole_history(
    client: httpx2.AsyncClient, world: World, position: str
) -> None:
    submission = await world.submit()
    await world.judge(submission.id)

    answer = await client.get(url_of(submission), headers={"Last-Event-ID": position})

    assert [(each.kind, each.position) for each in parse(answer.text)] == [
        ("queued", "1.0.0"),
        ("finished", "1.1.1000000"),
    ]


async def test_a_listener_that_is_too_slow_is_told_to_read_anew_and_misses_nothing(app: FastAPI, world: World) -> None:
    submission = await world.submit()
    reading = asyncio.Event()
    stream = Stream()
    send = stream.send

    async def slow(message: MutableMapping[str, Any]) -> None:
        await send(message)
        if "event: queued" in stream.text:
            await reading.wait()

    serving = asyncio.create_task(app(http_scope("GET", url_of(submission)), stream.receive, slow))
    await until(lambda: "event: queued" in stream.text)
    for _ in range(500):
        await world.tell(submission, EventKind.CASE, VISIBLE_CASE)
    await world.judge(submission.id)
    reading.set()
    await asyncio.wait_for(serving, 5)

    assert 'event: resync\ndata: {"reason":"slow"}' in stream.text
    numbers = [each.data["sequence"] for each in parse(stream.text) if each.kind == "case"]
    assert numbers == list(range(2, 502))
    assert parse(stream.text)[-1].kind == "finished"


async def test_an_event_shows_nothing_of_a_secret_case(client: httpx2.AsyncClient, world: World) -> None:
    submission = await world.submit()
    await world.tell(submission, EventKind.CASE, SECRET_CASE)
    await world.judge(submission.id)

    assert "secret-" not in (await client.get(url_of(submission))).text


async def test_a_client_that_goes_away_ends_its_stream(app: FastAPI, world: World) -> None:
    submission = await world.submit()

    async with streaming(app, submission) as stream:
        await until(lambda: "event: queued" in stream.text)
        stream.go()

    assert world.events.listeners == 0
