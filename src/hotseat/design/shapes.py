"""What a class of the design looks like from outside: its keys, read from the dataclass itself.

Reading, writing, overriding, the JSON Schema and the reference page all ask here, and here asks the annotations: a
field added to a dataclass is a key in the file the same moment, and nothing can drift apart.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from dataclasses import dataclass

from hotseat.design import distributions, faults, steps, traffic

PYTHON_WORDS = {"lasting": "for", "source": "from"}
"""The attributes whose file key is a word that Python keeps for itself."""

HEADS: dict[type, str] = {steps.Once: "do", steps.Nack: "delay"}
"""Steps whose first key (`once`, `nack`) holds a field of another name: `- once: [...]`, `- nack: 5s`."""

STEPS: dict[str, type] = {}
FAULTS: dict[str, type] = {}

DISTRIBUTION = frozenset(typing.get_args(distributions.Distribution))
STEP = frozenset(typing.get_args(steps.Step))
FAULT = frozenset(typing.get_args(faults.Fault))


def word_of(cls: type) -> str:
    """The word that names a step or a fault in a file: its class in small letters, `FanOut` -> `fan_out`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


STEPS.update((word_of(cls), cls) for cls in typing.get_args(steps.Step))
FAULTS.update((word_of(cls), cls) for cls in typing.get_args(faults.Fault))


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a class: its name in files, the attribute, the annotation, and the default (`required` has none)."""

    name: str
    attribute: str
    hint: typing.Any
    required: bool
    default: object = None


@functools.cache
def keys_of(cls: type) -> dict[str, Key]:
    """The keys of a dataclass by their name in files, in the order of its fields."""
    hints = typing.get_type_hints(cls, include_extras=True)
    keys = {}
    for item in dataclasses.fields(cls):
        if (cls, item.name) in LOADED or item.metadata.get("loaded"):
            continue
        name = file_key(cls, item.name)
        factory = item.default_factory
        required = item.default is dataclasses.MISSING and factory is dataclasses.MISSING
        default = factory() if factory is not dataclasses.MISSING else None if required else item.default
        keys[name] = Key(name, item.name, hints[item.name], required, default)
    return keys


LOADED = frozenset(((distributions.Empirical, "values"), (traffic.Trace, "times")))
"""Fields that hold what a file named beside them contains; they are not keys. Other formats mark theirs as `loaded`."""


def file_key(cls: type, attribute: str) -> str:
    """How an attribute is spelled in a file."""
    if HEADS.get(cls) == attribute:
        return word_of(cls)
    return PYTHON_WORDS.get(attribute, attribute)


def is_union(hint: typing.Any) -> bool:  # noqa: ANN401 (an annotation may be anything)
    """Whether an annotation offers a choice of types."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def choices(hint: typing.Any) -> tuple[typing.Any, ...]:  # noqa: ANN401
    """The types that an annotation offers, None left out."""
    options = typing.get_args(hint) if is_union(hint) else (hint,)
    return tuple(option for option in options if option is not type(None))


def takes_none(hint: typing.Any) -> bool:  # noqa: ANN401
    """Whether an annotation offers None."""
    return is_union(hint) and type(None) in typing.get_args(hint)
