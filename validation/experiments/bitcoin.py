"""The double-spend table of the Bitcoin paper, by formula and by playing the race. The load engine takes no part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from validation.rows import Check, Experiment
from validation.theory import bitcoin

if TYPE_CHECKING:
    from collections.abc import Callable

FAMILY = "Double spending"
PAPER = "Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System, 2008, section 11"
RACES = 10_000


def at(z: int) -> Callable[[dict[int, float]], float]:
    """The value for z confirmations."""
    return lambda values: values[z]


def table(q: float) -> Experiment:
    """The paper's numbers, worked out again: they are given to seven digits, so that far they must agree."""
    checks = tuple(
        Check(
            f"z = {z}",
            published,
            at(z),
            "bitcoin.nakamoto",
            precision=1e-6,
            allowance=5e-8 / published,
            why="published to seven digits",
        )
        for z, published in bitcoin.PUBLISHED[q].items()
    )

    def run(_seed: int, _length: float) -> dict[int, float]:
        return {z: bitcoin.nakamoto(q, z) for z in bitcoin.PUBLISHED[q]}

    return Experiment(FAMILY, f"formula against the paper, q = {q}", PAPER, run, checks, engine=False)


def played(q: float, depths: tuple[int, ...], *, poisson: bool, precision: float) -> Experiment:
    """The race played out many times."""
    formula, source = (bitcoin.nakamoto, PAPER) if poisson else (bitcoin.rosenfeld, "Rosenfeld 2012")
    checks = tuple(Check(f"z = {z}", formula(q, z), at(z), f"bitcoin.{formula.__name__}", precision) for z in depths)

    def run(seed: int, length: float) -> dict[int, float]:
        play = partial(bitcoin.race, q, races=max(200, round(RACES * length)), seed=seed, poisson=poisson)
        return {z: play(z) for z in depths}

    how = "the attacker's start drawn as in the paper" if poisson else "every block drawn"
    return Experiment(FAMILY, f"race played, q = {q}, {how}", source, run, checks, engine=False)


def experiments() -> list[Experiment]:
    """All of this family."""
    return [
        table(0.1),
        table(0.3),
        played(0.1, (1, 2), poisson=True, precision=0.06),
        played(0.3, (1, 5), poisson=True, precision=0.03),
        played(0.1, (1, 2), poisson=False, precision=0.06),
        played(0.3, (1, 5), poisson=False, precision=0.03),
    ]
