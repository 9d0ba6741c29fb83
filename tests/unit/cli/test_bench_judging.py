import subprocess
import sys
from pathlib import Path

import pytest

from judgebox.cli.bench.judging.checking import CMP, EQUAL
from judgebox.cli.bench.judging.checking import report_of as report_of_checker
from judgebox.cli.bench.judging.command import parse_part
from judgebox.cli.bench.judging.memory import peak_kib
from judgebox.cli.bench.judging.memory import report_of as report_of_memory
from judgebox.cli.bench.judging.problems import CASES, SOURCES, sum_of, write_copying, write_sorting
from judgebox.cli.bench.judging.whole import AT_ONCE, BARE_BUSY, BUSY, CASES_ALONE
from judgebox.cli.bench.judging.whole import report_of as report_of_whole
from judgebox.cli.status import UsageError
from judgebox.packages import read_package

MS = 1_000_000


def test_the_problem_that_is_measured_has_a_hundred_cases_of_different_files(tmp_path: Path) -> None:
    problem = read_package(write_sorting(tmp_path / "sorting", "python")).problem

    assert len(problem.cases) == CASES
    assert len({case.input for case in problem.cases}) == CASES


def test_the_program_that_is_measured_prints_its_answer() -> None:
    done = subprocess.run([sys.executable, "-c", SOURCES["python"]], input="3 50", capture_output=True, text=True)

    assert int(done.stdout) == sum_of(3, 50)


def test_a_problem_of_much_data_has_as_much_as_is_asked_for(tmp_path: Path) -> None:
    package = read_package(write_copying(tmp_path / "copying", 12_345))

    (case,) = package.problem.cases
    assert package.blobs[case.input].stat().st_size == 12_345
    assert case.input == case.answer


@pytest.mark.parametrize(("cases_ms", "is_met"), [(125, True), (126, False)])
def test_a_judging_is_to_have_four_fifths_of_the_bare_throughput(cases_ms: int, is_met: bool) -> None:
    samples = {AT_ONCE: [100 * MS], CASES_ALONE: [cases_ms * MS], BARE_BUSY: [200 * MS], BUSY: [200 * MS]}

    alone, busy = report_of_whole("cpp", 2, samples).aims

    assert (alone.is_met, busy.is_met) == (is_met, True)


def test_the_checker_is_to_take_three_times_what_cmp_does() -> None:
    (aim,) = report_of_checker({CMP: [2 * MS], EQUAL: [7 * MS]}).aims

    assert (aim.value, aim.is_met) == (3.5, False)


def test_memory_is_to_be_flat() -> None:
    (aim,) = report_of_memory(40.0, 95.0).aims

    assert (aim.value, aim.is_met) == (55.0, False)


def test_a_process_knows_the_most_that_it_has_held() -> None:
    assert peak_kib() > 1000


def test_an_unknown_part_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="cpp, python, checker, memory"):
        parse_part("disk")
