"""How verdicts and scores of cases become those of groups and of the submission."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from judgebox.domain.grading import Grade, judge_groups, parse_grade, result_of
from judgebox.domain.scoring import Aggregation, StaticCase, TestGroup, VerdictRule, sample_group
from judgebox.domain.verdict import CaseResult, GroupResult, Reason, Verdict
from scoring_trees import (
    AC,
    RTE,
    TLE,
    WA,
    a_group,
    a_legacy_group,
    a_result,
    a_whole,
    legacy_problems,
    modern_problems,
    results_of,
)

PA, CFG, SK = Verdict.PARTIALLY_ACCEPTED, Verdict.MISCONFIGURED, Verdict.SKIPPED
SUM, MIN, MAX, AVG = Aggregation.SUM, Aggregation.MIN, Aggregation.MAX, Aggregation.AVG


def whole_of(root: TestGroup, *results: Verdict | CaseResult) -> GroupResult:
    cases = [a_result(index, each) if isinstance(each, Verdict) else each for index, each in enumerate(results)]
    return judge_groups(root, {case.index: case for case in cases}).whole


def shown(group: GroupResult) -> tuple[Verdict, float | None]:
    return group.verdict, group.score


# --- 2025-09 -----------------------------------------------------------------------------------


def test_a_pass_fail_group_gives_all_points_or_none() -> None:
    root = a_whole(a_group("a", 0, 1, max_score=30), a_group("b", 2, max_score=70))

    assert shown(whole_of(root, AC, AC, AC)) == (AC, 100)
    assert shown(whole_of(root, AC, AC, WA)) == (PA, 30)
    assert shown(whole_of(root, AC, TLE, WA)) == (TLE, 0)


def test_cases_of_a_sum_group_share_its_points() -> None:
    root = a_whole(0, 1, 2)

    assert shown(whole_of(root, AC, AC, AC)) == (AC, 100)
    assert whole_of(root, AC, WA, AC).score == pytest.approx(200 / 3)


def test_a_min_group_gives_the_least_of_its_cases() -> None:
    root = a_whole(a_group("a", 0, 1, aggregation=MIN, max_score=100))

    assert shown(whole_of(root, a_result(0, multiplier=0.5), a_result(1))) == (PA, 50)
    assert shown(whole_of(root, a_result(0, score=20), a_result(1, score=30))) == (PA, 20)


def test_samples_give_no_points_and_take_none() -> None:
    secret = TestGroup(name="secret", members=(1,), max_score=100)
    root = TestGroup(name="", members=(sample_group([0]), secret), ignores_sample=True)

    assert shown(whole_of(root, WA, AC)) == (AC, 100)
    assert shown(whole_of(root, AC, WA)) == (WA, 0)
    assert shown(whole_of(root, a_result(0, score=5), a_result(1))) == (AC, 100)


def test_without_a_bound_the_checker_gives_the_points() -> None:
    root = a_whole(0, 1, max_score=None)

    assert shown(whole_of(root, a_result(0, score=1234), a_result(1, score=6))) == (AC, 1240)
    assert shown(whole_of(root, a_result(0, score=1234), a_result(1, WA))) == (PA, 1234)


def test_a_group_without_one_that_it_requires_gives_nothing_and_is_not_judged() -> None:
    root = a_whole(a_group("a", 0), a_group("b", 1, requires=("secret/a",)))

    grading = judge_groups(root, results_of(WA, AC))

    assert [(group.name, group.verdict, group.reason) for group in grading.groups[2:]] == [
        ("secret/a", WA, None),
        ("secret/b", SK, Reason.DEPENDENCY),
    ]
    assert (grading.whole.score, grading.skipped) == (0, {1: Reason.DEPENDENCY})


def test_when_all_depends_on_a_failed_sample_its_verdict_is_that_of_the_submission() -> None:
    secret = TestGroup(name="secret", members=(1,), max_score=100, requires=("sample",))
    root = TestGroup(name="", members=(sample_group([0]), secret), ignores_sample=True)

    result = result_of(root, list(results_of(RTE, AC).values()), scores=True)

    assert (result.verdict, result.score) == (RTE, 0)
    assert result.cases[1].verdict is SK


def test_a_required_case_counts_like_a_required_group() -> None:
    root = a_whole(a_group("a", 0, 1, aggregation=SUM, stops=False), a_group("b", 2, requires=(1,)))

    assert judge_groups(root, results_of(WA, AC, AC)).skipped == {}
    assert judge_groups(root, results_of(AC, WA, AC)).skipped == {2: Reason.DEPENDENCY}


@pytest.mark.parametrize(
    ("root", "result", "words"),
    [
        (a_whole(0), a_result(0, score=101), "score of 101, the most is 100"),
        (a_whole(0), a_result(0, score=-1), "score of -1, below 0"),
        (a_whole(0), a_result(0, multiplier=1.5), "multiplier of 1.5, the most is 1"),
        (a_whole(0), a_result(0, score=1, multiplier=1), "both a score and a multiplier"),
        (a_whole(0), a_result(0, WA, score=0), "a score to what it rejects"),
        (a_whole(0), a_result(0, score=math.nan), "no finite number"),
        (a_whole(0), a_result(0, multiplier=math.inf), "no finite number"),
        (a_whole(0, max_score=None), a_result(0), "without a score"),
        (a_whole(0, max_score=None), a_result(0, multiplier=1), "without a score"),
        (a_whole(a_group("a", 0)), a_result(0, score=1), "in a pass-fail group"),
    ],
)
def test_a_score_that_a_checker_may_not_give_is_the_authors_fault(
    root: TestGroup, result: CaseResult, words: str
) -> None:
    grading = judge_groups(root, {0: result})

    assert (grading.whole.verdict, grading.whole.reason, grading.whole.score) == (CFG, Reason.BAD_SCORE, None)
    assert "case 0: the checker" in (grading.whole.detail or "")
    assert words in grading.faults[0]


def test_points_of_groups_beyond_those_of_the_whole_are_the_authors_fault() -> None:
    root = a_whole(a_group("a", 0, max_score=60), a_group("b", 1, max_score=60))

    assert whole_of(root, AC, AC).detail == "secret: 120 points are beyond the bound of 100"
    assert shown(whole_of(root, AC, WA)) == (PA, 60)


def test_a_broken_checker_leaves_nothing_to_say_about_the_submission() -> None:
    root = a_whole(a_group("a", 0), a_group("b", 1))

    assert shown(whole_of(root, AC, CFG)) == (CFG, None)
    assert shown(whole_of(root, Verdict.JUDGE_ERROR, CFG)) == (Verdict.JUDGE_ERROR, None)


def test_the_static_validator_counts_like_a_case() -> None:
    root = a_whole(
        a_group("a", 0, 1, aggregation=SUM, max_score=100, stops=False, static=StaticCase(points=40, arguments=()))
    )
    results = results_of(AC, WA)

    with_points = judge_groups(root, results, statics={"secret/a": a_result(-1)})
    without = judge_groups(root, results, statics={"secret/a": a_result(-1, WA)})

    assert (with_points.whole.score, without.whole.score) == (70, 30)


def modern_score(root: TestGroup, results: Mapping[int, CaseResult]) -> float:
    """What the format says on points, case by case and group by group, in other words than ours."""
    secret = root.members[-1]
    assert isinstance(secret, TestGroup)
    good: dict[str, bool] = {}
    points = []
    for group in ([root.members[0]] if len(root.members) > 1 else []) + list(secret.members):
        assert isinstance(group, TestGroup)
        may = all(good[str(name)] for name in group.requires)
        cases = [results[index] for index in group.case_indexes()]
        good[group.name] = may and all(case.verdict is AC for case in cases)
        most = group.max_score or 0.0
        each = most / len(cases) if group.aggregation is SUM else most
        parts = [
            each * (1 if case.multiplier is None else case.multiplier) * (case.verdict is AC) * may for case in cases
        ]
        points.append(sum(parts) if group.aggregation is SUM else min(parts))
    scored = points[1:] if len(root.members) > 1 else points
    return sum(scored) if secret.aggregation is SUM else min(scored)


@given(problem=modern_problems())
def test_points_of_2025_09_are_those_of_a_simple_model(problem: tuple[TestGroup, Mapping[int, CaseResult]]) -> None:
    root, results = problem

    whole = judge_groups(root, results).whole

    assert whole.score == pytest.approx(modern_score(root, results))
    if whole.verdict is AC:
        assert whole.score == whole.max_score
    elif whole.verdict is not PA:
        assert whole.score == 0


# --- Legacy ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("aggregation", "score"), [(SUM, 14), (MIN, 2), (MAX, 7), (AVG, 14 / 3)])
def test_legacy_has_four_ways_to_make_one_score(aggregation: Aggregation, score: float) -> None:
    root = a_legacy_group("", 0, 1, 2, aggregation=aggregation, max_score=50)

    whole = whole_of(root, *(a_result(index, score=points) for index, points in enumerate((5, 7, 2))))

    assert whole.score == pytest.approx(score)


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"verdict_rule": VerdictRule.WORST_ERROR, "stops": False}, RTE),
        ({"verdict_rule": VerdictRule.FIRST_ERROR, "stops": False}, WA),
        ({"verdict_rule": VerdictRule.WORST_ERROR}, WA),
        ({"verdict_rule": VerdictRule.ALWAYS_ACCEPT, "stops": False}, PA),
        ({"any_accepted": True, "stops": False}, PA),
    ],
)
def test_legacy_has_three_rules_for_the_verdict(settings: dict[str, object], verdict: Verdict) -> None:
    assert whole_of(a_legacy_group("", 0, 1, 2, 3, **settings), AC, WA, RTE, TLE).verdict is verdict


def test_what_a_group_that_breaks_did_not_come_to_does_not_count() -> None:
    root = a_legacy_group("", 0, 1, 2, aggregation=AVG, verdict_rule=VerdictRule.ALWAYS_ACCEPT, accept_score=9)

    grading = judge_groups(root, results_of(AC, WA, AC))

    assert grading.whole.score == 4.5
    assert grading.skipped == {2: Reason.EARLY_STOP}


def test_an_accepted_legacy_group_with_less_than_its_best_is_partially_accepted() -> None:
    groups = [a_legacy_group(f"secret/{name}", name, aggregation=MIN, accept_score=50.0) for name in (0, 1)]
    first = VerdictRule.FIRST_ERROR
    root = a_legacy_group("", *groups, verdict_rule=first, any_accepted=True, stops=False, max_score=100)

    assert shown(whole_of(root, AC, AC)) == (AC, 100)
    assert shown(whole_of(root, AC, WA)) == (PA, 50)
    assert shown(whole_of(root, WA, TLE)) == (WA, 0)


def test_a_rejected_legacy_submission_has_no_points_whatever_its_groups_have() -> None:
    root = a_legacy_group("", 0, 1, stops=False)

    assert shown(whole_of(root, AC, WA)) == (WA, 0)


def test_all_accepted_is_the_best_even_where_the_range_is_wider() -> None:
    assert shown(whole_of(a_legacy_group("", 0, 1, max_score=100), AC, AC)) == (AC, 2)


def test_the_range_is_the_best_where_checkers_give_the_points() -> None:
    root = a_legacy_group("", 0, aggregation=MIN, max_score=40.0, min_score=0.0, accept_score=40.0)

    assert shown(whole_of(root, a_result(0, score=40))) == (AC, 40)
    assert shown(whole_of(root, a_result(0, score=25))) == (PA, 25)
    assert whole_of(root, a_result(0, score=41)).reason is Reason.BAD_SCORE
    assert whole_of(root, a_result(0, score=-1)).reason is Reason.BAD_SCORE


def test_where_the_least_is_best_a_rejected_submission_has_no_score_at_all() -> None:
    root = a_legacy_group("", 0, min_score=3.0, least_is_best=True)

    assert shown(whole_of(root, a_result(0, score=3))) == (AC, 3)
    assert shown(whole_of(root, a_result(0, score=5))) == (PA, 5)
    assert shown(whole_of(root, WA)) == (WA, None)


def test_the_authors_grader_is_called_for_each_group_from_the_inside_out() -> None:
    inner = a_legacy_group("secret/a", 0, 1, grader_arguments=("--half",), stops=False, accept_score=5.0)
    root = a_legacy_group("", inner, grader_arguments=(), max_score=10.0)
    results = {0: a_result(0), 1: a_result(1, Verdict.MEMORY_LIMIT)}

    first = judge_groups(root, results)
    second = judge_groups(root, results, grades={"secret/a": Grade(verdict=AC, score=5)})
    grades = {"secret/a": Grade(verdict=AC, score=5), "": Grade(verdict=AC, score=7)}
    last = judge_groups(root, results, grades=grades)

    assert first.grader_call is not None
    assert second.grader_call is not None
    assert (first.grader_call.group, first.grader_call.arguments) == ("secret/a", ("--half",))
    assert (first.grader_call.input, second.grader_call.input) == ("AC 5\nRTE 0\n", "AC 5\n")
    assert (last.grader_call, shown(last.whole)) == (None, (PA, 7))


@pytest.mark.parametrize(
    ("output", "grade"),
    [
        ("AC 12.5\n", Grade(verdict=AC, score=12.5)),
        ("WA -1", Grade(verdict=WA, score=-1)),
        ("AC 1e2\n", Grade(verdict=AC, score=100)),
        ("", None),
        ("AC", None),
        ("AC nan", None),
        ("AC 1\nAC 1", None),
        ("OK 1", None),
        ("JE 0", None),
    ],
)
def test_a_grader_prints_a_verdict_and_a_score_and_nothing_else(output: str, grade: Grade | None) -> None:
    assert parse_grade(output) == grade


def legacy_outcome(group: TestGroup, results: Mapping[int, CaseResult]) -> tuple[Verdict, float] | None:
    """What the format's own grader would say, without points for what it does not accept."""
    found: list[tuple[str, Verdict, float]] = []
    for member in group.members:
        if isinstance(member, TestGroup):
            inner = legacy_outcome(member, results)
            if inner is None:
                continue
            found.append((member.name, *inner))
        else:
            case = results[member]
            given = case.score if case.score is not None else group.accept_score
            assert given is not None
            found.append(("", case.verdict, given if case.verdict is AC else group.reject_score))
        name, verdict, _ = found[-1]
        if verdict is not AC and group.stops and not (group.ignores_sample and name == "sample"):
            break
    if not found:
        return None
    counted = [part for part in found if not (group.ignores_sample and part[0] == "sample")]
    scores = [score for _, _, score in counted]
    errors = [verdict for _, verdict, _ in counted if verdict is not AC]
    verdict = errors[0] if errors else AC
    if errors and group.verdict_rule is VerdictRule.WORST_ERROR:
        verdict = next(worst for worst in (RTE, TLE, WA) if worst in errors)
    if group.verdict_rule is VerdictRule.ALWAYS_ACCEPT or (group.any_accepted and len(errors) < len(counted)):
        verdict = AC
    if not scores:
        return verdict, 0.0
    totals = {SUM: sum(scores), MIN: min(scores), MAX: max(scores), AVG: sum(scores) / len(scores)}
    return verdict, totals[group.aggregation]


@given(problem=legacy_problems())
def test_verdict_and_points_of_legacy_are_those_of_a_simple_model(
    problem: tuple[TestGroup, Mapping[int, CaseResult]],
) -> None:
    root, results = problem

    whole = judge_groups(root, results).whole
    expected = legacy_outcome(root, results)

    if expected is None or (root.ignores_sample and not root.groups[1].case_indexes()):
        return
    assert (AC if whole.verdict is PA else whole.verdict) is expected[0]
    assert whole.score == pytest.approx(expected[1] if expected[0] is AC else 0)


# --- The judgement of the submission -----------------------------------------------------------


def test_without_groups_the_first_failing_case_names_the_verdict() -> None:
    result = result_of(None, list(results_of(AC, TLE, WA).values()), scores=False)

    assert (result.verdict, result.score, result.groups) == (TLE, None, ())
    assert result.first_failing == result.cases[1]
    assert result.cases[2].verdict is SK


def test_without_groups_secret_cases_share_100_points() -> None:
    cases = [a_result(0, AC), a_result(1, AC), a_result(2, WA)]

    assert shown_result(cases) == (PA, pytest.approx(200 / 3))
    assert shown_result([a_result(0, RTE), a_result(1, WA)]) == (RTE, 0)


def shown_result(cases: list[CaseResult]) -> tuple[Verdict, object]:
    result = result_of(None, cases, scores=True)
    return result.verdict, result.score


def test_a_result_shows_its_groups_in_order() -> None:
    root = a_whole(a_group("a", 0, 1), a_group("b", 2))

    result = result_of(root, list(results_of(AC, AC, WA).values()), scores=True)

    assert [(group.name, group.verdict, group.score, group.max_score) for group in result.groups] == [
        ("secret", PA, 50, 100),
        ("secret/a", AC, 50, 50),
        ("secret/b", WA, 0, 50),
    ]
    assert [(group.accepted, group.judged, group.cases) for group in result.groups] == [(2, 3, 3), (2, 2, 2), (0, 1, 1)]


def test_a_pass_fail_problem_with_groups_has_a_verdict_and_no_points() -> None:
    root = a_legacy_group("", a_legacy_group("secret/a", 0, 1), a_legacy_group("secret/b", 2))

    result = result_of(root, list(results_of(AC, TLE, WA).values()), scores=False)

    assert (result.verdict, result.score, result.max_score) == (TLE, None, None)
    assert [case.verdict for case in result.cases] == [AC, TLE, SK]


def test_the_case_with_a_bad_score_is_shown_as_the_authors_fault() -> None:
    result = result_of(a_whole(0), [a_result(0, score=500)], scores=True)

    assert (result.verdict, result.cases[0].verdict) == (CFG, CFG)
    assert result.detail == "case 0: the checker gives a score of 500, the most is 100"


def test_cases_that_were_never_run_accept_nothing() -> None:
    never = CaseResult(index=0, name="case 0", visible=False, verdict=SK, reason=Reason.EARLY_STOP)

    assert result_of(a_whole(0), [never], scores=True).verdict is SK


def test_the_figures_of_a_result_are_the_largest_of_its_cases() -> None:
    cases = [
        replace(a_result(0), cpu_time=timedelta(milliseconds=7), memory_bytes=3),
        replace(a_result(1), cpu_time=timedelta(milliseconds=2), memory_bytes=5),
    ]

    result = result_of(None, cases, scores=False)

    assert (result.cpu_time, result.memory_bytes) == (timedelta(milliseconds=7), 5)
