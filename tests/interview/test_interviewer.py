"""What the interviewer does with a board: measured by the small round's runner, which can be made to wait."""

from dataclasses import replace

from small_round import BOARD, DRAWN, GOOD, ROUND, sittings

from hotseat.interview import actions as do
from hotseat.interview.interviewer import NOTHING_HURTS, NOTHING_RUNS, decide, may_ask, mood
from hotseat.interview.probing import nothing
from hotseat.interview.state import Made, State
from hotseat.rounds.round import Trigger


def pushing(store, **how):
    service, runner, clock = sittings(store, **how)
    id_ = service.create("counter")
    service.act(id_, do.Draw(DRAWN))
    return service, runner, clock, id_, service.act(id_, do.Move("pushbacks"))


def test_a_board_that_nobody_drew_on_is_not_pushed(store):
    service, runner, _ = sittings(store)
    id_ = service.create("counter")
    view = service.act(id_, do.Move("pushbacks"))
    assert (view.pushbacks, runner.ran, view.interviewer.state) == ((), [], "listening")
    assert "Nothing of yours is on the board yet" in view.interviewer.says
    assert [one.key for one in service.act(id_, do.Draw(DRAWN)).pushbacks] == ["crash"]


def test_it_thinks_while_the_board_is_measured_and_asks_when_it_knows(store):
    service, runner, _, id_, view = pushing(store, later=True)
    assert (view.interviewer.state, sorted(runner.ran)) == ("thinking", ["crash", "surge"])
    runner.finish()
    assert service.view(id_).pushbacks[0].key == "crash"


def test_it_looks_a_phase_ahead_and_asks_when_the_phase_has_come(store):
    service, runner, _ = sittings(store)
    id_ = service.create("counter")
    service.act(id_, do.Move("design"))
    view = service.act(id_, do.Draw(DRAWN))
    assert (sorted(runner.ran), view.pushbacks, view.interviewer.state) == (["crash", "surge"], (), "listening")
    view = service.act(id_, do.Move("pushbacks"))
    assert ([one.key for one in view.pushbacks], len(runner.ran)) == (["crash"], 2)


def test_a_look_at_an_older_board_is_stopped(store):
    service, runner, _, id_, _ = pushing(store, later=True)
    service.act(id_, do.Draw(GOOD))
    assert len(runner.waiting) == 2
    runner.finish()
    view = service.view(id_)
    assert (view.pushbacks, view.interviewer.state) == ((), "content")


def test_what_was_measured_is_not_measured_again(store):
    service, runner, _, id_, _ = pushing(store)
    service.act(id_, do.Concede("crash", "we live with it"))
    assert runner.ran == ["crash", "surge"]
    service.act(id_, do.Predict("surge", holds=0.1))
    view = service.act(id_, do.RunProbe("surge"))
    assert (view.runs[0].state, runner.ran) == ("done", ["crash", "surge"])


def test_it_says_nothing_before_the_phase_for_pushing_nor_of_half_a_design(store):
    service, runner, clock = sittings(store)
    id_ = service.create("counter")
    service.act(id_, do.Draw(BOARD + "#"))
    assert runner.ran == []
    service.act(id_, do.Draw("nodes: ["))
    clock.wind(1500)
    view = service.view(id_)
    assert (runner.ran, view.interviewer.state) == ([], "listening")
    assert "no whole design" in view.interviewer.says


def test_a_trigger_waits_for_its_time_its_commitment_and_its_value():
    state = State(commitments={"guarantee": Made("at-least-once", None, 1.0, "made")})
    assert may_ask(Trigger(), state, 0.0, roles={})
    assert not may_ask(Trigger(after=20), state, 1199.0, roles={})
    assert may_ask(Trigger(after=20), state, 1200.0, roles={})
    assert may_ask(Trigger(commitment="guarantee"), state, 0.0, roles={})
    assert not may_ask(Trigger(commitment="latency"), state, 0.0, roles={})
    assert may_ask(Trigger(commitment="guarantee", values=("at-least-once",)), state, 0.0, roles={})
    assert not may_ask(Trigger(commitment="guarantee", values=("at-most-once",)), state, 0.0, roles={})
    assert not may_ask(Trigger(role="sender"), state, 0.0, roles={"sender": False})


def test_what_cannot_be_run_on_this_design_hurts_nobody(store):
    service, runner, _ = sittings(store)
    service.catalogue.prepare = lambda a_round, probe, text, **_: type("P", (), {"problem": "nobody plays the sender"})
    id_ = service.create("counter")
    service.act(id_, do.Draw(DRAWN))
    view = service.act(id_, do.Move("pushbacks"))
    assert (view.interviewer.state, runner.ran) == ("content", [])
    view = service.act(id_, do.RunProbe("objectives"))
    assert (view.runs[0].state, view.runs[0].problem) == ("failed", "nobody plays the sender")


def test_nothing_hurts_is_said_of_what_was_tried_and_not_of_what_could_not_be():
    could_not = {key: nothing(key, 1, "nobody plays that here") for key in ROUND.pushbacks}
    tried = {key: nothing(key, 1, "") for key in ROUND.pushbacks}
    for found, says in ((could_not, NOTHING_RUNS), (tried, NOTHING_HURTS)):
        state = State(whole=True, phases={"pushbacks": 0.0}, drawn=[2])
        state.rested = decide(ROUND, state, 0.0, found=found, roles={})
        assert mood(ROUND, state, thinking=False).says == says


def test_that_it_thinks_no_more_is_told_even_if_it_has_nothing_to_say(store):
    service, runner, _, id_, _ = pushing(store, later=True)
    live = service.lives[id_]
    later = {key: replace(one, when=Trigger(after=44)) for key, one in live.round.pushbacks.items()}
    live.round = replace(live.round, pushbacks=later)
    told = []
    service.listen(told.append)
    runner.finish()
    assert told
    assert service.peek(id_).interviewer.state == "listening"
