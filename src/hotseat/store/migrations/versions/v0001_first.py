"""The first tables: sittings, events, results, write-ups and their tags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes them."""
    op.create_table(
        "sittings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("round", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("calibration", sa.String(200), nullable=False),
        sa.Column("began", sa.String(40), nullable=False),
        sa.Column("beat_at", sa.Double(), nullable=False),
        sa.Column("beat_when", sa.Double(), nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
    )
    op.create_index("ix_sittings_owner", "sittings", ["owner"])
    op.create_table(
        "events",
        sa.Column("sitting", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("when", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["sitting"], ["sittings.id"], name="fk_events_sitting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sitting", "seq", name="pk_events"),
    )
    op.create_table(
        "results",
        sa.Column("digest", sa.String(128), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_results"),
    )
    op.create_table(
        "write_ups",
        sa.Column("slug", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        sa.Column("front", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
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


def downgrade() -> None:
    """Takes them away again."""
    for table in ("write_up_tags", "write_ups", "results", "events", "sittings"):
        op.drop_table(table)
