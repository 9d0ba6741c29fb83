"""The parts of the benchmark of the queue, and its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from judgebox.cli.bench.figures import PartReport
from judgebox.cli.bench.report import Machine


class Part(StrEnum):
    """A part of the benchmark, by the name that `--only` takes."""

    INTAKE = "intake"
    LATENCY = "latency"
    JOBS = "jobs"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReport:
    """The whole benchmark, and where it was taken."""

    machine: Machine
    load_before: float
    database: str
    seconds: float
    parts: Sequence[PartReport]
