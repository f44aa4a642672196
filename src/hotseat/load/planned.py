"""What changes by plan in the middle of a run: timed faults, ramps, bursts, days. Stretches of such a run differ by that.

It bounds the warm-up, which ends before anything changes; it says where the stretches are whose batches can be held
against each other; and it tells how far the intervals of one run can be believed: within a stretch, what a change brings
about by and by still counts like chance, while replications meet it all alike.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.faults import Fault
    from hotseat.load.result import Result


def quiet_until(design: Design) -> float:
    """The moment at which something first changes by plan: until there the run may be called warm-up."""
    moments = [moment for fault in design.faults if (moment := starts_at(fault)) is not None]
    shaped = any(t.ramp or t.diurnal or t.burst or t.trace for t in design.traffic.values())
    return 0.0 if shaped else min(moments, default=math.inf)


def changes(design: Design) -> list[float]:
    """The moments at which something changes by plan and all at once, in seconds: a timed fault begins or ends, a database
    takes over after one, a ramp bends. A day or a burst comes round again and again, and is no such moment.
    """
    moments = [point.at for traffic in design.traffic.values() for point in traffic.ramp or ()]
    takeovers = {node.failover_time for node in design.nodes.values() if node.failover_time is not None}
    for fault in design.faults:
        at = starts_at(fault)
        if getattr(fault, "between", None):
            continue
        lasting = getattr(fault, "lasting", None)
        moments += [at] if at is not None else []
        moments += [(at or 0.0) + lasting] if lasting is not None else []
        if at is not None:
            moments += [at + takeover for takeover in takeovers if lasting is None or takeover < lasting]
    return sorted(set(moments))


def starts_at(fault: Fault) -> float | None:
    """When a fault begins; None when it may strike at any time."""
    if getattr(fault, "between", None):
        return None
    at: float | None = getattr(fault, "at", None)
    return at or None


def settles(result: Result) -> str:
    """What to do about an interval that reaches across a threshold, as a sentence's second half."""
    if result.replications > 1:
        return "more replications, or longer ones, settle it"
    if quiet_until(result.design) < result.duration:
        return (
            "it is over stretches of one run, in which something changes by plan; `--replications 8` gives it over runs "
            "that differ in their seeds alone"
        )
    return "a longer run, or `--precision`, settles it"
