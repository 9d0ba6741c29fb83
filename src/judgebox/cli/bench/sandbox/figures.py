"""The parts of the benchmark of the sandbox, and its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from judgebox.cli.bench.figures import PartReport
from judgebox.cli.bench.report import Machine


class Part(StrEnum):
    """A part of the benchmark, by the name that `--only` takes."""

    RUN = "run"
    BOX = "box"
    POOL = "pool"
    PYTHON = "python"
    COMPILE = "compile"
    LEAKS = "leaks"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    """The whole benchmark, and where it was taken.

    Attributes:
        load_before: processes that ran or wanted to, on average over the minute before: well below the number of
            CPUs, or the figures are those of a busy machine.
    """

    machine: Machine
    load_before: float
    tier: str
    cgroup_version: str | None
    rounds: int
    seconds: float
    parts: Sequence[PartReport]
