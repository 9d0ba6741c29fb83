"""How the cases of a package count, by the rules of 2025-09, its drafts, and legacy."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judgebox.domain.errors import ProblemError
from judgebox.domain.grading import result_of
from judgebox.domain.problem import Problem
from judgebox.domain.scoring import Aggregation, TestGroup, VerdictRule
from judgebox.domain.verdict import CaseResult, Result, Verdict
from judgebox.packages import read_package

MakePackage = Callable[..., Path]
Files = dict[str, str | None]

AC, PA, WA = Verdict.ACCEPTED, Verdict.PARTIALLY_ACCEPTED, Verdict.WRONG_ANSWER

FLAT: Files = {f"data/secret/{name}": None for name in ("01.in", "01.ans", "02-big.in", "02-big.ans")}
"""Leaves out the cases that are in no group."""

MODERN: Files = {"problem.yaml": "problem_format_version: 2025-09\nname: Sum\nuuid: x\ntype: scoring\n"}
DRAFT: Files = {"problem.yaml": "problem_format_version: 2023-07-draft\nname: Sum\nuuid: x\ntype: scoring\n"}
LEGACY: Files = {"problem.yaml": "name: Sum\ntype: scoring\n"}
PASS_FAIL_LEGACY: Files = {"problem.yaml": "name: Sum\n"}


def a_group(name: str, cases: int = 2, settings: str = "", *, file: str = "test_group.yaml") -> Files:
    """A group below `secret` with cases called 1, 2, ..."""
    files: Files = {
        f"data/secret/{name}/{case}.{suffix}": "1\n" for case in range(1, cases + 1) for suffix in ("in", "ans")
    }
    return files | ({f"data/secret/{name}/{file}": settings} if settings else {})


def all_groups(group: TestGroup | None) -> dict[str, TestGroup]:
    """The groups by name."""
    found: dict[str, TestGroup] = {}
    waiting = [group] if group is not None else []
    while waiting:
        each = waiting.pop()
        found[each.name] = each
        waiting.extend(each.groups)
    return found


def judged(problem: Problem, *wrong: str) -> Result:
    """Judge a submission that is wrong in the cases whose names begin so."""
    cases = [
        CaseResult(index=index, name=case.name, visible=case.visible, verdict=WA if case.name.startswith(wrong) else AC)
        for index, case in enumerate(problem.cases)
    ]
    return result_of(problem.groups, cases, scores=problem.scores)


def outcome(problem: Problem, *wrong: str) -> tuple[Verdict, float | None]:
    result = judged(problem, *wrong)
    return result.verdict, result.score


# --- 2025-09 -----------------------------------------------------------------------------------


def test_groups_of_2025_09_are_pass_fail_and_their_points_are_added(make_package: MakePackage) -> None:
    groups = a_group("a", 2, "max_score: 30\n") | a_group("b", 1, "max_score: 70\n")

    problem = read_package(make_package(MODERN | FLAT | groups)).problem

    assert outcome(problem) == (AC, 100)
    assert outcome(problem, "secret/a/2") == (PA, 70)
    assert outcome(problem, "secret") == (WA, 0)
    assert outcome(problem, "sample") == (AC, 100)


def test_settings_of_secret_say_how_much_there_is_and_how_it_is_aggregated(make_package: MakePackage) -> None:
    settings = {"data/secret/test_group.yaml": "max_score: 10\nscore_aggregation: min\n"}

    problem = read_package(make_package(MODERN | settings)).problem

    assert outcome(problem) == (AC, 10)
    assert outcome(problem, "secret/01") == (WA, 0)


def test_a_group_may_share_its_points_among_its_cases(make_package: MakePackage) -> None:
    group = a_group("a", 4, "max_score: 100\nscore_aggregation: sum\n")

    assert outcome(read_package(make_package(MODERN | FLAT | group)).problem, "secret/a/3") == (PA, 75)


def test_folders_in_a_group_of_the_strict_format_are_part_of_it(make_package: MakePackage) -> None:
    files = a_group("a", 1, "max_score: 100\n") | a_group("a/deep", 2)

    problem = read_package(make_package(MODERN | FLAT | files)).problem

    assert list(all_groups(problem.groups)) == ["", "secret", "secret/a", "sample"]
    assert outcome(problem, "secret/a/deep/2") == (WA, 0)


def test_an_unbounded_score_comes_from_the_checker(make_package: MakePackage) -> None:
    problem = read_package(make_package(MODERN | {"data/secret/test_group.yaml": "max_score: unbounded\n"})).problem

    assert judged(problem).verdict is Verdict.MISCONFIGURED
    assert all_groups(problem.groups)["secret"].max_score is None


def test_a_group_may_require_others_and_the_samples(make_package: MakePackage) -> None:
    groups = a_group("a", 1, "max_score: 40\nrequire_pass: sample\n") | a_group(
        "b", 1, "max_score: 60\nrequire_pass: [sample, secret/a]\n"
    )

    problem = read_package(make_package(MODERN | FLAT | groups)).problem

    assert outcome(problem, "secret/a") == (WA, 0)
    assert outcome(problem, "secret/b") == (PA, 40)
    assert outcome(problem, "sample") == (WA, 0)


def test_drafts_put_the_keys_of_scoring_into_a_map(make_package: MakePackage) -> None:
    groups = a_group("a", 2, "scoring:\n  score: 40\n  aggregation: sum\n") | a_group(
        "b", 1, "scoring: {require_pass: sample}\n"
    )

    problem = read_package(make_package(DRAFT | FLAT | groups)).problem

    assert outcome(problem, "secret/a/1") == (PA, 80)
    assert all_groups(problem.groups)["secret/b"].max_score == 60


def test_points_that_no_group_names_are_what_the_others_leave_over(make_package: MakePackage) -> None:
    groups = a_group("a", 1, "max_score: 40\n") | a_group("b", 1) | a_group("c", 1)

    read = read_package(make_package(MODERN | FLAT | groups))

    assert [group.max_score for _, group in sorted(all_groups(read.problem.groups).items())[3:]] == [40, 30, 30]
    assert "data/secret: groups in it name no max_score; they share the points that are left over" in read.warnings


def test_a_static_validator_takes_a_share_of_its_group(make_package: MakePackage) -> None:
    files = {
        "static_validator/look.py": "exit(42)\n",
        "data/secret/test_group.yaml": "static_validation_score: 20\nstatic_validator_args: [--short]\n",
    }

    secret = all_groups(read_package(make_package(MODERN | files)).problem.groups)["secret"]

    assert secret.static is not None
    assert (secret.static.points, secret.static.arguments, secret.case_points) == (20, ("--short",), 40)


def test_a_static_validator_may_count_without_points(make_package: MakePackage) -> None:
    files = {
        "static_validator/look.py": "exit(42)\n",
        "data/secret/test_group.yaml": "static_validation_score: pass-fail\n",
    }

    groups = all_groups(read_package(make_package(files)).problem.groups)

    assert groups["secret"].static is not None
    assert groups[""].verdict_rule is VerdictRule.FIRST_ERROR


def test_a_pass_fail_problem_of_2025_09_has_no_groups(make_package: MakePackage) -> None:
    assert read_package(make_package(FLAT | a_group("a"))).problem.groups is None


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"data/secret/test_group.yaml": "max_score: lots\n"}, r"data/secret/test_group\.yaml:1: max_score is to be"),
        ({"data/secret/test_group.yaml": "x: &a 1\nmax_score: .nan\n"}, "the key 'x' is unknown"),
        ({"data/secret/test_group.yaml": "max_score: .nan\n"}, "test_group.yaml:1: max_score is to be a whole number"),
        ({"data/secret/test_group.yaml": "max_score: -1\n"}, "max_score is to be a whole number"),
        ({"data/secret/test_group.yaml": "score_aggregation: max\n"}, "is to be one of pass-fail, sum, min"),
        (FLAT | a_group("a", 1, "max_score: 60\n") | a_group("b", 1, "max_score: 60\n"), "give 120 points together"),
        (FLAT | a_group("a", 1, "max_score: unbounded\n"), "a group in it is unbounded"),
        (
            FLAT
            | a_group("a", 1, "max_score: unbounded\n")
            | {"data/secret/test_group.yaml": "max_score: unbounded\n"},
            "a pass-fail group gives its max_score or nothing",
        ),
        (
            FLAT
            | a_group("a", 1, "max_score: 100\nscore_aggregation: sum\n")
            | {"data/secret/test_group.yaml": "score_aggregation: pass-fail\n"},
            "all groups in it have to be so",
        ),
        (FLAT | a_group("a", 1, "max_score: 100\nrequire_pass: secret/b\n"), "'secret/b', which is no earlier group"),
        (
            FLAT | a_group("a", 1, "max_score: 50\nrequire_pass: secret/b\n") | a_group("b", 1, "max_score: 50\n"),
            "'secret/b', which does not come earlier",
        ),
        (
            FLAT
            | a_group("a", 1, "max_score: 50\nscore_aggregation: sum\n")
            | a_group("b", 1, "max_score: 50\nrequire_pass: secret/a\n"),
            "'secret/a', which is not pass-fail",
        ),
        ({"data/sample/test_group.yaml": "max_score: 3\n"}, "the key 'max_score' is not for samples"),
        ({"data/secret/test_group.yaml": "static_validation_score: 3\n"}, "no program in static_validator/"),
        (FLAT | a_group("a/b", 1, "max_score: 3\n") | a_group("a", 1, "max_score: 100\n"), "data/secret/a/b: has sett"),
    ],
)
def test_scoring_that_2025_09_does_not_allow_is_refused(make_package: MakePackage, files: Files, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        read_package(make_package(MODERN | files))


def test_points_in_a_pass_fail_problem_are_refused(make_package: MakePackage) -> None:
    with pytest.raises(ProblemError, match="'max_score' is for scoring problems"):
        read_package(make_package({"data/secret/test_group.yaml": "max_score: 100\n"}))


# --- Legacy ------------------------------------------------------------------------------------


def legacy(root: str = "", secret: str = "", **groups: str) -> dict[str, str | None]:
    files: dict[str, str | None] = {**LEGACY, **FLAT}
    if root:
        files["data/testdata.yaml"] = root
    if secret:
        files["data/secret/testdata.yaml"] = secret
    for name, text in groups.items():
        files |= a_group(name, 2, text, file="testdata.yaml")
    return files


BY_GROUP = {
    "root": "on_reject: continue\nrange: 0 100\ngrader_flags: ignore_sample\n",
    "secret": "on_reject: continue\nrange: 0 100\ngrader_flags: first_error accept_if_any_accepted\n",
    "a": "on_reject: break\naccept_score: 40\nrange: 0 40\ngrader_flags: min\n",
    "b": "on_reject: break\naccept_score: 60\nrange: 0 60\ngrader_flags: min\n",
}


def test_legacy_groups_with_points_as_most_packages_have_them(make_package: MakePackage) -> None:
    problem = read_package(make_package(legacy(**BY_GROUP))).problem

    assert outcome(problem) == (AC, 100)
    assert outcome(problem, "secret/a/2") == (PA, 60)
    assert outcome(problem, "secret/b/1", "sample") == (PA, 40)
    assert outcome(problem, "secret") == (WA, 0)


def test_legacy_settings_are_inherited_key_by_key(make_package: MakePackage) -> None:
    files = legacy(secret="on_reject: continue\naccept_score: 7\n", a="grader_flags: min\n", b="")

    groups = all_groups(read_package(make_package(files)).problem.groups)

    assert [(groups[name].stops, groups[name].accept_score) for name in ("secret/a", "secret/b")] == [(False, 7)] * 2
    assert [groups[name].aggregation for name in ("secret/a", "secret/b")] == [Aggregation.MIN, Aggregation.SUM]


def test_legacy_without_settings_takes_one_point_a_case_and_ends_at_the_first_that_fails(
    make_package: MakePackage,
) -> None:
    problem = read_package(make_package(LEGACY)).problem

    assert outcome(problem) == (AC, 3)
    assert outcome(problem, "secret/01") == (WA, 0)


def test_settings_of_problem_yaml_are_those_of_all_groups(make_package: MakePackage) -> None:
    grading = "grading: {on_reject: grade, accept_score: 50, reject_score: 5, range: 0 100, objective: max}\n"
    files = {
        "problem.yaml": f"type: scoring\n{grading}",
        "data/secret/testdata.yaml": "grader_flags: always_accept\n",
        "data/testdata.yaml": "grader_flags: ignore_sample\n",
    }

    problem = read_package(make_package(files)).problem

    assert outcome(problem, "secret/01") == (PA, 55)


def test_the_least_may_be_the_best(make_package: MakePackage) -> None:
    files = {"problem.yaml": "type: scoring\ngrading: {objective: min, range: 3 +inf}\n"}

    groups = all_groups(read_package(make_package(files)).problem.groups)

    assert {group.least_is_best for group in groups.values()} == {True}
    assert (groups["secret"].min_score, groups["secret"].max_score) == (3, None)


def test_the_last_of_several_modes_is_taken_and_an_unknown_flag_is_told_of(make_package: MakePackage) -> None:
    files = legacy(secret="grader_flags: max min subtask_score=5\n", a="grader_flags: ignore_sample\n")

    read = read_package(make_package(files))

    assert all_groups(read.problem.groups)["secret"].aggregation is Aggregation.MIN
    flags = [warning for warning in read.warnings if "testdata" in warning]
    assert flags == [
        "data/secret/testdata.yaml:1: the grader flag 'subtask_score=5' is unknown and ignored",
        "data/secret/a/testdata.yaml:1: ignore_sample is for data/testdata.yaml, and is ignored here",
    ]


def test_a_group_may_be_judged_by_the_authors_grader(make_package: MakePackage) -> None:
    files = legacy(secret="grading: custom\ngrader_flags: --half 3\n", a="grading: default\ngrader_flags: min\n")

    problem = read_package(make_package(files | {"graders/half.py": "print('AC 1')\n"})).problem

    assert problem.grader is not None
    assert problem.grader.name == "graders/half.py"
    groups = all_groups(problem.groups)
    assert (groups["secret"].grader_arguments, groups["secret/a"].grader_arguments) == (("--half", "3"), None)


def test_groups_of_a_pass_fail_problem_only_order_its_cases(make_package: MakePackage) -> None:
    files = {**PASS_FAIL_LEGACY, **FLAT, **a_group("a", 2, "on_reject: break\n", file="testdata.yaml")}

    assert read_package(make_package(files)).problem.groups is None


def test_a_pass_fail_problem_may_want_the_worst_verdict_of_all_its_cases(make_package: MakePackage) -> None:
    files = {**PASS_FAIL_LEGACY, "data/testdata.yaml": "on_reject: continue\n"}

    problem = read_package(make_package(files)).problem

    assert problem.groups is not None
    assert outcome(problem, "secret") == (WA, None)
    assert judged(problem, "sample").cases[1].verdict is AC


def test_an_empty_group_does_not_count(make_package: MakePackage) -> None:
    files = legacy(**BY_GROUP) | {"data/secret/empty/testdata.yaml": "grader_flags: min\n"}

    assert outcome(read_package(make_package(files)).problem) == (AC, 100)


def test_a_draft_may_score_like_legacy(make_package: MakePackage) -> None:
    problem = read_package(make_package(legacy(**BY_GROUP) | DRAFT)).problem

    assert outcome(problem, "secret/b") == (PA, 40)


def test_a_draft_may_have_its_own_keys_in_a_file_of_the_old_name(make_package: MakePackage) -> None:
    files = a_group("a", 1, "scoring: {score: 30}\n", file="testdata.yaml") | a_group("b", 1)

    problem = read_package(make_package(DRAFT | FLAT | files)).problem

    assert outcome(problem, "secret/b") == (PA, 30)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("accept_score: ten\n", r"data/secret/testdata\.yaml:1: accept_score is to be a number"),
        ("on_reject: break\nreject_score: nan\n", r"testdata\.yaml:2: reject_score is to be a number"),
        ("accept_score: inf\n", "accept_score is to be a number"),
        ("accept_score: [1]\n", "accept_score is to be a text"),
        ("range: 0\n", "range is to be two numbers"),
        ("range: 0 nan\n", "range is to be a number"),
        ("range: 5 1\n", "range begins with 5, which is more than its end, 1"),
        ("on_reject: stop\n", "on_reject is to be break or continue, not 'stop'"),
        ("grading: mine\n", "grading is to be custom or default"),
        ("grading: custom\n", "there is no program in graders/"),
        ("accept_score: 1\naccept_score: 2\n", "stands here twice"),
    ],
)
def test_legacy_settings_that_mean_nothing_are_refused(make_package: MakePackage, settings: str, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        read_package(make_package(LEGACY | {"data/secret/testdata.yaml": settings}))


# --- Packages that others wrote ----------------------------------------------------------------

PROBLEMS = Path(__file__).parents[4] / "shared" / "problems"


def real_package(name: str) -> Problem:
    if not (PROBLEMS / name).is_dir():
        pytest.skip(f"there is no {PROBLEMS / name}")
    return read_package(PROBLEMS / name).problem


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("nordic-olympiad-2022/hipsterjazz", {"group1": 10, "group2": 15, "group3": 25, "group4": 50}),
        ("nordic-olympiad-2022/quarkmicroscopy", {"group1": 40, "group2": 40, "group3": 20}),
        ("kattis-examples/oddecho", {"subtask1": 50, "subtask2": 50}),
    ],
)
def test_real_packages_give_the_points_that_their_authors_mean(name: str, points: dict[str, int]) -> None:
    problem = real_package(name)

    assert outcome(problem) == (AC, 100)
    assert outcome(problem, "sample") == (AC, 100)
    assert outcome(problem, "secret") == (WA, 0)
    for group, worth in points.items():
        assert outcome(problem, f"secret/{group}/") == (PA, 100 - worth)
        others = [f"secret/{other}/" for other in points if other != group]
        assert outcome(problem, *others) == (PA, worth)


def test_cases_that_several_groups_share_are_the_same_blobs() -> None:
    problem = real_package("nordic-olympiad-2022/hipsterjazz")

    inputs = {case.name: case.input for case in problem.cases}

    assert inputs["secret/group1/003-kn_14"] == inputs["secret/group2/003-kn_14"]


# --- Anything else -----------------------------------------------------------------------------

NUMBERS = itertools.count()

VALUES = st.sampled_from(
    [
        *("1", "-1", "0 100", "nan", "inf", "", "~", "[]", "[min]", "{a: 1}", "true", "'x y'", "min", "break"),
        *("custom", "unbounded", "pass-fail", "sum", "sample", "secret/a", "{score: 3}", "1e400", "0x10", "&a b"),
    ]
)
KEYS = st.sampled_from(
    [
        *("max_score", "score_aggregation", "require_pass", "static_validation_score", "static_validation", "args"),
        *("scoring", "grading", "grader_flags", "accept_score", "reject_score", "range", "on_reject"),
        *("input_validator_args", "output_validator_args", "input_validator_flags", "output_validator_flags"),
    ]
)
SETTINGS = st.dictionaries(KEYS, VALUES, max_size=4).map(
    lambda all_of: "".join(f"{k}: {v}\n" for k, v in all_of.items())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    problem_yaml=st.sampled_from([MODERN, DRAFT, LEGACY, PASS_FAIL_LEGACY, {}]),
    file=st.sampled_from(["test_group.yaml", "testdata.yaml"]),
    data=st.tuples(SETTINGS, SETTINGS, SETTINGS, SETTINGS),
    program=st.sampled_from(["static_validator/look.py", "graders/grade.py", "output_validators/check.py"]),
)
def test_no_settings_at_all_give_anything_but_a_tree_that_can_be_judged_or_a_problem_error(
    make_package: MakePackage,
    problem_yaml: Files,
    file: str,
    data: tuple[str, str, str, str],
    program: str,
) -> None:
    folders = ("data", "data/sample", "data/secret", "data/secret/a")
    own = {f"{folder}/{file}": text for folder, text in zip(folders, data, strict=True)}
    files = {**problem_yaml, **FLAT, **a_group("a"), **a_group("b", 1), **own, program: "exit(42)\n"}

    try:
        problem = read_package(make_package(files, name=f"{next(NUMBERS)}/sum")).problem
    except ProblemError:
        return

    assert judged(problem).verdict in Verdict
    assert judged(problem, "secret/a/1").verdict in Verdict
