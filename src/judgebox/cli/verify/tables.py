"""Verified packages as text: a matrix of the submissions, and what there is to say about the package itself."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from judgebox.cli.terminal import make_table, mebibytes, printable, rerun_mark, seconds, verdict_text
from judgebox.domain.promise import broken_promise
from judgebox.domain.verdict import Verdict
from judgebox.usecases.package_check import PackageCheck, Soundness
from judgebox.usecases.verify import VerifiedPackage
from judgebox.usecases.verify_submission import Verified

_STYLES = {
    Soundness.FINE: "green",
    Soundness.WARNING: "yellow",
    Soundness.BROKEN: "bold red",
    Soundness.NOT_CHECKED: "dim",
}


def print_package(console: Console, verified: VerifiedPackage) -> None:
    """Print a row for each submission, below the name of the problem, and what was found about the package."""
    problem = verified.package.problem
    console.print(Text(f"{printable(problem.name)} ({verified.path})", style="bold"))
    has_points = any(each.result is not None and each.result.score is not None for each in verified.submissions)
    points = ("points",) if has_points else ()
    columns = ("submission", "promised", "got", "kept", "slowest case", "time", "memory", *points, "note")
    table = make_table(console, *columns, numbers=("time", "memory", "points"))
    for each in verified.submissions:
        table.add_row(*_row(each, has_points=has_points))
    if verified.submissions:
        console.print(table)
    for check in verified.checks:
        _print_check(console, check)
    console.print()


def _row(verified: Verified, *, has_points: bool) -> list[Text | str]:
    result, slowest = verified.result, verified.slowest_case
    score = "-" if result is None or result.score is None else f"{result.score:g}"
    return [
        Text(printable(verified.submission.path.removeprefix("submissions/"))),
        " ".join(verified.submission.promised) or "-",
        verdict_text(None if result is None else result.verdict),
        _kept(verified),
        Text("-" if slowest is None else printable(slowest.name)),
        "-" if slowest is None else seconds(slowest.cpu_time),
        "-" if slowest is None else mebibytes(verified.memory_bytes),
        *([score] if has_points else []),
        Text(printable(note_of(verified))),
    ]


def _kept(verified: Verified) -> Text:
    if verified.is_left_out:
        return Text("-")
    return Text("yes", style="green") if verified.is_kept else Text("NO", style="bold red")


def note_of(verified: Verified) -> str:
    """What there is to say about a submission beyond its verdict: why it is not kept, and cases that were run again."""
    result = verified.result
    if result is None or verified.note:
        return verified.note or ""
    if verified.is_kept:
        return "; ".join(f"{case.name} {mark}" for case in result.cases if (mark := rerun_mark(case)))
    if result.verdict is Verdict.COMPILE_ERROR:
        return next((line.strip() for line in result.compile_output.splitlines() if line.strip()), "")
    broken = broken_promise(verified.submission, result) or ""
    failing = result.first_failing
    if failing is None:
        return broken
    reason = "" if failing.reason is None else f" ({failing.reason})"
    return f"{broken}; first {failing.name}: {failing.verdict}{reason}"


def _print_check(console: Console, check: PackageCheck) -> None:
    first, *others = check.facts
    line = Text(f"{check.name}: ").append(check.soundness.replace("_", " "), style=_STYLES[check.soundness])
    console.print(line.append(f", {printable(first)}"))  # at once: what is shown live is drawn after each print
    for fact in others:
        console.print(Text(f"  {printable(fact)}"))


def print_summary(console: Console, packages: Sequence[VerifiedPackage], *, unread: int = 0) -> None:
    submissions = [each for package in packages for each in package.submissions]
    kept = sum(each.is_kept for each in submissions)
    recalled = sum(each.is_recalled for each in submissions)
    left_out = sum(each.is_left_out for each in submissions)
    broken = sum(package.is_broken for package in packages)
    text = f"{kept} of {len(submissions) - left_out} promises kept, in {len(packages)} packages"
    text += f"; {left_out} left out for want of their languages" if left_out else ""
    text += f"; {recalled} judged by an earlier verification" if recalled else ""
    text += f"; {broken} packages broken" if broken else ""
    text += f"; {unread} could not be read" if unread else ""
    console.print(Text(text))
