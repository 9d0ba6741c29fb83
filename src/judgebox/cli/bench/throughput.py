"""`judgebox bench throughput`: submissions a second with all slots busy, beside bare runs a second."""

import time
from contextlib import closing
from dataclasses import asdict, dataclass

from judgebox.cli.bench.bare import bare_runs
from judgebox.cli.bench.client import BenchClient
from judgebox.cli.bench.problem import CASES
from judgebox.cli.bench.report import Machine, this_machine
from judgebox.cli.bench.target import bench_server
from judgebox.cli.local import choose_language
from judgebox.cli.terminal import make_table, open_console, print_json
from judgebox.config import read_languages, read_settings

WARM_UP = 10
MOST_BARE_RUNS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """What was measured; `runs` are runs of the program, ten for a submission."""

    count: int
    cases: int
    slots: int
    tier: str | None
    seconds: float
    submissions_per_s: float
    runs_per_s: float
    bare_runs_per_s: float
    machine: Machine


def measure_throughput(*, count: int, as_json: bool) -> None:
    """Measure and print."""
    slots = read_settings().slots
    with bench_server(slots=slots) as url, closing(BenchClient(url)) as client:
        tier = _judge_all(client, range(WARM_UP))
        start = time.perf_counter()
        _judge_all(client, range(WARM_UP, WARM_UP + count))
        elapsed = time.perf_counter() - start
    throughput = Throughput(
        count=count,
        cases=CASES,
        slots=slots,
        tier=tier,
        seconds=round(elapsed, 3),
        submissions_per_s=round(count / elapsed, 1),
        runs_per_s=round(count * CASES / elapsed, 1),
        bare_runs_per_s=round(_bare_runs_a_second(min(count * CASES, MOST_BARE_RUNS), slots), 1),
        machine=this_machine(),
    )
    if as_json:
        print_json(asdict(throughput))
    else:
        _print(throughput)


def _judge_all(client: BenchClient, numbers: range) -> str | None:
    return [client.wait_accepted(submission_id) for submission_id in client.submit_all(numbers)][-1]


def _bare_runs_a_second(runs: int, slots: int) -> float:
    _, python = choose_language(read_languages(read_settings()), "main.py")
    with bare_runs(python) as bare:
        return bare.runs_a_second(runs, slots=slots)


def _print(throughput: Throughput) -> None:
    console = open_console()
    machine = throughput.machine
    console.print(f"{machine.cpus} CPUs ({machine.processor}), Linux {machine.kernel}, sandbox tier {throughput.tier}")
    console.print(f"{throughput.count} submissions at once, {throughput.cases} cases, {throughput.slots} slots\n")
    table = make_table(console, "", "a second", numbers=("a second",))
    table.add_row("submissions", f"{throughput.submissions_per_s:.1f}")
    table.add_row("their runs", f"{throughput.runs_per_s:.1f}")
    table.add_row("bare runs", f"{throughput.bare_runs_per_s:.1f}")
    console.print(table)
