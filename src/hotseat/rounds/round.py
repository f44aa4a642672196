"""A round as a value: what its folder says, read into frozen dataclasses by the same reader that reads designs.

The annotations are the format: a field here is a key in `round.yaml` the same moment, with its place in the JSON
Schema and its errors by line. What a key means stands in the classes' docstrings. Prose and designs stand in files of
their own beside `round.yaml` (`prompt.md`, `start.design.yaml`, `designs/`, `scripts/`, `sources.md`), and the loader
puts their text here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hotseat.design.faults import Fault
from hotseat.design.nodes import Kind as NodeKind
from hotseat.design.objectives import Threshold
from hotseat.design.units import Count, Number, Seconds, Share

RoundKind = Literal["design", "handler", "query", "postmortem", "story", "take-home"]
EvidenceKind = Literal["measured", "witnessed", "judged"]
Verdict = Literal["no-hire", "lean-hire", "hire", "strong-hire"]
FailureMode = Literal[
    "no-clarifying-question",
    "boxes-without-connections",
    "deep-dive-before-scope",
    "scale-never-settled",
    "second-half-never-reached",
    "explaining-instead-of-committing",
]
Unit = Literal["time", "rate", "share", "count", "number", "size", "money"]

LOADED = {"loaded": True}
"""Marks the fields that hold what the round's other files contain: they are not keys of `round.yaml`."""

VERDICTS: tuple[Verdict, ...] = ("no-hire", "lean-hire", "hire", "strong-hire")
"""The four steps, worst first."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A named stretch of the sitting. In a phase with `pushes` the interviewer may push; `purpose` is its one line of
    advice.
    """

    title: str
    minutes: Number
    purpose: str = ""
    pushes: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """What the interviewer tells if asked. `question` is its plainest wording, `asked_as` are other ways in which
    people ask; `topic` names it in a few words that give nothing away, for when a question could mean several facts.
    """

    question: str
    answer: str
    asked_as: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity worth estimating. `unit` is written as in the worksheet (`GB/day`); an answer within a factor
    `within` of `answer` is right; `working` shows the arithmetic afterwards.
    """

    question: str
    unit: str
    answer: Number
    within: Number = 2.0
    working: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What must be said, `by` so many minutes on the clock.

    `takes: choice` is one of `choices` (a word to its sentence), `quantity` a number of `unit`, `text` a sentence.
    `objective` holds the design to a quantity when it is run: `{events: "p(99) <= {value}"}`.
    """

    question: str
    takes: Literal["choice", "quantity", "text"]
    by: Number
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    objective: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Role:
    """Finds nodes of any candidate's design by what they do; everything that is given must hold.

    `calls`: a handler of the node calls this (`merchant.deliver`, or `merchant` for any of its handlers). `receives`:
    this traffic is sent to it, or this queue is consumed by it. `kind`: its kind. `effect`: a handler of it has this
    effect. `hears`: what this traffic does arrives there, by calls, messages, broadcasts, or through a store that it
    writes and the node reads.
    """

    calls: str | None = None
    receives: str | None = None
    kind: NodeKind | None = None
    effect: str | None = None
    hears: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What settles a pushback: the candidate's design, run with this in place of, or beside, its own.

    `faults` may name a role as `$sender` (one fault for every node of the role), and `between: [X, next]` the step
    after X in the same handler. `load` multiplies all traffic, `set` replaces values by their dotted path, `holds`
    are the thresholds that a strong answer keeps: they are the probe's objectives.
    """

    holds: Mapping[str, tuple[Threshold, ...]]
    duration: Seconds = 60.0
    faults: tuple[Fault, ...] = ()
    load: Number = 1.0
    set: Mapping[str, str] = field(default_factory=dict)


def warmup_of(duration: float) -> float:
    """The seconds of a run that are not measured, while queues fill and caches warm: a twelfth, at most 5 s. It is the
    same for every design, and over before a fault strikes.
    """
    return min(duration / 12, 5.0)


@dataclass(frozen=True, slots=True)
class Predict:
    """A prediction to make before the probe runs. `measure` is a subject and its metric as in an objective (`charge:
    duplicates`).
    """

    question: str
    measure: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a pushback may be asked: `after` so many minutes; once a `commitment` was made (with one of `values`, if
    given); where the design has a node of a `role`.
    """

    after: Number = 0.0
    commitment: str | None = None
    values: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Pushback:
    """A question with a probe behind it.

    `because` says why it is asked of this design, with what was measured in braces (`{charge.duplicates}`); `reveals`
    is told when the probe has run. Of the pushbacks that may be asked, the one that hurts most is: how far its
    thresholds are missed, times `weight`.
    """

    question: str
    because: str
    probe: Probe
    predict: Mapping[str, Predict]
    reveals: str
    weight: Number = 1.0
    when: Trigger = Trigger()


@dataclass(frozen=True, slots=True)
class Witness:
    """What the log must show; everything that is given must hold, `before` so many minutes where that is given.

    `asked`: at least `at_least` of these facts were learnt. `estimated`: at least so many of these estimates were
    right. `committed`: all of these commitments were made in time; with `values`, with one of these choices.
    `skipped`: so many skips with a reason. `predicted`: so many predictions, each question once, were within a factor
    `within` (or, of yes or no, on the right side). `answered`: so many pushbacks were answered by a change that then
    held, or conceded with a reason. `reached`: this phase was reached with a design on the board that runs. `avoided`:
    none of these failure modes was found.
    """

    asked: tuple[str, ...] = ()
    estimated: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    at_least: Count | None = None
    before: Number | None = None
    skipped: Count | None = None
    predicted: Count | None = None
    within: Number = 3.0
    answered: Count | None = None
    reached: str | None = None
    avoided: tuple[FailureMode, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A rubric item. Its points are 0 to `weight`.

    `measured`: the final design under a `probe` (a pushback's key, or `objectives` for its own load without faults);
    points by the share of `holds` (the probe's own, if not given) that it meets. `witnessed`: all or nothing, by
    `witness`. `judged`: by the level chosen from `levels` (worst first), by the candidate or another person, who is
    named.
    """

    title: str
    weight: Number
    evidence: EvidenceKind
    skill: str
    probe: str | None = None
    holds: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    witness: Witness | None = None
    question: str | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whose bar. Scores from `lean_hire`, `hire` and `strong_hire` up get that verdict; `weights` replace items'
    weights; an item in `must` that got less than half of its points holds the verdict at `lean-hire`.
    """

    title: str
    about: str = ""
    lean_hire: Share = 0.45
    hire: Share = 0.65
    strong_hire: Share = 0.85
    weights: Mapping[str, Number] = field(default_factory=dict)
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An answer that proves the round: the `design` it ends with, the `script` of its sitting, the verdicts it may
    get under the first calibration, the pushbacks that its design `breaks` under and those it `keeps`.
    """

    title: str
    design: str
    script: str
    verdict: tuple[Verdict, ...]
    breaks: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A whole round. Mappings keep the order of the file; the first calibration is the one used if none is chosen.

    `objectives` is what the design must achieve under its own load: they are added to those of the candidate's
    design. `fixed` are the dotted paths of `start` (the board at the beginning: the world that is not the candidate's
    to change). `owed` names the effect that each request of a traffic is owed once it was told "done" (`{events:
    charge}`): the world alone brings it about, and a design that goes on to more or fewer of it is not measured.
    `slug`, `prompt`, `start`, `sources` and `files` (the texts of designs and scripts by their path) come from the
    folder.
    """

    title: str
    summary: str
    kind: RoundKind
    minutes: Number
    level: str
    skills: tuple[str, ...]
    phases: Mapping[str, Phase]
    facts: Mapping[str, Fact]
    commitments: Mapping[str, Commitment]
    pushbacks: Mapping[str, Pushback]
    rubric: Mapping[str, Item]
    calibrations: Mapping[str, Calibration]
    references: Mapping[str, Reference]
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    objectives: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    duration: Seconds = 60.0
    fixed: tuple[str, ...] = ()
    owed: Mapping[str, str] = field(default_factory=dict)
    write_up: str | None = None
    slug: str = field(default="", metadata=LOADED)
    prompt: str = field(default="", metadata=LOADED)
    start: str = field(default="", metadata=LOADED)
    sources: str = field(default="", metadata=LOADED)
    files: Mapping[str, str] = field(default_factory=dict, metadata=LOADED)
