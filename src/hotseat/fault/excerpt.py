"""The lines of the handler's source between which it hurts, as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.explain import Explanation

AROUND = 2
"""Lines shown before and after what is marked."""


def window_lines(explanation: Explanation) -> set[int]:
    """The source lines of the windows, from the effect that opens one to that which closes it, and those of other faults.

    A window that ends on an earlier line than it begins goes round a loop: only its two ends are certain.
    """
    lines: set[int] = set()
    for reason in explanation.reasons:
        ends = [edge.line for edge in (reason.opens, reason.closes) if edge is not None and edge.line]
        lines.update(range(ends[0], ends[-1] + 1) if len(ends) > 1 and ends[0] <= ends[-1] else ends)
        if reason.opens is None and reason.at.line:
            lines.add(reason.at.line)
    return lines


def source_lines(handler: str) -> list[str]:
    """The handler's source, line by line; none where it can no longer be read."""
    try:
        return Path(handler).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def excerpt(handler: str, explanation: Explanation) -> str:
    """The marked lines with their neighbours, or an empty string where none is marked or the source is gone."""
    source, marked = source_lines(handler), window_lines(explanation)
    shown = sorted(
        {near for line in marked for near in range(line - AROUND, line + AROUND + 1) if 0 < near <= len(source)}
    )
    if not shown:
        return ""
    lines = [f"  {Path(handler).name}"]
    for before, line in zip([shown[0] - 1, *shown], shown, strict=False):
        if line > before + 1:
            lines.append("       ⋮")
        lines.append(f"{'  >' if line in marked else '   '}{line:4} │ {source[line - 1]}".rstrip())
    return "\n".join(lines)
