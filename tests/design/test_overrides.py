# ruff: noqa: E501 (a table reads best with a row on a line)
"""One thing changed by its path, a fault by a line, the load by a factor."""

import pytest
from drawn_designs import FILES, WEBHOOKS, designs
from hypothesis import HealthCheck, given, settings

from hotseat.design.distributions import Constant, Empirical
from hotseat.design.fault_lines import parse_fault, with_fault
from hotseat.design.faults import Crash, Link, Partition, Slow
from hotseat.design.overrides import scale_load, set_value, set_values
from hotseat.design.reading import read_design
from hotseat.design.steps import Work
from hotseat.errors import DesignError

DESIGN = read_design(WEBHOOKS)
EVERYTHING = read_design(FILES / "everything.design.yaml")


def test_set_reaches_a_key_a_step_and_a_key_that_is_not_written():
    assert set_value(DESIGN, "nodes.sender.replicas", "32").nodes["sender"].replicas == 32
    assert set_value(DESIGN, "nodes.api.on.publish.0.work", "5ms").nodes["api"].on["publish"][0] == Work(
        Constant(0.005)
    )
    assert set_value(DESIGN, "network.rtt", "1ms").network.rtt == 0.001
    retried = set_value(DESIGN, "nodes.sender.on.message.0.retry.num_retries", "3").nodes["sender"].on["message"][0]
    assert retried.retry.num_retries == 3
    assert set_value(EVERYTHING, "regions.eu.at", "london").regions["eu"].at == "london"
    assert set_value(DESIGN, "nodes.api.queue_limit", "null").nodes["api"].queue_limit is None


def test_several_at_once():
    design = set_values(DESIGN, [("traffic.events.rate", "null"), ("traffic.events.users", "5k")])
    assert design.traffic["events"].users == 5000


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("nodes.sendr.replicas", "3", "nodes.sendr: there is no node 'sendr'; did you mean 'sender'?"),
        ("nodes.sender.replica", "3", "nodes.sender.replica: unknown key; did you mean 'replicas'?"),
        ("node.sender", "3", "node: unknown key; did you mean 'nodes'?"),
        ("nodes.api.on.publish.7.work", "5ms", "nodes.api.on.publish.7: there are 2 here"),
        ("nodes.api.on.publish.0.work", "5", "5 needs a unit"),
        ("nodes.sender.replicas", "-3", "must be at least 1"),
        ("nodes.sender.replicas", "[", "cannot be read"),
        ("nodes.sender.consumes", "log", "is a database, not a queue"),
    ],
)
def test_a_wrong_change_gets_the_sentence_of_the_file(path, value, sentence):
    with pytest.raises(DesignError) as caught:
        set_value(DESIGN, path, value)
    assert sentence in str(caught.value)


def test_files_need_not_be_read_again(tmp_path):
    (tmp_path / "samples.csv").write_text("seconds\n0.3\n0.1\n", encoding="utf-8")
    file = tmp_path / "x.design.yaml"
    file.write_text(
        WEBHOOKS.read_text(encoding="utf-8").replace("{exp: 2ms}", "{empirical: samples.csv}"), encoding="utf-8"
    )
    design = set_value(read_design(file), "nodes.api.replicas", "9")
    assert design.nodes["api"].on["publish"][0] == Work(Empirical("samples.csv", (0.1, 0.3)))


def test_a_bad_sample_file_names_its_line(tmp_path):
    (tmp_path / "samples.csv").write_text("seconds\n0.3\nquick\n", encoding="utf-8")
    file = tmp_path / "x.design.yaml"
    file.write_text(
        WEBHOOKS.read_text(encoding="utf-8").replace("{exp: 2ms}", "{empirical: samples.csv}"), encoding="utf-8"
    )
    with pytest.raises(DesignError, match=r"samples\.csv, line 3: 'quick' is not a number of seconds"):
        read_design(file)


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(designs())
def test_a_load_doubled_and_halved_is_the_load(design):
    again = scale_load(scale_load(design, 2), 0.5)
    assert again == design


def test_lines_of_faults():
    assert parse_fault("crash sender at 60s for 30s") == Crash("sender", 60.0, 30.0)
    assert parse_fault("crash sender between merchant.deliver and log.record probability 10%") == Crash(
        "sender", between=("merchant.deliver", "log.record"), probability=0.1
    )
    assert parse_fault("partition eu us at 60s for 30s") == Partition(("eu", "us"), 60.0, 30.0)
    assert parse_fault("link eu us latency 100ms loss 1%") == Link(("eu", "us"), 0.1, 0.01)
    assert with_fault(DESIGN, "slow log factor 3").faults == (Slow("log", 3.0),)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "write a fault like"), ("crsh sender", "did you mean 'crash'?"), ("slow log", "fault.factor: this key is missing"),
        ("crash sender at", "`at` is followed by a value"), ("crash sender att 3s", "did you mean 'at'?"),
        ("crash sendr at 3s", "did you mean 'sender'?"), ("crash sender for 3s", "write `at: 60s`"),
        ("partition eu", "followed by two names"), ("crash sender at 3", "3 needs a unit"),
    ],
)  # fmt: skip
def test_lines_that_are_no_fault(line, sentence):
    with pytest.raises(DesignError) as caught:
        with_fault(DESIGN, line)
    assert sentence in str(caught.value)
