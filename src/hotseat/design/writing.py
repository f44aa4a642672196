"""A Design back to a file, losing nothing: `read_design(write_design(design))` is the design again.

What equals its default is left out, quantities are written the way people write them (`250ms`, `2000/s`, `0.5%`), and
small things stand on one line. The same plain values, as dicts and lists, are the JSON form that the canvas uses.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Mapping
from typing import Any

import yaml

from hotseat.design import shapes
from hotseat.design.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Pareto,
    Uniform,
)
from hotseat.design.nodes import DEFAULTS, KEYS, Node
from hotseat.design.objectives import Threshold
from hotseat.design.quantities import format_quantity
from hotseat.design.reader import SHORT
from hotseat.design.steps import Nack
from hotseat.design.thresholds import format_threshold
from hotseat.design.units import COUNT, MONEY, NUMBER, SHARE, TIME, Unit

if typing.TYPE_CHECKING:
    from hotseat.design.design import Design

LINE = 76
"""The longest mapping or list that is written on one line."""


def write_design(design: Design) -> str:
    """The design as YAML text."""
    text: str = yaml.serialize(_yaml_node(to_json(design), 0), Dumper=_Dumper, width=110, allow_unicode=True)
    return text


def to_json(design: Design) -> dict[str, Any]:
    """The design as plain values for JSON: the keys of the file, quantities as text, counts and numbers as numbers."""
    return {"hotseat": 1, **_record(design)}


def plain(value: Any, hint: Any, unit: Unit = TIME) -> Any:  # noqa: ANN401 (any field's value, any annotation)
    """One value as a file says it; `hint` is its field's annotation, `unit` what a distribution's numbers are."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, mark = typing.get_args(hint)[:2]
        return plain(value, inner, mark) if inner not in (float, int) else _quantity(value, mark)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, tuple(shapes.DISTRIBUTION)):
        return _distribution(value, NUMBER if unit is COUNT else unit)
    if isinstance(value, Threshold):
        return format_threshold(value)
    if isinstance(value, Mapping):
        inner = typing.get_args(_option(hint, Mapping))[1]
        return {key: plain(item, inner) for key, item in value.items()}
    if isinstance(value, tuple):
        inner = typing.get_args(_option(hint, tuple))[0]
        return [plain(item, inner) for item in value]
    if dataclasses.is_dataclass(value):
        return _short(value) if type(value) in SHORT else _record(value)
    return plain(value, _option(hint, typing.Annotated))


def _option(hint: Any, origin: Any) -> Any:  # noqa: ANN401
    """Of the types that an annotation offers, the one with this origin."""
    return next(option for option in shapes.choices(hint) if typing.get_origin(option) is origin)


def _quantity(value: float, unit: Unit) -> str | float:
    if unit is COUNT:
        return value
    if unit in (NUMBER, MONEY):
        return float(value)
    return format_quantity(value, unit)


def _record(value: Any) -> Any:  # noqa: ANN401 (any dataclass of the design)
    """A dataclass as a mapping; a step or a fault begins with the word that names it, and may be only that word."""
    cls: type = type(value)
    word = shapes.word_of(cls) if cls in shapes.STEP or cls in shapes.FAULT else ""
    keys = shapes.keys_of(cls)
    names = KEYS[value.kind] if cls is Node else tuple(sorted(keys, key=lambda name: name != word))
    written = {}
    for name in names:
        key = keys[name]
        item = getattr(value, key.attribute)
        if key.required or item != _default(value, key) or (name == word and cls is not Nack):
            written[name] = plain(item, key.hint)
    if word and getattr(value, "lasting", None) is not None and getattr(value, "at", None) is not None:
        written.setdefault("at", format_quantity(value.at, TIME))
    if not word or word in written:
        return written
    return {word: None, **written} if written else word


def _default(value: Any, key: shapes.Key) -> object:  # noqa: ANN401
    """What a reader would assume of a key that is left out."""
    if not isinstance(value, Node):
        return key.default
    if key.attribute == "regions" and value.region is not None:
        return None
    return DEFAULTS.get(value.kind, {}).get(key.attribute, key.default)


def _short(value: Any) -> Any:  # noqa: ANN401
    """A record that may be written as a single word: as that word if it says all."""
    written = _record(value)
    name = SHORT[type(value)]
    return written[name] if list(written) == [name] else written


def _distribution(value: Any, unit: Unit) -> Any:  # noqa: ANN401
    """A distribution in its own spelling."""
    if isinstance(value, Constant):
        return _quantity(value.value, unit)
    if isinstance(value, Exponential):
        return {"exp": _quantity(value.exp, unit)}
    if isinstance(value, Lognormal):
        return {"p50": _quantity(value.p50, unit), "p99": _quantity(value.p99, unit)}
    if isinstance(value, Uniform):
        return {"uniform": [_quantity(value.low, unit), _quantity(value.high, unit)]}
    if isinstance(value, Gamma):
        return {"gamma": {"mean": _quantity(value.mean, unit), "shape": _quantity(value.shape, NUMBER)}}
    if isinstance(value, Hyperexponential):
        phases = [(_quantity(phase.p, SHARE), _quantity(phase.mean, unit)) for phase in value.hyperexp]
        return {"hyperexp": [{"p": p, "mean": mean} for p, mean in phases]}
    if isinstance(value, Pareto):
        low, high = _quantity(value.min, unit), _quantity(value.max, unit)
        return {"pareto": {"min": low, "max": high, "alpha": _quantity(value.alpha, NUMBER)}}
    assert isinstance(value, Empirical)  # noqa: S101 (tells the type checker that no other form is left)
    return {"empirical": value.empirical}


class _Dumper(
    yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.representer.Representer, yaml.resolver.BaseResolver
):
    """YAML's emitter with our own idea of which plain words are not text: only null, true and false."""

    def __init__(self, stream: Any, **options: Any) -> None:  # noqa: ANN401 (PyYAML's own options)
        layout = {name: options[name] for name in ("canonical", "indent", "width", "allow_unicode", "line_break")}
        yaml.emitter.Emitter.__init__(self, stream, **layout)
        yaml.serializer.Serializer.__init__(
            self, **{name: options[name] for name in ("encoding", "explicit_start", "explicit_end", "version", "tags")}
        )
        yaml.representer.Representer.__init__(self)
        yaml.resolver.BaseResolver.__init__(self)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        """Lists inside mappings are indented, as in the documentation."""
        super().increase_indent(flow, indentless=False)


_WORDS = r"^(?:~||null|Null|NULL|true|True|TRUE|false|False|FALSE|<<)$"
_Dumper.add_implicit_resolver("tag:hotseat,word", re.compile(_WORDS), ["", *"~nNtTfF<"])


def _yaml_node(value: Any, depth: int) -> yaml.Node:  # noqa: ANN401
    """A YAML node of plain values, small things in flow style."""
    if isinstance(value, dict):
        flow = depth > 1 and _fits(value)
        pairs = [(_scalar(str(key)), _yaml_node(item, depth + 1)) for key, item in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)
    if isinstance(value, list):
        flow = _fits(value)
        items = [_yaml_node(item, 1 if isinstance(item, dict) and not flow else depth + 1) for item in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=flow)
    if isinstance(value, bool) or value is None:
        return yaml.ScalarNode("tag:hotseat,word", {True: "true", False: "false", None: "null"}[value])
    if isinstance(value, (int, float)):
        return _scalar(format_quantity(value, COUNT if isinstance(value, int) else NUMBER))
    return _scalar(value)


def _scalar(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _fits(value: Any) -> bool:  # noqa: ANN401
    """Whether a collection is small enough for one line: no mapping within a list, no line break, not too long."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value) and len(value) != 0:
        flat = all(isinstance(item, dict) and "p" in item and "mean" in item for item in value)
        return flat and len(str(value)) <= LINE + 20
    children = value.values() if isinstance(value, dict) else value
    if not all(_fits(child) for child in children if isinstance(child, (dict, list))):
        return False
    return "\\n" not in repr(value) and len(str(value)) <= LINE + 2 * len(value)
