"""Caches with real keys, and databases with shards, replicas that lag, and failover."""

from __future__ import annotations

import pytest
from small_designs import hop, run

CACHED = """
    traffic: {{r: {{to: a.x, rate: {rate}, keys: {{count: {count} {zipf}}}}}}}
    nodes:
      a: {{kind: service, concurrency: 1000, on: {{x: [{{lookup: c, miss: [{{read: d}}, {{store: c}}]}}]}}}}
      c: {{kind: cache, work: 0s {cache}}}
      d: {{kind: database, read: {read}, connections: 1000}}
"""


def cached(*, rate="200/s", count=100, zipf="", cache="", read="10ms", more="", duration=100.0, seed=1):
    return run(
        CACHED.format(rate=rate, count=count, zipf=zipf, cache=cache, read=read) + more, duration=duration, seed=seed
    )


def test_a_cache_without_a_limit_misses_each_key_once():
    # 100 keys, 20,000 requests: 100 misses, and a few more while the first read of a key is under way (2/s a key, 10 ms)
    result = cached()
    reads = hop(result, "d").tries
    assert 100 <= reads <= 110
    assert result.nodes["c"].hit_ratio == pytest.approx(1 - reads / result.traffic["r"].generated, abs=1e-4)
    assert result.traffic["r"].latency.p50 == 0
    assert result.traffic["r"].latency.max == pytest.approx(0.01, abs=1e-9)


def test_uniform_keys_hit_as_often_as_they_fit():
    # 40 of 100 equally likely keys are there: 40% hits, whatever the rule of eviction; error 0.35%
    for eviction in ("LRU", "LFU"):
        result = cached(cache=f", capacity: 40, eviction: {eviction}", read="1us")
        assert result.nodes["c"].hit_ratio == pytest.approx(0.4, abs=0.02)


def test_lru_hits_as_che_says():
    """Che, Tung and Wang (2002): with T such that sum(1 - exp(-p T)) = capacity, key i hits with 1 - exp(-p_i T)."""
    import numpy as np

    p = 1 / np.arange(1, 1001) ** 0.9
    p /= p.sum()
    low, high = 0.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 - np.exp(-p * middle)).sum() < 100 else (low, middle)
    expected = float((p * (1 - np.exp(-p * low))).sum())
    result = cached(rate="1000/s", count=1000, zipf=", zipf: 0.9", cache=", capacity: 100", read="1us")
    assert result.nodes["c"].hit_ratio == pytest.approx(expected, abs=0.01)


def test_lfu_keeps_the_popular_longer_than_lru():
    # of 1,000 keys by Zipf 0.9 the 100 most popular have a share that nothing can beat; LRU, which forgets how
    # often, stays behind
    share = sum(k**-0.9 for k in range(1, 101)) / sum(k**-0.9 for k in range(1, 1001))
    ratio = {
        eviction: cached(
            rate="1000/s", count=1000, zipf=", zipf: 0.9", cache=f", capacity: 100, eviction: {eviction}", read="1us"
        )
        .nodes["c"]
        .hit_ratio
        for eviction in ("LRU", "LFU")
    }
    assert ratio["LRU"] + 0.005 < ratio["LFU"] < share


def test_a_ttl_lets_a_key_go():
    # one key at 10/s, good for 1 s: the miss, then hits for a second: of 1 + 10 requests one misses; error about 0.3%
    result = cached(rate="10/s", count=1, cache=", ttl: 1s", read="1us", duration=400)
    assert 1 - result.nodes["c"].hit_ratio == pytest.approx(1 / 11, abs=0.012)


def test_coalescing_sends_one_of_many():
    # one key that is never kept (ttl 1 us), asked 200 times a second, 100 ms a read: 20 at once without, 1 with
    apart = cached(count=1, cache=", ttl: 1us", read="100ms", duration=20)
    together = cached(count=1, cache=", ttl: 1us, coalesce: true", read="100ms", duration=20)
    assert hop(apart, "d").tries == pytest.approx(apart.traffic["r"].generated, abs=5)
    assert apart.nodes["d"].busy_mean == pytest.approx(20, rel=0.1)
    assert together.nodes["d"].busy_mean <= 1.0 + 1e-9
    assert hop(together, "d").tries < 420


def test_coalescing_waits_for_the_one_that_loads():
    # a key that is kept: exactly one read for each key, however many ask meanwhile
    result = cached(rate="2000/s", count=20, cache=", coalesce: true", read="100ms", duration=10)
    assert hop(result, "d").tries == 20
    assert result.traffic["r"].latency.max <= 0.1 + 1e-6


def test_a_flush_makes_every_key_miss_again():
    quiet = cached()
    flushed = cached(more="    faults: [{flush: c, at: 50s}]\n")
    assert hop(flushed, "d").tries - hop(quiet, "d").tries == pytest.approx(100, abs=8)


def test_invalidate_takes_a_key_out():
    result = run("""
        traffic:
          reads: {to: a.get, rate: 100/s}
          writes: {to: a.put, rate: 1/s, arrivals: constant}
        nodes:
          a:
            kind: service
            on:
              get: [{lookup: c, miss: [{read: d}, {store: c}]}]
              put: [{invalidate: c}]
          c: {kind: cache, work: 0s}
          d: {kind: database, read: 1us}
    """)
    # a miss at the start and one after each of the writes
    assert hop(result, "d").tries == pytest.approx(1 + result.traffic["writes"].completed, abs=3)


def test_a_local_cache_is_one_for_each_replica():
    shared = run(
        CACHED.format(rate="200/s", count=100, zipf="", cache="", read="1us").replace(
            "concurrency", "replicas: 4, concurrency"
        )
    )
    local = run(
        CACHED.format(rate="200/s", count=100, zipf="", cache=", local: true", read="1us").replace(
            "concurrency", "replicas: 4, concurrency"
        )
    )
    assert hop(shared, "d").tries == 100
    assert hop(local, "d").tries == 400


def test_a_cache_that_is_down_is_passed_by():
    result = cached(more="    faults: [{crash: c, at: 20s, for: 20s}]\n")
    assert result.traffic["r"].availability == 1.0
    assert hop(result, "d").tries == pytest.approx(100 + 20 * 200, rel=0.05)


def test_a_database_works_on_as_many_as_it_has_connections():
    # 4 connections of 100 ms serve 40/s of 50/s
    result = run("""
        traffic: {r: {to: a.x, rate: 50/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{write: d}]}}
          d: {kind: database, connections: 4, write: 100ms}
    """)
    assert result.traffic["r"].completed == pytest.approx(4000, abs=10)
    assert result.nodes["d"].utilisation == pytest.approx(1.0, abs=0.005)


def test_shards_share_the_keys_and_a_hot_key_stays_on_one():
    # 8 shards of 2 connections of 10 ms: 1,600/s in all. Uniform keys at 800/s fit; with one key it is one shard's 200/s
    text = """
        traffic: {{r: {{to: a.x, rate: 800/s, keys: {{count: {count}}}}}}}
        nodes:
          a: {{kind: service, concurrency: 20000, on: {{x: [{{read: d}}]}}}}
          d: {{kind: database, shards: 8, connections: 2, read: 10ms}}
    """
    wide = run(text.format(count=10_000), duration=20)
    hot = run(text.format(count=1), duration=20)
    assert wide.traffic["r"].completed / 20 == pytest.approx(800, rel=0.03)
    assert wide.nodes["d"].utilisation == pytest.approx(0.5, abs=0.02)
    assert hot.traffic["r"].completed / 20 == pytest.approx(200, rel=0.02)


def test_reads_from_replicas_leave_the_primary_alone():
    # 300/s of 10 ms over 3 replicas of 2 connections; 100/s of 10 ms of writes on the primary's 2
    result = run("""
        traffic:
          reads: {to: a.get, rate: 300/s}
          writes: {to: a.put, rate: 100/s}
        nodes:
          a: {kind: service, concurrency: 1000, on: {get: [{read: d, from: replica}], put: [{write: d}]}}
          d: {kind: database, read_replicas: 3, connections: 2, read: 10ms, write: 10ms}
    """)
    # (3 busy for reads + 1 for writes) of 8 connections
    assert result.nodes["d"].utilisation == pytest.approx(0.5, abs=0.02)
    assert not result.unstable


def test_a_replica_that_lags_answers_with_what_was():
    # one key written every second; a replica knows it 300 ms later: 30% of the reads are stale, none by more than 300 ms
    result = run("""
        traffic:
          reads: {to: a.get, rate: 100/s}
          writes: {to: a.put, rate: 1/s, arrivals: constant}
        nodes:
          a: {kind: service, on: {get: [{read: d, from: replica}], put: [{write: d}]}}
          d: {kind: database, read_replicas: 2, read: 0s, write: 0s, replication: {lag: 300ms}}
    """)
    reads = result.traffic["reads"]
    assert reads.stale == pytest.approx(0.3 * 0.99, abs=0.03)
    assert reads.staleness.max <= 0.3
    assert reads.staleness.mean == pytest.approx(0.15, abs=0.01)


def test_the_primary_is_never_stale():
    result = run("""
        traffic:
          reads: {to: a.get, rate: 100/s}
          writes: {to: a.put, rate: 1/s, arrivals: constant}
        nodes:
          a: {kind: service, on: {get: [{read: d}], put: [{write: d}]}}
          d: {kind: database, read_replicas: 2, read: 0s, write: 0s, replication: {lag: 300ms}}
    """)
    assert result.traffic["reads"].stale == 0


def test_a_replica_that_writes_wait_for_is_never_stale():
    # each write takes its 300 ms longer, and when it is done every copy has it
    result = run("""
        traffic:
          reads: {to: a.get, rate: 100/s}
          writes: {to: a.put, rate: 1/s, arrivals: constant}
        nodes:
          a: {kind: service, on: {get: [{read: d, from: replica}], put: [{write: d}]}}
          d: {kind: database, read_replicas: 2, read: 0s, write: 0s, replication: {lag: 300ms, sync: true}}
    """)
    assert result.traffic["writes"].latency.p50 == pytest.approx(0.3, abs=1e-3)
    assert result.traffic["reads"].stale == 0


def test_a_failover_loses_what_no_replica_had_yet():
    # 100 writes a second, a replica 500 ms behind: about 50 are lost; with sync none is, and each write waits 500 ms more
    text = """
        traffic: {{r: {{to: a.put, rate: 100/s, arrivals: constant}}}}
        nodes:
          a: {{kind: service, concurrency: 1000, on: {{put: [{{write: d}}]}}}}
          d: {{kind: database, read_replicas: 1, write: 5ms, failover_time: 10s, replication: {{lag: 500ms, sync: {sync}}}}}
        faults: [{{failover: d, at: 50s}}]
    """
    loose = run(text.format(sync="false"))
    strict = run(text.format(sync="true"))
    assert loose.nodes["d"].lost_writes == pytest.approx(50, abs=2)
    assert strict.nodes["d"].lost_writes == 0
    assert loose.traffic["r"].latency.max == pytest.approx(0.005, abs=1e-6)
    assert strict.traffic["r"].latency.max == pytest.approx(0.505, abs=1e-6)
    # nobody can write for 10 s: 1,000 requests, and what was under way
    assert loose.traffic["r"].failed == pytest.approx(1000, abs=4)


def test_replicas_go_on_answering_while_the_primary_is_gone():
    result = run("""
        traffic: {r: {to: a.get, rate: 100/s}}
        nodes:
          a: {kind: service, on: {get: [{read: d, from: replica}]}}
          d: {kind: database, read_replicas: 2, failover_time: 10s}
        faults: [{failover: d, at: 50s}]
    """)
    assert result.traffic["r"].availability == 1.0


def test_a_cache_that_dies_comes_back_empty():
    quiet = cached()
    crashed = cached(more="    faults: [{crash: c, at: 50s, for: 1ms}]\n")
    assert hop(crashed, "d").tries - hop(quiet, "d").tries == pytest.approx(100, abs=12)
