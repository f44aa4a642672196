"""The JSON Schema of a design file, made from the dataclasses' annotations, so that editors complete and check it.

It says what a key may hold; what must hold between keys (a call to a node that is there) is `hotseat check`'s business.
`python -m hotseat.design.schema` writes the published copy anew.
"""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotseat.design import shapes
from hotseat.design.design import Design, Region
from hotseat.design.meanings import meaning
from hotseat.design.nodes import KEYS, Node
from hotseat.design.objectives import Threshold
from hotseat.design.reader import SHORT
from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME, Unit

PUBLISHED = Path(__file__).with_name("design.schema.json")
IDENTITY = "https://hotseat.dev/design.schema.json"
Schema = dict[str, Any]

_NUMBER = r"[+-]?([0-9][0-9_]*(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_NAMES = {TIME: "time", RATE: "rate", SHARE: "share", COUNT: "count", NUMBER: "number", MONEY: "money", SIZE: "size"}


def design_schema() -> Schema:
    """The schema (JSON Schema 2020-12) as plain values."""
    version = ("hotseat", "The version of the design language.")
    schema = file_schema(Design, version=version, identity=IDENTITY, title="A Hotseat design")
    return {**schema, "required": ["hotseat", "traffic", "nodes"]}


def file_schema(cls: type, *, version: tuple[str, str], identity: str, title: str) -> Schema:
    """The schema of a file that is read into `cls`; `version` is the key at its top, and what that key means."""
    definitions: dict[str, Schema] = {name: _quantity(unit) for unit, name in _NAMES.items()}
    for unit in (TIME, NUMBER):
        definitions[f"distribution_of_{_NAMES[unit]}s"] = _distribution(unit)
    root = _object(cls, definitions)
    root["properties"] = {version[0]: {"const": 1, "description": version[1]}, **root["properties"]}
    root["required"] = [version[0], *root["required"]]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identity, "title": title}
    return {**head, **root, "$defs": dict(sorted(definitions.items()))}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(design_schema(), indent=1, ensure_ascii=False) + "\n"


def _of(hint: Any, definitions: dict[str, Schema], unit: Unit = TIME) -> Schema:  # noqa: ANN401 (an annotation)
    """The schema of an annotation."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, mark = typing.get_args(hint)[:2]
        return _ref(_NAMES[mark]) if inner in (float, int) else _of(inner, definitions, mark)
    options = shapes.choices(hint)
    family = frozenset(options)
    if family == shapes.DISTRIBUTION:
        found = [_ref(f"distribution_of_{_NAMES[NUMBER if unit is COUNT else unit]}s")]
    elif family in (shapes.STEP, shapes.FAULT):
        found = [_family("step" if family == shapes.STEP else "fault", definitions)]
    else:
        found = [_single(option, definitions) for option in options]
    if shapes.takes_none(hint):
        found.append({"type": "null"})
    return found[0] if len(found) == 1 else {"anyOf": found}


def _single(hint: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401
    """The schema of one type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _of(hint, definitions)
    if origin is tuple and inner[-1] is not Ellipsis:
        items = _of(inner[0], definitions)
        return {"type": "array", "items": items, "minItems": len(inner), "maxItems": len(inner)}
    if origin is tuple:
        items = _of(inner[0], definitions)
        many: Schema = {"type": "array", "items": items}
        alone = inner[0] is Threshold or frozenset(shapes.choices(inner[0])) == shapes.STEP
        return {"anyOf": [many, items, {"type": "null"}]} if alone else many
    if origin is Mapping:
        values = {"type": "object", "additionalProperties": _of(inner[1], definitions)}
        names = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [values, names]} if inner[1] is Region else values
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if hint is bool:
        return {"type": "boolean"}
    if hint is Threshold:
        return {"type": "string", "pattern": r"^.+(<=|>=|==|<|>).+$", "examples": ["p(99) < 250ms", "lost == 0"]}
    if dataclasses.is_dataclass(hint):
        return _record(typing.cast("type", hint), definitions)
    return {"type": ["string", "number"]}


def _record(cls: type, definitions: dict[str, Schema]) -> Schema:
    """A reference to a class's definition, which is made once."""
    name = shapes.word_of(cls)
    if name not in definitions:
        definitions[name] = {}  # a step holds steps: the name stands before its definition does
        made = _node(definitions) if cls is Node else _object(cls, definitions)
        if cls in SHORT:
            made = {"anyOf": [made, {"type": "string"}, *([{"type": "null"}] if cls is Region else [])]}
        definitions[name] = made
    return _ref(name)


def _object(cls: type, definitions: dict[str, Schema], names: tuple[str, ...] | None = None) -> Schema:
    """A mapping with the keys of a class, or some of them."""
    keys = shapes.keys_of(cls)
    properties = {}
    for name in names or tuple(keys):
        said = meaning(cls, name)
        properties[name] = {**_of(keys[name].hint, definitions), **({"description": said} if said else {})}
    required = [name for name in properties if keys[name].required]
    made: Schema = {"type": "object", "description": _teaching(cls), "properties": properties}
    if required:
        made["required"] = required
    return {**made, "additionalProperties": False}


def _node(definitions: dict[str, Schema]) -> Schema:
    """A node: one mapping for each kind, told apart by `kind`."""
    kinds = []
    for kind, names in KEYS.items():
        made = _object(Node, definitions, names)
        made["properties"]["kind"] = {"const": kind}
        made["description"] = f"A node of kind {kind}."
        kinds.append(made)
    return {"description": _teaching(Node), "oneOf": kinds}


def _family(what: str, definitions: dict[str, Schema]) -> Schema:
    """Steps or faults: a mapping named by its word, or the bare word where nothing else is needed."""
    if what in definitions:
        return _ref(what)
    definitions[what] = {}
    family = shapes.STEPS if what == "step" else shapes.FAULTS
    made, bare = [], []
    for word, cls in family.items():
        one = _object(cls, definitions)
        head = shapes.keys_of(cls).get(word)
        if head is None or not head.required:
            bare.append(word)
            one["properties"][word] = {"anyOf": [one["properties"].get(word, {"type": "null"}), {"type": "null"}]}
        one["required"] = list(dict.fromkeys([word, *one.get("required", [])]))
        definitions[f"{what}_{word}"] = one
        made.append(_ref(f"{what}_{word}"))
    definitions[what] = {"anyOf": [*made, *([{"enum": bare}] if bare else [])]}
    return _ref(what)


def _quantity(unit: Unit) -> Schema:
    """A number with its unit, or a bare one where that is allowed."""
    refused = {"m", "/m"} if unit in (TIME, RATE) else set()
    suffixes = "|".join(re.escape(name) for name in unit.scale if name and name not in refused)
    text: Schema = {"type": "string", "pattern": f"^{_NUMBER}\\s*({suffixes})" + ("?$" if "" in unit.scale else "$")}
    bare: Schema = {"const": 0}
    if unit is COUNT:
        bare = {"type": "integer", "minimum": 0}
    elif unit is SHARE:
        bare = {"type": "number", "minimum": 0, "maximum": 1}
    elif "" in unit.scale:
        bare = {"type": "number"}
    examples = unit.example.split(" or ")
    return {"description": f"{unit.name[0].upper()}{unit.name[1:]}.", "anyOf": [text, bare], "examples": examples}


def _distribution(unit: Unit) -> Schema:
    """Every spelling of a distribution whose numbers are in one unit."""
    own, number = _ref(_NAMES[unit]), _ref("number")
    phase = _closed({"p": _ref("share"), "mean": own})
    forms = [
        own,
        _closed({"exp": own}),
        _closed({"p50": own, "p99": own}),
        _closed({"uniform": {"type": "array", "items": own, "minItems": 2, "maxItems": 2}}),
        _closed({"gamma": _closed({"mean": own, "shape": number})}),
        _closed({"erlang": _closed({"mean": own, "k": _ref("count")})}),
        _closed({"hyperexp": {"type": "array", "items": phase, "minItems": 1}}),
        _closed({"pareto": _closed({"min": own, "max": own, "alpha": number})}),
        _closed({"empirical": {"type": "string"}}),
    ]
    return {"description": "Always the same, or drawn anew each time from a distribution.", "anyOf": forms}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _teaching(cls: type) -> str:
    """The first paragraph of a class's docstring."""
    return " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())


if __name__ == "__main__":
    PUBLISHED.write_text(schema_text(), encoding="utf-8")
