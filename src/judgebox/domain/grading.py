"""Grade a submission: from the results of its cases to those of its test groups and to its own.

How it works: the tree of groups is walked in the order of judging, as if the cases were judged one by one. Whatever
such a judging would not have run is left out, even if it has a result because several cases ran at a time. So the
outcome depends neither on how many did, nor on which came first.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from judgebox.domain.scoring import SAMPLE, Aggregation, TestGroup, VerdictRule, aggregate, best_score, ungrouped
from judgebox.domain.verdict import CaseResult, GroupResult, Reason, Result, Verdict

WORST_FIRST = (
    Verdict.JUDGE_ERROR,
    Verdict.MISCONFIGURED,
    Verdict.CANCELLED,
    Verdict.SANDBOX_VIOLATION,
    Verdict.RUNTIME_ERROR,
    Verdict.MEMORY_LIMIT,
    Verdict.TIME_LIMIT,
    Verdict.OUTPUT_LIMIT,
    Verdict.WRONG_ANSWER,
    Verdict.PARTIALLY_ACCEPTED,
)
"""The order of the rule `worst_error`. Source: judging study 1.2."""

_NO_JUDGEMENT = WORST_FIRST[:3]
"""What says nothing about the submission, so that whatever contains it says nothing either."""

_ACCEPTED = (Verdict.ACCEPTED, Verdict.PARTIALLY_ACCEPTED)

_GRADER_CODES = {
    Verdict.ACCEPTED: "AC",
    Verdict.PARTIALLY_ACCEPTED: "AC",
    Verdict.WRONG_ANSWER: "WA",
    Verdict.OUTPUT_LIMIT: "WA",
    Verdict.TIME_LIMIT: "TLE",
}
"""What graders know; all else is a run-time error to them. Source: legacy format, "Graders", "Input"."""

_GRADE = re.compile(r"\s*(AC|WA|RTE|TLE|MLE|OLE)\s+([+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?(?:[eE][+-]?[0-9]{1,2})?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What the author's grader says about a group."""

    verdict: Verdict
    score: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraderCall:
    """A call of the author's grader.

    Attributes:
        group: the name of the group to be graded.
        input: what it reads: a line for each member that was judged, with its verdict and its score.
    """

    group: str
    arguments: tuple[str, ...]
    input: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """What follows from the results of all cases.

    Attributes:
        groups: the whole first, then each group before those in it.
        skipped: the cases that a judging one by one would not run, and why.
        faults: the cases whose checker gave a score that it may not give, and what was wrong.
        grader_call: a call that is needed first; then the other attributes are not final.
    """

    groups: tuple[GroupResult, ...]
    skipped: Mapping[int, Reason]
    faults: Mapping[int, str]
    grader_call: GraderCall | None = None

    @property
    def whole(self) -> GroupResult:
        return self.groups[0]


def judge_groups(
    root: TestGroup,
    results: Mapping[int, CaseResult],
    *,
    scores: bool = True,
    grades: Mapping[str, Grade] | None = None,
    statics: Mapping[str, CaseResult] | None = None,
) -> Grading:
    """Judge a tree of test groups.

    Args:
        results: by the index of the case; one that is missing counts as not run.
        scores: whether the problem gives points.
        grades: what the author's grader said, by the name of the group. As long as one is missing, the answer
            has the call to make.
        statics: what the static validator said, by the name of the group.
    """
    walk = _Walk(results, grades or {}, statics or {}, scores=scores)
    walk.judge(root, None)
    return Grading(groups=tuple(walk.groups), skipped=walk.skipped, faults=walk.faults, grader_call=walk.grader_call)


def parse_grade(output: str) -> Grade | None:
    """Read what the author's grader prints, a verdict and a score; None if it is anything else."""
    match = _GRADE.fullmatch(output)
    return Grade(verdict=Verdict(match[1]), score=float(match[2])) if match else None


def result_of(
    root: TestGroup | None,
    cases: Sequence[CaseResult],
    *,
    scores: bool,
    grades: Mapping[str, Grade] | None = None,
    statics: Mapping[str, CaseResult] | None = None,
) -> Result:
    """Make one judgement of those of all cases.

    Args:
        root: None if the problem has no groups; then the first failing case decides, or the secret cases
            share the points.
        cases: all of them in the order of judging, with verdict "skipped" for what was not run.
        scores, grades, statics: see `judge_groups`.
    """
    tree = ungrouped([case.visible for case in cases], scores=scores) if root is None else root
    grading = judge_groups(tree, {case.index: case for case in cases}, scores=scores, grades=grades, statics=statics)
    shown = tuple(_as_counted(case, grading) for case in cases)
    judged = [case for case in shown if case.verdict is not Verdict.SKIPPED]
    whole = grading.whole
    result = Result(
        verdict=whole.verdict,
        reason=whole.reason,
        score=whole.score,
        max_score=whole.max_score,
        detail=whole.detail,
        cases=shown,
        groups=() if root is None else grading.groups[1:],
        cpu_time=max((case.cpu_time for case in judged), default=timedelta()),
        memory_bytes=max((case.memory_bytes for case in judged), default=0),
    )
    failing = result.first_failing
    if whole.verdict is Verdict.SKIPPED and failing is not None:  # all that counts depends on what failed
        return replace(result, verdict=failing.verdict, reason=failing.reason)
    return result


def _as_counted(case: CaseResult, grading: Grading) -> CaseResult:
    if case.index in grading.faults:
        return replace(case, verdict=Verdict.MISCONFIGURED, reason=Reason.BAD_SCORE)
    reason = grading.skipped.get(case.index)
    if reason is None:
        return case
    return CaseResult(index=case.index, name=case.name, visible=case.visible, verdict=Verdict.SKIPPED, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one member of a group brings into it."""

    verdict: Verdict
    reason: Reason | None = None
    score: float = 0.0
    detail: str | None = None
    is_all_accepted: bool = False
    is_sample: bool = False
    accepted: int = 0
    judged: int = 0
    cases: int = 0

    @property
    def is_rejected(self) -> bool:
        return self.verdict not in (*_ACCEPTED, Verdict.SKIPPED)

    @property
    def counts(self) -> bool:
        """Whether it is something to its group: what an early stop left out is not."""
        return self.verdict is not Verdict.SKIPPED or self.reason is Reason.DEPENDENCY


@dataclass(slots=True)
class _Walk:
    """One walk over the tree, in the order of judging."""

    results: Mapping[int, CaseResult]
    grades: Mapping[str, Grade]
    statics: Mapping[str, CaseResult]
    scores: bool = field(kw_only=True)
    groups: list[GroupResult] = field(default_factory=list)
    skipped: dict[int, Reason] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    grader_call: GraderCall | None = None
    checkers_score: bool = False
    """Whether a checker has given points."""
    passed: set[str | int] = field(default_factory=set)
    """The groups and cases that may be required: all of their cases were accepted."""

    def judge(self, group: TestGroup, skip: Reason | None) -> _Part:
        place = len(self.groups)
        self.groups.append(GroupResult(name=group.name, verdict=Verdict.SKIPPED))
        if skip is None and not self.passed.issuperset(group.requires):
            skip = Reason.DEPENDENCY
        parts = self._parts(group, skip)
        part = _Part(verdict=Verdict.SKIPPED, reason=skip) if skip else self._aggregated(group, parts)
        part = replace(
            part,
            is_all_accepted=skip is None and all(each.is_all_accepted for each in parts),
            is_sample=group.name == SAMPLE,
            accepted=sum(each.accepted for each in parts),
            judged=sum(each.judged for each in parts),
            cases=sum(each.cases for each in parts),
        )
        if part.is_all_accepted:
            self.passed.add(group.name)
        self.groups[place] = self._shown(group, part, is_whole=place == 0)
        return part

    def _parts(self, group: TestGroup, skip: Reason | None) -> list[_Part]:
        parts: list[_Part] = []
        points = group.case_points
        if group.static is not None:
            parts.append(self._static(group, skip))
            skip = self._still(group, parts[-1], skip)
        for member in group.members:
            if isinstance(member, int):
                parts.append(self._case(group, member, points, skip))
            elif not member.is_empty:
                parts.append(self.judge(member, skip))
            else:
                continue
            skip = self._still(group, parts[-1], skip)
        return parts

    def _still(self, group: TestGroup, part: _Part, skip: Reason | None) -> Reason | None:
        """Why what comes after this part is skipped."""
        ends = group.stops and part.is_rejected and not (group.ignores_sample and part.is_sample)
        return Reason.EARLY_STOP if skip is None and ends else skip

    def _case(self, group: TestGroup, index: int, points: float | None, skip: Reason | None) -> _Part:
        result = self.results.get(index)
        if skip is None and (result is None or result.verdict is Verdict.SKIPPED):
            skip = result.reason if result is not None and result.reason is not None else Reason.EARLY_STOP
        if skip is not None or result is None:
            self.skipped[index] = skip or Reason.EARLY_STOP
            return _Part(verdict=Verdict.SKIPPED, reason=skip, cases=1)
        part = self._scored(group, points, result)
        if part.detail is not None:
            self.faults[index] = part.detail
        if part.is_all_accepted:
            self.passed.add(index)
        return replace(part, accepted=int(part.is_all_accepted), judged=1, cases=1)

    def _static(self, group: TestGroup, skip: Reason | None) -> _Part:
        if skip is not None or group.static is None:
            return _Part(verdict=Verdict.SKIPPED, reason=skip)
        result = self.statics.get(group.name)
        if result is None:
            return _Part(
                verdict=Verdict.MISCONFIGURED, reason=Reason.STATIC, detail=f"{group.name}: no static validator ran"
            )
        return self._scored(group, group.static.points, result)

    def _scored(self, group: TestGroup, points: float | None, result: CaseResult) -> _Part:
        self.checkers_score |= result.score is not None or result.multiplier is not None
        fault = _fault(group, points, result) if self.scores else None
        if fault is not None:
            detail = f"{result.name}: {fault}"
            return _Part(verdict=Verdict.MISCONFIGURED, reason=Reason.BAD_SCORE, detail=detail)
        accepted = result.verdict is Verdict.ACCEPTED
        return _Part(
            verdict=result.verdict,
            reason=result.reason,
            score=_score(group, points, result) if self.scores else 0.0,
            is_all_accepted=accepted,
        )

    def _aggregated(self, group: TestGroup, parts: Sequence[_Part]) -> _Part:
        for verdict in _NO_JUDGEMENT:
            for part in parts:
                if part.verdict is verdict:
                    return part
        own = [part for part in parts if not (group.ignores_sample and part.is_sample)]
        if group.grader_arguments is not None:
            return self._graded(group, group.grader_arguments, [part for part in own if part.counts])
        if own and not any(part.counts for part in own):
            return _Part(verdict=Verdict.SKIPPED, reason=own[0].reason)
        part = _part_of_rule(group, own, self._score_of(group, own), self._best(group) if self.scores else None)
        return self._within_bounds(group, part)

    def _score_of(self, group: TestGroup, parts: Sequence[_Part]) -> float:
        if not self.scores:
            return 0.0
        if group.aggregation is Aggregation.PASS_FAIL:
            return (group.max_score or 0.0) if all(part.is_all_accepted for part in parts) else 0.0
        score = aggregate(group.aggregation, [part.score for part in parts if part.counts])
        best = self._best(group)
        return best if best is not None and math.isclose(score, best, abs_tol=1e-9) else score

    def _graded(self, group: TestGroup, arguments: tuple[str, ...], counted: Sequence[_Part]) -> _Part:
        grade = self.grades.get(group.name)
        if grade is None:
            lines = [f"{_GRADER_CODES.get(part.verdict, 'RTE')} {part.score:.12g}\n" for part in counted]
            self.grader_call = self.grader_call or GraderCall(
                group=group.name, arguments=arguments, input="".join(lines)
            )
            return _Part(verdict=Verdict.MISCONFIGURED, reason=Reason.GRADER)
        same = next((part.reason for part in counted if part.verdict is grade.verdict), None)
        part = _Part(verdict=grade.verdict, reason=grade.reason or same, score=grade.score)
        return self._within_bounds(group, part)

    def _within_bounds(self, group: TestGroup, part: _Part) -> _Part:
        """Refuse points beyond what the author allows, if it is their programs that give them."""
        given = group.bounds_cases or self.checkers_score or group.grader_arguments is not None
        if not self.scores or not given or part.is_rejected:
            return part
        for bound, sign in ((group.max_score, 1), (group.min_score, -1)):
            if bound is not None and (part.score - bound) * sign > 1e-9 * max(1.0, abs(bound)):
                words = f"{group.name or 'data'}: {part.score:g} points are beyond the bound of {bound:g}"
                return _Part(verdict=Verdict.MISCONFIGURED, reason=Reason.BAD_SCORE, detail=words)
        return part

    def _best(self, group: TestGroup) -> float | None:
        return best_score(group, checkers_score=self.checkers_score)

    def _shown(self, group: TestGroup, part: _Part, *, is_whole: bool) -> GroupResult:
        """The part as a result: accepted without all points is so in part, and what is rejected has none."""
        verdict, score, best = part.verdict, part.score if self.scores else None, self._best(group)
        if score is not None and best is not None and verdict is Verdict.ACCEPTED:
            is_short = score > best if group.least_is_best else score < best
            verdict = Verdict.PARTIALLY_ACCEPTED if is_short else verdict
        elif verdict in _NO_JUDGEMENT or (part.is_rejected and is_whole and group.least_is_best):
            score = None
        elif part.is_rejected and is_whole and score is not None:
            score = 0.0
        return GroupResult(
            name=group.name,
            verdict=verdict,
            reason=part.reason,
            score=score,
            max_score=best if self.scores else None,
            accepted=part.accepted,
            judged=part.judged,
            cases=part.cases,
            detail=part.detail,
        )


def _part_of_rule(group: TestGroup, parts: Sequence[_Part], score: float, best: float | None) -> _Part:
    """Judge a group by its rule; without points, accepted means that everything is."""
    errors = [part for part in parts if part.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    is_any_accepted = group.any_accepted and any(part.verdict is Verdict.ACCEPTED for part in parts)
    if group.verdict_rule is VerdictRule.ALWAYS_ACCEPT or is_any_accepted:
        return _Part(verdict=Verdict.ACCEPTED, score=score)
    if group.verdict_rule is VerdictRule.BY_SCORE:
        all_accepted = all(part.is_all_accepted for part in parts)
        if (score >= best) if best else all_accepted:
            return _Part(verdict=Verdict.ACCEPTED, score=score)
        if score > 0 or all_accepted:
            reason = errors[0].reason if errors else None
            return _Part(verdict=Verdict.PARTIALLY_ACCEPTED, reason=reason, score=score)
    errors = [part for part in errors if part.verdict is not Verdict.PARTIALLY_ACCEPTED] or errors
    if group.verdict_rule is VerdictRule.WORST_ERROR:
        errors.sort(key=lambda part: WORST_FIRST.index(part.verdict))
    if errors:
        return _Part(verdict=errors[0].verdict, reason=errors[0].reason, score=score)
    skipped = next((part for part in parts if part.verdict is Verdict.SKIPPED), None)
    if skipped is not None:
        return _Part(verdict=Verdict.SKIPPED, reason=skipped.reason, score=score)
    return _Part(verdict=Verdict.ACCEPTED, score=score)


def _fault(group: TestGroup, points: float | None, result: CaseResult) -> str | None:
    """Say what is wrong with the score that the checker gave, or did not give.

    Source: Kattis problem package format 2025-09, "Scoring test cases".
    """
    score, multiplier = result.score, result.multiplier
    given = score if score is not None else multiplier
    if score is not None and multiplier is not None:
        return "the checker gives both a score and a multiplier"
    if given is not None and not math.isfinite(given):
        return "the checker gives a score that is no finite number"
    if not group.bounds_cases:
        return None
    if result.verdict not in _ACCEPTED:
        return "the checker gives a score to what it rejects" if given is not None else None
    if group.aggregation is Aggregation.PASS_FAIL:
        return "the checker gives a score in a pass-fail group" if given is not None else None
    if points is None and score is None:
        return "the checker accepts without a score, which a group without bound needs"
    if given is not None and given < 0:
        return f"the checker gives a score of {given:g}, below 0"
    if score is not None and points is not None and score > points * (1 + 1e-9):
        return f"the checker gives a score of {score:g}, the most is {points:g}"
    if multiplier is not None and multiplier > 1:
        return f"the checker gives a multiplier of {multiplier:g}, the most is 1"
    return None


def _score(group: TestGroup, points: float | None, result: CaseResult) -> float:
    if result.verdict not in _ACCEPTED:
        return group.reject_score
    if result.score is not None:
        return result.score
    return (points or 0.0) * (1.0 if result.multiplier is None else result.multiplier)
