"""Tags: places in a band, so that its users take turns however much each of them sends.

How it works: lower tags are served first. The round that is served is the highest tag in judging, or the
lowest that waits while nothing is judged. A user's next tag is one above the last one of theirs that
waits, or above the round, whichever is higher. So a user with a thousand submissions and one with five
take turns, whoever comes later gets the first turn in the next round, and nobody who waits is starved by
newcomers, since none of them gets into the round that is being served. (Start-time fair queueing.)

Two servers that store for one user at once may give the same tag twice: the user then has two turns in
one round.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.submission import Band, State, Submission
from judgebox.store.tables import IN_JUDGING, UNFINISHED, WAITING, submissions
from judgebox.store.waiting import lines

User = str | None

USERS_AT_ONCE = 500
SINGLE_USERS = 20
"""So few are asked for one by one; more of them together, which reads all that each of them has waiting."""


async def with_tags(connection: AsyncConnection, new: Sequence[Submission]) -> Sequence[Submission]:
    """Give each new submission its tag."""
    last: dict[tuple[Band, User], int] = {}
    for band in {each.band for each in new}:
        users = {each.user_id for each in new if each.band is band}
        served = await round_served(connection, band)
        waiting = await _last_waiting(connection, band, users)
        last.update({(band, user): max(waiting.get(user, 0), served) for user in users})
    return list(_numbered(new, last))


def _numbered(new: Iterable[Submission], last: dict[tuple[Band, User], int]) -> Iterator[Submission]:
    for each in new:
        key = (each.band, each.user_id)
        last[key] += 1
        yield replace(each, tag=last[key])


async def round_served(connection: AsyncConnection, band: Band) -> int:
    """The tag up to which a band is served: whoever comes now gets the next one."""
    row = submissions.c
    served = select(func.max(row.tag)).where(text(IN_JUDGING), row.band == band)
    found = await connection.scalar(served)
    if found is not None:
        return int(found)
    firsts = [
        await connection.scalar(
            select(row.tag)
            .where(text(WAITING), row.band == band, row.language == line.route)
            .order_by(row.tag)
            .limit(1)
        )
        for line in await lines(connection)
        if line.band is band
    ]
    return min((int(tag) for tag in firsts if tag is not None), default=1) - 1


async def _last_waiting(connection: AsyncConnection, band: Band, users: set[User]) -> dict[User, int]:
    row = submissions.c
    last = select(row.user_id, func.max(row.tag)).where(text(UNFINISHED), row.state == State.QUEUED, row.band == band)
    if len(users) <= SINGLE_USERS:
        return {user: await _last_of(connection, band, user) for user in users}
    found: dict[User, int] = {}
    named = sorted(user for user in users if user is not None)
    for start in range(0, len(named), USERS_AT_ONCE):
        found |= await _by_user(connection, last.where(row.user_id.in_(named[start : start + USERS_AT_ONCE])))
    if None in users:
        found |= await _by_user(connection, last.where(row.user_id.is_(None)))
    return found


async def _last_of(connection: AsyncConnection, band: Band, user: User) -> int:
    """The end of one user's line: one look into the index, however long the line is."""
    row = submissions.c
    of_user = row.user_id.is_(None) if user is None else row.user_id == user
    last = select(row.tag).where(text(UNFINISHED), row.state == State.QUEUED, row.band == band, of_user)
    return int(await connection.scalar(last.order_by(row.tag.desc()).limit(1)) or 0)


async def _by_user(connection: AsyncConnection, last: Select[Any]) -> dict[User, int]:
    rows = await connection.execute(last.group_by(submissions.c.user_id))
    return {row[0]: row[1] for row in rows}
