"""Duties in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from judgebox.domain.duty import DutyRecord


class MemoryDuties:
    """Keeps records in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[str, DutyRecord] = {}

    async def take(self, name: str, *, holder: str, now: datetime, held_until: datetime) -> datetime | None:
        record = self._records.setdefault(name, DutyRecord(name=name, due_at=now))
        if record.due_at > now or (record.held_until is not None and record.held_until > now):
            return None
        self._records[name] = replace(record, holder=holder, held_until=held_until, started_at=now)
        return record.due_at

    async def extend(self, name: str, *, holder: str, held_until: datetime) -> bool:
        return self._change(name, holder, held_until=held_until)

    async def end(self, name: str, *, holder: str, at: datetime, due_at: datetime, outcome: str) -> bool:
        ended = {"ended_at": at, "outcome": outcome}
        return self._change(name, holder, holder=None, held_until=None, due_at=due_at, **ended)

    async def fail(self, name: str, *, holder: str, at: datetime, pause_until: datetime, outcome: str) -> bool:
        ended = {"ended_at": at, "outcome": outcome}
        return self._change(name, holder, holder=None, held_until=pause_until, **ended)

    def _change(self, name: str, current_holder: str, **changes: object) -> bool:
        record = self._records.get(name)
        if record is None or record.holder != current_holder:
            return False
        self._records[name] = replace(record, **changes)  # type: ignore[arg-type]
        return True

    async def list(self) -> Sequence[DutyRecord]:
        return [self._records[name] for name in sorted(self._records)]
