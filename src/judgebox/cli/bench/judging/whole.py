"""A whole judging of a hundred cases, beside the bare runs of the same program."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import anyio.to_thread

from judgebox.cli.bench.figures import PartReport, Unit, aim_of, timing_of
from judgebox.cli.bench.judging.problems import CASES, SOURCES, write_sorting
from judgebox.cli.local import PackageBlobs, judging_with
from judgebox.config import Settings, read_languages
from judgebox.domain.errors import PlatformError
from judgebox.domain.events import EventKind
from judgebox.domain.problem import Problem
from judgebox.domain.verdict import CaseResult, Verdict
from judgebox.languages import Language, compile_argv, entry_of, files_of, run_argv
from judgebox.packages import read_package
from judgebox.usecases.judge import Assignment, Judge
from judgebox.worker import WorkerSlots

MOST_OF_BARE = 1.25
"""A judging that takes so many times the bare runs has 0.8 of their throughput."""


@dataclass(frozen=True, slots=True)
class BareCases:
    """The compiled program and the inputs of all cases, without a judge."""

    directory: Path
    argv: Sequence[str]
    inputs: Sequence[Path]

    def run(self, given: Path) -> None:
        with given.open("rb") as stdin:
            subprocess.run(
                self.argv, cwd=self.directory, stdin=stdin, stdout=subprocess.PIPE, env={"PATH": os.defpath}, check=True
            )

    def all_ns(self, *, at_once: int, times: int = 1) -> int:
        """Run all cases so many times over, so many runs at once."""
        start = time.perf_counter_ns()
        with ThreadPoolExecutor(at_once) as pool:
            for _ in pool.map(self.run, [each for _ in range(times) for each in self.inputs]):
                pass
        return time.perf_counter_ns() - start


def bare_cases(directory: Path, language: Language, source: str, package: Path) -> BareCases:
    """Compile the program as the language says, but on the host."""
    files = files_of(language, source)
    entry = entry_of(language, files)
    for name, content in files.items():
        (directory / name).write_bytes(content)
    compiler = compile_argv(language, files, entry)
    if compiler is not None:
        subprocess.run(compiler, cwd=directory, stdout=subprocess.DEVNULL, check=True)
    return BareCases(directory, run_argv(language, entry, 512), sorted(package.glob("data/secret/*.in")))


class _Stopwatch:
    """Is told of the events of a judging; knows when its first case began."""

    def __init__(self) -> None:
        self.began_ns = time.perf_counter_ns()
        self.running_ns = self.began_ns

    async def tell(self, kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
        if kind is EventKind.RUNNING:
            self.running_ns = time.perf_counter_ns()


async def measure_whole(settings: Settings, language_id: str, *, rounds: int) -> PartReport:
    """Judge, and run bare, in turn."""
    language = read_languages(settings).languages[language_id]
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        package = write_sorting(Path(name) / "sorting", language_id)
        read = read_package(package)
        place = Path(name) / "bare"
        place.mkdir()
        bare = bare_cases(place, language, SOURCES[language_id], package)
        slots = WorkerSlots(settings.slots)
        samples: dict[str, list[int]] = {}
        async with judging_with(slots, settings, PackageBlobs(read), [package]) as judge:
            for _ in range(rounds):
                found = await _one_round(judge, slots, language_id, language, read.problem, bare)
                for subject, duration_ns in found.items():
                    samples.setdefault(subject, []).append(duration_ns)
    return report_of(language_id, settings.slots, samples)


async def _one_round(
    judge: Judge, slots: WorkerSlots, language_id: str, language: Language, problem: Problem, bare: BareCases
) -> Mapping[str, int]:
    count = slots.count
    sequence = await anyio.to_thread.run_sync(lambda: bare.all_ns(at_once=1))
    at_once = await anyio.to_thread.run_sync(lambda: bare.all_ns(at_once=count))
    alone = await _judge(judge, slots, language_id, language, problem)
    judged: list[_Judged] = []

    async def judge_too() -> None:
        judged.append(await _judge(judge, slots, language_id, language, problem))

    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(judge_too)
    bare_busy = await anyio.to_thread.run_sync(lambda: bare.all_ns(at_once=count, times=count))
    return {
        SEQUENCE: sequence,
        AT_ONCE: at_once,
        WHOLE: alone.ended_ns - alone.began_ns,
        CASES_ALONE: alone.ended_ns - alone.running_ns,
        BARE_BUSY: bare_busy,
        BUSY: max(each.ended_ns for each in judged) - min(each.running_ns for each in judged),
    }


SEQUENCE = f"{CASES} bare runs, one after the other"
AT_ONCE = f"{CASES} bare runs, one on each slot"
WHOLE = "whole judging"
CASES_ALONE = "of it, the cases"
BARE_BUSY = f"{CASES} bare runs for each slot"
BUSY = "a judging on each slot, the cases"


@dataclass(frozen=True, slots=True)
class _Judged:
    """When a judging began, when its first case did, and when it ended."""

    began_ns: int
    running_ns: int
    ended_ns: int


async def _judge(judge: Judge, slots: WorkerSlots, language_id: str, language: Language, problem: Problem) -> _Judged:
    await slots.acquire()
    try:
        watch = _Stopwatch()
        assignment = Assignment(
            source=SOURCES[language_id], language=language, problem=problem, language_id=language_id
        )
        result = await judge.judge(assignment, watch.tell)
    finally:
        slots.release()
    if result.verdict is not Verdict.ACCEPTED:
        raise PlatformError(f"the program that is measured got {result.verdict}: {result.detail or result.reason}")
    return _Judged(watch.began_ns, watch.running_ns, time.perf_counter_ns())


def report_of(part: str, slots: int, samples: Mapping[str, Sequence[int]]) -> PartReport:
    timings = {name: timing_of(name, found) for name, found in samples.items()}
    aims = [
        aim_of(
            "the cases / bare runs on each slot",
            timings[CASES_ALONE].p50_ms / timings[AT_ONCE].p50_ms,
            limit=MOST_OF_BARE,
            unit=Unit.TIMES,
        ),
        aim_of(
            f"{slots} judgings at once / bare runs on each slot",
            timings[BUSY].p50_ms / timings[BARE_BUSY].p50_ms,
            limit=MOST_OF_BARE,
            unit=Unit.TIMES,
        ),
    ]
    return PartReport(part=part, timings=list(timings.values()), aims=aims)
