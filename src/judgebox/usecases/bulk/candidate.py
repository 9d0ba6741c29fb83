"""What is judged in bulk: a program, its tests, and how the one is held against the other."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from judgebox.domain.problem import Problem, ProblemLimits
from judgebox.languages import Language
from judgebox.usecases.bulk.comparators import Comparator


class Entry(StrEnum):
    """How a candidate is used.

    `stdin`: it is a program. `function`: a function of it is called. `asserts`: programs that are the tests use it.
    `problem`: it is a submission for a problem, which says all else.
    """

    STDIN = "stdin"
    FUNCTION = "function"
    ASSERTS = "asserts"
    PROBLEM = "problem"


class Stop(StrEnum):
    """Where judging may stop: nowhere, at the first test that failed, or at the first group that failed."""

    NEVER = "never"
    FIRST_FAILURE = "first_failure"
    GROUP = "group"


class Scoring(StrEnum):
    """How tests become a score from 0 to 1.

    `pass_fail`: all or nothing. `fraction`: the share that passed. `weighted_sum`: the former plus a tenth of the
    latter, as open-r1 has it, so at most 1.1. `subtask_min`: of each group all or nothing, weighed by their weights.
    """

    PASS_FAIL = "pass_fail"  # noqa: S105
    FRACTION = "fraction"
    WEIGHTED_SUM = "weighted_sum"
    SUBTASK_MIN = "subtask_min"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTest:
    """One test.

    Attributes:
        input: what the program reads.
        args, kwargs: what the function is called with.
        answer: what is right: text for programs, a value of JSON for functions.
        code: the test itself, for asserts.
        weight: of its group; where tests of a group differ in it the largest counts.
    """

    input: str = ""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    answer: Any = None
    code: str = ""
    group: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing to judge.

    Attributes:
        id: the sender's own word for it.
        task: what it solves; candidates of one task are counted together for pass@k.
        source: None if there was none to be found in the completion.
        given: the beginning that the task gives, for asserts; helpers in it are not the candidate's.
        setup: what the tests need first, for asserts.
        function: which one is called or tested; None if the tests say it themselves.
        stop, scoring: with `problem` both are the problem's own.
    """

    id: str
    task: str | None
    source: str | None
    language_id: str
    language: Language
    entry: Entry
    tests: tuple[BulkTest, ...] = ()
    limits: ProblemLimits = field(default_factory=ProblemLimits)
    comparator: Comparator = field(default_factory=Comparator)
    function: str | None = None
    given: str = ""
    setup: str = ""
    problem: Problem | None = None
    stop: Stop = Stop.NEVER
    scoring: Scoring = Scoring.PASS_FAIL

    @property
    def key(self) -> str:
        """Hash all that decides on the judgement: what has the same key is judged once."""
        decides = (
            1,  # of this list; raise it when what it means changes
            self.source,
            self.language_id,
            self.entry,
            [_content(test) for test in self.tests],
            _limits(self.limits),
            self.comparator.spelling,
            self.function,
            self.given,
            self.setup,
            None if self.problem is None else self.problem.version,
            self.stop,
            self.scoring,
        )
        return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def _content(test: BulkTest) -> tuple[object, ...]:
    kwargs = sorted(test.kwargs.items())
    return (test.input, test.args, kwargs, test.answer, test.code, test.group, test.weight)


def _limits(limits: ProblemLimits) -> tuple[float, int, int]:
    return (limits.time_limit / timedelta(seconds=1), limits.memory_bytes, limits.output_bytes)
