"""Turns handlers into the kernel's instruction set: steps in, a flat run of operations out.

Each place in a design has a salt made from its name (`sender.message/call:merchant.deliver#0`), not from its position
in a table. So a step that is added or taken out does not change the random numbers of the others, and two versions of a
design can be compared draw by draw.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.design.steps import (
    Ack,
    Branch,
    Broadcast,
    Call,
    Effect,
    Fail,
    FanOut,
    Invalidate,
    Lookup,
    Nack,
    Once,
    Parallel,
    Read,
    Reply,
    Send,
    Sleep,
    Step,
    Store,
    Work,
    Write,
)
from hotseat.design.walk import label_of, labels_in
from hotseat.load import tables as T

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotseat.design.distributions import Distribution
    from hotseat.design.faults import Crash
    from hotseat.design.policies import Connection, Retry

GET, PUT, DELETE = "(get)", "(put)", "(delete)"
READ, WRITE = "(read)", "(write)"
ENQUEUE = "(enqueue)"
"""Names of the handlers that caches, databases and queues have without being told."""


def salt(path: str) -> int:
    """64 bits that stand for a place in a design."""
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "little")


@dataclass(slots=True)
class Operation:
    """One instruction before it becomes a table row; its fields are those of `tables.OP`."""

    op: int
    a: int = 0
    b: int = 0
    c: int = -1
    d: int = 0
    e: int = 0
    f: float = 0.0
    salt: int = 0


@dataclass(frozen=True, slots=True)
class CallSite:
    """A place that calls: who, which handler of which node, under which policies; `path` is its name."""

    path: str
    caller: str
    node: str
    handler: str
    timeout: float | None = None
    retry: Retry | None = None
    step: Call | None = None
    connection: Connection | None = None
    hedge_after: float | None = None
    max_hedges: int = 0
    target: bool = False
    replica_read: bool = False


@dataclass(slots=True)
class Assembler:
    """Collects operations, call sites, distributions and the labels of `once` and `broadcast` steps."""

    effects: list[str]
    cache_rows: Callable[[str, str], tuple[int, int]]
    """(cache node, node that uses it) -> (row, -1), or for a local one (first row, first server of the using node)."""
    is_local: Callable[[str], bool]
    local_work: Callable[[str], Distribution]
    reach: Callable[[tuple[Step, ...]], frozenset[str]]
    crashes: tuple[Crash, ...] = ()
    operations: list[Operation] = field(default_factory=list)
    sites: list[CallSite] = field(default_factory=list)
    distributions: list[Distribution] = field(default_factory=list)
    once_by_request: int = 0
    once_by_key: int = 0
    spreads: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    """The labels that may still come in the handler when the list of steps in hand is over."""

    def path(self, where: str, what: str) -> str:
        """A name for a place, numbered where the same thing is done twice."""
        base = f"{where}/{what}"
        number = self.names.get(base, 0)
        self.names[base] = number + 1
        return f"{base}#{number}"

    def distribution(self, value: Distribution) -> int:
        """The row of a distribution, shared where the same one stands twice."""
        if value not in self.distributions:
            self.distributions.append(value)
        return self.distributions.index(value)

    def emit(self, op: int, **fields: int | float) -> int:
        """Appends an operation; returns its index."""
        self.operations.append(Operation(op, **fields))  # type: ignore[arg-type]
        return len(self.operations) - 1

    @property
    def here(self) -> int:
        """Where the next operation will stand."""
        return len(self.operations)

    def handler(self, node: str, name: str, steps: tuple[Step, ...]) -> int:
        """Assembles a whole handler; returns where it starts."""
        start = self.here
        self.steps(node, f"{node}.{name}", steps)
        self.emit(T.OP_END)
        return start

    def steps(self, node: str, where: str, steps: tuple[Step, ...]) -> None:
        """Assembles a run of steps, with the crash points that faults put between them."""
        behind = self.later
        mine = [(row, fault) for row, fault in enumerate(self.crashes) if fault.crash == node and fault.between]
        for index, step in enumerate(steps):
            if mine:
                self.later = behind | labels_in(steps[index + 1 :])
            self.step(node, where, step)
            for row, fault in mine:
                self.crash_point(row, fault, where, label_of(step))
        self.later = behind

    def crash_point(self, row: int, fault: Crash, where: str, label: str | None) -> None:
        """A replica may die here, where the first of a fault's two steps is over and the second may still come."""
        first, second = fault.between or ("", "")
        if label != first or second not in self.later:
            return
        down = 5.0 if fault.lasting is None else fault.lasting
        self.emit(
            T.OP_CRASH,
            a=row,
            b=round(down * 1000),
            f=0.001 if fault.probability is None else fault.probability,
            salt=salt(f"{where}/crash:{first}:{second}"),
        )

    def step(self, node: str, where: str, step: Step) -> None:
        """Assembles one step."""
        EMITTERS[type(step)](self, node, where, step)

    # --- one method a step ---------------------------------------------------------------------------------------------

    def work(self, node: str, where: str, step: Work) -> None:
        path = self.path(where, "work")
        self.emit(T.OP_WORK, a=self.distribution(step.work), salt=salt(path))

    def sleep(self, node: str, where: str, step: Sleep) -> None:
        self.emit(T.OP_SLEEP, a=self.distribution(step.sleep), salt=salt(self.path(where, "sleep")))

    def fail(self, node: str, where: str, step: Fail) -> None:
        self.emit(T.OP_FAIL, f=step.fail, salt=salt(self.path(where, "fail")))

    def ack(self, node: str, where: str, step: Ack) -> None:
        self.emit(T.OP_ACK)

    def nack(self, node: str, where: str, step: Nack) -> None:
        self.emit(T.OP_NACK, f=step.delay)

    def reply(self, node: str, where: str, step: Reply) -> None:
        self.emit(T.OP_REPLY)

    def effect(self, node: str, where: str, step: Effect) -> None:
        self.emit(T.OP_EFFECT, a=self.effects.index(step.effect))

    def site(self, site: CallSite) -> int:
        """Adds a call site; returns its edge."""
        self.sites.append(site)
        return len(self.sites) - 1

    def call_op(self, op: int, site: CallSite, fallback: tuple[Step, ...] | None, node: str, where: str) -> int:
        """Emits a call and, where there is one, its fallback behind it."""
        at = self.emit(op, a=self.site(site), c=-1)
        if fallback is not None:
            jump = self.emit(T.OP_JUMP)
            self.operations[at].c = self.here
            self.steps(node, f"{where}/fallback", fallback)
            self.operations[jump].a = self.here
        return at

    def call(self, node: str, where: str, step: Call) -> None:
        callee, _, handler = step.call.partition(".")
        site = CallSite(
            self.path(where, f"call:{step.call}"),
            where,
            callee,
            handler,
            timeout=step.timeout,
            retry=step.retry,
            step=step,
            connection=step.connection,
            hedge_after=step.hedge.after if step.hedge else None,
            max_hedges=step.hedge.max_hedges if step.hedge else 0,
        )
        self.call_op(T.OP_CALL, site, step.fallback, node, where)

    def send(self, node: str, where: str, step: Send) -> None:
        site = CallSite(
            self.path(where, f"send:{step.send}"), where, step.send, ENQUEUE, timeout=step.timeout, retry=step.retry
        )
        self.call_op(T.OP_CALL, site, step.fallback, node, where)

    def read(self, node: str, where: str, step: Read) -> None:
        path = self.path(where, f"read:{step.read}")
        replica = step.source == "replica"
        site = CallSite(path, where, step.read, READ, timeout=step.timeout, retry=step.retry, replica_read=replica)
        self.call_op(T.OP_CALL, site, step.fallback, node, where)

    def write(self, node: str, where: str, step: Write) -> None:
        path = self.path(where, f"write:{step.write}")
        site = CallSite(path, where, step.write, WRITE, timeout=step.timeout, retry=step.retry)
        self.call_op(T.OP_CALL, site, step.fallback, node, where)

    def cache_step(self, node: str, where: str, cache: str, handler: str, op: int, timeout: float | None) -> None:
        """A step on a cache: done here when the cache is local, else a call, whose failure is passed over."""
        if self.is_local(cache):
            path = self.path(where, f"{handler}:{cache}")
            self.emit(T.OP_WORK, a=self.distribution(self.local_work(cache)), salt=salt(path))
            row, first = self.cache_rows(cache, node)
            self.emit(op, a=row, b=first, c=1)
            return
        site = CallSite(self.path(where, f"{handler}:{cache}"), where, cache, handler, timeout=timeout)
        at = self.emit(T.OP_CALL, a=self.site(site))
        self.operations[at].c = self.here

    def lookup(self, node: str, where: str, step: Lookup) -> None:
        self.cache_step(node, where, step.lookup, GET, T.OP_CACHE_GET, step.timeout)
        skip = self.emit(T.OP_IF_HIT)
        self.arm(node, f"{where}/miss", step.miss)
        self.emit(T.OP_LOADED)
        self.operations[skip].a = self.here

    def store(self, node: str, where: str, step: Store) -> None:
        self.cache_step(node, where, step.store, PUT, T.OP_CACHE_PUT, step.timeout)

    def invalidate(self, node: str, where: str, step: Invalidate) -> None:
        self.cache_step(node, where, step.invalidate, DELETE, T.OP_CACHE_DELETE, step.timeout)

    def mask(self, effects: frozenset[str]) -> int:
        """A bit for each effect."""
        return sum(1 << self.effects.index(name) for name in effects)

    def arm(self, node: str, where: str, steps: tuple[Step, ...]) -> None:
        """Steps that run only sometimes: when they do, the effects that they lead to are expected."""
        expected = self.mask(self.reach(steps))
        if expected:
            self.emit(T.OP_EXPECT, a=expected)
        self.steps(node, where, steps)

    def branch(self, node: str, where: str, step: Branch) -> None:
        path = self.path(where, "branch")
        ends = []
        left = 1.0
        for number, arm in enumerate(step.branch):
            share = min(arm.p / left, 1.0) if left > 0 else 0.0
            at = self.emit(T.OP_CHANCE, f=share, salt=salt(f"{path}/{number}"))
            self.arm(node, f"{where}/branch{number}", arm.do)
            ends.append(self.emit(T.OP_JUMP))
            self.operations[at].a = self.here
            left -= arm.p
        for end in ends:
            self.operations[end].a = self.here

    def parallel(self, node: str, where: str, step: Parallel) -> None:
        branches = step.parallel
        need = len(branches) if step.need is None else step.need
        at = self.emit(T.OP_FORK, b=len(branches), c=need, salt=salt(self.path(where, "parallel")))
        starts = [self.emit(T.OP_JUMP) for _ in branches]
        for number, branch in enumerate(branches):
            self.operations[starts[number]].a = self.here
            self.steps(node, f"{where}/parallel{number}", branch)
            self.emit(T.OP_END)
        self.operations[at].a = self.here

    def fan_out(self, node: str, where: str, step: FanOut) -> None:
        at = self.emit(
            T.OP_FAN_OUT,
            a=self.distribution(step.fan_out),
            c=step.concurrency or (1 << 30),
            e=self.mask(self.reach(step.do)),
            salt=salt(self.path(where, "fan_out")),
        )
        self.operations[at].b = self.here
        self.steps(node, f"{where}/fan_out", step.do)
        self.emit(T.OP_END)
        self.operations[at].d = self.here

    def broadcast(self, node: str, where: str, step: Broadcast) -> None:
        callee, _, handler = step.broadcast.partition(".")
        path = self.path(where, f"broadcast:{step.broadcast}")
        if callee not in self.spreads:
            self.spreads.append(callee)
        site = CallSite(path, where, callee, handler, timeout=step.timeout, retry=step.retry, target=True)
        edge = self.site(site)
        replica = step.each == "replica"
        flags = (1 if replica else 0) | (2 if step.wait else 0)
        at = self.emit(T.OP_BROADCAST, a=edge, c=self.spreads.index(callee), d=flags, salt=salt(path))
        skip = self.emit(T.OP_JUMP)
        self.operations[at].b = self.here
        self.emit(T.OP_CALL_TARGET, a=edge, b=1 if replica else 0)
        self.emit(T.OP_END)
        self.operations[skip].a = self.here

    def once(self, node: str, where: str, step: Once) -> None:
        by_key = step.by == "key"
        site = self.once_by_key if by_key else self.once_by_request
        if by_key:
            self.once_by_key += 1
        else:
            self.once_by_request += 1
        inside = f"{where}/once"
        first: tuple[Step, ...] = step.do
        last: tuple[Step, ...] = ()
        if (
            step.mark == "with"
        ):  # a transaction: its work takes time, its effects and its mark come at one moment, the commit
            first = tuple(inner for inner in step.do if not isinstance(inner, Effect))
            last = tuple(inner for inner in step.do if isinstance(inner, Effect))
        expected = self.mask(self.reach(step.do)) if by_key else 0
        fields = {"b": site, "c": int(by_key), "e": expected, "f": step.window * 1e9}
        checks = [self.emit(T.OP_ONCE, d=int(step.mark == "before"), **fields)]
        if expected:  # of a key that was seen already nothing is expected
            self.emit(T.OP_EXPECT, a=expected)
        self.steps(node, inside, first)
        if step.mark == "with":
            checks.append(self.emit(T.OP_ONCE, d=1, **fields))
            self.steps(node, inside, last)
        elif step.mark == "after":
            self.emit(T.OP_MARK, b=site, c=int(by_key))
        for check in checks:
            self.operations[check].a = self.here


EMITTERS: dict[type, Callable[..., None]] = {
    Work: Assembler.work,
    Sleep: Assembler.sleep,
    Fail: Assembler.fail,
    Ack: Assembler.ack,
    Nack: Assembler.nack,
    Reply: Assembler.reply,
    Effect: Assembler.effect,
    Call: Assembler.call,
    Send: Assembler.send,
    Read: Assembler.read,
    Write: Assembler.write,
    Lookup: Assembler.lookup,
    Store: Assembler.store,
    Invalidate: Assembler.invalidate,
    Branch: Assembler.branch,
    Parallel: Assembler.parallel,
    FanOut: Assembler.fan_out,
    Broadcast: Assembler.broadcast,
    Once: Assembler.once,
}
