"""What the commands print: text for people, tables, JSON for programs."""

import sys
from collections.abc import Mapping
from datetime import timedelta

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from judgebox.domain.verdict import CaseResult, Verdict

PLAIN_WIDTH = 200
"""Columns where there is no terminal: enough that no line of a table is cut or wrapped."""

COLORS: Mapping[Verdict, str] = {
    Verdict.ACCEPTED: "green",
    Verdict.PARTIALLY_ACCEPTED: "yellow",
    Verdict.JUDGE_ERROR: "magenta",
    Verdict.MISCONFIGURED: "magenta",
    Verdict.SKIPPED: "dim",
}


class PassingConsole(Console):
    """A console that lets a closed pipe out as the error that it is; rich would exit with 1, a verdict's status."""

    def on_broken_pipe(self) -> None:
        raise


def open_console(*, stderr: bool = False) -> Console:
    """Make a console; without a terminal, or with NO_COLOR, it prints plain text."""
    stream = sys.stderr if stderr else sys.stdout
    return PassingConsole(
        stderr=stderr, width=None if stream.isatty() else PLAIN_WIDTH, markup=False, highlight=False, emoji=False
    )


def print_json(value: object) -> None:
    """Print one JSON value and nothing else."""
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def make_table(console: Console, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """Make a table with these columns; those of `numbers` are aligned to the right."""
    table = Table(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return table


def verdict_text(verdict: Verdict | None) -> Text:
    return Text("-") if verdict is None else Text(verdict, style=COLORS.get(verdict, "red"))


def seconds(duration: timedelta) -> str:
    return f"{duration.total_seconds():.3f} s"


def age(duration_s: float | None) -> str:
    """How long something lasts, as exact as one needs to know it: 0.4 s, 41 s, 3 min, 2.5 h, 4 d."""
    if duration_s is None:
        return "-"
    if duration_s < 10:
        return f"{duration_s:.1f} s"
    if duration_s < 120:
        return f"{duration_s:.0f} s"
    if duration_s < 7200:
        return f"{duration_s / 60:.0f} min"
    return f"{duration_s / 3600:.1f} h" if duration_s < 48 * 3600 else f"{duration_s / 86400:.0f} d"


def moment(text: str | None) -> str:
    """A time of the API, in UTC, to the second."""
    return "-" if text is None else text[:19].replace("T", " ")


def rerun_mark(case: CaseResult) -> str:
    """Say that a case was run again and how long each run took, such as "re-run 1x: 1.040 s, 0.970 s"; else nothing."""
    if case.timing is None or len(case.timing.runs) == 1:
        return ""
    times = ", ".join(seconds(run.cpu_time) for run in case.timing.runs)
    return f"re-run {len(case.timing.runs) - 1}x: {times}"


def mebibytes(size_bytes: int) -> str:
    return f"{size_bytes / (1024 * 1024):.1f} MiB"


def printable(text: str) -> str:
    """Make a stranger's text harmless: a program must not steer the terminal by escape sequences."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
