"""Caches with real keys: the hit ratio comes out of what was asked for and what was thrown out, not of a setting."""

from __future__ import annotations

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import caches

FAMILY = "Caches"


def cached(keys: int, zipf: float, cache: str, rate: float) -> str:
    """A reader that stores what it missed; the cache and the network take no time, so look-ups never overlap."""
    return f"""\
traffic: {{x: {{to: front.get, rate: {rate!r}/s, keys: {{count: {keys}, zipf: {zipf!r}}}}}}}
nodes:
  front: {{kind: external, on: {{get: [{{lookup: shelf, miss: [{{store: shelf}}]}}]}}}}
  shelf: {{kind: cache, {cache}, work: 0s}}
"""


def lru_exact() -> Experiment:
    """Eight keys, four places: small enough to add up every content of the cache."""
    expected = caches.lru_hit_ratio_exact([float(p) for p in caches.zipf_popularity(8, 0.8)], 4)
    checks = (Check("hit ratio", expected, designs.hit_ratio("shelf"), "caches.lru_hit_ratio_exact", 0.005),)
    run = designs.simulated(cached(8, 0.8, "capacity: 4", 1000.0), measured=500.0, warmup=10.0)
    return Experiment(FAMILY, "LRU, 8 keys (Zipf 0.8), 4 places", "King 1971", run, checks)


def lru_che(keys: int, zipf: float, capacity: int, warmup: float) -> Experiment:
    """Too many keys to add up: Che's approximation, whose error here is far below its allowance."""
    expected = caches.lru_hit_ratio_che(caches.zipf_popularity(keys, zipf), capacity)
    checks = (
        Check(
            "hit ratio",
            expected,
            designs.hit_ratio("shelf"),
            "caches.lru_hit_ratio_che",
            0.005,
            allowance=0.001,
            why="Che's is an approximation; at these sizes it is good to about a thousandth",
        ),
    )
    run = designs.simulated(cached(keys, zipf, f"capacity: {capacity}", 1000.0), measured=1000.0, warmup=warmup)
    name = f"LRU, {keys} keys (Zipf {zipf}), {capacity} places"
    return Experiment(FAMILY, name, "Che, Tung and Wang, IEEE JSAC 20(7), 2002", run, checks)


def ttl() -> Experiment:
    """Room for every key, but each is forgotten ten seconds after it was stored."""
    expected = caches.ttl_hit_ratio(caches.zipf_popularity(1000, 1.0), 100.0, 10.0)
    checks = (Check("hit ratio", expected, designs.hit_ratio("shelf"), "caches.ttl_hit_ratio", 0.005),)
    run = designs.simulated(cached(1000, 1.0, "capacity: 1000, ttl: 10s", 100.0), measured=5000.0, warmup=100.0)
    return Experiment(FAMILY, "TTL of 10 s, 1000 keys (Zipf 1.0), 100/s", "Jung and others, INFOCOM 2003", run, checks)


def experiments() -> list[Experiment]:
    """All of this family."""
    return [lru_exact(), lru_che(10_000, 0.8, 1000, 60.0), lru_che(10_000, 1.0, 500, 60.0), ttl()]
