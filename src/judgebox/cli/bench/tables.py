"""Reports as people read them: in the terminal, and as Markdown for a page of figures."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from judgebox.cli.bench.figures import Aim, Amount, Form, PartReport, Timing, Unit
from judgebox.cli.status import UsageError
from judgebox.cli.terminal import make_table

TIMING_COLUMNS = ("ms", "runs", "p50", "p99", "mean", "least", "most")
AMOUNT_COLUMNS = ("held", "before", "after")
AIM_COLUMNS = ("aim", "measured", "at most", "")

Row = tuple[str, ...]


def print_report(console: Console, headline: str, parts: Sequence[PartReport]) -> None:
    """Print a table for each kind of figures of each part; then what was not measured, and why."""
    console.print(headline)
    for part in parts:
        console.print(f"\n{part.part}\n", style="bold")
        for columns, rows in tables_of(part):
            table = make_table(console, *columns, numbers=columns[1:4] if columns is AIM_COLUMNS else columns[1:])
            for row in rows:
                table.add_row(*row)
            console.print(table)
            console.print()
        for line in unmeasured_lines(part):
            console.print(line)


def markdown_of(headline: str, parts: Sequence[PartReport]) -> str:
    """The same as Markdown, for docs/benchmarks.md."""
    lines = [headline]
    for part in parts:
        for columns, rows in tables_of(part):
            aligned: Row = ("---", *("---:" for _ in columns[1:]))
            lines += ["", *map(_markdown_row, [columns, aligned, *rows])]
        lines += [f"\n{line}" for line in unmeasured_lines(part)]
    return "\n".join(lines)


def _markdown_row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def tables_of(part: PartReport) -> Iterator[tuple[Row, Sequence[Row]]]:
    """The tables of a part that are not empty: columns and rows."""
    if part.timings:
        yield TIMING_COLUMNS, [_timing_row(timing) for timing in part.timings]
    if part.amounts:
        yield AMOUNT_COLUMNS, [_amount_row(amount) for amount in part.amounts]
    if part.aims:
        yield AIM_COLUMNS, [_aim_row(aim) for aim in part.aims]


def unmeasured_lines(part: PartReport) -> list[str]:
    return [f"{part.part}, {each.name}: not measured: {each.reason}" for each in part.unmeasured]


def form_of(as_json: bool, as_markdown: bool) -> Form:
    """Choose the form by the command's two options."""
    if as_json and as_markdown:
        raise UsageError("--json and --markdown can't both be had")
    if as_json:
        return Form.JSON
    return Form.MARKDOWN if as_markdown else Form.TEXT


def _timing_row(timing: Timing) -> Row:
    times = (timing.p50_ms, timing.p99_ms, timing.mean_ms, timing.least_ms, timing.most_ms)
    return (timing.name, str(timing.count), *(f"{each:.3f}" for each in times))


def _amount_row(amount: Amount) -> Row:
    before = "" if amount.before is None else figure_text(amount.before, amount.unit)
    return (amount.name, before, figure_text(amount.after, amount.unit))


def _aim_row(aim: Aim) -> Row:
    limit = figure_text(aim.limit, aim.unit)
    return (aim.name, figure_text(aim.value, aim.unit), limit, "met" if aim.is_met else "missed")


def figure_text(value: float, unit: Unit) -> str:
    """A figure with its unit, with as many digits as it is worth."""
    match unit:
        case Unit.PIECES:
            return f"{value:.0f}"
        case Unit.TIMES:
            return f"{value:.3f} times"
        case Unit.MILLISECONDS | Unit.MEBIBYTES:
            return f"{value:.2f} {unit}"
