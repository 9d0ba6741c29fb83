"""Validation: a program of the author decides on an output.

Its exit code is the judgement: 42 accepted, 43 wrong, with testlib also points or a part. Anything else, a limit
met or a score that is no number, is a fault of the problem, never of the submission.

Source: Kattis problem package format 2025-09, "Output Validator"; judging study 1.2, 2.1; testlib.h of ours.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from judgebox.domain.problem import Calling, Program, TestCase
from judgebox.domain.run import Ending, Outcome
from judgebox.domain.verdict import Reason, Verdict
from judgebox.usecases.judging.assignment import ending_in_words
from judgebox.usecases.judging.programs import FEEDBACK, ProgramBox

ACCEPTED, WRONG = 42, 43
POINTS = 7
FIRST_PART, LAST_PART = 50, 250
"""Codes of our testlib.h: points, which stand in the message, and parts in steps of 1/200."""

ENDS_OF_TESTLIB = {0: ACCEPTED, 1: WRONG, 2: WRONG, 4: WRONG, 8: WRONG}
"""What testlib's own codes mean: right, wrong, wrong format, more output than expected, end of the output. A program
that can't be compiled with our header, one in Python say, speaks them; 7 means points there, too."""

TRACEBACK = b"Traceback (most recent call last):"

INPUT, ANSWER, OUTPUT = "/dev/fd/3", "/dev/fd/4", "/dev/fd/5"

MESSAGE_BYTES = 4096
NEXT_PASS = "nextpass.in"  # noqa: S105 - no password

_POINTS = re.compile(rb"points ([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is to be said about one run of a case.

    Attributes:
        message: for eyes that may see the answer.
        team_message: for whoever submitted, whatever the case.
        score, multiplier: as in `CaseResult`.
        fault: what is wrong with the problem, if that is why there is no judgement.
        feedback: what the validator left, with the input of a next pass among it.
    """

    verdict: Verdict
    reason: Reason | None = None
    message: str | None = None
    team_message: str | None = None
    score: float | None = None
    multiplier: float | None = None
    fault: str | None = None
    feedback: Mapping[str, bytes] = field(default_factory=dict)


def misconfigured(reason: Reason, fault: str) -> Judged:
    return Judged(verdict=Verdict.MISCONFIGURED, reason=reason, message=fault, fault=fault)


async def validate(
    box: ProgramBox,
    case: TestCase,
    *,
    input: bytes | Path,
    answer: Path,
    output: bytes | Path,
    gives_scores: bool,
    feedback: Mapping[str, bytes] | None = None,
) -> Judged:
    """Have a validator decide.

    Args:
        gives_scores: whether the problem asks for scores.
        feedback: what it left at earlier passes; None if there is one pass only.
    """
    is_testlib = box.program.calling is Calling.TESTLIB
    own = (*box.program.arguments, *case.checker_arguments)
    files = (INPUT, OUTPUT, ANSWER) if is_testlib else (INPUT, ANSWER, f"{FEEDBACK}/")
    inputs = ((3, input), (4, answer))
    command = box.command((*files, *own))
    command = (
        replace(command, inputs=(*inputs, (5, output))) if is_testlib else replace(command, inputs=inputs, stdin=output)
    )
    if feedback:
        await box.box.put({f"{FEEDBACK}/{name}": content for name, content in feedback.items()})
    outcome = await box.box.run(command)
    return await judged_by(box, outcome, gives_scores=gives_scores, is_multi_pass=feedback is not None)


async def judged_by(box: ProgramBox, outcome: Outcome, *, gives_scores: bool, is_multi_pass: bool) -> Judged:
    """Read what a validator or an interactor decided from how it ended and what it left."""
    outcome = _ended_as_ours(box.program, outcome)
    fault = fault_of(box, outcome)
    if fault is not None:
        return fault
    left: Mapping[str, bytes] = {}
    if outcome.exit_code != ACCEPTED or gives_scores or is_multi_pass:
        left = await box.feedback()
    judged = _judged(box, outcome, left)
    if NEXT_PASS in left and judged.verdict is not Verdict.ACCEPTED:
        return misconfigured(Reason.PASS_LIMIT, f"{box.program.name} rejects, and yet asks for another pass")
    if not gives_scores and judged.multiplier is not None and judged.multiplier < 1:
        return in_part_only(judged)
    return judged


def in_part_only(judged: Judged) -> Judged:
    """Refuse what is right in part, where a problem gives no points for a part."""
    return replace(judged, verdict=Verdict.WRONG_ANSWER, reason=Reason.MISMATCH, multiplier=None)


def _ended_as_ours(program: Program, outcome: Outcome) -> Outcome:
    """Translate how a program ended that speaks testlib without our header."""
    has_header = program.language is None or program.language.startswith("cpp")
    if program.calling is not Calling.TESTLIB or has_header or outcome.exit_code not in ENDS_OF_TESTLIB:
        return outcome
    if TRACEBACK in outcome.error:  # Python's code for an exception is testlib's for a wrong output
        return outcome
    return replace(outcome, exit_code=ENDS_OF_TESTLIB[outcome.exit_code])


def fault_of(box: ProgramBox, outcome: Outcome) -> Judged | None:
    """Say how a program of the author failed; None if it has decided."""
    name = box.program.name
    if outcome.ending is not Ending.EXITED:
        reason = Reason.VALIDATOR if outcome.ending is Ending.SIGNALLED else Reason.VALIDATOR_LIMIT
        return misconfigured(reason, f"{name} {ending_in_words(outcome, box.limits)}{_said(outcome)}")
    is_part = box.program.calling is Calling.TESTLIB and (
        outcome.exit_code == POINTS or FIRST_PART <= (outcome.exit_code or 0) <= LAST_PART
    )
    if outcome.exit_code in (ACCEPTED, WRONG) or is_part:
        return None
    words = f"{name} exited with code {outcome.exit_code}, which is neither {ACCEPTED} nor {WRONG}{_said(outcome)}"
    return misconfigured(Reason.VALIDATOR, words)


def _judged(box: ProgramBox, outcome: Outcome, left: Mapping[str, bytes]) -> Judged:
    """Read the decision of a program that has not failed."""
    scores: dict[str, float | None] = {}
    for key, name in (("score", "score.txt"), ("multiplier", "score_multiplier.txt")):
        scores[key] = _number(left.get(name))
        if name in left and scores[key] is None:
            words = f"{box.program.name} wrote {_text(left[name])[:40]!r} to {name}, which is no finite number"
            return misconfigured(Reason.BAD_SCORE, words)
    judged = Judged(
        verdict=Verdict.ACCEPTED,
        message=_text(left.get("judgemessage.txt", b"")) or _text(outcome.error) or None,
        team_message=_text(left.get("teammessage.txt", b"")) or None,
        score=scores["score"],
        multiplier=scores["multiplier"],
        feedback=left,
    )
    code = outcome.exit_code or 0
    if code == WRONG:
        return replace(judged, verdict=Verdict.WRONG_ANSWER, reason=Reason.MISMATCH)
    if code == POINTS:
        match = _POINTS.match(outcome.error)
        if match is None:
            return misconfigured(Reason.BAD_SCORE, f"{box.program.name} gives points, and says none")
        return replace(judged, score=float(match[1]))
    if code >= FIRST_PART:
        return replace(judged, multiplier=(code - FIRST_PART) / (LAST_PART - FIRST_PART))
    return judged


def _number(content: bytes | None) -> float | None:
    """Read a score; None if there is none, or if it is none."""
    text = (content or b"").decode(errors="replace").strip()
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _text(content: bytes) -> str:
    return content[:MESSAGE_BYTES].decode(errors="replace").replace("\0", "\N{SYMBOL FOR NULL}").strip()


def _said(outcome: Outcome) -> str:
    said = _text(outcome.error[-MESSAGE_BYTES:])
    return f": {said}" if said else ""
