"""Distances, light, and the floor that they set."""

import pytest

from hotseat.design.floor import floors
from hotseat.design.places import AWS, AZURE, CITIES, GCP, PLACES
from hotseat.design.reading import examine, read_design
from hotseat.design.regions import distance, light_rtt, link_pair, nearest_place, rtt


def test_distances_are_those_of_the_globe():
    assert distance(PLACES["london"], PLACES["paris"]) == pytest.approx(344, rel=0.02)
    assert distance(PLACES["new-york"], PLACES["london"]) == pytest.approx(5570, rel=0.01)
    assert distance((0, 0), (0, 180)) == pytest.approx(20015, rel=0.001)


def test_light_in_fibre_takes_ten_microseconds_a_kilometre_there_and_back():
    assert light_rtt((0.0, 0.0), (0.0, 8.993)) == pytest.approx(0.00979, rel=0.001)
    assert rtt("frankfurt", "us-east-1") == pytest.approx(0.0899, rel=0.01)


def test_every_place_is_on_the_globe_and_has_one_name():
    assert len(PLACES) == len(CITIES) + len(AWS) + len(GCP) + len(AZURE)
    assert all(-90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in PLACES.values())


def test_the_nearest_place():
    assert nearest_place("Frankfurt") == "frankfurt"
    assert nearest_place("us east 1") == "us-east-1"
    assert nearest_place("???") is None


def test_a_link_between_names_with_hyphens():
    assert link_pair("us-east-1-eu-west-1", ["us-east-1", "eu-west-1"]) == ("us-east-1", "eu-west-1")
    assert link_pair("a-b", ["a"]) is None


TEXT = """hotseat: 1
regions: [frankfurt, us-east-1]
traffic:
  reads: {to: api.get, rate: 1/s, regions: {frankfurt: 100%}, access: 10ms}
nodes:
  api: {kind: service, region: frankfurt, on: {get: [STEPS]}}
  far: {kind: service, region: us-east-1, on: {get: [{work: 1ms}]}}
  cache: {kind: cache, region: us-east-1}
"""
ATLANTIC = light_rtt(PLACES["frankfurt"], PLACES["us-east-1"])


@pytest.mark.parametrize(
    ("steps", "crossings"),
    [
        ("{call: far.get}", 1),
        ("{call: far.get}, {call: far.get}", 2),
        ("{parallel: [[{call: far.get}], [{call: far.get}, {call: far.get}]]}", 2),
        ("{parallel: [[{call: far.get}], [{call: far.get}, {call: far.get}]], need: 1}", 1),
        ("{branch: [{p: 99%, do: [{call: far.get}]}]}", 0),
        ("{branch: [{p: 50%, do: [{call: far.get}]}, {p: 50%, do: [{call: far.get}, {call: far.get}]}]}", 1),
        ("{lookup: cache, miss: [{call: far.get}]}", 1),
        ("reply, {call: far.get}", 0),
        ("{call: far.get, connection: {protocol: tls1.3}}", 3),
        ("{call: far.get, connection: {protocol: tls1.3, reuse: 90%}}", 1),
        ("{call: far.get, fallback: []}", 0),
    ],
)
def test_the_floor_counts_the_crossings_that_must_be_waited_for(steps, crossings):
    (floor,) = floors(read_design(TEXT.replace("STEPS", steps)), "reads")
    assert floor.seconds == pytest.approx(0.010 + crossings * ATLANTIC)


def test_a_mean_that_light_forbids():
    text = TEXT.replace("STEPS", "{call: far.get}") + "objectives: {reads: [mean < 40ms]}\n"
    (problem,) = examine(text).problems
    assert "the mean is at least 74.19ms = 100% x 74.19ms" in problem.message
    assert problem.line == 9


def test_a_timeout_shorter_than_light_is_worth_a_warning():
    text = TEXT.replace("STEPS", "{call: far.get}").replace("access: 10ms", "access: 10ms, timeout: 50ms")
    found = examine(text)
    assert found.problems == ()
    assert "shorter than light takes" in found.warnings[0].message


def test_handlers_that_each_call_two_others_have_a_floor_too():
    calls = "- call: n{0}.get\n        - call: n{1}.get"
    nodes = "".join(
        f"  n{n}:\n    kind: service\n    region: {('london', 'tokyo')[n % 2]}\n    on:\n      get:\n        "
        + (calls.format(n + 1, n + 2) if n < 98 else "- work: 1ms")
        + "\n"
        for n in range(100)
    )
    text = f"hotseat: 1\nregions: [london, tokyo]\ntraffic: {{a: {{to: n0.get, rate: 1/s}}}}\nnodes:\n{nodes}"
    (floor,) = floors(read_design(text), "a")
    assert len(floor.parts) < 500
    assert floor.seconds > 1e9
