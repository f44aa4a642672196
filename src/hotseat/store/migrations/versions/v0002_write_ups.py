"""Write-ups as the texts of their files, each with an owner; nothing was ever kept in the tables before these."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes both tables anew."""
    _make(sa.Column("owner", sa.String(200), nullable=False), sa.Column("text", sa.Text(), nullable=False))
    op.create_index("ix_write_ups_owner", "write_ups", ["owner"])


def downgrade() -> None:
    """Makes them as they were; their write-ups are loaded again from where they came."""
    _make(sa.Column("front", sa.JSON(), nullable=False), sa.Column("body", sa.Text(), nullable=False))


def _make(*columns: sa.Column[object]) -> None:
    op.drop_table("write_up_tags")
    op.drop_table("write_ups")
    op.create_table(
        "write_ups",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("slug", name="pk_write_ups"),
    )
    op.create_table(
        "write_up_tags",
        sa.Column("write_up", sa.String(200), nullable=False),
        sa.Column("tag", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["write_up"], ["write_ups.slug"], name="fk_write_up_tags_write_up", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("write_up", "tag", name="pk_write_up_tags"),
    )
    op.create_index("ix_write_up_tags_tag", "write_up_tags", ["tag"])
