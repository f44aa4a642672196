"""The faults of a run as people speak of them: a letter, a sentence, a stretch of time, the nodes they strike.

The same letter stands on the list, on the node in the diagram, and over the shaded stretch of every time series.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotseat.design import faults as kinds
from hotseat.design.quantities import format_quantity
from hotseat.design.regions import regions_of
from hotseat.design.units import SHARE
from hotseat.report.plot import Band
from hotseat.report.words import plural, seconds, short, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotseat.design.design import Design
    from hotseat.design.faults import Fault

FAILOVER_TIME = 30.0
"""How long a failover takes where the node does not say."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Struck:
    """One fault: its `letter`, what it does in words, the nodes it strikes, and from when to when (NaN: at any time).

    `traffic` is the traffic that a spike swells.
    """

    letter: str
    words: str
    nodes: tuple[str, ...]
    start: float
    end: float
    traffic: str = ""

    @property
    def timed(self) -> bool:
        """Whether it has a place on the time axis."""
        return math.isfinite(self.start)


def struck_by(design: Design, duration: float) -> list[Struck]:
    """The design's faults in the order of the file."""
    return [_struck(design, fault, number, duration) for number, fault in enumerate(design.faults)]


def fault_bands(faults: list[Struck], *, lettered: bool) -> list[Band]:
    """The faults as shaded stretches of the time axis."""
    return [Band(f.start, f.end, "fault", f.letter if lettered else "") for f in faults if f.timed]


def letter_of(number: int) -> str:
    """A, B, …, Z, A2, B2, …."""
    turn, place = divmod(number, len(LETTERS))
    return LETTERS[place] + (str(turn + 1) if turn else "")


def _struck(design: Design, fault: Fault, number: int, duration: float) -> Struck:
    start = math.nan if getattr(fault, "between", None) else float(getattr(fault, "at", None) or 0.0)
    end = min(_end(design, fault, start), duration) if math.isfinite(start) else math.nan
    traffic = fault.spike if isinstance(fault, kinds.Spike) else ""
    nodes = () if traffic else _nodes(design, fault)
    words = f"{WORDS[type(fault)](fault)}, {_when(design, fault, start)}"
    return Struck(letter_of(number), words, nodes, start, end, traffic)


def _nodes(design: Design, fault: Fault) -> tuple[str, ...]:
    """The nodes that a fault strikes: by name, or all that stand in its region."""
    if isinstance(fault, kinds.RegionDown):
        return tuple(name for name, node in design.nodes.items() if fault.region_down in regions_of(design, node))
    return tuple(name for name in _subjects(fault) if name in design.nodes)


def _subjects(fault: Fault) -> tuple[str, ...]:
    """The names that a fault's own word carries."""
    subject = getattr(fault, dataclasses.fields(fault)[0].name)
    return (subject,) if isinstance(subject, str) else tuple(subject)


def _end(design: Design, fault: Fault, start: float) -> float:
    """When it is over; infinity when it goes on to the end."""
    if isinstance(fault, kinds.Flush):
        return start
    if isinstance(fault, kinds.Failover):
        node = design.nodes.get(fault.failover)
        return start + float(FAILOVER_TIME if node is None or node.failover_time is None else node.failover_time)
    if isinstance(fault, kinds.Restart):
        node = design.nodes.get(fault.restart)
        batches = -(-(node.replicas if node else 1) // fault.batch)
        return start + (batches - 1) * fault.every + fault.down
    return math.inf if fault.lasting is None else start + fault.lasting


def _when(design: Design, fault: Fault, start: float) -> str:
    if not math.isfinite(start):
        return "at any time"
    end = _end(design, fault, start)
    if end == start:
        return f"at {span(start)}"
    begin = f"from {span(start)}" if start else "from the start"
    return f"{begin} to the end" if end == math.inf else f"{begin} for {span(end - start)}"


def _crash(fault: kinds.Crash) -> str:
    if fault.between:
        chance = "" if fault.probability is None else f" with probability {format_quantity(fault.probability, SHARE)}"
        back = "" if fault.lasting is None else f", back after {span(fault.lasting)}"
        return f"crash of {fault.crash} after {fault.between[0]} and before {fault.between[1]}{chance}{back}"
    many = "all replicas" if fault.replicas == "all" else plural(int(fault.replicas), "replica")
    return f"crash of {many} of {fault.crash}"


def _slow(fault: kinds.Slow) -> str:
    part = "" if fault.replicas == "all" else f", on {plural(int(fault.replicas), 'replica')}"
    return f"{fault.slow} works {fault.factor:g} times slower{part}"


def _link(fault: kinds.Link) -> str:
    parts = [f"{seconds(fault.latency)} more delay" if fault.latency else ""]
    parts += [f"{format_quantity(fault.loss, SHARE)} lost" if fault.loss else ""]
    parts += [f"{format_quantity(fault.duplicate, SHARE)} doubled" if fault.duplicate else ""]
    return f"link between {fault.link[0]} and {fault.link[1]}: " + ", ".join(part for part in parts if part)


def _restart(fault: kinds.Restart) -> str:
    return f"restart of {fault.restart}, {fault.batch} at a time, each down for {span(fault.down)}"


WORDS: dict[type, Callable[[Any], str]] = {
    kinds.Crash: _crash,
    kinds.Slow: _slow,
    kinds.Errors: lambda fault: f"{fault.errors} answers {format_quantity(fault.share, SHARE)} with an error",
    kinds.Partition: lambda fault: f"nothing passes between {fault.partition[0]} and {fault.partition[1]}",
    kinds.Link: _link,
    kinds.RegionDown: lambda fault: f"region {fault.region_down} is down",
    kinds.Flush: lambda fault: f"{fault.flush} loses all it holds",
    kinds.Failover: lambda fault: f"the primary of {fault.failover} dies and a replica takes over",
    kinds.Throttle: lambda fault: f"{fault.throttle} refuses what comes faster than {short(fault.rate)}/s",
    kinds.Spike: lambda fault: f"{fault.spike} asks {fault.factor:g} times as often",
    kinds.Restart: _restart,
}
"""Each fault's sentence."""
