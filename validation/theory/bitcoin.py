"""The double-spend race of the Bitcoin paper: how deep a payment must lie before undoing it is hopeless.

Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System", 2008, section 11. The paper takes the attacker's progress
while z blocks are mined to be Poisson with mean z q / p; Rosenfeld ("Analysis of hashrate-based double-spending", 2012)
showed that it is in truth negative binomial, which gives somewhat larger probabilities. Both are here, since a race
played out follows Rosenfeld and the published table follows Nakamoto.
"""

from __future__ import annotations

import math
import random

PUBLISHED: dict[float, dict[int, float]] = {
    0.1: {
        0: 1.0,
        1: 0.2045873,
        2: 0.0509779,
        3: 0.0131722,
        4: 0.0034552,
        5: 0.0009137,
        6: 0.0002428,
        7: 0.0000647,
        8: 0.0000173,
        9: 0.0000046,
        10: 0.0000012,
    },
    0.3: {
        0: 1.0,
        5: 0.1773523,
        10: 0.0416605,
        15: 0.0101008,
        20: 0.0024804,
        25: 0.0006132,
        30: 0.0001522,
        35: 0.0000379,
        40: 0.0000095,
        45: 0.0000024,
        50: 0.0000006,
    },
}
"""The paper's own tables: P by z for q = 0.1 (z = 0..10) and q = 0.3 (z = 0, 5, ..., 50), to seven digits."""


def nakamoto(q: float, z: int) -> float:
    """Probability that an attacker with share q of the power ever catches up from z blocks behind, as in the paper."""
    p = 1.0 - q
    mean = z * (q / p)
    caught = 1.0
    for k in range(z + 1):
        poisson = math.exp(-mean) * mean**k / math.factorial(k)
        caught -= poisson * (1.0 - (q / p) ** (z - k))
    return caught


def rosenfeld(q: float, z: int) -> float:
    """The same with the attacker's progress negative binomial, as it is in a race played block by block."""
    p = 1.0 - q
    caught = 1.0
    for k in range(z + 1):
        progress = math.comb(z + k - 1, k) * p**z * q**k if z else float(k == 0)
        caught -= progress * (1.0 - (q / p) ** (z - k))
    return caught


def race(q: float, z: int, *, races: int, seed: int, poisson: bool) -> float:
    """Share of `races` played out in which the attacker draws level: an independent check of the sums above.

    With `poisson` the attacker's blocks during the z confirmations are drawn as the paper assumes, otherwise block by
    block. After that the gap walks up with probability 1 - q and down with q; a gap of 25 more is taken as lost
    (the chance to close it is (q / p)^25, 6e-10 for q = 0.3).
    """
    draw = random.Random(seed)
    won = 0
    for _ in range(races):
        behind = z - (_poisson(draw, z * q / (1.0 - q)) if poisson else _mined_meanwhile(draw, q, z))
        given_up = z + 25
        while 0 < behind < given_up:
            behind += -1 if draw.random() < q else 1
        won += behind <= 0
    return won / races


def _mined_meanwhile(draw: random.Random, q: float, z: int) -> int:
    """The attacker's blocks while the honest chain mines z."""
    honest = attacker = 0
    while honest < z:
        if draw.random() < q:
            attacker += 1
        else:
            honest += 1
    return attacker


def _poisson(draw: random.Random, mean: float) -> int:
    """A Poisson number by counting unit-rate arrivals."""
    count, clock = 0, draw.expovariate(1.0)
    while clock < mean:
        count += 1
        clock += draw.expovariate(1.0)
    return count
