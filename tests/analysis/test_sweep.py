"""A grid of values, in threads."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotseat import read_design, set_value, simulate, sweep
from hotseat.errors import DesignError

ONE = read_design(Path(__file__).parent / "files" / "one.design.yaml")
WORK = "nodes.api.on.ping.0.work"


def test_every_combination_is_a_row_the_last_path_fastest():
    found = sweep(ONE, {WORK: ["1ms", "2ms"], "nodes.api.concurrency": [1, 2]}, duration=0.5)
    assert [tuple(row.values.values()) for row in found.rows] == [
        ("1ms", "1"),
        ("1ms", "2"),
        ("2ms", "1"),
        ("2ms", "2"),
    ]
    assert found.paths == (WORK, "nodes.api.concurrency")


def test_a_row_is_the_very_run_that_its_values_make():
    found = sweep(ONE, {WORK: ["2ms", "8ms"]}, duration=1, seed=5)
    alone = simulate(set_value(ONE, WORK, "8ms"), seed=5, duration=1)
    assert found.rows[1].measures["traffic.pings.p99"] == alone.traffic["pings"].latency.p99
    assert found.rows[1].met == alone.met


def test_several_seeds_give_intervals():
    found = sweep(ONE, {WORK: ["{exp: 4ms}"]}, duration=1, seeds=3)
    low, high = found.rows[0].ci95["traffic.pings.mean"]
    assert low < found.rows[0].measures["traffic.pings.mean"] < high
    assert len(found.rows[0].objectives[0].values) == 3


def test_a_bad_combination_is_refused_before_anything_runs():
    ran = []
    with pytest.raises(DesignError, match="replicas"):
        sweep(ONE, {"nodes.api.replicas": [1, -4]}, progress=ran.append)
    assert not ran


def test_too_many_or_none():
    with pytest.raises(DesignError, match="between 1 and 10,000"):
        sweep(ONE, {})
    with pytest.raises(DesignError, match="between 1 and 10,000"):
        sweep(ONE, {WORK: ["1ms"] * 101, "nodes.api.concurrency": [1] * 100})


def test_every_row_is_run_for_the_same_time_so_that_counts_compare(monkeypatch):
    """A longer visibility timeout asks for longer runs: then of all rows."""
    monkeypatch.setattr("hotseat.analysis.plan.REQUESTS", 100)
    monkeypatch.setattr("hotseat.analysis.plan.SHORTEST", 1.0)
    design = read_design(Path(__file__).parent / "files" / "queued.design.yaml")
    found = sweep(replace(design, duration=100.0), {"nodes.jobs.visibility_timeout": ["500ms", "40s"]})
    assert found.duration == 80.0
    arrived = {row.measures["nodes.api.arrivals"] for row in found.rows}
    assert len(arrived) == 1
