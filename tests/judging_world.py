"""A judge on the real sandbox, with problems that tests put together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from judgebox.domain.events import EventKind
from judgebox.domain.problem import (
    BlobId,
    Calling,
    Comparison,
    PackagedFile,
    Problem,
    ProblemId,
    ProblemLimits,
    Program,
    TestCase,
)
from judgebox.domain.verdict import CaseResult, Result
from judgebox.languages import Catalog, read_catalog
from judgebox.packages.kept import keep
from judgebox.sandbox import open_sandbox
from judgebox.usecases.judge import Assignment, Judge
from judgebox.worker import WorkerSlots


class KeptBlobs:
    """Content by its hash, in files that live as long as this process."""

    def __init__(self) -> None:
        self.paths: dict[BlobId, Path] = {}

    async def put(self, content: bytes) -> BlobId:
        blob_id, path = keep(content)
        self.paths[blob_id] = path
        return blob_id

    async def put_file(self, path: Path) -> BlobId:
        return await self.put(path.read_bytes())

    async def get(self, blob_id: BlobId) -> bytes:
        return self.paths[blob_id].read_bytes()

    async def path(self, blob_id: BlobId) -> Path:
        return self.paths[blob_id]


@dataclass(kw_only=True)
class World:
    """A judge, and what is needed to make problems for it."""

    judge: Judge
    blobs: KeptBlobs
    catalog: Catalog
    told: list[CaseResult] = field(default_factory=list)

    async def program(
        self,
        source: str,
        *,
        language: str | None = "python",
        name: str | None = None,
        calling: Calling = Calling.KATTIS,
    ) -> Program:
        """A program of the author of one file."""
        own = name or {"python": "validate.py", "cpp": "validate.cpp", None: "run"}[language]
        file = PackagedFile(name=own, content=await self.blobs.put(source.encode()), executable=language is None)
        return Program(name=f"output_validators/{own}", files=(file,), language=language, calling=calling)

    async def problem(
        self, cases: Sequence[tuple[str, str]] = (("1\n", "1\n"),), *, samples: int = 0, time_limit_s: float = 1.0
    ) -> Problem:
        """A problem with these inputs and answers."""
        made = [
            TestCase(
                name=f"{'sample' if index < samples else 'secret'}/{index}",
                input=await self.blobs.put(given.encode()),
                answer=await self.blobs.put(answer.encode()),
                visible=index < samples,
            )
            for index, (given, answer) in enumerate(cases)
        ]
        limits = ProblemLimits(time_limit=timedelta(seconds=time_limit_s), validation_time=timedelta(seconds=5))
        return Problem(
            id=ProblemId("problem"), names={}, statements={}, limits=limits, comparison=Comparison(), cases=tuple(made)
        )

    async def judged(self, source: str, problem: Problem, *, language: str = "python") -> Result:
        assignment = Assignment(
            source=source, language=self.catalog.languages[language], language_id=language, problem=problem
        )
        return await self.judge.judge(assignment, self._tell)

    async def judged_files(
        self, files: dict[str, bytes], problem: Problem, *, language: str = "python", entry: str | None = None
    ) -> Result:
        language_of = self.catalog.languages[language]
        assignment = Assignment(
            source="", files=files, entry=entry, language=language_of, language_id=language, problem=problem
        )
        return await self.judge.judge(assignment, self._tell)

    async def _tell(self, kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
        if case is not None:
            self.told.append(case)


@asynccontextmanager
async def open_world(place: Path, *, slots: int = 1) -> AsyncIterator[World]:
    blobs, catalog, room = KeptBlobs(), read_catalog(), WorkerSlots(slots)
    await room.acquire()
    async with open_sandbox() as sandbox:
        judge = Judge(sandbox=sandbox, blobs=blobs, slots=room, languages=catalog.languages, reveals=True, place=place)
        yield World(judge=judge, blobs=blobs, catalog=catalog)


def hiding(world: World) -> World:
    """The same world as those see it who submit."""
    return replace(world, judge=replace(world.judge, reveals=False))
