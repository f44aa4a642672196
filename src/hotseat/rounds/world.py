"""The world of a round: what stands on the board at the beginning and is not the candidate's to change."""

from __future__ import annotations

import functools
from typing import Any

from hotseat.design.design import Design
from hotseat.design.reading import examine
from hotseat.design.writing import to_json
from hotseat.rounds.round import Round

NOTHING = object()
"""Stands for a path at which there is nothing."""


ALWAYS = ("network",)
"""What is never the candidate's to change: how far places are from one another, and how much is lost on the way."""
COMING = ("rate", "arrivals", "ramp", "diurnal", "burst", "trace", "users", "think", "keys", "regions", "access")
"""How many requests of the world's come, when, about what and from where: that is never the candidate's either."""


@functools.lru_cache(maxsize=64)
def start_of(text: str) -> Design | None:
    """The design that a round's board begins with; None where the text is none (such a round is refused)."""
    return examine(text).design


def changed(round_: Round, design: Design) -> tuple[str, ...]:
    """A sentence for every fixed path at which a design differs from the round's world."""
    start = start_of(round_.start)
    if start is None:
        return ()
    world, here = to_json(start), to_json(design)
    coming = (f"traffic.{name}.{key}" for name in start.traffic if name in design.traffic for key in COMING)
    paths = dict.fromkeys((*round_.fixed, *ALWAYS, *coming))
    return tuple(said for path in paths if (said := _difference(path, value_at(world, path), value_at(here, path))))


def value_at(plain: Any, path: str) -> Any:  # noqa: ANN401 (plain values)
    """What stands at a dotted path of a design's plain values; NOTHING where there is nothing."""
    for word in path.split("."):
        if isinstance(plain, list) and word.isdigit() and int(word) < len(plain):
            plain = plain[int(word)]
        elif isinstance(plain, dict) and word in plain:
            plain = plain[word]
        else:
            return NOTHING
    return plain


def _difference(path: str, world: Any, here: Any) -> str:  # noqa: ANN401
    if world == here:
        return ""
    if here is NOTHING:
        return f"{path} is part of the world, and is not on the board any more: put it back"
    if world is NOTHING:
        return f"{path} is not there in the world: take it away"
    if isinstance(world, (dict, list)):
        return f"{path} is part of the world, not yours to change: put it back as it was"
    return f"{path} is part of the world, not yours to change: it is {world}, not {here}"
