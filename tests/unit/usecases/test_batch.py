from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from judgebox.domain.batch import Batch
from judgebox.domain.errors import ConflictError, NotFoundError, RequestError, TooManyError
from judgebox.domain.pressure import UnfinishedLimits
from judgebox.domain.submission import Band, BatchId, Scope
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.ports import Once
from judgebox.testing import (
    FakeClock,
    MemoryBacklog,
    MemoryBatches,
    MemoryDispatcher,
    MemoryEvents,
    MemoryStore,
    MemorySwitches,
)
from judgebox.usecases.admit import Admission
from judgebox.usecases.batch import ItemRequest, cancel_batch, submit_batch
from judgebox.usecases.submit import NAME_LIMIT_BYTES, SubmitRequest, Submitter

LANGUAGE = Language(
    name="Echo",
    source="main.echo",
    run=["./main"],
    programs=["echo"],
    package="echo-package",
    version=["echo"],
    extensions=[".echo"],
    aliases=["ec"],
    sample=Sample(source="x", input="", output=""),
    editor="python",
)
PER_USER = 4


@dataclass
class Site:
    clock: FakeClock
    store: MemoryStore
    batches: MemoryBatches
    submitter: Submitter

    async def send(self, *items: ItemRequest, user_id: str | None = "ada", once: Once | None = None) -> Batch:
        return await submit_batch(items, submitter=self.submitter, batches=self.batches, user_id=user_id, once=once)


@pytest.fixture
def site() -> Site:
    clock, store, randoms = FakeClock(datetime(2026, 11, 25, tzinfo=UTC)), MemoryStore(), iter(range(1000))
    submitter = Submitter(
        store=store,
        dispatcher=MemoryDispatcher(clock),
        events=MemoryEvents(),
        clock=clock,
        catalog=Catalog({"echo": LANGUAGE}),
        unavailable={},
        source_limit_bytes=100,
        input_limit_bytes=10,
        random=lambda size: next(randoms).to_bytes(size, "big"),
        admission=Admission(
            backlog=MemoryBacklog(store),
            switches=MemorySwitches(),
            clock=clock,
            limits=UnfinishedLimits(per_user_in_bulk=PER_USER, per_band=PER_USER, in_all=PER_USER),
        ),
    )
    return Site(clock=clock, store=store, batches=MemoryBatches(store), submitter=submitter)


def an_item(source: str = "say", *, stdin: str = "", language: str = "echo", name: str | None = None) -> ItemRequest:
    return ItemRequest(
        request=SubmitRequest(source=source, language=language, scope=Scope.INPUT, input=stdin), name=name
    )


async def test_a_batch_may_fill_the_limit_to_the_last_place(site: Site) -> None:
    batch = await site.send(*(an_item(str(number)) for number in range(PER_USER)))

    assert batch.submissions == PER_USER
    with pytest.raises(TooManyError):
        await site.send(an_item())


async def test_items_that_are_the_same_count_once_against_the_limit(site: Site) -> None:
    batch = await site.send(*(an_item() for _ in range(3 * PER_USER)))

    assert (batch.items, batch.submissions) == (3 * PER_USER, 1)


@pytest.mark.parametrize("other", [an_item("other"), an_item(stdin="1")])
async def test_what_decides_on_the_verdict_tells_items_apart(site: Site, other: ItemRequest) -> None:
    assert (await site.send(an_item(), other)).submissions == 2


async def test_an_alias_of_a_language_is_that_language(site: Site) -> None:
    assert (await site.send(an_item(), an_item(language="ec"))).submissions == 1


@pytest.mark.parametrize("name", ["\0", "\ud800", "x" * (NAME_LIMIT_BYTES + 1)])
async def test_a_name_that_cannot_be_stored_refuses_the_batch_and_says_which(site: Site, name: str) -> None:
    with pytest.raises(RequestError) as refused:
        await site.send(an_item(), an_item(name=name))

    assert (refused.value.field, refused.value.index) == ("name", 1)
    assert await site.store.lines() == []


async def test_the_queue_is_left_to_the_reconciler(site: Site) -> None:
    await site.send(an_item())

    assert isinstance(site.submitter.dispatcher, MemoryDispatcher)
    assert await site.submitter.dispatcher.drain([Band.BULK]) == 0


async def test_a_repeated_batch_is_let_through_though_the_limit_is_reached(site: Site) -> None:
    items = [an_item(str(number)) for number in range(PER_USER)]
    once = Once(key="k", fingerprint="f")
    first = await site.send(*items, once=once)

    assert await site.send(*items, once=once) == first


async def test_a_batch_is_cancelled_once(site: Site) -> None:
    batch = await site.send(an_item("1"), an_item("2"))

    cancelled = await cancel_batch(batch.id, batches=site.batches, clock=site.clock)

    assert (cancelled.finished, cancelled.cancelled_at) == (2, site.clock.now())
    with pytest.raises(ConflictError):
        await cancel_batch(batch.id, batches=site.batches, clock=site.clock)
    with pytest.raises(NotFoundError):
        await cancel_batch(BatchId("bat_none"), batches=site.batches, clock=site.clock)
