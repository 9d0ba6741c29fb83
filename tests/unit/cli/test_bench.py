from pathlib import Path

import pytest

from judgebox.cli.bench.latency import latency_of
from judgebox.cli.bench.problem import CASES, write_problem
from judgebox.cli.bench.report import percentile


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 5), (90, 9), (95, 10), (100, 10)])
def test_a_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == value


def test_the_percentile_of_one_value_is_that() -> None:
    assert percentile([3.0], 95) == 3.0


def test_the_aim_is_one_and_a_half_times_the_bare_cost_and_20_ms() -> None:
    latency = latency_of([0.25], [0.1], slots=2, tier="A")

    assert (latency.p50_ms, latency.bare_p50_ms, latency.aim_ms) == (250, 100, 170)


def test_the_problem_that_is_measured_has_ten_cases(tmp_path: Path) -> None:
    write_problem(tmp_path)

    assert len(list(tmp_path.glob("bench/data/secret/*.in"))) == CASES == 10
    assert len(list(tmp_path.glob("bench/data/secret/*.ans"))) == CASES
