"""The pages with fakes around them, and a browser."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from starlette.applications import Starlette

from judgebox.domain.events import EventKind, event_of
from judgebox.domain.pressure import UnfinishedLimits
from judgebox.domain.problem import Comparison, Problem, ProblemId, ProblemLimits, TestCase
from judgebox.domain.submission import Submission
from judgebox.domain.verdict import Result
from judgebox.languages.catalog import Catalog, Language, Sample
from judgebox.testing import (
    FakeClock,
    MemoryBacklog,
    MemoryBlobs,
    MemoryDispatcher,
    MemoryEvents,
    MemoryStore,
    MemorySwitches,
)
from judgebox.usecases.admit import Admission
from judgebox.usecases.submit import Submitter
from judgebox.web import Assets, PageServices, create_pages

SOURCE_LIMIT_BYTES = 1000
UNFINISHED_LIMIT = 100

ENTRIES = ("app.js", "workbench.js", "follow.js", "source.js", "style.css", "math.css", "icon.svg")


def a_language(name: str, editor: str, template: str, *aliases: str, is_common: bool = True) -> Language:
    return Language(
        name=name,
        source="main",
        run=["./main"],
        programs=[],
        package=f"{editor}-package",
        version=["true"],
        extensions=[],
        sample=Sample(source="x", input="", output=""),
        editor=editor,
        template=template,
        aliases=list(aliases),
        is_common=is_common,
    )


CATALOG = Catalog(
    {
        "java": a_language("Java", "java", "class Main {}"),
        "python": a_language("Python 3", "python", "print(1)\n", "py"),
        "cpp": a_language("C++20 (GCC)", "cpp", "int main() {}\n", "c++"),
        "ada": a_language("Ada", "text", "begin\n", is_common=False),
        "rexx": a_language("REXX", "text", "say 1\n", is_common=False),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWorld:
    """The pages, what surrounds them, and who looks at them."""

    store: MemoryStore
    blobs: MemoryBlobs
    submitter: Submitter
    browser: httpx2.AsyncClient
    problem: Problem

    async def add_problem(self, **changes: object) -> None:
        await self.store.save_problem(a_problem(**{"cases": self.problem.cases, **changes}))  # type: ignore[arg-type]

    async def add_sample(self, given: bytes, answer: bytes) -> TestCase:
        stored = [await self.blobs.put(content) for content in (given, answer)]
        return TestCase(name="sample/1", input=stored[0], answer=stored[1], visible=True)

    async def judged(self, submission: Submission, result: Result) -> None:
        """Judge a submission as a worker would."""
        now = submission.created_at
        claimed = await self.store.claim(submission.id, submission.generation, owner="worker", at=now, lease_until=now)
        assert claimed is not None
        claim, claimed_submission = claimed
        event = event_of(claimed_submission, EventKind.FINISHED, attempt=claim.attempt, result=result)
        assert await self.store.commit(claim, result, at=now, event=event)


def a_problem(cases: tuple[TestCase, ...], **changes: object) -> Problem:
    facts: dict[str, object] = {
        "id": ProblemId("sum"),
        "names": {"en": "Sum of two"},
        "statements": {"en": "Add $a$ and $b$."},
        "limits": ProblemLimits(),
        "comparison": Comparison(),
        "cases": cases,
        "keywords": ("easy", "math"),
    }
    return Problem(**{**facts, **changes})  # type: ignore[arg-type]


def fake_assets(directory: Path) -> Assets:
    """Names as a build would give them, without the files."""
    entries = {name: name for name in ENTRIES}
    return Assets(directory=directory, entries=entries, imports={"workbench.js": ("chunk.js",)}, files=frozenset())


@asynccontextmanager
async def make_page_world(directory: Path) -> AsyncIterator[PageWorld]:
    store, blobs, numbers = MemoryStore(), MemoryBlobs(), itertools.count(1)
    clock = FakeClock(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    unavailable = {"java": "default-jdk-headless", "rexx": "regina-rexx"}
    submitter = Submitter(
        store=store,
        dispatcher=MemoryDispatcher(clock),
        events=MemoryEvents(),
        clock=clock,
        catalog=CATALOG,
        unavailable=unavailable,
        source_limit_bytes=SOURCE_LIMIT_BYTES,
        input_limit_bytes=SOURCE_LIMIT_BYTES,
        random=lambda size: next(numbers).to_bytes(size, "big"),
        admission=Admission(
            backlog=MemoryBacklog(store),
            switches=MemorySwitches(),
            clock=clock,
            limits=UnfinishedLimits(anonymous=UNFINISHED_LIMIT),
        ),
    )
    services = PageServices(
        store=store,
        blobs=blobs,
        submitter=submitter,
        catalog=CATALOG,
        unavailable=unavailable,
        source_limit_bytes=SOURCE_LIMIT_BYTES,
        version="1.2.3",
    )
    sample = TestCase(name="sample/1", input=await blobs.put(b"1 2\n"), answer=await blobs.put(b"3\n"), visible=True)
    secret = TestCase(
        name="secret/1", input=await blobs.put(b"secret-input"), answer=await blobs.put(b"secret-answer"), visible=False
    )
    problem = a_problem((sample, secret))
    await store.save_problem(problem)
    transport = httpx2.ASGITransport(app=Starlette(routes=list(create_pages(services, assets=fake_assets(directory)))))
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://judge.example", headers={"Accept": "text/html"}
    ) as browser:
        yield PageWorld(store=store, blobs=blobs, submitter=submitter, browser=browser, problem=problem)
