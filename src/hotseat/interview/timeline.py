"""The timeline: the log as lines to read, strokes in a row taken together."""

from __future__ import annotations

from collections.abc import Sequence

from hotseat.interview import events as log
from hotseat.interview.debrief import Moment
from hotseat.interview.events import Event, Happening
from hotseat.interview.history import clock_text
from hotseat.report.words import listed, part, plural
from hotseat.rounds.evidence import OBJECTIVES, Evidence
from hotseat.rounds.round import Round
from hotseat.rounds.wording import said

NAMES = 5
"""So many touched nodes are named."""


def timeline(round_: Round, events: Sequence[Event]) -> tuple[Moment, ...]:
    """Every line of the log as a moment; draws that follow one another are one."""
    found: list[Moment] = []
    strokes: list[Event] = []
    for event in events:
        if isinstance(event.what, log.Drew):
            strokes.append(event)
            continue
        found += drawing(strokes)
        strokes = []
        title, detail = words(round_, event.what)
        found.append(Moment(event.seq, event.at, type(event.what).__name__.lower(), title, detail))
    return tuple(found + drawing(strokes))


def drawing(strokes: Sequence[Event]) -> list[Moment]:
    """Strokes in a row as one moment; boxes that were only moved are none."""
    draws = [(event, event.what) for event in strokes if isinstance(event.what, log.Drew)]
    changed = [(event, drew) for event, drew in draws if drew.removed or drew.inserted]
    if not changed:
        return []
    (first, _), (last, final) = changed[0], changed[-1]
    touched = list(dict.fromkeys(name for _, drew in changed for name in drew.touched))
    named = listed(touched[:NAMES]) + (f" and {len(touched) - NAMES} more" if len(touched) > NAMES else "")
    detail = plural(len(changed), "change") + (f" until {clock_text(last.at)}" if last is not first else "")
    detail += "; the board is a whole design" if final.runs else "; not a whole design yet"
    return [Moment(first.seq, first.at, "drew", f"Drew {named}" if named else "Drew", detail)]


def words(round_: Round, what: Happening) -> tuple[str, str]:  # noqa: C901 (one line for each kind of event)
    """An event's title and detail."""
    match what:
        case log.Started():
            calibration = round_.calibrations.get(what.calibration)
            return "Began", f"under '{calibration.title if calibration else what.calibration}'"
        case log.Moved():
            phase = round_.phases.get(what.phase)
            return phase.title if phase else what.phase, "moved on by hand" if what.by == "candidate" else ""
        case log.Paused():
            return "Paused", "the clock stopped"
        case log.Resumed():
            why = "the server was away" if what.by == "server" else "paused"
            return "Resumed", f"{why} for {clock_text(what.away)}"
        case log.Asked():
            topics = "; ".join(topic.title for topic in what.offered)
            return f"Asked: {what.text}", f"{what.answer} ({topics})" if topics else what.answer
        case log.Estimated():
            return f"Estimated: {what.label or what.expression}", what.problem or what.text
        case log.Committed():
            return f"Committed: {what.commitment}", what.value + (", after its time" if what.late else "")
        case log.Skipped():
            return f"Skipped: {what.what}", what.reason or "no reason given"
        case log.Said():
            return f"Said{f', about {what.about}' if what.about else ''}", what.text
        case log.Pushed():
            pushback = round_.pushbacks.get(what.pushback)
            return f"Pushed: {pushback.question if pushback else what.pushback}", what.because
        case log.Rested():
            nothing = "Nothing hurts any more" if what.tried else "Nothing that was left could be tried on the board"
            return nothing, f"tried {listed(list(what.tried))}" if what.tried else ""
        case log.Predicted():
            return f"Predicted {probe_name(what.probe)}", prediction_text(what)
        case log.RunBegan():
            return f"Ran {probe_name(what.probe)}", f"revision {what.revision}"
        case log.RunEnded():
            name = probe_name(what.evidence.probe) if what.evidence else f"run {what.run}"
            return f"Result of {name}", result_text(what.evidence) if what.evidence else f"{what.state}: {what.problem}"
        case log.Conceded():
            return f"Conceded: {what.pushback}", what.reason
        case log.Finished():
            return "Finished", "the clock ran out" if what.by == "clock" else "by hand"
        case log.Examined():
            return "Examined", f"{plural(len(what.evidence), 'probe')} on the final design"
        case log.Judged():
            item = round_.rubric.get(what.item)
            return f"Judged: {item.title if item else what.item}", f"level {what.level}, by {what.by}"
        case _:
            return type(what).__name__, ""


def probe_name(probe: str) -> str:
    """`the objectives`, or a pushback's key."""
    return "the objectives" if probe == OBJECTIVES else probe


def prediction_text(what: log.Predicted) -> str:
    """`duplicates 0 (0 to 10); holds with 90%`."""
    parts = []
    for key, guess in what.guesses.items():
        between = f" ({guess.low} to {guess.high})" if guess.low is not None and guess.high is not None else ""
        parts.append(f"{key} {guess.value or ''}{between}".replace("  ", " "))
    if what.holds is not None:
        parts.append(f"holds with {part(what.holds)}")
    return "; ".join(parts)


def result_text(evidence: Evidence) -> str:
    """What a run came to."""
    if evidence.problem:
        return evidence.problem
    met = sum(one.met for one in evidence.holds)
    missed = [f"{said(one.subject)} {one.threshold}" for one in evidence.holds if not one.met]
    text = f"{met} of {len(evidence.holds)} thresholds met"
    return text + (f", missed {listed(missed)}" if missed else "")
