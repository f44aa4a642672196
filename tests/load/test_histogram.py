"""Histograms: every time is found again to within half a thousandth, and parts add up to the whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.load.histogram import COARSE_EDGES, FINE_EDGES, bin_of, merged, trimmed
from hotseat.load.tables import COARSE_BITS, FINE_BINS, FINE_BITS


def of(values: list[int]):
    """A histogram of times in whole nanoseconds, binned the slow way: by looking the edges up."""
    counts = np.zeros(FINE_BINS, np.int64)
    for value in values:
        counts[np.searchsorted(FINE_EDGES * 1e9, value + 1e-3) - 1] += 1
    return trimmed(counts, sum(values) * 1e-9, max(values) * 1e-9)


times = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


@given(times, st.floats(0.1, 100))
def test_a_percentile_is_within_half_a_thousandth(values: list[int], percent: float):
    exact = sorted(values)[max(1, math.ceil(percent / 100 * len(values) - 1e-9)) - 1] * 1e-9
    assert of(values).percentile(percent) == pytest.approx(exact, rel=0.0005, abs=1e-12)


@given(times)
def test_several_percentiles_are_each_one_by_itself(values: list[int]):
    whole = of(values)
    assert whole.percentiles((0, 50, 99.9, 100)) == [whole.percentile(percent) for percent in (0, 50, 99.9, 100)]


@given(times, times)
def test_parts_add_up(a: list[int], b: list[int]):
    whole, both = of(a + b), merged([of(a), of(b)])
    assert (whole.counts == both.counts).all()
    assert whole.first == both.first
    assert both.total == pytest.approx(whole.total)
    assert both.largest == whole.largest


def test_the_mean_is_exact():
    assert of([1_000_001, 3_000_003]).mean == pytest.approx(2_000_002e-9, rel=1e-15)


def test_an_empty_histogram_knows_nothing():
    empty = trimmed(np.zeros(FINE_BINS, np.int64), 0.0, 0.0)
    assert empty.count == 0
    assert math.isnan(empty.mean)
    assert math.isnan(empty.percentile(50))
    assert merged([empty, empty]).count == 0


@given(st.integers(0, 2**43))
def test_a_coarse_bin_holds_its_time(value: int):
    index = bin_of(value * 1e-9, COARSE_BITS)
    assert COARSE_EDGES[index] * 1e9 <= value + 1e-3
    assert value < COARSE_EDGES[index + 1] * 1e9 + 1e-3


def test_an_octave_has_its_bins():
    assert FINE_EDGES[1 << FINE_BITS] == pytest.approx(1024e-9)
    assert FINE_EDGES[2 << FINE_BITS] == pytest.approx(2048e-9)
