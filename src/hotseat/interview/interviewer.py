"""The interviewer's mind: which pushbacks are left, which may be asked now, and which of them hurts this design most.

Nothing here runs anything: the sitting has every pushback that is left measured on the board as it stands, and asks here
what follows from it. A pushback is asked once; one that is open is answered (by a change that then holds, or by conceding
it with a reason) before the next one comes; when nothing hurts any more, the interviewer says so and rests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hotseat.interview.events import Pushed, Rested
from hotseat.interview.view import InterviewerView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.interview.state import State
    from hotseat.interview.view import SittingView
    from hotseat.rounds.evidence import Evidence
    from hotseat.rounds.round import Round, Trigger

Standing = Literal["asked", "predicted", "broken", "held", "conceded"]


def standing(state: State, key: str) -> Standing:
    """How a pushback that was asked stands: by its last run that ended, unless it was conceded."""
    if key in state.conceded:
        return "conceded"
    ended = [run for run in state.runs_of(key) if run.evidence is not None and run.state == "done"]
    if ended and ended[-1].evidence is not None:
        return "held" if ended[-1].evidence.met else "broken"
    return "predicted" if key in state.predictions else "asked"


def open_pushback(state: State) -> str | None:
    """The pushback that waits for an answer."""
    waiting = [key for key in state.pushes if standing(state, key) not in ("held", "conceded")]
    return waiting[-1] if waiting else None


def open_pushback_of(view: SittingView) -> str | None:
    """The same, of a sitting as it is shown."""
    waiting = [one.key for one in view.pushbacks if one.state not in ("held", "conceded")]
    return waiting[-1] if waiting else None


def left(a_round: Round, state: State) -> tuple[str, ...]:
    """The pushbacks that were not asked yet, in the round's order."""
    return tuple(key for key in a_round.pushbacks if key not in state.pushes)


def pushes_now(a_round: Round, state: State) -> bool:
    """Whether the phase is one in which the interviewer pushes, and nothing is open."""
    phase = a_round.phases.get(state.phase)
    return not state.finished and phase is not None and phase.pushes and open_pushback(state) is None


def pushes_soon(a_round: Round, state: State) -> bool:
    """Whether the interviewer pushes now or in the next phase: looking one phase ahead has the first pushback ready."""
    phases = list(a_round.phases)
    if state.finished or state.phase not in phases or open_pushback(state) is not None:
        return False
    here = phases.index(state.phase)
    return any(a_round.phases[key].pushes for key in phases[here : here + 2])


def has_pushed(a_round: Round, state: State) -> bool:
    """Whether a whole design is on the board, and the phase in which the interviewer pushes has begun."""
    return state.whole and any(a_round.phases[key].pushes for key in state.phases if key in a_round.phases)


def wants_to_look(a_round: Round, state: State) -> bool:
    """Whether the board is worth measuring now: the candidate drew on it, it runs, something is left to ask, and it has
    not been found content with.
    """
    if state.revision == 0 or not state.whole or not left(a_round, state) or not pushes_soon(a_round, state):
        return False
    return state.rested is None or state.rested.revision != state.revision


def may_ask(trigger: Trigger, state: State, elapsed: float, *, roles: Mapping[str, bool]) -> bool:
    """Whether a pushback's time has come."""
    if elapsed < trigger.after * 60:
        return False
    if trigger.commitment is not None:
        made = state.commitments.get(trigger.commitment)
        if made is None or made.state == "skipped" or (trigger.values and made.value not in trigger.values):
            return False
    return trigger.role is None or roles.get(trigger.role, True)


def decide(
    a_round: Round, state: State, elapsed: float, *, found: Mapping[str, Evidence], roles: Mapping[str, bool]
) -> Pushed | Rested | None:
    """What to say, once all that is left was measured on this revision; None: wait for a trigger."""
    hurting = {key: found[key] for key in left(a_round, state) if key in found and found[key].hurt > 0}
    ready = {
        key: one for key, one in hurting.items() if may_ask(a_round.pushbacks[key].when, state, elapsed, roles=roles)
    }
    if ready:
        key = max(ready, key=lambda name: ready[name].hurt)  # of equals the first in the round's order
        return Pushed(key, state.revision, ready[key].because, ready[key].hurt, ready[key])
    return None if hurting else Rested(state.revision, tuple(key for key in found if not found[key].problem))


def mood(a_round: Round, state: State, *, thinking: bool) -> InterviewerView:
    """What the interviewer is doing, in a word and a sentence."""
    if state.finished:
        return InterviewerView("content", "The sitting is over.")
    waiting = open_pushback(state)
    if waiting is not None:
        return InterviewerView("asking", SAYS[standing(state, waiting)])
    phase = a_round.phases.get(state.phase)
    if phase is None or not phase.pushes:
        return InterviewerView("listening", "Go on. I shall push when we come to it.")
    if thinking:
        return InterviewerView("thinking", "Running your design against everything I might ask.")
    if state.revision == 0:
        return InterviewerView(
            "listening", "Nothing of yours is on the board yet. Draw what you would build; I push then."
        )
    if not state.whole:
        return InterviewerView("listening", "The board is no whole design yet; I push when it can be run.")
    if not left(a_round, state):
        return InterviewerView("content", "I have asked all that I had.")
    if state.rested is not None and state.rested.revision == state.revision:
        return InterviewerView("content", NOTHING_HURTS if state.rested.tried else NOTHING_RUNS)
    return InterviewerView("listening", "Go on. Nothing to ask about this right now.")


NOTHING_HURTS = "I tried everything that I have left on this design, and nothing hurts it."
NOTHING_RUNS = (
    "Nothing that I have left can be tried on this design. Run it under its own load: that says what is missing."
)

SAYS: dict[Standing, str] = {
    "asked": "Say what you expect, then run it.",
    "predicted": "Now run it.",
    "broken": "It did not hold. Change the design and run it again, or say why you live with it.",
}
"""What the interviewer says while a pushback is open."""
