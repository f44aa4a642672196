import os
import sqlite3
import threading

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.exc import IntegrityError

from hotseat.errors import StoreError
from hotseat.store.database import Store, parsed, shown
from hotseat.store.logs import Head, Line, Logs
from hotseat.store.tables import Base

HEAD = Head("s1", "counter", "here", "usual", "2026-01-01T00:00:00.000Z", 0.0, 0.0, "")


def test_migrations_make_exactly_the_tables_that_the_classes_say(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    store = Store.open(str(tmp_path / "a.db"))
    with store.connection() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert "events" in inspect(connection).get_table_names()
    store.close()


def test_a_database_from_a_newer_version_is_refused_and_left_untouched(tmp_path):
    file = tmp_path / "a.db"
    Store.open(str(file)).close()
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = file.read_bytes()
    with pytest.raises(StoreError, match="newer Hotseat"):
        Store.open(str(file))
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path):
    file = tmp_path / "a.db"
    file.write_text("dear diary " * 200)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(str(file))
    assert file.read_text() == "dear diary " * 200


def test_a_url_that_is_none_and_a_driver_that_is_missing_are_sentences(tmp_path):
    with pytest.raises(StoreError, match="not a database"):
        Store.open("://")
    with pytest.raises(StoreError, match="no driver"):
        Store.open("oracle://nowhere/x")


def test_of_two_writers_of_one_number_the_second_is_told(tmp_path):
    store = Store.open(str(tmp_path / "a.db"))
    logs = Logs(store)
    logs.begin(HEAD, [Line(1, 0.0, "", "started", {})])
    assert logs.append("s1", [Line(2, 1.0, "", "said", {"text": "a"})], beat_when=1.0, host="h")
    assert not logs.append("s1", [Line(2, 1.0, "", "said", {"text": "b"})], beat_when=1.0, host="h")
    assert [line.data for line in logs.lines("s1", after=1)] == [{"text": "a"}]
    store.close()


def test_a_log_goes_with_its_sitting(tmp_path):
    store = Store.open(str(tmp_path / "a.db"))
    logs = Logs(store)
    logs.begin(HEAD, [Line(1, 0.0, "", "started", {})])
    logs.forget("s1")
    assert (logs.head("s1"), logs.lines("s1")) == (None, None)
    store.close()


def test_a_result_is_kept_by_its_digest(tmp_path):
    store = Store.open(str(tmp_path / "a.db"))
    logs = Logs(store)
    for _ in range(2):
        logs.keep("d", evidence={"a": 1}, result=b"{}" * 1000)
    assert (logs.evidence("d"), logs.result("d"), logs.evidence("e")) == ({"a": 1}, b"{}" * 1000, None)
    store.close()


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path):
    store = Store.open(str(tmp_path / "a.db"))
    logs = Logs(store)
    logs.begin(HEAD, [Line(1, 0.0, "", "started", {})])
    store.close()
    full = Store.open(str(tmp_path / "a.db"))
    with full.engine.connect() as connection:  # no more pages may be added: what a full disk looks like to SQLite
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    event.listen(full.engine, "begin", lambda one: one.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreError, match="disk is full"):
        Logs(full).append("s1", [Line(2, 0.0, "", "said", {"text": "x" * 100_000})], beat_when=1.0, host="h")
    assert [line.seq for line in Logs(full).lines("s1")] == [1]
    full.close()


def test_a_database_that_may_only_be_read_is_read_and_a_write_is_a_sentence(tmp_path):
    first = Store.open(str(tmp_path / "a.db"))
    Logs(first).begin(HEAD, [Line(1, 0.0, "", "started", {})])
    store = Store.open(f"sqlite:///file:{tmp_path / 'a.db'}?mode=ro&uri=true")
    assert [line.seq for line in Logs(store).lines("s1")] == [1]
    with pytest.raises(StoreError, match="may not be written to"):
        Logs(store).append("s1", [Line(2, 0.0, "", "said", {})], beat_when=0.0, host="h")
    store.close()
    first.close()


def test_a_folder_in_the_place_of_the_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(str(tmp_path))


def test_an_older_database_is_brought_up_to_date_with_what_is_in_it(tmp_path):
    from alembic import command

    from hotseat.store.database import make_engine
    from hotseat.store.upgrade import configuration

    engine = make_engine(parsed(str(tmp_path / "a.db")))
    with engine.connect().execution_options(hotseat_writes=True) as connection, connection.begin():
        command.upgrade(configuration(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO sittings VALUES ('s1', 'counter', 'here', 'usual', '2026-01-01', 1.5, 0.0, '')"
        )
    engine.dispose()
    store = Store.open(str(tmp_path / "a.db"))
    assert Logs(store).head("s1").beat_at == 1.5
    store.close()


def test_a_password_is_not_shown(tmp_path):
    assert "secret" not in shown(parsed("postgresql+psycopg://ann:secret@host/name"))


def all_at_once(store, *works):
    """Has each work written from a thread of its own, all of them waiting while another one writes; what came of each."""
    found = {}

    def write(number, work):
        try:
            found[number] = store.together(work)
        except (IntegrityError, StoreError) as error:
            found[number] = error

    threads = [threading.Thread(target=write, args=numbered) for numbered in enumerate(works)]
    with store.turn:
        for number, thread in enumerate(threads, 1):
            thread.start()
            while len(store.waiting) < number:
                thread.join(0.001)
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(works))]


def said(seq):
    """Writes one line of a log, and returns its number."""

    def work(connection):
        line = {"sitting": "s1", "seq": seq, "at": 1.0, "when": "", "kind": "said", "data": {}}
        connection.execute(Base.metadata.tables["events"].insert(), line)
        return seq

    return work


@pytest.fixture
def begun(tmp_path):
    """A store with a sitting of one line."""
    store = Store.open(str(tmp_path / "a.db"))
    Logs(store).begin(HEAD, [Line(1, 0.0, "", "started", {})])
    yield store
    store.close()


def test_who_waits_to_write_shares_one_transaction_and_one_flush(begun):
    transactions = []
    event.listen(begun.engine, "begin", transactions.append)
    assert all_at_once(begun, *(said(seq) for seq in range(2, 10))) == list(range(2, 10))
    assert len(transactions) == 1
    assert [line.seq for line in Logs(begun).lines("s1")] == list(range(1, 10))


def test_of_those_who_share_a_transaction_only_who_writes_a_taken_number_is_refused(begun):
    first, taken, last = all_at_once(begun, said(2), said(1), said(3))
    assert (first, type(taken), last) == (2, IntegrityError, 3)
    assert [line.seq for line in Logs(begun).lines("s1")] == [1, 2, 3]


def test_where_the_shared_transaction_fails_it_fails_for_all_with_nothing_written(begun):
    def fails(connection):
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    found = all_at_once(begun, said(2), fails, said(3))
    assert [type(one) for one in found] == [StoreError, StoreError, StoreError]
    assert [line.seq for line in Logs(begun).lines("s1")] == [1]
    assert begun.together(said(2)) == 2


def test_what_is_acknowledged_is_on_the_disk(tmp_path):
    store = Store.open(str(tmp_path / "new" / "a.db"))
    with store.engine.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("synchronous", "foreign_keys")]
    store.close()
    assert told == [2, 1]  # FULL, ON


@pytest.mark.skipif(os.name == "nt", reason="folders have no such modes here")
def test_a_folder_that_had_to_be_made_is_its_owners_alone(tmp_path):
    Store.open(str(tmp_path / "new" / "a.db")).close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
