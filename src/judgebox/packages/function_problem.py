"""Hold a package with a `signature.yaml` to it: its cases are values of the types that it declares."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import BlobId, Problem
from judgebox.functions import DRIVERS, check_case, parse_signature

CHECKED_BYTES = 16 * 1024 * 1024
"""Cases above this are not looked at when a package is read; judging finds what is wrong with them."""


def as_function_problem(problem: Problem, blobs: Mapping[BlobId, Path]) -> Problem:
    """Check the cases of a function problem, and let it be solved in the languages that have drivers.

    Raises:
        ProblemError: the signature is wrong, or a case does not fit it.
    """
    if problem.signature is None:
        return problem
    signature = parse_signature(problem.signature)
    if signature.comparison.custom and not problem.validators:
        raise ProblemError("comparison is custom but there is no output validator", path="signature.yaml")
    for case in problem.cases:
        given, answer = blobs[case.input], blobs[case.answer]
        if given.stat().st_size + answer.stat().st_size <= CHECKED_BYTES:
            check_case(signature, given.read_bytes(), answer.read_bytes(), path=f"data/{case.name}")
    languages = tuple(name for name in problem.languages or DRIVERS if name in DRIVERS)
    if not languages:
        raise ProblemError(f"languages allows none of: {', '.join(DRIVERS)}", path="problem.yaml")
    return replace(problem, languages=languages)
