"""Probes: prepared for any design, run to the same bytes, and honest about what cannot be run."""

import json
import os
import pickle
import subprocess
import sys
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.design.reading import read_design
from hotseat.design.thresholds import parse_threshold
from hotseat.load.simulate import simulate
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


EDGE = find("edge-flags")
PUSHED = EDGE.files["designs/defended.design.yaml"]


def test_the_candidates_own_faults_and_objectives_do_not_run_along():
    own = DEFENDED + "faults: [{crash: api, at: 1s, replicas: all}]\nobjectives: {log: [queue max < 1]}\n"
    assert evidence("surge", own).holds == evidence("surge", DEFENDED).holds
    held = {(one.subject, one.threshold) for one in evidence("objectives", own).holds}
    assert ("log", "queue max < 1") in held
    assert ("charge", "lost == 0") in held


def test_commitments_are_held_under_the_designs_own_load():
    held = {"events": (parse_threshold("p(99) <= 1ms"),)}
    found = evidence("objectives", DEFENDED, held=held)
    assert [one.threshold for one in found.holds if not one.met] == ["p(99) <= 1ms"]


def test_a_fixed_node_that_is_gone_or_changed_is_told():
    gone = FIRST.replace("  merchants:\n    kind: external", "  others:\n    kind: external").replace(
        "call: merchants", "call: others"
    )
    assert "nodes.merchants is part of the world, and is not on the board any more" in evidence("crash", gone).problem
    kinder = FIRST.replace("- fail: 0.5%", "- fail: 0%")
    assert "nodes.merchants is part of the world, not yours to change" in evidence("crash", kinder).problem


def test_nobody_shortens_the_cables():
    shorter = PUSHED + "network: {inflation: 1.01}\n"
    assert evidence("cable", shorter, EDGE).problem == "network is not there in the world: take it away"


def test_a_threshold_on_what_the_design_has_not_is_missed():
    held = {"nobody": (parse_threshold("p(99) < 1s"),)}
    prepared = probe.prepare(WEBHOOKS, "objectives", FIRST, held=held)
    found = probe.run(prepared)[0]
    missed = [one for one in found.holds if one.subject == "nobody"]
    assert [(one.measured, one.met, one.missed_by) for one in missed] == [(None, False, 1.0)]


def test_a_threshold_on_a_role_applies_to_players_with_that_metric():
    polled = EDGE.files["designs/first-pass.design.yaml"]
    assert "$edge" not in {one.subject for one in evidence("cable", polled, EDGE).holds}
    spread = [one for one in evidence("cable", PUSHED, EDGE).holds if one.subject == "$edge"]
    assert [one.met for one in spread] == [True]


def test_a_push_that_is_not_sent_again_never_arrives_and_json_can_say_so():
    start = PUSHED.index("          timeout: 28s")
    once = PUSHED[:start] + PUSHED[PUSHED.index("  flags:", start) :]
    found = evidence("cable", once, EDGE)
    assert [(one.subject, one.measured) for one in found.holds if not one.met] == [("$edge", None)]
    assert found.because.endswith("everywhere never.")
    json.dumps(asdict(found), allow_nan=False)


def test_edges_that_never_hear_of_a_change_play_no_part():
    start = PUSHED.index("        - broadcast:")
    deaf = PUSHED[:start] + PUSHED[PUSHED.index("  flags:", start) :]
    assert (
        "no node of this design plays 'edge': none receives reads and hears of updates"
        in evidence("objectives", deaf, EDGE).problem
    )


def test_a_design_for_another_round_is_a_sentence():
    assert "is part of the world" in evidence("crash", PUSHED).problem


def test_light_that_is_too_slow_is_measured_and_missed():
    far = PUSHED.replace("  edge:\n    kind: edge\n", "  edge:\n    kind: edge\n    regions: [sydney]\n")
    found = evidence("objectives", far, EDGE)
    assert not found.problem
    missed = next(one for one in found.holds if (one.subject, one.threshold) == ("reads", "p(99) < 50ms"))
    assert missed.measured > 0.2


def test_a_stopped_run_says_so():
    found, result = probe.run(probe.prepare(WEBHOOKS, "crash", FIRST), stop=lambda: True)
    assert "stopped" in found.problem
    assert result.interrupted


def test_an_unknown_probe_is_a_key_error():
    with pytest.raises(KeyError):
        probe.prepare(WEBHOOKS, "nothing", FIRST)


def test_prepared_probes_go_to_other_processes():
    prepared = probe.prepare(WEBHOOKS, "crash", FIRST)
    assert pickle.loads(pickle.dumps(prepared)) == prepared


def test_what_ran_can_be_run_again_from_its_file(tmp_path):
    found = evidence("crash", FIRST, seed=3)
    again = simulate(read_design(found.design), seed=3)
    assert again.effects["charge"].duplicated == found.measures["charge: duplicates"]
    assert found.command == "hotseat run crash.design.yaml --seed 3"


def test_a_price_that_no_sheet_has_is_a_problem_and_no_crash():
    priced = FIRST.replace("    connections: 100\n", "    connections: 100\n    price: db.large\n")
    assert "no item 'db.large' in the price sheet" in evidence("bill", priced).problem


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_on_the_board_is_evidence_or_a_sentence(data):
    lines = FIRST.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.integers(0, len(lines) - 1))
        line = lines[where]
        worse = ["", "x", "  api: 7", line.replace(":", " :"), f"{line}0", line[2:], "  log: {kind: queue}"]
        lines[where] = data.draw(st.sampled_from(worse))
    prepared = probe.prepare(WEBHOOKS, "crash", "\n".join(lines))
    assert (prepared.design is None) == bool(prepared.problem)
    assert len(prepared.digest) == 64


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(seed):
    program = (
        "import json, dataclasses; from hotseat.rounds import probe; from hotseat.rounds.catalogue import find;"
        "r = find('webhooks'); p = probe.prepare(r, 'bill', r.files['designs/over-built.design.yaml'], seed=5);"
        "print(json.dumps(dataclasses.asdict(probe.run(p)[0])))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    out = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    here = evidence("bill", WEBHOOKS.files["designs/over-built.design.yaml"], seed=5)
    assert json.loads(out.stdout) == json.loads(json.dumps(asdict(here)))
    assert out.stdout.strip() == json.dumps(asdict(here))
