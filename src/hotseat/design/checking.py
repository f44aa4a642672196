"""Is it a design? Questions asked of the whole value, once every key has been read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hotseat.design.design import Design
from hotseat.errors import Problem


def check_values(
    design: Design, *, lines: Mapping[str, int] | None = None, broken: Collection[str] = (), file: str = ""
) -> list[Problem]:
    """Every problem of a design as a value."""
    return []
