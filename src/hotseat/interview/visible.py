"""Text that only shows: what would steer a terminal, or turn a line round, becomes a sign that can be seen.

A debrief repeats what a candidate typed, and a sitting may have come from somebody else as a file. An escape sequence
in it could rewrite the verdict on the reader's screen, a bidirectional override make a line read otherwise than it is
stored.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar, cast

T = TypeVar("T")

SIGNS = {
    **{code: 0x2400 + code for code in range(32) if code not in (9, 10)},  # the control pictures: ␛ for escape
    127: 0x2421,
    **dict.fromkeys((*range(128, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}
"""Control characters (but tab and line break) and bidirectional controls, each with the sign that stands for it."""


def visible(value: T) -> T:
    """The same value with every text in it so."""
    return cast("T", _visible(value))


def _visible(value: Any) -> Any:  # noqa: ANN401 (whatever a debrief holds)
    if isinstance(value, str):
        return value.translate(SIGNS)
    if isinstance(value, tuple):
        return tuple(_visible(one) for one in value)
    if isinstance(value, Mapping):
        return {_visible(key): _visible(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: _visible(getattr(value, one.name)) for one in dataclasses.fields(value) if one.init}
        return dataclasses.replace(value, **fields)
    return value
