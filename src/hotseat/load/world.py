"""Makes a `World` ready to run from a compiled design, and makes its buffers larger when the kernel asks for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hotseat.load import tables as T
from hotseat.load.compile import distribution_tables
from hotseat.load.kernel import World

if TYPE_CHECKING:
    from hotseat.load.program import Program

Table = NDArray[Any]
FRAMES_AT_FIRST = 1 << 14
RING_AT_FIRST = 1 << 10
HEAP_AT_FIRST = 1 << 17
EXACT_BUFFER = 1 << 16
SPAN_BUFFER = 1 << 16
FRAMES_MAX = 1 << 20
"""How many frames (or units, or messages) may be alive before a run is stopped as unstable: about a million."""
BLAME_ROWS = 1 << 12
BLAME_CELLS = 6_000_000


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Table:
    """A table of zeros that begins at a line of the processor's cache. Memory that is not written to is not there yet."""
    size = math.prod(shape) * dtype.itemsize
    memory = np.zeros(size + T.LINE, np.uint8)
    start = -memory.ctypes.data % T.LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def copied(table: Table) -> Table:
    """A table of its own with the same rows."""
    if not table.dtype.names:
        return table.copy()
    copy = aligned(table.shape, table.dtype)
    copy[...] = table
    return copy


def records(table: Table) -> Table:
    """A structured table whose fields are attributes, compiled or not."""
    return table.view(np.recarray)


def make_world(program: Program, *, exact: bool = False, traced: Table | None = None) -> World:
    """A world at time 0, on copies of the program's tables. `traced` holds, a row a traffic, the requests to trace."""
    static = {name: copied(table) for name, table in program.tables.items()}
    dists, values = distribution_tables(program.distributions)
    traffics, effects, spreads = len(program.traffic_names), len(program.effect_names), len(program.spread_names)
    rows = 2 * traffics + effects + spreads
    lanes = aligned((len(program.lane_delays),), T.LANE)
    lanes["delay"] = program.lane_delays
    lanes["time"] = T.NEVER
    lanes["first"] = np.arange(len(lanes)) * RING_AT_FIRST
    lanes["mask"] = RING_AT_FIRST - 1
    states = len(T.BLAME_STATES) * len(program.node_names)
    regs = np.zeros(len(T.REGISTERS), np.int64)
    regs[T.R_FREE_FRAMES] = regs[T.R_FREE_UNITS] = regs[T.R_FREE_MESSAGES] = FRAMES_AT_FIRST
    blame_rows = max(64, min(BLAME_ROWS, BLAME_CELLS // max(states, 1) // 4))
    regs[T.R_FREE_BLAMES] = blame_rows
    regs[T.R_FRAMES_MAX] = FRAMES_MAX
    regs[T.R_TRACING] = int(traced is not None)
    regs[T.R_WEATHER] = int((static["jitter"] > 0).any() or (static["loss"] > 0).any())
    regs[T.R_NEXT_CONTROL] = static["controls"]["time"][0]
    tables = dict(
        regs=regs,
        frames=aligned((FRAMES_AT_FIRST,), T.FRAME),
        free_frames=free_list(FRAMES_AT_FIRST),
        units=aligned((FRAMES_AT_FIRST,), T.UNIT),
        free_units=free_list(FRAMES_AT_FIRST),
        messages=aligned((FRAMES_AT_FIRST,), T.MESSAGE),
        free_messages=free_list(FRAMES_AT_FIRST),
        blame=np.zeros((blame_rows, states)),
        free_blames=free_list(blame_rows),
        heap=aligned((HEAP_AT_FIRST,), T.EVENT),
        lanes=lanes,
        rings=aligned((len(lanes) * RING_AT_FIRST,), T.EVENT),
        stack=np.zeros(1 << 13, np.int64),
        dists=dists,
        values=values,
        logarithms=logarithms(),
        once_units=np.full((FRAMES_AT_FIRST, int(program.tables["once"][0])), -1, np.int64),
        once_keys=np.full((int(program.tables["once"][1]), program.keys), -1, np.int64),
        fine=np.zeros((rows, T.FINE_BINS), np.int64),
        fine_sums=np.zeros(rows),
        fine_max=np.zeros(rows, np.int64),
        missed=np.zeros(rows, np.int64),
        coarse=np.zeros((len(program.sites), T.COARSE_BINS), np.int64),
        blame_sums=np.zeros((traffics, T.COARSE_BINS if states <= 600 else 64, states)),
        effect_blame=np.zeros((effects, T.COARSE_BINS if states <= 600 else 64, states)),
        exemplars=np.full((traffics, T.COARSE_BINS), -1, np.int64),
        traced=np.zeros((traffics, 0), np.int64) if traced is None else traced,
        spans=np.zeros(0 if traced is None else SPAN_BUFFER, T.SPAN),
        exact=np.zeros((EXACT_BUFFER if exact else 0, 2), np.int64),
        **{name: table for name, table in static.items() if name != "once"},
    )
    return World({name: records(array) if array.dtype.names else array for name, array in tables.items()})


def logarithms() -> NDArray[np.float64]:
    """For each of 128 intervals from 0.6875 to 1.375, 1/c and log(c) of a c in it: its middle, or 1 beside 1."""
    ends = np.concatenate([np.arange(0.6875, 1.0, 2.0**-8), np.arange(1.0, 1.375 + 2.0**-8, 2.0**-7)])
    inverse = 2.0 / (ends[:-1] + ends[1:])
    inverse[79:81] = 1.0
    return np.stack([inverse, -np.log(inverse)], axis=1)


def free_list(size: int) -> NDArray[np.int32]:
    """All slots, to be taken from the end: slot 0 first."""
    return np.arange(size - 1, -1, -1).astype(np.int32)


def longer(table: Table, *, axis: int = 0) -> Table:
    """A table twice as long, its new rows zero."""
    shape = list(table.shape)
    shape[axis] *= 2
    grown = aligned(tuple(shape), table.dtype)
    grown[tuple(slice(size) for size in table.shape)] = table
    return records(grown) if grown.dtype.names else grown


def grow(world: World, reason: int) -> World:
    """The same world with the buffer that was nearly full twice as long."""
    if reason == T.GROW_FRAMES:
        free = more_free(world, world.free_frames, T.R_FREE_FRAMES)
        return world.replaced(frames=longer(world.frames), free_frames=free)
    if reason == T.GROW_UNITS:
        free = more_free(world, world.free_units, T.R_FREE_UNITS)
        seen = np.concatenate([world.once_units, np.full_like(world.once_units, -1)])
        return world.replaced(units=longer(world.units), free_units=free, once_units=seen)
    if reason == T.GROW_MESSAGES:
        free = more_free(world, world.free_messages, T.R_FREE_MESSAGES)
        return world.replaced(messages=longer(world.messages), free_messages=free)
    if reason == T.GROW_HEAP:
        return world.replaced(heap=longer(world.heap))
    return longer_rings(world)


def more_free(world: World, free: NDArray[np.int32], register: int) -> NDArray[np.int32]:
    """The free list with as many new slots as there were old ones."""
    size = len(free)
    grown = np.concatenate([free, np.zeros_like(free)])
    left = int(world.regs[register])
    grown[left : left + size] = np.arange(2 * size - 1, size - 1, -1)
    world.regs[register] = left + size
    return grown


def longer_rings(world: World) -> World:
    """Rings twice as long; what is in them keeps its numbers, and so has another place."""
    lanes = np.asarray(world.lanes)
    size = int(lanes["mask"][0]) + 1
    rings = np.zeros(2 * len(world.rings), T.EVENT)
    for lane in lanes:
        numbers = np.arange(lane["head"], lane["tail"])
        rings[2 * lane["first"] + numbers % (2 * size)] = world.rings[lane["first"] + numbers % size]
    lanes["first"] *= 2
    lanes["mask"] = 2 * size - 1
    return world.replaced(rings=records(rings))
