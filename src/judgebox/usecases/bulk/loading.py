"""Candidates that could not be loaded: of a text that is no program, or by a program that fails at once."""

from dataclasses import dataclass
from typing import Any

from judgebox.domain.verdict import Reason, Verdict
from judgebox.usecases.bulk.judgement import Judgement, TestResult

SYNTAX_ERRORS = ("SyntaxError", "IndentationError", "TabError")


@dataclass
class NotLoadedError(Exception):
    """A candidate could not be loaded, so that no test of it says more."""

    verdict: Verdict
    reason: Reason
    message: str

    def judgement(self, tests: int) -> Judgement:
        failed = TestResult(verdict=self.verdict, reason=self.reason, message=self.message)
        is_text = self.verdict is Verdict.COMPILE_ERROR
        return Judgement(tests=(failed,) * tests, compile_output=self.message if is_text else "", message=self.message)


class BrokenTestsError(Exception):
    """The tests are no programs, or need what this host doesn't have: nothing is known about the candidate."""


def not_loaded(record: dict[str, Any]) -> NotLoadedError:
    """Make an error of a driver's record that says so."""
    kind, said = str(record["load"]), str(record.get("message", ""))
    message = f"{kind}: {said}" if kind else said
    if kind in SYNTAX_ERRORS:
        return NotLoadedError(Verdict.COMPILE_ERROR, Reason.COMPILER, message)
    return NotLoadedError(Verdict.RUNTIME_ERROR, Reason.EXIT, message)
