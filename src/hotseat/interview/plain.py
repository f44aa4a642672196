"""Frozen values to plain JSON and back, strictly, driven by their annotations.

What is written is exactly the dataclass: a field more, a field less or a value of another type is a problem with its
path (`evidence.holds[2].met`), never guessed at.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from hotseat.errors import SittingError

T = TypeVar("T")


def to_plain(value: Any) -> Any:  # noqa: ANN401 (any value of the log)
    """A dataclass as a dict, a tuple as a list; numbers, text and None as they are."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in hints(value.__class__)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    return value


def sound(value: object) -> object:
    """The value itself; ValueError with the place of what no database or no other reader would keep: a number that is
    none (`NaN`), half of a character (a lone surrogate), the character zero. All of them pass a JSON reader.
    """
    waiting = [("", value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            _keepable(where, one)
        elif isinstance(one, float) and not math.isfinite(one):
            raise ValueError(f"{where}: {one} is not a number that can be kept" if where else f"{one} is not a number")
        elif isinstance(one, dict):
            for key, item in one.items():
                _keepable(where, key)
                waiting.append((f"{where}.{key}".lstrip("."), item))
        elif isinstance(one, list):
            waiting.extend((f"{where}.{place}".lstrip("."), item) for place, item in enumerate(one))
    return value


def _keepable(where: str, text: str) -> None:
    if "\0" in text:
        raise ValueError(f"{where}: the character zero cannot be kept; leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{where}: half of a character (a lone surrogate) cannot be kept; leave it out") from None


def from_plain(data: object, cls: type[T], *, where: str = "") -> T:
    """The dataclass that `data` says; raises SittingError with the path of what is wrong."""
    return typing.cast("T", record(data, cls, where))


@cache
def hints(cls: Any) -> dict[str, Any]:  # noqa: ANN401
    """A dataclass's fields and their types."""
    found = typing.get_type_hints(cls)
    return {field.name: found[field.name] for field in dataclasses.fields(cls)}


@cache
def required(cls: Any) -> frozenset[str]:  # noqa: ANN401
    """The fields without a default."""
    none = dataclasses.MISSING
    return frozenset(
        field.name for field in dataclasses.fields(cls) if field.default is none and field.default_factory is none
    )


def record(data: object, cls: Any, where: str) -> Any:  # noqa: ANN401
    """A dataclass from a dict."""
    if not isinstance(data, dict):
        raise wrong(where, data, "an object")
    known = hints(cls)
    strange = [key for key in data if key not in known]
    missing = [name for name in known if name in required(cls) and name not in data]
    if strange or missing:
        said = [f"unknown key '{key}'" for key in strange] + [f"'{name}' is missing" for name in missing]
        raise SittingError(f"{where or 'this'}: {'; '.join(said)}")
    return cls(**{key: value(item, known[key], f"{where}.{key}" if where else key) for key, item in data.items()})


def value(data: object, hint: Any, where: str) -> Any:  # noqa: ANN401 (one way out for each kind of type)
    """A value of a type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if data is None and type(None) in arguments:
            return None
        return value(data, next(one for one in arguments if one is not type(None)), where)
    if origin is typing.Literal:
        if data not in arguments or isinstance(data, bool):
            raise wrong(where, data, "one of " + ", ".join(map(repr, arguments)))
        return data
    if origin is tuple:
        return items(data, arguments, where)
    if origin in (Mapping, dict):
        if not isinstance(data, dict):
            raise wrong(where, data, "an object")
        if arguments[1] is Any:  # plain data; whoever knows its kind looks closer
            return data
        return {key: value(item, arguments[1], f"{where}.{key}") for key, item in data.items()}
    if dataclasses.is_dataclass(hint):
        return record(data, hint, where)
    return simple(data, hint, where)


def items(data: object, arguments: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    """A tuple: of one type, or of one type for each place."""
    if not isinstance(data, (list, tuple)):
        raise wrong(where, data, "a list")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(value(item, arguments[0], f"{where}[{index}]") for index, item in enumerate(data))
    if len(data) != len(arguments):
        raise wrong(where, data, f"a list of {len(arguments)}")
    return tuple(
        value(item, hint, f"{where}[{index}]") for index, (item, hint) in enumerate(zip(data, arguments, strict=True))
    )


def simple(data: object, hint: Any, where: str) -> Any:  # noqa: ANN401
    """Text, a truth or a finite number."""
    if hint is float and isinstance(data, (int, float)) and not isinstance(data, bool) and math.isfinite(data):
        return float(data)
    if hint is int and isinstance(data, int) and not isinstance(data, bool):
        return data
    if hint in (str, bool) and isinstance(data, hint):
        return data
    names = {float: "a number", int: "a whole number", str: "text", bool: "true or false"}
    raise wrong(where, data, names.get(hint, str(hint)))


def wrong(where: str, data: object, wanted: str) -> SittingError:
    """The error for a value of another type."""
    shown = repr(data)
    return SittingError(f"{where or 'this'}: {shown[:40]}{'…' if len(shown) > 40 else ''} is not {wanted}")
