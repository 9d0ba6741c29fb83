"""Idempotency keys: what was made under a key is remembered in the transaction that makes it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from judgebox.domain.errors import ConflictError, StoreError
from judgebox.ports import Once
from judgebox.store.rows import encode
from judgebox.store.tables import UtcDateTime, idempotency

REMEMBER = text(
    "INSERT INTO idempotency (key, fingerprint, submission_ids, created_at) VALUES (:key, :fingerprint, :ids, :at) "
    "ON CONFLICT (key) DO NOTHING"
).bindparams(bindparam("at", type_=UtcDateTime))


async def remember(
    connection: AsyncConnection, once: Once, ids: Sequence[str], *, at: datetime
) -> Sequence[str] | None:
    """Remember ids under a key; return those that came first, None if it is these.

    Raises:
        ConflictError: the key came before with another fingerprint.
    """
    row = {"key": once.key, "fingerprint": once.fingerprint, "ids": encode(ids), "at": at}
    if (await connection.execute(REMEMBER, row)).rowcount == 1:
        return None
    known = (await connection.execute(select(idempotency).where(idempotency.c.key == once.key))).one_or_none()
    if known is None:
        raise StoreError(f"the idempotency key {once.key[:64]!r} vanished while it was used; try again")
    if known.fingerprint != once.fingerprint:
        raise ConflictError(
            f"the idempotency key {once.key[:64]!r} came before with another request", code="idempotency_conflict"
        )
    return msgspec.json.decode(known.submission_ids, type=list[str])
