"""`judgebox problem lint` and `stats`: what is wrong with packages, and what they hold."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from judgebox.cli.local import read_problem
from judgebox.cli.status import ExitStatus, UsageError
from judgebox.cli.terminal import make_table, open_console, print_json, printable
from judgebox.domain.problem import BlobId, Package, TestCase
from judgebox.domain.scoring import TestGroup
from judgebox.packages.lint import Finding, Severity, language_of_submission, lint


def lint_packages(paths: Sequence[Path], *, is_strict: bool, as_json: bool) -> ExitStatus:
    """Print what is wrong with packages.

    Returns:
        Whether there is an error, or with `is_strict` anything at all.

    Raises:
        UsageError: a path is not there.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there")
    found = [(path, lint(path)[1]) for path in paths]
    if as_json:
        print_json({"packages": [_findings_as_json(path, findings) for path, findings in found]})
    else:
        for path, findings in found:
            for line in _lines_of(path, findings):
                print(line)
    severities = [finding.severity for _, findings in found for finding in findings]
    is_bad = bool(severities) if is_strict else Severity.ERROR in severities
    return ExitStatus.NOT_ACCEPTED if is_bad else ExitStatus.OK


def _lines_of(path: Path, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        place = str(path) if finding.place in (None, str(path)) else str(path / str(finding.place))
        yield printable(f"{place}: {finding.severity}: {finding.message}")
        if finding.remedy is not None:
            yield printable(f"    {finding.remedy}")
    counts = Counter(finding.severity for finding in findings)
    yield f"{path}: " + (", ".join(f"{count} {kind}s" for kind, count in sorted(counts.items())) or "fine")


def _findings_as_json(path: Path, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "path": str(path),
        "findings": [
            {
                "severity": finding.severity,
                "place": finding.place,
                "message": finding.message,
                "remedy": finding.remedy,
            }
            for finding in findings
        ],
    }


# --- Stats -------------------------------------------------------------------------------------


def show_stats(path: Path, *, as_json: bool) -> ExitStatus:
    """Print what a package holds.

    Raises:
        UsageError: it is broken.
    """
    package = read_problem(path)
    stats = _stats_of(package)
    if as_json:
        print_json(stats)
    else:
        _print_stats(open_console(), package, stats)
    return ExitStatus.OK


def _stats_of(package: Package) -> dict[str, Any]:
    problem = package.problem
    limits = problem.limits
    secret = [case for case in problem.cases if not case.visible]
    return {
        "problem": problem.id,
        "name": problem.name,
        "format": package.format,
        "languages_of_statement": sorted(problem.statements),
        "cases": {
            "samples": _sizes_of(package, problem.samples),
            "secret": _sizes_of(package, secret),
            "to_generate": len(package.to_generate),
        },
        "groups": [] if problem.groups is None else list(_groups_of(problem.groups)),
        "limits": {
            "time_s": None if package.time_is_inferred else limits.time_limit.total_seconds(),
            "memory_bytes": limits.memory_bytes,
            "output_bytes": limits.output_bytes,
            "source_bytes": limits.source_bytes,
            "passes": problem.passes,
        },
        "checker": _checker_of(package),
        "validators": [program.name for program in package.input_validators],
        "submissions": [
            {"promised": list(promised), "language": language, "count": count}
            for (promised, language), count in sorted(_submissions_of(package).items())
        ],
        "unsupported": problem.unsupported,
    }


def _sizes_of(package: Package, cases: Sequence[TestCase]) -> dict[str, int]:
    def size(blob: BlobId) -> int:
        place = package.blobs.get(blob)
        return 0 if place is None else place.stat().st_size

    inputs, answers = [size(case.input) for case in cases], [size(case.answer) for case in cases]
    return {
        "count": len(cases),
        "input_bytes": sum(inputs),
        "largest_input_bytes": max(inputs, default=0),
        "answer_bytes": sum(answers),
        "largest_answer_bytes": max(answers, default=0),
    }


def _groups_of(group: TestGroup) -> Iterator[dict[str, Any]]:
    yield {
        "name": group.name,
        "cases": len(group.case_indexes()),
        "aggregation": group.aggregation,
        "max_score": group.max_score,
        "requires": [str(each) for each in group.requires],
    }
    for inner in group.groups:
        yield from _groups_of(inner)


def _checker_of(package: Package) -> str:
    problem = package.problem
    programs = [each.name for each in (problem.interactor, *problem.validators) if each is not None]
    if programs:
        return ", ".join(programs)
    if problem.preset is not None:
        return " ".join((problem.preset.name, *problem.preset.arguments))
    return "default"


def _submissions_of(package: Package) -> Counter[tuple[tuple[str, ...], str]]:
    return Counter((each.promised, language_of_submission(each) or "unknown") for each in package.submissions)


def _print_stats(console: Console, package: Package, stats: dict[str, Any]) -> None:
    limits = stats["limits"]
    time = "inferred" if limits["time_s"] is None else f"{limits['time_s']:g} s"
    print(f"{package.problem.id}: {printable(stats['name'])} ({stats['format']})")
    print(
        f"limits: {time}, {limits['memory_bytes'] / 2**20:g} MiB of memory,"
        f" {limits['output_bytes'] / 2**20:g} MiB of output"
    )
    print(f"checker: {printable(stats['checker'])}")
    table = make_table(
        console,
        "cases",
        "count",
        "input",
        "largest",
        "answers",
        "largest answer",
        numbers=("count", "input", "largest"),
    )
    for kind in ("samples", "secret"):
        sizes = stats["cases"][kind]
        figures = [f"{sizes[key]:,} B" for key in ("input_bytes", "largest_input_bytes", "answer_bytes")]
        table.add_row(kind, str(sizes["count"]), *figures, f"{sizes['largest_answer_bytes']:,} B")
    console.print(table)
    if stats["groups"]:
        groups = make_table(console, "group", "cases", "aggregation", "points", "requires", numbers=("cases", "points"))
        for group in stats["groups"]:
            points = "-" if group["max_score"] is None else f"{group['max_score']:g}"
            requires = printable(" ".join(group["requires"]))
            groups.add_row(
                printable(group["name"]) or "all", str(group["cases"]), group["aggregation"], points, requires
            )
        console.print(groups)
    submissions = make_table(console, "promised", "language", "submissions", numbers=("submissions",))
    for row in stats["submissions"]:
        submissions.add_row(" ".join(row["promised"]) or "-", row["language"], str(row["count"]))
    console.print(submissions)
