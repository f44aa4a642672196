"""Reading a design file: the example reads without change, and mistakes come back with their lines."""

from pathlib import Path

import pytest
from drawn_designs import WEBHOOKS

from hotseat.design.distributions import Exponential, Lognormal
from hotseat.design.reading import examine, read_design
from hotseat.design.steps import Ack, Call, Effect, Fail, Send, Work
from hotseat.errors import DesignError


def test_the_example_reads_as_it_stands():
    design = read_design(WEBHOOKS)
    assert design.name == "Webhook delivery, first pass"
    assert design.traffic["events"].rate == 2000.0
    assert design.nodes["api"].on["publish"] == (Work(Exponential(0.002)), Send("deliveries"))
    assert design.nodes["sender"].on["message"] == (Call("merchant.deliver", timeout=10.0), Call("log.record"), Ack())
    assert design.nodes["merchant"].on["deliver"] == (Work(Lognormal(0.12, 3.0)), Fail(0.005), Effect("charge"))
    assert [threshold.value for threshold in design.objectives["events"]] == [0.25, 0.999]


def test_an_unknown_key_names_the_nearest_and_its_line():
    text = WEBHOOKS.read_text(encoding="utf-8").replace("    concurrency: 64", "    concurency: 64")
    with pytest.raises(DesignError) as caught:
        read_design(text)
    (problem,) = caught.value.problems
    assert str(problem) == "nodes.sender.concurency: unknown key; did you mean 'concurrency'? (line 20)"


def test_an_unreadable_step_does_not_hide_the_ones_after_it():
    text = """
    hotseat: 1
    name: x
    traffic: {a: {to: s.g, rate: 5/s}}
    nodes: {s: {kind: service, on: {g: [{work: 20 m}, {call: nope.x}, ack]}}}
    """
    problems = {problem.where: problem.message for problem in examine(text).problems}
    assert "minutes or metres" in problems["nodes.s.on.g.0.work"]
    assert "nope" in problems["nodes.s.on.g.1.call"]
    assert "message" in problems["nodes.s.on.g.2"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_a_file_without_an_end_is_refused_by_its_size():
    with pytest.raises(DesignError, match="one has at most 1 MB") as told:
        read_design("/dev/zero")
    assert str(told.value).count("zero") == 1


@pytest.mark.parametrize("first", ["-0.1", "nan"])
def test_a_first_line_that_is_a_number_is_no_heading(tmp_path, first):
    (tmp_path / "arrivals.csv").write_text(f"{first}\n3\n")
    text = "hotseat: 1\ntraffic: {t: {to: a.x, trace: arrivals.csv}}\nnodes: {a: {kind: service, on: {x: [{work: 1ms}]}}}\n"
    (problem,) = examine(text, folder=tmp_path).problems
    assert f"arrivals.csv, line 1: '{first}' is not a number of seconds" in problem.message
    (tmp_path / "arrivals.csv").write_text("seconds\n3\n")
    assert examine(text, folder=tmp_path).problems == ()
