import hashlib
import json

import pytest
from small_round import DRAWN, GOOD, sittings

from hotseat.errors import SittingError
from hotseat.interview import actions as do


@pytest.fixture
def exported(store):
    service, _, _ = sittings(store)
    id_ = service.create("counter")
    service.act(id_, do.Draw(DRAWN))
    service.act(id_, do.Move("pushbacks"))
    service.act(id_, do.Draw(GOOD))
    service.act(id_, do.RunProbe("objectives"))
    return service, service.export_(id_)


def sealed(rows):
    text = b"".join(rows)
    return text + json.dumps({"sha256": hashlib.sha256(text).hexdigest()}).encode() + b"\n"


def test_an_exported_sitting_is_imported_as_it_was(exported):
    service, data = exported
    id_ = service.import_(data, owner="ann")
    assert service.export_(id_) == data
    assert [line.id for line in service.list("ann")] == [id_]
    assert service.peek(id_).pushbacks[0].key == "crash"


def test_a_damaged_file_is_refused_and_nothing_is_kept(exported):
    service, data = exported
    before = len(service.list())
    rows = data.splitlines(keepends=True)
    second = json.loads(rows[2])
    sang, untimed = ({**second, key: value} for key, value in (("kind", "sang"), ("at", "x")))
    for broken, told in (
        (b"", "not an exported sitting"),
        (b"PK\x03\x04 zip", "not an exported sitting"),
        (b"\xff\xfe\n\xff", "not an exported sitting"),
        (data[:-40], "damaged"),
        (data.replace(b"at-least", b"at-most", 1).replace(b"counter", b"cuonter", 1), "damaged or cut off"),
        (b"".join(rows[:2]), "damaged or cut off"),
        (sealed([rows[0], *rows[2:-1]]), "has .* events and says"),
        (sealed([rows[0], rows[2], rows[1], *rows[3:-1]]), "gap"),
        (sealed([rows[0].replace(b":1,", b":2,"), *rows[1:-1]]), "newer Hotseat"),
        (sealed([rows[0], rows[1], json.dumps(sang).encode() + b"\n", *rows[3:-1]]), "knows no 'sang'"),
        (sealed([rows[0], rows[1], json.dumps(untimed).encode() + b"\n", *rows[3:-1]]), "line 3"),
        (sealed([rows[0], rows[1], b"[" * 9999 + b"\n", *rows[3:-1]]), "line 3"),
        (sealed([rows[0], rows[1].replace(b"nodes", b"no\\ud800des"), *rows[2:-1]]), "line 2 .* damaged"),
        (sealed([rows[0], rows[1].replace(b"nodes", b"no\\u0000des"), *rows[2:-1]]), "line 2 .* damaged"),
    ):  # fmt: skip
        with pytest.raises(SittingError, match=told):
            service.import_(broken)
    assert len(service.list()) == before


def brought_in(service, data, *happened):
    """A sitting whose file says that this happened at the very beginning as well."""
    rows = data.splitlines(keepends=True)
    lines = [json.loads(row) for row in rows[:3]]
    lines += [{"seq": 0, "at": 0.0, "when": lines[1]["when"], "kind": kind, "data": said} for kind, said in happened]
    for number, line in enumerate(lines[1:], 1):
        line["seq"] = number
    lines[0]["events"] = len(lines) - 1
    return service.import_(sealed([json.dumps(line).encode() + b"\n" for line in lines]))


@pytest.mark.parametrize("value", ["fast", "1s, lost == 0", ""])
def test_a_commitment_that_makes_no_threshold_stops_neither_a_run_nor_the_end(exported, value):
    service, data = exported
    said = {"commitment": "latency", "value": value, "number": None, "late": False}
    id_ = brought_in(service, data, ("committed", said))
    assert service.act(id_, do.RunProbe("objectives")).runs[0].state == "done"
    assert service.act(id_, do.Finish()).finished == "candidate"


def test_from_a_phase_that_the_round_does_not_have_one_may_move_on(exported):
    service, data = exported
    id_ = brought_in(service, data, ("moved", {"phase": "overture", "by": "clock"}))
    assert service.act(id_, do.Move("design")).clock.phase == "design"
