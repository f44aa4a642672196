"""What the world is owed: nobody keeps a promise by not being asked, by doing the world's part, or by other work."""

import dataclasses

import pytest

from hotseat.rounds import probe
from hotseat.rounds.catalogue import find
from hotseat.rounds.loader import examine_round

WEBHOOKS = find("webhooks")
FIRST = WEBHOOKS.files["designs/first-pass.design.yaml"]
DEFENDED = WEBHOOKS.files["designs/defended.design.yaml"]
SHORT = dataclasses.replace(WEBHOOKS, duration=8.0)
"""The round, its ordinary day eight seconds long."""
FAN_OUT = "- fan_out: 20\n          do: [{call: merchants.deliver_once, retry: {num_retries: 9}}]"
PUT_OFF = """nodes:
  shelf: {kind: queue, visibility_timeout: 1d}
  later:
    kind: worker
    consumes: shelf
    concurrency: 1000
    hold: false
    on: {message: [{sleep: 1d}, {call: merchants.deliver_once}, ack]}
"""
CHEATS = {
    "nothing is drawn": (WEBHOOKS.start, "the design goes on to 'charge' for 0 of them: lead every one there"),
    "most are dropped on purpose": (
        FIRST.replace("- send: deliveries", "- branch: [{p: 1%, do: [{send: deliveries}]}]"),
        "lead every one there",
    ),
    "most are put off until after the end": (
        DEFENDED.replace(
            "- send: deliveries", "- branch: [{p: 99%, do: [{send: shelf}]}, {p: 1%, do: [{send: deliveries}]}]", 1
        ).replace("nodes:\n", PUT_OFF, 1),
        "still waited for 'charge' at the end, which is too many to say that charge p(99) < 5s",
    ),
    "work of its own is measured along": (
        FIRST.replace("nodes:\n", "  more: {to: merchants.deliver_once, rate: 2000/s}\nnodes:\n", 1),
        "do that once for each of them, and for nothing else",
    ),
    "one event becomes twenty": (
        FIRST.replace("- call: merchants.deliver\n          timeout: 10s", FAN_OUT),
        "do that once for each of them",
    ),
    "the charge is made at home": (
        WEBHOOKS.start.replace("publish: []", "publish: [{once: [{effect: charge}], mark: with}]"),
        "nodes.api does 'charge', which is for merchants alone to do: call them",
    ),
    "a burst bends the rate to nothing": (
        FIRST.replace("rate: 2000/s,", "rate: 2000/s, burst: {every: 10min, for: 10min, factor: 0.001},"),
        "traffic.events.burst is not there in the world: take it away",
    ),
    "a day bends it to nothing": (
        FIRST.replace("rate: 2000/s,", "rate: 2000/s, diurnal: {period: 100000s, amplitude: 100%, phase: 25000s},"),
        "traffic.events.diurnal is not there in the world",
    ),
    "they come like clockwork": (
        FIRST.replace("rate: 2000/s,", "rate: 2000/s, arrivals: constant,"),
        "traffic.events.arrivals is not there in the world",
    ),
}


@pytest.mark.parametrize(("text", "words"), CHEATS.values(), ids=CHEATS)
def test_a_design_that_was_not_asked_what_the_world_asks_is_not_measured(text, words):
    assert text not in (FIRST, DEFENDED)
    found = probe.run(probe.prepare(SHORT, "objectives", text))[0]
    assert words in found.problem
    assert not found.met
    assert found.holds == ()


@pytest.mark.parametrize("reference", WEBHOOKS.references)
def test_the_references_owe_nothing(reference):
    text = WEBHOOKS.files[WEBHOOKS.references[reference].design]
    assert probe.run(probe.prepare(SHORT, "objectives", text))[0].problem == ""


def test_a_design_that_is_only_slow_is_measured_and_misses():
    slow = FIRST.replace("replicas: 16", "replicas: 1")
    found = probe.run(probe.prepare(SHORT, "objectives", slow))[0]
    assert found.problem == ""
    assert ("p(99) < 5s", False) in {(one.threshold, one.met) for one in found.holds}


OWED = {
    "a traffic that there is not": ("owed: {visit: order}", "did you mean 'visits'?"),
    "an effect that nobody has": ("owed: {visits: order}", "no node of start.design.yaml has the effect 'order'"),
}


@pytest.mark.parametrize(("line", "words"), OWED.values(), ids=OWED)
def test_a_round_owes_only_what_its_world_has(folder, line, words):
    folder.edit("fixed: [", f"{line}\nfixed: [")
    assert any(words in str(one) for one in examine_round(folder.path).problems)


def test_what_is_owed_is_fixed(folder):
    folder.edit("get: [", "get: [{effect: order}, ", file="start.design.yaml")
    folder.edit("fixed: [traffic.visits.rate, nodes.supplier]", "fixed: [traffic.visits.rate]\nowed: {visits: order}")
    found = [str(one) for one in examine_round(folder.path).problems]
    assert any("write that path under `fixed` too" in one for one in found)
