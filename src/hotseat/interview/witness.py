"""Does the log show it? What a witnessed rubric item wants, held against the log, with the lines that prove it.

Everything that a `Witness` gives must hold. Each part answers with a sentence that says what was seen or what was
missing, so that nobody has to guess why the points are there or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hotseat.interview import events as log
from hotseat.interview.estimates import right_lines
from hotseat.interview.events import Event
from hotseat.interview.failure_modes import failure_mode
from hotseat.interview.history import board_when, boards, clock_text, of_kind
from hotseat.interview.predictions import right_ones
from hotseat.report.words import listed, plural
from hotseat.rounds.round import Predict, Round, Witness


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Whether it was seen, why, and the lines that show it."""

    met: bool
    why: str
    log: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What the parts look at: the log up to `before`, the whole log, the round, and what is asked before a run of
    `objectives`.
    """

    witness: Witness
    round_: Round
    events: Sequence[Event]
    wanted: Mapping[str, Predict]

    @property
    def in_time(self) -> list[Event]:
        """The events before the witness's own deadline."""
        deadline = self.witness.before
        return [event for event in self.events if deadline is None or event.at <= deadline * 60]

    @property
    def by_then(self) -> str:
        """` by 10:00`, or nothing."""
        return "" if self.witness.before is None else f" by {clock_text(self.witness.before * 60)}"


def witnessed(
    witness: Witness, round_: Round, events: Sequence[Event], wanted: Mapping[str, Predict] | None = None
) -> Witnessed:
    """Whether the log shows all of it."""
    look = Look(witness, round_, events, wanted or {})
    parts = list(parts_of(look))
    if not parts:
        return Witnessed(met=False, why="The item does not say what the log must show.")
    return Witnessed(
        all(part.met for part in parts),
        " ".join(part.why for part in parts),
        tuple(sorted({line for part in parts for line in part.log})),
    )


def parts_of(look: Look) -> Iterator[Witnessed]:
    """Every part that the witness gives."""
    witness = look.witness
    if witness.asked:
        yield asked(look)
    if witness.estimated:
        yield estimated(look)
    if witness.committed:
        yield committed(look)
    if witness.skipped is not None:
        yield skipped(look, witness.skipped)
    if witness.predicted is not None:
        yield predicted(look, witness.predicted)
    if witness.answered is not None:
        yield answered(look, witness.answered)
    if witness.reached is not None:
        yield reached(look, witness.reached)
    for key in witness.avoided:
        mode = failure_mode(key, look.round_, look.events)
        yield Witnessed(not mode.found, mode.seen, mode.log)


def asked(look: Look) -> Witnessed:
    """So many of the facts were learnt."""
    learnt: dict[str, int] = {}
    for event, question in of_kind(look.in_time, log.Asked):
        if question.fact in look.witness.asked:
            learnt.setdefault(question.fact, event.seq)
    questions = {key: fact.question for key, fact in look.round_.facts.items()}
    return enough(look, "facts", learnt, look.witness.asked, "learnt", questions)


def estimated(look: Look) -> Witnessed:
    """So many of the estimates were right."""
    right = {key: seq for key, seq in right_lines(look.round_, look.in_time).items() if key in look.witness.estimated}
    questions = {key: estimate.question for key, estimate in look.round_.estimates.items()}
    return enough(look, "estimates", right, look.witness.estimated, "right", questions)


def enough(
    look: Look, noun: str, found: Mapping[str, int], wanted: Sequence[str], how: str, questions: Mapping[str, str]
) -> Witnessed:
    """Whether enough of what is wanted was found; what was not is named, by its question."""
    least = len(wanted) if look.witness.at_least is None else look.witness.at_least
    missing = [f"'{questions.get(key, key)}'" for key in wanted if key not in found]
    sentence = f"{len(found)} of {len(wanted)} {noun} {how}{look.by_then}"
    sentence += f", {least} wanted" if least < len(wanted) or missing else ""
    if missing and len(found) < least:
        sentence += f" (not {how}: {listed(missing)})"
    return Witnessed(len(found) >= least, f"{sentence}.", tuple(sorted(found.values())))


def committed(look: Look) -> Witnessed:
    """All of the commitments were made in time, and stand on one of the values."""
    parts = [commitment(look, key) for key in look.witness.committed]
    return Witnessed(
        all(part.met for part in parts),
        " ".join(part.why for part in parts),
        tuple(line for part in parts for line in part.log),
    )


def commitment(look: Look, key: str) -> Witnessed:
    """One of them: in time by its first line, with a value by its last, because changing one's mind is no fault."""
    lines = [(event, made) for event, made in of_kind(look.events, log.Committed) if made.commitment == key]
    question = look.round_.commitments[key].question if key in look.round_.commitments else key
    if not lines:
        return Witnessed(met=False, why=f"'{question}' was never answered.")
    (first, made), (last, stands) = lines[0], lines[-1]
    sentence = f"'{question}' was answered at {clock_text(first.at)}"
    seqs = tuple(dict.fromkeys((first.seq, last.seq)))
    deadline = look.witness.before
    if made.late or (deadline is not None and first.at > deadline * 60):
        due = deadline if deadline is not None else look.round_.commitments[key].by
        return Witnessed(met=False, why=f"{sentence}, after {clock_text(due * 60)}.", log=seqs)
    wanted = look.witness.values
    if wanted and stands.value not in wanted:
        return Witnessed(
            met=False, why=f"{sentence}, and stands at {stands.value}, not {' or '.join(wanted)}.", log=seqs
        )
    return Witnessed(met=True, why=f"{sentence}{f' as {stands.value}' if wanted else ''}, in time.", log=seqs)


def skipped(look: Look, least: int) -> Witnessed:
    """So many skips came with a reason."""
    lines = [event.seq for event, skip in of_kind(look.in_time, log.Skipped) if skip.reason.strip()]
    sentence = f"{plural(len(lines), 'skip')} with a reason{look.by_then}, {least} wanted."
    return Witnessed(len(lines) >= least, sentence, tuple(lines))


def predicted(look: Look, least: int) -> Witnessed:
    """So many predictions came true."""
    right = right_ones(look.round_, look.in_time, look.wanted, look.witness.within)
    sentence = (
        f"{plural(len(right), 'prediction')} came true{look.by_then} (within a factor of {look.witness.within:g}, or on the "
        f"right side of yes and no), {least} wanted."
    )
    return Witnessed(len(right) >= least, sentence, tuple(dict.fromkeys(event.seq for event in right)))


def answered(look: Look, least: int) -> Witnessed:
    """So many pushbacks were answered: by a change of the board that then held, or by a reasoned concession."""
    lines = answers(look.in_time)
    names = f" ({listed(list(lines))})" if lines else ""
    sentence = (
        f"{plural(len(lines), 'pushback')} answered by a change that held or a reasoned concession{look.by_then}{names}, "
        f"{least} wanted."
    )
    return Witnessed(len(lines) >= least, sentence, tuple(line for pair in lines.values() for line in pair))


def answers(events: Sequence[Event]) -> dict[str, tuple[int, int]]:
    """The pushbacks that were answered, each with the line that asked and the line that answered."""
    open_: dict[str, tuple[int, int]] = {}
    began: dict[int, log.RunBegan] = {}
    found: dict[str, tuple[int, int]] = {}
    for event in events:
        what = event.what
        if isinstance(what, log.Pushed):
            open_[what.pushback] = (event.seq, what.revision)
        elif isinstance(what, log.RunBegan):
            began[event.seq] = what
        elif isinstance(what, log.RunEnded) and what.evidence is not None and what.run in began:
            run = began[what.run]
            asked_at, revision = open_.get(run.probe, (0, 0))
            if asked_at and run.revision > revision and what.evidence.met:
                found.setdefault(run.probe, (asked_at, event.seq))
        elif isinstance(what, log.Conceded) and what.pushback in open_ and what.reason.strip():
            found.setdefault(what.pushback, (open_[what.pushback][0], event.seq))
    return found


def reached(look: Look, phase: str) -> Witnessed:
    """The phase was reached, or passed, with a whole design on the board."""
    order = list(look.round_.phases)
    if phase not in order:
        return Witnessed(met=False, why=f"The round has no phase '{phase}'.")
    after = order[order.index(phase) :]
    title = look.round_.phases[phase].title
    moved = next((event for event, move in of_kind(look.in_time, log.Moved) if move.phase in after), None)
    if moved is None:
        return Witnessed(met=False, why=f"{title} was not reached{look.by_then}.")
    board = board_when(boards(look.events), moved.at)
    runs = "a design that runs" if board.runs else "no design that runs"
    sentence = f"{title} was reached at {clock_text(moved.at)} with {runs} on the board."
    return Witnessed(board.runs, sentence, (*((board.seq,) if board.seq else ()), moved.seq))
