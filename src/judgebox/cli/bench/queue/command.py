"""`judgebox bench queue`: what it costs to take in, to spread and to finish, beside a plain list."""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict

import anyio

from judgebox.cli.bench.figures import Form, PartReport
from judgebox.cli.bench.queue.backlog import measure_backlog
from judgebox.cli.bench.queue.figures import Part, QueueReport
from judgebox.cli.bench.queue.intake import measure_intake
from judgebox.cli.bench.queue.jobs import measure_jobs, measure_latency
from judgebox.cli.bench.queue.world import World, open_world
from judgebox.cli.bench.report import this_machine
from judgebox.cli.bench.tables import markdown_of, print_report
from judgebox.cli.logs import configure_logging
from judgebox.cli.status import UsageError
from judgebox.cli.terminal import open_console, print_json

SINGLE_JOBS = 150


def measure_queue(*, jobs: int, backlog: int, database_url: str | None, only: Sequence[str], form: Form) -> None:
    """Measure the parts and print what came out."""
    configure_logging(as_json=False, level=logging.ERROR)
    parts = [parse_part(name) for name in only] or list(Part)
    report = anyio.run(_measure, parts, jobs, backlog, database_url, backend_options={"use_uvloop": True})
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


def headline(report: QueueReport) -> str:
    machine = report.machine
    where = f"{machine.cpus} CPUs ({machine.processor}), Linux {machine.kernel}, Python {machine.python}"
    return f"{where}; {report.database}, embedded Valkey; load {report.load_before:.1f} before; {report.seconds:.0f} s"


async def _measure(parts: Sequence[Part], jobs: int, backlog: int, database_url: str | None) -> QueueReport:
    start, load = time.monotonic(), os.getloadavg()[0]
    reports = []
    for part in parts:
        async with open_world(database_url) as world:
            reports.append(await _measure_part(part, world, jobs=jobs, backlog=backlog))
    return QueueReport(
        machine=this_machine(),
        load_before=round(load, 2),
        database="SQLite" if database_url is None else "PostgreSQL",
        seconds=round(time.monotonic() - start, 1),
        parts=reports,
    )


async def _measure_part(part: Part, world: World, *, jobs: int, backlog: int) -> PartReport:
    if (console := open_console(stderr=True)).is_terminal:
        console.print(f"measuring {part} ...")
    match part:
        case Part.INTAKE:
            return await measure_intake(world)
        case Part.LATENCY:
            return await measure_latency(world, count=min(jobs, SINGLE_JOBS))
        case Part.JOBS:
            return await measure_jobs(world, jobs=jobs)
        case Part.BACKLOG:
            return await measure_backlog(world, many=backlog)
