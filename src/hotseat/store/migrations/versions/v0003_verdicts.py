"""Verdicts, kept beside the logs that they were drawn from, so that a list of sittings reads no log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, empty: verdicts are drawn again from the logs when somebody looks."""
    op.create_table(
        "verdicts",
        sa.Column("sitting", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.String(200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["sitting"], ["sittings.id"], name="fk_verdicts_sitting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sitting", name="pk_verdicts"),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("verdicts")
