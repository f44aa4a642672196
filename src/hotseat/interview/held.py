"""What the candidate promised, as thresholds: a committed quantity becomes an objective of the design when it is run."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hotseat.design.thresholds import parse_threshold

if TYPE_CHECKING:
    from hotseat.design.objectives import Threshold
    from hotseat.interview.state import State
    from hotseat.rounds.round import Round


def held(a_round: Round, state: State) -> dict[str, tuple[Threshold, ...]]:
    """The thresholds of all commitments made so far, by their subject. A value that makes none (the round was another one
    when it was said, or the log was brought in) holds the design to nothing.
    """
    found: dict[str, tuple[Threshold, ...]] = {}
    for key, made in state.commitments.items():
        spec = a_round.commitments.get(key)
        if spec is None or made.state == "skipped":
            continue
        for subject, text in spec.objective.items():
            with contextlib.suppress(ValueError):
                threshold = parse_threshold(text.replace("{value}", made.value))
                found[subject] = (*found.get(subject, ()), threshold)
    return found
