"""Bands, tags, attempts, batches, rejudges, workers, duties, switches, and a queue for those without Redis.

Only adds, so that servers and workers of the version before go on while it runs and after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _columns_of_submissions()
    _indexes_of_submissions()
    _attempts()
    _batches()
    _rejudges()
    _age_of_idempotency_keys()
    _operations()
    _queue()


def _columns_of_submissions() -> None:
    for column in (
        sa.Column(
            "faults", sa.Integer(), nullable=False, server_default="0", comment="attempts that failed or were lost"
        ),
        sa.Column("band", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("tag", sa.BigInteger(), nullable=False, server_default="0", comment="place in the band"),
        sa.Column("batch_id", sa.String(length=40), nullable=True),
        sa.Column(
            "batch_number",
            sa.Integer(),
            nullable=True,
            comment="in which order the batch's submissions became final, from 1",
        ),
        sa.Column("rejudge_id", sa.String(length=40), nullable=True, comment="of a copy that a rejudge made"),
        sa.Column("original_id", sa.String(length=40), nullable=True, comment="what it is a copy of"),
    ):
        op.add_column("submissions", column)


def _indexes_of_submissions() -> None:
    op.drop_index("submissions_by_state", table_name="submissions")  # SQLite would take it instead of the partial ones
    for name, columns, condition in (
        ("by_batch", ["batch_id", "batch_number"], "batch_id IS NOT NULL"),
        ("by_rejudge", ["rejudge_id", "state", "original_id"], "rejudge_id IS NOT NULL"),
        ("waiting", ["band", "language", "tag", "id"], "state = 'queued' AND not_before IS NULL"),
        ("delayed", ["not_before"], "state = 'queued' AND not_before IS NOT NULL"),
        ("in_judging", ["lease_until", "band", "tag"], "state = 'judging'"),
        ("dead", ["id"], "verdict = 'JE'"),
        ("unfinished", ["user_id", "band", "tag"], "state IN ('queued', 'judging')"),
    ):
        op.create_index(
            f"submissions_{name}",
            "submissions",
            columns,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("submission_id", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.String(length=16),
            nullable=True,
            comment="judged, failed, stopped, lost or cancelled; null while it goes on",
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="what broke, for operators"),
        sa.PrimaryKeyConstraint("submission_id", "generation", "attempt"),
        comment="`judged` is written in the transaction that stores the verdict, so at most once in a generation",
    )
    op.create_index("attempts_by_start", "attempts", ["started_at"])


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False, comment="as they were sent"),
        sa.Column("submissions", sa.Integer(), nullable=False, comment="those that differ, so that they are judged"),
        sa.Column(
            "finished", sa.Integer(), nullable=False, comment="of the submissions; raised where one becomes final"
        ),
        sa.Column(
            "numbers", sa.Integer(), nullable=False, comment="the last number that was given to one that became final"
        ),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="as they were sent, from 0"),
        sa.Column(
            "submission_id", sa.String(length=40), nullable=False, comment="items that are the same have the same one"
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="the sender's own word for it"),
        sa.PrimaryKeyConstraint("batch_id", "number"),
    )
    op.create_index("batch_items_by_submission", "batch_items", ["submission_id"])


def _rejudges() -> None:
    op.create_table(
        "rejudges",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("which", sa.Text(), nullable=False, comment="what was asked for, as JSON"),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="ordered, or sample: dropped by itself if nothing differs",
        ),
        sa.Column(
            "state",
            sa.String(length=16),
            nullable=False,
            comment="preparing, judging, applying, applied, dropping or dropped",
        ),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column(
            "prepared_to",
            sa.String(length=40),
            nullable=False,
            server_default="",
            comment="the last original that was copied",
        ),
        sa.Column("last_tag", sa.BigInteger(), nullable=True, comment="of the last copy"),
        sa.Column("applied", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed", sa.Integer(), nullable=False, server_default="0", comment="of those applied"),
        sa.Column("skipped", sa.Integer(), nullable=False, server_default="0"),
        sa.Column(
            "matrix",
            sa.Text(),
            nullable=True,
            comment="old and new verdicts as they were when it was decided on; as JSON",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _age_of_idempotency_keys() -> None:
    op.add_column(
        "idempotency",
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null from servers of the version before",
        ),
    )
    op.create_index("idempotency_by_age", "idempotency", ["created_at"])


def _operations() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=64), nullable=False, comment="of one life of one process"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, comment="working, draining or stopped"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "facts", sa.Text(), nullable=False, comment="version, tier, slots, languages, what it judges; as JSON"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("workers_by_beat", "workers", ["beat_at"])
    op.create_table(
        "duties",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True, comment="the process that may do it"),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True, comment="what came out of it last, for operators"),
        sa.PrimaryKeyConstraint("name"),
        comment="work that comes again and again, and that one process of the fleet does",
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=64), nullable=False, comment="such as paused:3, a band, or intake"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        comment="what operators have switched; the queue may forget it, this table does not",
    )


def _queue() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "offers",
        sa.Column("id", number, autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.BigInteger(), nullable=False, comment="place in the band; 0 for one whose lease ran out"),
        sa.Column("avoid", sa.Text(), nullable=True, comment="the worker at which the last attempt failed"),
        sa.Column("token", sa.Text(), nullable=True, comment="of whoever has leased it; null while it waits"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "generation", name="offers_once"),
        comment="the queue of installations without Redis: any row may be deleted, the submissions are the truth",
    )
    for name, columns, condition in (
        ("waiting", ["band", "route", "tag", "id"], "token IS NULL"),
        ("leased", ["lease_until"], "token IS NOT NULL"),
    ):
        op.create_index(
            f"offers_{name}",
            "offers",
            columns,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_table(
        "paused_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band"),
        comment="bands of `offers` from which nothing is taken",
    )
    op.create_table(
        "rejected_offers",
        sa.Column("id", number, autoincrement=True, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
        comment="the newest of what workers could not use",
    )
