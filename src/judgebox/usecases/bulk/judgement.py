"""What came of a candidate."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from judgebox.domain.run import Outcome
from judgebox.domain.verdict import Reason, Verdict

EXCERPT_BYTES = 2048
"""How much of what a program printed is kept for each test."""


class BulkOutcome(StrEnum):
    """Whether anything is known about a candidate.

    `infra_error`: our fault, so nothing is. `invalid`: there was no candidate, but a line that makes no sense.
    """

    JUDGED = "judged"
    INFRA_ERROR = "infra_error"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """What came of one test.

    Attributes:
        cpu_time, wall_time: where several tests ran in one process, what the process itself measured.
        memory_bytes: of the whole process.
    """

    __test__ = False

    verdict: Verdict
    reason: Reason | None = None
    cpu_time: timedelta = timedelta()
    wall_time: timedelta = timedelta()
    memory_bytes: int = 0
    exit_code: int | None = None
    signal: int | None = None
    message: str | None = None
    output: str = ""
    error: str = ""


SKIPPED = TestResult(verdict=Verdict.SKIPPED, reason=Reason.EARLY_STOP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What came of a candidate.

    Attributes:
        verdict: that of the first test that failed; None if nothing is known.
        score: from 0 to 1 (weighted sums: 1.1); None if nothing is known.
        message: why there is no verdict; or in words what the compiler or the loading says.
    """

    outcome: BulkOutcome = BulkOutcome.JUDGED
    verdict: Verdict | None = None
    reason: Reason | None = None
    score: float | None = None
    tests: tuple[TestResult, ...] = field(default=())
    compile_output: str = ""
    message: str | None = None
    tier: str | None = None

    @property
    def passed(self) -> int:
        return sum(test.verdict is Verdict.ACCEPTED for test in self.tests)

    @property
    def cpu_time(self) -> timedelta:
        """The largest of any test."""
        return max((test.cpu_time for test in self.tests), default=timedelta())

    @property
    def wall_time(self) -> timedelta:
        return max((test.wall_time for test in self.tests), default=timedelta())

    @property
    def memory_bytes(self) -> int:
        return max((test.memory_bytes for test in self.tests), default=0)


def result_of(
    outcome: Outcome, verdict: Verdict, reason: Reason | None = None, message: str | None = None
) -> TestResult:
    """The result of a test that had a run for itself."""
    return TestResult(
        verdict=verdict,
        reason=reason,
        cpu_time=outcome.usage.cpu_time,
        wall_time=outcome.usage.wall_time,
        memory_bytes=outcome.usage.memory_bytes,
        exit_code=outcome.exit_code,
        signal=outcome.signal,
        message=message,
        output=excerpt(outcome.output),
        error=excerpt(outcome.error),
    )


def excerpt(content: bytes) -> str:
    text = content[:EXCERPT_BYTES].decode(errors="replace")
    return text + "…" if len(content) > EXCERPT_BYTES else text
