"""A small round and logs written by hand, for the tests of grading and debrief."""

from hotseat.design.thresholds import parse_threshold
from hotseat.interview import events as log
from hotseat.interview.actions import Guess
from hotseat.interview.events import Event
from hotseat.interview.show import show
from hotseat.interview.state import fold
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
    Witness,
)

START = """hotseat: 1
name: deliveries
traffic: {events: {to: api.publish, rate: 100/s}}
nodes:
  merchant: {kind: external, on: {deliver: [{work: 50ms}]}}
"""
WHOLE = """hotseat: 1
name: deliveries
traffic: {events: {to: api.publish, rate: 100/s}}
nodes:
  merchant: {kind: external, on: {deliver: [{work: 50ms}]}}
  api: {kind: service, on: {publish: [{send: outbox}]}}
  outbox: {kind: queue}
  sender: {kind: worker, consumes: outbox, on: {message: [{call: merchant.deliver}, ack]}}
"""


def holds(**subjects):
    return {name: tuple(parse_threshold(text) for text in texts) for name, texts in subjects.items()}


def small_round(**changes):
    parts = {
        "title": "Deliveries",
        "summary": "Deliver events.",
        "kind": "design",
        "minutes": 40,
        "level": "senior",
        "skills": ("guarantees", "scale"),
        "phases": {
            "clarify": Phase("Clarify", 5),
            "draw": Phase("High-level design", 15),
            "pushbacks": Phase("Deep dives", 15, pushes=True),
            "wrap-up": Phase("Wrap-up", 5),
        },
        "facts": {"peak": Fact("How many at peak?", "100/s"), "size": Fact("How large?", "1 kB")},
        "commitments": {
            "guarantee": Commitment("Which guarantee?", "choice", 10, {"at-least-once": "...", "at-most-once": "..."}),
            "rate": Commitment("Which rate?", "quantity", 10, unit="rate"),
            "latency": Commitment("Which p99?", "quantity", 15, unit="time", objective={"events": "p(99) <= {value}"}),
        },
        "estimates": {"bytes": Estimate("Bytes a day?", "GB/day", 10.0, 2.0, "100/s * 1 kB * 86400 s = 8.6 GB")},
        "pushbacks": {
            "crash": Pushback(
                "What if a sender dies?",
                "",
                Probe(holds(charge=["duplicates == 0", "lost == 0"])),
                {"doubled": Predict("How many duplicates?", "charge: duplicates")},
                "It doubles.",
            ),
            "slow": Pushback("What if it is slow?", "", Probe(holds(events=["p(99) < 1s"])), {}, "It waits."),
        },
        "objectives": holds(events=["p(99) < 200ms"]),
        "rubric": {
            "crash": Item("Survives a crash", 40, "measured", "guarantees", probe="crash"),
            "asks": Item("Asks first", 20, "witnessed", "scale", witness=Witness(asked=("peak", "size"), at_least=1)),
            "clear": Item("Is clear", 20, "judged", "scale", question="Clear?", levels=("no", "partly", "yes")),
            "own-load": Item("Holds its own load", 20, "measured", "scale", probe="objectives"),
        },
        "calibrations": {
            "senior": Calibration("Senior"),
            "strict": Calibration("Strict", hire=0.9, strong_hire=0.95, weights={"asks": 0}, must=("crash",)),
        },
        "references": {},
        "duration": 10.0,
        "slug": "deliveries",
        "start": START,
        "sources": "Ours.",
    }
    return Round(**(parts | changes))


def log_of(*happenings, board=START):
    """Events from (seconds on the clock, what happened), numbered; a `Started` is put first."""
    lines = [(0.0, log.Started("deliveries", "d", "senior", 1, "0.1", board)), *happenings]
    return tuple(Event(number, at, "2026-01-01T00:00:00Z", what) for number, (at, what) in enumerate(lines, 1))


def drew(before, after, *touched, runs=False):
    """The whole text replaced."""
    return log.Drew(0, len(before), after, touched, {}, runs)


def asked(text="How many at peak?", fact="peak"):
    return log.Asked(text, fact, "100/s")


def said(text, about=None):
    return log.Said(text, about)


def evidence(probe="crash", *, met=True, problem="", measures=None, thresholds=(("charge", "duplicates == 0", 0.0),)):
    measured = tuple(
        Measured(subject, text, value, met, None, 0.0 if met else 0.5) for subject, text, value in thresholds
    )
    return Evidence(
        probe, WHOLE, "digest", 1, 60.0, "0.1", 1000, () if problem else measured, measures or {}, 0.0, "",
        f"hotseat run {probe}.design.yaml --seed 1", problem,
    )  # fmt: skip


def estimated(value=9.0, unit="GB/day", estimate="bytes", problem=""):
    return log.Estimated(
        "100/s * 1 kB", "bytes", estimate, None if problem else value, unit, f"{value} {unit}", problem
    )


def view_of(round_, events, *, elapsed=2400.0):
    """The sitting as it is shown after these events."""
    return show("an-id", round_, fold(events), elapsed=elapsed, running=False)


def whole_sitting():
    """A sitting from its first question to its examination, with a pushback that was mended and one conceded."""
    broken = evidence(
        met=False, measures={"charge: duplicates": 12.0}, thresholds=(("charge", "duplicates == 0", 12.0),)
    )
    both = (("charge", "duplicates == 0", 0.0), ("charge", "lost == 0", 0.0))
    held = evidence(measures={"charge: duplicates": 0.0}, thresholds=both)
    own = evidence("objectives", thresholds=(("events", "p(99) < 200ms", 0.05), ("events", "p(99) <= 250ms", 0.05)))
    mended = WHOLE + "  ids: {kind: cache}\n"
    guess = {"doubled": Guess("5", "1", "10")}
    return log_of(
        (0, log.Moved("clarify", "clock")),
        (30, asked()),
        (60, estimated(9.0)),
        (90, log.Committed("guarantee", "at-least-once", None, late=False)),
        (95, log.Committed("latency", "250ms", 0.25, late=False)),
        (100, log.Skipped("dashboard", "<b>nobody</b> asked", None)),
        (400, drew(START, WHOLE, "api", "outbox", "sender", runs=True)),
        (1200, log.Moved("pushbacks", "clock")),
        (1210, log.Pushed("crash", 1, "12 customers are charged twice", 0.5, broken)),
        (1230, log.Predicted("crash", guess, {"doubled": (5.0, 1.0, 10.0)}, 0.8)),
        (1240, log.RunBegan("crash", 1)),
        (1250, log.RunEnded(12, "done", broken)),
        (1500, drew(WHOLE, mended, "ids", runs=True)),
        (1510, log.RunBegan("crash", 2)),
        (1520, log.RunEnded(15, "done", held)),
        (
            1600,
            log.Pushed("slow", 2, "", 0.2, evidence("slow", met=False, thresholds=(("events", "p(99) < 1s", 3.0),))),
        ),
        (1700, said("Waiting is better than losing.", "slow")),
        (1710, log.Conceded("slow", "They wait; nobody loses anything.")),
        (2400, log.Finished("candidate")),
        (2400, log.Examined((own, held), (log.Weighed("cache 'ids'", "nodes.ids", "decoration", ()),), ("crash",))),
        (2400, log.Judged("clear", 2, "self", "")),
    )
