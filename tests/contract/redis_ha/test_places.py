"""Queue, events and classic list behind Sentinels, in a cluster and by TLS, the last two with a user of few rights."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from judgebox.dispatch import BullDispatcher, ClassicList
from judgebox.dispatch.keys import PREFIX
from judgebox.domain.errors import LeaseLostError
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.ports import Ability, Offer
from judgebox.pubsub import open_events
from judgebox.redis_clients import make_client
from redis_fleet import cluster, encrypted_server, sentinel_fleet

LEASE = timedelta(seconds=2)
NOW = timedelta(0)
SOON = timedelta(seconds=5)
LINE = Line(band=Band.PRACTICE, route="c")
ABILITY = Ability(routes=["c", "java"])

RIGHTS = (
    *("~{judgebox}:*", "~problems", "~{problems}:*"),
    *("&{judgebox}:*", "&problem_done"),
    *("+@all", "-@dangerous", "+info"),
)
"""What the user of judgebox needs, as docs/operations.md says it."""


@pytest.fixture(scope="module", params=["sentinel", "cluster", "tls and acl"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    match request.param:
        case "sentinel":
            with sentinel_fleet() as fleet:
                yield fleet.url
        case "cluster":
            with cluster(PREFIX, user=("judge", "secret", *RIGHTS)) as nodes:
                yield nodes.url
        case "tls and acl":
            with encrypted_server(*RIGHTS) as server:
                yield server.url()


@pytest.fixture
async def queue(url: str) -> AsyncIterator[BullDispatcher]:
    dispatcher = await BullDispatcher.connect(url, lease=LEASE)
    await dispatcher.drain(list(Band))
    yield dispatcher
    await dispatcher.close()


def an_offer(name: str, *, tag: int = 1) -> Offer:
    return Offer(submission_id=SubmissionId(f"sub_{name}"), generation=1, tag=tag, route="c", band=Band.PRACTICE)


async def test_offers_are_taken_in_order_renewed_given_back_and_finished(queue: BullDispatcher) -> None:
    offers = [an_offer(str(number), tag=number) for number in range(1, 150)]
    assert await queue.offer(offers) == offers
    first = await queue.take("worker", ABILITY, wait=SOON)
    second = await queue.take("worker", ABILITY, wait=SOON)
    assert first is not None
    assert second is not None
    assert (first.submission_id, second.submission_id) == ("sub_1", "sub_2")

    await queue.renew(first)
    await queue.give_back(first)
    await queue.finish(second)

    with pytest.raises(LeaseLostError):
        await queue.renew(first)
    again = await queue.take("worker", ABILITY, wait=SOON)
    assert again is not None
    assert again.submission_id == "sub_1"
    stats = await queue.stats()
    assert (stats.waiting, stats.leased) == ({LINE: 147}, {LINE: 1})
    await queue.finish(again)


async def test_an_offer_wakes_whoever_waits(queue: BullDispatcher) -> None:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(queue.take("worker", ABILITY, wait=SOON))
        await asyncio.sleep(0.05)  # so that it waits by now
        await queue.offer([an_offer("a")])

    lease = waiting.result()
    assert lease is not None
    await queue.finish(lease)


async def test_a_take_that_is_cancelled_leaves_a_client_that_works(queue: BullDispatcher) -> None:
    for _ in range(5):
        with anyio.move_on_after(0.03):
            await queue.take("worker", ABILITY, wait=SOON)
    await queue.offer([an_offer("a")])

    lease = await queue.take("worker", ABILITY, wait=SOON)

    assert lease is not None
    await queue.finish(lease)
    assert (await queue.stats()).leased == {}


async def test_an_event_reaches_other_processes_and_stays_readable(url: str) -> None:
    told = Event(
        kind=EventKind.RUNNING,
        submission_id=SubmissionId("sub_1"),
        problem_id=None,
        user_id="ann",
        generation=1,
        attempt=1,
        sequence=1,
    )
    async with open_events(url) as here, open_events(url) as there:
        with anyio.fail_after(10):
            async with there.listen_to_submission(told.submission_id) as heard, there.listen_to_user("ann") as of_ann:
                await here.publish(told)
                assert await anext(heard) == told
                assert await anext(of_ann) == told
            async with there.listen_to_submission(told.submission_id) as heard:
                assert await anext(heard) == told


async def test_entries_of_the_classic_list_are_taken_rejected_and_recovered(url: str) -> None:
    client = make_client(url)
    entries, late = ClassicList(url, consumer="one"), ClassicList(url, consumer="two")
    await client.rpush("problems", "a", "b")
    await entries.recover()

    assert await entries.take(wait=SOON) == b"b"
    await entries.reject(b"b", reason="no JSON", at=datetime.now(UTC))
    assert await entries.take(wait=SOON) == b"a"
    assert await entries.take(wait=timedelta(seconds=0.1)) is None
    await client.delete("{problems}:alive:one")  # as after a minute
    assert await late.recover() == 1
    assert await late.take(wait=SOON) == b"a"
    await late.finish(b"a")
    assert await late.recover() == 0

    for each in (entries, late):
        await each.close()
    await client.aclose()
