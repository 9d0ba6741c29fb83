"""Packages with test groups, from their folder to the judgement: readers, checkers, graders and rules together."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from judgebox.domain.problem import Problem
from judgebox.domain.verdict import Reason, Result, Verdict
from judgebox.packages import read_package
from judging_world import World, open_world

AC, PA, WA, CFG = Verdict.ACCEPTED, Verdict.PARTIALLY_ACCEPTED, Verdict.WRONG_ANSWER, Verdict.MISCONFIGURED

MODERN = "problem_format_version: 2025-09\nname: Echo\nuuid: x\ntype: scoring\nlimits: {time_limit: 2}\n"
LEGACY = "name: Echo\ntype: scoring\nvalidation: custom score\n"

BY_OUTPUT = """\
import sys
output, folder = sys.stdin.read().split(), sys.argv[3]
for name, text in zip(["score.txt", "score_multiplier.txt"], output[1:]):
    if text != "-":
        open(folder + name, "w").write(text)
sys.exit(42 if output[0] == "yes" else 43)
"""
"""A checker that does what the submission says: a decision, a score, a multiplier."""

ECHO = "print(input())"


def a_group(name: str, settings: str, *inputs: str, file: str = "test_group.yaml") -> dict[str, str]:
    files = {f"data/secret/{name}/{file}": settings}
    for index, text in enumerate(inputs):
        files |= {f"data/secret/{name}/{index}.in": f"{text}\n", f"data/secret/{name}/{index}.ans": f"{text}\n"}
    return files


def a_problem(world: World, folder: Path, files: Mapping[str, str]) -> Problem:
    for name, content in files.items():
        path = folder / "echo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    package = read_package(folder / "echo")
    world.blobs.paths |= package.blobs
    assert package.problem.unsupported == ()
    return package.problem


def points(result: Result) -> dict[str, tuple[Verdict, float | None]]:
    return {group.name.removeprefix("secret/"): (group.verdict, group.score) for group in result.groups}


@pytest.mark.parametrize("slots", [1, 3])
async def test_groups_give_the_same_however_many_slots_there_are(tmp_path: Path, slots: int) -> None:
    files = {
        "problem.yaml": MODERN,
        **a_group("a", "max_score: 20\n", "1", "2", "3"),
        **a_group("b", "max_score: 30\nscore_aggregation: sum\n", "4", "5", "6"),
        **a_group("c", "max_score: 50\nrequire_pass: secret/a\n", "7"),
    }
    wrong_in_2_and_5 = "n = input(); print(n if n not in '25' else 0)"
    async with open_world(tmp_path, slots=slots) as world:
        problem = a_problem(world, tmp_path / "packages", files)

        result = await world.judged(wrong_in_2_and_5, problem)
        right = await world.judged(ECHO, problem)

    assert (result.verdict, result.score, result.max_score) == (PA, 20, 100)
    assert points(result) == {
        "secret": (PA, 20),
        "a": (WA, 0),
        "b": (PA, 20),
        "c": (Verdict.SKIPPED, 0),
    }
    assert [case.reason for case in result.cases if case.verdict is Verdict.SKIPPED] == [
        Reason.EARLY_STOP,
        Reason.DEPENDENCY,
    ]
    assert (right.verdict, right.score) == (AC, 100)


async def test_a_legacy_checker_gives_points_of_which_a_group_takes_the_least(world: World, tmp_path: Path) -> None:
    settings = "on_reject: break\nrange: 0 50\naccept_score: 50\ngrader_flags: min\n"
    files = {
        "problem.yaml": LEGACY,
        "output_validators/check.py": BY_OUTPUT,
        "data/testdata.yaml": "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n",
        "data/secret/testdata.yaml": (
            "on_reject: continue\nrange: 0 100\ngrader_flags: first_error accept_if_any_accepted\n"
        ),
        **a_group("a", settings, "yes 50", "yes 12.5", "yes 40", file="testdata.yaml"),
        **a_group("b", settings, "yes 50", "no 50", "yes 1", file="testdata.yaml"),
    }

    result = await world.judged(ECHO, a_problem(world, tmp_path, files))

    assert (result.verdict, result.score, result.max_score) == (PA, 12.5, 100)
    assert points(result) == {"secret": (PA, 12.5), "a": (PA, 12.5), "b": (WA, 0)}


async def test_the_authors_grader_gets_what_was_judged_and_decides(world: World, tmp_path: Path) -> None:
    grader = """\
import sys
lines = [line.split() for line in sys.stdin]
good = [float(score) for verdict, score in lines if verdict == "AC"]
print("AC" if len(good) >= int(sys.argv[1]) else "WA", sum(good))
"""
    files = {
        "problem.yaml": "name: Echo\ntype: scoring\n",
        "graders/enough.py": grader,
        "data/testdata.yaml": "on_reject: continue\ngrader_flags: ignore_sample\n",
        "data/secret/testdata.yaml": (
            "on_reject: continue\naccept_score: 10\nrange: 0 30\ngrading: custom\ngrader_flags: 2\n"
        ),
        **{f"data/secret/{index}.{suffix}": f"{index}\n" for index in (1, 2, 3) for suffix in ("in", "ans")},
    }
    problem = a_problem(world, tmp_path, files)

    two_right = await world.judged("n = input(); print(n if n != '2' else 0)", problem)
    one_right = await world.judged("n = input(); print(n if n == '2' else 0)", problem)

    assert (two_right.verdict, two_right.score) == (PA, 20)
    assert (one_right.verdict, one_right.score) == (WA, 0)


@pytest.mark.parametrize("printed", ["print('AC', 31)", "print('AC nan')", "print('AC')", "exit(1)", "print('OK 1')"])
async def test_a_grader_that_says_no_grade_is_the_authors_fault(world: World, tmp_path: Path, printed: str) -> None:
    files = {
        "problem.yaml": "name: Echo\ntype: scoring\n",
        "graders/broken.py": printed,
        "data/secret/testdata.yaml": "range: 0 30\ngrading: custom\n",
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "1\n",
    }

    result = await world.judged(ECHO, a_problem(world, tmp_path, files))

    assert (result.verdict, result.score) == (CFG, None)


@pytest.mark.parametrize(
    ("said", "verdict", "score"),
    [
        ("yes", AC, 60),
        ("yes 12", PA, 12),
        ("yes - 0.25", PA, 15),
        ("no", WA, 0),
        ("yes 61", CFG, None),
        ("yes -1", CFG, None),
        ("yes nan", CFG, None),
        ("yes 1e999", CFG, None),
        ("yes ten", CFG, None),
        ("yes - 1.01", CFG, None),
        ("yes 1 1", CFG, None),
        ("no 0", CFG, None),
    ],
)
async def test_points_of_a_checker_of_2025_09(
    world: World, tmp_path: Path, said: str, verdict: Verdict, score: float | None
) -> None:
    files = {
        "problem.yaml": MODERN,
        "output_validator/check.py": BY_OUTPUT,
        "data/secret/test_group.yaml": "max_score: 60\n",
        "data/secret/1.in": f"{said}\n",
        "data/secret/1.ans": "",
    }

    result = await world.judged(ECHO, a_problem(world, tmp_path, files))

    assert (result.verdict, result.score) == (verdict, score)
    assert verdict is not CFG or result.reason is Reason.BAD_SCORE


async def test_a_source_that_is_too_long_loses_the_points_for_that(world: World, tmp_path: Path) -> None:
    files = {
        "problem.yaml": MODERN,
        "static_validator/short.py": "import os, sys\nsys.exit(42 if os.path.getsize(sys.argv[2]) < 20 else 43)\n",
        "data/secret/test_group.yaml": "static_validation_score: 40\n",
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "1\n",
    }
    problem = a_problem(world, tmp_path, files)

    short, long = await world.judged(ECHO, problem), await world.judged(f"{ECHO}  # {'x' * 20}", problem)

    assert (short.verdict, short.score) == (AC, 100)
    assert (long.verdict, long.score) == (PA, 60)
