"""What a sitting needs of the rounds: to find one, to name its version, and to make a probe ready for a board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from hotseat.design.objectives import Threshold
from hotseat.rounds import catalogue, loader, probe
from hotseat.rounds.round import Round

Held = Mapping[str, tuple[Threshold, ...]]
"""Thresholds by their subject: what the candidate committed to."""


class Catalogue(Protocol):
    """The rounds that can be sat."""

    def find(self, slug: str) -> Round:
        """The round of this name; raises RoundError."""
        ...

    def digest(self, a_round: Round) -> str:
        """What names this version of it."""
        ...

    def prepare(self, a_round: Round, name: str, text: str, *, seed: int, held: Held) -> Any:  # noqa: ANN401
        """A probe made ready to run on a design's text."""
        ...


class Installed:
    """The rounds that are installed."""

    def find(self, slug: str) -> Round:
        """The round of this name; raises RoundError."""
        return catalogue.find(slug)

    def digest(self, a_round: Round) -> str:
        """What names this version of it."""
        return loader.digest(a_round)

    def prepare(self, a_round: Round, name: str, text: str, *, seed: int, held: Held) -> probe.Prepared:
        """A probe made ready to run on a design's text."""
        return probe.prepare(a_round, name, text, seed=seed, held=held)
