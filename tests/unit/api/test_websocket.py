import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from api_world import SECRET_CASE, VISIBLE_CASE, World, until
from judgebox.api import classic
from judgebox.domain.events import EventKind, event_of


class Socket:
    """A client of /ws that speaks ASGI, so that it shares the event loop with the application."""

    def __init__(self) -> None:
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def say(self, text: str | bytes) -> None:
        key = "text" if isinstance(text, str) else "bytes"
        await self.to_app.put({"type": "websocket.receive", key: text})

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(2):
            return await self.from_app.get()

    async def next_event(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "websocket.send", message
        found: dict[str, Any] = json.loads(message["text"])
        return found


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[Socket]:
    socket = Socket()
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/ws",
        "raw_path": b"/ws",
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    await socket.to_app.put({"type": "websocket.connect"})
    serving = asyncio.create_task(app(scope, socket.to_app.get, socket.from_app.put))  # type: ignore[arg-type]
    assert (await socket.next())["type"] == "websocket.accept"
    try:
        yield socket
    finally:
        await socket.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(serving, 2)


@pytest.mark.parametrize("first", ["ada", " ada\n", '{"userId": "ada"}', b"ada"])
async def test_a_user_is_told_the_events_of_their_own_submissions(
    app: FastAPI, world: World, first: str | bytes
) -> None:
    async with connected(app) as socket:
        await socket.say(first)
        await until(lambda: world.events.listeners > 0)
        await world.submit(user_id="grace")
        submission = await world.submit(user_id="ada")
        await world.judge(submission.id)

        queued, finished = await socket.next_event(), await socket.next_event()

    assert (queued["event"], queued["submissionId"], queued["status"]) == ("queued", submission.id, None)
    assert (finished["event"], finished["problemId"], finished["status"]) == ("finished", "sum", "WA")
    assert (finished["userId"], finished["cpuTimeMs"], finished["memoryKiB"]) == ("ada", 12.5, 2048)


async def test_a_client_that_comes_back_hears_what_it_missed_once_and_then_what_happens(
    app: FastAPI, world: World
) -> None:
    submission = await world.submit(user_id="ada")
    of_another = await world.submit(user_id="grace")
    for _ in range(3):
        await world.tell(submission, EventKind.CASE, VISIBLE_CASE)
        await world.tell(of_another, EventKind.CASE, VISIBLE_CASE)

    async with connected(app) as socket:
        after = {submission.id: "1.1.2", of_another.id: "1.0.0", "x": "y", "sub_none": "1.0.0"}
        await socket.say(json.dumps({"userId": "ada", "after": after}))
        missed = [await socket.next_event() for _ in range(2)]
        await world.judge(submission.id)
        finished = await socket.next_event()

    assert [each["position"] for each in missed] == ["1.1.3", "1.1.4"]
    assert (finished["submissionId"], finished["position"]) == (submission.id, "1.1.1000000")


async def test_a_client_that_is_too_slow_is_told_to_read_anew(app: FastAPI, world: World) -> None:
    async with connected(app) as socket:
        await socket.say("ada")
        await until(lambda: world.events.listeners > 0)
        submission = await world.submit(user_id="ada")
        for number in range(1, 401):  # without giving the socket a turn
            event = event_of(submission, EventKind.CASE, attempt=1, sequence=number)
            await world.events.publish(event)
        events = [await socket.next_event() for _ in range(200)]
        while events[-1]["event"] != "resync":
            events.append(await socket.next_event())

        assert events[-1]["reason"] == "slow"
        assert len(events) < 400
        await world.judge(submission.id)
        assert (await socket.next_event())["event"] == "finished"


async def test_a_case_is_told_without_its_secrets(app: FastAPI, world: World) -> None:
    async with connected(app) as socket:
        await socket.say("ada")
        await until(lambda: world.events.listeners > 0)
        submission = await world.submit(user_id="ada")
        await world.tell(submission, EventKind.CASE, SECRET_CASE)
        await socket.next_event()

        told = await socket.next_event()

    assert told["case"]["verdict"] == "WA"
    assert "secret-" not in json.dumps(told)


@pytest.mark.parametrize(
    "first",
    ["", "  ", "x" * 129, "x" * 5000, "a\0b", "{}", '{"userId": null}', '{"userId": ["ada"]}'],
)
async def test_a_first_message_that_is_no_id_closes_the_socket_with_the_reason(app: FastAPI, first: str) -> None:
    async with connected(app) as socket:
        await socket.say(first)

        closed = await socket.next()

    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
    assert "user" in closed["reason"] or "id" in closed["reason"]
    assert len(closed["reason"].encode()) <= 123


async def test_a_client_that_says_nothing_is_closed(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classic, "FIRST_MESSAGE_WITHIN", 0 * classic.FIRST_MESSAGE_WITHIN)

    async with connected(app) as socket:
        closed = await socket.next()

    assert (closed["code"], "no user id" in closed["reason"]) == (1008, True)


async def test_while_live_updates_are_away_the_client_is_told_to_come_again(app: FastAPI, world: World) -> None:
    world.events.is_away = True

    async with connected(app) as socket:
        await socket.say("ada")
        closed = await socket.next()

    assert (closed["code"], "away" in closed["reason"]) == (1013, True)


async def test_a_client_may_go_before_it_says_who_it_is(app: FastAPI) -> None:
    async with connected(app):
        pass
