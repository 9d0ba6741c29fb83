"""The default checker on a large output, beside `cmp`."""

import random
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from judgebox.checkers import check_output
from judgebox.cli.bench.figures import PartReport, Unmeasured, ratio_aim, timing_of
from judgebox.domain.problem import Comparison

SIZE_BYTES = 10 * 1024 * 1024
MOST_OF_CMP = 3.0

CMP = "cmp, equal files"
EQUAL = "checker, equal files"
SPACED = "checker, other white space everywhere"
FLOATS = "checker with a tolerance, equal but for white space"


def measure_checker(*, rounds: int) -> PartReport:
    """Compare two files of 10 MiB, by each subject in turn."""
    program = shutil.which("cmp")
    if program is None:
        return PartReport(part="checker", unmeasured=[Unmeasured(name=CMP, reason="cmp is not installed")])
    samples: dict[str, list[int]] = {CMP: [], EQUAL: [], SPACED: [], FLOATS: []}
    with TemporaryDirectory(prefix="judgebox-bench-") as name:
        answer, equal, spaced = (Path(name) / each for each in ("answer", "equal", "spaced"))
        words = list(_words())
        answer.write_bytes(b"".join(word + b" " for word in words))
        equal.write_bytes(answer.read_bytes())
        spaced.write_bytes(b"".join(word + b"\n" for word in words))
        tolerant = Comparison(absolute_tolerance=1e-6, relative_tolerance=1e-6)
        for _ in range(rounds):
            start = time.perf_counter_ns()
            subprocess.run([program, "-s", answer, equal], check=True)
            samples[CMP].append(time.perf_counter_ns() - start)
            samples[EQUAL].append(_checked_ns(answer, equal, Comparison()))
            samples[SPACED].append(_checked_ns(answer, spaced, Comparison()))
            samples[FLOATS].append(_checked_ns(answer, spaced, tolerant))
    return report_of(samples)


def _words() -> Sequence[bytes]:
    """Numbers of nine digits, as many as fill the file with a byte between them."""
    numbers = random.Random(1)  # noqa: S311 - no secret
    return [b"%d" % numbers.randrange(10**8, 10**9) for _ in range(SIZE_BYTES // 10)]


def _checked_ns(answer: Path, output: Path, comparison: Comparison) -> int:
    start = time.perf_counter_ns()
    checked = check_output(answer, output, comparison)
    duration = time.perf_counter_ns() - start
    assert checked.accepted
    return duration


def report_of(samples: Mapping[str, Sequence[int]]) -> PartReport:
    timings = {name: timing_of(name, found) for name, found in samples.items()}
    aims = [ratio_aim("checker / cmp, equal files of 10 MiB", timings[EQUAL], timings[CMP], limit=MOST_OF_CMP)]
    return PartReport(part="checker", timings=list(timings.values()), aims=aims)
