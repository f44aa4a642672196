from alembic import command
from sqlalchemy import create_engine, inspect

from hotseat.store.database import Store
from hotseat.store.logs import Logs
from hotseat.store.upgrade import configuration


def columns(connection, table):
    return {column["name"] for column in inspect(connection).get_columns(table)}


def test_a_database_of_the_first_version_is_brought_up_with_its_sittings(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
        assert "front" in columns(connection, "write_ups")
        connection.exec_driver_sql(
            "INSERT INTO sittings (id, round, owner, calibration, began, beat_at, beat_when, host) "
            "VALUES ('s1', 'counter', 'here', 'usual', '2026-01-01T00:00:00.000Z', 0, 0, '')"
        )
    engine.dispose()
    store = Store.open(str(tmp_path / "a.db"))
    assert Logs(store).head("s1").round == "counter"
    with store.connection() as connection:
        assert columns(connection, "write_ups") == {"slug", "owner", "digest", "text"}
        command.downgrade(configuration(connection), "0001")
        assert "front" in columns(connection, "write_ups")
    store.close()
