"""Telling what happens to whoever listens."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from judgebox.domain.events import Event, Position
from judgebox.domain.submission import SubmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Resync:
    """Said in the place of what a listener missed: it should read the submission anew.

    Attributes:
        reason: "slow" if it took events more slowly than they came, "reconnected" if the channel was away.
    """

    reason: str


Heard = Event | Resync


class Events(Protocol):
    """Tells what happens to whoever listens, as it happens. Losing one loses no verdict.

    Every method raises `QueueError` when the channel is away.
    """

    async def publish(self, event: Event) -> None:
        """Tell an event: kept in the submission's history for a while, sent to listeners now.

        What is not above the newest of the history is dropped: it was told before, or comes late from an
        attempt that was taken over. A `FINISHED` event is also told on the classic channel `problem_done`.
        """
        ...

    def listen_to_submission(
        self, submission_id: SubmissionId, *, after: Position | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[Heard]]:
        """Listen to one submission: first its history (after a position), then what happens.

        Events come in the order of their positions, without gap or repetition, also to one that is slow: it hears
        `Resync`, and goes on from the history.
        """
        ...

    def listen_to_user(self, user_id: str) -> AbstractAsyncContextManager[AsyncIterator[Heard]]:
        """Listen to all submissions of a user from now on; where something may be missing it hears `Resync`."""
        ...

    async def history(self, submission_id: SubmissionId, *, after: Position, limit: int) -> Sequence[Event]:
        """Read what was told of a submission after a position."""
        ...

    async def close(self) -> None: ...
