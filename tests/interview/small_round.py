"""A small round built in Python, a catalogue of it whose probes measure by reading the board, and sittings of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hotseat.design.thresholds import parse_threshold
from hotseat.errors import HotseatError
from hotseat.interview.clock import ScriptedClock
from hotseat.interview.events import Examined
from hotseat.interview.runner import Examination, Outcome, nothing
from hotseat.interview.sitting import Sittings
from hotseat.rounds.evidence import Evidence, Measured
from hotseat.rounds.round import (
    Calibration,
    Commitment,
    Estimate,
    Fact,
    Item,
    Phase,
    Predict,
    Probe,
    Pushback,
    Round,
)  # fmt: skip

BOARD = """\
hotseat: 1
name: A counter
nodes:
  api:
    kind: service
    concurrency: 10
    on:
      hit:
        - work: 1ms
traffic:
  hits:
    to: api.hit
    rate: 100/s
"""

ROUND = Round(
    title="A counter",
    summary="Count clicks.",
    kind="design",
    minutes=45,
    level="senior",
    skills=("estimation",),
    phases={
        "clarify": Phase("Clarify", 10, "Ask."),
        "design": Phase("Design", 15, "Draw."),
        "pushbacks": Phase("Pushbacks", 15, "Defend.", pushes=True),
        "wrap-up": Phase("Wrap-up", 5, "Say it."),
    },
    facts={
        "peak": Fact("How many clicks a second at peak?", "2,000 clicks a second.", ("What is the peak traffic?",)),
        "loss": Fact("May a click be lost?", "No click may be lost.", ("Is losing some clicks acceptable?",)),
    },
    estimates={"storage": Estimate("Storage a day", "GB/day", 17.28, working="2,000/s x 100 B x 86,400 s")},
    commitments={
        "guarantee": Commitment(
            "Which guarantee?", "choice", by=12, choices={"at-least-once": "Doubles may come", "at-most-once": "Lost"}
        ),
        "latency": Commitment("The p99", "quantity", by=20, unit="time", objective={"hits": "p(99) <= {value}"}),
    },
    pushbacks={
        "crash": Pushback(
            "A worker dies. What is lost?", "api has one replica.", Probe({"hits": (parse_threshold("failed < 1%"),)}),
            {"failed": Predict("What share fails?", "hits: failed")}, "Hits fail while it is down.",
        ),
        "surge": Pushback(
            "Ten times the load?", "It is full.", Probe({"hits": (parse_threshold("p(99) < 50ms"),)}, load=10.0),
            {"p99": Predict("What is the p99?", "hits: p(99)")}, "The queue grows.", weight=0.5,
        ),
    },
    rubric={"clarity": Item("Clear", 1, "judged", "communication", question="Was it clear?", levels=("no", "yes"))},
    calibrations={"usual": Calibration("Usual"), "strict": Calibration("Strict")},
    references={},
    objectives={"hits": (parse_threshold("p(99) < 50ms"),)},
    slug="counter",
    prompt="Count clicks.",
    start=BOARD,
)  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """What the small catalogue prepares."""

    probe: str
    text: str
    digest: str
    problem: str = ""


class SmallCatalogue:
    """One round. A board with `replicas: 2` keeps every threshold; one without misses them."""

    def find(self, slug):
        if slug != "counter":
            raise HotseatError(f"there is no round '{slug}'")
        return ROUND

    def digest(self, a_round):
        return "d1"

    def prepare(self, a_round, probe, text, *, seed, held):
        return Ready(probe, text, hashlib.sha256(f"{probe}{seed}{sorted(held)}{text}".encode()).hexdigest())


@dataclass
class Reading:
    """A runner that measures by reading the board; `later` keeps what is submitted until `finish`."""

    later: bool = False

    def __post_init__(self):
        self.waiting = []
        self.ran = []

    def submit(self, what, *, on_progress, on_done, known, urgent=False):
        prepared = what if isinstance(what, Examination) else what.prepare()
        at_hand = told(prepared, known)
        if at_hand is not None:
            on_done(at_hand)
            return Cancelling(self, None)
        self.ran.append(getattr(prepared, "probe", "examination"))
        on_progress(0.5)
        if self.later:
            entry = [prepared, on_done]
            self.waiting.append(entry)
            return Cancelling(self, entry)
        on_done(measured(prepared))
        return Cancelling(self, None)

    def finish(self):
        waiting, self.waiting = self.waiting, []
        for prepared, on_done in waiting:
            on_done(measured(prepared))


@dataclass
class Cancelling:
    runner: Reading
    entry: list | None

    def cancel(self):
        if self.entry in self.runner.waiting:
            self.runner.waiting.remove(self.entry)
            self.entry[1](Outcome("cancelled", problem="stopped"))

    def hurry(self):
        pass


def told(prepared, known):
    """The outcome of what needs no run: nothing can be measured, or it was."""
    if isinstance(prepared, Examination):
        return None
    if prepared.problem:
        return Outcome("failed", nothing("", 1, prepared.problem), problem=prepared.problem)
    evidence = known(prepared.digest)
    return None if evidence is None else Outcome("done", evidence)


def measured(prepared):
    if isinstance(prepared, Examination):
        return Outcome("done", examined=Examined((), ()))
    good = "replicas: 2" in prepared.text
    missed = 0.0 if good else {"crash": 0.8, "surge": 0.6, "objectives": 0.1}[prepared.probe]
    one = Measured("hits", "failed < 1%", 0.0 if good else 0.3, good, None, missed)
    evidence = Evidence(
        prepared.probe, prepared.text, prepared.digest, 1, 60.0, "0", 10, (one,), {"hits: failed": 0.3},
        hurt=missed * (0.5 if prepared.probe == "surge" else 1.0), because=f"because of {prepared.probe}",
        command="hotseat run",
    )  # fmt: skip
    return Outcome("done", evidence, b'{"events": 10}')


DRAWN = BOARD + "# the candidate's\n"
"""The board as it was given, and touched."""

GOOD = BOARD.replace("    concurrency: 10\n", "    concurrency: 10\n    replicas: 2\n")


def sittings(store, *, later=False, clock=None):
    """The service on a store, its runner, and the clock that it goes by."""
    runner, clock = Reading(later), clock or ScriptedClock()
    return Sittings(store, runner=runner, clock=clock, catalogue=SmallCatalogue()), runner, clock
