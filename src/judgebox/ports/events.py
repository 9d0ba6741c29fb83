"""Telling what happens to whoever listens."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from judgebox.domain.events import Event
from judgebox.domain.submission import SubmissionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event as it reached a listener.

    Attributes:
        position: where it stands in the submission's history: grows, and resumes a listener.
    """

    position: str
    event: Event


class Events(Protocol):
    """Tells what happens to whoever listens, as it happens. Losing one loses no verdict.

    Every method raises `QueueError` when the channel is away.
    """

    async def publish(self, event: Event) -> None:
        """Tell an event: kept in the submission's history for a while, sent to listeners now.

        A `FINISHED` event is also told on the classic channel `problem_done`.
        """
        ...

    def listen_to_submission(
        self, submission_id: SubmissionId, *, after: str | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[Told]]:
        """Listen to one submission: first its history (after a position), then what happens, without gap."""
        ...

    def listen_to_user(self, user_id: str) -> AbstractAsyncContextManager[AsyncIterator[Told]]:
        """Listen to all submissions of a user from now on."""
        ...

    async def close(self) -> None: ...
