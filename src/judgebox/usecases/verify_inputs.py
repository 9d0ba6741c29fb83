"""Verify the test data of a package by the programs of its author: inputs by its validators, answers by its checker.

Source: Kattis problem package format 2025-09, "Input Validators", "Output Validator".
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import PurePosixPath

import anyio
import anyio.to_thread

from judgebox.checkers import check
from judgebox.domain.errors import PlatformError, ProblemError
from judgebox.domain.problem import Package, Problem, TestCase
from judgebox.domain.run import Ending, Outcome
from judgebox.domain.verdict import Verdict
from judgebox.usecases.judging.assignment import ending_in_words
from judgebox.usecases.judging.programs import Authors, ProgramBox
from judgebox.usecases.judging.validation import ACCEPTED, WRONG, validate
from judgebox.usecases.package_check import PackageCheck, Soundness, first_of
from judgebox.usecases.verify_submission import Verifier

INPUTS = "input validators"
INVALID_INPUTS = "invalid inputs"
ANSWERS = "answers"

CASES_AT_A_TIME = 20
"""So many cases are looked at with one slot, before others have a turn."""

SAID_CHARACTERS = 300

InputArguments = Mapping[str, Mapping[str, tuple[str, ...]]]

Look = Callable[[TestCase, Authors], Awaitable[str | None]]
"""Looks at a case; returns what is wrong with it, None if nothing is."""


async def check_inputs(package: Package, verifier: Verifier) -> PackageCheck:
    """Give each input to each input validator, which is to accept it."""
    if not package.input_validators:
        return _not_checked(INPUTS, "the package has none")
    refused = await _look_at_each(package, verifier, INPUTS, partial(_refused_by, package))
    if isinstance(refused, PackageCheck) or refused:
        return refused if isinstance(refused, PackageCheck) else _broken(INPUTS, refused)
    count, validators = len(package.problem.cases), len(package.input_validators)
    return _fine(INPUTS, f"{count} inputs accepted by {validators} {'program' if validators == 1 else 'programs'}")


async def check_invalid_inputs(package: Package, verifier: Verifier) -> PackageCheck | None:
    """Give each input that is to be invalid to the input validators, one of which is to refuse it."""
    if not package.invalid_inputs or not package.input_validators:
        return None
    package = replace(package, problem=replace(package.problem, cases=package.invalid_inputs))
    accepted = await _look_at_each(package, verifier, INVALID_INPUTS, partial(_accepted_by, package))
    if isinstance(accepted, PackageCheck) or accepted:
        return accepted if isinstance(accepted, PackageCheck) else _broken(INVALID_INPUTS, accepted)
    return _fine(INVALID_INPUTS, f"{len(package.invalid_inputs)} refused, as they are to be")


async def check_answers(package: Package, verifier: Verifier) -> PackageCheck:
    """Give each answer to the checker as if it were the output of a submission.

    An answer of a package with a checker of its own need be no output: where no answer is accepted, its author
    has put something else there, and nothing is known.
    """
    problem = package.problem
    if problem.unsupported:
        return _not_checked(ANSWERS, "the problem can't be judged")
    if problem.interactor is not None or problem.passes > 1:
        return _not_checked(ANSWERS, "what is in them is between the author's programs")
    look = _refused_by_checker if problem.validators else _refused_by_ours
    refused = await _look_at_each(package, verifier, ANSWERS, partial(look, problem))
    if isinstance(refused, PackageCheck):
        return refused
    if problem.validators and len(refused) == len(problem.cases):
        return _not_checked(ANSWERS, f"its checker accepts none of them as an output, as with {refused[0]}")
    if refused:
        return PackageCheck(
            name=ANSWERS,
            soundness=Soundness.WARNING if problem.validators else Soundness.BROKEN,
            facts=first_of(refused),
        )
    return _fine(ANSWERS, f"{len(problem.cases)} accepted as outputs")


# --- One case ----------------------------------------------------------------------------------


async def _refused_by(package: Package, case: TestCase, authors: Authors) -> str | None:
    for program in package.input_validators:
        async with authors.box(program) as box:
            outcome = await _validated(box, case, package.input_arguments, authors)
            if outcome.exit_code != ACCEPTED:
                return f"{case.name}: {program.name} {_in_words(box, outcome)}"
    return None


async def _accepted_by(package: Package, case: TestCase, authors: Authors) -> str | None:
    """Say that all validators accept a case, or met a limit; None if one refuses it, as a failed assertion does."""
    for program in package.input_validators:
        async with authors.box(program) as box:
            outcome = await _validated(box, case, package.input_arguments, authors)
            if outcome.exit_code != ACCEPTED and outcome.ending in (Ending.EXITED, Ending.SIGNALLED):
                return None
    return f"{case.name}: no input validator refuses it"


async def _validated(box: ProgramBox, case: TestCase, arguments: InputArguments, authors: Authors) -> Outcome:
    own = arguments.get(case.name, {})
    name = PurePosixPath(box.program.name)
    words = next((own[key] for key in (str(name), name.name, name.stem, "") if key in own), ())
    command = box.command((*box.program.arguments, *words))
    return await box.box.run(replace(command, stdin=await authors.blobs.path(case.input)))


def _in_words(box: ProgramBox, outcome: Outcome) -> str:
    said = " ".join((outcome.error or outcome.output).decode(errors="replace").split())[:SAID_CHARACTERS]
    ended = "refuses it" if outcome.exit_code == WRONG else ending_in_words(outcome, box.limits)
    return f"{ended}: {said}" if said else ended


async def _refused_by_checker(problem: Problem, case: TestCase, authors: Authors) -> str | None:
    path, answer = await authors.blobs.path(case.input), await authors.blobs.path(case.answer)
    for program in problem.validators:
        async with authors.box(program) as box:
            judged = await validate(
                box, case, input=path, answer=answer, output=answer, gives_scores=problem.scores, feedback=None
            )
        if judged.fault is not None:
            raise ProblemError(f"{case.name}, its own answer as output: {judged.fault}")
        if judged.verdict is not Verdict.ACCEPTED:
            return f"{case.name}: {program.name} refuses its own answer: {judged.message or 'without a word'}"
    return None


async def _refused_by_ours(problem: Problem, case: TestCase, authors: Authors) -> str | None:
    answer = await authors.blobs.path(case.answer)
    try:
        checked = await anyio.to_thread.run_sync(
            check, answer, answer, problem.preset or case.comparison or problem.comparison
        )
    except ValueError as error:
        return f"{case.name}: {error}"
    return None if checked.accepted else f"{case.name}: its own answer is not accepted: {checked.message}"


# --- All cases ---------------------------------------------------------------------------------


async def _look_at_each(package: Package, verifier: Verifier, name: str, look: Look) -> list[str] | PackageCheck:
    """Look at all cases, some at a time over the free slots; return what is wrong, or why it can't be told.

    What was looked at before, and found in order, is not looked at again.
    """
    programs = (*package.problem.validators, *package.input_validators)
    data = [
        (case.name, case.input, case.answer, package.input_arguments.get(case.name), case.checker_arguments)
        for case in package.problem.cases
    ]
    key = await verifier.key_of(None, check=name, programs=[asdict(each) for each in programs], data=data)
    if verifier.recall is not None and verifier.recall.find(key, bool):
        return []
    try:
        wrong = await _wrong_cases(package, verifier, look)
    except PlatformError as error:
        return _not_checked(name, str(error))
    except ProblemError as error:
        return _broken(name, [str(error)])
    if verifier.recall is not None and not wrong:
        verifier.recall.keep(key, True)
    return wrong


async def _wrong_cases(package: Package, verifier: Verifier, look: Look) -> list[str]:
    cases = package.problem.cases
    wrong: dict[int, str] = {}
    failures: list[Exception] = []

    async def look_at_some(first: int) -> None:
        await verifier.slots.acquire()
        try:
            async with verifier.judge.authors(package.problem) as authors:
                for index in range(first, min(first + CASES_AT_A_TIME, len(cases))):
                    if failures:
                        return
                    fault = await look(cases[index], authors)
                    if fault is not None:
                        wrong[index] = fault
        except (PlatformError, ProblemError) as error:
            failures.append(error)
        finally:
            verifier.slots.release()

    async with anyio.create_task_group() as tasks:
        for first in range(0, len(cases), CASES_AT_A_TIME):
            tasks.start_soon(look_at_some, first)
    if failures:
        raise failures[0]
    return [wrong[index] for index in sorted(wrong)]


def _fine(name: str, fact: str) -> PackageCheck:
    return PackageCheck(name=name, soundness=Soundness.FINE, facts=(fact,))


def _broken(name: str, facts: Sequence[str]) -> PackageCheck:
    return PackageCheck(name=name, soundness=Soundness.BROKEN, facts=first_of(facts))


def _not_checked(name: str, fact: str) -> PackageCheck:
    return PackageCheck(name=name, soundness=Soundness.NOT_CHECKED, facts=(fact,))
