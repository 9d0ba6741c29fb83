"""Intake: take in what people push to the classic list, like a POST, at least once.

How it works: an entry is moved to a list of ours before we look at it, and leaves that only when it is
stored as a submission or set aside with the reason. If we die between, whoever comes next finds our list
and moves it back. So an entry may be taken in twice, but never not at all.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import anyio
import msgspec
import structlog

from judgebox.domain.errors import JudgeError, LaterError, PlatformError
from judgebox.ports import Clock

log = structlog.get_logger()

WAIT = timedelta(seconds=1)
RECOVER_EVERY = timedelta(seconds=30)
PAUSE_AFTER_FAILURE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=5)
"""While there is no room; how long that takes is only estimated."""

ENTRY_LIMIT_BYTES = 16 * 1024 * 1024
"""More than the largest source and input can take in JSON."""

SubmitEntry = Callable[[Mapping[str, str]], Awaitable[object]]
"""Takes in the checked fields of an entry; raises as `Submitter.submit`."""


class Entries(Protocol):
    """A list that people push to. Every method raises `QueueError` when it is away."""

    async def take(self, *, wait: timedelta) -> bytes | None:
        """Move the oldest entry to our own list and return it, or None if there is none within `wait`."""
        ...

    async def finish(self, entry: bytes) -> None:
        """Remove an entry from our own list."""
        ...

    async def reject(self, entry: bytes, *, reason: str, at: datetime) -> None:
        """Set an entry of our own list aside, for people to look at."""
        ...

    async def recover(self) -> int:
        """Move what is left in our own list and in those of the dead back; return how many it was."""
        ...


class ClassicEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry as people write it: ids may be whole numbers, unknown fields are ignored."""

    problem_id: str | int = msgspec.field(name="problemId")
    code: str
    language: str
    user_id: str | int | None = msgspec.field(name="userId", default=None)
    input: str | None = None


class BadEntryError(JudgeError):
    """An entry can't be read; says why."""


def parse_entry(entry: bytes) -> dict[str, str]:
    """Read an entry: its fields by their names in JSON, without those that are absent.

    Raises:
        BadEntryError: it is too long, not JSON, or a field is missing or of the wrong type.
    """
    if len(entry) > ENTRY_LIMIT_BYTES:
        raise BadEntryError(f"the entry has {len(entry)} bytes, the limit is {ENTRY_LIMIT_BYTES}")
    try:
        checked = msgspec.json.decode(entry, type=ClassicEntry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadEntryError(f"the entry can't be read: {error}") from error
    return {key: str(value) for key, value in msgspec.to_builtins(checked).items() if value is not None}


async def take_in_one(entries: Entries, submit: SubmitEntry, clock: Clock, *, wait: timedelta = WAIT) -> bool:
    """Take in the next entry; False if there is none within `wait`.

    Raises:
        QueueError, StoreError: the entry stays in our own list.
        LaterError: likewise; there is no room for it now.
    """
    entry = await entries.take(wait=wait)
    if entry is None:
        return False
    reason = await _submit_or_say_why_not(entry, submit)
    if reason is None:
        await entries.finish(entry)
    else:
        log.info("entry_rejected", reason=reason)
        await entries.reject(entry, reason=reason, at=clock.now())
    return True


async def _submit_or_say_why_not(entry: bytes, submit: SubmitEntry) -> str | None:
    try:
        await submit(parse_entry(entry))
    except (PlatformError, LaterError):
        raise
    except JudgeError as error:
        return str(error)
    except Exception:
        # What the API's handler is for a request: one entry must not stop the others, nor the server.
        log.exception("entry_broke_intake")
        return "taking it in failed unexpectedly; the server's log has the details"
    return None


async def keep_taking_in(entries: Entries, submit: SubmitEntry, clock: Clock) -> None:
    """Take in entries until cancelled; a queue or store that is away, or a site that is full, is waited for."""
    recover_at = anyio.current_time()
    while True:
        try:
            if anyio.current_time() >= recover_at:
                recovered = await entries.recover()
                recover_at = anyio.current_time() + RECOVER_EVERY.total_seconds()
                if recovered:
                    log.warning("entries_recovered", count=recovered)
            await take_in_one(entries, submit, clock)
        except LaterError as error:  # what is pushed waits in the list, as long as it takes
            log.info("intake_pauses", reason=str(error))
            await anyio.sleep(min(error.retry_after, LONGEST_PAUSE).total_seconds())
            recover_at = anyio.current_time()
        except PlatformError as error:
            log.warning("intake_failed", error=str(error))
            await anyio.sleep(PAUSE_AFTER_FAILURE.total_seconds())
            recover_at = anyio.current_time()
