"""The API with fakes around it, and what a worker would do to them."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from judgebox.api import Services
from judgebox.domain.errors import StoreError
from judgebox.domain.events import Event, EventKind, Position, event_of
from judgebox.domain.pressure import UnfinishedLimits
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.ports import Heard
from judgebox.testing import (
    FakeClock,
    MemoryBacklog,
    MemoryBatches,
    MemoryBlobs,
    MemoryDispatcher,
    MemoryEvents,
    MemoryRejudges,
    MemoryStore,
    MemorySwitches,
    MemoryWorkers,
)
from judgebox.usecases.admit import Admission
from judgebox.usecases.figures import Figures
from judgebox.usecases.operate import Operator
from judgebox.usecases.rejudge import Rejudger
from judgebox.usecases.submit import SubmitRequest, Submitter


def a_language(name: str, *aliases: str) -> Language:
    return Language(
        name=name,
        source="main",
        run=["./main"],
        programs=[],
        package=f"{name}-package",
        version=[name, "--version"],
        extensions=[f".{name}"],
        sample=Sample(source="x", input="", output=""),
        editor="python",
        aliases=list(aliases),
    )


UNFINISHED_PER_USER = 100

CATALOG = Catalog({"python": a_language("python", "py"), "cobol": a_language("cobol")})

VISIBLE_CASE = CaseResult(
    index=0,
    name="sample/1",
    visible=True,
    verdict=Verdict.WRONG_ANSWER,
    reason=Reason.MISMATCH,
    cpu_time=timedelta(milliseconds=12.5),
    wall_time=timedelta(milliseconds=14),
    memory_bytes=2048 * 1024,
    exit_code=0,
    message="line 1, token 1: expected 3, got 4",
    input="1 2\n",
    answer="3\n",
    output="4\n",
    error="",
)
SECRET_CASE = replace(
    VISIBLE_CASE,
    index=1,
    name="secret/1",
    visible=False,
    message="expected secret-answer",
    input="secret-input",
    answer="secret-answer",
    output="secret-output",
    error="secret-error",
)
WRONG = Result(
    verdict=Verdict.WRONG_ANSWER,
    reason=Reason.MISMATCH,
    cpu_time=timedelta(milliseconds=12.5),
    memory_bytes=2048 * 1024,
    cases=(VISIBLE_CASE, SECRET_CASE),
    compile_output="warning: unused",
    tier="A",
)


class BreakableStore(MemoryStore):
    """A store that a test can take away."""

    is_away = False

    def __getattribute__(self, name: str) -> Any:
        if name == "is_away" or name.startswith("_") or not self.is_away:
            return super().__getattribute__(name)
        return raise_store_error


async def raise_store_error(*_: object, **__: object) -> None:
    raise StoreError("the database is away")


class CountedEvents(MemoryEvents):
    """Events that know how many listen, so that a test can wait until somebody does."""

    def __init__(self) -> None:
        super().__init__()
        self.listeners = 0

    @asynccontextmanager
    async def listen_to_submission(
        self, submission_id: SubmissionId, *, after: Position | None = None
    ) -> AsyncIterator[AsyncIterator[Heard]]:
        async with super().listen_to_submission(submission_id, after=after) as told:
            with self._counted():
                yield told

    @asynccontextmanager
    async def listen_to_user(self, user_id: str) -> AsyncIterator[AsyncIterator[Heard]]:
        async with super().listen_to_user(user_id) as told:
            with self._counted():
                yield told

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.listeners += 1
        try:
            yield
        finally:
            self.listeners -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All that surrounds the application, and what a worker would do to it."""

    store: BreakableStore
    dispatcher: MemoryDispatcher
    events: CountedEvents
    blobs: MemoryBlobs
    clock: FakeClock
    workers: MemoryWorkers
    services: Services

    async def submit(
        self, source: str = "print(3)", *, user_id: str | None = None, problem_id: str = "sum"
    ) -> Submission:
        request = SubmitRequest(source=source, language="python", problem_id=problem_id, user_id=user_id)
        return await self.services.submitter.submit(request)

    async def tell(self, submission: Submission, kind: EventKind, case: CaseResult | None = None) -> Event:
        sequence = 1 + sum(each.submission_id == submission.id for each in self.events.told)
        event = event_of(submission, kind, attempt=1, sequence=sequence, case=case)
        await self.events.publish(event)
        return event

    async def judge(self, submission_id: str, result: Result = WRONG, *, tell: bool = True) -> None:
        claimed = await self.store.claim(
            SubmissionId(submission_id),
            1,
            owner="worker",
            at=self.clock.now(),
            lease_until=self.clock.now() + timedelta(seconds=5),
        )
        assert claimed is not None
        claim, submission = claimed
        event = event_of(submission, EventKind.FINISHED, attempt=claim.attempt, result=result)
        assert await self.store.commit(claim, result, at=self.clock.now(), event=event)
        if tell:
            await self.events.publish(event)


async def make_world() -> World:
    clock, numbers = FakeClock(datetime(2026, 11, 25, 16, tzinfo=UTC)), itertools.count(1)
    store, dispatcher, events, blobs = BreakableStore(), MemoryDispatcher(clock), CountedEvents(), MemoryBlobs()
    backlog, switches, workers = MemoryBacklog(store), MemorySwitches(), MemoryWorkers()
    limits = UnfinishedLimits(per_user=UNFINISHED_PER_USER)
    submitter = Submitter(
        store=store,
        dispatcher=dispatcher,
        events=events,
        clock=clock,
        catalog=CATALOG,
        unavailable={"cobol": "gnucobol"},
        source_limit_bytes=64 * 1024,
        input_limit_bytes=1024,
        random=lambda size: next(numbers).to_bytes(size, "big"),
        admission=Admission(backlog=backlog, switches=switches, clock=clock, limits=limits),
    )
    services = Services(
        store=store,
        dispatcher=dispatcher,
        events=events,
        blobs=blobs,
        submitter=submitter,
        clock=clock,
        catalog=CATALOG,
        figures=Figures(backlog=backlog, switches=switches, workers=workers, dispatcher=dispatcher, clock=clock),
        operator=Operator(switches=switches, dispatcher=dispatcher, clock=clock),
        unavailable={"cobol": "gnucobol"},
        language_versions={"python": "Python 3.11.2"},
        version="0.1.0",
        body_limit_bytes=256 * 1024,
        batch_limit=3,
        bulk_limit=5,
        batches=MemoryBatches(store),
        rejudger=Rejudger(
            rejudges=MemoryRejudges(store), clock=clock, random=lambda size: next(numbers).to_bytes(size, "big")
        ),
        tier="A",
    )
    sample = TestCase(name="sample/1", input=await blobs.put(b"1 2\n"), answer=await blobs.put(b"3\n"), visible=True)
    secret = TestCase(
        name="secret/1", input=await blobs.put(b"secret-input"), answer=await blobs.put(b"secret-answer"), visible=False
    )
    await store.save_problem(
        Problem(
            id=ProblemId("sum"),
            names={"en": "Sum", "de": "Summe"},
            statements={"en": "Add $a$ and $b$."},
            limits=ProblemLimits(time_limit=timedelta(seconds=1), memory_bytes=256 * 1024 * 1024),
            comparison=Comparison(),
            cases=(sample, secret),
            keywords=("easy",),
        )
    )
    return World(
        store=store,
        dispatcher=dispatcher,
        events=events,
        blobs=blobs,
        clock=clock,
        workers=workers,
        services=services,
    )


async def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most two seconds."""
    async with asyncio.timeout(2):
        while not holds():
            await asyncio.sleep(0)


def a_new_submission(**changes: object) -> dict[str, object]:
    return {"problem": "sum", "language": "python", "source": "print(3)"} | changes


def http_scope(method: str, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What a server tells an ASGI application about a request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
