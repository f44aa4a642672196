"""The shape of a rate: the requests that come are the area under it."""

from __future__ import annotations

import math

import designs
import pytest

import hotseat
from hotseat.design.faults import Spike
from hotseat.design.traffic import Burst, Diurnal, Ramp, Traffic
from hotseat.errors import DesignError
from hotseat.load.shapes import segments_of


def area(traffic: Traffic, until: float, *faults: Spike) -> float:
    pieces = segments_of(traffic, "t", faults, until)
    return sum((min(e, until) - s) * (a + (b if e <= until else a)) / 2 for s, e, a, b in pieces if s < until)


def test_a_constant_rate_is_one_piece():
    assert segments_of(Traffic("a.b", rate=5.0), "t", (), 100.0) == [(0.0, math.inf, 5.0, 5.0)]


def test_areas():
    assert area(Traffic("a.b", ramp=(Ramp(0, 0), Ramp(10, 100))), 20) == pytest.approx(500 + 1000)
    assert area(Traffic("a.b", rate=10, burst=Burst(10, 2, 6)), 100) == pytest.approx(1000 + 10 * 2 * 50)
    assert area(Traffic("a.b", rate=10, diurnal=Diurnal(100, 0.9)), 100) == pytest.approx(1000, rel=1e-3)
    assert area(Traffic("a.b", rate=10), 100, Spike("t", 3, 20, 10)) == pytest.approx(1200)


def test_the_rate_never_goes_below_zero():
    assert all(low >= 0 for _, _, low, _ in segments_of(Traffic("a.b", rate=1, diurnal=Diurnal(10, 1.0)), "t", (), 50))


def test_too_many_corners_are_refused():
    with pytest.raises(DesignError, match="bends"):
        segments_of(Traffic("a.b", rate=1, burst=Burst(0.001, 0.0005, 2)), "t", (), 1000.0)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("ramp: [{at: 0s, rate: 0/s}, {at: 100s, rate: 200/s}]", 10_000),
        ("rate: 100/s, diurnal: {period: 50s, amplitude: 80%}", 10_000),
        ("rate: 50/s, burst: {every: 10s, for: 1s, factor: 11}", 10_000),
    ],
)
def test_as_many_requests_come_as_the_area_says(shape: str, expected: int):
    text = designs.QUEUE.replace("rate: 80/s", shape)
    generated = hotseat.simulate(hotseat.read_design(text), duration=100).traffic["customers"].generated
    assert abs(generated - expected) < 5 * math.sqrt(expected)
