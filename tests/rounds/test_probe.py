"""Probes: prepared for any design, run to the same bytes, and honest about what cannot be run."""

import json
from dataclasses import asdict

import pytest

from hotseat.rounds import probe
from hotseat.rounds.catalogue import find

WEBHOOKS = find("webhooks")
FIRST = WEBHOOKS.files["designs/first-pass.design.yaml"]
DEFENDED = WEBHOOKS.files["designs/defended.design.yaml"]


def evidence(key, text, round_=WEBHOOKS, **options):
    return probe.run(probe.prepare(round_, key, text, **options))[0]


def test_the_textbook_answer_charges_twice_and_the_defended_one_does_not():
    first, defended = evidence("crash", FIRST), evidence("crash", DEFENDED)
    assert first.measures["charge: duplicates"] > 100
    assert not first.met
    assert first.hurt > 0
    assert defended.met
    assert defended.hurt == 0


def test_the_reason_has_the_measured_number_in_it():
    first = evidence("crash", FIRST)
    assert f"charges {first.measures['charge: duplicates']:.0f} customers twice" in first.because


def test_the_same_probe_gives_the_same_bytes():
    once, again = (json.dumps(asdict(evidence("crash", FIRST, seed=7))) for _ in range(2))
    assert once == again


def test_the_digest_depends_on_what_decides_the_evidence():
    digests = {probe.prepare(WEBHOOKS, key, text, seed=seed).digest for key, text, seed in [
        ("crash", FIRST, 1), ("crash", FIRST, 2), ("crash", DEFENDED, 1), ("surge", FIRST, 1), ("objectives", FIRST, 1),
    ]}  # fmt: skip
    assert len(digests) == 5


def test_a_changed_world_is_refused_with_a_sentence():
    found = evidence("crash", FIRST.replace("rate: 2000/s", "rate: 20/s"))
    assert found.problem == "traffic.events.rate is part of the world, not yours to change: it is 2000/s, not 20/s"
    assert not found.met
    assert found.hurt == 0


def test_a_role_that_nobody_plays_is_a_sentence():
    text = FIRST.replace("- call: merchants.deliver\n          timeout: 10s", "- work: 1ms")
    assert "no node of this design plays 'sender'" in evidence("crash", text).problem


@pytest.mark.parametrize("text", ["", "hotseat: 1", "traffic: [", "\x00"])
def test_what_is_no_design_is_a_problem_and_no_crash(text):
    found = evidence("objectives", text)
    assert found.problem
    assert not found.met
