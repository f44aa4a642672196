"""How badly a threshold was missed: between 0 and 1, and worse is more."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.design.thresholds import parse_threshold
from hotseat.rounds.missed import missed_by

THRESHOLDS = [
    "p(99) < 250ms",
    "lost == 0",
    "availability >= 99.9%",
    "queue max <= 500",
    "hit_ratio >= 10%",
    "dead_letters == 3",
]


@pytest.mark.parametrize(("threshold", "measured", "missed"), [
    ("p(99) < 250ms", 0.2, 0.0),
    ("p(99) < 250ms", 0.5, 0.5),
    ("p(99) < 250ms", 2.5, 0.9),
    ("p(99) < 250ms", math.nan, 1.0),
    ("p(99) < 250ms", math.inf, 1.0),
    ("availability >= 99.9%", 0.99, 0.9),
    ("hit_ratio >= 10%", 0.05, 0.5),
    ("lost == 0", 9.0, 0.5),
    ("dead_letters == 3", 1.0, 0.5),
])  # fmt: skip
def test_known_values(threshold, measured, missed):
    assert missed_by(parse_threshold(threshold), measured) == pytest.approx(missed)


@given(st.sampled_from(THRESHOLDS), st.floats(0, 1e6))
def test_it_is_0_exactly_where_the_threshold_is_met(text, measured):
    threshold = parse_threshold(text)
    missed = missed_by(threshold, measured)
    assert 0 <= missed <= 1
    assert (missed == 0) == threshold.met_by(measured) or measured == pytest.approx(threshold.value)


@given(st.sampled_from(["p(99) < 250ms", "lost == 0", "queue max <= 500"]), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_is_worse(text, one, other):
    threshold = parse_threshold(text)
    assert (missed_by(threshold, one) <= missed_by(threshold, other)) == (one <= other) or missed_by(
        threshold, min(one, other)
    ) == pytest.approx(missed_by(threshold, max(one, other)))
