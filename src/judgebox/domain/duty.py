"""Duties: work that comes again and again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Work that one process of the fleet does every so often.

    Attributes:
        run: does it and says in words what came out. It may be stopped anywhere and begun anew elsewhere, and where
            clocks differ two processes may do it at once.
        is_needed: asked before it is held, so that an idle site writes nothing; None if it always is.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[str]]
    is_needed: Callable[[], Awaitable[bool]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRecord:
    """What is remembered of a duty.

    Attributes:
        holder, held_until: the process that does it, if any, and until when it must say that it goes on; without a
            holder, until when nobody shall try again.
        started_at, ended_at: of the last time.
        outcome: what came out of it last, for operators.
    """

    name: str
    due_at: datetime
    holder: str | None = None
    held_until: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None


def next_due(due_at: datetime, *, every: timedelta, now: datetime) -> datetime:
    """Say when a duty is due again: on its plan, and after now. What was missed is not made up for."""
    missed = max((now - due_at) // every, 0)
    return due_at + (missed + 1) * every
