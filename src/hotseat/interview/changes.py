"""What changed between two boards, by dotted path: `nodes.sender.replicas: 4 -> 16`, `nodes.outbox: added`.

Boards are compared as trees of plain values, so two texts that say the same thing are the same, and a board need not
be a whole design. In a list (of steps, of faults) items are matched before they are compared, so that a step put in
front does not make every later one look changed.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator

from hotseat.design import tree as trees
from hotseat.errors import DesignError

LONGEST = 60
"""Values longer than this are not written out."""


def changes(before: str, after: str) -> tuple[str, ...]:
    """Every change between two boards, in the order of the later one; one sentence where a board cannot be read."""
    try:
        old, new = plain(before), plain(after)
    except DesignError:
        return () if before == after else ("the text changed, and one of the two cannot be read",)
    return tuple(between(old, new, ""))


def plain(text: str) -> object:
    """A board as plain values; raises DesignError where it cannot be read."""
    root, _ = trees.parse(text)
    return {} if root is None else trees.to_plain(root)


def between(old: object, new: object, path: str) -> Iterator[str]:
    """The changes below one path."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            here = f"{path}.{key}" if path else str(key)
            if key not in old:
                yield f"{here}: added{value_text(new[key])}"
            elif key not in new:
                yield f"{here}: removed"
            else:
                yield from between(old[key], new[key], here)
    elif isinstance(old, list) and isinstance(new, list):
        yield from between_lists(old, new, path)
    else:
        yield f"{path}: {short(old)} -> {short(new)}"


def between_lists(old: list[object], new: list[object], path: str) -> Iterator[str]:
    """The changes of a list: what was put in, what was taken out, and what changed where as many stand as stood."""
    matcher = difflib.SequenceMatcher(None, [same(item) for item in old], [same(item) for item in new], autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "replace" and old_to - old_from == new_to - new_from:
            for offset in range(new_to - new_from):
                yield from between(old[old_from + offset], new[new_from + offset], f"{path}.{new_from + offset}")
        elif what != "equal":
            yield from (f"{path}.{place}: removed `{word(old[place])}`" for place in range(old_from, old_to))
            yield from (f"{path}.{place}: added `{word(new[place])}`" for place in range(new_from, new_to))


def same(item: object) -> str:
    """An item as a text that is the same for equal items."""
    return json.dumps(item)


def word(item: object) -> str:
    """How an item of a list is called: a step by its head, `call: merchant.deliver`."""
    if isinstance(item, dict) and item:
        key, value = next(iter(item.items()))
        return f"{key}: {value}" if isinstance(value, str) and len(value) <= LONGEST else str(key)
    return short(item)


def short(value: object) -> str:
    """A value in a few characters."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def value_text(value: object) -> str:
    """` as 16`, of what is short enough to be said."""
    if isinstance(value, dict):
        kind = value.get("kind")
        return f", a {kind}" if isinstance(kind, str) else ""
    return "" if isinstance(value, list) else f" as {short(value)}"
