"""Large content in parts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "blobs",
        sa.Column("parts", sa.Integer(), nullable=False, server_default="0", comment="0: all of it is in `content`"),
    )
    op.create_table(
        "blob_parts",
        sa.Column("blob_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 0"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("blob_id", "number"),
        comment="content that is too large to be held in memory at once",
    )
