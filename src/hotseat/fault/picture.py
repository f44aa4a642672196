"""The picture as data: lanes, and rows from top to bottom. Terminal, Mermaid, SVG and HTML are drawn from this and
nothing else.

Only the causal past of the violation is kept: what led to it through messages or within a node, and concerns the same
thing. A message that arrives nowhere is a stub, a crash breaks its lifeline, the broken promise is the last row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hotseat.fault.keys import FINE
from hotseat.fault.past import causal_past

if TYPE_CHECKING:
    from hotseat.fault.explain import Explanation
    from hotseat.fault.trace import Step

MESSAGE, LOST, LOCAL, CRASH, START, VERDICT = "message", "lost", "local", "crash", "start", "verdict"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to draw. `lane` is where it happens (the sender of a message), `to` the lane a message arrives at or
    -1,
    `time` when it leaves, `arrives` when it arrives, in virtual seconds; `way` the fault that struck, `fine` where
    none did;
    `line` the handler's line or 0.

    The rest is for a closer look. `step` is its number in the run's log and `lands` that of the arrival: what comes
    later has a higher one. `effect` and `ways` name the choice that stood here, `seen` is the world's remark, and
    `durable` what the stores held afterwards, as (entry, text).
    """

    kind: str
    lane: int
    to: int
    time: float
    arrives: float
    label: str
    way: str
    file: str
    line: int
    step: int = -1
    lands: int = -1
    incarnation: int = 0
    effect: str = ""
    ways: tuple[str, ...] = ()
    seen: str = ""
    durable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Lanes by name, from left to right, and rows in the order of time. `title` is the promise, `verdict` how it was
    broken.
    """

    title: str
    verdict: str
    lanes: tuple[str, ...]
    rows: tuple[Row, ...]


def draw(explanation: Explanation, title: str) -> Picture:
    """The picture of one explained violation."""
    steps = relevant(explanation.steps, explanation.found.sentence)
    arrivals: dict[int, list[Step]] = {}
    for step in steps:
        if step.cause >= 0:
            arrivals.setdefault(step.cause, []).append(step)
    names = list(
        dict.fromkeys(
            name
            for step in steps
            for name in ([step.node, _aim(step)] if step.kind in ("post", "send") else [step.node])
        )
    )
    lanes = {name: number for number, name in enumerate(names)}
    stored = [step.durable for step in explanation.steps[1:]] + [explanation.durable]
    rows = [
        _with_detail(row, step, stored[step.number])
        for step in steps
        for row in _rows(step, arrivals.get(step.number, []), lanes)
    ]
    time = steps[-1].time if steps else 0.0
    end = Row(VERDICT, 0, -1, time, time, explanation.found.sentence, FINE, "", 0)
    rows.append(replace(end, step=len(explanation.steps), durable=explanation.durable))
    return Picture(title, explanation.found.sentence, tuple(names), tuple(rows))


def _with_detail(row: Row, step: Step, durable: tuple[tuple[str, str], ...]) -> Row:
    effect = str(step.key) if step.key is not None else ""
    return replace(
        row,
        step=step.number,
        incarnation=step.incarnation,
        effect=effect,
        ways=step.ways,
        seen=step.seen,
        durable=durable,
    )


_TIDINGS = ("receive", "answer", "refused", "reply")
"""Steps that are only the other end of a message, or the answer to it."""


def relevant(steps: tuple[Step, ...], sentence: str) -> list[Step]:
    """The steps that led to the violation: of the causal past of the last one that concerns what the sentence names,
    those that concern it too, with crashes, restarts, faults, and where messages arrived.
    """
    words = set(re.findall(r"\w+", sentence))
    subjects = {
        word
        for step in steps
        for word in re.findall(r"\w+", step.what)
        if word in words and not word.isdigit() and len(word) > 2 and word not in ("for", "the", "charged")
    }
    about = {
        step.number
        for step in steps
        if subjects & set(re.findall(r"\w+", step.what + " " + step.seen)) or not subjects or step.way != FINE
    }
    for step in steps:
        if step.cause in about or step.kind == "crash":
            about.add(step.number)
    about -= {step.number for step in steps if step.kind == "see"}
    happenings = [number for number in about if steps[number].kind not in (*_TIDINGS, "start")]
    past = causal_past(steps, [max(happenings or about, default=-1)] if about else [])
    shown = {
        number for number in past if number in about or (steps[number].kind == "start" and steps[number].incarnation)
    }
    shown |= {step.number for step in steps if step.way != FINE}
    nodes = {steps[number].node for number in shown if steps[number].kind == "crash"}
    shown |= {step.number for step in steps if step.kind == "start" and step.incarnation and step.node in nodes}
    return [step for step in steps if step.number in shown or (step.kind in _TIDINGS and step.cause in shown)]


def _aim(step: Step) -> str:
    return step.to or step.what.split(" ")[0]


def _rows(step: Step, arrivals: list[Step], lanes: dict[str, int]) -> list[Row]:
    lane = lanes[step.node]
    label = f"{step.kind} {step.what}".strip()
    kind = {"crash": CRASH, "start": START}.get(step.kind, LOCAL)
    if step.kind in ("receive", "answer", "refused") and step.cause >= 0:
        return []
    if step.kind in ("post", "send", "reply") and arrivals:
        return [
            Row(
                MESSAGE,
                lane,
                lanes[each.node],
                step.time,
                each.time,
                label,
                step.way,
                step.file,
                step.line,
                lands=each.number,
            )
            for each in arrivals
            if each.node in lanes
        ]
    if step.kind in ("post", "send", "reply"):
        return [Row(LOST, lane, lanes.get(_aim(step), -1), step.time, step.time, label, step.way, step.file, step.line)]
    return [
        Row(
            kind,
            lane,
            -1,
            step.time,
            step.time,
            step.what if kind in (CRASH, START) else label,
            step.way,
            step.file,
            step.line,
        )
    ]
