"""The queue on BullMQ's Lua scripts, in Redis or Valkey.

How it works: each line (a band and a route) is a BullMQ queue, each offer a job in it that holds ids only.
We use BullMQ's scripts, wrapped into ours (`scripts.py` says what holds after each), but not its Worker,
which serves one queue and doesn't know our slots.

- `take` looks into the lines that the worker can judge, band by band. If all are empty it waits on their
  markers and looks again. A marker wakes one consumer, and the script that takes sets it anew for the next.
  A consumer that dies between the two costs the others one period of waiting, so that is short.
- A lease is BullMQ's lock: a key with the token, which expires by itself. Every consumer checks now and
  then for jobs in work without a lock and puts them back in front. So a lease that is not renewed is
  with somebody else after one lease and one period of checking.
- What can't be a message of ours is set aside when a take meets it. A key that somebody has overwritten
  with another type makes scripts fail; then it is removed, and what is lost comes again from the store.

Jobs are removed when they are done: BullMQ ignores a job whose id it still knows.
"""

import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import anyio
import structlog
from redis.exceptions import ResponseError

from judgebox.dispatch.keys import (
    LINES,
    REJECTED,
    band_name,
    job_id_of,
    line_key,
    name_of,
    parse_band,
    parse_line,
    route_name,
)
from judgebox.dispatch.messages import Unusable, encode, parse, parse_rejected
from judgebox.dispatch.scripts import Script, load_scripts
from judgebox.dispatch.servers import check_server_info
from judgebox.domain.errors import LeaseLostError, QueueError
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.domain.turns import bands_of_turn
from judgebox.ports import Ability, Lease, Offer, QueueStats, RejectedMessage
from judgebox.redis_clients import make_client, queue_errors, redacted, server_infos

log = structlog.get_logger()

T = TypeVar("T")

LEASE = timedelta(seconds=4)

CHECKS_PER_LEASE = 8
"""A worker that is killed is replaced after at most a lease and one of these, 4.5 s: 6 s are promised."""

LONGEST_BLOCK = timedelta(seconds=1)
"""How long a consumer sleeps at most if a marker got lost with the consumer that it woke."""

SHORTEST_BLOCK_S = 0.01
"""0 would wait for ever, and less than this is not worth a round trip."""

ANSWER_LATE = timedelta(seconds=3)
"""How much longer than asked for a blocking command may take before we call Redis away."""

TAKE_WITHIN = timedelta(seconds=3)

OFFERS_AT_ONCE = 100
"""So many in one script: more would hold up Redis for too long."""

LEASE_LOST_CODES = {-1, -2, -3, -6}
"""BullMQ's answers to a token that no longer holds: no job, no lock, not in work, another's lock."""

SPOILT_SIGNS = ("WRONGTYPE", "not an integer")
"""What Redis says when a command meets a value that it can't work on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handle:
    line: Line
    job_id: str


class BullDispatcher:
    """The queue in Redis or Valkey. Make one with `connect`, which checks the server."""

    def __init__(self, url: str, *, lease: timedelta = LEASE) -> None:
        self._url = url
        self._lease_ms = round(lease.total_seconds() * 1000)
        self._check_every = lease / CHECKS_PER_LEASE
        self._next_check = 0.0
        self._turn = 1
        self._paused: frozenset[Band] = frozenset()
        self._client = make_client(url)  # bytes: a forged message may be no text
        self._blocking = make_client(url, blocks=True)
        self._scripts = {script: self._client.register_script(text) for script, text in load_scripts().items()}

    @classmethod
    async def connect(cls, url: str, *, lease: timedelta = LEASE) -> "BullDispatcher":
        """Reach the server and check that it is fit.

        Args:
            lease: how long the queue waits for a renewal before another worker gets the offer.

        Raises:
            QueueError: it can't be reached, is too old, can't be written to, or might evict what waits in it.
        """
        dispatcher = cls(url, lease=lease)
        try:
            await dispatcher.check_server()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await dispatcher.close()
            raise
        return dispatcher

    async def check_server(self) -> None:
        """Check that the server is fit; raises as `connect`."""
        with self._errors():
            infos = await server_infos(self._client)
        for node, info in infos.items():
            check_server_info(info, server=f"{node} of {redacted(self._url)}" if node else redacted(self._url))

    # --- Offers ---------------------------------------------------------------------------------

    async def offer(self, offers: Sequence[Offer]) -> Sequence[Offer]:
        placed: list[Offer] = []
        for start in range(0, len(offers), OFFERS_AT_ONCE):
            placed += await self._offer(offers[start : start + OFFERS_AT_ONCE])
        return placed

    async def _offer(self, offers: Sequence[Offer]) -> Sequence[Offer]:
        fields = [
            field for offer in offers for field in (name_of(offer.line), _job_id_of(offer), offer.tag, encode(offer))
        ]
        placed = await self._run(Script.OFFER, _now_ms(), *fields)
        return [offer for offer, is_in in zip(offers, placed, strict=True) if is_in]

    async def withdraw(self, offer: Offer) -> None:
        await self._run(Script.WITHDRAW, name_of(offer.line), _job_id_of(offer))

    # --- Leases ---------------------------------------------------------------------------------

    async def take(self, worker: str, ability: Ability, *, wait: timedelta) -> Lease | None:
        deadline = anyio.current_time() + wait.total_seconds()
        woken_by = ""
        while True:
            await self._check_leases_when_due()
            lease = await self._take_now(worker, ability, woken_by)
            left = deadline - anyio.current_time()
            if lease is not None or left <= 0:
                return lease
            until_check = max(self._next_check - anyio.current_time(), 0)
            woken_by = await self._wait_for_marker(ability, min(left, until_check, LONGEST_BLOCK.total_seconds()))

    async def _take_now(self, worker: str, ability: Ability, woken_by: str) -> Lease | None:
        bands = [band_name(band) for band in bands_of_turn(self._turn, ability.bands)]
        routes = [route_name(route) for route in ability.routes]
        while True:
            token = f"{worker}/{secrets.token_hex(8)}"
            # Shielded, so that a cancelled take doesn't leave a job in work that nobody knows of.
            # If it happens nevertheless (the answer got lost), the lease runs out.
            with self._errors(), anyio.fail_after(TAKE_WITHIN.total_seconds(), shield=True):
                found = await self._run(
                    Script.TAKE, token, self._lease_ms, _now_ms(), woken_by, len(bands), *bands, *routes
                )
                if found[0] == 0:
                    self._paused = _bands_of(found[1:])
                    return None
                lease = await self._lease_of(found, token) if found[0] else None
            if lease is not None:
                self._turn += 1
                return lease

    async def _lease_of(self, found: Sequence[bytes], token: str) -> Lease | None:
        """Read what was taken; None if it was set aside, since it is no message of ours."""
        line_name, job_id, data = _text(found[0]), _text(found[1]), found[2]
        line = parse_line(line_name)
        if line is None:
            raise QueueError(f"the queue answered with a line that nobody asked for: {line_name}")
        handle = _Handle(line=line, job_id=job_id)
        try:
            message = parse(data, job_id=job_id)
        except Unusable as error:
            log.warning("queue_message_rejected", job_id=job_id, reason=str(error))
            await self._finish(handle, token, reason=str(error))
            return None
        return Lease(
            submission_id=SubmissionId(message.submission_id),
            generation=message.generation,
            token=token,
            handle=handle,
            band=line.band,
            avoid=message.avoid,
        )

    async def _wait_for_marker(self, ability: Ability, block_s: float) -> str:
        """Wait until something may be taken, or for so long; return the line that woke us, or nothing."""
        lines = [
            Line(band=band, route=route)
            for band in sorted(ability.bands)
            if band not in self._paused
            for route in ability.routes
        ]
        if not lines:
            await anyio.sleep(block_s)
            return ""
        markers = {line_key(line, "marker"): name_of(line) for line in lines}
        try:
            with self._errors(), anyio.fail_after(block_s + ANSWER_LATE.total_seconds()):
                popped = await self._repairing(
                    lambda: self._blocking.bzpopmin(list(markers), timeout=max(block_s, SHORTEST_BLOCK_S)),
                    lines=list(markers.values()),
                )
        except anyio.get_cancelled_exc_class():
            # Redis may have handed us a marker that we don't use: another consumer must be woken in our place.
            with anyio.move_on_after(ANSWER_LATE.total_seconds(), shield=True), self._errors_ignored():
                await self._run(Script.WAKE, *markers.values())
            raise
        return "" if popped is None else markers[_text(popped[0])]

    async def _check_leases_when_due(self) -> None:
        """Put back what is in work without a lease. Redis lets one consumer do it each period."""
        now = anyio.current_time()
        if now < self._next_check:
            return
        self._next_check = now + self._check_every.total_seconds()
        # Somewhat less than our own period, or else we would find the last one just not over every other time.
        period_ms = max(round(self._check_every.total_seconds() * 900), 1)
        found = await self._run(Script.CHECK, period_ms)
        for line, job_id in zip(found[::2], found[1::2], strict=True):
            log.warning("lease_ran_out", line=_text(line), job_id=_text(job_id))

    async def renew(self, lease: Lease) -> None:
        handle = _handle_of(lease)
        held = await self._run(Script.RENEW, name_of(handle.line), handle.job_id, lease.token, self._lease_ms)
        # Also here, since a worker whose slots are all busy takes nothing.
        await self._check_leases_when_due()
        if held != 1:
            raise LeaseLostError(f"the lease of {lease.submission_id} ran out")

    async def finish(self, lease: Lease) -> None:
        await self._finish(_handle_of(lease), lease.token)

    async def _finish(self, handle: _Handle, token: str, *, reason: str = "") -> None:
        code = await self._run(Script.FINISH, name_of(handle.line), handle.job_id, token, _now_ms(), reason)
        _check_code(code, handle)

    async def give_back(self, lease: Lease) -> None:
        handle = _handle_of(lease)
        code = await self._run(Script.GIVE_BACK, name_of(handle.line), handle.job_id, lease.token, _now_ms())
        _check_code(code, handle)

    # --- What nobody can use --------------------------------------------------------------------

    async def reject(self, lease: Lease, reason: str) -> None:
        await self._finish(_handle_of(lease), lease.token, reason=reason or "without a reason")

    async def rejected(self, *, limit: int = 100) -> Sequence[RejectedMessage]:
        if limit < 1:
            return []
        with self._errors():
            entries = await self._repairing(lambda: self._client.lrange(REJECTED, 0, limit - 1))
        return [parse_rejected(_text(entry)) for entry in entries]

    # --- Switches and figures -------------------------------------------------------------------

    async def pause(self, bands: Collection[Band]) -> None:
        await self._run(Script.PAUSE, 1, *map(band_name, bands))

    async def resume(self, bands: Collection[Band]) -> None:
        await self._run(Script.PAUSE, 0, *map(band_name, bands))

    async def drain(self, bands: Collection[Band]) -> int:
        with self._errors():
            names = await self._repairing(lambda: self._client.smembers(LINES))
        lines = [line for line in map(parse_line, map(_text, names)) if line is not None and line.band in bands]
        return sum([await self._run(Script.DRAIN, name_of(line)) for line in lines])

    async def stats(self) -> QueueStats:
        rejected, count, *rest = await self._run(Script.STATS)
        paused, rows = rest[:count], rest[count:]
        waiting, leased = {}, {}
        for name, waits, in_work in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
            line = parse_line(_text(name))
            if line is not None:
                waiting[line], leased[line] = waits, in_work
        return QueueStats(
            waiting={line: waits for line, waits in waiting.items() if waits},
            leased={line: in_work for line, in_work in leased.items() if in_work},
            paused=_bands_of(paused),
            rejected=rejected,
        )

    async def incarnation(self) -> str:
        return _text(await self._run(Script.NAME_LIFE, secrets.token_hex(8)))

    async def close(self) -> None:
        await self._client.aclose()
        await self._blocking.aclose()

    # --- Scripts and errors ---------------------------------------------------------------------

    async def _run(self, script: Script, *arguments: str | bytes | int) -> Any:
        with self._errors():
            # A key, so that a Redis Cluster knows the node; all others lie on the same one.
            return await self._repairing(lambda: self._scripts[script](keys=[LINES], args=list(arguments)))

    async def _repairing(self, call: Callable[[], Awaitable[T]], *, lines: Sequence[str] = ()) -> T:
        """Call, and once more if a key was overwritten with something that our commands can't work on."""
        try:
            return await call()
        except ResponseError as error:
            if not any(sign in str(error) for sign in SPOILT_SIGNS):
                raise
            log.warning("queue_key_spoilt", error=str(error))
        await self._scripts[Script.REPAIR](keys=[LINES], args=list(lines))
        return await call()

    def _errors(self) -> AbstractContextManager[None]:
        return queue_errors(self._url)

    @contextmanager
    def _errors_ignored(self) -> Iterator[None]:
        try:
            with self._errors():
                yield
        except QueueError as error:
            log.warning("marker_lost", error=str(error))


def _job_id_of(offer: Offer) -> str:
    return job_id_of(offer.submission_id, offer.generation)


def _handle_of(lease: Lease) -> _Handle:
    if not isinstance(lease.handle, _Handle):
        raise TypeError(f"the lease of {lease.submission_id} is from another queue")
    return lease.handle


def _check_code(code: object, handle: _Handle) -> None:
    if isinstance(code, int) and code < 0 and code not in LEASE_LOST_CODES:
        raise QueueError(f"BullMQ refuses to move {handle.job_id}: code {code}")


def _bands_of(names: Sequence[bytes]) -> frozenset[Band]:
    return frozenset(band for band in map(parse_band, map(_text, names)) if band is not None)


def _text(value: Any) -> str:
    """Read an answer of Redis, whose client leaves its type open."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _now_ms() -> int:
    return round(time.time() * 1000)
