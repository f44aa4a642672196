"""The tables that the event kernel reads and writes: what a row holds, and what the small codes in it mean.

A design is compiled once into these arrays (`compile.py`); the kernel (`kernel.py`) interprets them. Nothing here runs.
Times are int64 nanoseconds. `NEVER` stands for "not in this run".
"""

from __future__ import annotations

from typing import Any

import numpy as np

NEVER = (1 << 62) - 1
NO_LIMIT = 1 << 40

LINE = 64
"""Bytes of one line of the processor's cache."""


def lined(fields: list[tuple[str, str]]) -> np.dtype[Any]:
    """A row whose size is a power of two: its address is quickly worked out, and it shares no line with other rows."""
    row: Any = np.dtype(fields, align=True)
    layout: Any = {
        "names": row.names,
        "formats": [row.fields[name][0] for name in row.names],
        "offsets": [row.fields[name][1] for name in row.names],
        "itemsize": max(LINE, 1 << (row.itemsize - 1).bit_length()),
    }
    padded: np.dtype[Any] = np.dtype(layout)
    return padded


# --- The instruction set: a handler is a straight run of these, ended by END. -------------------------------------------
(
    OP_END,  # the handler is over: free the worker, reply
    OP_WORK,  # a: distribution
    OP_SLEEP,  # a: distribution
    OP_CALL,  # a: edge; c: where to go when the call fails (-1: fail)
    OP_JUMP,  # a: target
    OP_CHANCE,  # f: probability of falling through; a: where to go otherwise
    OP_FAIL,  # f: probability of failing here
    OP_REPLY,  # answer now, go on detached
    OP_FORK,  # b: branches, whose starts stand in the OP_JUMPs that follow; c: how many must succeed; a: where to go on
    OP_FAN_OUT,  # a: count distribution; b: body; c: concurrency; d: where to go on; e: effects expected of each recipient
    OP_BROADCAST,  # a: edge; b: body; c: histogram row; d: 1 each replica, 2 wait (bits)
    OP_CALL_TARGET,  # a: edge: like OP_CALL, to the region or replica that the frame was made for
    OP_ENQUEUE,  # a: queue; b: so many queues in a row (a topic's), all of them or none
    OP_ACK,
    OP_NACK,  # f: delay in seconds
    OP_CACHE_GET,  # a: cache; b: the first server of those that have one each; c: 1 when that is the caller's own replica
    OP_CACHE_PUT,
    OP_CACHE_DELETE,
    OP_IF_HIT,  # a: where to go when the last lookup was a hit
    OP_LOADED,  # a: cache; the miss branch is over: let the waiting lookups go
    OP_DB_READ,  # a: database
    OP_DB_WRITE,
    OP_EFFECT,  # a: effect
    OP_EXPECT,  # a: bit mask of effects now expected of this unit
    OP_ONCE,  # a: where to go when seen; b: site; c: 1 by key; d: 1 mark now; e: effects inside, by key; f: window in ns
    OP_MARK,  # b: site; c: 1 by key
    OP_CRASH,  # a: fault row; f: probability
) = range(27)

OP = lined([("op", "i4"), ("a", "i4"), ("b", "i4"), ("c", "i4"), ("d", "i4"), ("e", "i4"), ("f", "f8"), ("salt", "u8")])

# --- Distributions -------------------------------------------------------------------------------------------------------
(D_CONSTANT, D_EXPONENTIAL, D_LOGNORMAL, D_UNIFORM, D_GAMMA, D_HYPEREXPONENTIAL, D_PARETO, D_EMPIRICAL) = range(8)
DIST = lined([("kind", "i8"), ("a", "f8"), ("b", "f8"), ("c", "f8"), ("first", "i8"), ("count", "i8")])

# --- What a frame waits for ------------------------------------------------------------------------------------------------
(
    S_FREE,
    S_BALANCER,  # on its way to the balancer
    S_ARRIVE,  # on its way to the server
    S_QUEUED,  # in the server's line
    S_RUN,  # working or sleeping; goes on when its event comes
    S_CALLING,  # waits for the reply of a call, for branches, for a cache load
    S_REPLY,  # its reply is on its way to the caller
    S_RETRY,  # waits to try its call again
    S_PENDING,  # waits for a free connection
    S_UNREACHABLE,  # sent into a partition
    S_THINK,  # a user between two requests
    S_LOADING,  # a lookup that waits for another one's load
    S_DOOMED,  # its replica is about to die
    S_SLEEP,  # sleeps; goes on when its event comes, once it has a worker again
) = range(14)

(OK, ERROR, REJECTED, TIMED_OUT, RESET) = range(5)
"""How a try or a frame ended. RESET: its replica died."""

(B_NETWORK, B_WAITING, B_WORKING, B_BACKOFF, B_TIMED_OUT, B_SLEEPING, B_EARLIER) = (np.int64(code) for code in range(7))
BLAME_STATES = ("network", "waiting", "working", "backoff", "timed_out", "sleeping", "earlier")
"""Where time goes. `earlier` had passed before a message was first ready in its queue, or before a try that was given up."""
B_STATES = np.int64(len(BLAME_STATES))

FRAME = lined(
    [
        # What every frame needs comes first, and what a new frame sets to one value stands together, so that the compiler
        # can set many fields at once.
        ("rng", "u8"),  # the key of its random numbers
        ("sent", "i8"),  # when it was sent
        ("mark", "i8"),  # up to when its time is accounted for
        ("back", "i8"),  # how long its reply travels
        ("event", "i8"),  # sequence number of its next event; others that name it are stale
        ("timer", "i8"),  # ... of its try's timeout
        ("hedge", "i8"),  # ... of the hedge timer of the call it makes
        ("work", "i8"),  # how long its first work takes where nothing is slow, drawn when it was sent; -1: not drawn
        ("out", "i4"),  # tries of that call still out
        ("status", "i1"),
        ("holds", "i1"),  # it holds a worker of its server
        ("branch", "i1"),  # 1: a branch of its parent's handler; 2: a broadcast's collector
        ("hit", "i1"),
        ("listed", "i1"),  # it stands in a line, so that it cannot be freed yet
        ("dead", "i1"),  # ... and must be when it is met there
        ("retried", "i1"),  # the try it answers is a retry
        ("counted", "i1"),  # as a caller: 1 its call is counted in the edge's state, 2 as a retrying one
        ("root", "i1"),  # a client's own frame
        ("connected", "i1"),  # as a try: it holds a connection
        ("admitted", "i1"),  # as a caller that waits for a connection: all else has let it through
        ("state", "i1"),
        ("parent", "i4"),  # the frame that waits for it; -1: nobody
        ("edge", "i4"),  # the call it answers
        ("server", "i4"),  # -1: a client
        ("message", "i4"),  # the message it handles
        ("blame", "i4"),  # its row of accounted time
        ("target", "i4"),  # what a broadcast branch is for
        ("row", "i4"),  # as a try: the edge state that it counts in; -1: none
        ("left", "i4"),  # branches still to be started
        ("load_cache", "i4"),  # which cache it loads (-1: none)
        ("waiters", "i4"),  # lookups that wait for its load
        ("spending", "i2"),  # as state is S_RUN: which kind of time it spends
        ("place", "i2"),  # where it runs
        ("unit", "i4"),
        ("token", "i4"),  # as a caller: changes whenever it stops waiting for what it waits for
        ("serial", "i4"),  # how often the slot was used
        ("parent_token", "i4"),  # the caller's token when this frame was made
        ("pc", "i4"),
        ("next", "i4"),  # in a line
        ("tries", "i4"),  # of the call it makes, hedges included
        ("acquired", "i8"),  # when it got its worker
        ("deadline", "i8"),  # of the call it makes
        # what few need
        ("parent_serial", "i4"),
        ("receipt", "i4"),
        ("retries", "i4"),
        ("hedges", "i4"),
        ("open", "i4"),  # branches running
        ("wanted", "i4"),  # branches that must still succeed
        ("spare", "i4"),  # branches that may still fail
        ("leads", "i4"),  # next leader in the loading chain
        ("generation", "i4"),  # ... and of which life of its caller
    ]
)

UNIT = lined(
    [
        ("start", "i8"),
        ("number", "i8"),
        ("rng", "u8"),
        ("effects", "i8"),  # four bits an effect: how often it happened, up to 15
        ("expected", "i8"),  # bit mask
        ("key", "i8"),
        ("access", "i8"),  # half a round trip of the client's last mile
        ("stale", "i8"),  # the oldest thing it read
        ("refs", "i4"),
        ("place", "i2"),
        ("sampled", "i1"),
        ("part", "i1"),  # one recipient of a fan-out
        ("traced", "i1"),
        ("state", "i1"),  # -1 still open, else how the client was answered
        ("traffic", "i2"),
    ]
)

(M_FREE, M_READY, M_HELD, M_IN_FLIGHT, M_DELAYED) = range(5)
MESSAGE = np.dtype(
    [
        ("since", "i8"),
        ("timer", "i8"),
        ("key", "i8"),
        ("rng", "u8"),
        ("unit", "i4"),
        ("queue", "i4"),
        ("next", "i4"),
        ("deliveries", "i4"),
        ("frame", "i4"),
        ("state", "i1"),
    ],
    align=True,
)

SERVER = lined(
    [
        ("capacity", "i8"),
        ("line_limit", "i8"),
        ("busy", "i8"),
        ("line", "i8"),
        ("outstanding", "i8"),
        ("since", "i8"),  # up to when the areas below are settled
        ("busy_area", "i8"),
        ("line_area", "i8"),
        ("up_area", "i8"),
        ("up_since", "i8"),  # ... up to when that one is
        ("waited", "i8"),  # waits in line that are over
        ("held", "i8"),  # holdings of a worker that are over
        ("arrivals", "i8"),
        ("started", "i8"),
        ("completions", "i8"),
        ("rejected", "i8"),
        ("errors", "i8"),
        ("line_max", "i8"),
        ("restart_after", "i8"),  # of a crash between two steps
        ("scale_area", "i8"),  # busy_area from the autoscaler's last decision to where busy_area was last begun anew
        ("slow", "f8"),
        ("head", "i4"),
        ("tail", "i4"),
        ("node", "i4"),
        ("group", "i4"),
        ("failures", "i4"),
        ("ejections", "i4"),
        ("crashes", "i4"),
        ("place", "i2"),
        ("up", "i1"),  # it runs
        ("seen_up", "i1"),  # balancers think that it runs
        ("active", "i1"),  # autoscaling has it in service
        ("silent", "i1"),  # when down, does not even refuse connections
    ]
)

GROUP = np.dtype(
    [
        ("wished", "i8"),  # when the autoscaler last wished for more
        ("first", "i4"),
        ("count", "i4"),
        ("available", "i4"),
        ("turn", "i4"),
        ("node", "i4"),
        ("place", "i2"),
    ],
    align=True,
)

NODE = lined(
    [
        ("error_share", "f8"),
        ("tokens", "f8"),
        ("throttle", "f8"),  # requests a second let through; 0: no throttle
        ("filled", "i8"),
        ("detect", "i8"),  # how long balancers take to see a death
        ("redetect", "i8"),  # ... and a recovery
        ("eject_time", "i8"),
        ("eject_share", "f8"),
        ("scale_target", "f8"),
        ("scale_every", "i8"),
        ("scale_startup", "i8"),
        ("scale_cooldown", "i8"),
        ("scale_min", "i4"),
        ("scale_max", "i4"),
        ("eject_after", "i4"),
        ("first", "i4"),  # of its servers
        ("servers", "i4"),
        ("group", "i4"),  # first of its groups
        ("groups", "i4"),
        ("queue", "i4"),  # consumed by a worker
        ("message_pc", "i4"),
        ("home", "i4"),  # region of a database's primary; -1: none
        ("shards", "i4"),
        ("per_shard", "i4"),
        ("database", "i4"),
        ("hold", "i1"),
    ]
)

# --- Calls -----------------------------------------------------------------------------------------------------------------
(LB_ROUND_ROBIN, LB_LEAST_REQUEST, LB_RANDOM, LB_RING_HASH, LB_PRIMARY, LB_REPLICA, LB_TARGET) = range(7)
EDGE = lined(
    [
        ("salt", "u8"),
        ("timeout", "i8"),
        ("try_timeout", "i8"),
        ("backoff", "f8"),
        ("backoff_max", "f8"),
        ("multiplier", "f8"),
        ("jitter_low", "f8"),
        ("jitter_high", "f8"),
        ("budget", "f8"),  # share of calls that may be retries; -1: no budget
        ("hedge_after", "i8"),
        ("rate", "f8"),
        ("burst", "f8"),
        ("breaker_rate", "f8"),  # -1: no breaker
        ("breaker_wait", "i8"),
        ("breaker_slow", "i8"),
        ("reuse", "f8"),
        ("resumption", "f8"),
        ("caller_first", "i4"),
        ("node", "i4"),
        ("caller", "i4"),  # the node that calls; -1: a traffic
        ("pc", "i4"),
        ("policy", "i4"),
        ("choices", "i4"),  # replicas compared by LEAST_REQUEST; 0: all
        ("balancer", "i4"),  # the node it goes through; -1: none
        ("retries", "i4"),
        ("budget_min", "i4"),
        ("hedges", "i4"),
        ("connections", "i4"),  # 0: no limit
        ("pending", "i4"),
        ("state", "i4"),  # first row of its EDGE_STATE
        ("breaker_window", "i4"),
        ("breaker_min", "i4"),
        ("breaker_half", "i4"),
        ("new_trips", "i4"),  # round trips of a new connection; -1: connections are not modelled
        ("resumed_trips", "i4"),
        ("from_traffic", "i1"),
        ("per_replica_bucket", "i1"),
        ("uses_state", "i1"),
    ]
)
EDGE_COUNT = lined(
    [
        ("tries", "i8"),
        ("errors", "i8"),
        ("timeouts", "i8"),
        ("retries", "i8"),
        ("rejected", "i8"),
        ("total", "f8"),
        ("largest", "i8"),
    ]
)

(BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN) = range(3)
EDGE_STATE = np.dtype(
    [
        ("tokens", "f8"),
        ("filled", "i8"),
        ("open_until", "i8"),
        ("breaker", "i4"),
        ("calls_seen", "i4"),
        ("failures", "i4"),
        ("position", "i4"),
        ("ring", "i4"),
        ("half_left", "i4"),
        ("half_seen", "i4"),
        ("half_failed", "i4"),
        ("connections", "i4"),
        ("head", "i4"),
        ("tail", "i4"),
        ("waiting", "i4"),
        ("calls", "i4"),
        ("retrying", "i4"),
        ("generation", "i4"),  # lives of the replica so far
    ],
    align=True,
)

QUEUE = np.dtype(
    [
        ("visibility", "i8"),
        ("limit", "i8"),
        ("ready", "i8"),
        ("in_flight", "i8"),
        ("held", "i8"),
        ("since", "i8"),
        ("area", "i8"),
        ("ready_max", "i8"),
        ("enqueued", "i8"),
        ("delivered", "i8"),
        ("redelivered", "i8"),
        ("acked", "i8"),
        ("dead", "i8"),
        ("rejected", "i8"),
        ("waited", "i8"),
        ("idle", "i8"),  # free workers of its consumer
        ("head", "i4"),
        ("tail", "i4"),
        ("max_deliveries", "i4"),
        ("dead_letters", "i4"),
        ("consumer", "i4"),  # the worker node; -1: none
        ("turn", "i4"),
        ("node", "i4"),
        ("ordered", "i4"),  # row of its key tables; -1: unordered
        ("place", "i2"),
    ],
    align=True,
)

(EVICT_NONE, EVICT_LRU, EVICT_LFU) = range(3)
CACHE = np.dtype(
    [
        ("ttl", "i8"),
        ("hits", "i8"),
        ("misses", "i8"),
        ("bucket", "i8"),  # first of its hash buckets
        ("mask", "i8"),
        ("entry", "i8"),  # first of its entries
        ("capacity", "i4"),
        ("used", "i4"),
        ("head", "i4"),
        ("tail", "i4"),
        ("free", "i4"),
        ("eviction", "i4"),
        ("node", "i4"),
        ("server", "i4"),  # whose memory it is
        ("coalesce", "i4"),
    ],
    align=True,
)
ENTRY = np.dtype(
    [
        ("key", "i8"),
        ("expires", "i8"),
        ("uses", "i8"),
        ("touched", "i8"),
        ("before", "i4"),
        ("after", "i4"),
        ("chain", "i4"),
        ("heap", "i4"),
    ],
    align=True,
)

DATABASE = np.dtype(
    [
        ("lost", "i8"),
        ("written", "i8"),
        ("stale_reads", "i8"),
        ("reads", "i8"),
        ("salt", "u8"),
        ("position", "i8"),  # in its ring of writes on their way to a replica
        ("last_write", "i8"),  # first of its row of keys; -1: no replica, so nothing can be stale
        ("lag", "i4"),
        ("sync", "i4"),
        ("node", "i4"),
        ("replicas", "i4"),
    ],
    align=True,
)
WRITE_RING = 1 << 14
"""How many of a database's latest writes are remembered, to count those that a failover loses."""

TRAFFIC = lined(
    [
        ("salt", "u8"),
        ("gaps", "u8"),  # the key of the times between its requests
        ("area", "f8"),  # under its rate until the request after the next
        ("number", "i8"),
        ("limit", "i8"),
        ("next", "i8"),
        ("clock", "f8"),  # the last arrival in seconds, not rounded
        ("keys", "i8"),
        ("zipf", "f8"),
        ("zipf_a", "f8"),
        ("zipf_b", "f8"),
        ("zipf_c", "f8"),
        ("expected", "i8"),
        ("generated", "i8"),
        ("completed", "i8"),
        ("failed", "i8"),
        ("rejected", "i8"),
        ("stale", "i8"),
        ("users", "i8"),
        ("pc", "i4"),
        ("think", "i4"),
        ("access", "i4"),
        ("kind", "i4"),  # 0 Poisson, 1 constant, 2 trace, 3 users
        ("segment", "i4"),
        ("first", "i4"),
        ("count", "i4"),
        ("place_first", "i4"),
        ("place_count", "i4"),
        ("stride", "i4"),  # a power of two: one in so many requests is sampled for blame
    ]
)

EFFECT = np.dtype(
    [
        ("expected", "i8"),
        ("once", "i8"),
        ("lost", "i8"),
        ("duplicated", "i8"),
        ("pending", "i8"),
        ("unasked", "i8"),
        ("happened", "i8"),
        ("disordered", "i8"),
        ("order", "i8"),  # first of its row of keys; -1: not tracked
    ],
    align=True,
)

EVENT = np.dtype([("time", "i8"), ("load", "i8")], align=True)
LANE = lined(
    [
        ("delay", "i8"),
        ("time", "i8"),  # of its first event; NEVER: it is empty
        ("load", "i8"),
        ("head", "i8"),  # how many events have left it, and
        ("tail", "i8"),  # ... have entered it; an event's place is such a number, less its high bits
        ("first", "i8"),  # where its places begin
        ("mask", "i8"),  # how many places it has, less one
    ]
)
MAX_LANES = 8
"""Constant delays beyond this many share the heap: up to about eight lane heads cost nothing to compare."""

# --- Control events: the fault timeline, and what follows from it ----------------------------------------------------------
(
    C_CRASH,  # a: server, b: 1 silent; f: seconds down (<0: for good)
    C_RESTORE,  # a: server
    C_SEEN_DOWN,
    C_SEEN_UP,
    C_SLOW,  # a: server; f: factor
    C_ERRORS,  # a: node; f: share
    C_THROTTLE,  # a: node; f: rate, 0 lifts it
    C_LINK,  # a: link row; b: 1 on, 0 off
    C_FLUSH,  # a: cache
    C_FAILOVER,  # a: database
    C_HOME,  # a: node; b: region
    C_SCALE,  # a: node
    C_START,  # a: server: an autoscaled replica is ready
    C_POLL,  # a: queue
) = (np.int64(code) for code in range(14))
CONTROL = np.dtype([("time", "i8"), ("code", "i4"), ("a", "i4"), ("b", "i4"), ("f", "f8")], align=True)

LINK = np.dtype(
    [
        ("loss", "f8"),
        ("duplicate", "f8"),
        ("latency", "i8"),
        ("a", "i4"),
        ("b", "i4"),
        ("nodes", "i1"),  # 1: a and b are nodes, 0: places
        ("cut", "i1"),
        ("on", "i1"),
    ],
    align=True,
)

(
    P_SENT,  # a: the callee's node
    P_ARRIVED,  # a: node
    P_STARTED,  # a: node
    P_OVER,  # a: status; the handler is over
    P_ANSWERED,  # a: status; the reply is back at the caller
    P_GIVEN_UP,  # a: node; the caller's timeout fired
    P_EFFECT,  # a: effect
    P_TAKEN,  # a: node; a worker took the message
    P_DIED,  # a: server
    P_DONE,  # a: status; the client's request is over
    P_RETRY,  # a: node
) = (np.int64(code) for code in range(11))
"""What a traced request's span event says."""
SPAN = np.dtype(
    [("time", "i8"), ("unit", "i8"), ("frame", "i8"), ("parent", "i8"), ("what", "i4"), ("a", "i4")], align=True
)

# --- Registers: the kernel's own scalars, kept in an array so that it can stop and go on -----------------------------------
REGISTERS = (
    "sequence",
    "heap",
    "free_frames",
    "free_units",
    "free_messages",
    "free_blames",
    "events",
    "now",
    "until",
    "next_arrival",
    "arriving",
    "next_control",
    "control",
    "links_on",
    "spans",
    "tracing",
    "exact",
    "frames_max",
    "alive",
    "loading",
    "stack",
    "weather",
    "started",
)
(
    R_SEQUENCE,
    R_HEAP,
    R_FREE_FRAMES,
    R_FREE_UNITS,
    R_FREE_MESSAGES,
    R_FREE_BLAMES,
    R_EVENTS,
    R_NOW,
    R_UNTIL,
    R_NEXT_ARRIVAL,
    R_ARRIVING,
    R_NEXT_CONTROL,
    R_CONTROL,
    R_LINKS_ON,
    R_SPANS,
    R_TRACING,
    R_EXACT,
    R_FRAMES_MAX,
    R_ALIVE,
    R_LOADING,
    R_STACK,
    R_WEATHER,
    R_STARTED,
) = range(len(REGISTERS))

(DONE, GROW_FRAMES, GROW_HEAP, GROW_RINGS, GROW_UNITS, GROW_MESSAGES, FLUSH_EXACT, FULL, SPENT) = range(9)
"""Why the kernel came back: the time is up, a buffer must grow (or be emptied) first, too much is in flight, or there have
been more events than have numbers."""

# --- Histograms ------------------------------------------------------------------------------------------------------------
FINE_BITS = 10
COARSE_BITS = 5
OCTAVES = 44
FINE_BINS = (1 << FINE_BITS) * (OCTAVES - FINE_BITS + 1)
COARSE_BINS = (1 << COARSE_BITS) * (OCTAVES - COARSE_BITS + 1)
"""A value below 2^bits ns has a bin of its own; above, an octave has 2^bits bins; beyond 2^44 ns (4.9 h) the last bin."""
