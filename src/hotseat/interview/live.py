"""A sitting as this process holds it: the state folded so far, where its clock stands, and what is being run for it.

All of this can be lost at any moment; the log has everything that matters. `lock` guards it: whoever reads or appends
holds the lock, and no database work of another sitting waits for it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.interview.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.interview.events import Examined, RunEnded
    from hotseat.interview.questions import Questions
    from hotseat.interview.runner import Examination, Handle
    from hotseat.rounds.evidence import Evidence
    from hotseat.rounds.round import Round

ALIVE = 20.0
"""Seconds after its last beat for which a sitting's clock is taken to be going in another process."""


@dataclass(slots=True)
class Look:
    """The interviewer's look at one revision of the board: who plays which role there, what
    is measured already, and what is still running.
    """

    revision: int
    roles: Mapping[str, bool]
    found: dict[str, Evidence] = field(default_factory=dict)
    waiting: dict[str, Handle | None] = field(default_factory=dict)


@dataclass(slots=True)
class Ahead:
    """The examination that the sitting would get if it ended now, made while nobody needs the processors: what it is
    of, its run, whether that is over, and what it found.
    """

    what: Examination
    handle: Handle | None = None
    over: bool = False
    found: Examined | None = None


@dataclass(slots=True)
class Live:
    """One sitting in memory. `anchor` is a moment of this process's clock and the sitting's time then; None until it
    is known that the clock is going here. `examining` is true while the final board is being examined; where that failed,
    `failures` is how often, `unmeasured` why, and `again` the moment from which it may be tried again. `unsaved` are ends
    of runs that could not be written yet. `digest` names the round's version now.
    """

    id: str
    round: Round
    questions: Questions
    digest: str
    state: State = field(default_factory=State)
    anchor: tuple[float, float] | None = None
    beat: float = 0.0
    look: Look | None = None
    progress: dict[int, float] = field(default_factory=dict)
    examining: bool = False
    again: float = 0.0
    failures: int = 0
    unmeasured: str = ""
    ahead: Ahead | None = None
    handles: dict[int, Handle | None] = field(default_factory=dict)
    unsaved: list[RunEnded] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def thinking(self) -> bool:
        """Whether the interviewer waits for a measurement."""
        return self.look is not None and bool(self.look.waiting)
