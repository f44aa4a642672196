"""The examination after the end: every probe of the rubric, and what each decision carries."""

from dataclasses import replace

import pytest
from logs import holds, small_round

from hotseat.interview import actions as do
from hotseat.interview import after
from hotseat.interview import events as log
from hotseat.interview.clock import ScriptedClock
from hotseat.interview.proof import Only
from hotseat.interview.runner import Examination, HereRunner, Outcome, Stopper
from hotseat.interview.sitting import Sittings
from hotseat.rounds.evidence import OBJECTIVES
from hotseat.rounds.round import Item, Probe, Pushback

GUARDED = """hotseat: 1
name: guarded
duration: 10s
traffic: {events: {to: api.publish, rate: 50/s}}
nodes:
  merchant: {kind: external, queue_limit: 1000, on: {deliver: [{branch: [{p: 0%, do: [{sleep: 5s}]}]}, {work: 10ms}]}}
  api: {kind: service, on: {publish: [{call: merchant.deliver, timeout: 200ms, fallback: []}]}}
"""


@pytest.fixture
def slow_round():
    sick = {"nodes.merchant.on.deliver.0.branch.0.p": "20%"}
    probe = Probe(holds(events=["p(99) < 1s", "availability >= 99%"]), duration=10.0, set=sick)
    return small_round(
        pushbacks={"slow": Pushback("What if it hangs?", "", probe, {}, "")},
        rubric={
            "slow": Item("Hangs", 10, "measured", "x", probe="slow"),
            "own": Item("Own load", 10, "measured", "x"),
            "asks": Item("Asks", 10, "judged", "x", question="?", levels=("no", "yes")),
        },
        objectives=holds(events=["p(99) < 300ms"]),
        fixed=("traffic.events", "nodes.merchant"),
        start=GUARDED,
    )


def test_the_probes_are_those_of_the_measured_items_the_own_load_first(slow_round):
    assert after.probes_wanted(slow_round) == (OBJECTIVES, "slow")


def test_a_decision_that_carries_nothing_until_something_fails_is_load_bearing(slow_round):
    found = after.examine(slow_round, GUARDED, seed=1)
    timeout = next(one for one in found.decisions if one.path == "nodes.api.on.publish.0.timeout")
    assert timeout.role == "load-bearing"
    assert timeout.broken == ("events p(99) < 1s under 'slow'",)
    assert found.under == ("slow",)


def test_the_worlds_own_decisions_are_not_weighed(slow_round):
    found = after.examine(slow_round, GUARDED, seed=1)
    assert not [one for one in found.decisions if one.path.startswith("nodes.merchant")]


def test_the_evidence_is_that_of_the_probes(slow_round):
    found = after.examine(slow_round, GUARDED, seed=1, decisions=False)
    assert [one.probe for one in found.evidence] == [OBJECTIVES, "slow"]
    assert all(one.met for one in found.evidence)
    assert found.decisions == ()


def test_the_same_board_is_examined_the_same_way(slow_round):
    assert after.examine(slow_round, GUARDED, seed=3) == after.examine(slow_round, GUARDED, seed=3)


def test_a_board_that_is_no_design_says_so_in_its_evidence(slow_round):
    found = after.examine(slow_round, "nodes: {", seed=1)
    assert all(one.problem for one in found.evidence)
    assert found.decisions == ()


def test_progress_goes_up_to_the_end(slow_round):
    shares = []
    after.examine(slow_round, GUARDED, seed=1, progress=shares.append)
    assert min(shares) >= 0
    assert max(shares) == pytest.approx(1.0)


def test_asked_pushbacks_come_first_and_the_events_are_bounded(slow_round):
    pushback = slow_round.pushbacks["slow"]
    round_ = replace(slow_round, pushbacks={"slow": pushback, "big": replace(pushback, weight=5.0), "asked": pushback})
    evidence = after.examine(slow_round, GUARDED, seed=1, decisions=False).evidence[1]
    every = [replace(evidence, probe=name) for name in round_.pushbacks]
    assert [one.probe for one in after.affordable(round_, every, ("asked",), 1)] == ["asked", "big", "slow"]
    large = [replace(one, events=after.PUSHBACKS // 4) for one in every]
    assert [one.probe for one in after.affordable(round_, large, (), 3)] == ["big"]


def test_a_pushback_of_which_nothing_is_met_weighs_nothing(slow_round):
    evidence = after.examine(slow_round, GUARDED, seed=1, decisions=False).evidence[1]
    lost = replace(evidence, holds=tuple(replace(one, met=False) for one in evidence.holds))
    assert after.affordable(slow_round, [lost], (), 1) == []


def test_what_breaks_is_what_was_met_before(slow_round):
    before = after.examine(slow_round, GUARDED, seed=1, decisions=False).evidence[1]
    missed = replace(before, holds=tuple(replace(one, met=False) for one in before.holds))
    assert after.breaks(before, missed) == ("events p(99) < 1s under 'slow'", "events availability >= 99% under 'slow'")
    assert after.breaks(missed, missed) == ()
    assert after.breaks(before, replace(before, problem="nobody")) == ()


def test_a_stopped_examination_weighs_nothing(slow_round):
    assert after.weigh(slow_round, GUARDED, (), seed=1) == ((), ())
    assert isinstance(after.examine(slow_round, GUARDED, seed=1, decisions=False), log.Examined)


class Impatient(HereRunner):
    """A runner that ends whatever weighs decisions, as a server does with what takes too long."""

    def submit(self, what, *, on_progress, on_done, known, urgent=False):
        if isinstance(what, Examination) and what.decisions:
            on_done(Outcome("failed", problem="this took more than 20 s to run and was ended"))
            return Stopper()
        return super().submit(what, on_progress=on_progress, on_done=on_done, known=known, urgent=urgent)


def test_an_examination_that_took_too_long_is_made_again_without_weighing(store, slow_round):
    service = Sittings(store, runner=Impatient(threads=0), clock=ScriptedClock(), catalogue=Only(slow_round))
    id_ = service.create("deliveries")
    service.act(id_, do.Draw(GUARDED))
    service.act(id_, do.Finish())
    examined = service.events(id_)[-1].what
    assert isinstance(examined, log.Examined)
    assert [one.probe for one in examined.evidence] == [OBJECTIVES, "slow"]
    assert examined.decisions == ()
