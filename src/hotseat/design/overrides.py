"""A design with one thing changed: `--set nodes.sender.replicas=32`, half as much load again.

A path is the dotted path that error messages show, with list indices from 0 (`nodes.api.on.publish.0.work`); a value
is read as it would be in the file. The whole design is checked again, so a change that breaks it is refused with the
same sentences.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from hotseat.design import shapes
from hotseat.design import tree as trees
from hotseat.design.distributions import Empirical
from hotseat.design.findings import nearest
from hotseat.design.reading import read_plain
from hotseat.design.traffic import Trace, Traffic
from hotseat.design.writing import to_json
from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hotseat.design.design import Design

NAMED = ("traffic", "nodes", "regions", "objectives", "on")
"""Mappings whose keys are names that the design gives: a new name there is a slip of the pen, not a new key."""


def set_value(design: Design, path: str, value: str) -> Design:
    """The design with the value at a dotted path replaced; raises DesignError with the nearest right word."""
    return set_values(design, [(path, value)])


def set_values(design: Design, changes: Iterable[tuple[str, str]]) -> Design:
    """The design with several values replaced at once, checked when all are in place (`rate` away, `users` in)."""
    plain = to_json(design)
    for path, value in changes:
        _put(plain, path.split("."), _parsed(path, value), path)
    return read_plain(plain, samples=dict(_samples(design)))


def scale_load(design: Design, factor: float) -> Design:
    """The design with `factor` times its traffic: rates, ramps and users multiplied, traces replayed so much faster.

    Users are whole people: their number is rounded, and at least one stays. Raises ValueError unless factor > 0.
    """
    if not 0 < factor < float("inf"):
        raise DesignError(f"a load can be scaled by a number above 0, not by {factor}")
    traffic = {name: _scaled(one, factor) for name, one in design.traffic.items()}
    return dataclasses.replace(design, traffic=traffic)


def _scaled(traffic: Traffic, factor: float) -> Traffic:
    if traffic.rate is not None:
        return dataclasses.replace(traffic, rate=traffic.rate * factor)
    if traffic.ramp is not None:
        points = tuple(dataclasses.replace(point, rate=point.rate * factor) for point in traffic.ramp)
        return dataclasses.replace(traffic, ramp=points)
    if traffic.users is not None:
        return dataclasses.replace(traffic, users=max(1, round(traffic.users * factor)))
    if traffic.trace is not None:
        faster = dataclasses.replace(traffic.trace, times=tuple(time / factor for time in traffic.trace.times))
        return dataclasses.replace(traffic, trace=faster)
    return traffic


def _parsed(path: str, value: str) -> Any:  # noqa: ANN401 (plain values)
    """The value as plain Python, from YAML text."""
    try:
        root, problems = trees.parse(value)
    except DesignError as error:
        text = f"'{value[:40]}' cannot be read: {error.problems[0].message}"
        raise DesignError(Problem(path, text)) from None
    if problems:
        raise DesignError([Problem(path, problem.message) for problem in problems])
    return None if root is None else trees.to_plain(root)


def _put(plain: Any, words: list[str], value: Any, path: str) -> None:  # noqa: ANN401
    """Sets the value at a path inside plain dicts and lists, which are changed in place."""
    here, parent = plain, ""
    for position, word in enumerate(words[:-1]):
        nxt = _child(here, word, ".".join(words[: position + 1]), parent)
        if isinstance(nxt, str) or nxt is None:
            nxt = _opened(nxt, parent, word)
        _assign(here, word, nxt)
        here, parent = nxt, word
    _child(here, words[-1], path, parent if parent != "on" else "")
    _assign(here, words[-1], value)


def _child(here: Any, word: str, path: str, parent: str) -> Any:  # noqa: ANN401
    """What stands at one word of the path; None for a key that is not written yet."""
    if isinstance(here, list):
        if not word.isdigit() or int(word) >= len(here):
            raise DesignError(
                Problem(path, f"there are {len(here)} here, counted from 0; '{word[:40]}' is not one of them")
            )
        return here[int(word)]
    if not isinstance(here, dict):
        raise DesignError(Problem(path, "there is nothing inside this value"))
    if (
        parent in NAMED and word not in here and parent != "objectives"
    ):  # what an objective may speak of is checked later
        what = {"on": "handler", "regions": "region", "nodes": "node", "traffic": "traffic"}.get(parent, "subject")
        raise DesignError(Problem(path, f"there is no {what} '{word[:60]}'{nearest(word, here)}"))
    if not parent and path == word and word not in here and word not in shapes.keys_of(_design_class()):
        raise DesignError(Problem(path, f"unknown key{nearest(word, shapes.keys_of(_design_class()))}"))
    return here.get(word)


def _design_class() -> type:
    from hotseat.design.design import Design

    return Design


def _assign(here: Any, word: str, value: Any) -> None:  # noqa: ANN401
    if isinstance(here, list):
        here[int(word)] = value
    else:
        here[word] = value


def _opened(value: str | None, parent: str, word: str) -> dict[str, Any]:
    """A value that was written as a single word, as the mapping that it is short for."""
    if value is None:
        return {}
    short = {"trace": "trace", "price": "item"}.get(word) or ("at" if parent == "regions" else value)
    return {short: None if short == value else value}


def _samples(value: Any) -> Iterator[tuple[str, tuple[float, ...]]]:  # noqa: ANN401
    """The contents of the files that a design names, so that they need not be read again."""
    if isinstance(value, Empirical):
        yield value.empirical, value.values
    elif isinstance(value, Trace):
        yield value.trace, value.times
    elif isinstance(value, dict):
        for item in value.values():
            yield from _samples(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _samples(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _samples(getattr(value, field.name))
