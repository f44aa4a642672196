"""What a sitting needs of the rounds: to find one, to name its version, and to make a probe ready for a board."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.objectives import Threshold
    from hotseat.rounds.round import Round


class Catalogue(Protocol):
    """The rounds that can be sat."""

    def find(self, slug: str) -> Round:
        """The round of this name; raises RoundError."""
        ...

    def digest(self, a_round: Round) -> str:
        """What names this version of it."""
        ...

    def prepare(
        self, a_round: Round, probe: str, text: str, *, seed: int, held: Mapping[str, tuple[Threshold, ...]]
    ) -> Any:  # noqa: ANN401
        """A probe made ready to run on a design's text."""
        ...


class Installed:
    """The rounds that are installed."""

    def find(self, slug: str) -> Round:
        """The round of this name."""
        found: Round = importlib.import_module("hotseat.rounds.catalogue").find(slug)
        return found

    def digest(self, a_round: Round) -> str:
        """What names this version of it."""
        found: str = importlib.import_module("hotseat.rounds.loader").digest(a_round)
        return found

    def prepare(
        self, a_round: Round, probe: str, text: str, *, seed: int, held: Mapping[str, tuple[Threshold, ...]]
    ) -> Any:  # noqa: ANN401
        """A probe made ready to run on a design's text."""
        return importlib.import_module("hotseat.rounds.probe").prepare(a_round, probe, text, seed=seed, held=held)
