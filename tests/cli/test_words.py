"""Numbers as people read them."""

import math

import pytest

from hotseat.cli.words import (
    count_text,
    digits,
    half_text,
    interval_text,
    measure_text,
    metric_text,
    rate_text,
    share_text,
    span_text,
    time_text,
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (1e-9, "1.00ns"), (2.5e-6, "2.50us"), (0.00871, "8.71ms"), (0.25, "250ms"), (1.5, "1.50s"),
        (90, "90.0s"), (150, "2.50min"), (7200, "2.00h"), (math.nan, "-"), (math.inf, "-"),
        (0.9999, "1.00s"), (0.1234567, "123ms"),
    ],
)  # fmt: skip
def test_times(seconds, text):
    assert time_text(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(120, "2min"), (0.9375, "937.5ms"), (600, "10min"), (20, "20s")])
def test_spans(seconds, text):
    assert span_text(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(1, "100%"), (0.5, "50%"), (0, "0%"), (0.8123, "81.2%"), (0.99955, "99.955%"), (0.999999, "99.9999%"), (math.nan, "-"),
     (0.00002, "0.002%"), (1.5, "150%"), (0.9985, "99.9%")],
)  # fmt: skip
def test_shares(share, text):
    assert share_text(share) == text


def test_a_share_below_one_is_never_rounded_up_to_all():
    for nines in range(1, 9):
        assert share_text(1 - 10.0**-nines) != "100%"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1234, "1,234"), (1.5, "1.50"), (123456.7, "123,457"), (0.0123, "0.0123")]
)
def test_digits(value, text):
    assert digits(value) == text


def test_counts_rates_and_measures():
    assert count_text(1234567) == "1,234,567"
    assert count_text(0.5) == "0.500"
    assert count_text(math.nan) == "-"
    assert rate_text(2000) == "2,000/s"
    assert rate_text(0.05) == "3.00/min"
    assert rate_text(0.001) == "3.60/h"
    assert rate_text(math.nan) == "-"
    assert measure_text("traffic.a.p99.9", 0.001) == "1.00ms"
    assert measure_text("traffic.a.availability", 0.5) == "50%"
    assert measure_text("effects.a.lost", 3) == "3"


def test_metrics_in_their_units():
    assert metric_text("p(99)", 0.25) == "250ms"
    assert metric_text("availability", 0.999) == "99.9%"
    assert metric_text("duplicates", 413) == "413"


def test_intervals():
    assert interval_text("p(99)", (0.0101812, 0.0102219)) == "10.18ms to 10.22ms"
    assert interval_text("p(99)", (math.nan, math.nan)) == ""
    assert half_text(0.003, (0.0029, 0.0031)) == "0.10"
    assert half_text(0.003, (math.nan, math.nan)) == ""
