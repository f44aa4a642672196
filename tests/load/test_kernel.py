"""Parts of the kernel by themselves, run as Python."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.load.kernel import minus_log
from hotseat.load.world import logarithms

TABLE = SimpleNamespace(logarithms=logarithms())
STEP = 2.0**-53


@given(st.one_of(st.integers(1, 2**53), st.integers(1, 2**20), st.integers(2**53 - 2**20, 2**53)))
def test_the_kernels_logarithm_is_the_c_librarys_to_one_part_in_1e13(steps):
    assert minus_log(TABLE, steps * STEP) == pytest.approx(-math.log(steps * STEP), rel=1e-13, abs=0.0)


@given(st.integers(1, 2**53 - 1), st.integers(1, 2**40))
def test_it_falls_so_that_a_smaller_draw_is_never_a_longer_time(steps, further):
    more = min(steps + further, 2**53)
    assert minus_log(TABLE, more * STEP) <= minus_log(TABLE, steps * STEP) + 1e-14


def test_it_is_nothing_at_one_and_exact_at_powers_of_two():
    assert minus_log(TABLE, 1.0) == 0.0
    assert minus_log(TABLE, STEP) == 53 * math.log(2.0)
