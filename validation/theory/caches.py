"""How often a cache has the answer: LRU exactly (small) and by Che's approximation (large), and expiry after a time.

Requests are independent draws of a key (the independent reference model) at Poisson times.
"""

from __future__ import annotations

import math
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from validation.theory.solve import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def zipf_popularity(keys: int, exponent: float) -> NDArray[np.float64]:
    """The share of requests that each key gets: proportional to 1 / rank^exponent."""
    weights: NDArray[np.float64] = np.arange(1, keys + 1, dtype=np.float64) ** -exponent
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def lru_hit_ratio_exact(popularity: Sequence[float], capacity: int) -> float:
    """Hit ratio of LRU, by adding up every content of the cache in its order. For a handful of keys only.

    The cache holds keys i1, i2, ... (most recent first) with probability p1 p2 / (1 - p1) p3 / (1 - p1 - p2) ...
    King, "Analysis of Demand Paging Algorithms", IFIP 1971.
    """
    hits = 0.0
    for content in permutations(range(len(popularity)), capacity):
        probability, left = 1.0, 1.0
        for key in content:
            probability *= popularity[key] / left
            left -= popularity[key]
        hits += probability * (1.0 - left)
    return hits


def lru_hit_ratio_che(popularity: NDArray[np.float64], capacity: int) -> float:
    """Hit ratio of LRU by Che's approximation: a key stays for the same "characteristic time" after each request.

    Che, Tung and Wang, "Hierarchical Web Caching Systems", IEEE JSAC 20(7), 2002. How good it is: Fricker, Robert and
    Roberts, "A versatile and accurate approximation for LRU cache performance", ITC 2012.
    """
    time = crossing(lambda t: float(np.exp(-popularity * t).sum()), len(popularity) - capacity, guess=float(capacity))
    return float((popularity * -np.expm1(-popularity * time)).sum())


def ttl_hit_ratio(popularity: NDArray[np.float64], rate: float, ttl: float) -> float:
    """Hit ratio of an unbounded cache whose entries live `ttl` from when they were stored.

    Each key renews: one miss, then on average rate x p x ttl hits until it expires. Jung, Berger and Balakrishnan,
    "Modeling TTL-based Internet caches", INFOCOM 2003.
    """
    expected = popularity * rate * ttl
    return float((popularity * expected / (1.0 + expected)).sum())


def zipf_top(keys: int, exponent: float, top: int) -> float:
    """The share of requests that goes to the `top` most popular keys."""
    return math.fsum(zipf_popularity(keys, exponent)[:top])
