"""The parts of the benchmark of judging, and its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from judgebox.cli.bench.figures import PartReport
from judgebox.cli.bench.report import Machine


class Part(StrEnum):
    """A part of the benchmark, by the name that `--only` takes."""

    CPP = "cpp"
    PYTHON = "python"
    CHECKER = "checker"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingReport:
    """The whole benchmark, and where it was taken.

    Attributes:
        load_before: processes that ran or wanted to, on average over the minute before.
    """

    machine: Machine
    load_before: float
    tier: str
    slots: int
    rounds: int
    seconds: float
    parts: Sequence[PartReport]
