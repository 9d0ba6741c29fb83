"""The tables. What is looked for has a column; what is only kept is a JSON document."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time with its zone, always UTC; SQLite keeps it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

problems = Table(
    "problems",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("summary", Text, nullable=False, comment="a Problem without cases and statements"),
    Column("document", Text, nullable=False, comment="the whole Problem"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("problem_id", Text),
    Column("user_id", Text),
    Column("language", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("input", Text),
    Column("state", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", Text, comment="worker that made the last claim"),
    Column("lease_until", UtcDateTime, comment="when that claim runs out"),
    Column("not_before", UtcDateTime, comment="pause after a failed attempt"),
    Column("offered_at", UtcDateTime, comment="when the reconciler last offered it"),
    Column("error", Text, comment="why the last attempt gave it back"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("judged_at", UtcDateTime),
    Column("verdict", String(8)),
    Column("reason", String(32)),
    Column("score", Float),
    Column("cpu_us", BigInteger, comment="microseconds, of the slowest case"),
    Column("memory_bytes", BigInteger, comment="of the largest case"),
    Column("tier", String(16)),
    Column("detail", Text),
    Column("result", Text, comment="the whole Result"),
    Index("submissions_by_state", "state", "id"),
    Index("submissions_by_problem", "problem_id", "id"),
    Index("submissions_by_user", "user_id", "id"),
)

counters = Table(
    "counters",
    metadata,
    Column("problem_id", Text, primary_key=True),
    Column("verdict", String(8), primary_key=True),
    Column("count", BigInteger, nullable=False),
    comment="verdicts of submissions judged on all cases, raised in the transaction that commits them",
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("submission_ids", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("submission_id", String(40), nullable=False),
    Column("event", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Index("outbox_by_submission", "submission_id"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the content"),
    Column("content", LargeBinary, nullable=False),
)

compiled = Table(
    "compiled",
    metadata,
    Column("key", String(64), primary_key=True, comment="SHA-256 of all that decides on the result"),
    Column("blob_id", String(64), comment="the packed files; without it the source was refused"),
    Column("output", Text, nullable=False, comment="what the compiler printed"),
    Column("bytes", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False, comment="roughly: not written on every use"),
    Index("compiled_by_use", "used_at", "bytes"),
    Index("compiled_by_blob", "blob_id"),
    comment="the compile cache: any row may be deleted at any time, and its blob with it",
)
