"""Packages that others made, where they lie beside the checkout: see their README there."""

from pathlib import Path

import pytest

from judgebox.domain.problem import Problem
from judgebox.packages import read_package

PACKAGES = Path(__file__).parents[4] / "shared" / "problems"

pytestmark = pytest.mark.skipif(not PACKAGES.is_dir(), reason="there is no shared/problems beside the checkout")

CASES = {
    "karwa-2023/circuitconfort": (2, 26),
    "karwa-2024/tomates": (2, 146),
    "karwa-2025/artefact": (2, 30),
    "kattis-examples/hello": (0, 1),
    "kattis-examples/oddecho": (2, 16),
    "nordic-olympiad-2022/hipsterjazz": (3, 113),
    "rocky-mountain-2019/watchlater": (2, 14),
}


def problem_of(path: str) -> Problem:
    return read_package(PACKAGES / path).problem


def test_every_package_is_read() -> None:
    paths = sorted(path.parent for path in PACKAGES.glob("*/*/problem.yaml"))

    assert len([read_package(path) for path in paths]) == len(paths) >= 18


@pytest.mark.parametrize(("path", "counts"), CASES.items())
def test_every_case_is_found(path: str, counts: tuple[int, int]) -> None:
    cases = problem_of(path).cases

    assert (sum(case.visible for case in cases), sum(not case.visible for case in cases)) == counts


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("karwa-2023/palindronium", 1.0), ("karwa-2025/artefact", 1.5), ("rocky-mountain-2022/profitabletrip", 8.0)],
)
def test_time_limits_are_found(path: str, seconds: float) -> None:
    assert problem_of(path).limits.time_limit.total_seconds() == seconds


def test_tolerances_are_found() -> None:
    comparison = problem_of("rocky-mountain-2019/biggesttriangle").comparison

    assert (comparison.absolute_tolerance, comparison.relative_tolerance) == (1e-5, 1e-5)
    assert problem_of("karwa-2023/palindronium").comparison.absolute_tolerance == 0.00011


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("kattis-examples/different", 1),
        ("kattis-examples/guess", 1),
        ("kattis-examples/oddecho", 0),
        ("nordic-olympiad-2022/hipsterjazz", 1),
    ],
)
def test_validators_that_these_copies_lack_are_named(path: str, lacking: int) -> None:
    features = [feature for feature in problem_of(path).unsupported if "not in the package" in feature]

    assert len(features) == lacking


def test_names_are_read_in_all_languages() -> None:
    assert problem_of("kattis-examples/guess").names == {"en": "Guess the Number", "sv": "Gissa talet"}
    assert problem_of("karwa-2025/etoile").name == "Étoile"
