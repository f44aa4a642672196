"""The log looked back on: events of one kind, the board at every revision, and where the minutes went.

What the debrief asks of a log is always one of a few questions (what stood on the board then? what did the candidate
do next?), so they are answered here once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hotseat.interview import events as log
from hotseat.interview.board import spliced
from hotseat.interview.events import Event, Happening

Kind = TypeVar("Kind", bound=Happening)

OWN = (
    log.Drew, log.Asked, log.Estimated, log.Committed, log.Skipped, log.Said, log.Predicted, log.RunBegan,
    log.Conceded, log.Finished,
)  # fmt: skip
"""What a candidate does; moves by the candidate are theirs too."""


@dataclass(frozen=True, slots=True)
class Board:
    """The board's text after a change: which revision it is, since when, by which line of the log, and whether it is a
    whole design. Revision 0 is the round's start, before any line.
    """

    revision: int
    at: float
    seq: int
    text: str
    runs: bool


def of_kind(events: Sequence[Event], kind: type[Kind]) -> Iterator[tuple[Event, Kind]]:
    """The events of one kind, each with its data."""
    for event in events:
        if isinstance(event.what, kind):
            yield event, event.what


def boards(events: Sequence[Event]) -> tuple[Board, ...]:
    """Every revision of the board, the one it began with first; moving boxes about makes none."""
    found = [Board(0, 0.0, 0, began.board, runs=False) for _, began in of_kind(events, log.Started)]
    for event, drew in of_kind(events, log.Drew):
        text = spliced(found[-1].text, drew)
        if text != found[-1].text:
            found.append(Board(len(found), event.at, event.seq, text, drew.runs))
    return tuple(found)


def board_at(all_boards: Sequence[Board], revision: int) -> Board:
    """The board at a revision; the last one where the log knows of fewer."""
    return all_boards[min(max(revision, 0), len(all_boards) - 1)]


def board_when(all_boards: Sequence[Board], at: float) -> Board:
    """The board as it stood at a time on the clock."""
    return next(board for board in reversed(all_boards) if board.at <= at or board.revision == 0)


def is_own(event: Event) -> bool:
    """Whether this was the candidate's doing."""
    return isinstance(event.what, OWN) or (isinstance(event.what, log.Moved) and event.what.by == "candidate")


def seconds_by_node(events: Sequence[Event]) -> dict[str, float]:
    """The seconds that each node (or `traffic.x`) was worked on, by the draws that touched it.

    A draw took the time since the last thing that the candidate did, whatever that was: thinking before a stroke is
    time spent on what the stroke touched. A draw that touched several shares its time out evenly among them.
    """
    spent: dict[str, float] = {}
    last = 0.0
    for event in events:
        if not is_own(event):
            continue
        if isinstance(event.what, log.Drew):
            for name in event.what.touched:
                spent[name] = spent.get(name, 0.0) + (event.at - last) / len(event.what.touched)
        last = event.at
    return spent


def clock_text(seconds: float) -> str:
    """A time on the clock: `12:05`, and hours where there are any, `1:02:05`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
