"""Looking for the edge: the highest load that holds, and what breaks first."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotseat import read_design, stress
from hotseat.analysis.export import report_data
from hotseat.errors import DesignError

ONE = read_design(Path(__file__).parent / "files" / "one.design.yaml")


def test_the_edge_lies_between_what_holds_and_what_does_not():
    found = stress(ONE, precision=0.1, seeds=2)
    assert found.highest.met
    assert not found.lowest_broken.met
    assert 1 < found.lowest_broken.factor / found.highest.factor <= 1.1
    assert 1 < found.highest.factor < 2.5  # one server of 4 ms is full at 2.5 times 100/s


def test_points_are_in_order_and_hold_the_edge():
    found = stress(ONE, precision=0.2, seeds=2)
    factors = [point.factor for point in found.points]
    assert factors == sorted(factors)
    assert found.highest in found.points
    assert 1.0 in factors


def test_what_breaks_is_said_with_its_reasons():
    found = stress(ONE, precision=0.2, seeds=2)
    first = found.breaking[0]
    assert first.name == "pings: p(99) < 60ms"
    assert any("waiting in line at api" in fact for fact in first.because)
    assert any(fact.startswith("api is the busiest node") for fact in first.because)


def test_the_same_answer_twice():
    first, second = (stress(ONE, precision=0.3, seeds=2) for _ in range(2))
    assert report_data(first) == report_data(second)


def test_a_design_that_fails_at_its_own_load_is_searched_downwards():
    weak = replace(ONE, objectives=read_design(text("p(99) < 25ms")).objectives)
    found = stress(weak, precision=0.3, seeds=2)
    assert found.highest.factor < 1
    assert found.points[-1].factor >= 1


def test_without_objectives_it_is_held_to_steadiness():
    found = stress(replace(ONE, objectives={}), precision=0.3, seeds=1, most=8, duration=4)
    assert found.highest is not None
    assert found.lowest_broken is None or found.lowest_broken.unstable


def test_nothing_that_holds_and_no_end_of_the_range():
    never = replace(ONE, objectives=read_design(text("p(99) < 1ns")).objectives)
    found = stress(never, seeds=1, duration=0.5)
    assert found.highest is None
    always = replace(ONE, objectives=read_design(text("p(99) < 1h")).objectives)
    found = stress(always, seeds=1, duration=0.2, most=4)
    assert found.lowest_broken is None
    assert found.highest.factor == 4


def test_bad_precision_is_a_sentence():
    with pytest.raises(DesignError, match="precision"):
        stress(ONE, precision=0)


def text(threshold):
    return (Path(__file__).parent / "files" / "one.design.yaml").read_text().replace("p(99) < 60ms", threshold)


def test_a_load_too_large_to_be_run_by_itself_is_named_and_not_tried(monkeypatch):
    always = replace(ONE, objectives=read_design(text("p(99) < 1h")).objectives)
    monkeypatch.setattr("hotseat.analysis.stress.LARGEST", 100)
    found = stress(always, seeds=1, duration=0.5)
    assert found.too_large == (4.0, 200.0)  # 100/s, four times, half a second
    assert [point.factor for point in found.points] == [1.0, 2.0]
    assert stress(always, seeds=1, duration=0.5, most=4).points[-1].factor == 4


def test_at_a_higher_load_a_run_is_shorter_but_never_than_a_planned_change_asks():
    busy = replace(ONE, duration=40.0)
    found = stress(busy, precision=0.5, seeds=1)
    assert [point.duration for point in found.points] == sorted((p.duration for p in found.points), reverse=True)
    spiked = replace(busy, faults=read_design(text("p(99) < 60ms") + SPIKE).faults)
    assert {point.duration for point in stress(spiked, precision=0.5, seeds=1).points} == {40.0}


def test_what_is_not_measured_at_the_own_load_is_left_out_and_said():
    found = stress(read_design(TWO.format(other="{sleep: 1h}, {effect: ring}", bound="ring: [p(99) < 1s]")), seeds=1)
    assert [one.name for one in found.unmeasured] == ["ring: p(99) < 1s"]
    assert found.highest.factor >= 1
    assert all(one.subject != "ring" for point in found.points for one in point.objectives)


def test_facts_are_of_nodes_that_have_to_do_with_what_broke():
    found = stress(read_design(TWO.format(other="{work: {exp: 9ms}}", bound="others: [p(99) < 1h]")), seeds=1)
    (first,) = found.breaking
    assert first.name == "pings: p(99) < 60ms"
    assert first.because
    assert not any("aside" in fact for fact in first.because)


TWO = """
hotseat: 1
duration: 2s
warmup: 0s
traffic: {{pings: {{to: api.ping, rate: 100/s}}, others: {{to: aside.go, rate: 100/s}}}}
nodes:
  api: {{kind: service, concurrency: 1, on: {{ping: [{{work: {{exp: 4ms}}}}]}}}}
  aside: {{kind: service, concurrency: 1000, on: {{go: [{other}]}}}}
objectives: {{pings: [p(99) < 60ms], {bound}}}
"""
SPIKE = """
faults:
  - {spike: pings, factor: 1.1, at: 18s, for: 2s}
"""
