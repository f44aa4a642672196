"""Warm-up and intervals: the known table of Student's t, a coverage that is what it says, a warm-up that is found."""

from __future__ import annotations

import math

import designs
import numpy as np
import pytest

import hotseat
from hotseat.load.confidence import difference_interval, interval, student, warmup_slices


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
