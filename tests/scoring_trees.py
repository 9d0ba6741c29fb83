"""Trees of test groups and results of their cases, made by hand or by hypothesis."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from judgebox.domain.scoring import Aggregation, TestGroup, VerdictRule, sample_group
from judgebox.domain.verdict import CaseResult, Verdict

AC, WA, TLE, RTE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT, Verdict.RUNTIME_ERROR


def a_result(
    index: int, verdict: Verdict = AC, *, score: float | None = None, multiplier: float | None = None
) -> CaseResult:
    return CaseResult(
        index=index, name=f"case {index}", visible=False, verdict=verdict, score=score, multiplier=multiplier
    )


def results_of(*verdicts: Verdict) -> dict[int, CaseResult]:
    return {index: a_result(index, verdict) for index, verdict in enumerate(verdicts)}


def a_whole(*members: int | TestGroup, max_score: float | None = 100.0) -> TestGroup:
    """The tree of a 2025-09 problem; cases among the members lie in `secret` itself."""
    secret = TestGroup(name="secret", members=members, max_score=max_score)
    return TestGroup(name="", members=(secret,), max_score=max_score, ignores_sample=True)


def a_group(name: str, *cases: int, max_score: float | None = 50.0, **settings: object) -> TestGroup:
    """A group below `secret` of a 2025-09 problem, pass-fail unless told otherwise."""
    group = TestGroup(
        name=f"secret/{name}", members=cases, aggregation=Aggregation.PASS_FAIL, max_score=max_score, stops=True
    )
    return replace(group, **settings)  # type: ignore[arg-type]


def a_legacy_group(name: str, *members: int | TestGroup, **settings: object) -> TestGroup:
    """A group of a legacy problem, with the format's defaults."""
    group = TestGroup(
        name=name,
        members=members,
        verdict_rule=VerdictRule.WORST_ERROR,
        stops=True,
        accept_score=1.0,
        bounds_cases=False,
    )
    return replace(group, **settings)  # type: ignore[arg-type]


VERDICTS = st.sampled_from([AC, AC, AC, AC, WA, TLE, RTE])


@st.composite
def modern_problems(draw: st.DrawFn) -> tuple[TestGroup, Mapping[int, CaseResult]]:
    """A 2025-09 problem: samples, and groups of any kind that may depend on one another."""
    samples = draw(st.integers(0, 2))
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    groups: list[TestGroup] = []
    results = {index: a_result(index, draw(VERDICTS)) for index in range(samples)}
    for number, size in enumerate(sizes):
        cases = range(len(results), len(results) + size)
        kind = draw(st.sampled_from([Aggregation.PASS_FAIL, Aggregation.SUM, Aggregation.MIN]))
        earlier = ["sample"] + [group.name for group in groups if group.aggregation is Aggregation.PASS_FAIL]
        requires = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if samples else []
        groups.append(
            a_group(
                str(number),
                *cases,
                max_score=float(draw(st.integers(0, 40))),
                aggregation=kind,
                stops=kind is not Aggregation.SUM,
                requires=tuple(requires),
            )
        )
        for case in cases:
            verdict = draw(VERDICTS)
            partial = verdict is AC and kind is not Aggregation.PASS_FAIL and draw(st.booleans())
            results[case] = a_result(case, verdict, multiplier=draw(st.sampled_from([0, 0.5, 1])) if partial else None)
    kind = draw(st.sampled_from([Aggregation.SUM, Aggregation.MIN]))
    secret = TestGroup(name="secret", members=tuple(groups), aggregation=kind, stops=kind is Aggregation.MIN)
    members = (sample_group(range(samples)), secret) if samples else (secret,)
    return TestGroup(name="", members=members, ignores_sample=True), results


@st.composite
def legacy_problems(draw: st.DrawFn) -> tuple[TestGroup, Mapping[int, CaseResult]]:
    """A legacy problem: any tree, with any settings."""
    count = 0
    names = iter(range(1000))

    def group(name: str, depth: int, **settings: object) -> TestGroup:
        nonlocal count
        members: list[int | TestGroup] = []
        for _ in range(draw(st.integers(0, 4))):
            if depth and draw(st.booleans()):
                members.append(group(f"{name}/{next(names)}", depth - 1))
            else:
                members.append(count)
                count += 1
        return a_legacy_group(
            name,
            *members,
            aggregation=draw(st.sampled_from([Aggregation.SUM, Aggregation.MIN, Aggregation.MAX, Aggregation.AVG])),
            verdict_rule=draw(
                st.sampled_from([VerdictRule.WORST_ERROR, VerdictRule.FIRST_ERROR, VerdictRule.ALWAYS_ACCEPT])
            ),
            any_accepted=draw(st.booleans()),
            stops=draw(st.booleans()),
            accept_score=float(draw(st.integers(0, 20))),
            reject_score=float(draw(st.integers(-2, 1))),
            **settings,
        )

    members = (group("sample", 0), group("secret", 2))
    root = a_legacy_group("", *members, stops=draw(st.booleans()), ignores_sample=draw(st.booleans()))
    results = {}
    for index in range(count):
        score = draw(st.sampled_from([None, None, None, 3.0]))
        verdict = draw(VERDICTS)
        results[index] = a_result(index, verdict, score=score if verdict is AC else None)
    return root, results
