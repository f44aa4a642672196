"""Ways through a design: what comes behind what."""

import pytest

import hotseat
from hotseat.design.reading import examine
from hotseat.design.walk import orders_of

NESTED = """
hotseat: 1
traffic: {r: {to: a.x, rate: 1/s}, s: {to: a.y, rate: 1/s}}
nodes:
  a:
    kind: service
    on:
      x:
        - effect: first
        - branch:
            - {p: 50%, do: [{effect: left}, {once: [{effect: inner}]}]}
            - {p: 50%, do: [{effect: right}]}
        - effect: last
      y: [{effect: elsewhere}]
"""


def test_what_may_still_come_in_a_handler_when_a_step_is_over():
    steps = hotseat.read_design(NESTED).nodes["a"].on["x"]
    later = {label: sorted(behind) for label, behind in orders_of(steps) if label}
    assert later == {
        "first": ["inner", "last", "left", "right"],
        "left": ["inner", "last"],
        "inner": ["last"],
        "right": ["last"],
        "last": [],
    }


@pytest.mark.parametrize(
    ("between", "sentence"),
    [
        ("[inner, left]", "write [left, inner]"),
        ("[left, right]", "two arms of a branch"),
        ("[first, elsewhere]", "in two handlers, and neither follows the other"),
    ],
)
def test_a_crash_between_steps_that_do_not_follow_one_another_is_a_sentence(between, sentence):
    found = examine(NESTED + f"faults: [{{crash: a, between: {between}}}]\n")
    assert [problem.where for problem in found.problems] == ["faults.0.between"]
    assert sentence in found.problems[0].message
