"""Where boxes stand, which arrows join them, and how faults are told."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_results import result
from report_reader import Page

from hotseat.design import faults as kinds
from hotseat.design.design import Region
from hotseat.design.fault_lines import parse_fault
from hotseat.report import report_html
from hotseat.report.boxes import arrows_of
from hotseat.report.faults import WORDS, letter_of, struck_by
from hotseat.report.layout import lay_out

NAMES = [f"n{i}" for i in range(9)]


def test_a_chain_is_one_box_a_layer():
    layout = lay_out(["c", "b", "a"], [("a", "b"), ("b", "c")])
    assert layout.layers == ((("a", 0),), (("b", 0),), (("c", 0),))


def test_an_arrow_over_layers_passes_through_empty_places():
    layout = lay_out(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    assert layout.ways["a", "c"] == (("a", 0), ("a\nc", 1), ("c", 0))
    assert ("a\nc", 1) in layout.layers[1]


def test_what_nothing_points_to_stands_near_its_target_unless_it_is_held_to_the_left():
    arrows = [("t", "a"), ("a", "b"), ("b", "c"), ("lone", "c"), ("u", "c")]
    layout = lay_out(["t", "a", "b", "c", "lone", "u"], arrows, ["t", "u"])
    assert ("lone", 0) in layout.layers[2]
    assert ("u", 0) in layout.layers[0]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=30))
def test_every_node_has_one_place_whatever_the_arrows(arrows):
    layout = lay_out(NAMES, arrows)
    boxes = [place[0] for layer in layout.layers for place in layer if "\n" not in place[0]]
    assert sorted(boxes) == NAMES
    assert set(layout.ways) == {arrow for arrow in arrows if arrow[0] != arrow[1]}
    assert lay_out(NAMES, arrows) == layout


def test_the_arrows_are_those_of_the_design():
    assert dict(arrows_of(result().design)) == {("\treads", "api"): False, ("api", "store"): False}


@pytest.mark.parametrize(
    ("line", "words", "start", "end"),
    [
        ("crash api at 60s for 30s replicas 2", "crash of 2 replicas of api, from 60 s for 30 s", 60, 90),
        ("crash api at 60s for 30s replicas all", "crash of all replicas of api, from 60 s for 30 s", 60, 90),
        ("crash api between store.go and store.go probability 0.05%",
         "crash of api after store.go and before store.go with probability 0.05%, at any time", math.nan, math.nan),
        ("slow api factor 3 at 30s", "api works 3 times slower, from 30 s to the end", 30, 600),
        ("errors api share 10%", "api answers 10% with an error, from the start to the end", 0, 600),
        ("partition eu us at 60s for 10s", "nothing passes between eu and us, from 60 s for 10 s", 60, 70),
        ("link eu us latency 100ms loss 1% at 5s for 1s",
         "link between eu and us: 100 ms more delay, 1% lost, from 5 s for 1 s", 5, 6),
        ("region_down eu at 60s for 10s", "region eu is down, from 60 s for 10 s", 60, 70),
        ("flush api at 60s", "api loses all it holds, at 60 s", 60, 60),
        ("failover api at 60s", "the primary of api dies and a replica takes over, from 60 s for 30 s", 60, 90),
        ("throttle api rate 100/s at 60s for 10s", "api refuses what comes faster than 100/s, from 60 s for 10 s", 60, 70),
        ("spike reads factor 3 at 60s for 10s", "reads asks 3 times as often, from 60 s for 10 s", 60, 70),
        ("restart api at 60s down 10s every 30s",
         "restart of api, 1 at a time, each down for 10 s, from 60 s for 40 s", 60, 100),
    ],
)  # fmt: skip
def test_each_fault_is_told_in_words_and_has_its_stretch_of_time(line, words, start, end):
    design = dataclasses.replace(result().design, faults=(parse_fault(line),))
    (told,) = struck_by(design, 600.0)
    assert told.words == words
    assert (told.start, told.end) == pytest.approx((start, end), nan_ok=True)


def test_every_fault_there_is_has_its_words():
    assert set(WORDS) == set(kinds.Fault.__args__)


def test_letters_go_on_after_z():
    assert [letter_of(number) for number in (0, 25, 26, 53)] == ["A", "Z", "A2", "B3"]


def test_the_letters_stand_on_list_diagram_and_time_axis():
    page = Page(report_html(result()))
    assert "A crash of 1 replica of api, from 20 s for 10 s" in page.text("design")
    marks = [tag for tag in page.named("circle") if tag.get("class") == "badge"]
    assert len(marks) == 3
    bands = [tag for tag in page.named("rect") if tag.get("class") == "fault"]
    strips = [tag for tag in page.named("figure") if tag.get("class") == "chart"]
    assert len(bands) == 2 * len(strips)  # the flush has no length and is a line
    assert (bands[0]["x"], bands[0]["width"]) == ("333", "167")


def test_a_region_that_is_down_strikes_the_nodes_that_stand_in_it():
    run = result()
    nodes = {**run.design.nodes, "store": dataclasses.replace(run.design.nodes["store"], region="us")}
    regions = {"eu": Region("frankfurt"), "us": Region("us-east-1")}
    design = dataclasses.replace(
        run.design, nodes=nodes, regions=regions, faults=(parse_fault("region_down us at 1s for 2s"),)
    )
    assert struck_by(design, 60.0)[0].nodes == ("store",)
