import pytest

from hotseat.store.database import Store
from hotseat.store.logs import Head, Line, Logs
from hotseat.store.verdicts import Kept, Verdicts

HIRE = Kept("1 d1", {"verdict": "hire"})


@pytest.fixture
def store(tmp_path):
    opened = Store.open(str(tmp_path / "a.db"))
    for name, owner in (("s1", "here"), ("s2", "ann")):
        head = Head(name, "counter", owner, "usual", "2026-01-01T00:00:00.000Z", 0.0, 0.0, "")
        Logs(opened).begin(head, [Line(1, 0.0, "", "started", {})])
    yield opened
    opened.close()


def test_a_verdict_is_good_until_its_log_grows(store):
    verdicts = Verdicts(store)
    assert verdicts.current() == {}
    verdicts.keep("s1", 1, HIRE)
    assert verdicts.current() == {"s1": HIRE}
    Logs(store).append("s1", [Line(2, 1.0, "", "judged", {})], beat_when=1.0, host="h")
    assert verdicts.current() == {}
    verdicts.keep("s1", 2, Kept("1 d1", {"verdict": "strong-hire"}))
    assert verdicts.current()["s1"].data == {"verdict": "strong-hire"}


def test_an_owner_gets_their_own(store):
    verdicts = Verdicts(store)
    verdicts.keep("s1", 1, HIRE)
    verdicts.keep("s2", 1, HIRE)
    assert list(verdicts.current("ann")) == ["s2"]
    assert sorted(verdicts.current()) == ["s1", "s2"]


def test_a_deleted_sitting_takes_its_verdict_along_and_is_given_no_other(store):
    verdicts = Verdicts(store)
    verdicts.keep("s1", 1, HIRE)
    Logs(store).forget("s1")
    assert verdicts.current() == {}
    verdicts.keep("s1", 1, HIRE)
    assert verdicts.current() == {}
