"""Warm-up and intervals: the known table of Student's t, a coverage that is what it says, a warm-up that is found."""

from __future__ import annotations

import math

import designs
import numpy as np
import pytest

import hotseat
from hotseat.load.confidence import cuts, difference_interval, half_width, interval, student, warmup_slices
from hotseat.load.planned import changes


@pytest.mark.parametrize(("degrees", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (7, 2.365), (19, 2.093), (120, 1.980)])
def test_students_t_is_the_printed_table(degrees: int, t: float):
    assert student(degrees) == pytest.approx(t, rel=0.001)


def test_a_warm_up_is_found_and_a_steady_run_has_next_to_none():
    noise = np.random.default_rng(1).normal(0, 0.3, 128)
    rising = 10 * (1 - np.exp(-np.arange(128) / 8)) + noise
    assert 10 < warmup_slices(rising) <= 32
    assert warmup_slices(10 + noise) <= 32
    assert warmup_slices(np.full(128, math.nan)) == 0
    assert warmup_slices(np.array([1.0, 2.0])) == 0


def test_an_interval_needs_enough_batches():
    assert math.isnan(interval(1.0, [1.0] * 3)[0])
    low, high = interval(2.0, [1.0, 3.0] * 10)
    assert low < 2.0 < high
    assert interval(0.001, [0.0, 1.0] * 10)[0] == 0.0


def test_95_percent_intervals_hold_the_truth_about_95_percent_of_the_time():
    """40 runs of a queue whose mean is known: 38 are expected to hold it; under 33 would happen once in 10,000 times."""
    held = 0
    for seed in range(40):
        low, high = hotseat.simulate(designs.queue(), duration=600, seed=seed).traffic["customers"].latency.ci95["mean"]
        held += low <= 0.05 <= high
    assert held >= 33


def test_paired_differences():
    centre, (low, high) = difference_interval([(1.0, 2.0), (2.0, 3.1), (3.0, 3.9)])
    assert centre == pytest.approx(1.0)
    assert low < 1.0 < high
    assert math.isnan(difference_interval([])[0])


@pytest.mark.parametrize("edges", [[], [60], [3], [60, 62], [1, 127], [126], list(range(0, 128, 10)), [64, 64]])
def test_stretches_hold_every_slice_once_in_batches_of_two_at_least(edges: list[int]):
    found = cuts(128, edges)
    ends = [ends for stretch in found for ends in stretch]
    assert [slice_ for begin, end in ends for slice_ in range(begin, end)] == list(range(128))
    assert min(end - begin for begin, end in ends) >= 2
    assert min(map(len, found)) >= 2
    assert 16 <= len(ends) <= 30
    if edges in ([60], [64, 64]):
        assert found[1][0][0] == edges[0]


def test_too_few_slices_have_no_stretches():
    assert cuts(10, [5]) == []
    assert cuts(0, []) == []


def test_stretches_that_differ_widen_nothing_and_batches_that_differ_do():
    quiet, struck = [1.0, 1.2] * 5, [9.0, 9.2] * 5
    alone = half_width([quiet], [1.0])
    assert alone == pytest.approx(student(9) * math.sqrt(0.1 / 9) / math.sqrt(10))
    both = half_width([quiet, struck], [3.0, 1.0])
    assert both == pytest.approx(student(18) * math.sqrt((0.75**2 + 0.25**2) * 0.1 / 9 / 10))
    assert math.isnan(half_width([[math.nan, 1.0]], [1.0]))
    assert math.isnan(half_width([[1.0, 1.0]], [0.0]))


STRUCK = """hotseat: 1
duration: 60s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 200/s}}
nodes: {api: {kind: service, concurrency: 1000, on: {ping: [{work: {exp: 5ms}}]}}}
faults: [{slow: api, factor: 20, at: 20s, for: 10s}]
objectives: {pings: [p(50) < 6ms]}
"""


def test_a_planned_change_is_no_chance_and_the_truth_is_still_held():
    design = hotseat.read_design(STRUCK)
    results = [hotseat.simulate(design, seed=seed) for seed in range(30)]
    for name in ("mean", "p50", "p90"):
        found = [result.traffic["pings"].latency for result in results]
        truth = math.fsum(getattr(one, name) for one in found) / len(found)
        held = sum(one.ci95[name][0] <= truth <= one.ci95[name][1] for one in found)
        assert held >= 25, name
        widths = [(one.ci95[name][1] - one.ci95[name][0]) / truth for one in found]
        assert max(widths) < 0.5, name  # a sixth of the time is twenty times as slow: as chance, 1.6 of the mean


def test_moments_of_change_are_those_of_timed_faults_takeovers_and_ramps():
    assert changes(hotseat.read_design(STRUCK)) == [20.0, 30.0]
    design = hotseat.read_design("""hotseat: 1
duration: 60s
traffic:
  pings: {to: api.ping, ramp: [{at: 0s, rate: 10/s}, {at: 40s, rate: 20/s}], keys: {count: 9}}
nodes:
  api: {kind: service, on: {ping: [{write: db}]}}
  db: {kind: database, read_replicas: 1, failover_time: 7s}
faults: [{failover: db, at: 5s}]
""")
    assert changes(design) == [0.0, 5.0, 12.0, 40.0]
