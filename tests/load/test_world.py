"""A world's buffers: where they lie, and that their sizes leave no trace in what is measured."""

from __future__ import annotations

import designs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hotseat
from hotseat.load import tables, world
from hotseat.load.compile import compile_design
from hotseat.load.export import to_json_text
from hotseat.load.kernel import LAST_SEQUENCE
from hotseat.load.run import Run

ROWS = (
    tables.FRAME,
    tables.UNIT,
    tables.SERVER,
    tables.NODE,
    tables.EDGE,
    tables.OP,
    tables.EDGE_COUNT,
    tables.TRAFFIC,
    tables.DIST,
    tables.LANE,
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.names[0]))
def test_a_row_takes_whole_lines_of_the_cache_and_a_power_of_two_of_them(row):
    assert row.itemsize % tables.LINE == 0
    assert row.itemsize & (row.itemsize - 1) == 0


@given(st.integers(1, 40), st.sampled_from([tables.FRAME, tables.UNIT, tables.EVENT]))
def test_a_table_begins_at_a_line_of_the_cache_and_is_all_zeros(size, dtype):
    table = world.aligned((size,), dtype)
    assert table.ctypes.data % tables.LINE == 0
    assert table.shape == (size,)
    assert table.tobytes() == bytes(size * dtype.itemsize)


def test_however_small_the_buffers_are_at_first_the_results_are_the_same(monkeypatch: pytest.MonkeyPatch):
    usual = to_json_text(hotseat.simulate(designs.everything(), duration=3.0))
    monkeypatch.setattr(world, "FRAMES_AT_FIRST", 1 << 9)
    monkeypatch.setattr(world, "HEAP_AT_FIRST", 1 << 12)
    monkeypatch.setattr(world, "RING_AT_FIRST", 1 << 3)
    assert to_json_text(hotseat.simulate(designs.everything(), duration=3.0)) == usual


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_longer_lanes_hold_what_the_shorter_ones_held(steps):
    run = Run.of(compile_design(designs.everything(), horizon=1.0, seed=1), 1.0)
    lane, size = run.world.lanes[0], int(run.world.lanes["mask"][0]) + 1
    for step in steps:  # the lane is used for a while: its numbers run past its places
        lane["head"] += 37 * step
        lane["tail"] = lane["head"] + min(size, 100 * step)
    numbers = np.arange(lane["head"], lane["tail"])
    run.world.rings["time"][lane["first"] + numbers % size] = numbers
    longer = world.longer_rings(run.world)
    lane = longer.lanes[0]
    assert longer.rings["time"][lane["first"] + (numbers & lane["mask"])].tolist() == numbers.tolist()


def run_from(sequence: int) -> Run:
    """A run whose first event has a certain number."""
    run = Run.of(compile_design(designs.everything(), horizon=2.0, seed=1), 2.0)
    run.world.regs[tables.R_SEQUENCE] = sequence
    run.advance(2.0)
    return run


def test_the_numbers_of_events_leave_no_trace():
    first, late = run_from(0), run_from(LAST_SEQUENCE // 2)
    assert late.events == first.events
    assert [piece.histograms[0].total for piece in late.slices] == [piece.histograms[0].total for piece in first.slices]


def test_a_run_that_has_no_numbers_left_for_its_events_is_cut_short_with_its_books_in_order():
    run = run_from(LAST_SEQUENCE - 2_000)
    assert run.spent
    assert run.interrupted
    assert 0 < run.now < 2.0
    run.check_books()
