"""Quantities as people write them: `250ms`, `2000/s`, `0.5%`, `2 GB`, and back again without loss.

Inside Hotseat every quantity is a plain float in one base unit: seconds, events per second, a share of 1, bytes. The
`Unit` marks below say, in a dataclass field's annotation, which one; reading, writing, checking and the JSON Schema all
follow from that mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A quantity's kind: its name in messages, its units in base units, and an example of how to write it."""

    name: str
    scale: dict[str, float]
    example: str


TIME = Unit(
    "a time",
    {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0},
    "250ms",
)
RATE = Unit("a rate", {"/s": 1.0, "/min": 1 / 60, "/m": 1 / 60, "/h": 1 / 3600, "/d": 1 / 86400}, "2000/s")
SHARE = Unit("a share", {"%": 0.01, "": 1.0}, "0.5% or 0.005")
COUNT = Unit("a whole number", {"": 1.0, "k": 1e3, "M": 1e6}, "200 or 50k")
NUMBER = Unit("a number", {"": 1.0}, "1.5")
SIZE = Unit("a size", {"B": 1.0, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "": 1.0}, "2 GB")
MONEY = Unit("an amount of money", {"": 1.0}, "0.17")

Seconds = Annotated[float, TIME]
PerSecond = Annotated[float, RATE]
Share = Annotated[float, SHARE]
Count = Annotated[int, COUNT]
Number = Annotated[float, NUMBER]
Bytes = Annotated[float, SIZE]
Money = Annotated[float, MONEY]
