"""What a candidate can do in a sitting: one frozen value for each, told apart by `do`.

The page, the terminal and a script all speak these words; the sitting checks an action against the state and the
clock and turns it into events. An action that makes no sense now is refused with a sentence and leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Draw:
    """The board as it stands now: the design's YAML `text` (it need not be a whole design yet) and where its boxes
    are.
    """

    text: str
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    do: Literal["draw"] = "draw"


@dataclass(frozen=True, slots=True)
class Ask:
    """A clarifying question in the candidate's own words."""

    text: str
    do: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Pick:
    """The topic that a question meant, of those that the interviewer offered: the `fact` that it names."""

    fact: str
    do: Literal["pick"] = "pick"


@dataclass(frozen=True, slots=True)
class Work:
    """A line of the estimates worksheet: `2000/s * 1.2 kB in GB/day`. `estimate` is the round's estimate that it
    answers, if any.
    """

    expression: str
    label: str = ""
    estimate: str | None = None
    do: Literal["estimate"] = "estimate"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commitment made, or changed: its key and the value as written (`at-least-once`, `250ms`, a sentence)."""

    commitment: str
    value: str
    do: Literal["commit"] = "commit"


@dataclass(frozen=True, slots=True)
class Skip:
    """Something left out on purpose, and why. `commitment` names one that is skipped; otherwise `what` says what is."""

    what: str
    reason: str
    commitment: str | None = None
    do: Literal["skip"] = "skip"


@dataclass(frozen=True, slots=True)
class Say:
    """Something said aloud: the reason for a decision, an answer. `about` is a pushback's key, a node, or nothing."""

    text: str
    about: str | None = None
    do: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer of a prediction: the value expected and the interval believed to hold it with 90%, as written
    (`250ms`), and how probable it is that the design holds (`holds`: 0..1, given once for each probe).
    """

    value: str | None = None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Predict:
    """What the probe will measure, said before it runs: guesses by key, and the probability that every threshold
    holds.
    """

    probe: str
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    holds: float | None = None
    do: Literal["predict"] = "predict"


@dataclass(frozen=True, slots=True)
class RunProbe:
    """Run a probe on the board as it stands: a pushback that was asked and predicted, or `objectives`."""

    probe: str
    do: Literal["run"] = "run"


@dataclass(frozen=True, slots=True)
class Concede:
    """A failure mode chosen to be lived with: what the pushback shows, and what it means for those who feel it."""

    pushback: str
    reason: str
    do: Literal["concede"] = "concede"


@dataclass(frozen=True, slots=True)
class Move:
    """On to a phase, before the clock says so."""

    phase: str
    do: Literal["move"] = "move"


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the clock; the debrief shows it."""

    do: Literal["pause"] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Start it again."""

    do: Literal["resume"] = "resume"


@dataclass(frozen=True, slots=True)
class Judge:
    """A judged rubric item: the level (from 0) chosen among the item's, by whom, and why."""

    item: str
    level: int
    by: str = "self"
    note: str = ""
    do: Literal["judge"] = "judge"


@dataclass(frozen=True, slots=True)
class Finish:
    """The end, before the clock's."""

    do: Literal["finish"] = "finish"


Action = (
    Draw
    | Ask
    | Pick
    | Work
    | Commit
    | Skip
    | Say
    | Predict
    | RunProbe
    | Concede
    | Move
    | Pause
    | Resume
    | Judge
    | Finish
)
