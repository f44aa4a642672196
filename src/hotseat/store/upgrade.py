"""Brings a database up to the tables of this version, in one transaction, or refuses one that is newer untouched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hotseat.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Applies the migrations that this database lacks; the caller's transaction holds all of them.

    Raises StoreError for a database that a newer Hotseat has written.
    """
    config = configuration(connection)
    steps = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == steps.get_current_head():
        return
    known = {step.revision for step in steps.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"this database was written by a newer Hotseat (its tables are at version {current}); "
            "nothing was changed: upgrade Hotseat, or name another database with --database"
        )
    command.upgrade(config, "head")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration: where the steps are, and the connection to apply them on."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
