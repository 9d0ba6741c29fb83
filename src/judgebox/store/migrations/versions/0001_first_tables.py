"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "blobs",
        sa.Column("id", sa.String(length=64), nullable=False, comment="SHA-256 of the content"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "counters",
        sa.Column("problem_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("problem_id", "verdict"),
        comment="verdicts of submissions judged on all cases, raised in the transaction that commits them",
    )
    op.create_table(
        "idempotency",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("submission_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=40), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("outbox_by_submission", "outbox", ["submission_id"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False, comment="a Problem without cases and statements"),
        sa.Column("document", sa.Text(), nullable=False, comment="the whole Problem"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("problem_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True, comment="worker that made the last claim"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True, comment="when that claim runs out"),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True, comment="pause after a failed attempt"),
        sa.Column(
            "offered_at", sa.DateTime(timezone=True), nullable=True, comment="when the reconciler last offered it"
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="why the last attempt gave it back"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("cpu_us", sa.BigInteger(), nullable=True, comment="microseconds, of the slowest case"),
        sa.Column("memory_bytes", sa.BigInteger(), nullable=True, comment="of the largest case"),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True, comment="the whole Result"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("submissions_by_problem", "submissions", ["problem_id", "id"], unique=False)
    op.create_index("submissions_by_state", "submissions", ["state", "id"], unique=False)
    op.create_index("submissions_by_user", "submissions", ["user_id", "id"], unique=False)
