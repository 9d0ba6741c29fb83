"""A registry of workers in memory, which passes the contract suite of the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from judgebox.domain.errors import StoreError
from judgebox.domain.worker import WorkerId, WorkerReport, WorkerState, state_at


@dataclass
class MemoryWorkers:
    """Keeps reports in a dictionary.

    Attributes:
        is_away: set it to make every call fail as if the storage were away.
    """

    is_away: bool = False
    _reports: dict[WorkerId, WorkerReport] = field(default_factory=dict)

    async def beat(self, report: WorkerReport) -> None:
        self._check()
        self._reports[report.id] = report

    async def ended(self, worker_id: WorkerId, *, at: datetime) -> None:
        self._check()
        report = self._reports.get(worker_id)
        if report is not None:
            self._reports[worker_id] = replace(report, state=WorkerState.STOPPED, beat_at=at)

    async def list(self, now: datetime) -> Sequence[WorkerReport]:
        self._check()
        reports = sorted(self._reports.values(), key=lambda each: (each.name, each.started_at, each.id))
        return [replace(each, state=state_at(each, now)) for each in reports]

    async def forget(self, *, before: datetime) -> int:
        self._check()
        kept = {key: each for key, each in self._reports.items() if each.beat_at >= before}
        forgotten = len(self._reports) - len(kept)
        self._reports = kept
        return forgotten

    def _check(self) -> None:
        if self.is_away:
            raise StoreError("the storage is away")
