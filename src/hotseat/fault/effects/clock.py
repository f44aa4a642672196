"""A node's clock, which need not agree with anybody's, and timers, which may be late.

read    ahead, behind: from this reading on, the node's clock is off by `offset` seconds
timer   late: the timer fires `offset` seconds after it should
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

READ_WAYS = ("ahead", "behind")
TIMER_WAYS = ("late",)


class Clock:
    """The clocks of all nodes. `offset` is by how many seconds a fault shifts one."""

    def __init__(self, run: Run, *, epoch: float = 1_750_000_000.0, offset: float = 300.0) -> None:
        self.run = run
        self.epoch = epoch
        self.offset = offset
        self.shifts: dict[str, float] = {}

    def of(self, node: Node) -> NodeClock:
        """The clock of `node`; its shift survives a crash."""
        return NodeClock(self, node)


class NodeClock:
    """The clock as one incarnation of a node uses it."""

    def __init__(self, clock: Clock, node: Node) -> None:
        self._clock = clock
        self._node = node

    def now(self) -> float:
        """What this node takes the time to be, in seconds since 1970."""
        clock, name = self._clock, self._node.name
        if self._node.alive:
            way = clock.run.choose(name, "read", "clock", READ_WAYS)
            if way != "fine":
                clock.shifts[name] = clock.offset if way == "ahead" else -clock.offset
        return clock.epoch + clock.run.loop.now + clock.shifts.get(name, 0.0)

    async def sleep(self, seconds: float, name: str = "sleep") -> None:
        """Waits for a timer of `seconds` that may fire late."""
        run = self._clock.run
        if not self._node.alive:
            await run.never()
        way = run.choose(self._node.name, "timer", name, TIMER_WAYS)
        await run.pause(seconds + (self._clock.offset if way == "late" else 0.0))
