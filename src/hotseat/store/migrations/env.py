"""What Alembic runs for each migration: on the connection that `hotseat.store.upgrade` hands it, in its transaction."""

from __future__ import annotations

from alembic import context

from hotseat.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
