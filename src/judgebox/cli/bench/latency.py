"""`judgebox bench latency`: from POST to the final event on an idle machine, beside the bare cost."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass

from judgebox.cli.bench.bare import bare_runs
from judgebox.cli.bench.client import BenchClient
from judgebox.cli.bench.problem import CASES
from judgebox.cli.bench.report import Machine, percentile, this_machine
from judgebox.cli.bench.target import bench_server
from judgebox.cli.local import choose_language
from judgebox.cli.terminal import make_table, open_console, print_json
from judgebox.config import read_languages, read_settings

WARM_UP = 3
"""Submissions that don't count: the first ones fill caches and pools."""

AIM_FACTOR = 1.5
AIM_EXTRA_MS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """What was measured, in milliseconds: submissions, and ten bare runs one after the other."""

    count: int
    cases: int
    slots: int
    tier: str | None
    p50_ms: float
    p95_ms: float
    bare_p50_ms: float
    bare_p95_ms: float
    aim_ms: float
    machine: Machine


def measure_latency(*, count: int, as_json: bool) -> None:
    """Measure and print."""
    slots = read_settings().slots
    with bench_server(slots=slots) as url, closing(BenchClient(url)) as client:
        measured = [_timed(client, number) for number in range(WARM_UP + count)][WARM_UP:]
    times, tiers = zip(*measured, strict=True)
    latency = latency_of(times, bare_times(count), slots=slots, tier=tiers[0])
    if as_json:
        print_json(asdict(latency))
    else:
        _print(latency)


def _timed(client: BenchClient, number: int) -> tuple[float, str | None]:
    start = time.perf_counter()
    submission_id = client.submit_and_follow(number)
    elapsed = time.perf_counter() - start
    return elapsed, client.wait_accepted(submission_id)


def bare_times(count: int) -> Sequence[float]:
    """Seconds that the runs of one submission take without judgebox, measured so many times."""
    _, python = choose_language(read_languages(read_settings()), "main.py")
    with bare_runs(python) as bare:
        return [bare.seconds_of_all_cases() for _ in range(WARM_UP + count)][WARM_UP:]


def latency_of(times: Sequence[float], bare: Sequence[float], *, slots: int, tier: str | None) -> Latency:
    bare_p50_ms = 1000 * percentile(bare, 50)
    return Latency(
        count=len(times),
        cases=CASES,
        slots=slots,
        tier=tier,
        p50_ms=round(1000 * percentile(times, 50), 1),
        p95_ms=round(1000 * percentile(times, 95), 1),
        bare_p50_ms=round(bare_p50_ms, 1),
        bare_p95_ms=round(1000 * percentile(bare, 95), 1),
        aim_ms=round(AIM_FACTOR * bare_p50_ms + AIM_EXTRA_MS, 1),
        machine=this_machine(),
    )


def _print(latency: Latency) -> None:
    console = open_console()
    machine = latency.machine
    console.print(f"{machine.cpus} CPUs ({machine.processor}), Linux {machine.kernel}, sandbox tier {latency.tier}")
    console.print(f"{latency.count} submissions one after the other, {latency.cases} cases, {latency.slots} slots\n")
    table = make_table(console, "", "p50", "p95", numbers=("p50", "p95"))
    table.add_row("POST to final event", f"{latency.p50_ms:.1f} ms", f"{latency.p95_ms:.1f} ms")
    table.add_row("bare runs in turn", f"{latency.bare_p50_ms:.1f} ms", f"{latency.bare_p95_ms:.1f} ms")
    table.add_row(f"aim: {AIM_FACTOR:g} x bare + {AIM_EXTRA_MS:g} ms", f"{latency.aim_ms:.1f} ms", "")
    console.print(table)
    console.print("the aim is reached" if latency.p50_ms <= latency.aim_ms else "the aim is missed")
