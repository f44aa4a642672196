"""Proves a round by sitting it: every reference's script is played, and its verdict must be one that the round claims.

`rounds.check` proves the probes; this proves the grading, and that the round's questions can be understood. A round whose
textbook answer is hired, or in which a rubric item is won by everybody or by nobody, grades nothing. The sittings are
played in a database that is thrown away, on a scripted clock, so a proof takes as long as its simulations.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hotseat.errors import SittingError
from hotseat.interview.catalogue import Installed
from hotseat.interview.clock import ScriptedClock
from hotseat.interview.debrief import Debrief
from hotseat.interview.debriefing import debrief
from hotseat.interview.playing import play
from hotseat.interview.questions import Questions
from hotseat.interview.runner import Examination, Handle, HereRunner, Known, Measurement, Outcome
from hotseat.interview.script import read_script
from hotseat.interview.sitting import Sittings
from hotseat.report.words import listed, part, plural
from hotseat.rounds.round import VERDICTS, Reference, Round
from hotseat.store.database import Store

TEXTBOOK = "first-pass"
"""The reference that every round must not hire, by its key; without one of this name it is the round's first."""

Debriefs = Mapping[str, Mapping[str, Debrief]]
"""Debriefs by reference and calibration."""


FEWEST = 4
"""Wordings of a fact below which most of what people ask is not understood."""


def advice(round_: Round) -> tuple[str, ...]:
    """What would make the round's questions better understood; nothing of it makes the round wrong.

    Each wording is asked while it was left out: other people's wordings will be as new to the Ask box.
    """
    found = [
        f"fact '{key}' has {plural(len(fact.asked_as), 'wording')} under `asked_as`: write at least {FEWEST}"
        for key, fact in round_.facts.items()
        if len(fact.asked_as) < FEWEST
    ]
    heard = Questions(round_.facts).left_out()
    for (key, wording), what in heard.items():
        if wording in round_.facts[key].asked_as and what.fact not in (key, None):
            text = "without it that would be answered by"
            found.append(f"fact '{key}' is asked as '{wording}': {text} '{what.fact}'; write more wordings of its kind")
    return tuple(found)


def unheard(round_: Round) -> Iterator[str]:
    """Every wording of a fact is answered by that fact, or by its topic among others."""
    questions = Questions(round_.facts)
    for key, fact in round_.facts.items():
        for wording in (fact.question, *fact.asked_as):
            what = questions.hear(wording)
            if what.fact is not None and what.fact != key:
                yield f"fact '{key}' is asked as '{wording}', and that is answered by '{what.fact}'"
            elif key not in (what.fact, *what.offered):
                yield f"fact '{key}' is asked as '{wording}', and that is not understood: say it in plainer words"


def prove(round_: Round) -> tuple[str, ...]:
    """A sentence for everything that the round claims of its references and that did not come out."""
    found: list[str] = []
    debriefs: dict[str, dict[str, Debrief]] = {}
    for key, reference in round_.references.items():
        try:
            debriefs[key] = sat(round_, reference)
        except SittingError as error:
            found.append(f"reference '{key}': its script cannot be played: {error}")
    return (
        *found,
        *unheard(round_),
        *claims(round_, debriefs),
        *hiring(round_, debriefs),
        *separating(round_, debriefs),
    )


def sat(round_: Round, reference: Reference) -> dict[str, Debrief]:
    """A reference's script, played to its end and graded by each of the round's calibrations; raises SittingError."""
    script = read_script(round_.files[reference.script], file=reference.script)
    clock = ScriptedClock()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'proof.db'}")
        try:
            sittings = Sittings(store, runner=ProofRunner(), clock=clock, catalogue=Only(round_))
            sitting = play(script, sittings, clock)
            events, view = sittings.events(sitting), sittings.view(sitting)
        finally:
            store.close()
    return {key: debrief(round_, events, view, key) for key in round_.calibrations}


class Only(Installed):
    """A catalogue of one round, which need not be installed."""

    def __init__(self, round_: Round) -> None:
        self.round = round_

    def find(self, slug: str) -> Round:
        """The round, whatever it is called."""
        if slug != self.round.slug:
            raise SittingError(f"the script is for '{slug}', and the round is '{self.round.slug}'")
        return self.round


class ProofRunner(HereRunner):
    """Runs at once, and examines without weighing decisions: no verdict rests on those."""

    def __init__(self) -> None:
        super().__init__(threads=0)

    def submit(
        self,
        what: Measurement | Examination,
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        known: Known,
        urgent: bool = False,
    ) -> Handle:
        """Has it run."""
        what = replace(what, decisions=False) if isinstance(what, Examination) else what
        return super().submit(what, on_progress=on_progress, on_done=on_done, known=known, urgent=urgent)


# ------------------------------------------------------------------------------------------------------- what must come out


def claims(round_: Round, debriefs: Debriefs) -> Iterator[str]:
    """Each reference gets one of the verdicts claimed for it, under the first calibration."""
    first = next(iter(round_.calibrations))
    for key, graded in debriefs.items():
        one = graded[first].verdict
        claimed = round_.references[key].verdict
        if one.verdict not in claimed:
            why = f"; {' '.join(one.arithmetic)}"
            yield f"reference '{key}' should end as {' or '.join(claimed)}, and ends as {one.verdict}{why}"


def hiring(round_: Round, debriefs: Debriefs) -> Iterator[str]:
    """The textbook answer is hired under no calibration, and somebody is under each."""
    if not debriefs:
        return
    textbook = TEXTBOOK if TEXTBOOK in debriefs else next(iter(debriefs))
    for calibration in round_.calibrations:
        one = debriefs[textbook][calibration].verdict
        if VERDICTS.index(one.verdict) > VERDICTS.index("lean-hire"):
            yield f"'{textbook}' is hired under '{calibration}' with {part(one.score)}: the textbook answer must not be"
        best = max(VERDICTS.index(graded[calibration].verdict.verdict) for graded in debriefs.values())
        if best < VERDICTS.index("hire"):
            yield f"nobody is hired under '{calibration}': no reference reaches its bar"


def separating(round_: Round, debriefs: Debriefs) -> Iterator[str]:
    """Every rubric item is won (all of its points) by one reference and lost (not all) by another."""
    first = next(iter(round_.calibrations))
    for key in round_.rubric:
        scores = {
            name: next(one for one in graded[first].rubric if one.key == key) for name, graded in debriefs.items()
        }
        unmarked = [name for name, one in scores.items() if one.points is None]
        if unmarked:
            yield f"rubric item '{key}' is not marked by {listed(unmarked)}: add it under `after:`"
            continue
        won = [one.points is not None and one.points >= one.weight - 1e-9 for one in scores.values()]
        if scores and len(set(won)) < 2:
            word = "wins" if all(won) else "loses"
            yield f"rubric item '{key}' separates nobody: every reference {word} it"
