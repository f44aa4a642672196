"""Runs a compiled design: slice after slice of simulated time, with the numbers of each slice kept.

The kernel stops at the end of every slice (and whenever a buffer must grow). Between slices the run can report progress,
be stopped, or end early because too much is in flight; whatever was measured until then stays good.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.errors import EngineError
from hotseat.load import tables as T
from hotseat.load.histogram import Coarse, Histogram, merged, trimmed
from hotseat.load.kernel import World, run_until
from hotseat.load.world import grow, make_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotseat.load.program import Program

SLICES = 128
"""A run is cut into so many slices; a longer one (`extend`) has its slices joined in pairs."""

EVENTS_BETWEEN = 1 << 20
"""After so many events, about a tenth of a second, somebody is asked again whether to stop, if need be within a slice."""

HOPS = 32
"""Of so many hops at most the latencies are kept slice by slice, which their intervals need."""

TRAFFIC_COUNTS = ("generated", "completed", "failed", "rejected", "stale")
SERVER_SUMS = (
    "busy_area", "line_area", "up_area", "waited", "held", "arrivals", "started",
    "completions", "rejected", "errors", "crashes",
)  # fmt: skip
QUEUE_SUMS = ("area", "enqueued", "delivered", "redelivered", "acked", "dead", "rejected", "waited")

EMPTY = trimmed(np.zeros(1, np.int64), 0.0, 0.0)

Progress = Callable[[float], None]
"""Told the share of the run that is done, 0..1."""


@dataclass(slots=True)
class Slice:
    """What happened in one slice: counts by traffic, sums by server and queue, histograms by row; `end` in seconds."""

    start: float
    end: float
    traffic: dict[str, NDArray[np.int64]]
    servers: dict[str, NDArray[np.int64]]
    queues: dict[str, NDArray[np.int64]]
    histograms: list[Histogram]
    hops: Coarse
    line_max: NDArray[np.int64]
    ready_max: NDArray[np.int64]
    line: NDArray[np.int64]
    ready: NDArray[np.int64]
    active: NDArray[np.int64]
    in_flight: NDArray[np.int64]


@dataclass(slots=True)
class Run:
    """One run under way or over. `world` is its state; `slices` what was measured so far."""

    program: Program
    world: World
    duration: float
    slices: list[Slice] = field(default_factory=list)
    exact: list[NDArray[np.int64]] = field(default_factory=list)
    full: bool = False
    """It ended by itself: more was under way at once than there is room for."""
    spent: bool = False
    """It was cut short after 270,000,000,000 events (hours), because there are numbers for no more."""
    most: int = 0
    """The most that was under way at once, as far as was seen whenever the kernel came back."""
    interrupted: bool = False
    piece: float = 0.0
    """How many simulated seconds bring about half as many events as `EVENTS_BETWEEN`; found while running."""
    warmup: float = 0.0
    """The warm-up that was asked for, in seconds; 0 where it is found afterwards."""
    blame_from: float = 0.0
    hops: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None
    """What the hops had counted by the end of the last slice."""
    early: NDArray[np.int64] | None = None
    """The exemplars of the first half: their work has the other half to come to its end in."""

    @classmethod
    def of(
        cls, program: Program, duration: float, *, exact: bool = False, traced: NDArray[np.int64] | None = None
    ) -> Run:
        """A run at time 0."""
        return cls(program, make_world(program, exact=exact, traced=traced), duration)

    def advance(
        self, until: float, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None
    ) -> None:
        """Runs on to a simulated time, in `SLICES` slices a whole duration; stops early when `stop` says so."""
        step = max(self.duration, self.now) / SLICES

        def stopped(now: float) -> bool:
            try:
                if progress:
                    progress(min(1.0, now / until))
                return stop is not None and stop()
            except KeyboardInterrupt:
                return True

        while self.now < until - step * 1e-6 and not self.full and not self.interrupted:
            cut = self.run_slice(self.next_end(step, until), stopped)
            self.interrupted = (cut or stopped(self.now)) and self.now < until - step * 1e-6

    def next_end(self, step: float, until: float) -> float:
        """Where the next slice ends: about `step` after the last, and where a warm-up that was asked for ends."""
        bounds = [0.0, self.warmup, self.duration] if 0 < self.warmup < self.duration else [0.0, self.duration]
        near = step * 1e-6
        for begin, end in itertools.pairwise(bounds):
            if self.now < end - near:
                step = (end - begin) / max(1, round((end - begin) / step))
                until = min(until, end)
                break
        return until if self.now + step > until - near else self.now + step

    @property
    def now(self) -> float:
        """The simulated time up to which the run has been measured, in seconds."""
        return self.slices[-1].end if self.slices else 0.0

    def run_slice(self, until: float, stopped: Callable[[float], bool]) -> bool:
        """Runs one slice and keeps what it measured. Returns whether it was cut short, because `stopped` said so."""
        start = now = self.now
        events = self.events
        cut = False
        while now < until and not self.full and not cut:
            end = self.next_piece(start, now, until)
            before = self.events
            try:
                self.run_to(end)
            except KeyboardInterrupt:
                self.run_to(end)  # the books hold only where a piece ends
                cut = True
            now = end
            cut = cut or self.spent
            self.piece *= 2 if self.events - before < EVENTS_BETWEEN // 4 else 1
            self.piece /= 2 if self.events - before > EVENTS_BETWEEN else 1
            if now < until and self.events - events >= EVENTS_BETWEEN:
                events = self.events
                cut = cut or stopped(now)
        if self.full or self.spent:
            now = max(int(self.world.regs[T.R_NOW]), 1) * 1e-9  # what fills the memory at once still takes a nanosecond
        self.keep(start, now)
        return cut

    def next_piece(self, start: float, now: float, until: float) -> float:
        """How far to run before somebody may say stop: at the beginning, where nothing is known, a thousandth of a slice."""
        self.piece = min(self.piece or (until - start) / 1024, until - start)
        return until if now + self.piece * 1.001 > until else now + self.piece

    @property
    def events(self) -> int:
        """How many events have been executed."""
        return int(self.world.regs[T.R_EVENTS])

    @property
    def under_way(self) -> int:
        """How many requests, calls and messages are under way."""
        w = self.world
        return int(w.regs[T.R_ALIVE]) + int(w.messages.shape[0] - w.regs[T.R_FREE_MESSAGES])

    def run_to(self, until: float) -> None:
        """Runs the kernel to a simulated time, whatever its buffers need meanwhile, or until there is no room left."""
        self.world.regs[T.R_UNTIL] = round(until * 1e9)
        while True:
            with np.errstate(over="ignore"):  # without the compiler, 64-bit hashes wrap around in NumPy's scalars
                reason = int(run_until(self.world))
            self.most = max(self.most, self.under_way)
            if reason == T.DONE:
                return
            if reason in (T.FULL, T.SPENT):
                self.full, self.spent = reason == T.FULL, reason == T.SPENT
                return
            if reason == T.FLUSH_EXACT:
                self.flush_exact()
            else:
                self.world = grow(self.world, reason)

    def keep(self, start: float, until: float) -> None:
        """Keeps what the slice that ends now measured."""
        if until > start:
            self.slices.append(self.measure(start, until))
        if self.world.exact.shape[0]:
            self.flush_exact()
        if self.early is None and until >= self.duration / 2:
            self.early = np.array(self.world.exemplars)
        if self.blame_from and start < self.blame_from <= until:
            self.world.blame_sums[:] = 0.0
            self.world.effect_blame[:] = 0.0

    def join_slices(self) -> None:
        """Joins slices in pairs while there are more than twice `SLICES`, so that memory does not grow with the run."""
        while len(self.slices) >= 2 * SLICES:
            odd = self.slices[len(self.slices) // 2 * 2 :]
            self.slices = [joined(a, b) for a, b in zip(self.slices[::2], self.slices[1::2], strict=False)] + odd

    def flush_exact(self) -> None:
        """Takes the exact latencies out of the kernel's buffer."""
        count = int(self.world.regs[T.R_EXACT])
        self.exact.append(self.world.exact[:count].copy())
        self.world.regs[T.R_EXACT] = 0

    def measure(self, start: float, end: float) -> Slice:
        """The slice's numbers; the kernel's sums go back to zero."""
        w = self.world
        table, server, queue = (np.asarray(rows).view(np.ndarray) for rows in (w.traffic, w.servers, w.queues))
        traffic = {name: table[name].copy() for name in TRAFFIC_COUNTS}
        users = table["kind"] == 3  # closed traffic counts users as arrivals
        traffic["generated"] = np.where(users, table["number"], traffic["generated"])
        in_flight = traffic["generated"] - traffic["completed"] - traffic["failed"] - traffic["rejected"]
        server["scale_area"] += server["busy_area"]  # an autoscaler goes on from where it was
        piece = Slice(
            start=start,
            end=end,
            traffic=traffic,
            servers=take(server, SERVER_SUMS),
            queues=take(queue, QUEUE_SUMS),
            histograms=[self.histogram(row) for row in range(w.fine.shape[0])],
            hops=self.hop_histograms(),
            line_max=server["line_max"].copy(),
            ready_max=queue["ready_max"].copy(),
            line=server["line"].copy(),
            ready=queue["ready"] + queue["held"],
            active=(server["active"] == 1).astype(np.int64),
            in_flight=in_flight,
        )
        server["line_max"] = server["line"]
        queue["ready_max"] = piece.ready
        return piece

    def histogram(self, row: int) -> Histogram:
        """One row's histogram of this slice, taken out of the kernel's table."""
        w = self.world
        if not w.fine_max[row] and not w.fine[row, 0]:
            return EMPTY
        result = trimmed(w.fine[row], float(w.fine_sums[row]) * 1e-9, float(w.fine_max[row]) * 1e-9)
        if len(result.counts):
            w.fine[row, result.first : result.first + len(result.counts)] = 0
        w.fine_sums[row] = 0.0
        w.fine_max[row] = 0
        return result

    def hop_histograms(self) -> Coarse:
        """The latencies of the slice's hops; of none, where there are too many of them."""
        few = self.world.coarse.shape[0] <= HOPS
        counts = np.array(self.world.coarse if few else self.world.coarse[:0])
        totals = np.asarray(self.world.edge_counts["total"])[: len(counts)] * 1e-9
        before = self.hops or (np.zeros_like(counts), np.zeros_like(totals))
        self.hops = counts, totals
        return Coarse.of(counts - before[0], totals - before[1])

    def open_units(self) -> NDArray[Any]:
        """The units whose work is not over."""
        units = np.asarray(self.world.units)
        return units[units["refs"] > 0]

    def check_books(self) -> None:
        """Every request, message and worker must be accounted for; EngineError if one is not."""
        w = self.world
        units = self.open_units()
        requests = units["traffic"][(units["state"] == -1) & (units["part"] == 0)]
        in_flight = np.bincount(requests, minlength=len(w.traffic))
        for index, name in enumerate(self.program.traffic_names):
            row = w.traffic[index]
            generated, open_now = int(row["number"]), int(in_flight[index])
            if generated != int(row["completed"]) + int(row["failed"]) + int(row["rejected"]) + open_now:
                raise EngineError(
                    f"the books of traffic '{name}' do not balance: {generated} generated, {open_now} in flight"
                )
        messages = np.asarray(w.messages)
        left = np.bincount(messages["queue"][messages["state"] != T.M_FREE], minlength=len(w.queues))
        sums = [self.total("queues", sort) for sort in ("enqueued", "acked", "dead")]
        for index, name in enumerate(self.program.queue_names):
            there = int(left[index])
            came, done, dead = (int(values[index]) for values in sums)
            if came != done + dead + there:
                raise EngineError(
                    f"the books of queue '{name}' do not balance: {came} in, {done + dead} out, {there} there"
                )

    def law_errors(self) -> dict[str, float]:
        """Little's law and the utilisation law, server by server: the area under a line must be the sum of the waits.

        The area is summed over time, the waits (and the holdings of workers) request by request, so that each checks the
        other. Relative errors, by `little:<node>` and `utilisation:<node>`; 0 when the books agree to the nanosecond.
        """
        w = self.world
        now = int(w.regs[T.R_NOW])
        frames = np.asarray(w.frames)
        queued = np.flatnonzero(frames["state"] == T.S_QUEUED)
        holding = np.flatnonzero((frames["holds"] == 1) & (frames["state"] != T.S_FREE))
        waiting = np.bincount(frames["server"][queued], now - frames["mark"][queued], len(w.servers))
        working = np.bincount(frames["server"][holding], now - frames["acquired"][holding], len(w.servers))
        first = [*w.nodes["first"].tolist(), len(w.servers)]
        result = {}
        for law, area, booked, open_now in (
            ("little", "line_area", "waited", waiting),
            ("utilisation", "busy_area", "held", working),
        ):
            areas = self.total("servers", area).astype(np.float64)
            sums = self.total("servers", booked) + open_now
            for name, (begin, end) in zip(self.program.node_names, itertools.pairwise(first), strict=True):
                whole = float(areas[begin:end].sum())
                if whole > 0:
                    result[f"{law}:{name}"] = abs(float(sums[begin:end].sum()) - whole) / whole
        messages = np.asarray(w.messages)
        there = messages[(messages["state"] == T.M_READY) | (messages["state"] == T.M_HELD)]
        waiting = np.bincount(there["queue"], now - there["since"], len(w.queues))
        areas, sums = self.total("queues", "area").astype(np.float64), self.total("queues", "waited") + waiting
        for name, whole, counted in zip(self.program.queue_names, areas.tolist(), sums.tolist(), strict=True):
            if whole > 0:
                result[f"little:{name}"] = max(abs(counted - whole) / whole, result.get(f"little:{name}", 0.0))
        return result

    def total(self, kind: str, name: str, *, first: int = 0) -> NDArray[np.int64]:
        """A sum over the run so far, from its `first` slice on, by server or queue."""
        rows = [getattr(piece, kind)[name] for piece in self.slices[first:]]
        return np.sum(rows, axis=0) if rows else np.zeros(len(getattr(self.world, kind)), np.int64)


def joined(a: Slice, b: Slice) -> Slice:
    """Two slices, one after the other, as one."""
    return Slice(
        start=a.start,
        end=b.end,
        traffic=b.traffic,
        servers={name: a.servers[name] + b.servers[name] for name in a.servers},
        queues={name: a.queues[name] + b.queues[name] for name in a.queues},
        histograms=[merged([x, y]) for x, y in zip(a.histograms, b.histograms, strict=True)],
        hops=a.hops.plus(b.hops),
        line_max=np.maximum(a.line_max, b.line_max),
        ready_max=np.maximum(a.ready_max, b.ready_max),
        line=b.line,
        ready=b.ready,
        active=b.active,
        in_flight=b.in_flight,
    )


def take(table: Any, names: tuple[str, ...]) -> dict[str, NDArray[np.int64]]:  # noqa: ANN401 (a NumPy record table)
    """Copies of a table's sums, which go back to zero."""
    result = {}
    for name in names:
        result[name] = table[name].copy()
        table[name] = 0
    return result
