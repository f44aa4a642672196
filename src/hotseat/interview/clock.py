"""Time: the clock that a sitting is timed by, the one that a script winds by hand, and what the schedule makes of it.

A sitting's time is taken from a clock that only goes forward, never from the time of day, which may be set. Phases begin
on time by themselves: a phase's turn comes when the minutes of those before it are over.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.rounds.round import Round


class Clock(Protocol):
    """A clock that only goes forward, and the time of day."""

    def monotonic(self) -> float:
        """Seconds since some moment."""
        ...

    def wall(self) -> float:
        """Seconds since 1970."""
        ...


class SystemClock:
    """This machine's."""

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()


class ScriptedClock:
    """A clock that stands until it is wound on."""

    def __init__(self, began: float = 1_767_225_600.0) -> None:  # the first second of 2026
        self.began = began
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Seconds since it was made."""
        return self.seconds

    def wall(self) -> float:
        """Seconds since 1970."""
        return self.began + self.seconds

    def wind(self, seconds: float) -> None:
        """Lets so many seconds go by."""
        self.seconds += seconds


def time_of_day(wall: float) -> str:
    """`2026-01-01T00:00:00.000Z`."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=wall)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def wall_of(text: str) -> float:
    """The seconds since 1970 of a `time_of_day`; 0 where it cannot be read."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0


def total_of(a_round: Round) -> float:
    """The seconds that a sitting of this round lasts."""
    return float(a_round.minutes * 60)


def schedule(a_round: Round) -> Iterator[tuple[str, float]]:
    """Every phase and the second at which it begins at the latest."""
    at = 0.0
    for key, phase in a_round.phases.items():
        yield key, at
        at += phase.minutes * 60


def phase_due(a_round: Round, elapsed: float) -> str:
    """The phase whose turn it is by the clock."""
    return [key for key, at in schedule(a_round) if at <= elapsed][-1]
