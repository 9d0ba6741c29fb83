"""The queue in the database, for installations without Redis.

How it works: an offer is a row, which waits while it has no token. A take reads the heads of all lines that
the worker can judge, and then writes, in one statement, a token into the first row of the line that comes
first; PostgreSQL passes over the rows that others are about to take, SQLite has one writer. Who finds
nothing looks again every 50 ms, or at once if this process offered something.
A lease that ran out is ended by whoever looks next, and its row is before all others then.

Two that offer at the same moment may put a line over its bound by what each of them brought.
"""

import secrets
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any, cast

import anyio
import structlog
from sqlalchemy import ColumnElement, TextClause, and_, delete, func, insert, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.errors import LeaseLostError, QueueError, StoreError
from judgebox.domain.submission import Band, Line, SubmissionId
from judgebox.domain.turns import WINDOW_LIMIT, bands_of_turn, has_room
from judgebox.ports import Ability, Clock, Lease, Offer, QueueStats, RejectedMessage
from judgebox.store.connections import Connections
from judgebox.store.tables import offers, paused_bands, rejected_offers

log = structlog.get_logger()

LEASE = timedelta(seconds=4)

CHECKS_PER_LEASE = 8

LOOK_EVERY = timedelta(milliseconds=50)

LOOK_WITHIN_S = 5

OFFERS_AT_ONCE = 100

REJECTED_KEPT = 1000

INCARNATION = "database"
"""Always the same: the database does not come back empty."""

WAITS = offers.c.token.is_(None)


class DatabaseDispatcher:
    """The queue in the tables `offers`, `paused_bands` and `rejected_offers`. The connections stay their owner's."""

    def __init__(self, connections: Connections, clock: Clock, *, lease: timedelta = LEASE) -> None:
        self._connections = connections
        is_postgres = connections.engine.dialect.name == "postgresql"
        self._insert = postgresql.insert if is_postgres else sqlite.insert
        self._clock = clock
        self._lease = lease
        self._check_every = lease / CHECKS_PER_LEASE
        self._next_check = 0.0
        self._turn = 1
        self._changed = anyio.Event()

    # --- Offers ---------------------------------------------------------------------------------

    async def offer(self, new: Sequence[Offer]) -> Sequence[Offer]:
        placed: list[Offer] = []
        for start in range(0, len(new), OFFERS_AT_ONCE):
            async with self._write() as connection:
                placed += await self._place(connection, new[start : start + OFFERS_AT_ONCE])
        self._wake()
        return placed

    async def _place(self, connection: AsyncConnection, new: Sequence[Offer]) -> Sequence[Offer]:
        present = await _present(connection, new)
        rooms = {line: await _waiting_in(connection, line) for line in {offer.line for offer in new}}
        added: dict[tuple[str, int], Offer] = {}
        for offer in new:
            count, highest = rooms[offer.line]
            key = _key_of(offer)
            if key not in present and key not in added and has_room(count, tag=offer.tag, highest=highest):
                added[key] = offer
                rooms[offer.line] = count + 1, max(highest, offer.tag)
        if added:
            rows = [_row_of(offer) for offer in added.values()]
            await connection.execute(self._insert(offers).on_conflict_do_nothing(), rows)
        return [offer for offer in new if _key_of(offer) in present or _key_of(offer) in added]

    async def withdraw(self, offer: Offer) -> None:
        async with self._write() as connection:
            row = offers.c
            await connection.execute(
                delete(offers).where(
                    WAITS,
                    row.submission_id == offer.submission_id,
                    row.generation == offer.generation,
                    row.band == offer.band,
                    row.route == offer.route,
                )
            )

    # --- Leases ---------------------------------------------------------------------------------

    async def take(self, worker: str, ability: Ability, *, wait: timedelta) -> Lease | None:
        deadline = anyio.current_time() + wait.total_seconds()
        while True:
            changed = self._changed
            lease = await self._look(worker, ability)
            left = deadline - anyio.current_time()
            if lease is not None or left <= 0:
                return lease
            with anyio.move_on_after(min(left, LOOK_EVERY.total_seconds())):
                await changed.wait()

    async def _look(self, worker: str, ability: Ability) -> Lease | None:
        # Shielded, so that a cancelled take doesn't leave an offer leased that nobody knows of, nor a connection
        # in the middle of a statement, which would have to be closed.
        try:
            with anyio.fail_after(LOOK_WITHIN_S, shield=True):
                await self._release_expired_when_due()
                return await self._take_now(worker, ability)
        except TimeoutError as error:
            raise QueueError(f"the database did not answer within {LOOK_WITHIN_S} s") from error

    async def _take_now(self, worker: str, ability: Ability) -> Lease | None:
        while lines := await self._lines_in_order(ability):
            for line in lines:
                lease = await self._claim(line, token=f"{worker}/{secrets.token_hex(8)}")
                if lease is not None:
                    self._turn += 1
                    return lease
        return None

    async def _lines_in_order(self, ability: Ability) -> Sequence[Line]:
        """List the lines in which something waits, the one to take from first."""
        async with self._read() as connection:
            bands = bands_of_turn(self._turn, set(ability.bands) - await _paused(connection))
            wanted = [Line(band=band, route=route) for band in bands for route in ability.routes]
            if not wanted:
                return []
            values = {
                name: value
                for number, line in enumerate(wanted)
                for name, value in ((f"band{number}", int(line.band)), (f"route{number}", line.route))
            }
            heads = (await connection.execute(_heads_of(len(wanted)), values)).all()
        heads = sorted(heads, key=lambda head: (bands.index(Band(head.band)), head.tag, head.id))
        return [Line(band=Band(head.band), route=head.route) for head in heads]

    async def _claim(self, line: Line, *, token: str) -> Lease | None:
        first = (
            select(offers.c.id)
            .where(*_waits_in(line))
            .order_by(offers.c.tag, offers.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # SQLite has no such words, and needs none
            .scalar_subquery()
        )
        statement = (
            update(offers)
            .where(offers.c.id == first)
            .values(token=token, lease_until=self._clock.now() + self._lease)
            .returning(offers.c.submission_id, offers.c.generation, offers.c.avoid)
        )
        async with self._write() as connection:
            row = (await connection.execute(statement)).first()
        if row is None:
            return None
        return Lease(
            submission_id=SubmissionId(row.submission_id),
            generation=row.generation,
            token=token,
            handle=None,
            band=line.band,
            avoid=row.avoid,
        )

    async def _release_expired_when_due(self) -> None:
        now = anyio.current_time()
        if now < self._next_check:
            return
        self._next_check = now + self._check_every.total_seconds()
        expired = and_(offers.c.token.is_not(None), offers.c.lease_until <= self._clock.now())
        async with self._read() as connection:
            found = await connection.scalar(select(offers.c.id).where(expired).limit(1))
        if found is None:
            return
        statement = update(offers).where(expired).values(token=None, lease_until=None, tag=0)
        async with self._write() as connection:
            released = (await connection.execute(statement.returning(offers.c.submission_id))).scalars().all()
        for submission_id in released:
            log.warning("lease_ran_out", submission_id=submission_id)
        self._wake()

    async def renew(self, lease: Lease) -> None:
        until = self._clock.now() + self._lease
        still = and_(_is(lease), offers.c.lease_until > self._clock.now())
        async with self._write() as connection:
            held = await _rows_changed(connection, update(offers).where(still).values(lease_until=until))
        # Also here, since a worker whose slots are all busy takes nothing.
        await self._release_expired_when_due()
        if not held:
            raise LeaseLostError(f"the lease of {lease.submission_id} ran out")

    async def finish(self, lease: Lease) -> None:
        async with self._write() as connection:
            await connection.execute(delete(offers).where(_is(lease)))

    async def give_back(self, lease: Lease) -> None:
        async with self._write() as connection:
            await connection.execute(update(offers).where(_is(lease)).values(token=None, lease_until=None))
        self._wake()

    # --- What nobody can use --------------------------------------------------------------------

    async def reject(self, lease: Lease, reason: str) -> None:
        async with self._write() as connection:
            if not await _rows_changed(connection, delete(offers).where(_is(lease))):
                return
            message = f"{lease.submission_id}-{lease.generation}"
            added = await connection.execute(
                insert(rejected_offers)
                .values(message=message, reason=reason, rejected_at=self._clock.now())
                .returning(rejected_offers.c.id)
            )
            await connection.execute(
                delete(rejected_offers).where(rejected_offers.c.id <= added.scalar_one() - REJECTED_KEPT)
            )

    async def rejected(self, *, limit: int = 100) -> Sequence[RejectedMessage]:
        newest = select(rejected_offers).order_by(rejected_offers.c.id.desc()).limit(max(limit, 0))
        async with self._read() as connection:
            rows = (await connection.execute(newest)).all()
        return [RejectedMessage(message=row.message, reason=row.reason, at=row.rejected_at) for row in rows]

    # --- Switches and figures -------------------------------------------------------------------

    async def pause(self, bands: Collection[Band]) -> None:
        if bands:
            async with self._write() as connection:
                rows = [{"band": int(band)} for band in bands]
                await connection.execute(self._insert(paused_bands).on_conflict_do_nothing(), rows)

    async def resume(self, bands: Collection[Band]) -> None:
        async with self._write() as connection:
            await connection.execute(delete(paused_bands).where(paused_bands.c.band.in_(map(int, bands))))
        self._wake()

    async def drain(self, bands: Collection[Band]) -> int:
        async with self._write() as connection:
            return await _rows_changed(connection, delete(offers).where(WAITS, offers.c.band.in_(map(int, bands))))

    async def stats(self) -> QueueStats:
        row = offers.c
        counts = select(row.band, row.route, WAITS.label("waits"), func.count().label("count")).group_by(
            row.band, row.route, WAITS
        )
        async with self._read() as connection:
            rows = (await connection.execute(counts)).all()
            paused = await _paused(connection)
            rejected = await connection.scalar(select(func.max(rejected_offers.c.id)))
        waiting, leased = (
            {Line(band=Band(each.band), route=each.route): each[3] for each in rows if bool(each.waits) is waits}
            for waits in (True, False)
        )
        return QueueStats(waiting=waiting, leased=leased, paused=paused, rejected=rejected or 0)

    async def incarnation(self) -> str:
        async with self._read() as connection:
            await connection.execute(select(1))
        return INCARNATION

    async def close(self) -> None:
        pass

    # --- Connections ----------------------------------------------------------------------------

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._connections.writing() as connection:
                yield connection
        except StoreError as error:
            raise QueueError(str(error)) from error

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._connections.reading() as connection:
                yield connection
        except StoreError as error:
            raise QueueError(str(error)) from error


def _key_of(offer: Offer) -> tuple[str, int]:
    return offer.submission_id, offer.generation


def _row_of(offer: Offer) -> dict[str, Any]:
    return {
        "submission_id": offer.submission_id,
        "generation": offer.generation,
        "band": int(offer.band),
        "route": offer.route,
        "tag": offer.tag,
        "avoid": offer.avoid,
    }


def _waits_in(line: Line) -> tuple[ColumnElement[bool], ...]:
    return WAITS, offers.c.band == int(line.band), offers.c.route == line.route


@cache
def _heads_of(count: int) -> TextClause:
    """Make the statement that finds the first row of each of so many lines, by one look into the index for each."""
    lines = ", ".join(f"(:band{number}, :route{number})" for number in range(count))
    return text(
        f"WITH lines (band, route) AS (VALUES {lines}) "  # noqa: S608 - nothing but the names of parameters
        "SELECT id, band, route, tag FROM offers WHERE id IN (SELECT ("
        "SELECT id FROM offers WHERE token IS NULL AND offers.band = lines.band AND offers.route = lines.route "
        "ORDER BY tag, id LIMIT 1) FROM lines)"
    )


def _is(lease: Lease) -> ColumnElement[bool]:
    row = offers.c
    return and_(row.submission_id == lease.submission_id, row.generation == lease.generation, row.token == lease.token)


async def _present(connection: AsyncConnection, new: Sequence[Offer]) -> set[tuple[str, int]]:
    row = offers.c
    keys = [_key_of(offer) for offer in new]
    found = select(row.submission_id, row.generation).where(tuple_(row.submission_id, row.generation).in_(keys))
    return {(each.submission_id, each.generation) for each in await connection.execute(found)}


async def _waiting_in(connection: AsyncConnection, line: Line) -> tuple[int, int]:
    """Count what waits in a line, as far as it matters, and find the highest tag of it."""
    counted = select(func.count()).select_from(
        select(offers.c.id).where(*_waits_in(line)).limit(WINDOW_LIMIT).subquery()
    )
    last = select(offers.c.tag).where(*_waits_in(line)).order_by(offers.c.tag.desc()).limit(1)
    count, highest = (await connection.execute(select(counted.scalar_subquery(), last.scalar_subquery()))).one()
    return int(count), int(highest or 0)


async def _paused(connection: AsyncConnection) -> frozenset[Band]:
    return frozenset(Band(band) for band in (await connection.execute(select(paused_bands.c.band))).scalars())


async def _rows_changed(connection: AsyncConnection, statement: Any) -> int:
    return cast(CursorResult[Any], await connection.execute(statement)).rowcount
