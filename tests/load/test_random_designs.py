"""What holds for every design, tried on designs drawn at random. The books and laws are checked within each run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_designs import random_design

import hotseat
from hotseat.load import compiler, world
from hotseat.load.export import to_json_text

SEEDS = st.integers(0, 2**32)


def measured(seed: int, duration: float) -> str:
    """All that a run says."""
    return to_json_text(
        hotseat.simulate(hotseat.read_design(random_design(seed)), seed=seed, duration=duration, warmup=0.0)
    )


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_without_the_compiler_the_bytes_are_the_same(seed):
    compiled = measured(seed, 0.5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "COMPILED", False)
        assert measured(seed, 0.5) == compiled


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_buffers_that_must_grow_leave_no_trace(seed):
    usual = measured(seed, 3.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "FRAMES_AT_FIRST", 1 << 9)
        patch.setattr(world, "HEAP_AT_FIRST", 1 << 12)
        patch.setattr(world, "RING_AT_FIRST", 1 << 2)
        assert measured(seed, 3.0) == usual
