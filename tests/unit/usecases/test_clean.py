from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from judgebox.domain.worker import WorkerId, WorkerReport, WorkerState
from judgebox.testing import FakeClock, MemoryWorkers
from judgebox.usecases.clean import Cleaner

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Heaps:
    """So many leftovers of each kind, and what was asked for."""

    keys: int = 0
    attempts: int = 0
    events: int = 0
    before: dict[str, datetime] = field(default_factory=dict)

    async def forget_keys(self, *, before: datetime, now: datetime, limit: int) -> int:
        return self._take("keys", before, limit)

    async def forget_attempts(self, *, before: datetime, limit: int) -> int:
        return self._take("attempts", before, limit)

    async def forget_events(self, *, before: datetime, limit: int) -> int:
        return self._take("events", before, limit)

    def _take(self, what: str, before: datetime, limit: int) -> int:
        self.before[what] = before
        taken = min(getattr(self, what), limit)
        setattr(self, what, getattr(self, what) - taken)
        return int(taken)


async def test_all_that_is_old_goes_however_much_it_is() -> None:
    heaps, workers = Heaps(keys=2500, attempts=1), MemoryWorkers()
    for name, beat_at in (("dead", NOW - 2 * DAY), ("living", NOW)):
        report = WorkerReport(
            id=WorkerId(name),
            name=name,
            state=WorkerState.WORKING,
            version="1",
            host="h",
            tier="A",
            slots=1,
            free=1,
            languages={},
            judging=(),
            started_at=beat_at,
            beat_at=beat_at,
        )
        await workers.beat(report)

    said = await Cleaner(leftovers=heaps, workers=workers, clock=FakeClock(NOW)).clean()

    assert said == "removed 2500 idempotency keys, 1 attempts, 0 events, 1 workers"
    assert [each.name for each in await workers.list(NOW)] == ["living"]
    assert heaps.before == {"keys": NOW - DAY, "attempts": NOW - 90 * DAY, "events": NOW - 7 * DAY}
