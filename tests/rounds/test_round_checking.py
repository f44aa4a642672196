"""A round that contradicts itself is told where, with the nearest right word."""

import pytest

from hotseat.rounds.loader import examine_round

CONTRADICTIONS = {
    "a kind that cannot be sat": ("kind: design", "kind: handler", "a round of kind 'handler' cannot be sat yet"),
    "minutes that do not add up": ("minutes: 30", "minutes: 31", "the phases take 30 minutes together, the round 31"),
    "no pushing phase": (", pushes: true", "", "no phase has `pushes: true`"),
    "a phase without time": ("{title: Clarify, minutes: 5", "{title: Clarify, minutes: 0", "more than 0 minutes"),
    "a skill that is none": ("skill: failure modes,", "skill: failure mode,", "did you mean 'failure modes'?"),
    "one topic for two facts": (
        "topic: Traffic\n",
        "topic: pages without recommendations\n",
        "is the topic of 'load' too",
    ),
    "one wording for two facts": ('"Can we degrade?"', '"what is the traffic?"', "is a wording of 'load' too"),
    "a wording that says nothing": ('"What is the traffic?"', '" "', "wording 2 is empty"),
    "a witness of an unknown fact": ("asked: [supplier,", "asked: [suplier,", "did you mean 'supplier'?"),
    "more wanted than named": ("at_least: 1", "at_least: 3", "at least 3 of 2"),
    "a deadline after the end": ("by: 12", "by: 40", "40 minutes is not within the round's 30"),
    "a choice of one": ("wait: The page when they are there.", "", "a choice is between at least two"),
    "a quantity without a unit": ("    unit: time\n", "", "write a unit for a quantity"),
    "an objective without a value": ("p(99) <= {value}", "p(99) <= 1s", "write `{value}`"),
    "an objective of another unit": ("unit: time", "unit: rate", "this is no threshold"),
    "a role that says nothing": ("shop: {calls: supplier}", "shop: {}", "every node plays this role"),
    "a role that rests on nothing": ("shop: {calls: supplier}", "shop: {calls: suplier}", "did you mean 'supplier'?"),
    "a trigger's role": ("when: {role: shop}", "when: {role: shops}", "did you mean 'shop'?"),
    "a trigger's commitment": ("when: {role: shop}", "when: {commitment: degrade}", "did you mean 'degraded'?"),
    "a trigger's value": (
        "when: {role: shop}",
        "when: {commitment: degraded, values: [waits]}",
        "did you mean 'wait'?",
    ),
    "values of nothing": ("when: {role: shop}", "when: {values: [wait]}", "values of which commitment?"),
    "a fixed path that is not there": ("nodes.supplier]", "nodes.suplier]", "there is no 'nodes.suplier'"),
    "an objective about nothing": ("objectives:\n  visits:", "objectives:\n  visit:", "did you mean 'visits'?"),
    "a metric that the subject lacks": (
        "visits: [p(99) < 500ms, availability >= 99.9%]\nduration",
        "visits: [lost == 0]\nduration",
        "has no 'lost'",
    ),
    "a measure that is none": ('measure: "visits: p(99)"', 'measure: "visits"', "is not a measure"),
    "a reason about nothing": ("{visits.p(99)}", "{visit.p(99)}", "did you mean 'visits'?"),
    "a reason without a metric": ("{visits.p(99)}", "{visits}", "is no measure"),
    "a probe that changes nothing": (
        "faults: [{slow: supplier, factor: 100, at: 5s, for: 15s}]\n",
        "load: 1\n",
        "changes nothing",
    ),
    "a fault after the end": ("at: 5s, for", "at: 50s, for", "when the probe is over"),
    "a fault within the warm-up": ("at: 5s, for", "at: 2s, for", "strike from 2.5 s on"),
    "a fault on an unknown role": ("{slow: supplier", "{slow: $supply", "there is no role 'supply'"),
    "a load of nothing": ("      faults:", "      load: 0\n      faults:", "multiplied by more than 0"),
    "an unknown probe": ("probe: slow-supplier}", "probe: slow-suplier}", "did you mean 'slow-supplier'?"),
    "a measured item without a probe": (", probe: slow-supplier}", "}", "a measured item needs this key"),
    "a judged item with a probe": (
        'question: "Could a colleague build this?"',
        'probe: objectives, question: "Could it?"',
        "a judged item has no 'probe'",
    ),
    "an item that counts what is not held": (
        "probe: slow-supplier}",
        'probe: slow-supplier, holds: {visits: ["p(50) < 1s"]}}',
        "write it there first, word for word",
    ),
    "an item without weight": ("weight: 6", "weight: 0", "weighs more than 0"),
    "bars that fall": ("{title: An ordinary company,", "{title: An ordinary company, hire: 90%,", "the bars must rise"),
    "a must that is no item": ("must: [slow-supplier]", "must: [slow-suppliers]", "did you mean 'slow-supplier'?"),
    "a reference that both breaks and keeps": (
        "    breaks: [slow-supplier]",
        "    breaks: [slow-supplier]\n    keeps: [slow-supplier]",
        "cannot both break and keep",
    ),
    "a verdict that is none": ("[hire, strong-hire]", "[hired]", "is not one of no-hire"),
    "a file that is not there": (
        "design: designs/weak.design.yaml",
        "design: designs/week.design.yaml",
        "there is no file",
    ),
    "a file outside": ("script: scripts/weak.answers.yaml", "script: ../weak.answers.yaml", "not a file within"),
    "an unknown key": ("reveals:", "reveal:", "did you mean 'reveals'?"),
    "another version": ("hotseat_round: 1", "hotseat_round: one", "write `hotseat_round: 1` at the top"),
    "a failure mode that is none": ("witness: {asked", "witness: {avoided: [hedging], asked", "is not one of"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_contradiction_is_told_with_its_place(folder, case):
    old, new, said = CONTRADICTIONS[case]
    problems = examine_round(folder.edit(old, new).path).problems
    assert any(said in problem.message for problem in problems), [str(problem) for problem in problems]
    assert all(problem.file for problem in problems)
    assert all(problem.line for problem in problems if problem.file == "round.yaml"), [str(one) for one in problems]


def test_the_template_has_no_problem(folder):
    assert examine_round(folder.path).problems == ()


def test_all_problems_come_at_once_in_the_order_of_the_file(folder):
    folder.edit("minutes: 30", "minutes: 31").edit("role: shop", "role: shops").edit("weight: 6", "weight: -6")
    lines = [problem.line for problem in examine_round(folder.path).problems]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_a_start_that_is_no_design_is_told_in_its_own_file(folder):
    folder.edit("kind: service", "kind: servce", file="start.design.yaml")
    problems = examine_round(folder.path).problems
    assert [problem.file for problem in problems] == ["start.design.yaml"]
    assert "did you mean 'service'?" in problems[0].message
