"""The examination ahead of the end: once it is quiet, the board is examined as if it were the last one."""

import pytest
from small_round import GOOD, sittings

from hotseat.interview import actions as do
from hotseat.interview import events as log
from hotseat.interview.runner import Outcome
from hotseat.rounds import catalogue


@pytest.fixture
def quiet(store):
    """A sitting in which nothing has happened since the interviewer was content, before a tick has seen that."""
    service, runner, clock = sittings(store)
    id_ = service.create("counter")
    service.act(id_, do.Draw(GOOD))
    service.act(id_, do.Move("pushbacks"))
    runner.later = True
    clock.wind(6)
    return service, runner, clock, id_


def ahead(runner):
    return [what for what, _ in runner.waiting]


def test_it_waits_until_nothing_has_happened_for_a_while_and_is_made_once(quiet):
    service, runner, clock, id_ = quiet
    service.act(id_, do.Say("So."))
    service.tick()
    assert runner.waiting == []
    clock.wind(6)
    service.tick()
    service.tick()
    assert [(what.ahead, what.text) for what in ahead(runner)] == [(True, GOOD)]


def test_it_waits_for_the_phase_in_which_the_interviewer_pushes(store):
    service, runner, clock = sittings(store, later=True)
    service.act(service.create("counter"), do.Draw(GOOD))
    clock.wind(6)
    service.tick()
    assert runner.waiting == []


def test_a_sitting_that_ends_on_that_board_is_examined_at_once(quiet):
    service, runner, _, id_ = quiet
    service.tick()
    runner.finish()
    service.act(id_, do.Finish())
    assert isinstance(service.events(id_)[-1].what, log.Examined)
    assert runner.waiting == []


def test_nothing_is_told_of_it_before_the_end(quiet):
    service, runner, _, id_ = quiet
    service.tick()
    runner.finish()
    assert not any(isinstance(event.what, log.Examined) for event in service.events(id_))


def test_one_that_is_under_way_at_the_end_is_hurried_and_not_made_again(quiet, monkeypatch):
    service, runner, _, id_ = quiet
    hurried = []
    service.tick()
    monkeypatch.setattr(service.lives[id_].ahead.handle, "hurry", lambda: hurried.append(id_), raising=False)
    service.act(id_, do.Finish())
    assert (hurried, len(runner.waiting)) == ([id_], 1)
    runner.finish()
    assert isinstance(service.events(id_)[-1].what, log.Examined)


@pytest.mark.parametrize("changes", [do.Draw(GOOD + "#"), do.Commit("latency", "80ms")])
def test_what_was_found_for_another_board_or_other_commitments_is_not_used(quiet, changes):
    service, runner, _, id_ = quiet
    service.tick()
    runner.finish()
    runner.later = False
    service.act(id_, changes)
    runner.later = True
    service.act(id_, do.Finish())
    assert [what.ahead for what in ahead(runner)] == [False]


def test_one_that_had_to_give_way_is_made_again_when_it_is_quiet_and_at_the_end_at_once(quiet):
    service, runner, _, id_ = quiet
    for _ in range(2):
        service.tick()
        service.lives[id_].ahead.handle.cancel()
    service.tick()
    service.act(id_, do.Finish())
    service.lives[id_].ahead.handle.cancel()
    assert [what.ahead for what in ahead(runner)] == [False]
    runner.finish()
    assert isinstance(service.events(id_)[-1].what, log.Examined)


def test_one_that_failed_is_not_tried_again_and_again(quiet):
    service, runner, _, id_ = quiet
    service.tick()
    [(_, on_done)], runner.waiting = runner.waiting, []
    on_done(Outcome("failed", problem="this took more than 20 s to run and was ended"))
    service.tick()
    assert runner.waiting == []
    service.act(id_, do.Finish())
    assert [what.ahead for what in ahead(runner)] == [False]


def test_a_sitting_that_is_deleted_stops_it(quiet):
    service, runner, _, id_ = quiet
    service.tick()
    service.delete(id_)
    assert runner.waiting == []


def test_probes_that_were_measured_already_are_not_run_again(monkeypatch):
    from hotseat.interview import after

    webhooks = catalogue.find("webhooks")
    text = webhooks.files["designs/first-pass.design.yaml"]
    ran = []

    def probed(prepared, stop=None, progress=None):
        ran.append(prepared.probe)
        return after.run(prepared)[0]

    monkeypatch.setattr(after, "probed", probed)
    first = after.examine(webhooks, text, seed=1, decisions=False)
    known = {one.digest: one for one in first.evidence if one.probe != "objectives"}
    ran.clear()
    assert after.examine(webhooks, text, seed=1, decisions=False, known=known.get) == first
    assert ran == ["objectives"]
