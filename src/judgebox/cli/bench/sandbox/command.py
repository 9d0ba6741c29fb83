"""`judgebox bench sandbox`: what runs and boxes cost here, beside a bare process and other sandboxes."""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict

import anyio

from judgebox.cli.bench.figures import Form, PartReport
from judgebox.cli.bench.report import this_machine
from judgebox.cli.bench.sandbox.boxes import measure_boxes
from judgebox.cli.bench.sandbox.compiling import measure_compiles
from judgebox.cli.bench.sandbox.figures import Part, SandboxReport
from judgebox.cli.bench.sandbox.leaks import measure_leaks
from judgebox.cli.bench.sandbox.pools import POOL_SIZE, measure_pool
from judgebox.cli.bench.sandbox.pythons import measure_pythons
from judgebox.cli.bench.sandbox.runs import measure_runs
from judgebox.cli.bench.tables import markdown_of, print_report
from judgebox.cli.logs import configure_logging
from judgebox.cli.status import UsageError
from judgebox.cli.terminal import open_console, print_json
from judgebox.config import read_languages, read_settings
from judgebox.languages import Catalog
from judgebox.sandbox import LauncherSandbox, open_sandbox

ROUNDS_A_COMPILE = 15
"""A compile takes a hundred times as long as a run, so there are fewer rounds of them."""


def measure_sandbox(*, rounds: int, runs: int, only: Sequence[str], form: Form) -> None:
    """Measure the parts and print what came out."""
    configure_logging(as_json=False, level=logging.WARNING)
    parts = [parse_part(name) for name in only] or list(Part)
    settings = read_settings()
    report = anyio.run(_measure, parts, rounds, runs, read_languages(settings))
    match form:
        case Form.JSON:
            print_json(asdict(report))
        case Form.MARKDOWN:
            print(markdown_of(machine_line(report), report.parts))
        case Form.TEXT:
            print_report(open_console(), machine_line(report), report.parts)


def parse_part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError as error:
        raise UsageError(f"there is no part {name!r}; there are {', '.join(Part)}") from error


def machine_line(report: SandboxReport) -> str:
    machine = report.machine
    where = f"{machine.cpus} CPUs ({machine.processor}), Linux {machine.kernel}, Python {machine.python}"
    isolation = f"sandbox tier {report.tier}, control groups {report.cgroup_version or 'none'}"
    return f"{where}, {isolation}; load {report.load_before:.1f} before; {report.rounds} rounds, {report.seconds:.0f} s"


async def _measure(parts: Sequence[Part], rounds: int, runs: int, catalog: Catalog) -> SandboxReport:
    start, load = time.monotonic(), os.getloadavg()[0]
    reports = []
    for part in parts:
        async with open_sandbox(pool_size=POOL_SIZE if part is Part.POOL else 0) as sandbox:
            reports.append(await _measure_part(part, sandbox, catalog, rounds=rounds, runs=runs))
    return SandboxReport(
        machine=this_machine(),
        load_before=round(load, 2),
        tier=sandbox.tier,
        cgroup_version=sandbox.cgroup_version,
        rounds=rounds,
        seconds=round(time.monotonic() - start, 1),
        parts=reports,
    )


async def _measure_part(
    part: Part, sandbox: LauncherSandbox, catalog: Catalog, *, rounds: int, runs: int
) -> PartReport:
    if (console := open_console(stderr=True)).is_terminal:
        console.print(f"measuring {part} ...")
    match part:
        case Part.RUN:
            return await measure_runs(sandbox, rounds=rounds)
        case Part.BOX:
            return await measure_boxes(sandbox, rounds=rounds)
        case Part.POOL:
            return await measure_pool(sandbox, rounds=rounds)
        case Part.PYTHON:
            return await measure_pythons(sandbox, catalog, rounds=rounds)
        case Part.COMPILE:
            return await measure_compiles(sandbox, catalog, rounds=-(-rounds // ROUNDS_A_COMPILE))
        case Part.LEAKS:
            return await measure_leaks(sandbox, runs=runs)
