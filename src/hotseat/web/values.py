"""JSON that came from outside, before anything is made of it: only what can be stored and sent back again."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ConfigDict

from hotseat.interview import plain

Value = TypeVar("Value")


Sound = Annotated[Value, BeforeValidator(plain.sound)]
"""A body of which every part can be kept."""

STRICT = ConfigDict(extra="forbid")
"""A body with a key that means nothing is refused: it was surely meant to mean something."""
