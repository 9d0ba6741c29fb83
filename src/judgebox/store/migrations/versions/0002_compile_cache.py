"""The compile cache."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "compiled",
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of all that decides on the result"),
        sa.Column(
            "blob_id",
            sa.String(length=64),
            nullable=True,
            comment="the packed files; without it the source was refused",
        ),
        sa.Column("output", sa.Text(), nullable=False, comment="what the compiler printed"),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, comment="roughly: not written on every use"),
        sa.PrimaryKeyConstraint("key"),
        comment="the compile cache: any row may be deleted at any time, and its blob with it",
    )
    op.create_index("compiled_by_use", "compiled", ["used_at", "bytes"], unique=False)
    op.create_index("compiled_by_blob", "compiled", ["blob_id"], unique=False)
