"""The rows of the proof, family by family: each a design as a user would write it, and what its runs must show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.experiments import (
    bitcoin,
    caches,
    delivery,
    distributions,
    networks,
    queues,
    resilience,
    roundtrips,
    tails,
)

if TYPE_CHECKING:
    from validation.rows import Experiment


def every() -> list[Experiment]:
    """All experiments, in the order of the report."""
    families = (distributions, roundtrips, queues, networks, caches, tails, resilience, delivery, bitcoin)
    return [experiment for family in families for experiment in family.experiments()]
