"""What a probe measured, with all that is needed to measure it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OBJECTIVES = "objectives"
"""The name of the probe that every design round has: the design under its own load, without any fault of the
interviewer's.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One threshold: what was measured (None: nothing was), whether it was met, the 95% interval where it has one,
    and how badly it was missed: 0 when met, towards 1 the worse.
    """

    subject: str
    threshold: str
    measured: float | None
    met: bool
    ci95: tuple[float, float] | None
    missed_by: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A probe's outcome on one design.

    `probe` is a pushback's key or `objectives`; `design` the whole design that ran (YAML text, the probe's faults and
    objectives in it), `digest` the hash of it with seed, duration and engine version: the key under which the full
    result is cached. `measures` holds what predictions ask for, by their `measure`. `hurt` is the largest `missed_by`
    times the pushback's weight. `problem` is a sentence where the probe could not be run on this design (nobody plays
    the role that it strikes); such a probe hurts nobody. `command` replays the run, given the design in a file.
    """

    probe: str
    design: str
    digest: str
    seed: int
    duration: float
    engine: str
    events: int
    holds: tuple[Measured, ...]
    measures: Mapping[str, float | None] = field(default_factory=dict)
    hurt: float = 0.0
    because: str = ""
    command: str = ""
    problem: str = ""

    @property
    def met(self) -> bool:
        """Whether every threshold was met."""
        return not self.problem and all(one.met for one in self.holds)
