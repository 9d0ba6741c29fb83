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
    UniqueConstraint,
    text,
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


WAITING = "state = 'queued' AND not_before IS NULL"
DELAYED = "state = 'queued' AND not_before IS NOT NULL"
IN_JUDGING = "state = 'judging'"
UNFINISHED = "state IN ('queued', 'judging')"
"""Conditions of partial indexes. Queries must say them in the same words and not with bound values, since SQLite
decides on an index before it knows those."""


def _where(condition: str) -> dict[str, Any]:
    """Make an index partial, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


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
    Column("faults", Integer, nullable=False, server_default="0", comment="attempts that failed or were lost"),
    Column("band", Integer, nullable=False, server_default="2"),
    Column("tag", BigInteger, nullable=False, server_default="0", comment="place in the band"),
    Column("owner", Text, comment="worker that made the last claim"),
    Column("lease_until", UtcDateTime, comment="when that claim runs out"),
    Column("not_before", UtcDateTime, comment="pause after a failed attempt"),
    Column("offered_at", UtcDateTime, comment="when the reconciler last offered it"),
    Column("batch_id", String(40)),
    Column("batch_number", Integer, comment="in which order the batch's submissions became final, from 1"),
    Column("rejudge_id", String(40), comment="of a copy that a rejudge made"),
    Column("original_id", String(40), comment="what it is a copy of"),
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
    Index("submissions_by_problem", "problem_id", "id"),
    Index("submissions_by_user", "user_id", "id"),
    # Partial ones hold what is not final, so that finding the next one costs the same however much was judged.
    Index("submissions_by_batch", "batch_id", "batch_number", **_where("batch_id IS NOT NULL")),
    Index("submissions_by_rejudge", "rejudge_id", "state", "original_id", **_where("rejudge_id IS NOT NULL")),
    Index("submissions_waiting", "band", "language", "tag", "id", **_where(WAITING)),
    Index("submissions_delayed", "not_before", **_where(DELAYED)),
    Index("submissions_in_judging", "lease_until", "band", "tag", **_where(IN_JUDGING)),
    Index("submissions_dead", "id", **_where("verdict = 'JE'")),
    Index("submissions_unfinished", "user_id", "band", "tag", **_where(UNFINISHED)),
)

attempts = Table(
    "attempts",
    metadata,
    Column("submission_id", String(40), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("worker", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(16), comment="judged, failed, stopped, lost or cancelled; null while it goes on"),
    Column("error", Text, comment="what broke, for operators"),
    Index("attempts_by_start", "started_at"),
    comment="`judged` is written in the transaction that stores the verdict, so at most once in a generation",
)

batches = Table(
    "batches",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("items", Integer, nullable=False, comment="as they were sent"),
    Column("submissions", Integer, nullable=False, comment="those that differ, so that they are judged"),
    Column("finished", Integer, nullable=False, comment="of the submissions; raised where one becomes final"),
    Column("numbers", Integer, nullable=False, comment="the last number that was given to one that became final"),
    Column("cancelled_at", UtcDateTime),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, comment="as they were sent, from 0"),
    Column("submission_id", String(40), nullable=False, comment="items that are the same have the same one"),
    Column("name", Text, comment="the sender's own word for it"),
    Index("batch_items_by_submission", "submission_id"),
)

rejudges = Table(
    "rejudges",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("which", Text, nullable=False, comment="what was asked for, as JSON"),
    Column("kind", String(16), nullable=False, comment="ordered, or sample: dropped by itself if nothing differs"),
    Column("state", String(16), nullable=False, comment="preparing, judging, applying, applied, dropping or dropped"),
    Column("submissions", Integer, nullable=False),
    Column("prepared_to", String(40), nullable=False, server_default="", comment="the last original that was copied"),
    Column("last_tag", BigInteger, comment="of the last copy"),
    Column("applied", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0", comment="of those applied"),
    Column("skipped", Integer, nullable=False, server_default="0"),
    Column("matrix", Text, comment="old and new verdicts as they were when it was decided on; as JSON"),
    Column("ended_at", UtcDateTime),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(64), primary_key=True, comment="of one life of one process"),
    Column("name", Text, nullable=False),
    Column("state", String(16), nullable=False, comment="working, draining or stopped"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),
    Column("facts", Text, nullable=False, comment="version, tier, slots, languages, what it judges; as JSON"),
    Index("workers_by_beat", "beat_at"),
)

duties = Table(
    "duties",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", Text, comment="the process that may do it"),
    Column("held_until", UtcDateTime),
    Column("due_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("outcome", Text, comment="what came out of it last, for operators"),
    comment="work that comes again and again, and that one process of the fleet does",
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(64), primary_key=True, comment="such as paused:3, a band, or intake"),
    Column("value", Text, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    comment="what operators have switched; the queue may forget it, this table does not",
)

offers = Table(
    "offers",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("submission_id", String(40), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("band", Integer, nullable=False),
    Column("route", String(64), nullable=False),
    Column("tag", BigInteger, nullable=False, comment="place in the band; 0 for one whose lease ran out"),
    Column("avoid", Text, comment="the worker at which the last attempt failed"),
    Column("token", Text, comment="of whoever has leased it; null while it waits"),
    Column("lease_until", UtcDateTime),
    UniqueConstraint("submission_id", "generation", name="offers_once"),
    Index("offers_waiting", "band", "route", "tag", "id", **_where("token IS NULL")),
    Index("offers_leased", "lease_until", **_where("token IS NOT NULL")),
    comment="the queue of installations without Redis: any row may be deleted, the submissions are the truth",
)

paused_bands = Table(
    "paused_bands",
    metadata,
    Column("band", Integer, primary_key=True, autoincrement=False),
    comment="bands of `offers` from which nothing is taken",
)

rejected_offers = Table(
    "rejected_offers",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("message", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rejected_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
    comment="the newest of what workers could not use",
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
    Column("created_at", UtcDateTime, comment="null from servers of the version before"),
    Index("idempotency_by_age", "created_at"),
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
    Column("parts", Integer, nullable=False, server_default="0", comment="0: all of it is in `content`"),
)

blob_parts = Table(
    "blob_parts",
    metadata,
    Column("blob_id", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, comment="from 0"),
    Column("content", LargeBinary, nullable=False),
    comment="content that is too large to be held in memory at once",
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
