"""The sequence diagram in plain characters, for a terminal or a test's output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.fault.keys import FINE
from hotseat.fault.picture import CRASH, LOST, MESSAGE, START, VERDICT

if TYPE_CHECKING:
    from hotseat.fault.picture import Picture, Row


def sketch(picture: Picture, *, gap: int = 34) -> str:
    """The picture as lines of text. `gap` is the distance of two lanes in characters; times are virtual seconds."""
    lines = [" " * 9 + "".join(name.ljust(gap) for name in picture.lanes).rstrip()]
    alive = [True] * len(picture.lanes)
    for row in sorted(picture.rows, key=lambda each: (each.kind == VERDICT, each.time)):
        if row.kind == VERDICT:
            lines.append(f"{'':9}=> {row.label}")
            continue
        if row.kind == CRASH:
            alive[row.lane] = False
        if row.kind == START:
            alive[row.lane] = True
        lines.append(f"{row.time:7.2f}  " + _line(row, alive, gap).rstrip())
    return "\n".join(lines)


def _line(row: Row, alive: list[bool], gap: int) -> str:
    cells = [each for up in alive for each in (("│" if up else "╵") + " " * (gap - 1))]
    label = row.label + (f" [{row.way}]" if row.way != FINE else "") + (f"  line {row.line}" if row.line else "")
    here = row.lane * gap
    if row.kind == MESSAGE and row.to >= 0 and row.to != row.lane:
        left, right = sorted((here, row.to * gap))
        text = f" {label} "[: right - left - 3].center(right - left - 2, "─")
        body = (text + ">") if row.to > row.lane else ("<" + text)
        return _put(cells, left + 1, body)
    mark = {CRASH: "✗ ", START: "● ", LOST: "──✗ "}.get(row.kind, "■ ")
    return _put(cells, here if row.kind != LOST else here + 1, mark + label)


def _put(cells: list[str], start: int, text: str) -> str:
    grown = cells + [" "] * max(0, start + len(text) - len(cells))
    grown[start : start + len(text)] = list(text)
    return "".join(grown)
