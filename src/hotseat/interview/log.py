"""Events as lines and back: the kind's name and its data, read strictly.

A kind that this version does not know was written by a newer one; it is refused with a sentence, for an event left out
would silently be another sitting.
"""

from __future__ import annotations

import re
import typing

from hotseat.errors import SittingError
from hotseat.interview import plain
from hotseat.interview.events import Event, Happening
from hotseat.store.logs import Line

KINDS: dict[str, type[Happening]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower(): cls for cls in typing.get_args(Happening)
}
"""Every kind of event by its name in the log: `started`, `run_began`, ..."""

NAMES: dict[type[Happening], str] = {cls: name for name, cls in KINDS.items()}


def kind_of(what: Happening) -> str:
    """The name of an event's kind."""
    return NAMES[type(what)]


def encode(event: Event) -> Line:
    """An event as a line."""
    return Line(event.seq, event.at, event.when, kind_of(event.what), plain.to_plain(event.what))


def decode(line: Line) -> Event:
    """A line as an event; raises SittingError with its number."""
    kind = KINDS.get(line.kind)
    if kind is None:
        raise SittingError(
            f"event {line.seq}: this version knows no '{line.kind[:40]}'; "
            "the sitting was written by a newer Hotseat: upgrade to open it"
        )
    what: Happening = plain.from_plain(line.data, kind, where=f"event {line.seq} ({line.kind})")
    return Event(line.seq, line.at, line.when, what)
