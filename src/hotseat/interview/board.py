"""The board: what changed between two texts, as one splice, and which parts of the design that touched."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hotseat.design import tree as trees
from hotseat.design.reading import examine
from hotseat.errors import DesignError, SittingError
from hotseat.interview.events import Drew

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = {"nodes": "", "traffic": "traffic."}
"""The sections whose entries count as parts of the design, and what their names begin with."""

Layout = dict[str, tuple[float, float]]


def splice(old: str, new: str) -> tuple[int, int, str]:
    """Where the texts begin to differ, how many characters give way there, and what comes in their place."""
    start = shared(old, new)
    rest_old, rest_new = old[start:], new[start:]
    end = shared(rest_old[::-1], rest_new[::-1])
    return start, len(rest_old) - end, rest_new[: len(rest_new) - end]


def shared(one: str, other: str) -> int:
    """How many characters the texts have in common at their beginning: halved and halved again, so that it is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def spliced(old: str, drew: Drew) -> str:
    """The text after a change; raises SittingError where the change does not fit the text."""
    if not 0 <= drew.start <= drew.start + drew.removed <= len(old):
        raise SittingError(f"the board has {len(old)} characters, so none can change at {drew.start}")
    return old[: drew.start] + drew.inserted + old[drew.start + drew.removed :]


def moved(
    old: Mapping[str, tuple[float, float]], new: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float] | None]:
    """The boxes that moved, came, or went (None)."""
    gone: dict[str, tuple[float, float] | None] = {name: None for name in old if name not in new}
    return gone | {name: place for name, place in new.items() if old.get(name) != place}


def laid_out(old: Mapping[str, tuple[float, float]], changes: Mapping[str, tuple[float, float] | None]) -> Layout:
    """The boxes after such a change."""
    kept = {name: place for name, place in old.items() if name not in changes}
    return kept | {name: place for name, place in changes.items() if place is not None}


def touched(old: str, new: str) -> tuple[str, ...]:
    """The nodes (and `traffic.x`) that differ between two texts; none where one of them is not YAML."""
    before, after = parts(old), parts(new)
    if before is None or after is None:
        return ()
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def parts(text: str) -> dict[str, object] | None:
    """Every node and traffic of a text as plain values; None if it is not YAML."""
    try:
        root, _ = trees.parse(text)
    except DesignError:
        return None
    found: dict[str, object] = {}
    for section, prefix in PARTS.items():
        entries = root.get(section) if isinstance(root, trees.Mapping) else None
        if isinstance(entries, trees.Mapping):
            found |= {prefix + key.text: trees.to_plain(value) for key, value in entries.pairs}
    return found


def is_whole(text: str) -> bool:
    """Whether a text is a whole design, which can be run."""
    return "\n" in text and not examine(text).problems


@lru_cache(maxsize=16)
def starts_whole(text: str) -> bool:
    """The same of a round's start board, with which every sitting of it begins."""
    return is_whole(text)


def change(old: str, new: str, *, sound: str, layout: Mapping[str, tuple[float, float] | None]) -> Drew:
    """The event that turns one text into another. `sound` is the last whole design before: what was touched is told
    by it where the old text is not YAML.
    """
    start, removed, inserted = splice(old, new)
    if old == new:
        return Drew(start=0, removed=0, inserted="", layout=layout, runs=is_whole(new))
    before = old if parts(old) is not None else sound
    return Drew(start, removed, inserted, touched(before, new), layout, is_whole(new))
