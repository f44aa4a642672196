"""Comparing two designs on common random numbers."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotseat import compare, read_design, set_value
from hotseat.analysis.compare import difference
from hotseat.errors import DesignError

ONE = read_design(Path(__file__).parent / "files" / "one.design.yaml")


def by_name(found):
    return {one.measure: one for one in found.differences}


def test_a_design_equals_itself_to_the_last_bit():
    found = compare(ONE, ONE, seeds=2)
    assert {one.verdict for one in found.differences} == {"equal"}
    assert found.objectives_a == found.objectives_b


def test_a_slower_server_is_told_from_a_faster_one():
    slower = set_value(ONE, "nodes.api.on.ping.0.work", "{exp: 5ms}")
    found = by_name(compare(ONE, slower, seeds=4))
    mean = found["traffic.pings.mean"]
    assert mean.verdict == "more"
    assert mean.difference > 0
    assert mean.ci95[0] > 0
    assert mean.a < mean.b
    assert found["nodes.api.utilisation"].verdict == "more"


def test_common_random_numbers_meet_the_same_arrivals():
    slower = set_value(ONE, "nodes.api.on.ping.0.work", "{exp: 5ms}")
    found = by_name(compare(ONE, slower, seeds=3))
    assert found["nodes.api.arrivals"].verdict == "equal"


def test_what_only_one_design_has_is_said_so():
    nodes = {**ONE.nodes, "other": ONE.nodes["api"]}
    found = by_name(compare(ONE, replace(ONE, nodes=nodes), seeds=2))
    assert found["nodes.other.arrivals"].verdict == "only in B"


def test_one_seed_tells_nothing_from_chance():
    slower = set_value(ONE, "nodes.api.on.ping.0.work", "{exp: 5ms}")
    verdicts = {one.verdict for one in compare(ONE, slower, seeds=1).differences}
    assert not verdicts & {"more", "less"}


def test_noise_around_zero_is_alike():
    firsts = [{"x": 1.0}, {"x": 2.0}, {"x": 3.0}]
    seconds = [{"x": 1.5}, {"x": 1.5}, {"x": 3.1}]
    assert difference("x", firsts, seconds).verdict == "alike"


def test_a_shift_is_more_or_less():
    firsts = [{"x": 1.0}, {"x": 2.0}, {"x": 3.0}]
    seconds = [{"x": 2.0}, {"x": 3.1}, {"x": 4.0}]
    assert difference("x", firsts, seconds).verdict == "more"
    assert difference("x", seconds, firsts).verdict == "less"


@pytest.mark.parametrize("seeds", [0, -1, 1001])
def test_a_number_of_seeds_that_is_none(seeds):
    with pytest.raises(DesignError, match="write a number from 1 to 1000"):
        compare(ONE, ONE, seeds=seeds)


def test_stopped_at_once_is_an_interruption():
    with pytest.raises(KeyboardInterrupt):
        compare(ONE, ONE, seeds=2, stop=lambda: True)
