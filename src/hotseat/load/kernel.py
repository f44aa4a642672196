"""The event kernel: one loop that takes the next event off the calendar and carries out what follows from it.

How to read it. A *unit* is one piece of work that entered (a request, or one recipient of a fan-out). A *frame* is one
handler at work for a unit, or the client's own wait for its answer; frames call frames. A *message* is a unit waiting
in a queue. An *event* names a frame (or a message, or a control), and a moment. Everything is a row in a table of
`tables.py`; the tables travel together as a `World`.

The calendar has three parts. Arrivals and the fault timeline are in order already and stay outside. Delays that are
always the same (hops, replies, timeouts) are in order too, one first-in-first-out *lane* for each such delay. All
others go into a binary heap. The least of the lane heads, the heap's top, the next arrival and the next control is the
next event; ties go by sequence number, so the order is total.

Nothing is looked for in the calendar to be taken off. A frame remembers the sequence number of its next event and of its
timer; an event that names another number is stale, and is passed over when it comes to the head.

What happens at one moment is carried out task by task, not by recursion. A task is an action and the frame it is for (see
`todo`); a function returns the one that follows at once, and lays others onto a small stack.

Random numbers come from counters, not from a stream: a draw is a hash of the frame's own key and the step's salt. So a
draw does not depend on the order of events, and a change in one place of a design leaves the draws elsewhere alone;
differences between two designs are measured on common random numbers.

Nothing is allocated here. When a buffer is nearly full the kernel returns a reason, its caller makes the buffer larger
and calls again. The same source runs without the compiler (HOTSEAT_DISABLE_JIT=1), slowly, and gives the same bytes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.load.compiler import Entry, apart, describe, hot, rare
from hotseat.load.expressions import bits_float, earlier, float_bits, prefetch, select
from hotseat.load.tables import *

U64 = np.uint64
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
LOG_FROM = 0x3FE6 << 48  # the bits of 0.6875, the least m
MINUS_LN2 = -math.log(2.0)
THIRD, SIXTH = 1.0 / 3.0, 1.0 / 6.0
TO_UNIT = 1.0 / 9007199254740992.0

FOLLOWED = 4096
"""So many of an effect's happenings are all accounted for, and then one in eight, which counts eight times: which one hangs
on its unit's random numbers, since one in so many in order may be just those that are never sampled."""
SLOT_BITS = 20
SLOT_MASK = (1 << SLOT_BITS) - 1
CODE_BITS = 5
CODE_MASK = (1 << CODE_BITS) - 1
SEQUENCE_SHIFT = SLOT_BITS + CODE_BITS
"""An event's load: its sequence number, a code that says what is to be done, and the slot of the frame, message or else
that it is to be done with. So the processor can go where an event leads before the frame itself has come from memory."""
LAST_SEQUENCE = (1 << (63 - SEQUENCE_SHIFT)) - (1 << 24)
"""A run ends here, after some 2.7 x 10^11 events. What may be scheduled until that is looked at has numbers beyond."""

A_NOTHING, A_BALANCE, A_ARRIVE, A_RUN = (np.int64(code) for code in (S_FREE, S_BALANCER, S_ARRIVE, S_RUN))
A_ANSWER, A_RETRY, A_LINE_OVER = (np.int64(code) for code in (S_REPLY, S_RETRY, S_PENDING))
A_LOST, A_THOUGHT, A_AWAKE = (np.int64(code) for code in (S_UNREACHABLE, S_THINK, S_SLEEP))
A_GIVE_UP, A_HEDGE, A_TRY, A_TRY_FAILED, A_FINISH, A_POLL, A_STEP, A_DUE = (np.int64(code) for code in range(14, 22))
"""What is to be done with a frame. When its event comes, that is the state it waits in, or what its timers are for; other
things are asked for through the stack. Typed, as all small codes here, so that NumPy computes with them in 64 bits."""
E_CONTROL, E_MESSAGE = np.int64(16), np.int64(31)
"""The codes of events that name no frame: a control event's is E_CONTROL more than its own."""
ACTION_STATUS = np.int64(1 << CODE_BITS)
ACTION_BITS = np.int64(8)
"""What `todo` makes of an action: its code, three bits for how a try or frame ended, and above them the slot."""
STALE = np.int64(-1)
YES, NO = np.bool_(1), np.bool_(0)

FREE_MARGIN = 192
HEAP_MARGIN = 1024
MANY = 5000
"""So many frames, at 256 bytes each, are more than stay near the processor."""
CHUNK = 48

UNREACHABLE_AFTER = 127_000_000_000
"""A call into a partition fails after TCP has given up connecting: 127 s with Linux's six retries (tcp_syn_retries)."""
RETRANSMIT = 200_000_000
"""The least retransmission time-out of a usual TCP, which doubles with each loss (RFC 6298; Linux TCP_RTO_MIN)."""

COARSE_SHIFT = 52 - COARSE_BITS
FINE_SHIFT = 52 - FINE_BITS
COARSE_BASE = ((1023 + COARSE_BITS) << COARSE_BITS) - (1 << COARSE_BITS)
FINE_BASE = ((1023 + FINE_BITS) << FINE_BITS) - (1 << FINE_BITS)


KINDS: dict[str, tuple[np.dtype[Any], int]] = {
    "regs": (np.dtype("i8"), 1),
    "frames": (FRAME, 1),
    "free_frames": (np.dtype("i4"), 1),
    "units": (UNIT, 1),
    "free_units": (np.dtype("i4"), 1),
    "messages": (MESSAGE, 1),
    "free_messages": (np.dtype("i4"), 1),
    "blame": (np.dtype("f8"), 2),  # a row of accounted time: node * B_STATES + state
    "free_blames": (np.dtype("i4"), 1),
    "heap": (EVENT, 1),
    "lanes": (LANE, 1),
    "rings": (EVENT, 1),  # the lanes' events, one lane's places after the other's
    "stack": (np.dtype("i8"), 1),  # what `todo` makes
    "ops": (OP, 1),
    "dists": (DIST, 1),
    "values": (np.dtype("f8"), 1),
    "logarithms": (np.dtype("f8"), 2),  # 128 intervals -> 1 / c, log(c)
    "servers": (SERVER, 1),
    "groups": (GROUP, 1),
    "nodes": (NODE, 1),
    "node_group": (np.dtype("i4"), 2),  # node, place -> group or -1
    "near": (np.dtype("i4"), 2),  # place -> places, nearest first
    "hop": (np.dtype("i8"), 2),  # place, place -> one-way delay
    "jitter": (np.dtype("f8"), 2),
    "loss": (np.dtype("f8"), 2),
    "edges": (EDGE, 1),
    "edge_counts": (EDGE_COUNT, 1),
    "edge_states": (EDGE_STATE, 1),
    "breaker_ring": (np.dtype("u1"), 1),
    "queues": (QUEUE, 1),
    "order_busy": (np.dtype("u1"), 2),  # ordered queue, key -> a message of it is out
    "order_line": (np.dtype("i4"), 2),  # 2 * ordered queue (+ 1), key -> first (last) message held
    "caches": (CACHE, 1),
    "buckets": (np.dtype("i4"), 1),
    "entries": (ENTRY, 1),
    "uses_heap": (np.dtype("i4"), 1),
    "loading": (np.dtype("i4"), 1),
    "databases": (DATABASE, 1),
    "last_write": (np.dtype("i8"), 1),
    "write_ring": (np.dtype("i8"), 2),
    "traffic": (TRAFFIC, 1),
    "segments": (np.dtype("f8"), 2),  # start, end, rate, rate
    "traces": (np.dtype("f8"), 1),
    "place_shares": (np.dtype("f8"), 1),
    "place_ids": (np.dtype("i4"), 1),
    "effects": (EFFECT, 1),
    "effect_order": (np.dtype("i8"), 1),
    "once_units": (np.dtype("i8"), 2),
    "once_keys": (np.dtype("i8"), 2),
    "controls": (CONTROL, 1),
    "links": (LINK, 1),
    "fine": (np.dtype("i8"), 2),  # rows: traffics, their staleness, effects, broadcasts
    "fine_sums": (np.dtype("f8"), 1),
    "fine_max": (np.dtype("i8"), 1),
    "missed": (np.dtype("i8"), 1),  # broadcasts that did not reach everyone, by row
    "coarse": (np.dtype("i8"), 2),  # edge, bin
    "blame_sums": (np.dtype("f8"), 3),
    "effect_blame": (np.dtype("f8"), 3),
    "exemplars": (np.dtype("i8"), 2),  # traffic, coarse bin -> the number of the last request there
    "traced": (np.dtype("i8"), 2),
    "spans": (SPAN, 1),
    "exact": (np.dtype("i8"), 2),
}
"""The tables of a World: dtype and number of axes. The rows of the structured ones are explained in `tables.py`."""


class World:
    """All tables of one run, each an attribute named in `KINDS`; compiled code sees it through its `address`."""

    __slots__ = ("address", "descriptor", *KINDS)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, tables: dict[str, Any]) -> None:
        for name, (dtype, axes) in KINDS.items():
            table = tables[name]
            if table.dtype != dtype or table.ndim != axes:
                raise TypeError(f"world.{name}: expected {axes} axes of {dtype}, got {table.ndim} of {table.dtype}")
            setattr(self, name, table)
        self.descriptor = describe([tables[name] for name in KINDS])
        self.address = self.descriptor.ctypes.data

    def replaced(self, **tables: Any) -> World:
        """A World with some tables replaced by larger ones."""
        return World({name: tables.get(name, getattr(self, name)) for name in KINDS})


# ============================================================ random numbers ============================================


@hot
def mix(z):
    """Stafford's finaliser "Mix13" (SplitMix64): a bijection of 64 bits that scatters close inputs."""
    z = (z ^ (z >> S30)) * MIX_A
    z = (z ^ (z >> S27)) * MIX_B
    return z ^ (z >> S31)


@hot
def draw(key, salt):
    """A number in [0, 1) that depends on nothing but (key, salt)."""
    return np.float64(mix(key + salt) >> S11) * TO_UNIT


@hot
def minus_log(w, x):
    """-log(x) for x in (0, 1], at most 1e-13 of itself off: the same on every machine, and quicker than the C library's.

    x is 2^k m, with m near 1. A table has 1/c and log(c) for a c close to m, and a short series does for log(m/c).
    """
    bits = float_bits(x)
    above = bits - LOG_FROM
    k = above >> 52
    i = (above >> 45) & 127
    r = bits_float(bits - (k << 52)) * w.logarithms[i, 0] - 1.0
    q = r * r
    series = (r * THIRD - 0.5) + q * ((r * 0.2 - 0.25) - q * SIXTH)
    return (k * MINUS_LN2 - w.logarithms[i, 1]) - (r + q * series)


@hot
def exponential(w, key, salt):
    """A draw from the exponential distribution of mean 1."""
    return minus_log(w, 1.0 - draw(key, salt))


@rare
def normal_quantile(p):
    """The standard normal's quantile: Wichura's AS 241 (PPND16), accurate to about 1e-16; p in (0, 1)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
        )  # fmt: skip
        low = (
            ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0
        )  # fmt: skip
        return q * top / low
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = (
            ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
        )  # fmt: skip
        low = (
            ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        top = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
        )  # fmt: skip
        low = (
            ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0
        )  # fmt: skip
    return -top / low if q < 0 else top / low


@rare
def gamma_sample(shape, key, salt):
    """A gamma of mean `shape` and scale 1: Marsaglia and Tsang, ACM TOMS 26 (2000); for shape < 1 with their boost."""
    boost = 1.0
    if shape < 1.0:
        boost = (1.0 - draw(key, salt)) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        salt += GOLDEN
        x = normal_quantile(draw(key, salt) + 0.5 * TO_UNIT)
        salt += GOLDEN
        u = 1.0 - draw(key, salt)
        v = 1.0 + c * x
        if v > 0.0:
            v = v * v * v
            if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
                return d * v * boost


@hot
def sample(w, index, key, salt):
    """A draw from a distribution, in seconds (or as a plain number)."""
    dist = w.dists[index]
    if dist.kind == D_EXPONENTIAL:
        return exponential(w, key, salt) * dist.a
    if dist.kind == D_CONSTANT:
        return dist.a
    return sample_other(w, index, key, salt)


@apart
def sample_other(w, index, key, salt):
    """A draw from any other distribution."""
    dist = w.dists[index]
    kind = dist.kind
    if kind == D_LOGNORMAL:
        return math.exp(dist.a + dist.b * normal_quantile(draw(key, salt) + 0.5 * TO_UNIT))
    if kind == D_UNIFORM:
        return dist.a + (dist.b - dist.a) * draw(key, salt)
    if kind == D_HYPEREXPONENTIAL:
        u = draw(key, salt)
        i = dist.first
        while i < dist.first + 2 * (dist.count - 1) and u >= w.values[i]:
            u -= w.values[i]
            i += 2
        return exponential(w, key, salt + GOLDEN) * w.values[i + 1]
    if kind == D_PARETO:
        u = draw(key, salt)
        return dist.a * (1.0 - u * (1.0 - (dist.a / dist.b) ** dist.c)) ** (-1.0 / dist.c)
    if kind == D_GAMMA:
        return gamma_sample(dist.b, key, salt) * dist.a
    position = draw(key, salt) * (dist.count - 1)
    i = np.int64(position)
    low = w.values[dist.first + i]
    return low + (position - i) * (w.values[min(dist.first + i + 1, dist.first + dist.count - 1)] - low)


@rare
def zipf_integral(x, s):
    """The integral of x^-s, from 1, with the removable singularity at s = 1 taken care of."""
    log_x = math.log(x)
    y = (1.0 - s) * log_x
    return log_x * (math.expm1(y) / y if abs(y) > 1e-8 else 1.0 + y * 0.5 * (1.0 + y / 3.0))


@rare
def zipf_integral_inverse(x, s):
    """The inverse of `zipf_integral`."""
    y = max(x * (1.0 - s), -1.0)
    return math.exp(x * (math.log1p(y) / y if abs(y) > 1e-8 else 1.0 - y * (0.5 - y / 3.0)))


@rare
def draw_key(w, traffic, rng):
    """A key in 0..keys-1: uniform, or Zipf by rejection-inversion (Hoermann and Derflinger, ACM TOMACS 6, 1996)."""
    t = w.traffic[traffic]
    salt = GOLDEN * U64(1 << 20)  # rejection may draw on and on: far from the other salts
    if t.keys <= 1:
        return np.int64(0)
    if t.zipf <= 0.0:
        return np.int64(draw(rng, salt) * t.keys)
    s = t.zipf
    while True:
        u = t.zipf_b + draw(rng, salt) * (t.zipf_a - t.zipf_b)
        x = zipf_integral_inverse(u, s)
        k = np.int64(x + 0.5)
        k = max(np.int64(1), min(k, t.keys))
        if k - x <= t.zipf_c or u >= zipf_integral(k + 0.5, s) - math.exp(-s * math.log(k)):
            return k - 1
        salt += GOLDEN


# ============================================================ the calendar ===============================================


@hot
def push_heap(w, time, load):
    """Puts (time, load) into the heap; the load's high bits are its sequence number, so that ties have an order."""
    i = w.regs[R_HEAP]
    w.regs[R_HEAP] = i + 1
    while i > 0:
        j = (i - 1) >> 1
        above, here = w.heap[j], w.heap[i]
        if earlier(above.time, above.load, time, load):
            break
        here.time = above.time
        here.load = above.load
        i = j
    w.heap[i].time = time
    w.heap[i].load = load


@hot
def pop_heap(w):
    """Takes the heap's top away. The last event, which sinks into the hole, stays where it was meanwhile, as a guard."""
    n = w.regs[R_HEAP] - 1
    w.regs[R_HEAP] = n
    time, load = w.heap[n].time, w.heap[n].load
    i = 0
    c = 1
    while c < n:
        left, right = w.heap[c], w.heap[c + 1]
        # without a branch, which would be guessed wrong every other time
        c += np.int64(earlier(right.time, right.load, left.time, left.load))
        below, hole = w.heap[c], w.heap[i]
        if earlier(time, load, below.time, below.load):
            break
        hole.time = below.time
        hole.load = below.load
        i = c
        c = 2 * i + 1
    w.heap[i].time = time
    w.heap[i].load = load


def fetch_frame(w, x):
    """Has a frame fetched from memory, line by line of the processor's cache; what few need is left where it is."""
    prefetch(w.frames[x].event)
    prefetch(w.frames[x].out)
    prefetch(w.frames[x].token)


def fetch_soon(w, load):
    """Has the memory fetched that an event will need first: its frame."""
    if (load >> SLOT_BITS) & CODE_MASK < E_CONTROL:
        fetch_frame(w, load & SLOT_MASK)


def fetch_next(w, load):
    """Has the memory fetched that an event will need next, once its frame is there: its caller's frame, and its unit."""
    if (load >> SLOT_BITS) & CODE_MASK < E_CONTROL:
        f = w.frames[load & SLOT_MASK]
        fetch_frame(w, np.int64(f.parent))
        prefetch(w.units[f.unit].start)
        prefetch(w.units[f.unit].refs)


def look_ahead(w, source):
    """Has memory fetched for the events after this one: with many frames alive, few are near the processor."""
    if source < w.lanes.shape[0]:
        lane = w.lanes[source]
        if lane.tail - lane.head > 4:
            fetch_soon(w, w.rings[lane.first + ((lane.head + 4) & lane.mask)].load)
            fetch_next(w, w.rings[lane.first + ((lane.head + 1) & lane.mask)].load)
    elif w.regs[R_HEAP] > 2:
        fetch_soon(w, w.heap[1].load)
        fetch_soon(w, w.heap[2].load)
        fetch_next(w, w.heap[0].load)


def stale(w, load):
    """Whether a frame's event has been overtaken: the frame waits for another one, or for none."""
    f = w.frames[load & SLOT_MASK]
    sequence = load >> SEQUENCE_SHIFT
    return f.event != sequence and f.timer != sequence and f.hedge != sequence


def skip_stale(w, i):
    """Takes stale events off the head of a lane, all that there are: most timeouts are, long before they are due."""
    lane = w.lanes[i]
    while lane.head < lane.tail and (lane.load >> SLOT_BITS) & CODE_MASK < E_CONTROL and stale(w, lane.load):
        leave_lane(w, i)


@hot
def leave_lane(w, i):
    """Takes the head of a lane away. Whether that leaves it empty is a coin's toss, so no branch may depend on it."""
    lane = w.lanes[i]
    lane.head += 1
    event = w.rings[lane.first + (lane.head & lane.mask)]
    time = event.time
    lane.time = select(lane.head < lane.tail, time, NEVER)
    lane.load = event.load


@hot
def next_sequence(w):
    """A new sequence number."""
    w.regs[R_SEQUENCE] += 1
    return w.regs[R_SEQUENCE]


@hot
def at_random(w, time, code, slot):
    """Schedules an event whose delay is random or rare; returns its sequence number."""
    sequence = next_sequence(w)
    push_heap(w, time, (sequence << SEQUENCE_SHIFT) | (code << SLOT_BITS) | slot)
    return sequence


@hot
def after(w, now, delay, code, slot):
    """Schedules an event after a delay, in its lane when the delay has one with room; returns its sequence number."""
    for i in range(w.lanes.shape[0]):
        lane = w.lanes[i]
        if lane.delay == delay:
            if lane.tail - lane.head > lane.mask:
                break
            sequence = next_sequence(w)
            time = now + delay
            load = (sequence << SEQUENCE_SHIFT) | (code << SLOT_BITS) | slot
            event = w.rings[lane.first + (lane.tail & lane.mask)]
            event.time = time
            event.load = load
            first_time, first_load = lane.time, lane.load
            lane.time = select(first_time == NEVER, time, first_time)
            lane.load = select(first_time == NEVER, load, first_load)
            lane.tail += 1
            return sequence
    return at_random(w, now + delay, code, slot)


@rare
def control_at(w, time, code, index):
    """Schedules a control event that the run itself brought about."""
    at_random(w, time, E_CONTROL + code, index)


@hot
def todo(frame, action):
    """Something to carry out at this moment: an action, and the frame, message or queue that it is for."""
    return (np.int64(frame) << ACTION_BITS) | action


@hot
def push(w, task):
    """Lays something to carry out at this moment onto the stack, to be taken up when what is going on is over."""
    n = w.regs[R_STACK]
    w.stack[n] = task
    w.regs[R_STACK] = n + 1


# ============================================================ what is counted ============================================


@hot
def fine_bin(value):
    """The bin of a time in ns: linear below 2^10, then 2^10 bins an octave, from the float's own bits."""
    if value < (1 << FINE_BITS):
        return max(value, np.int64(0))
    return min((float_bits(np.float64(value)) >> FINE_SHIFT) - FINE_BASE, np.int64(FINE_BINS - 1))


@hot
def coarse_bin(value):
    """As `fine_bin`, with 2^5 bins an octave."""
    if value < (1 << COARSE_BITS):
        return max(value, np.int64(0))
    return min((float_bits(np.float64(value)) >> COARSE_SHIFT) - COARSE_BASE, np.int64(COARSE_BINS - 1))


@hot
def record(w, row, value):
    """Adds a time to a histogram row, with its sums."""
    w.fine[row, fine_bin(value)] += 1
    w.fine_sums[row] += value
    if value > w.fine_max[row]:
        w.fine_max[row] = value


@hot
def settle(w, server, now):
    """Brings a server's areas under busy workers and waiting line up to now."""
    s = w.servers[server]
    passed = now - s.since
    if passed > 0:
        s.busy_area += s.busy * passed
        s.line_area += s.line * passed
        s.since = now


@rare
def settle_uptime(w, server, now):
    """Brings a server's time in service up to now; to be called before that changes."""
    s = w.servers[server]
    if s.up and s.active == 1:
        s.up_area += now - s.up_since
    s.up_since = now


def settle_queue(w, queue, now):
    """Brings a queue's area under its ready and held messages up to now."""
    q = w.queues[queue]
    q.area += (q.ready + q.held) * (now - q.since)
    q.since = now


def settle_all(w, now):
    """Brings every area up to now, so that a slice can be measured."""
    for i in range(w.servers.shape[0]):
        settle(w, i, now)
        settle_uptime(w, i, now)
    for i in range(w.queues.shape[0]):
        settle_queue(w, i, now)


@hot
def charge(w, x, now, node, state):
    """Books the time since the frame's mark to a node and a state, when its unit is sampled."""
    f = w.frames[x]
    if f.blame >= 0:
        if node >= 0:
            w.blame[f.blame, node * B_STATES + state] += now - f.mark
    f.mark = now


def pass_blame(w, x, y):
    """What the frame that was waited for spent its time on is what the waiting frame spent its time on."""
    a, b = w.frames[x].blame, w.frames[y].blame
    if a >= 0 and b >= 0:
        for i in range(w.blame.shape[1]):
            w.blame[a, i] += w.blame[b, i]


@hot
def trace(w, x, now, what, a):
    """Writes a span event for a traced unit; `what` is one of the tables' P_ codes."""
    if w.regs[R_TRACING] == 0:
        return
    f = w.frames[x]
    if f.unit >= 0 and w.units[f.unit].traced and w.regs[R_SPANS] < w.spans.shape[0]:
        span = w.spans[w.regs[R_SPANS]]
        w.regs[R_SPANS] += 1
        span.time = now
        span.unit = (np.int64(w.units[f.unit].traffic) << 48) | w.units[f.unit].number
        span.frame = (np.int64(f.serial) << SLOT_BITS) | x
        span.parent = -1
        if f.parent >= 0:
            span.parent = (np.int64(f.parent_serial) << SLOT_BITS) | f.parent
        span.what = what
        span.a = a


# ============================================================ units and frames ===========================================


@hot
def new_unit(w, traffic, number, rng, now):
    """Takes a unit off the free list, open, with no effects."""
    w.regs[R_FREE_UNITS] -= 1
    u = np.int64(w.free_units[w.regs[R_FREE_UNITS]])
    unit = w.units[u]
    unit.start = now
    unit.traffic = traffic
    unit.number = number
    unit.rng = rng
    unit.effects = 0
    unit.expected = 0
    unit.access = 0
    unit.stale = 0
    unit.refs = 0
    unit.place = 0
    unit.key = 0
    unit.state = -1
    unit.sampled = 0
    unit.part = 0
    unit.traced = 0
    for i in range(w.once_units.shape[1]):
        w.once_units[u, i] = -1
    return u


@hot
def close_unit(w, u):
    """All of a unit's work is over: judge its effects and free it."""
    unit = w.units[u]
    if unit.expected != 0 or unit.effects != 0:
        for e in range(w.effects.shape[0]):
            happened = (unit.effects >> (4 * e)) & 15
            effect = w.effects[e]
            if unit.state == OK:
                if (unit.expected >> e) & 1 or happened > 0:
                    effect.expected += 1
                    if happened == 0:
                        effect.lost += 1
                    elif happened == 1:
                        effect.once += 1
                    else:
                        effect.duplicated += 1
            elif happened > 0:
                effect.unasked += 1
    w.free_units[w.regs[R_FREE_UNITS]] = u
    w.regs[R_FREE_UNITS] += 1


@hot
def release_unit(w, u):
    """One frame or message fewer works for the unit."""
    unit = w.units[u]
    unit.refs -= 1
    if unit.refs == 0:
        close_unit(w, u)


@hot
def new_frame(w, u, now):
    """Takes a frame off the free list, with nothing running; `token` and `serial` go on from the slot's last use."""
    w.regs[R_FREE_FRAMES] -= 1
    w.regs[R_ALIVE] += 1
    x = np.int64(w.free_frames[w.regs[R_FREE_FRAMES]])
    f = w.frames[x]
    f.sent = now
    f.mark = now
    f.event = 0
    f.timer = 0
    f.hedge = 0
    f.unit = u
    f.parent = -1
    f.edge = -1
    f.server = -1
    f.message = -1
    f.target = -1
    f.blame = -1
    f.load_cache = -1
    f.waiters = -1
    f.token += 1
    f.serial += 1
    f.status = OK
    f.holds = 0
    f.branch = 0
    f.hit = 0
    f.listed = 0
    f.dead = 0
    f.retried = 0
    f.spending = -1
    f.counted = 0
    f.root = 0
    f.row = -1
    f.connected = 0
    f.admitted = 0
    f.left = -1
    f.out = 0
    f.work = -1
    if u >= 0:
        unit = w.units[u]
        unit.refs += 1
        if unit.sampled and w.regs[R_FREE_BLAMES] == 0:
            unit.sampled = 0  # a part of its time would be missing: better no account than a wrong one
        elif unit.sampled:
            w.regs[R_FREE_BLAMES] -= 1
            f.blame = w.free_blames[w.regs[R_FREE_BLAMES]]
            for i in range(w.blame.shape[1]):
                w.blame[f.blame, i] = 0.0
    return x


@hot
def free_frame(w, x):
    """Gives a frame back. One that stands in a line is only marked, and freed when the line reaches it."""
    f = w.frames[x]
    f.token += 1
    f.event = 0
    f.timer = 0
    f.hedge = 0
    if f.listed:
        f.dead = 1
        return
    if f.blame >= 0:
        w.free_blames[w.regs[R_FREE_BLAMES]] = f.blame
        w.regs[R_FREE_BLAMES] += 1
        f.blame = -1
    f.state = S_FREE
    u = np.int64(f.unit)
    f.unit = -1
    w.free_frames[w.regs[R_FREE_FRAMES]] = x
    w.regs[R_FREE_FRAMES] += 1
    w.regs[R_ALIVE] -= 1
    if u >= 0:
        release_unit(w, u)


def child(w, x, now, rng):
    """A frame that works for another one, on the same replica and for the same unit."""
    y = new_frame(w, np.int64(w.frames[x].unit), now)
    f, g = w.frames[x], w.frames[y]
    g.parent = x
    g.parent_token = f.token
    g.parent_serial = f.serial
    g.server = f.server
    g.place = f.place
    g.message = f.message
    g.receipt = f.receipt
    g.branch = 1
    g.rng = rng
    return y


# ============================================================ the network ================================================


@rare
def weather(w, a, b, from_node, to_node, rng, salt, delay):
    """What links add to a delay: jitter, retransmissions of lost messages, latency faults. -1: nothing passes."""
    d = delay
    if w.jitter[a, b] > 0.0:
        d += np.int64(exponential(w, rng, salt) * w.jitter[a, b] * 1e9)
    loss = w.loss[a, b]
    if w.regs[R_LINKS_ON] > 0:
        for i in range(w.links.shape[0]):
            k = w.links[i]
            if k.on:
                p, q = a, b
                if k.nodes:
                    p, q = from_node, to_node
                if (k.a == p and k.b == q) or (k.a == q and k.b == p):
                    if k.cut:
                        return np.int64(-1)
                    d += k.latency
                    loss = 1.0 - (1.0 - loss) * (1.0 - k.loss)
    if loss > 0.0:
        wait = np.int64(RETRANSMIT)
        tries = 0
        salt += GOLDEN
        while tries < 15 and draw(rng, salt) < loss:
            d += wait
            wait += wait
            tries += 1
            salt += GOLDEN
        if tries == 15:
            return np.int64(-1)
    return d


def usable(w, server):
    """Whether balancers send requests to a server."""
    s = w.servers[server]
    return s.active == 1 and s.seen_up == 1


@rare
def recount(w, group):
    """Counts a group's usable servers anew."""
    g = w.groups[group]
    n = 0
    for s in range(g.first, g.first + g.count):
        if usable(w, s):
            n += 1
    g.available = n


@hot
def choose_group(w, place, node):
    """The nearest place where the node has a usable server (a database: where its primary is); the nearest if none has."""
    n = w.nodes[node]
    if n.home >= 0:
        return np.int64(w.node_group[node, n.home])
    if n.groups == 1:
        return np.int64(n.group)
    first = np.int64(-1)
    for i in range(w.near.shape[1]):
        g = np.int64(w.node_group[node, w.near[place, i]])
        if g >= 0:
            if first < 0:
                first = g
            if w.groups[g].available > 0:
                return g
    return first


@rare
def nearest_replica_group(w, place, node):
    """The nearest place where a database has servers, for reads that may lag."""
    for i in range(w.near.shape[1]):
        g = np.int64(w.node_group[node, w.near[place, i]])
        if g >= 0 and w.groups[g].available > 0:
            return g
    return choose_group(w, place, node)


@hot
def choose_server(w, group, policy, choices, key, rng, salt):
    """A server of the group by the balancing policy. When balancers see none up they use all (Envoy's panic mode)."""
    g = w.groups[group]
    first = np.int64(g.first)
    count = np.int64(g.count)
    if policy >= LB_PRIMARY:
        n = w.nodes[g.node]
        shard = np.int64(mix(U64(key) + GOLDEN) % U64(n.shards)) if n.shards > 1 else np.int64(0)
        s = first + shard * n.per_shard
        if policy == LB_REPLICA and n.per_shard > 1:
            k = np.int64(draw(rng, salt) * (n.per_shard - 1))
            for _ in range(n.per_shard - 1):
                if usable(w, s + 1 + k):
                    return s + 1 + k
                k = k + 1 if k + 2 < n.per_shard else np.int64(0)
        return s
    if count == 1:
        return first
    every = g.available == count or g.available == 0
    if policy == LB_RANDOM:
        k = np.int64(draw(rng, salt) * (count if every else g.available))
        if every:
            return first + k
        for s in range(first, first + count):
            if usable(w, s):
                if k == 0:
                    return s
                k -= 1
    if policy == LB_LEAST_REQUEST:
        if choices > 0:
            best = np.int64(-1)
            for _ in range(choices):
                s = first + np.int64(draw(rng, salt) * count)
                while not (every or usable(w, s)):
                    s = s + 1 if s + 1 < first + count else first
                if best < 0 or w.servers[s].outstanding < w.servers[best].outstanding:
                    best = s
                salt += GOLDEN
            return best
        best = np.int64(-1)
        for s in range(first, first + count):
            if (every or usable(w, s)) and (best < 0 or w.servers[s].outstanding < w.servers[best].outstanding):
                best = s
        return best
    k = np.int64(mix(U64(key) + GOLDEN) % U64(count)) if policy == LB_RING_HASH else np.int64(g.turn)
    while not (every or usable(w, first + k)):
        k = k + 1 if k + 1 < count else np.int64(0)
    if policy == LB_ROUND_ROBIN:
        g.turn = k + 1 if k + 1 < count else 0
    return first + k


# ============================================================ calls: the caller's side ===================================


def edge_state_of(w, x):
    """The row that holds what one caller's replica knows of the call that a frame makes."""
    f = w.frames[x]
    e = w.edges[w.ops[f.pc].a]
    if f.server < 0:
        return np.int64(e.state)
    return np.int64(e.state) + f.server - e.caller_first


def take_token(tokens, filled, rate, burst, now):
    """A token bucket's content now, before one is taken."""
    return min(burst, tokens + (now - filled) * 1e-9 * rate)


def admit(w, x, now):
    """Whether a try may leave: 0 yes, 1 refused (breaker, rate limit, full line), 2 it waits for a free connection,
    3 it is a hedge that would have to wait, and is not sent.

    Nothing is taken from any of them before all have agreed.
    """
    f = w.frames[x]
    e = w.edges[w.ops[f.pc].a]
    row = edge_state_of(w, x)
    s = w.edge_states[row]
    full = e.connections > 0 and s.connections >= e.connections
    if full and f.out > 0:
        return 3
    if not f.admitted:
        if e.breaker_rate >= 0.0 and s.breaker == BREAKER_OPEN and now >= s.open_until:
            s.breaker = BREAKER_HALF_OPEN
            s.half_left = e.breaker_half
            s.half_seen = 0
            s.half_failed = 0
        if e.breaker_rate >= 0.0 and s.breaker != BREAKER_CLOSED and (s.breaker == BREAKER_OPEN or s.half_left == 0):
            return 1
        bucket = w.edge_states[row if e.per_replica_bucket else np.int64(e.state)]
        if e.rate > 0.0:
            bucket.tokens = take_token(bucket.tokens, bucket.filled, e.rate, e.burst, now)
            bucket.filled = now
            if bucket.tokens < 1.0:
                return 1
        if full and s.waiting >= e.pending:
            return 1
        if e.rate > 0.0:
            bucket.tokens -= 1.0
        if e.breaker_rate >= 0.0 and s.breaker == BREAKER_HALF_OPEN:
            s.half_left -= 1
    if full:
        wait_for_connection(w, x, row)
        return 2
    f.admitted = 0
    if e.connections > 0:
        s.connections += 1
    return 0


@rare
def wait_for_connection(w, x, row):
    """Puts a frame at the end of the line for a connection; it waits no longer than its call's deadline."""
    f = w.frames[x]
    s = w.edge_states[row]
    f.admitted = 1
    f.next = -1
    f.listed = 1
    f.state = S_PENDING
    if s.tail >= 0:
        w.frames[s.tail].next = x
    else:
        s.head = x
    s.tail = x
    s.waiting += 1
    f.event = 0
    if f.deadline < NEVER:
        f.event = at_random(w, f.deadline, A_LINE_OVER, x)


@rare
def leave_line(w, x):
    """A frame that waited for a connection has waited too long: take it out of the line."""
    f = w.frames[x]
    row = edge_state_of(w, x)
    s = w.edge_states[row]
    before = np.int64(-1)
    i = np.int64(s.head)
    while i != x:
        before = i
        i = np.int64(w.frames[i].next)
    if before < 0:
        s.head = f.next
    else:
        w.frames[before].next = f.next
    if s.tail == x:
        s.tail = before
    s.waiting -= 1
    f.listed = 0
    f.admitted = 0
    if s.breaker == BREAKER_HALF_OPEN:
        s.half_left += 1


@rare
def disconnect(w, y):
    """A try gives its connection back, to the next in line; once, and only to the life of the caller that lent it."""
    g = w.frames[y]
    if not g.connected:
        return
    g.connected = 0
    s = w.edge_states[g.row]
    if s.generation != g.generation:
        return
    s.connections -= 1
    while s.head >= 0:
        x = np.int64(s.head)
        s.head = w.frames[x].next
        if s.head < 0:
            s.tail = -1
        s.waiting -= 1
        w.frames[x].listed = 0
        if w.frames[x].dead:
            free_frame(w, x)
            continue
        w.frames[x].event = 0
        push(w, todo(x, A_TRY))
        return


@rare
def observe(w, y, failed, took, now):
    """A try is over, as its caller sees it: free its connection, tell the breaker."""
    g = w.frames[y]
    disconnect(w, y)
    s = w.edge_states[g.row]
    e = w.edges[g.edge]
    if e.breaker_rate < 0.0 or s.generation != g.generation:
        return
    bad = failed or took > e.breaker_slow
    if s.breaker == BREAKER_HALF_OPEN:
        s.half_seen += 1
        if bad:
            s.half_failed += 1
        if s.half_seen >= e.breaker_half:
            if s.half_failed >= e.breaker_rate * s.half_seen:
                s.breaker = BREAKER_OPEN
                s.open_until = now + e.breaker_wait
            else:
                s.breaker = BREAKER_CLOSED
                s.calls_seen = 0
                s.failures = 0
                s.position = 0
    elif s.breaker == BREAKER_CLOSED:
        i = s.ring + s.position
        if s.calls_seen == e.breaker_window:
            s.failures -= w.breaker_ring[i]
        else:
            s.calls_seen += 1
        w.breaker_ring[i] = 1 if bad else 0
        s.failures += w.breaker_ring[i]
        s.position = s.position + 1 if s.position + 1 < e.breaker_window else 0
        if s.calls_seen >= e.breaker_min and s.failures >= e.breaker_rate * s.calls_seen:
            s.breaker = BREAKER_OPEN
            s.open_until = now + e.breaker_wait


@rare
def superseded(w, y):
    """A try whose caller no longer waits is over: its connection is free, and a trial call that it was can be made anew."""
    g = w.frames[y]
    if g.row < 0:
        return
    s = w.edge_states[g.row]
    if s.generation == g.generation and s.breaker == BREAKER_HALF_OPEN and g.connected == 1:
        s.half_left += 1
    disconnect(w, y)


@hot
def begin_call(w, x, now):
    """A handler (or a client) reaches a call: free its worker if it does not hold one while waiting, then try."""
    f = w.frames[x]
    e = w.edges[w.ops[f.pc].a]
    f.token += 1
    f.tries = 0
    f.retries = 0
    f.hedges = 0
    f.out = 0
    f.hit = 0
    f.counted = 0
    f.state = S_CALLING
    f.deadline = now + e.timeout if e.timeout < NEVER else NEVER
    if e.budget >= 0.0:
        w.edge_states[edge_state_of(w, x)].calls += 1
        f.counted = 1
    if f.holds and not w.nodes[w.servers[f.server].node].hold:
        release_worker(w, x, now)
    if e.hedges > 0:
        f.hedge = after(w, now, np.int64(e.hedge_after), A_HEDGE, x)
    return send_try(w, x, now)


@hot
def end_call(w, x):
    """The call is decided: tries that are still out no longer matter."""
    f = w.frames[x]
    if f.counted > 0:
        s = w.edge_states[edge_state_of(w, x)]
        s.calls -= 1
        if f.counted == 2:
            s.retrying -= 1
        f.counted = 0
    f.token += 1
    f.hedge = 0


@hot
def send_try(w, x, now):
    """Sends one try of the call that frame x stands at."""
    f = w.frames[x]
    op = w.ops[f.pc]
    e = w.edges[op.a]
    if e.uses_state:
        verdict = admit(w, x, now)
        if verdict == 1:
            w.edge_counts[op.a].rejected += 1
            f.out += 1
            return todo(x, A_TRY_FAILED + ACTION_STATUS * REJECTED)
        if verdict >= 2:
            return A_NOTHING
    unit = w.units[f.unit]
    y = new_frame(w, np.int64(f.unit), now)
    g = w.frames[y]
    f.state = S_CALLING
    f.out += 1
    g.parent = x
    g.parent_token = f.token
    g.parent_serial = f.serial
    g.edge = op.a
    g.rng = mix(f.rng ^ (e.salt + U64(f.tries) * GOLDEN))
    g.retried = 1 if f.retries > 0 else 0
    g.pc = e.pc
    first = w.ops[e.pc]
    if first.op == OP_WORK:  # drawn now, the time is there when it is needed: nothing has to wait for the logarithm
        g.work = np.int64(sample(w, np.int64(first.a), g.rng, first.salt) * 1e9 + 0.5)
    if e.uses_state:
        g.row = edge_state_of(w, x)
        g.generation = w.edge_states[g.row].generation
        g.connected = 1 if e.connections > 0 else 0
    f.tries += 1
    w.edge_counts[op.a].tries += 1
    here = np.int64(f.place)
    access = np.int64(0)
    if e.from_traffic:
        access = unit.access
    delay = np.int64(0)
    if e.balancer >= 0:
        door = w.groups[choose_group(w, here, np.int64(e.balancer))]
        stop = np.int64(door.place)
        g.server = door.first
        w.servers[g.server].outstanding += 1
        g.place = stop
        g.state = S_BALANCER
        delay = w.hop[here, stop]
        g.back = w.hop[stop, here] + access
    else:
        stop = place_try(w, x, y, here)
        g.state = S_ARRIVE
        delay = w.hop[here, stop]
        g.back = w.hop[stop, here] + access
    trip = 2 * (delay + access)
    delay += access
    if e.new_trips >= 0 and draw(g.rng, GOLDEN * U64(5)) >= e.reuse:
        resumed = draw(g.rng, GOLDEN * U64(6)) < e.resumption
        delay += trip * (e.resumed_trips if resumed else e.new_trips)
    if w.regs[R_WEATHER] > 0:
        delay = weather(w, here, stop, np.int64(e.caller), np.int64(e.node), g.rng, GOLDEN * U64(7), delay)
    at_once = delay == 0 and g.state == S_ARRIVE
    if delay < 0:
        lose(w, y, now)
    elif not at_once:
        g.event = after(w, now, delay, np.int64(g.state), y)
    limit = min(np.int64(e.try_timeout), f.deadline - now)
    if limit < NEVER // 2:
        g.timer = after(w, now, limit, A_GIVE_UP, y)
    trace(w, y, now, P_SENT, np.int64(e.node))
    return arrive(w, y, now) if at_once else A_NOTHING


@rare
def lose(w, y, now):
    """A try never arrives: its caller waits for its own timeout, or for TCP to give up."""
    g = w.frames[y]
    if g.server >= 0:
        w.servers[g.server].outstanding -= 1
    g.state = S_UNREACHABLE
    g.event = at_random(w, now + UNREACHABLE_AFTER, A_LOST, y)


@hot
def place_try(w, x, y, here):
    """Chooses the server that a try goes to, seen from a place; returns the server's place."""
    f, g = w.frames[x], w.frames[y]
    e = w.edges[g.edge]
    target = np.int64(f.target)
    if e.policy == LB_TARGET and w.ops[f.pc].b == 1:
        server = target
    else:
        if e.policy == LB_TARGET:
            group = target
        elif e.policy == LB_REPLICA:
            group = nearest_replica_group(w, here, e.node)
        else:
            group = choose_group(w, here, e.node)
        policy = np.int64(e.policy)
        if policy == LB_TARGET:
            policy = np.int64(LB_RANDOM)
        server = choose_server(w, group, policy, np.int64(e.choices), w.units[f.unit].key, g.rng, GOLDEN * U64(2))
    s = w.servers[server]
    s.outstanding += 1
    g.server = server
    g.place = s.place
    return np.int64(s.place)


def at_balancer(w, y, now):
    """A try has reached its balancer: choose a server and go on."""
    g = w.frames[y]
    e = w.edges[g.edge]
    here = np.int64(g.place)
    door = w.servers[g.server]
    door.arrivals += 1
    if not door.up:
        door.errors += 1
        if door.silent:
            lose(w, y, now)
            return A_NOTHING
        return todo(y, A_FINISH + ACTION_STATUS * RESET)
    door.completions += 1
    door.outstanding -= 1
    group = choose_group(w, here, np.int64(e.node))
    server = choose_server(
        w, group, np.int64(e.policy), np.int64(e.choices), w.units[g.unit].key, g.rng, GOLDEN * U64(2)
    )
    s = w.servers[server]
    s.outstanding += 1
    g.server = server
    g.place = s.place
    delay = w.hop[here, s.place]
    g.back += w.hop[s.place, here]
    if w.regs[R_WEATHER] > 0:
        delay = weather(
            w, here, np.int64(s.place), np.int64(e.balancer), np.int64(e.node), g.rng, GOLDEN * U64(8), delay
        )
    if delay < 0:
        lose(w, y, now)
    elif delay == 0:
        return todo(y, A_ARRIVE)
    else:
        g.state = S_ARRIVE
        g.event = after(w, now, delay, A_ARRIVE, y)
    return A_NOTHING


@rare
def try_failed(w, x, status, now):
    """A try of x's call came to nothing: wait for another one still out, try again, fall back, or fail."""
    f = w.frames[x]
    op = w.ops[f.pc]
    e = w.edges[op.a]
    f.out -= 1
    if f.out > 0:
        return
    if f.retries < e.retries:
        allowed = True
        if e.budget >= 0.0 and f.counted < 2:
            s = w.edge_states[edge_state_of(w, x)]
            allowed = s.retrying < max(np.int64(e.budget_min), np.int64(e.budget * s.calls))
            if allowed:
                s.retrying += 1
                f.counted = 2
        n = f.retries
        wait = e.backoff * e.multiplier**n
        wait = min(wait, e.backoff_max)
        wait *= e.jitter_low + (e.jitter_high - e.jitter_low) * draw(f.rng ^ e.salt, GOLDEN * U64(9 + n))
        delay = np.int64(wait * 1e9)
        if allowed and now + delay < f.deadline:
            f.retries += 1
            w.edge_counts[op.a].retries += 1
            f.state = S_RETRY
            f.event = at_random(w, now + delay, A_RETRY, x)
            trace(w, x, now, P_RETRY, np.int64(e.node))
            return
    end_call(w, x)
    if op.c >= 0:
        f.pc = op.c
        push(w, resume(w, x, now))
    else:
        push(w, todo(x, A_FINISH + ACTION_STATUS * status))


@rare
def give_up_try(w, y, now):
    """A try's timer fires: its caller stops waiting for it. The try itself goes on at the callee."""
    g = w.frames[y]
    g.timer = 0
    x = np.int64(g.parent)
    if x < 0 or w.frames[x].token != g.parent_token:
        superseded(w, y)
        return
    e = w.edges[g.edge]
    w.edge_counts[g.edge].timeouts += 1
    w.edge_counts[g.edge].errors += 1
    if e.uses_state:
        observe(w, y, YES, now - g.sent, now)
    charge(w, x, now, np.int64(e.node), B_TIMED_OUT)
    trace(w, y, now, P_GIVEN_UP, np.int64(e.node))
    note_outcome(w, np.int64(g.server), YES, now)
    g.parent = -1
    if g.state == S_UNREACHABLE or g.state == S_REPLY:
        free_frame(w, y)
    push(w, todo(x, A_TRY_FAILED + ACTION_STATUS * TIMED_OUT))


@hot
def note_outcome(w, server, failed, now):
    """Outlier detection: so many failures in a row, and balancers leave the server out for a while."""
    if server < 0:
        return
    s = w.servers[server]
    n = w.nodes[s.node]
    if n.eject_after == 0:
        return
    if not failed:
        s.failures = 0
        return
    s.failures += 1
    if s.failures >= n.eject_after and s.seen_up == 1:
        g = w.groups[s.group]
        out = g.count - g.available
        if out + 1 <= max(1.0, n.eject_share * g.count):
            s.failures = 0
            s.ejections += 1
            s.seen_up = 0
            recount(w, np.int64(s.group))
            control_at(w, now + n.eject_time * s.ejections, C_SEEN_UP, np.int64(server))


@hot
def take_answer(w, y, now):
    """A reply reaches its caller. If nobody waits for it any more, it is dropped."""
    g = w.frames[y]
    x = np.int64(g.parent)
    if x < 0 or w.frames[x].token != g.parent_token:
        superseded(w, y)
        free_frame(w, y)
        return A_NOTHING
    f = w.frames[x]
    edge, hit = np.int64(g.edge), np.int64(g.hit)
    e = w.edges[edge]
    c = w.edge_counts[edge]
    took = now - g.sent
    status = np.int64(g.status)
    if e.uses_state:
        observe(w, y, status != OK, took, now)
    note_outcome(w, np.int64(g.server), status != OK, now)
    if f.blame >= 0:
        if g.sent > f.mark:
            charge(w, x, np.int64(g.sent), np.int64(e.node), B_BACKOFF)
        charge(w, y, now, np.int64(e.node), B_NETWORK)
        pass_blame(w, x, y)
        f.mark = now
    trace(w, y, now, P_ANSWERED, status)
    free_frame(w, y)
    if status != OK:
        c.errors += 1
        return todo(x, A_TRY_FAILED + ACTION_STATUS * status)
    w.coarse[edge, coarse_bin(took)] += 1
    c.total += took
    if took > c.largest:
        c.largest = took
    f.hit = hit
    end_call(w, x)
    f.pc += 1
    if not f.root:
        return resume(w, x, now)
    trace(w, x, now, P_OVER, np.int64(OK))
    request_over(w, x, np.int64(OK), now)
    return A_NOTHING


@hot
def resume(w, x, now):
    """A frame goes on after a wait; if it gave its worker back meanwhile, it needs one first."""
    f = w.frames[x]
    if (
        f.server >= 0
        and f.branch == 0
        and not f.holds
        and f.edge + f.message > -2
        and not w.nodes[w.servers[f.server].node].hold
    ):
        return acquire(w, x, now)
    return todo(x, A_RUN)


# ============================================================ the callee's side ==========================================


@hot
def acquire(w, x, now):
    """Takes a worker of the frame's server, or stands in line for one, or is rejected when the line is full.

    Like all functions that end so, it returns what is to be done next, which spares the way over the stack.
    """
    f = w.frames[x]
    s = w.servers[f.server]
    if s.busy < s.capacity:
        settle(w, np.int64(f.server), now)
        s.busy += 1
        s.started += 1
        f.holds = 1
        f.acquired = now
        return todo(x, A_RUN)
    if s.line < s.line_limit:
        settle(w, np.int64(f.server), now)
        f.next = -1
        f.listed = 1
        f.state = S_QUEUED
        f.mark = now
        if s.tail >= 0:
            w.frames[s.tail].next = x
        else:
            s.head = x
        s.tail = x
        s.line += 1
        if s.line > s.line_max:
            s.line_max = s.line
        return A_NOTHING
    s.rejected += 1
    return todo(x, A_FINISH + ACTION_STATUS * REJECTED)


@hot
def release_worker(w, x, now):
    """Gives a worker back: to the next in line, else to the queue that the node consumes, else it is idle."""
    f = w.frames[x]
    f.holds = 0
    server = np.int64(f.server)
    s = w.servers[server]
    settle(w, server, now)
    s.held += now - f.acquired
    while s.head >= 0:
        y = np.int64(s.head)
        g = w.frames[y]
        s.head = g.next
        if s.head < 0:
            s.tail = -1
        s.line -= 1
        g.listed = 0
        s.waited += now - g.mark
        if g.dead:
            free_frame(w, y)
            continue
        s.started += 1
        charge(w, y, now, np.int64(s.node), B_WAITING)
        g.holds = 1
        g.acquired = now
        push(w, todo(y, A_RUN))
        return
    s.busy -= 1
    queue = np.int64(w.nodes[s.node].queue)
    if queue >= 0 and s.up and s.active == 1:
        w.queues[queue].idle += 1
        if w.queues[queue].ready > 0:
            push(w, todo(queue, A_POLL))


@hot
def arrive(w, y, now):
    """A try reaches its server."""
    g = w.frames[y]
    s = w.servers[g.server]
    n = w.nodes[s.node]
    s.arrivals += 1
    if not s.up:
        s.errors += 1
        if s.silent:
            lose(w, y, now)
            return A_NOTHING
        return todo(y, A_FINISH + ACTION_STATUS * RESET)
    charge(w, y, now, np.int64(s.node), B_NETWORK)
    trace(w, y, now, P_ARRIVED, np.int64(s.node))
    if n.error_share > 0.0 and draw(g.rng, GOLDEN * U64(11)) < n.error_share:
        s.errors += 1
        return todo(y, A_FINISH + ACTION_STATUS * ERROR)
    if n.throttle > 0.0:
        n.tokens = take_token(n.tokens, n.filled, n.throttle, max(1.0, n.throttle * 0.1), now)
        n.filled = now
        if n.tokens < 1.0:
            s.rejected += 1
            return todo(y, A_FINISH + ACTION_STATUS * REJECTED)
        n.tokens -= 1.0
    return acquire(w, y, now)


@hot
def respond(w, y, status, now):
    """Sends a frame's reply on its way back. Returns whether it is there at once."""
    g = w.frames[y]
    g.status = status
    g.state = S_REPLY
    g.mark = now
    if g.parent < 0:
        free_frame(w, y)
        return False
    delay = np.int64(g.back)
    if w.regs[R_WEATHER] > 0:
        e = w.edges[g.edge]
        back_to = np.int64(w.frames[g.parent].place)
        delay = weather(
            w, np.int64(g.place), back_to, np.int64(e.node), np.int64(e.caller), g.rng, GOLDEN * U64(12), delay
        )
    if delay < 0:
        g.state = S_UNREACHABLE
        g.event = at_random(w, now + UNREACHABLE_AFTER, A_LOST, y)
    elif delay == 0:
        return True
    else:
        g.event = after(w, now, delay, A_ANSWER, y)
    return False


@rare
def detach_reply(w, x, status, now):
    """Answers a frame's caller through a frame of its own, so that x can go on (or be dead) without one."""
    f = w.frames[x]
    if f.parent < 0 or f.branch != 0:
        return
    y = new_frame(w, np.int64(f.unit), now)
    g = w.frames[y]
    f = w.frames[x]
    g.parent = f.parent
    g.parent_token = f.parent_token
    g.parent_serial = f.parent_serial
    g.edge = f.edge
    g.server = f.server
    g.place = f.place
    g.back = f.back
    g.rng = f.rng
    g.sent = f.sent
    g.retried = f.retried
    g.hit = f.hit
    g.row = f.row
    g.generation = f.generation
    g.connected = f.connected
    f.connected = 0
    g.timer = f.timer
    if g.timer != 0:
        # the caller's timer names the old frame: give the reply a timer of its own, at the same moment or later
        limit = min(np.int64(w.edges[g.edge].try_timeout), NEVER // 2)
        g.timer = 0
        if limit < NEVER // 2 and g.sent + limit > now:
            g.timer = at_random(w, g.sent + limit, A_GIVE_UP, y)
    pass_blame(w, y, x)
    f.parent = -1
    f.edge = -1
    f.timer = 0
    s = w.servers[g.server]
    s.outstanding -= 1
    if status == OK:
        s.completions += 1
    if respond(w, y, status, now):
        push(w, todo(y, A_ANSWER))


@hot
def finish(w, x, status, now):
    """A frame's handler is over, well or badly."""
    f = w.frames[x]
    if f.load_cache >= 0:
        let_loaders_go(w, x, now)
    if f.holds:
        release_worker(w, x, now)
    trace(w, x, now, P_OVER, status)
    if f.branch == 1:
        branch_over(w, x, status, now)
    elif f.branch == 2:
        collector_over(w, x, status, now)
    elif f.root:
        request_over(w, x, status, now)
    elif f.message >= 0:
        if status == OK:
            w.servers[f.server].completions += 1
        else:
            w.servers[f.server].errors += 1
        free_frame(w, x)
    elif f.edge >= 0:
        s = w.servers[f.server]
        if status == OK:
            s.completions += 1
        s.outstanding -= 1
        if respond(w, x, status, now):
            return take_answer(w, x, now)
    else:
        free_frame(w, x)
    return A_NOTHING


@rare
def branch_over(w, y, status, now):
    """A branch has ended: count it at the frame that waits for it."""
    g = w.frames[y]
    x = np.int64(g.parent)
    if x < 0 or w.frames[x].token != g.parent_token:
        free_frame(w, y)
        return
    f = w.frames[x]
    f.open -= 1
    op = w.ops[f.pc]
    if op.op == OP_FORK:
        if status == OK:
            f.wanted -= 1
            if f.wanted == 0:
                pass_blame(w, x, y)
                f.mark = now
                f.token += 1
                f.pc = op.a
                free_frame(w, y)
                push(w, resume(w, x, now))
                return
        else:
            f.spare -= 1
            if f.spare < 0:
                f.token += 1
                free_frame(w, y)
                push(w, todo(x, A_FINISH + ACTION_STATUS * status))
                return
        free_frame(w, y)
        return
    if status != OK:
        f.spare -= 1
    if f.open == 0 and f.left == 0:
        if f.unit != g.unit and f.unit >= 0 and not w.units[g.unit].sampled:
            w.units[f.unit].sampled = 0  # the last recipient's time is not known, so neither is this request's
        pass_blame(w, x, y)
        f.mark = now
        free_frame(w, y)
        f.token += 1
        f.left = -1
        if f.branch == 2:
            push(w, todo(x, A_FINISH + ACTION_STATUS * (OK if f.spare == 0 else ERROR)))
        elif f.spare < 0:
            push(w, todo(x, A_FINISH + ACTION_STATUS * ERROR))
        else:
            f.pc = op.d
            push(w, resume(w, x, now))
        return
    free_frame(w, y)
    if f.left > 0 and f.state == S_CALLING:
        push(w, todo(x, A_RUN))


@rare
def collector_over(w, y, status, now):
    """A broadcast has reached everyone, or failed to reach some."""
    g = w.frames[y]
    if status == OK:
        record(w, np.int64(w.ops[g.pc].c), now - w.units[g.unit].start)
    else:
        w.missed[np.int64(w.ops[g.pc].c)] += 1
    x = np.int64(g.parent)
    waiting = x >= 0 and w.frames[x].token == g.parent_token
    if waiting:
        pass_blame(w, x, y)
        w.frames[x].mark = now
        w.frames[x].token += 1
    free_frame(w, y)
    if waiting:
        if status == OK:
            w.frames[x].pc += 1
            push(w, resume(w, x, now))
        else:
            push(w, todo(x, A_FINISH + ACTION_STATUS * status))


@hot
def request_over(w, x, status, now):
    """The client has its answer, or knows that there will be none."""
    f = w.frames[x]
    u = np.int64(f.unit)
    unit = w.units[u]
    t = w.traffic[unit.traffic]
    unit.state = status
    took = now - unit.start
    trace(w, x, now, P_DONE, status)
    if status == OK:
        t.completed += 1
        row = np.int64(unit.traffic)
        record(w, row, took)
        if unit.stale > 0:
            t.stale += 1
            record(w, w.traffic.shape[0] + row, unit.stale)
        coarse = coarse_bin(took)
        w.exemplars[row, coarse] = unit.number
        if f.blame >= 0 and unit.sampled:
            coarse = min(coarse, w.blame_sums.shape[1] - 1)
            for i in range(w.blame.shape[1]):
                w.blame_sums[row, coarse, i] += w.blame[f.blame, i]
        if w.exact.shape[0] > 0:
            i = w.regs[R_EXACT]
            w.exact[i, 0] = row
            w.exact[i, 1] = took
            w.regs[R_EXACT] = i + 1
    elif status == REJECTED:
        t.rejected += 1
    else:
        t.failed += 1
    if t.kind != 3:
        free_frame(w, x)
        return
    think(w, x, np.int64(unit.traffic), now)
    release_unit(w, u)


@rare
def think(w, x, traffic, now):
    """A user has an answer and thinks about it; the frame waits without a unit."""
    f = w.frames[x]
    if f.blame >= 0:
        w.free_blames[w.regs[R_FREE_BLAMES]] = f.blame
        w.regs[R_FREE_BLAMES] += 1
        f.blame = -1
    f.unit = -1
    f.state = S_THINK
    f.target = traffic
    f.rng = mix(f.rng + GOLDEN)
    pause = np.int64(sample(w, np.int64(w.traffic[traffic].think), f.rng, GOLDEN * U64(13)) * 1e9)
    f.event = at_random(w, now + pause, A_THOUGHT, x)


# ============================================================ handlers ====================================================


@hot
def run_handler(w, x, now):
    """Carries out a handler's steps until it must wait, or ends."""
    f = w.frames[x]
    if f.spending >= 0:
        node = np.int64(w.servers[f.server].node) if f.server >= 0 else np.int64(-1)
        charge(w, x, now, node, np.int64(f.spending))
        f.spending = -1
    while True:
        op = w.ops[f.pc]
        code = op.op
        if code == OP_WORK:
            work = np.int64(f.work)
            f.work = -1
            if work < 0 or (f.server >= 0 and w.servers[f.server].slow != 1.0):
                work = work_now(w, x)
            f.pc += 1
            f.state = S_RUN
            f.spending = B_WORKING
            f.mark = now
            f.event = at_random(w, now + work, A_RUN, x)
            return A_NOTHING
        if code == OP_CHANCE:
            f.pc = f.pc + 1 if draw(f.rng, op.salt) < op.f else op.a
        elif code == OP_JUMP:
            f.pc = op.a
        elif code == OP_CALL or code == OP_CALL_TARGET:
            return begin_call(w, x, now)
        elif code == OP_END:
            return finish(w, x, np.int64(OK), now)
        elif code == OP_FAIL:
            if draw(f.rng, op.salt) < op.f:
                if f.server >= 0:
                    w.servers[f.server].errors += 1
                return todo(x, A_FINISH + ACTION_STATUS * ERROR)
            f.pc += 1
        elif code == OP_EFFECT:
            happen(w, x, np.int64(op.a), now)
            f.pc += 1
        elif code == OP_EXPECT:
            w.units[f.unit].expected |= np.int64(op.a)
            f.pc += 1
        elif code == OP_IF_HIT:
            f.pc = op.a if f.hit else f.pc + 1
        elif code == OP_CRASH:
            if draw(f.rng, op.salt) < op.f and w.servers[f.server].up:
                f.state = S_DOOMED
                w.servers[f.server].restart_after = op.b * np.int64(1_000_000) if op.b >= 0 else -1
                control_at(w, now, C_CRASH, np.int64(f.server))
                return A_NOTHING
            f.pc += 1
        else:
            return todo(x, A_STEP)


@rare
def work_now(w, x):
    """How long the work that a frame stands at takes where it runs, in ns."""
    f = w.frames[x]
    op = w.ops[f.pc]
    work = sample(w, np.int64(op.a), f.rng, op.salt)
    if f.server >= 0:
        work *= w.servers[f.server].slow
    return np.int64(work * 1e9 + 0.5)


@rare
def wake(w, x, now):
    """A frame has slept long enough; or it has waited too long for a connection."""
    f = w.frames[x]
    if f.state == S_PENDING:
        leave_line(w, x)
        f.out += 1
        f.retries = w.edges[w.ops[f.pc].a].retries
        w.edge_counts[w.ops[f.pc].a].timeouts += 1
        w.edge_counts[w.ops[f.pc].a].errors += 1
        push(w, todo(x, A_TRY_FAILED + ACTION_STATUS * TIMED_OUT))
        return
    node = np.int64(w.servers[f.server].node) if f.server >= 0 else np.int64(-1)
    charge(w, x, now, node, np.int64(f.spending))
    f.spending = -1
    push(w, resume(w, x, now))


@rare
def rare_step(w, x, now):
    """The steps that are not on the hottest path. Returns whether the handler goes on at once."""
    f = w.frames[x]
    op = w.ops[f.pc]
    code = op.op
    if code == OP_ACK:
        acknowledge(w, x, now)
    elif code == OP_CACHE_GET:
        verdict = cache_get(w, x, now)
        if verdict == 2:
            return False
        f.hit = verdict
    elif code == OP_LOADED:
        if f.load_cache >= 0:
            let_loaders_go(w, x, now)
    elif code == OP_ENQUEUE:
        if not enqueue(w, x, np.int64(op.a), np.int64(op.b), now):
            push(w, todo(x, A_FINISH + ACTION_STATUS * REJECTED))
            return False
    elif code == OP_NACK:
        give_back(w, x, np.int64(op.f * 1e9), now)
        push(w, todo(x, A_FINISH))
        return False
    elif code == OP_SLEEP:
        pause = np.int64(sample(w, np.int64(op.a), f.rng, op.salt) * 1e9 + 0.5)
        f.pc += 1
        f.state = S_SLEEP
        f.spending = B_SLEEPING
        f.mark = now
        f.event = at_random(w, now + pause, A_AWAKE, x)
        if f.holds and not w.nodes[w.servers[f.server].node].hold:
            release_worker(w, x, now)
        return False
    elif code == OP_REPLY:
        if f.edge >= 0 and f.branch == 0:
            detach_reply(w, x, np.int64(OK), now)
            f = w.frames[x]
    elif code == OP_FORK:
        fork(w, x, now)
        return False
    elif code == OP_FAN_OUT:
        return fan_out(w, x, now)
    elif code == OP_BROADCAST:
        return broadcast(w, x, now)
    elif code == OP_CACHE_PUT:
        cache_put(w, cache_row(w, x), w.units[f.unit].key, now)
    elif code == OP_CACHE_DELETE:
        cache_delete(w, cache_row(w, x), w.units[f.unit].key)
    elif code == OP_DB_READ:
        db_read(w, x, np.int64(op.a), now)
    elif code == OP_DB_WRITE:
        db_write(w, x, np.int64(op.a), now)
    elif code == OP_ONCE:
        if seen_before(w, x, now):
            f.pc = op.a
            expect_no_more(w, np.int64(f.unit), np.int64(op.e))
            return True
        if op.d:
            mark_seen(w, x, now)
    elif code == OP_MARK:
        mark_seen(w, x, now)
    f.pc += 1
    return True


@rare
def happen(w, x, effect, now):
    """An effect happens: count it for its unit, and look whether it came in order."""
    f = w.frames[x]
    unit = w.units[f.unit]
    e = w.effects[effect]
    e.happened += 1
    shift = 4 * effect
    before = (unit.effects >> shift) & 15
    trace(w, x, now, P_EFFECT, effect)
    if before < 15:
        unit.effects += np.int64(1) << shift
    if before == 0:
        record(w, 2 * w.traffic.shape[0] + effect, now - unit.start)
        if f.blame >= 0 and unit.sampled and (e.happened <= FOLLOWED or np.int64(unit.rng >> S11) & 7 == 0):
            blame_effect(w, x, effect, now - unit.start, 1.0 if e.happened <= FOLLOWED else 8.0)
        if e.order >= 0:
            i = e.order + unit.key
            if unit.number < w.effect_order[i]:
                e.disordered += 1
            else:
                w.effect_order[i] = unit.number


@rare
def blame_effect(w, x, effect, took, weight):
    """Where the time until an effect went: the accounts of its frame and of all that wait for it, back to where it came in.

    What none of them has is the wait of a fan-out's recipient for its turn, or what came before a try that nobody waits
    for any more. Where one of them has no account there is none.
    """
    top = x
    f = w.frames[top]
    while f.blame >= 0 and f.parent >= 0 and w.frames[f.parent].token == f.parent_token:
        top = np.int64(f.parent)
        f = w.frames[top]
    if f.blame < 0 or not w.units[f.unit].sampled:
        return
    alone = not f.root and (f.message < 0 or f.branch > 0)
    row = min(coarse_bin(took), w.effect_blame.shape[1] - 1)
    told = np.float64(0.0)
    y = x
    while True:
        f = w.frames[y]
        for i in range(w.blame.shape[1]):
            time = w.blame[f.blame, i]
            if time > 0.0:
                w.effect_blame[effect, row, i] += time * weight
                told += time
        if y == top:
            break
        y = np.int64(f.parent)
    if took > told and w.frames[x].server >= 0:
        state = B_EARLIER if alone else B_WAITING
        w.effect_blame[effect, row, w.servers[w.frames[x].server].node * B_STATES + state] += (took - told) * weight


@rare
def account_for_queue(w, x, m, now):
    """A sampled message's past: in line since it was ready; before that, with whoever sent it or in deliveries not acked."""
    message = w.messages[m]
    f = w.frames[x]
    cell = w.queues[message.queue].node * B_STATES
    w.blame[f.blame, cell + B_WAITING] += now - message.since
    state = B_EARLIER if message.deliveries == 1 else B_TIMED_OUT
    w.blame[f.blame, cell + state] += message.since - w.units[f.unit].start


@rare
def seen_before(w, x, now):
    """Whether a `once` step has seen this unit, or key, within its window."""
    f = w.frames[x]
    op = w.ops[f.pc]
    seen = w.once_keys[op.b, w.units[f.unit].key] if op.c else w.once_units[f.unit, op.b]
    return seen >= 0 and now - seen <= op.f


@rare
def expect_no_more(w, u, effects):
    """Another request did what this one was to do: of these effects, those that did not happen for it are not expected."""
    unit = w.units[u]
    for e in range(w.effects.shape[0]):
        if (effects >> e) & 1 and (unit.effects >> (4 * e)) & 15 == 0:
            unit.expected &= ~(np.int64(1) << e)


@rare
def mark_seen(w, x, now):
    """A `once` step remembers this unit, or key."""
    f = w.frames[x]
    op = w.ops[f.pc]
    if op.c:
        w.once_keys[op.b, w.units[f.unit].key] = now
    else:
        w.once_units[f.unit, op.b] = now


@rare
def fork(w, x, now):
    """Starts all branches of a `parallel` step."""
    f = w.frames[x]
    op = w.ops[f.pc]
    f.token += 1
    f.state = S_CALLING
    f.open = op.b
    f.wanted = op.c
    f.spare = op.b - op.c
    f.left = 0
    for i in range(op.b):
        y = child(w, x, now, mix(f.rng ^ (op.salt + U64(i) * GOLDEN)))
        w.frames[y].pc = w.ops[f.pc + 1 + i].a
        w.frames[y].state = S_RUN
        push(w, todo(y, A_RUN))
    if f.holds and not w.nodes[w.servers[f.server].node].hold:
        release_worker(w, x, now)


@rare
def fan_out(w, x, now):
    """Starts recipients of a fan-out, a chunk at a time, each a unit of its own; comes back until all are over."""
    f = w.frames[x]
    op = w.ops[f.pc]
    if f.left < 0:
        n = np.int64(sample(w, np.int64(op.a), f.rng, op.salt) + 0.5)
        if n <= 0:
            f.pc = op.d
            return True
        f.token += 1
        f.left = n
        f.wanted = n
        f.open = 0
        f.spare = 0
        if f.holds and not w.nodes[w.servers[f.server].node].hold:
            release_worker(w, x, now)
    parent = w.units[f.unit]
    started = 0
    f.state = S_CALLING
    while f.left > 0 and f.open < op.c and started < CHUNK:
        i = f.wanted - f.left
        rng = mix(f.rng ^ (op.salt + U64(i + 1) * GOLDEN))
        u = new_unit(w, np.int64(parent.traffic), parent.number, rng, parent.start)
        unit = w.units[u]
        unit.key = draw_key(w, np.int64(parent.traffic), rng)
        unit.place = parent.place
        unit.part = 1
        unit.state = OK
        unit.sampled = parent.sampled
        unit.expected = op.e
        y = child(w, x, now, rng)
        g = w.frames[y]
        release_unit(w, np.int64(g.unit))
        g.unit = u
        unit.refs = 1
        g.pc = op.b
        g.state = S_RUN
        f.left -= 1
        f.open += 1
        started += 1
        push(w, todo(y, A_RUN))
    if f.left > 0 and f.open < op.c:
        f.state = S_RUN
        f.spending = -1
        f.event = at_random(w, now, A_RUN, x)
    return False


@rare
def broadcast(w, x, now):
    """Makes a collector that reaches every region or replica; the handler waits for it only if it was asked to."""
    f = w.frames[x]
    op = w.ops[f.pc]
    if f.branch == 2:
        reach(w, x, now)
        return False
    y = child(w, x, now, mix(f.rng ^ op.salt))
    g = w.frames[y]
    g.branch = 2
    g.pc = f.pc
    g.left = -1
    g.state = S_RUN
    push(w, todo(y, A_RUN))
    if op.d & 2:
        f.token += 1
        g.parent_token = f.token
        f.state = S_CALLING
        if f.holds and not w.nodes[w.servers[f.server].node].hold:
            release_worker(w, x, now)
        return False
    g.parent = -1
    f.pc += 1
    return True


@rare
def reach(w, y, now):
    """A collector starts deliveries to its targets, a chunk at a time."""
    g = w.frames[y]
    op = w.ops[g.pc]
    n = w.nodes[w.edges[op.a].node]
    each_replica = op.d & 1
    first = n.first if each_replica else n.group
    count = n.servers if each_replica else n.groups
    if g.left < 0:
        g.token += 1
        g.left = count
        g.open = 0
        g.spare = 0
    started = 0
    while g.left > 0 and started < CHUNK:
        i = count - g.left
        g.left -= 1
        if each_replica and w.servers[first + i].active != 1:
            continue
        z = child(w, y, now, mix(g.rng + U64(i) * GOLDEN))
        h = w.frames[z]
        h.target = first + i
        h.pc = op.b
        h.state = S_RUN
        g.open += 1
        started += 1
        push(w, todo(z, A_RUN))
    g.state = S_CALLING
    if g.left > 0:
        g.state = S_RUN
        g.event = at_random(w, now, A_RUN, y)
    elif g.open == 0:
        push(w, todo(y, A_FINISH))


# ============================================================ queues ======================================================


@rare
def enqueue(w, x, queue, count, now):
    """Puts the frame's unit on so many queues in a row, twice where a faulty link doubles it. False: one of them is full."""
    f = w.frames[x]
    for k in range(queue, queue + count):
        q = w.queues[k]
        if q.ready + q.held >= q.limit:
            q.rejected += 1
            return False
    for k in range(queue, queue + count):
        q = w.queues[k]
        copies = 1
        if w.regs[R_LINKS_ON] > 0 and f.edge >= 0:
            copies += doubled(w, np.int64(w.edges[f.edge].caller), np.int64(q.node), f.rng)
        for i in range(copies):
            m = new_message(w, np.int64(f.unit), np.int64(k), mix(f.rng ^ (GOLDEN * U64(15 + i + k))), now)
            make_ready(w, m, now, NO)
        if q.idle > 0:
            push(w, todo(np.int64(k), A_POLL))
    return True


@rare
def doubled(w, a, b, rng):
    """1 when a faulty link doubles a message between two nodes, else 0."""
    for i in range(w.links.shape[0]):
        k = w.links[i]
        if (
            k.on
            and k.duplicate > 0.0
            and k.nodes
            and k.a == a
            and k.b == b
            and draw(rng, GOLDEN * U64(14)) < k.duplicate
        ):
            return 1
    return 0


@rare
def reachable(w, place_a, place_b, node_a, node_b):
    """Whether no partition stands between two places, or two nodes."""
    if w.regs[R_LINKS_ON] > 0:
        for i in range(w.links.shape[0]):
            k = w.links[i]
            p, q = place_a, place_b
            if k.nodes:
                p, q = node_a, node_b
            if k.on and k.cut and ((k.a == p and k.b == q) or (k.a == q and k.b == p)):
                return False
    return True


@rare
def broker_hears(w, queue, server):
    """Whether a queue's broker is up and a worker's replica can speak with it."""
    q = w.queues[queue]
    s = w.servers[server]
    broker = w.servers[w.nodes[q.node].first]
    return broker.up == 1 and reachable(w, np.int64(q.place), np.int64(s.place), np.int64(q.node), np.int64(s.node))


@rare
def new_message(w, u, queue, rng, now):
    """Takes a message off the free list."""
    w.regs[R_FREE_MESSAGES] -= 1
    m = np.int64(w.free_messages[w.regs[R_FREE_MESSAGES]])
    message = w.messages[m]
    message.unit = u
    message.queue = queue
    message.key = w.units[u].key
    message.rng = rng
    message.deliveries = 0
    message.since = now
    message.timer = 0
    message.frame = -1
    w.units[u].refs += 1
    w.queues[queue].enqueued += 1
    return m


@rare
def make_ready(w, m, now, first):
    """A message can be taken: at the end of the line, or (an ordered queue's redelivery) at its front.

    In an ordered queue a message waits, held, while an earlier one of its key is not done.
    """
    message = w.messages[m]
    queue = np.int64(message.queue)
    q = w.queues[queue]
    settle_queue(w, queue, now)
    message.next = -1
    if q.ordered >= 0 and not first:
        row = 2 * q.ordered
        if w.order_busy[q.ordered, message.key]:
            message.state = M_HELD
            q.held += 1
            tail = w.order_line[row + 1, message.key]
            if tail >= 0:
                w.messages[tail].next = m
            else:
                w.order_line[row, message.key] = m
            w.order_line[row + 1, message.key] = m
            return
        w.order_busy[q.ordered, message.key] = 1
    message.state = M_READY
    q.ready += 1
    if q.ready + q.held > q.ready_max:
        q.ready_max = q.ready + q.held
    if first:
        message.next = q.head
        q.head = m
        if q.tail < 0:
            q.tail = m
        return
    if q.tail >= 0:
        w.messages[q.tail].next = m
    else:
        q.head = m
    q.tail = m


@rare
def poll(w, queue, now):
    """Hands ready messages to free workers of the consumer, a chunk at a time, replica after replica."""
    q = w.queues[queue]
    if q.consumer < 0:
        return
    n = w.nodes[q.consumer]
    taken = 0
    while q.ready > 0 and q.idle > 0:
        if taken == CHUNK:
            control_at(w, now, C_POLL, queue)
            return
        turn = np.int64(q.turn)
        looked = 0
        while looked < n.servers:
            s = w.servers[n.first + turn]
            if s.up and s.active == 1 and s.busy < s.capacity and broker_hears(w, queue, n.first + turn):
                break
            turn = turn + 1 if turn + 1 < n.servers else 0
            looked += 1
        if looked == n.servers:
            return
        q.turn = turn + 1 if turn + 1 < n.servers else 0
        settle_queue(w, queue, now)
        m = np.int64(q.head)
        message = w.messages[m]
        q.head = message.next
        if q.head < 0:
            q.tail = -1
        q.ready -= 1
        deliver(w, m, n.first + turn, now)
        taken += 1


@rare
def deliver(w, m, server, now):
    """Gives a message to a worker and starts its visibility timeout."""
    message = w.messages[m]
    queue = np.int64(message.queue)
    q = w.queues[queue]
    s = w.servers[server]
    settle(w, server, now)
    message.state = M_IN_FLIGHT
    message.deliveries += 1
    q.in_flight += 1
    q.delivered += 1
    q.waited += now - message.since
    q.idle -= 1
    s.busy += 1
    s.arrivals += 1
    s.started += 1
    x = new_frame(w, np.int64(message.unit), now)
    f = w.frames[x]
    f.message = m
    f.receipt = message.deliveries
    f.server = server
    f.place = s.place
    f.holds = 1
    f.acquired = now
    f.rng = mix(message.rng + U64(message.deliveries) * GOLDEN)
    f.pc = w.nodes[s.node].message_pc
    f.state = S_RUN
    f.spending = B_NETWORK
    message.frame = x
    f.event = after(w, now, w.hop[q.place, s.place], A_RUN, x)
    if q.visibility < NEVER:
        message.timer = after(w, now, np.int64(q.visibility), E_MESSAGE, m)
    if f.blame >= 0:
        account_for_queue(w, x, m, now)
    trace(w, x, now, P_TAKEN, np.int64(s.node))


@rare
def in_hand(w, x):
    """The message that a frame still rightly holds: -1 when it became visible again meanwhile."""
    f = w.frames[x]
    if f.message < 0:
        return np.int64(-1)
    message = w.messages[f.message]
    if message.state == M_IN_FLIGHT and message.unit == f.unit and message.deliveries == f.receipt:
        return np.int64(f.message)
    return np.int64(-1)


@rare
def acknowledge(w, x, now):
    """The message is done. Too late, and nothing happens."""
    m = in_hand(w, x)
    if m >= 0 and broker_hears(w, np.int64(w.messages[m].queue), np.int64(w.frames[x].server)):
        w.queues[w.messages[m].queue].acked += 1
        w.queues[w.messages[m].queue].in_flight -= 1
        message_over(w, m, now)


@rare
def message_over(w, m, now):
    """A message leaves its queue for good; in an ordered queue the next of its key is set free."""
    message = w.messages[m]
    queue = np.int64(message.queue)
    q = w.queues[queue]
    if q.ordered >= 0:
        row = 2 * q.ordered
        k = np.int64(w.order_line[row, message.key])
        w.order_busy[q.ordered, message.key] = 0
        if k >= 0:
            settle_queue(w, queue, now)
            w.order_line[row, message.key] = w.messages[k].next
            if w.messages[k].next < 0:
                w.order_line[row + 1, message.key] = -1
            q.held -= 1
            make_ready(w, k, now, NO)
            if q.idle > 0:
                push(w, todo(queue, A_POLL))
    message.state = M_FREE
    message.timer = 0
    u = np.int64(message.unit)
    message.unit = -1
    w.free_messages[w.regs[R_FREE_MESSAGES]] = m
    w.regs[R_FREE_MESSAGES] += 1
    release_unit(w, u)


@rare
def redeliver(w, m, now):
    """A message that was not done is visible again, or has been delivered too often and goes to the dead letters."""
    message = w.messages[m]
    queue = np.int64(message.queue)
    q = w.queues[queue]
    if message.deliveries >= q.max_deliveries:
        q.dead += 1
        if q.dead_letters >= 0:
            letter = new_message(w, np.int64(message.unit), np.int64(q.dead_letters), message.rng, now)
            make_ready(w, letter, now, NO)
            if w.queues[q.dead_letters].idle > 0:
                push(w, todo(np.int64(q.dead_letters), A_POLL))
        message_over(w, m, now)
        return
    q.redelivered += 1
    message.since = now
    make_ready(w, m, now, q.ordered >= 0)
    if q.idle > 0:
        push(w, todo(queue, A_POLL))


@rare
def give_back(w, x, delay, now):
    """A handler gives its message back, to be visible again after a delay."""
    m = in_hand(w, x)
    if m < 0 or not broker_hears(w, np.int64(w.messages[m].queue), np.int64(w.frames[x].server)):
        return
    message = w.messages[m]
    w.queues[message.queue].in_flight -= 1
    if delay > 0:
        message.state = M_DELAYED
        message.timer = at_random(w, now + delay, E_MESSAGE, m)
    else:
        redeliver(w, m, now)


@rare
def message_due(w, m, sequence):
    """A message's visibility timeout, or the delay of a returned one, is over. False when it no longer matters."""
    message = w.messages[m]
    if message.timer != sequence or message.state == M_FREE:
        return False
    message.timer = 0
    if message.state == M_IN_FLIGHT:
        w.queues[message.queue].in_flight -= 1
    push(w, todo(m, A_DUE))
    return True


# ============================================================ caches ======================================================


@rare
def cache_row(w, x):
    """The cache that a step means: the server's own where each replica has one."""
    f = w.frames[x]
    op = w.ops[f.pc]
    if op.b >= 0:
        return np.int64(op.a) + f.server - op.b
    return np.int64(op.a)


def bucket_of(w, cache, key):
    """The hash bucket of a key in a cache."""
    c = w.caches[cache]
    return c.bucket + (np.int64(mix(U64(key) + GOLDEN) >> S11) & c.mask)


@rare
def find_entry(w, cache, key):
    """A key's entry in a cache, -1 if it is not there."""
    c = w.caches[cache]
    i = np.int64(w.buckets[bucket_of(w, cache, key)])
    while i >= 0:
        if w.entries[c.entry + i].key == key:
            return i
        i = np.int64(w.entries[c.entry + i].chain)
    return np.int64(-1)


@rare
def unlink_entry(w, cache, i):
    """Takes an entry out of the recency list."""
    c = w.caches[cache]
    e = w.entries[c.entry + i]
    if e.before >= 0:
        w.entries[c.entry + e.before].after = e.after
    else:
        c.head = e.after
    if e.after >= 0:
        w.entries[c.entry + e.after].before = e.before
    else:
        c.tail = e.before


@rare
def link_newest(w, cache, i):
    """Puts an entry at the recent end of the list."""
    c = w.caches[cache]
    e = w.entries[c.entry + i]
    e.before = -1
    e.after = c.head
    if c.head >= 0:
        w.entries[c.entry + c.head].before = i
    else:
        c.tail = i
    c.head = i


@rare
def less_used(w, cache, a, b):
    """Whether entry a is evicted before entry b: fewer uses, then the longer untouched."""
    c = w.caches[cache]
    x, y = w.entries[c.entry + a], w.entries[c.entry + b]
    return x.uses < y.uses or (x.uses == y.uses and x.touched < y.touched)


@rare
def sift(w, cache, at):
    """Restores the heap by uses around a position, up or down."""
    c = w.caches[cache]
    heap, base = w.uses_heap, c.entry
    i = at
    item = heap[base + i]
    while i > 0 and less_used(w, cache, item, heap[base + ((i - 1) >> 1)]):
        j = (i - 1) >> 1
        heap[base + i] = heap[base + j]
        w.entries[base + heap[base + i]].heap = i
        i = j
    while True:
        j = 2 * i + 1
        if j >= c.used:
            break
        if j + 1 < c.used and less_used(w, cache, heap[base + j + 1], heap[base + j]):
            j += 1
        if not less_used(w, cache, heap[base + j], item):
            break
        heap[base + i] = heap[base + j]
        w.entries[base + heap[base + i]].heap = i
        i = j
    heap[base + i] = item
    w.entries[base + item].heap = i


@rare
def remove_entry(w, cache, i):
    """Takes an entry out of the cache altogether."""
    c = w.caches[cache]
    e = w.entries[c.entry + i]
    b = bucket_of(w, cache, e.key)
    j = np.int64(w.buckets[b])
    if j == i:
        w.buckets[b] = e.chain
    else:
        while w.entries[c.entry + j].chain != i:
            j = np.int64(w.entries[c.entry + j].chain)
        w.entries[c.entry + j].chain = e.chain
    if c.eviction == EVICT_LFU:
        last = c.used - 1
        moved = w.uses_heap[c.entry + last]
        hole = e.heap
        c.used = last
        if hole != last:
            w.uses_heap[c.entry + hole] = moved
            w.entries[c.entry + moved].heap = hole
            sift(w, cache, np.int64(hole))
    else:
        unlink_entry(w, cache, i)
        c.used -= 1
    e.chain = c.free
    c.free = i


@rare
def cache_find(w, cache, key, now):
    """Whether a fresh entry is there; touches it. An expired one is removed."""
    c = w.caches[cache]
    i = find_entry(w, cache, key)
    if i < 0:
        return False
    e = w.entries[c.entry + i]
    if e.expires <= now:
        remove_entry(w, cache, i)
        return False
    if c.eviction == EVICT_LFU:
        e.uses += 1
        e.touched = w.regs[R_EVENTS]
        sift(w, cache, np.int64(e.heap))
    elif c.head != i:
        unlink_entry(w, cache, i)
        link_newest(w, cache, i)
    return True


@rare
def cache_put(w, cache, key, now):
    """Stores a key, evicting one when the cache is full."""
    c = w.caches[cache]
    expires = now + c.ttl if c.ttl < NEVER else NEVER
    i = find_entry(w, cache, key)
    if i >= 0:
        w.entries[c.entry + i].expires = expires
        cache_find(w, cache, key, now)
        return
    if c.used == c.capacity:
        remove_entry(w, cache, np.int64(w.uses_heap[c.entry]) if c.eviction == EVICT_LFU else np.int64(c.tail))
    i = np.int64(c.free)
    e = w.entries[c.entry + i]
    c.free = e.chain
    b = bucket_of(w, cache, key)
    e.key = key
    e.expires = expires
    e.uses = 1
    e.touched = w.regs[R_EVENTS]
    e.chain = w.buckets[b]
    w.buckets[b] = i
    c.used += 1
    if c.eviction == EVICT_LFU:
        e.heap = c.used - 1
        w.uses_heap[c.entry + c.used - 1] = i
        sift(w, cache, np.int64(c.used - 1))
    else:
        link_newest(w, cache, i)


@rare
def cache_delete(w, cache, key):
    """Takes a key out, if it is there."""
    i = find_entry(w, cache, key)
    if i >= 0:
        remove_entry(w, cache, i)


@rare
def cache_flush(w, cache):
    """The cache forgets everything."""
    c = w.caches[cache]
    for i in range(c.mask + 1):
        w.buckets[c.bucket + i] = -1
    for i in range(c.capacity):
        w.entries[c.entry + i].chain = i + 1 if i + 1 < c.capacity else -1
    c.free = 0
    c.used = 0
    c.head = -1
    c.tail = -1


@rare
def cache_get(w, x, now):
    """Looks the unit's key up: 1 a hit, 0 a miss, 2 another lookup is already loading it, so wait for that one."""
    f = w.frames[x]
    cache = cache_row(w, x)
    c = w.caches[cache]
    key = w.units[f.unit].key
    if cache_find(w, cache, key, now):
        c.hits += 1
        return 1
    c.misses += 1
    if not c.coalesce:
        return 0
    slot = np.int64(mix(U64(key) + U64(cache) * GOLDEN) >> S11) & (w.loading.shape[0] - 1)
    leader = np.int64(w.loading[slot])
    while leader >= 0:
        g = w.frames[leader]
        if g.load_cache == cache and w.units[g.unit].key == key:
            f.next = g.waiters
            g.waiters = x
            f.listed = 1
            f.state = S_LOADING
            f.mark = now
            w.regs[R_LOADING] += 1
            return 2
        leader = np.int64(g.leads)
    # the frame that will load is the one whose miss branch runs: this one, or the one that called this cache
    lead = x if w.ops[f.pc].c == 1 else np.int64(f.parent)
    if lead >= 0 and (lead == x or w.frames[lead].token == f.parent_token) and w.frames[lead].load_cache < 0:
        g = w.frames[lead]
        g.load_cache = cache
        g.waiters = -1
        g.leads = w.loading[slot]
        w.loading[slot] = lead
    return 0


@rare
def let_loaders_go(w, x, now):
    """A load is over, well or badly: those who waited for it look again."""
    f = w.frames[x]
    key = w.units[f.unit].key
    slot = np.int64(mix(U64(key) + U64(f.load_cache) * GOLDEN) >> S11) & (w.loading.shape[0] - 1)
    if w.loading[slot] == x:
        w.loading[slot] = f.leads
    else:
        i = np.int64(w.loading[slot])
        while w.frames[i].leads != x:
            i = np.int64(w.frames[i].leads)
        w.frames[i].leads = f.leads
    f.load_cache = -1
    y = np.int64(f.waiters)
    f.waiters = -1
    while y >= 0:
        g = w.frames[y]
        following = np.int64(g.next)
        g.listed = 0
        w.regs[R_LOADING] -= 1
        if g.dead:
            free_frame(w, y)
        else:
            g.state = S_RUN
            g.spending = B_WAITING
            w.caches[cache_row(w, y)].misses -= 1
            g.event = at_random(w, now, A_RUN, y)
        y = following


# ============================================================ databases ===================================================


@rare
def db_read(w, x, database, now):
    """A read: from a replica that has not yet seen the key's last write, it is stale."""
    f = w.frames[x]
    d = w.databases[database]
    d.reads += 1
    n = w.nodes[d.node]
    primary = (f.server - n.first) % n.per_shard == 0 and f.place == n.home
    if primary or d.last_write < 0:
        return
    unit = w.units[f.unit]
    written = w.last_write[d.last_write + unit.key]
    if written < 0:
        return
    lag = np.int64(sample(w, np.int64(d.lag), mix(U64(unit.key) + U64(f.server) * GOLDEN), d.salt + U64(written)) * 1e9)
    if now < written + lag:
        d.stale_reads += 1
        unit.stale = max(unit.stale, now - written + 1)


@rare
def db_write(w, x, database, now):
    """A write is committed at the primary, and is on its way to the replicas."""
    f = w.frames[x]
    d = w.databases[database]
    d.written += 1
    if d.last_write >= 0:
        w.last_write[d.last_write + w.units[f.unit].key] = now
    if not d.sync and d.lag >= 0:
        lag = np.int64(sample(w, np.int64(d.lag), f.rng, d.salt) * 1e9)
        w.write_ring[database, d.position] = now + lag
        d.position = d.position + 1 if d.position + 1 < w.write_ring.shape[1] else 0


# ============================================================ faults ======================================================


@rare
def kill_frame(w, x, silent, now):
    """What a frame was doing is gone with its replica; its caller sees a reset connection, or nothing."""
    f = w.frames[x]
    if f.holds:
        w.servers[f.server].held += now - f.acquired
    if f.state == S_QUEUED:
        w.servers[f.server].waited += now - f.mark
    f.token += 1
    f.event = 0
    f.hedge = 0
    f.holds = 0
    if f.load_cache >= 0:
        let_loaders_go(w, x, now)
    trace(w, x, now, P_DIED, np.int64(f.server))
    if f.state == S_LOADING:
        if f.branch == 0 and f.message < 0 and f.parent >= 0 and not silent:
            detach_reply(w, x, np.int64(RESET), now)
        free_frame(w, x)
        return
    f.listed = 0
    if f.branch == 0 and f.edge >= 0:
        w.servers[f.server].outstanding -= 1
    if f.branch != 0 or f.message >= 0 or f.parent < 0:
        free_frame(w, x)
    elif silent:
        f.state = S_UNREACHABLE
        f.event = at_random(w, now + UNREACHABLE_AFTER, A_LOST, x)
    else:
        f.status = RESET
        f.state = S_REPLY
        f.event = at_random(w, now + f.back, A_ANSWER, x)


@rare
def crash(w, server, silent, down, now):
    """A replica dies. Messages that it held become visible after their timeout; nothing runs on it until it is back."""
    s = w.servers[server]
    if not s.up:
        return
    settle(w, server, now)
    settle_uptime(w, server, now)
    n = w.nodes[s.node]
    if n.queue >= 0 and s.active == 1:
        w.queues[n.queue].idle -= s.capacity - s.busy
    s.up = 0
    s.silent = silent
    s.crashes += 1
    for x in range(w.frames.shape[0]):
        f = w.frames[x]
        if f.server == server and f.dead == 0 and (
            f.state == S_QUEUED or f.state == S_RUN or f.state == S_SLEEP or f.state == S_CALLING or f.state == S_RETRY
            or f.state == S_PENDING or f.state == S_LOADING or f.state == S_DOOMED
        ):  # fmt: skip
            kill_frame(w, x, silent, now)
    s.busy = 0
    s.line = 0
    s.head = -1
    s.tail = -1
    for i in range(w.edges.shape[0]):
        e = w.edges[i]
        if e.uses_state and e.caller == s.node:
            forget(w, np.int64(e.state) + server - e.caller_first, e.burst)
    for i in range(w.caches.shape[0]):
        if w.caches[i].server == server:
            cache_flush(w, np.int64(i))
    control_at(w, now + n.detect, C_SEEN_DOWN, server)
    if down >= 0:
        control_at(w, now + down, C_RESTORE, server)


@rare
def forget(w, row, burst):
    """What a replica knew of its calls is gone: breaker, connections, budget."""
    s = w.edge_states[row]
    s.breaker = BREAKER_CLOSED
    s.calls_seen = 0
    s.failures = 0
    s.position = 0
    s.connections = 0
    s.head = -1
    s.tail = -1
    s.waiting = 0
    s.calls = 0
    s.retrying = 0
    s.tokens = burst
    s.generation += 1


@rare
def restore(w, server, now):
    """A replica is back, empty."""
    s = w.servers[server]
    if s.up:
        return
    settle(w, server, now)
    settle_uptime(w, server, now)
    s.up = 1
    s.failures = 0
    n = w.nodes[s.node]
    control_at(w, now + n.redetect, C_SEEN_UP, server)
    if n.queue >= 0 and s.active == 1:
        w.queues[n.queue].idle += s.capacity
    poll_all(w)


@rare
def scale(w, group, now):
    """One decision of the autoscaler for one group: how many replicas the measured utilisation asks for."""
    g = w.groups[group]
    n = w.nodes[g.node]
    ready, coming, area = 0, 0, np.int64(0)
    for i in range(g.first, g.first + g.count):
        settle(w, i, now)
        s = w.servers[i]
        area += s.scale_area + s.busy_area
        s.scale_area = -s.busy_area
        if s.active == 1:
            ready += 1
        elif s.active == 2:
            coming += 1
    utilisation = np.float64(area) / (np.float64(n.scale_every) * w.servers[g.first].capacity * max(ready, 1))
    wish = np.int64(math.ceil(ready * utilisation / n.scale_target - 1e-9))
    wish = max(np.int64(n.scale_min), min(wish, np.int64(n.scale_max)))
    if wish >= ready + coming:
        g.wished = now
        for i in range(g.first, g.first + g.count):
            if ready + coming < wish and w.servers[i].active == 0:
                w.servers[i].active = 2  # not in service yet
                coming += 1
                control_at(w, now + n.scale_startup, C_START, np.int64(i))
    elif now - g.wished >= n.scale_cooldown:
        for k in range(g.count):
            i = g.first + g.count - 1 - k
            s = w.servers[i]
            if ready > wish and s.active == 1:
                settle_uptime(w, i, now)
                s.active = 0
                ready -= 1
                if n.queue >= 0 and s.up:
                    w.queues[n.queue].idle -= s.capacity - s.busy
        recount(w, group)
    control_at(w, now + n.scale_every, C_SCALE, np.int64(group))


@rare
def poll_all(w):
    """Something is up or connected again: let every queue look for workers."""
    for i in range(w.queues.shape[0]):
        if w.queues[i].ready > 0:
            push(w, todo(np.int64(i), A_POLL))


@rare
def carry_out(w, code, a, b, value, now):
    """Carries out one control event."""
    if code == C_CRASH:
        down = np.int64(value * 1e9) if value >= 0 else np.int64(-1)
        crash(w, a, b, down, now)
    elif code == C_RESTORE:
        restore(w, a, now)
    elif code == C_SEEN_DOWN or code == C_SEEN_UP:
        s = w.servers[a]
        if code == C_SEEN_UP and s.up:
            s.seen_up = 1
        elif code == C_SEEN_DOWN and not s.up:
            s.seen_up = 0
        recount(w, np.int64(s.group))
    elif code == C_SLOW:
        w.servers[a].slow *= value
    elif code == C_ERRORS:
        w.nodes[a].error_share = value
    elif code == C_THROTTLE:
        w.nodes[a].throttle = value
        w.nodes[a].tokens = 1.0
        w.nodes[a].filled = now
    elif code == C_LINK:
        w.links[a].on = b
        w.regs[R_LINKS_ON] += 1 if b else -1
        w.regs[R_WEATHER] += 1 if b else -1
        if not b:
            poll_all(w)
    elif code == C_FLUSH:
        cache_flush(w, a)
    elif code == C_FAILOVER:
        d = w.databases[a]
        for i in range(w.write_ring.shape[1]):
            if w.write_ring[a, i] > now:
                d.lost += 1
                w.write_ring[a, i] = -1
    elif code == C_HOME:
        w.nodes[a].home = b
    elif code == C_SCALE:
        scale(w, a, now)
    elif code == C_START:
        s = w.servers[a]
        settle(w, a, now)
        settle_uptime(w, a, now)
        s.active = 1
        recount(w, np.int64(s.group))
        queue = np.int64(w.nodes[s.node].queue)
        if queue >= 0 and s.up:
            w.queues[queue].idle += s.capacity - s.busy
            push(w, todo(queue, A_POLL))
    elif code == C_POLL:
        push(w, todo(a, A_POLL))


# ============================================================ arrivals ====================================================


def next_arrival(w, i):
    """Works out when a traffic's next request comes, by inverting the area under its rate; NEVER if none does."""
    t = w.traffic[i]
    if t.generated >= t.limit:
        t.next = NEVER
        return
    if t.kind == 3:
        t.next = 0 if t.generated < t.users else NEVER
        return
    if t.kind == 2:
        t.next = np.int64(w.traces[t.first + t.generated] * 1e9) if t.generated < t.count else NEVER
        return
    area = 1.0
    if t.kind == 0:
        area = t.area
        t.area = exponential(w, t.gaps, U64(t.generated + 1) * GOLDEN)
    clock = t.clock
    while True:
        if t.segment >= t.count:
            t.next = NEVER
            return
        start = w.segments[t.first + t.segment, 0]
        end = w.segments[t.first + t.segment, 1]
        low = w.segments[t.first + t.segment, 2]
        high = w.segments[t.first + t.segment, 3]
        slope, rate = 0.0, low
        if low != high:
            slope = (high - low) / (end - start)
            rate = low + slope * (clock - start)
        whole = 0.0
        if rate + high > 0.0:
            whole = math.inf if end == math.inf and rate > 0.0 else 0.5 * (rate + high) * (end - clock)
        if whole < area:
            area -= whole
            clock = end
            t.segment += 1
            if end == math.inf:
                t.segment = t.count
            continue
        if slope == 0.0:
            clock += area / rate
        else:
            root = math.sqrt(max(rate * rate + 2.0 * slope * area, 0.0))
            clock += 2.0 * area / (rate + root)
        break
    t.clock = clock
    t.next = np.int64(clock * 1e9)


def choose_arrival(w):
    """Finds the traffic whose request comes next."""
    best = NEVER
    which = 0
    for i in range(w.traffic.shape[0]):
        if w.traffic[i].next < best:
            best = w.traffic[i].next
            which = i
    w.regs[R_NEXT_ARRIVAL] = best
    w.regs[R_ARRIVING] = which


@hot
def open_request(w, x, traffic, rng, now):
    """A client's frame sends a request: a new unit, from a place, about a key."""
    t = w.traffic[traffic]
    u = new_unit(w, traffic, t.number, rng, now)
    t.number += 1
    unit = w.units[u]
    unit.expected = t.expected
    unit.place = w.place_ids[t.place_first]
    if t.place_count > 1:
        p = draw(rng, GOLDEN)
        i = 0
        while i < t.place_count - 1 and p >= w.place_shares[t.place_first + i]:
            i += 1
        unit.place = w.place_ids[t.place_first + i]
    if t.keys > 1:
        unit.key = draw_key(w, traffic, rng)
    if t.access >= 0:
        unit.access = np.int64(sample(w, np.int64(t.access), rng, GOLDEN * U64(4)) * 0.5e9)
    if unit.number & (t.stride - 1) == 0 and w.regs[R_FREE_BLAMES] > w.blame.shape[0] >> 1:
        unit.sampled = 1  # the other half of the rows is for the parts of those sampled already
    for i in range(w.traced.shape[1]):
        if w.traced[traffic, i] == unit.number:
            unit.traced = 1
    unit.refs = 1
    f = w.frames[x]
    f.unit = u
    f.sent = now
    f.mark = now
    f.place = unit.place
    if unit.sampled:
        w.regs[R_FREE_BLAMES] -= 1
        f.blame = w.free_blames[w.regs[R_FREE_BLAMES]]
        for i in range(w.blame.shape[1]):
            w.blame[f.blame, i] = 0.0
    f.pc = t.pc
    f.spending = -1
    trace(w, x, now, P_STARTED, np.int64(0))


def arrival(w, now):
    """The next request comes (or, at the start, the next user). Returns its frame."""
    i = w.regs[R_ARRIVING]
    t = w.traffic[i]
    rng = mix(t.salt + U64(t.generated) * GOLDEN)
    x = new_frame(w, np.int64(-1), now)
    f = w.frames[x]
    f.root = 1
    f.rng = rng
    t.generated += 1
    if t.kind == 3:
        think(w, x, i, now)
    else:
        open_request(w, x, i, rng, now)
    next_arrival(w, i)
    choose_arrival(w)
    return x


# ============================================================ the loop ====================================================


def frame_due(w, x, sequence, code, now):
    """An event names a frame: what is to be done, now that what it was waiting for has come. STALE when it waits no more."""
    f = w.frames[x]
    if f.event == sequence:
        f.event = 0
        return code
    if f.timer == sequence:
        return A_GIVE_UP
    if f.hedge == sequence:
        return hedge_due(w, x, now)
    return STALE


@rare
def hedge_due(w, x, now):
    """A call has waited so long that it may be tried once more beside what is out already."""
    f = w.frames[x]
    f.hedge = 0
    e = w.edges[w.ops[f.pc].a]
    if f.state != S_CALLING or f.out == 0 or f.hedges >= e.hedges:
        return A_NOTHING
    f.hedges += 1
    if f.hedges < e.hedges:
        f.hedge = after(w, now, np.int64(e.hedge_after), A_HEDGE, x)
    return A_TRY


@hot
def act(w, task, now):
    """Does what is to be done with a frame, a message or a queue; returns what is to be done next, before the stack."""
    x = task >> ACTION_BITS
    action = task & CODE_MASK
    status = (task >> CODE_BITS) & 7
    if action == A_RUN:
        return run_handler(w, x, now)
    if action == A_ARRIVE:
        return arrive(w, x, now)
    if action == A_ANSWER:
        return take_answer(w, x, now)
    if action == A_BALANCE:
        return at_balancer(w, x, now)
    if action == A_TRY:
        return send_try(w, x, now)
    if action == A_FINISH:
        return finish(w, x, status, now)
    if action == A_GIVE_UP:
        give_up_try(w, x, now)
    elif action == A_TRY_FAILED:
        try_failed(w, x, status, now)
    elif action == A_STEP:
        if rare_step(w, x, now):
            return todo(x, A_RUN)
    elif action == A_RETRY:
        charge(w, x, now, np.int64(w.edges[w.ops[w.frames[x].pc].a].node), B_BACKOFF)
        return todo(x, A_TRY)
    elif action == A_LOST:
        w.frames[x].status = RESET
        return todo(x, A_ANSWER)
    elif action == A_THOUGHT:
        traffic = np.int64(w.frames[x].target)
        w.frames[x].target = -1
        open_request(w, x, traffic, w.frames[x].rng, now)
        return todo(x, A_RUN)
    elif action == A_AWAKE or action == A_LINE_OVER:
        wake(w, x, now)
    elif action == A_DUE:
        redeliver(w, x, now)
    elif action == A_POLL:
        poll(w, x, now)
    return A_NOTHING


@rare
def short_of(w):
    """Which buffer is nearly full, if any: the kernel never begins an event that it might not be able to finish."""
    regs = w.regs
    if regs[R_SEQUENCE] > LAST_SEQUENCE:
        return np.int64(SPENT)
    for i in range(w.lanes.shape[0]):
        if 2 * (w.lanes[i].tail - w.lanes[i].head) > w.lanes[i].mask:
            return np.int64(GROW_RINGS)
    if regs[R_FREE_FRAMES] < FREE_MARGIN:
        return FULL if w.frames.shape[0] >= regs[R_FRAMES_MAX] else GROW_FRAMES
    if regs[R_FREE_UNITS] < FREE_MARGIN:
        return FULL if w.units.shape[0] >= regs[R_FRAMES_MAX] else GROW_UNITS
    if regs[R_FREE_MESSAGES] < FREE_MARGIN:
        return FULL if w.messages.shape[0] >= regs[R_FRAMES_MAX] else GROW_MESSAGES
    if regs[R_HEAP] + HEAP_MARGIN + regs[R_LOADING] > w.heap.shape[0]:
        return GROW_HEAP
    if w.exact.shape[0] > 0 and regs[R_EXACT] + FREE_MARGIN > w.exact.shape[0]:
        return FLUSH_EXACT
    return DONE


@rare
def affordable(w):
    """How many events can surely be finished with the buffers as they are, so that nobody need look at each of them."""
    regs = w.regs
    free = min(regs[R_FREE_FRAMES], regs[R_FREE_UNITS], regs[R_FREE_MESSAGES])
    if w.exact.shape[0] > 0:
        free = min(free, w.exact.shape[0] - regs[R_EXACT])
    room = w.heap.shape[0] - regs[R_HEAP] - regs[R_LOADING]
    return min(free // FREE_MARGIN, room // HEAP_MARGIN)


def advance(w):
    """Runs to the register `until`, or until a buffer needs its caller's care; returns why it came back.

    `left` is how many events can be begun before the buffers must be looked at again; `before` when the next of the fault
    timeline's events comes, or the end, and an event must come before that.

    The order of what is compared, and that it is by branches, is no accident: a guess that is right spares the wait for what
    is compared. Without branches the loop is a tenth slower.
    """
    regs = w.regs
    lanes = w.lanes.shape[0]
    until = regs[R_UNTIL]
    before = min(until + 1, regs[R_NEXT_CONTROL])
    left = np.int64(0)
    if not regs[R_STARTED]:
        regs[R_STARTED] = 1
        for i in range(w.traffic.shape[0]):
            t = w.traffic[i]
            t.gaps = mix(t.salt)
            t.area = exponential(w, t.gaps, U64(0))
            next_arrival(w, i)
        choose_arrival(w)
    while True:
        if left == 0:
            reason = short_of(w)
            if reason != DONE:
                if reason == FULL or reason == SPENT:  # the run ends here: what was under way counts up to now
                    settle_all(w, regs[R_NOW])
                return reason
            left = affordable(w)
        left -= 1
        source = -1
        time = before
        load = np.int64(0)
        if regs[R_HEAP] > 0 and w.heap[0].time < time:
            source = lanes
            time = w.heap[0].time
            load = w.heap[0].load
        for i in range(lanes):
            lane = w.lanes[i]
            if lane.time < time or (lane.time == time and lane.load < load):
                source = i
                time = lane.time
                load = lane.load
        task = A_NOTHING
        if regs[R_NEXT_ARRIVAL] <= time and regs[R_NEXT_ARRIVAL] < before:
            time = regs[R_NEXT_ARRIVAL]
            regs[R_NOW] = time
            x = arrival(w, time)
            if w.frames[x].unit >= 0:
                task = todo(x, A_RUN)
            regs[R_EVENTS] += 1
        elif source < 0:
            if before > until:
                regs[R_NOW] = until
                settle_all(w, until)
                return DONE
            if regs[R_HEAP] + HEAP_MARGIN + 2 * regs[R_ALIVE] > w.heap.shape[0]:
                return GROW_HEAP
            regs[R_NOW] = time
            c = w.controls[regs[R_CONTROL]]
            regs[R_CONTROL] += 1
            regs[R_NEXT_CONTROL] = w.controls[regs[R_CONTROL]].time
            before = min(until + 1, regs[R_NEXT_CONTROL])
            carry_out(w, np.int64(c.code), np.int64(c.a), np.int64(c.b), c.f, time)
            left = np.int64(0)
            regs[R_EVENTS] += 1
        else:
            regs[R_NOW] = time
            code = (load >> SLOT_BITS) & CODE_MASK
            slot = load & SLOT_MASK
            if code >= E_CONTROL and regs[R_HEAP] + HEAP_MARGIN + 2 * regs[R_ALIVE] > w.heap.shape[0]:
                return GROW_HEAP
            if source == lanes:
                pop_heap(w)
            else:
                leave_lane(w, source)
            if regs[R_ALIVE] > MANY:
                look_ahead(w, source)
            if code < E_CONTROL:
                code = frame_due(w, slot, load >> SEQUENCE_SHIFT, code, time)
                if code == STALE:
                    if source < lanes:
                        skip_stale(w, source)
                    continue
                task = todo(slot, code)
            elif code == E_MESSAGE:
                if not message_due(w, slot, load >> SEQUENCE_SHIFT):
                    continue
            else:
                code -= E_CONTROL
                value = -1.0
                if code == C_CRASH:
                    value = w.servers[slot].restart_after * 1e-9 if w.servers[slot].restart_after >= 0 else -1.0
                carry_out(w, code, slot, np.int64(0), value, time)
                left = np.int64(0)
            regs[R_EVENTS] += 1
        while True:
            while task != A_NOTHING:
                task = act(w, task, time)
            n = regs[R_STACK] - 1
            if n < 0:
                break
            regs[R_STACK] = n
            task = w.stack[n]


run_until = Entry(advance, KINDS)
"""What Python calls: `advance`, compiled."""
