"""The memory of a judging process, with little data and with much.

Each is measured in a process of its own, which is this module: it judges a program that copies its input, and prints
the most memory that it has held itself, by `VmHWM` of the kernel. The program's own memory is not part of it.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from judgebox.cli.bench.figures import Amount, PartReport, Unit, Unmeasured, aim_of
from judgebox.cli.bench.judging.problems import COPY, write_copying
from judgebox.cli.local import PackageBlobs, local_judging
from judgebox.config import Settings, read_languages, read_settings
from judgebox.domain.errors import PlatformError
from judgebox.domain.events import EventKind
from judgebox.domain.verdict import CaseResult, Verdict
from judgebox.packages import read_package
from judgebox.usecases.judge import Assignment

SMALL_BYTES = 1000
LARGE_BYTES = 100 * 1024 * 1024
MOST_MORE_MIB = 50.0

PEAK = "peak of the judging process, 1 KB and 100 MiB of input and output"


def measure_memory() -> PartReport:
    """Judge little and much data, each in a new process."""
    try:
        small, large = (_peak_mib(size) for size in (SMALL_BYTES, LARGE_BYTES))
    except PlatformError as error:
        return PartReport(part="memory", unmeasured=[Unmeasured(name=PEAK, reason=str(error))])
    return report_of(small, large)


def report_of(small_mib: float, large_mib: float) -> PartReport:
    amount = Amount(name=PEAK, unit=Unit.MEBIBYTES, before=small_mib, after=large_mib)
    aim = aim_of("more with 100 MiB", large_mib - small_mib, limit=MOST_MORE_MIB, unit=Unit.MEBIBYTES)
    return PartReport(part="memory", amounts=[amount], aims=[aim])


def _peak_mib(size_bytes: int) -> float:
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        package = write_copying(Path(name) / "copying", size_bytes)
        done = subprocess.run([sys.executable, "-m", __name__, str(package)], capture_output=True, text=True)
    if done.returncode != 0:
        raise PlatformError(f"the judging process failed: {done.stderr.strip()[-500:]}")
    return int(done.stdout) / 1024


async def _judge(settings: Settings, package: Path) -> None:
    read = read_package(package)
    language = read_languages(settings).languages["python"]
    async with local_judging(settings, PackageBlobs(read), [package]) as judge:
        assignment = Assignment(source=COPY, language=language, problem=read.problem, language_id="python")
        result = await judge.judge(assignment, _tell_nobody)
    if result.verdict is not Verdict.ACCEPTED:
        raise PlatformError(f"the program that is measured got {result.verdict}: {result.detail or result.reason}")


async def _tell_nobody(kind: EventKind, case_count: int | None, case: CaseResult | None) -> None:
    return None


def peak_kib() -> int:
    """The most memory that this process has held."""
    for line in Path("/proc/self/status").read_text().splitlines():
        key, _, value = line.partition(":")
        if key == "VmHWM":
            return int(value.split()[0])
    raise PlatformError("the kernel does not tell VmHWM")


if __name__ == "__main__":
    anyio.run(_judge, read_settings(), Path(sys.argv[1]))
    print(peak_kib())
