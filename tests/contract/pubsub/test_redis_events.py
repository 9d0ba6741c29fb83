"""What the events in Redis do beyond the contract: the classic channel, outages, what is left behind."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import anyio
import pytest
from redis.client import PubSub

from judgebox.domain.errors import QueueError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import SubmissionId
from judgebox.domain.verdict import Result, Verdict
from judgebox.ports import Heard
from judgebox.pubsub import open_events
from redis_process import RedisProcess, eventually, redis_process

SUBMISSION = SubmissionId("sub_1")


def an_event(kind: EventKind = EventKind.RUNNING, number: int = 0, result: Result | None = None) -> Event:
    return Event(
        kind=kind,
        submission_id=SUBMISSION,
        problem_id="two-sum",
        user_id="ann",
        generation=1,
        attempt=1,
        sequence=number,
        case_count=number,
        result=result,
    )


@pytest.fixture
def own_redis() -> Iterator[RedisProcess]:
    """One that a test may kill."""
    with redis_process() as server:
        yield server


async def next_of(heard: AsyncIterator[Heard]) -> Event:
    with anyio.fail_after(5):
        while True:
            event = await anext(heard)
            if isinstance(event, Event):
                return event


def next_message(pubsub: PubSub) -> str | None:
    message = pubsub.get_message(ignore_subscribe_messages=True, timeout=0.2)
    return None if message is None else str(message["data"])


async def test_the_classic_channel_tells_final_verdicts_to_the_letter(redis: RedisProcess) -> None:
    with redis.client() as client, client.pubsub() as classic:
        classic.subscribe("problem_done")
        assert classic.get_message(timeout=5) is not None
        async with open_events(redis.url) as events:
            await events.publish(an_event())
            await events.publish(an_event(EventKind.FINISHED, result=Result(verdict=Verdict.TIME_LIMIT)))
            await events.publish(an_event(EventKind.FINISHED, result=Result(verdict=Verdict.TIME_LIMIT)))
            await events.publish(replace(an_event(EventKind.FINISHED), generation=2))

        judged, cancelled, more = (next_message(classic) for _ in range(3))

    assert judged == '{"problemId":"two-sum","submissionId":"sub_1","userId":"ann","status":"TLE"}'
    assert json.loads(str(cancelled))["status"] == "CA"
    assert more is None


async def test_a_history_is_forgotten_after_an_hour(redis: RedisProcess) -> None:
    async with open_events(redis.url) as events:
        await events.publish(an_event())

    with redis.client() as client:
        [key] = client.keys("*sub_1*")
        assert 3500 < client.ttl(key) <= 3600


async def test_a_process_that_only_tells_opens_no_channel(redis: RedisProcess) -> None:
    with redis.client() as client:
        async with open_events(redis.url) as events:
            await events.publish(an_event())
            assert client.pubsub_channels() == []
            async with events.listen_to_user("ann"):
                assert len(client.pubsub_channels()) == 2

                async def is_one() -> bool:
                    return len(client.client_list(_type="pubsub")) == 1

                async with events.listen_to_submission(SUBMISSION):
                    await eventually(is_one)


async def test_channels_are_left_when_nobody_listens(redis: RedisProcess) -> None:
    with redis.client() as client:
        async with open_events(redis.url) as events:
            async with events.listen_to_user("ann"):
                pass

            async def is_left() -> bool:
                return set(client.pubsub_channels()) == {"{judgebox}:live"}

            await eventually(is_left)


async def test_what_is_not_an_event_is_skipped(redis: RedisProcess) -> None:
    async with open_events(redis.url) as events, events.listen_to_submission(SUBMISSION) as told:
        with redis.client() as client:
            for forged in ("", "x", "1-1 {}", '99-1 {"kind": "no such kind"}', b"\xff\xfe"):
                client.publish("{judgebox}:live:submission:sub_1", forged)
            client.xadd("{judgebox}:history:sub_1", {"other": "field"}, id="1-1")
        await events.publish(an_event(number=7))

        assert (await next_of(told)).case_count == 7


async def test_fields_of_a_newer_version_are_ignored(redis: RedisProcess) -> None:
    event = {
        "kind": "running",
        "submission_id": "sub_1",
        "problem_id": None,
        "user_id": None,
        "generation": 1,
        "attempt": 1,
        "new": {"deep": 1},
    }
    with redis.client() as client:
        client.xadd("{judgebox}:history:sub_1", {"event": json.dumps(event)})

    async with open_events(redis.url) as events, events.listen_to_submission(SUBMISSION) as told:
        assert (await next_of(told)).kind is EventKind.RUNNING


async def test_telling_and_listening_raise_while_redis_is_away(own_redis: RedisProcess) -> None:
    own_redis.kill()
    async with open_events(own_redis.url) as events:
        with pytest.raises(QueueError, match="away"):
            await events.publish(an_event())
        with pytest.raises(QueueError, match="away"):
            async with events.listen_to_user("ann"):
                pass


async def test_listeners_go_on_after_redis_was_away(own_redis: RedisProcess) -> None:
    async with (
        open_events(own_redis.url) as events,
        events.listen_to_submission(SUBMISSION) as of_submission,
        events.listen_to_user("ann") as of_user,
    ):
        await events.publish(an_event(number=1))
        assert (await next_of(of_submission)).case_count == 1
        assert (await next_of(of_user)).case_count == 1

        own_redis.kill()
        own_redis.start()
        await events.publish(an_event(number=2))  # perhaps before anybody is subscribed again

        assert (await next_of(of_submission)).case_count == 2
        with own_redis.client() as client:

            async def is_subscribed() -> bool:
                return "{judgebox}:live:user:ann" in client.pubsub_channels()

            await eventually(is_subscribed)
        await events.publish(an_event(number=3))
        with anyio.fail_after(5):
            while (await next_of(of_user)).case_count != 3:
                pass


async def test_an_error_inside_comes_out_as_it_is(redis: RedisProcess) -> None:
    with pytest.raises(QueueError, match="inside"):
        async with open_events(redis.url):
            raise QueueError("inside")
