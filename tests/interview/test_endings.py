import dataclasses

import pytest
from small_round import sittings

from hotseat.errors import StoreError
from hotseat.interview import actions as do
from hotseat.interview.live import ALIVE
from hotseat.interview.sitting import new_id


@pytest.fixture
def sat(store):
    """A service, and a sitting of it that is over and measured."""
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    clock.wind(60)
    service.act(id_, do.Finish())
    service.view(id_)
    return service, id_, clock


def ending(service):
    (line,) = service.list()
    return line.state, line.elapsed, line.verdict, line.unmarked


def reads(service, monkeypatch):
    """The ids of the logs that are read from now on."""
    read, lines = [], service.logs.lines
    monkeypatch.setattr(service.logs, "lines", lambda id_, **more: read.append(id_) or lines(id_, **more))
    return read


def test_a_sitting_that_goes_on_has_no_verdict(store):
    service, _, clock = sittings(store)
    service.create("counter")
    clock.wind(60)
    assert ending(service) == ("open", 60.0, None, 0)


def test_a_sitting_that_nobody_holds_is_one_that_was_left(store):
    service, _, clock = sittings(store)
    service.create("counter")
    clock.wind(60)
    service.tick()
    clock.wind(2 * ALIVE)
    later, _, _ = sittings(store, clock=clock)
    assert ending(later) == ("left", 60.0, None, 0)
    assert ending(service) == ("open", 60.0 + 2 * ALIVE, None, 0)


def test_a_finished_sitting_has_none_until_its_design_is_measured(store):
    service, runner, _ = sittings(store, later=True)
    service.act(service.create("counter"), do.Finish())
    assert ending(service) == ("finished", 0.0, None, 1)
    runner.finish()
    assert ending(service) == ("finished", 0.0, "no-hire", 1)


def test_a_mark_changes_the_verdict_in_the_list(sat):
    service, id_, _ = sat
    assert ending(service) == ("finished", 60.0, "no-hire", 1)
    service.act(id_, do.Judge("clarity", 1))
    assert ending(service) == ("finished", 60.0, "strong-hire", 0)


def test_what_was_drawn_up_once_is_not_read_again(sat, store, monkeypatch):
    service, _, clock = sat
    first = service.list()
    later, _, _ = sittings(store, clock=clock)
    read = reads(later, monkeypatch)
    assert later.list() == first
    assert read == []


def test_a_round_of_another_version_draws_the_verdict_anew(sat, store, monkeypatch):
    service, id_, clock = sat
    service.list()
    later, _, _ = sittings(store, clock=clock)
    later.catalogue.digest = lambda a_round: "d2"
    read = reads(later, monkeypatch)
    later.list()
    assert id_ in read


def test_what_was_kept_in_another_shape_is_drawn_up_again(sat):
    service, id_, _ = sat
    first = service.list()
    (kept,) = service.endings.verdicts.current().values()
    seq = service.view(id_).seq
    service.endings.verdicts.keep(id_, seq, dataclasses.replace(kept, data={"verdict": "perhaps"}))
    assert service.list() == first


def test_a_list_can_be_read_where_nothing_can_be_written(sat, monkeypatch):
    service, _, _ = sat

    def refuse(*words):
        raise StoreError("the disk is full")

    monkeypatch.setattr(service.endings.verdicts, "keep", refuse)
    assert ending(service) == ("finished", 60.0, "no-hire", 1)


def test_each_owner_sees_their_own(sat):
    service, id_, _ = sat
    other = service.create("counter", owner="ann")
    service.list()
    assert [line.id for line in service.list("ann")] == [other]
    assert [(line.id, line.verdict) for line in service.list("here")] == [(id_, "no-hire")]


def test_an_id_is_a_word_of_letters_and_digits():
    ids = {new_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 24 and one.isascii() and one.isalnum() for one in ids)
