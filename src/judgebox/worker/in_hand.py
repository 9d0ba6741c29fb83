"""What a worker has in hand: for the registry, and so that a worker that stops knows when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import anyio

from judgebox.domain.worker import Judging
from judgebox.ports import Clock, Lease


class InHand:
    """Knows every lease from the moment it is taken until nothing of it is left to do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._judging: dict[str, Judging] = {}
        self._emptied = anyio.Event()

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        self._judging[lease.token] = Judging(submission_id=lease.submission_id, attempt=None, since=self._clock.now())
        try:
            yield
        finally:
            del self._judging[lease.token]
            if not self._judging:
                self._emptied.set()
                self._emptied = anyio.Event()

    def begin(self, lease: Lease, attempt: int) -> None:
        """Note with which number the judging of a lease has begun."""
        known = self._judging.get(lease.token)
        if known is not None:
            self._judging[lease.token] = replace(known, attempt=attempt)

    @property
    def judging(self) -> tuple[Judging, ...]:
        return tuple(self._judging.values())

    async def wait_empty(self) -> None:
        while self._judging:
            await self._emptied.wait()
