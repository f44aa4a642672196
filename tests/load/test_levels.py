"""Intervals of what a node did and of what a hop took: they hold the truth about as often as they say."""

import math

import pytest
from small_designs import run

import hotseat
from hotseat.load.histogram import Histogram
from hotseat.load.levels import equal_batches, hop_interval

QUEUE = """
    network: {{rtt: 0s}}
    traffic: {{r: {{to: a.x, rate: 60/s}}}}
    nodes:
      a: {{kind: service, concurrency: 1, on: {{x: [{{work: {{exp: 10ms}}}}, {{call: b.y}}]}}}}
      b: {{kind: external, on: {{y: [{{work: {work}}}]}}}}
    objectives: {{a: [utilisation < 50%, queue mean < 10]}}
"""


def test_batches_are_equal_and_the_first_slices_are_left_out_for_it():
    assert equal_batches(15) == []
    assert [(one.start, one.stop) for one in equal_batches(17)] == [(1 + 2 * n, 3 + 2 * n) for n in range(8)]
    assert [one.stop for one in equal_batches(128)][-1] == 128
    assert len(equal_batches(128)) == 20


def test_intervals_of_levels_hold_the_truth_most_of_the_time():
    # M/M/1 at 60%: 0.6 busy, 0.9 in line on average, 15 ms in it
    truth = {"utilisation": 0.6, "busy_mean": 0.6, "queue_mean": 0.9, "wait_mean": 0.015}
    held = dict.fromkeys(truth, 0)
    for seed in range(20):
        node = run(QUEUE.format(work="0s"), duration=200, seed=seed).nodes["a"]
        for name, value in truth.items():
            low, high = node.ci95[name]
            assert low <= getattr(node, name) <= high
            held[name] += low <= value <= high
    assert min(held.values()) >= 16


def test_an_objective_on_a_node_has_its_interval():
    result = run(QUEUE.format(work="0s"), duration=100)
    busy, line = result.objectives
    assert busy.ci95 == result.nodes["a"].ci95["utilisation"]
    assert line.ci95 == result.nodes["a"].ci95["queue_mean"]


def test_a_queue_has_those_of_its_messages():
    result = run("""
        network: {rtt: 0s}
        traffic: {r: {to: a.x, rate: 60/s}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue}
          w: {kind: worker, consumes: q, concurrency: 1, on: {message: [{work: {exp: 10ms}}, ack]}}
    """)
    queue = result.nodes["q"]
    low, high = queue.ci95["queue_mean"]
    assert low < queue.queue_mean < high
    assert low < 0.9 < high
    assert math.isnan(queue.ci95["utilisation"][0])


def test_hops_have_intervals_and_a_constant_one_has_no_width():
    result = run(QUEUE.format(work="4ms"), duration=100)
    client, inner = sorted(result.hops, key=lambda hop: hop.callee)
    whole = result.traffic["r"].latency
    for name in ("mean", "p50", "p90"):
        assert client.latency.ci95[name] == pytest.approx(whole.ci95[name], rel=0.05)
    assert inner.latency.ci95["mean"] == pytest.approx((0.004, 0.004))
    assert inner.latency.ci95["p90"] == pytest.approx((0.004, 0.004), rel=0.001)


def test_many_hops_have_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hotseat.load.run.HOPS", 1)
    result = run(QUEUE.format(work="4ms"), duration=100)
    assert [hop.latency.ci95 for hop in result.hops] == [{}, {}]
    assert all(hop.latency.count > 1000 for hop in result.hops)


def test_a_hop_that_was_seldom_taken_has_none():
    import numpy as np

    empty = Histogram(np.zeros(0, np.int64), 0, 5, 0.0, math.nan)
    found = hop_interval(empty, np.zeros((8, 0), np.int64), np.zeros(8), 0)
    assert all(math.isnan(low) for low, _ in found.values())


def test_a_precision_out_of_reach_is_told():
    text = "the precision of 0.001% was not reached in 64s, 64 times the duration: run with a longer one"
    design = hotseat.from_json(hotseat.to_json(run(QUEUE.format(work="0s"), duration=1).design))
    assert hotseat.simulate(design, duration=1, precision=0.00001).notes == (text,)
    assert hotseat.simulate(design, duration=20, precision=0.5).notes == ()
