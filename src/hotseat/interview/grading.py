"""Grading: every rubric item becomes points, by what its kind of evidence shows, and never by another's.

*Measured*: the final design under a probe, examined after the end; points by the share of thresholds met. *Witnessed*:
the log shows it or it does not. *Judged*: a level that a person chose, and who that was. Grading again under another
calibration changes weights and bars, and no evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hotseat.design.objectives import Threshold
from hotseat.interview import events as log
from hotseat.interview.debrief import ItemScore
from hotseat.interview.events import Event
from hotseat.interview.history import of_kind
from hotseat.interview.witness import witnessed
from hotseat.report.words import NONE, format_of, listed, threshold_of
from hotseat.rounds.evidence import OBJECTIVES, Evidence, Measured
from hotseat.rounds.round import Calibration, Item, Predict, Round
from hotseat.rounds.wording import said

Thresholds = Mapping[str, tuple[Threshold, ...]]


def calibration_of(round_: Round, key: str | None) -> tuple[str, Calibration]:
    """A calibration by its key; the round's first where none, or none of hers, is named."""
    chosen = key if key is not None and key in round_.calibrations else next(iter(round_.calibrations))
    return chosen, round_.calibrations[chosen]


def graded_items(
    round_: Round, events: Sequence[Event], calibration: Calibration, wanted: Mapping[str, Predict] | None = None
) -> tuple[ItemScore, ...]:
    """Every rubric item scored. `wanted` is what is predicted before a run of `objectives`."""
    look = Evidences(round_, events, wanted or {})
    return tuple(
        weighed(score(key, item, look), calibration.weights.get(key, item.weight), must=key in calibration.must)
        for key, item in round_.rubric.items()
    )


@dataclass(frozen=True, slots=True)
class Evidences:
    """What items are scored by: the log, and the examination of the final design where it is done."""

    round_: Round
    events: Sequence[Event]
    wanted: Mapping[str, Predict]

    @property
    def examined(self) -> log.Examined | None:
        """The examination after the end."""
        return next((what for _, what in of_kind(self.events, log.Examined)), None)


def score(key: str, item: Item, look: Evidences) -> ItemScore:
    """An item's share of its points: `points` of a weight of 1."""
    blank = ItemScore(key, item.title, item.skill, item.evidence, 1.0, None, "", None, (), "", must=False)
    if item.evidence == "measured":
        return measured(blank, item, look)
    if item.evidence == "witnessed":
        return seen(blank, item, look)
    return judged(blank, item, look)


def weighed(one: ItemScore, weight: float, *, must: bool) -> ItemScore:
    """A share as points of a weight."""
    return replace(one, weight=weight, points=None if one.points is None else one.points * weight, must=must)


# ----------------------------------------------------------------------------------------------------------------- measured


def measured(blank: ItemScore, item: Item, look: Evidences) -> ItemScore:
    """By the share of the thresholds that the final design met under the probe."""
    probe = item.probe or OBJECTIVES
    examined = look.examined
    if examined is None:
        return replace(blank, probe=probe, why="The final design has not been measured yet.")
    evidence = next((one for one in examined.evidence if one.probe == probe), None)
    if evidence is None or evidence.problem:
        reason = evidence.problem if evidence else "no design that runs stood on the board at the end."
        return replace(blank, probe=probe, points=0.0, why=f"Nothing was measured: {reason}")
    holds = list(held_to(thresholds(item, probe, look.round_), evidence))
    met = sum(one.met for one in holds)
    why = measured_text(holds) if holds else "The probe has no thresholds."
    return replace(blank, probe=probe, points=met / len(holds) if holds else 0.0, why=why)


def thresholds(item: Item, probe: str, round_: Round) -> Thresholds:
    """What an item holds the design to: its own thresholds, else the probe's."""
    if item.holds:
        return item.holds
    return round_.objectives if probe == OBJECTIVES else round_.pushbacks[probe].probe.holds


def held_to(wanted: Thresholds, evidence: Evidence) -> Iterator[Measured]:
    """Each threshold with its measurement. One that the run did not measure itself is held to the same metric's value;
    one of which nothing is known is missed, but one that nobody who plays its role (`$sender`) can be asked is left out.
    """
    known = {one.subject for one in evidence.holds}
    for subject, several in wanted.items():
        for threshold in several:
            found = outcome(subject, threshold, evidence)
            if found.measured is not None or subject in known or not subject.startswith("$"):
                yield found


def outcome(subject: str, threshold: Threshold, evidence: Evidence) -> Measured:
    """One threshold on the evidence."""
    same = [(one, threshold_of(one.threshold)) for one in evidence.holds if one.subject == subject]
    for one, other in same:
        if other and (other.metric, other.operator, other.value) == (
            threshold.metric,
            threshold.operator,
            threshold.value,
        ):
            return one
    values = [one.measured for one, other in same if other and other.metric == threshold.metric]
    value = values[0] if values else evidence.measures.get(f"{subject}: {threshold.metric}")
    met = value is not None and threshold.met_by(value)
    return Measured(subject, threshold.text, value, met, None, 0.0 if met else 1.0)


def measured_text(holds: Sequence[Measured]) -> str:
    """The count, then what was missed and what was met, each with its value."""
    missed = [value_text(one) for one in holds if not one.met]
    met = [value_text(one) for one in holds if one.met]
    count = f"{len(met)} of {len(holds)} thresholds met." if len(holds) > 1 else ""
    parts = (count, f"Missed: {listed(missed)}." if missed else "", f"Met: {listed(met)}." if met else "")
    return " ".join(part for part in parts if part)


def value_text(one: Measured) -> str:
    """A threshold with what was measured."""
    value = NONE if one.measured is None else format_of(threshold_of(one.threshold))(one.measured)
    return f"{said(one.subject)} {one.threshold} ({value})"


# ---------------------------------------------------------------------------------------------------------------- witnessed


def seen(blank: ItemScore, item: Item, look: Evidences) -> ItemScore:
    """All or nothing, by the log."""
    if item.witness is None:
        return replace(blank, points=0.0, why="The item does not say what the log must show.")
    found = witnessed(item.witness, look.round_, look.events, look.wanted)
    return replace(blank, points=1.0 if found.met else 0.0, why=found.why, log=found.log)


# ------------------------------------------------------------------------------------------------------------------- judged


def judged(blank: ItemScore, item: Item, look: Evidences) -> ItemScore:
    """By the last level that somebody chose."""
    marks = [(event, mark) for event, mark in of_kind(look.events, log.Judged) if mark.item == blank.key]
    if not marks:
        return replace(blank, why="Nobody has marked it; it counts on neither side.")
    event, mark = marks[-1]
    top = max(1, len(item.levels) - 1)
    level = min(max(mark.level, 0), top)
    word = item.levels[level] if level < len(item.levels) else str(level)
    note = f" {mark.note}" if mark.note else ""
    return replace(
        blank, points=level / top, why=f'Level {level} of {top}, "{word}".{note}', log=(event.seq,), judge=mark.by
    )
