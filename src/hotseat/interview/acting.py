"""An action checked against the sitting, and the events that it comes to; or a sentence why it makes no sense now."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design.reading import examine
from hotseat.design.tree import MAX_BYTES
from hotseat.errors import Refused
from hotseat.interview import actions as do
from hotseat.interview import board, interviewer, metrics, plain, worksheet
from hotseat.interview import events as log
from hotseat.interview.clock import schedule
from hotseat.interview.questions import WHICH, YOUR_CALL, topic_of
from hotseat.interview.show import wanted
from hotseat.rounds.evidence import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotseat.interview.actions import Action
    from hotseat.interview.events import Happening
    from hotseat.interview.questions import Questions
    from hotseat.interview.state import State
    from hotseat.interview.view import PredictView
    from hotseat.rounds.round import Round

LONGEST = 4000
"""Characters in anything said; a question or a label may have a fourth of them."""
FARTHEST = 1e6
"""How far from the middle of the board a box may be."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What an action is checked against: the round, the sitting's state, and the time on its clock."""

    round: Round
    state: State
    elapsed: float
    questions: Questions


def events_of(action: Action, moment: Moment) -> tuple[Happening, ...]:  # noqa: C901 (one line an action)
    """What happens when somebody acts; raises Refused."""
    refuse_when_over(action, moment.state)
    try:
        plain.sound(plain.to_plain(action))
    except ValueError as error:
        raise Refused(str(error)) from None
    match action:
        case do.Draw():
            return draw(action, moment)
        case do.Ask():
            return (ask(action, moment),)
        case do.Pick():
            return (pick(action, moment),)
        case do.Work():
            return (estimate(action, moment),)
        case do.Commit():
            return (commit(action, moment),)
        case do.Skip():
            return (skip(action, moment),)
        case do.Say():
            return (log.Said(said(action.text, "say something"), about(action, moment)),)
        case do.Predict():
            return (predict(action, moment),)
        case do.RunProbe():
            return (run(action, moment),)
        case do.Concede():
            return (concede(action, moment),)
        case do.Move():
            return (move(action, moment),)
        case do.Pause():
            return (log.Paused(),)
        case do.Resume():
            return ()  # how long it was away only the clock knows
        case do.Judge():
            return (judge(action, moment),)
        case do.Finish():
            return (log.Finished("candidate"),)


def refuse_when_over(action: Action, state: State) -> None:
    """After the end only marks are taken, on a standing clock only what sets it going again or ends it."""
    if state.finished and not isinstance(action, do.Judge):
        raise Refused("the sitting is over; only its judged items can still be marked")
    if not state.finished and isinstance(action, do.Judge):
        raise Refused("judged items are marked after the end; finish the sitting first")
    if isinstance(action, do.Resume) and not state.paused:
        raise Refused("the clock is going; there is nothing to resume")
    if state.paused and not isinstance(action, (do.Resume, do.Finish)):
        raise Refused("the clock is paused; resume it first")


def said(text: str, what: str, *, longest: int = LONGEST) -> str:
    """Something in words, trimmed; empty or endless is refused."""
    text = text.strip()
    if not text:
        raise Refused(f"{what}: it is empty")
    if len(text) > longest:
        raise Refused(f"this has {len(text)} characters; {longest} are enough")
    return text


def known(name: str, names: Iterable[str], what: str) -> str:
    """A name that the round has; refused with the nearest."""
    names = list(names)
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names) or 'none'}"
    raise Refused(f"'{name[:60]}' is no {what} of this round; {hint}")


def draw(action: do.Draw, moment: Moment) -> tuple[Happening, ...]:
    """A change of the board; none where nothing is different."""
    state = moment.state
    if len(action.text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Refused(f"a design may have {MAX_BYTES} bytes; this has more")
    places = [number for place in action.layout.values() for number in place]
    if len(action.layout) > 5000 or not all(math.isfinite(one) and abs(one) <= FARTHEST for one in places):
        raise Refused("the layout has boxes that no board could hold")
    layout = {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y) in action.layout.items()}
    moved = board.moved(state.layout, layout)
    if action.text == state.text and not moved:
        return ()
    return (board.change(state.text, action.text, sound=state.sound, layout=moved),)


def ask(action: do.Ask, moment: Moment) -> Happening:
    """A question, and what the interviewer says to it."""
    text = said(action.text, "ask something", longest=LONGEST // 4)
    heard, facts = moment.questions.hear(text), moment.round.facts
    if heard.fact is not None:
        return log.Asked(text, heard.fact, facts[heard.fact].answer)
    offered = tuple(log.Topic(key, topic_of(key, facts)) for key in heard.offered)
    return log.Asked(text, None, WHICH if offered else YOUR_CALL, offered)


def pick(action: do.Pick, moment: Moment) -> Happening:
    """One of the topics that were offered, and what the interviewer says to it; what was not offered is to be asked for."""
    facts = moment.round.facts
    offered = {topic.fact: None for answer in moment.state.answers for topic in answer.offered if topic.fact in facts}
    if action.fact not in offered:
        there = f"offered were: {', '.join(offered)}" if offered else "nothing was offered yet; ask in your own words"
        raise Refused(f"'{action.fact[:60]}' was not offered; {there}")
    return log.Asked(topic_of(action.fact, facts), action.fact, facts[action.fact].answer)


def estimate(action: do.Work, moment: Moment) -> Happening:
    """A line of the worksheet; one with a problem is kept, with its problem."""
    expression = said(action.expression, "work something out", longest=worksheet.LONGEST)
    label = action.label.strip()[: LONGEST // 4]
    unit = None
    if action.estimate is not None:
        unit = moment.round.estimates[known(action.estimate, moment.round.estimates, "estimate")].unit
    found = worksheet.work(expression, unit=unit)
    return log.Estimated(expression, label, action.estimate, found.value, found.unit, found.text, found.problem)


def commit(action: do.Commit, moment: Moment) -> Happening:
    """A commitment: one of its choices, a quantity of its unit, or a sentence."""
    spec = moment.round.commitments[known(action.commitment, moment.round.commitments, "commitment")]
    value, number = said(action.value, f"commit {action.commitment}"), None
    if spec.takes == "choice" and value not in spec.choices:
        near = difflib.get_close_matches(value, spec.choices, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"write one of: {', '.join(spec.choices)}"
        raise Refused(f"'{value[:60]}' is not a choice of '{action.commitment}'; {hint}")
    if spec.takes == "quantity":
        try:
            number = metrics.read(value, metrics.UNITS[spec.unit or "number"])
        except ValueError as error:
            raise Refused(f"{action.commitment}: {error}") from None
    return log.Committed(action.commitment, value, number, late=moment.elapsed > spec.by * 60)


def skip(action: do.Skip, moment: Moment) -> Happening:
    """Something left out, and why."""
    if action.commitment is not None:
        known(action.commitment, moment.round.commitments, "commitment")
    what = action.what.strip() or (action.commitment or "")
    return log.Skipped(
        said(what, "say what is skipped", longest=LONGEST // 4),
        said(action.reason, "a skip needs its reason"),
        action.commitment,
    )


def about(action: do.Say, moment: Moment) -> str | None:
    """What something is said about: a pushback that was asked, a node of the board, or nothing."""
    name = (action.about or "").strip()
    if not name:
        return None
    if name in moment.state.pushes or name in (board.parts(moment.state.text) or {}):
        return name
    raise Refused(f"'{name[:60]}' is neither a pushback that was asked nor a node of the board; leave `about` out")


def probe_named(probe: str, moment: Moment) -> str:
    """`objectives`, or a pushback that was asked; what was not asked yet is nobody's business."""
    if probe == OBJECTIVES or probe in moment.state.pushes:
        return probe
    asked = ", ".join(moment.state.pushes) or "none yet"
    raise Refused(f"'{probe[:60]}' was not asked; there is 'objectives', and of pushbacks: {asked}")


def predict(action: do.Predict, moment: Moment) -> Happening:
    """A prediction, each guess read in its metric's unit."""
    probe = probe_named(action.probe, moment)
    asked_for = {one.key: one for one in wanted(moment.round, probe)}
    numbers = {}
    for key, guess in action.guesses.items():
        known(key, asked_for, f"prediction of '{probe}'")
        numbers[key] = guessed(asked_for[key], guess)
    if action.holds is not None and not 0 <= action.holds <= 1:
        raise Refused(f"{action.holds:g} is no probability; write one from 0 to 1")
    if not numbers and action.holds is None:
        raise Refused("nothing is predicted: give a value, or how probable it is that the design holds")
    return log.Predicted(probe, dict(action.guesses), numbers, action.holds)


def guessed(asked: PredictView, guess: do.Guess) -> tuple[float | None, float | None, float | None]:
    """Value, low and high in base units, in that order from small to large."""
    unit, what = metrics.unit_of(asked.measure), asked.question.rstrip("?")
    try:
        value, low, high = (
            None if one is None else metrics.read(one, unit) for one in (guess.value, guess.low, guess.high)
        )
    except ValueError as error:
        raise Refused(f"{what}: {error}") from None
    if value is None and low is None and high is None:
        raise Refused(f"{what}: nothing is guessed; give a value, or an interval")
    if (low is None) is not (high is None):
        raise Refused(f"{what}: an interval has two ends; give both `low` and `high`")
    if low is not None and high is not None and not low <= (low if value is None else value) <= high:
        raise Refused(
            f"{what}: the interval from {guess.low} to {guess.high} does not hold {guess.value or 'anything'}"
        )
    return value, low, high


def run(action: do.RunProbe, moment: Moment) -> Happening:
    """A run of the board as it stands."""
    state, probe = moment.state, probe_named(action.probe, moment)
    if not state.whole:
        problems = list(examine(state.text).problems) if "\n" in state.text else []
        if problems:
            raise Refused(problems)
        raise Refused("the board is empty; draw a design first")
    if probe != OBJECTIVES and probe not in state.predictions:
        raise Refused(f"predict first: say what '{probe}' will do to this design, then run it")
    if any(one.state == "running" and one.revision == state.revision for one in state.runs_of(probe)):
        raise Refused(f"'{probe}' is running on this board already")
    return log.RunBegan(probe, state.revision)


def concede(action: do.Concede, moment: Moment) -> Happening:
    """A failure mode to live with."""
    key = action.pushback
    if key not in moment.state.pushes:
        probe_named(key if key != OBJECTIVES else "", moment)
    if interviewer.standing(moment.state, key) in ("held", "conceded"):
        raise Refused(f"'{key}' is answered already; there is nothing to concede")
    return log.Conceded(key, said(action.reason, "conceding needs a reason: what does it mean for those who feel it?"))


def move(action: do.Move, moment: Moment) -> Happening:
    """On to a later phase."""
    begins = dict(schedule(moment.round))
    known(action.phase, begins, "phase")
    order = list(begins)
    if moment.state.phase in order[order.index(action.phase) :]:
        raise Refused(
            f"'{action.phase}' is not ahead: the sitting is in '{moment.state.phase}', and phases only go forward"
        )
    return log.Moved(action.phase, "candidate")


def judge(action: do.Judge, moment: Moment) -> Happening:
    """A mark for a judged item."""
    judged = {key: item for key, item in moment.round.rubric.items() if item.evidence == "judged"}
    item = judged[known(action.item, judged, "judged item")]
    if not 0 <= action.level < len(item.levels):
        raise Refused(f"'{action.item}' has levels 0 to {len(item.levels) - 1}, not {action.level}")
    by = said(action.by, "say who judges", longest=100)
    return log.Judged(action.item, action.level, by, action.note.strip()[:LONGEST])
