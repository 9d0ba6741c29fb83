"""`judgebox bench judging`: read the options, measure the parts in turn, print."""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict

import anyio

from judgebox.cli.bench.figures import Form, PartReport, Unmeasured
from judgebox.cli.bench.judging.checking import measure_checker
from judgebox.cli.bench.judging.figures import JudgingReport, Part
from judgebox.cli.bench.judging.memory import measure_memory
from judgebox.cli.bench.judging.whole import measure_whole
from judgebox.cli.bench.report import this_machine
from judgebox.cli.bench.tables import markdown_of, print_report
from judgebox.cli.logs import configure_logging
from judgebox.cli.status import UsageError
from judgebox.cli.terminal import open_console, print_json
from judgebox.config import Settings, read_languages, read_settings
from judgebox.sandbox import open_sandbox

CHECKS_A_ROUND = 5
"""A check takes a hundredth of a judging, so there are more of them."""


def measure_judging(*, rounds: int, only: Sequence[str], form: Form) -> None:
    """Measure the parts and print what came out."""
    configure_logging(as_json=False, level=logging.WARNING)
    parts = [parse_part(name) for name in only] or list(Part)
    report = _measure(parts, read_settings(), rounds=rounds)
    match form:
        case Form.JSON:
            print_json(asdict(report))
        case Form.MARKDOWN:
            print(markdown_of(headline(report), report.parts))
        case Form.TEXT:
            print_report(open_console(), headline(report), report.parts)


def parse_part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError as error:
        raise UsageError(f"there is no part {name!r}; there are {', '.join(Part)}") from error


def headline(report: JudgingReport) -> str:
    machine = report.machine
    where = f"{machine.cpus} CPUs ({machine.processor}), Linux {machine.kernel}, Python {machine.python}"
    how = f"sandbox tier {report.tier}, {report.slots} slots, {report.rounds} rounds"
    return f"{where}; {how}; load {report.load_before:.1f} before; {report.seconds:.0f} s"


def _measure(parts: Sequence[Part], settings: Settings, *, rounds: int) -> JudgingReport:
    start, load = time.monotonic(), os.getloadavg()[0]
    tier = anyio.run(_tier)
    reports = [_measure_part(part, settings, rounds=rounds) for part in parts]
    return JudgingReport(
        machine=this_machine(),
        load_before=round(load, 2),
        tier=tier,
        slots=settings.slots,
        rounds=rounds,
        seconds=round(time.monotonic() - start, 1),
        parts=reports,
    )


async def _tier() -> str:
    async with open_sandbox() as sandbox:
        return sandbox.tier


def _measure_part(part: Part, settings: Settings, *, rounds: int) -> PartReport:
    if (console := open_console(stderr=True)).is_terminal:
        console.print(f"measuring {part} ...")
    match part:
        case Part.CPP | Part.PYTHON:
            catalog = read_languages(settings)
            if catalog.missing_programs(part):
                reason = f"install the package {catalog.languages[part].package}"
                return PartReport(part=part, unmeasured=[Unmeasured(name="all", reason=reason)])
            return anyio.run(lambda: measure_whole(settings, part, rounds=rounds))
        case Part.CHECKER:
            return measure_checker(rounds=rounds * CHECKS_A_ROUND)
        case Part.MEMORY:
            return measure_memory()
