"""`judgebox batch run`: judge the lines of a file, those that were judged before excepted."""

import gzip
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from judgebox.blobs import PrecompiledDirectory
from judgebox.cli.batch.line import LineError, read_object
from judgebox.cli.batch.packages import BatchPackages, read_packages
from judgebox.cli.batch.reader import Defaults, LineReader, tasks_of
from judgebox.cli.batch.results import Detail, ResultFile, invalid_record, open_results, record_of
from judgebox.cli.batch.summary import print_summary, summary_as_json, summary_of
from judgebox.cli.batch.survey import survey_of
from judgebox.cli.local import judging_with
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import open_console, print_json, printable
from judgebox.config import Settings, read_languages, read_settings
from judgebox.domain.verdict import Verdict
from judgebox.languages import Catalog
from judgebox.ports import Sandbox
from judgebox.usecases.bulk import BulkJudge, BulkOutcome, Candidate, CodeMap, Judgement, judge_many
from judgebox.usecases.precompile import prepare_languages
from judgebox.usecases.prove import find_versions
from judgebox.worker import WorkerSlots

SHOWN_FAULTS = 10
"""How many lines that make no sense are named at the terminal; the file of results names all."""

SHOWN_TREE = Path("/usr")
"""What boxes show of the host; other system directories are links into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """What the command line says.

    Attributes:
        out: where results go; None for beside the file.
        tests: files that say more about tasks.
    """

    out: Path | None = None
    tests: tuple[Path, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
    codes: CodeMap | None = None
    detail: Detail = Detail.PER_TEST
    slots: int | None = None
    fresh: bool = False
    allow_weak: bool = False


def run_batch(file: Path, options: BatchOptions, *, as_json: bool) -> ExitStatus:
    """Judge the lines of a file and print a summary of all its results."""
    settings = read_settings(allow_weak_isolation=options.allow_weak or None, slots=options.slots)
    out = options.out or results_beside(file)
    for path in (file, out, *options.tests):
        _check_place(path)
    options.defaults.check()
    catalog = read_languages(settings)
    survey = survey_of(text for _, text in lines_of(file))
    packages = read_packages(file.parent, survey.problems, settings)
    to_prepare = survey.worth_preparing(catalog, options.defaults.language)
    reader = LineReader(
        defaults=options.defaults,
        catalog=catalog,
        problem=packages.problem,
        tasks=tasks_of([each for path in options.tests for each in objects_of(path)]),
    )
    with open_results(out, fresh=options.fresh) as results, _progress(survey.total) as advance:
        run = _Run(reader=reader, results=results, options=options, advance=advance)
        began = time.monotonic()
        anyio.run(run.judge, settings, file, packages, to_prepare)
        elapsed_s = time.monotonic() - began
    run.tell_faults()
    summary = summary_of(run.all_results, judged_now=run.judged, elapsed_s=elapsed_s)
    if as_json:
        print_json(summary_as_json(summary, str(out)))
    else:
        print_summary(open_console(), summary, str(out))
    return summary.status


def results_beside(file: Path) -> Path:
    """Where results go by default: FILE.results.jsonl, without the suffixes of FILE."""
    name = file.name.removesuffix(".gz").removesuffix(".jsonl").removesuffix(".ndjson")
    return file.with_name(f"{name}.results.jsonl")


def _check_place(path: Path) -> None:
    """Refuse files with answers where boxes would show them."""
    if path.resolve().is_relative_to(SHOWN_TREE):
        raise UsageError(f"{path} lies in {SHOWN_TREE}, where programs can read it; move it elsewhere")


class _Run:
    """One run over a file."""

    def __init__(self, *, reader: LineReader, results: ResultFile, options: BatchOptions, advance: Any) -> None:
        self._reader = reader
        self._results = results
        self._options = options
        self._advance = advance
        self._faults: list[str] = []
        self._accepted = 0
        self._ids: list[str] = []
        self.judged = 0

    async def judge(self, settings: Settings, file: Path, packages: BatchPackages, to_prepare: Sequence[str]) -> None:
        slots = WorkerSlots(settings.slots)
        async with judging_with(slots, settings, packages.blobs, packages.paths) as judge:
            await _prepare(self._reader.catalog, to_prepare, settings, judge.sandbox)
            bulk = BulkJudge(slots=slots, judge=judge)
            await judge_many(self._candidates(file), bulk, self._report, slots=settings.slots)

    @property
    def all_results(self) -> list[Any]:
        """The results of the lines of this file; the file of results may hold others."""
        return [self._results.kept[name] for name in self._ids]

    def _candidates(self, file: Path) -> Iterator[Candidate]:
        for number, text in lines_of(file):
            try:
                candidate = self._reader.read(text, number)
            except LineError as error:
                self._refuse(error, text, number)
                continue
            self._ids.append(candidate.id)
            if self._results.has(candidate.id, candidate.key):
                self._count(self._results.kept[candidate.id].verdict)
            else:
                yield candidate

    def _refuse(self, error: LineError, text: bytes, number: int) -> None:
        name = f"line-{number}" if error.id is None or self._reader.is_used(error.id, number) else error.id
        key = hashlib.sha256(f"{error}\n".encode(errors="replace") + text).hexdigest()
        self._faults.append(f"line {number}: {error}")
        self._ids.append(name)
        if not self._results.has(name, key):
            self._results.add(invalid_record(name, key, number, str(error)))
        self._count(None)

    async def _report(self, candidate: Candidate, judgement: Judgement, same_as: str | None) -> None:
        detail, codes = self._options.detail, self._options.codes
        self._results.add(record_of(candidate, judgement, same_as=same_as, detail=detail, codes=codes))
        if judgement.outcome is BulkOutcome.INVALID:
            self._faults.append(f"{candidate.id}: {judgement.message}")
        self.judged += 1
        self._count(judgement.verdict)

    def _count(self, verdict: str | None) -> None:
        self._accepted += verdict == Verdict.ACCEPTED
        self._advance(self._accepted)

    def tell_faults(self) -> None:
        for fault in self._faults[:SHOWN_FAULTS]:
            print(f"judgebox: {printable(fault)}", file=sys.stderr)
        if len(self._faults) > SHOWN_FAULTS:
            print(f"judgebox: and {len(self._faults) - SHOWN_FAULTS} more that make no sense", file=sys.stderr)


async def _prepare(catalog: Catalog, languages: Sequence[str], settings: Settings, sandbox: Sandbox) -> None:
    if languages:
        versions = await find_versions(catalog, languages, sandbox)
        await prepare_languages(catalog, versions, sandbox, PrecompiledDirectory(settings.cache_dir / "precompiled"))


# --- Files ---------------------------------------------------------------------------------------


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Read the lines of a file that are not empty, with their numbers; it may be compressed by gzip.

    Raises:
        UsageError: it can't be read.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def objects_of(path: Path) -> Iterator[dict[str, Any]]:
    """Read the objects of a file of JSON lines.

    Raises:
        UsageError: a line is none; the message names it.
    """
    for number, text in lines_of(path):
        try:
            yield read_object(text)
        except LineError as error:
            raise UsageError(f"{path}, line {number}: {error}") from error


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show a bar where somebody looks at it, and give what moves it on."""
    console = open_console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[accepted]} accepted, {task.fields[rate]:.1f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("judging", total=total, accepted=0, rate=0.0)
        yield partial(_advance, progress, task)


def _advance(progress: Progress, task: Any, accepted: int) -> None:
    progress.update(task, advance=1, accepted=accepted, rate=progress.tasks[0].speed or 0.0)
