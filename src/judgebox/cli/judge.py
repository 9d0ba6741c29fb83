"""`judgebox judge`: one source file on all cases of a package, in this process."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import anyio
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from judgebox.cli.as_json import result_as_json
from judgebox.cli.local import (
    PackageBlobs,
    choose_language,
    exit_status_of,
    local_judging,
    read_problem,
    read_source,
)
from judgebox.cli.status import ExitStatus
from judgebox.cli.terminal import (
    make_table,
    mebibytes,
    open_console,
    print_json,
    printable,
    rerun_mark,
    seconds,
    verdict_text,
)
from judgebox.config import Settings, read_languages, read_settings
from judgebox.domain.events import EventKind
from judgebox.domain.problem import Package
from judgebox.domain.submission import check_text
from judgebox.domain.verdict import CaseResult, GroupResult, Result, Verdict
from judgebox.usecases.judge import Assignment, Tell

REFRESHES_PER_SECOND = 8


def judge_file(
    source: Path, *, problem: Path, language: str | None, as_json: bool, allow_weak: bool = False
) -> ExitStatus:
    """Judge a source file and print the judgement."""
    settings = read_settings(allow_weak_isolation=allow_weak or None)
    package = read_problem(problem, settings)
    text = read_source(source, limit_bytes=settings.source_limit_bytes)
    limit = package.problem.limits.source_bytes
    if limit is not None:
        check_text(text, field="source", limit_bytes=limit)
    language_id, chosen = choose_language(read_languages(settings), str(source), language)
    assignment = Assignment(source=text, language=chosen, problem=package.problem, language_id=language_id)
    console = open_console()
    view = CaseView(console)
    live = console.is_terminal and not as_json
    with (
        Live(view, console=console, transient=True, refresh_per_second=REFRESHES_PER_SECOND) if live else nullcontext()
    ):
        result = anyio.run(_judge, settings, problem, package, assignment, view.tell)
    if as_json:
        print_json(result_as_json(result))
    else:
        print_result(console, result)
    return exit_status_of(result.verdict)


async def _judge(settings: Settings, folder: Path, package: Package, assignment: Assignment, tell: Tell) -> Result:
    async with local_judging(settings, PackageBlobs(package), [folder]) as judge:
        return await judge.judge(assignment, tell)


class CaseView:
    """The cases so far, as a live table: rich asks for it a few times a second."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._step = "preparing"
        self._cases: dict[int, CaseResult] = {}

    async def tell(self, kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
        if case is not None:
            self._cases[case.index] = case
        count = "" if case_count is None else f" {len(self._cases)} of {case_count}"
        self._step = f"{kind}{count}"

    def __rich__(self) -> Table:
        # A terminal shows the newest rows; the whole table is printed at the end.
        rows = [self._cases[index] for index in sorted(self._cases)][-max(self._console.height - 5, 1) :]
        table = case_table(self._console, rows)
        table.caption = self._step
        table.caption_justify = "left"
        return table


def case_table(console: Console, cases: list[CaseResult] | tuple[CaseResult, ...]) -> Table:
    """A row for each case."""
    numbers = ("#", "cpu", "wall", "memory")
    notes = ("note",) if any(map(rerun_mark, cases)) else ()
    table = make_table(console, "#", "case", "verdict", "reason", "cpu", "wall", "memory", *notes, numbers=numbers)
    for case in cases:
        usage = (seconds(case.cpu_time), seconds(case.wall_time), mebibytes(case.memory_bytes))
        table.add_row(
            str(case.index + 1),
            Text(printable(case.name)),
            verdict_text(case.verdict),
            case.reason or "",
            *(usage if case.verdict is not Verdict.SKIPPED else ("", "", "")),
            *(rerun_mark(case) for _ in notes),
        )
    return table


def group_table(console: Console, groups: Sequence[GroupResult]) -> Table:
    """A row for each test group."""
    table = make_table(console, "group", "verdict", "reason", "points", "accepted", numbers=("points", "accepted"))
    for group in groups:
        accepted = f"{group.accepted} of {group.cases}"
        points = points_in_words(group.score, group.max_score)
        table.add_row(Text(printable(group.name)), verdict_text(group.verdict), group.reason or "", points, accepted)
    return table


def points_in_words(score: float | None, max_score: float | None) -> str:
    if score is None:
        return ""
    return f"{score:g}" if max_score is None else f"{score:g} of {max_score:g}"


def print_result(console: Console, result: Result) -> None:
    """Print the cases, what there is to know about the first failing one, and the verdict last."""
    if result.cases:
        console.print(case_table(console, result.cases))
    if result.groups:
        console.print(group_table(console, result.groups))
    if result.compile_output:
        console.print(Text(f"\ncompiler:\n{printable(result.compile_output.rstrip())}"))
    failing = result.first_failing
    if failing is not None:
        _print_failing(console, failing)
    score = "" if result.score is None else f", {points_in_words(result.score, result.max_score)} points"
    reason = "" if result.reason is None else f" ({result.reason})"
    usage = f", {seconds(result.cpu_time)}, {mebibytes(result.memory_bytes)}" if result.cases else ""
    console.print(verdict_text(result.verdict) + Text(f"{reason}{score}{usage}"))
    if result.detail:
        console.print(Text(printable(result.detail)))


def _print_failing(console: Console, case: CaseResult) -> None:
    message = "" if case.message is None else f": {printable(case.message)}"
    console.print(Text(f"\nfirst failing case {case.index + 1}, {printable(case.name)}{message}"))
    for title, text in (("input", case.input), ("answer", case.answer), ("output", case.output), ("error", case.error)):
        if text:
            console.print(Text(f"{title}:", style="bold"))
            console.print(Text(printable(text.rstrip())))
    console.print()
