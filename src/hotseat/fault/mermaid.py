"""The sequence diagram as Mermaid text, which many wikis and issue trackers draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.fault.keys import FINE
from hotseat.fault.picture import CRASH, LOST, MESSAGE, VERDICT

if TYPE_CHECKING:
    from hotseat.fault.picture import Picture, Row


def mermaid(picture: Picture) -> str:
    """The picture as a `sequenceDiagram`."""
    lines = ["sequenceDiagram", *(f"    participant {name}" for name in picture.lanes)]
    lines += [f"    {_line(row, picture.lanes)}" for row in picture.rows]
    return "\n".join(lines) + "\n"


def _line(row: Row, lanes: tuple[str, ...]) -> str:
    here = lanes[row.lane]
    text = (row.label + (f" [{row.way}]" if row.way != FINE else "")).replace(";", ",").replace("#", "no. ")
    if row.kind == MESSAGE:
        return f"{here}->>{lanes[row.to]}: {text}"
    if row.kind == LOST:
        return f"{here}-x{lanes[row.to] if row.to >= 0 else here}: {text}"
    if row.kind == VERDICT:
        return f"Note over {lanes[0]},{lanes[-1]}: {text}"
    return f"Note over {here}: {'✗ ' if row.kind == CRASH else ''}{text}"
