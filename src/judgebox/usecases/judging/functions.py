"""Function problems: a source becomes a program that a driver calls, and each result is compared outside of the box.

How it works: a driver takes any number of cases from its input and writes a line of its own descriptor for each, once
the case is done. So many secret cases are first run as one batch, by a process that starts once. The limits of a batch
are those of a single case, not more: whatever it got done within them, each case alone would have got done too. A case
whose result is right is decided by that, and its figures are those of the batch, which are bounds. Any other, be it
wrong, too slow or never reached, is run again alone like the case of any problem, and that run decides: what one case
leaves behind in variables can't make another one fail, and time and memory are always those of a control group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import anyio
import anyio.to_thread

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import TestCase
from judgebox.domain.run import Command, Outcome
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict, verdict_of_run
from judgebox.functions import (
    DRIVERS,
    Signature,
    check_input,
    compare,
    lines_of,
    parse_signature,
    result_of_line,
)
from judgebox.ports import Blobs
from judgebox.usecases.judging.assignment import Assignment
from judgebox.usecases.shared_box import SharedBox

RESULTS = 3
"""The descriptor to which drivers write."""

BATCH_BYTES = 4 * 1024 * 1024
"""The most that inputs and answers of a batch may take: they are in memory, and large cases gain nothing from it."""

MOST_TROUBLES = 3
"""How many batches may meet something that has to be run alone, before all that is left is."""

SHOWN_CHARACTERS = 16 * 1024
"""How much of an own input that is refused is told back."""

_BY_A_LIMIT = frozenset({Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCalls:
    """What judging the cases of a function problem needs.

    Attributes:
        proven: the outcome of the batch in which a case was found right, by the name of the case.
    """

    signature: Signature
    proven: Mapping[str, Outcome] = field(default_factory=dict)


def signature_of(assignment: Assignment) -> Signature | None:
    """The signature that a source is written for; None if it is a whole program.

    Raises:
        ProblemError: the signature is wrong.
    """
    problem = assignment.problem
    return None if problem is None or problem.signature is None else parse_signature(problem.signature)


def with_driver(assignment: Assignment, signature: Signature) -> Assignment | Result:
    """Make a program of a source; if that can't be, or the user's own input is not what it takes, say why."""
    driver = DRIVERS.get(assignment.language_id)
    if driver is None:
        detail = f"function problems can't be solved in {assignment.language.name}, only in: {', '.join(DRIVERS)}"
        return Result(verdict=Verdict.COMPILE_ERROR, reason=Reason.LANGUAGE, detail=detail)
    if not assignment.has_cases:
        given = assignment.input or ""
        try:
            check_input(signature, given.encode(), path="input")
        except ProblemError as error:
            return _refused(given, str(error))
    source, others = assignment.source, dict(assignment.files)
    if others:
        main = assignment.entry if assignment.entry in others else min(others)
        source = others.pop(main).decode(errors="replace")
    return replace(assignment, files={**others, **driver.files(signature, source)}, entry=driver.entry)


def _refused(given: str, why: str) -> Result:
    """What a program would have done with an input that it can't read: failed at it."""
    verdict, reason = Verdict.RUNTIME_ERROR, Reason.EXIT
    case = CaseResult(
        index=0,
        name="input",
        visible=True,
        verdict=verdict,
        reason=reason,
        message=why,
        input=given[:SHOWN_CHARACTERS],
        output="",
        error=f"{why}\n",
    )
    return Result(verdict=verdict, reason=reason, detail=why, cases=(case,))


def call_command(command: Command) -> Command:
    """The command that runs a driver: what it prints is only shown, so it is not worth a file."""
    return replace(command, outputs=(RESULTS,), output_file=None)


def results_in(outcome: Outcome) -> list[bytes]:
    """The results that a run gave, in order; what stands behind something that is no result is not one."""
    results: list[bytes] = []
    for line in outcome.outputs.get(RESULTS, b"").split(b"\n")[:-1]:
        result = result_of_line(line)
        if result is None:
            break
        results.append(result)
    return results


async def prove_in_batches(
    signature: Signature, box: SharedBox, command: Command, cases: Sequence[TestCase], blobs: Blobs, *, scores: bool
) -> Mapping[str, Outcome]:
    """Run cases in batches, and tell in which outcome each that is right was found so.

    Args:
        command: of a run alone.
        scores: whether all cases count; else it is enough to come to the first that is not right.
    """
    pending = [one for one in cases if not one.arguments and not one.files]
    proven: dict[str, Outcome] = {}
    size, troubles = len(pending), 0
    while min(size, len(pending)) > 1 and troubles < MOST_TROUBLES:
        batch = await _load(signature, pending[:size], blobs)
        if len(batch) < 2:
            pending = pending[1:]
            continue
        stdin = b"".join(one.stdin for one in batch)
        outcome = await box.run(replace(call_command(command), stdin=stdin))
        results = results_in(outcome)[: len(batch)]
        ended = verdict_of_run(outcome, command.limits)
        if ended is not None and ended[0] in _BY_A_LIMIT:
            size, troubles = len(results) // 2, troubles + 1
            continue
        right = await anyio.to_thread.run_sync(_right, signature, batch, results)
        proven |= {one.case.name: outcome for one, is_right in zip(batch, right, strict=False) if is_right}
        if not scores and not (len(right) == len(batch) and all(right)):
            break
        troubles += len(results) < len(batch)
        pending = pending[min(len(results) + 1, len(batch)) :]
    return proven


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    case: TestCase
    stdin: bytes
    answer: bytes


async def _load(signature: Signature, cases: Sequence[TestCase], blobs: Blobs) -> list[_Loaded]:
    """Read the first cases, as many as are small enough together; none if the first is broken."""
    loaded: list[_Loaded] = []
    total = 0
    for case in cases:
        for blob in (case.input, case.answer):
            total += (await anyio.Path(await blobs.path(blob)).stat()).st_size
        if total > BATCH_BYTES:
            break
        lines = lines_of(await blobs.get(case.input))
        if len(lines) != signature.lines:  # it would shift all that come after it
            break
        loaded.append(_Loaded(case=case, stdin=b"\n".join([*lines, b""]), answer=await blobs.get(case.answer)))
    return loaded


def _right(signature: Signature, batch: Sequence[_Loaded], results: Sequence[bytes]) -> list[bool]:
    return [_is_right(signature, one, result) for one, result in zip(batch, results, strict=False)]


def _is_right(signature: Signature, one: _Loaded, result: bytes) -> bool:
    try:
        return compare(signature, one.stdin, one.answer, result).accepted
    except ValueError:  # a wrong answer of the author: said when the case is run alone
        return False
