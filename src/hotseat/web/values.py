"""JSON that came from outside, before anything is made of it: only what can be stored and sent back again.

A number that is none (`NaN`), half of a character (a lone surrogate) and the character zero pass a JSON reader, and
then fail in a database or in somebody else's reader. They are refused here, each with its place.
"""

from __future__ import annotations

import math
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ConfigDict

Value = TypeVar("Value")


def sound(value: object) -> object:
    """The value itself; ValueError with the place of what cannot be kept."""
    waiting = [("", value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            _text(where, one)
        elif isinstance(one, float) and not math.isfinite(one):
            raise ValueError(f"{where}: {one} is not a number that can be kept" if where else f"{one} is not a number")
        elif isinstance(one, dict):
            for key, item in one.items():
                _text(where, key)
                waiting.append((f"{where}.{key}".lstrip("."), item))
        elif isinstance(one, list):
            waiting.extend((f"{where}.{place}".lstrip("."), item) for place, item in enumerate(one))
    return value


def _text(where: str, text: str) -> None:
    if "\0" in text:
        raise ValueError(f"{where}: the character zero cannot be kept; leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{where}: half of a character (a lone surrogate) cannot be kept") from None


Sound = Annotated[Value, BeforeValidator(sound)]
"""A body of which every part can be kept."""

STRICT = ConfigDict(extra="forbid")
"""A body with a key that means nothing is refused: it was surely meant to mean something."""
