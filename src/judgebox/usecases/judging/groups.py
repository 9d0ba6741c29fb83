"""What programs of the author say about test groups: the grader on results, the static validator on the source.

Source: Kattis problem package format, legacy, "Graders"; 2025-09, "Static Validator".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from judgebox.domain.errors import ProblemError
from judgebox.domain.grading import Grade, GraderCall, judge_groups, parse_grade, result_of
from judgebox.domain.problem import Problem
from judgebox.domain.scoring import StaticCase, TestGroup
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict, verdict_of_run
from judgebox.usecases.judging.assignment import ending_in_words
from judgebox.usecases.judging.programs import FEEDBACK, Authors
from judgebox.usecases.judging.validation import judged_by


async def graded(
    problem: Problem, results: Sequence[CaseResult], statics: Mapping[str, CaseResult], authors: Authors
) -> Result:
    """Make the judgement of a problem, asking its grader wherever a group wants it.

    Raises:
        ProblemError: the grader fails, or says what is no grade.
    """
    grades: dict[str, Grade] = {}
    by_index = {case.index: case for case in results}
    while problem.groups is not None and problem.grader is not None:
        call = judge_groups(problem.groups, by_index, scores=problem.scores, grades=grades, statics=statics).grader_call
        if call is None:
            break
        grades[call.group] = await _grade(problem, call, authors)
    return result_of(problem.groups, results, scores=problem.scores, grades=grades, statics=statics)


async def _grade(problem: Problem, call: GraderCall, authors: Authors) -> Grade:
    assert problem.grader is not None
    async with authors.box(problem.grader) as box:
        outcome = await box.box.run(replace(box.command(call.arguments), stdin=call.input.encode()))
    if verdict_of_run(outcome, box.limits) is not None:
        said = outcome.error.decode(errors="replace").strip()[:1000]
        raise ProblemError(f"{ending_in_words(outcome, box.limits)}: {said}", path=problem.grader.name)
    grade = parse_grade(outcome.output.decode(errors="replace"))
    if grade is None:
        raise ProblemError(f"prints {outcome.output[:80]!r}, which is no verdict and score", path=problem.grader.name)
    return grade


async def static_results(
    problem: Problem, files: Mapping[str, bytes], language: str, entry: str, authors: Authors
) -> dict[str, CaseResult]:
    """Have the static validator look at a source, for each group that counts it.

    Args:
        files: of the submission, by name.

    Raises:
        ProblemError: the validator fails.
    """
    if problem.static_validator is None:
        return {}
    wanted = {} if problem.groups is None else dict(_static_cases(problem.groups))
    results: dict[str, CaseResult] = {}
    for name, case in (wanted or {"": StaticCase()}).items():
        async with authors.box(problem.static_validator) as box:
            own = {name for name in box.ready.files if name in files}
            await box.box.put({name: content for name, content in files.items() if name not in own})
            arguments = (language, entry, f"{FEEDBACK}/", *box.program.arguments, *case.arguments)
            outcome = await box.box.run(box.command(arguments))
            judged = await judged_by(box, outcome, gives_scores=problem.scores, is_multi_pass=False)
        if judged.fault is not None:
            raise ProblemError(judged.fault)
        is_rejected = judged.verdict is Verdict.WRONG_ANSWER
        results[name] = CaseResult(
            index=0,
            name=problem.static_validator.name,
            visible=True,
            verdict=judged.verdict,
            reason=Reason.STATIC if is_rejected else None,
            message=judged.team_message,
            score=judged.score,
            multiplier=judged.multiplier,
        )
    return results


def _static_cases(group: TestGroup) -> list[tuple[str, StaticCase]]:
    own = [] if group.static is None else [(group.name, group.static)]
    return own + [found for below in group.groups for found in _static_cases(below)]
