"""Regions: where requests go, what an ocean costs, who takes over, and what a lost region takes with it."""

from __future__ import annotations

import pytest
from small_designs import hop, run

TWO = """
    regions: [frankfurt, dublin]
    network: {rtt: 1ms, links: {frankfurt-dublin: {rtt: 30ms}}}
"""


def test_a_database_is_written_at_home_and_read_nearby():
    # from Dublin: a write crosses twice 15 ms and takes 5; a read of the replica there stays; all pay 1 ms to the api
    result = run(
        TWO
        + """
    traffic:
      writes: {to: api.put, rate: 20/s, regions: {dublin: 100%}}
      reads: {to: api.get, rate: 20/s, regions: {dublin: 100%}}
      primary: {to: api.strict, rate: 20/s, regions: {dublin: 100%}}
    nodes:
      api: {kind: service, regions: all, on: {put: [{write: db}], get: [{read: db, from: replica}], strict: [{read: db}]}}
      db: {kind: database, regions: all, read_replicas: 1, read: 2ms, write: 5ms}
    """
    )
    assert result.traffic["writes"].latency.max == pytest.approx(0.036, abs=1e-6)
    assert result.traffic["reads"].latency.max == pytest.approx(0.004, abs=1e-6)
    assert result.traffic["primary"].latency.max == pytest.approx(0.033, abs=1e-6)


def test_the_copy_becomes_the_home_when_the_home_is_gone():
    # from 30 s to 90 s Frankfurt is gone; the database moves to Dublin after 10 s; until then writers fail, by timeout
    result = run(
        TWO
        + """
    traffic: {r: {to: api.put, rate: 20/s, arrivals: constant, regions: {dublin: 100%}}}
    nodes:
      api: {kind: service, regions: all, concurrency: 1000, on: {put: [{write: db, timeout: 500ms}]}}
      db: {kind: database, regions: all, read_replicas: 1, write: 5ms, failover_time: 10s, replication: {lag: 1s}}
    faults: [{region_down: frankfurt, at: 30s, for: 60s}]
    """
    )
    assert result.traffic["r"].failed == pytest.approx(200, abs=3)
    assert result.nodes["db"].lost_writes == pytest.approx(20, abs=2)  # the last second's
    late = result.series.traffic["r"]["p50"][result.series.time > 45]
    assert late.max() == pytest.approx(0.007, rel=0.01)  # written next door from now on: 1 + 1 + 5 ms


def test_staleness_is_the_replica_s_of_where_one_reads():
    result = run(
        TWO
        + """
    traffic:
      writes: {to: api.put, rate: 1/s, arrivals: constant}
      reads: {to: api.get, rate: 100/s, regions: {dublin: 100%}}
    nodes:
      api: {kind: service, regions: all, on: {put: [{write: db}], get: [{read: db, from: replica}]}}
      db: {kind: database, regions: all, read_replicas: 1, read: 0s, write: 0s, replication: {lag: 200ms}}
    """
    )
    assert result.traffic["reads"].stale == pytest.approx(0.2, abs=0.025)
    assert result.traffic["reads"].staleness.max <= 0.2


def test_distance_becomes_time():
    # Frankfurt to Sydney, 16,500 km there and back at 204,218 km/s: 162 ms by light, 226 at the usual inflation, 162 at none
    text = """
        regions: [frankfurt, sydney]
        network: {{inflation: {inflation}}}
        traffic: {{r: {{to: a.x, rate: 20/s, regions: {{sydney: 100%}}}}}}
        nodes: {{a: {{kind: service, on: {{x: [{{work: 0s}}]}}}}}}
    """
    for inflation in (1.0, 1.4):
        latency = run(text.format(inflation=inflation), duration=10).traffic["r"].latency
        assert latency.max == pytest.approx(0.1615 * inflation, rel=0.005)


def test_a_lossy_link_between_regions_costs_retransmissions():
    result = run("""
        regions: [frankfurt, dublin]
        network: {rtt: 1ms, links: {frankfurt-dublin: {rtt: 30ms, loss: 10%}}}
        traffic: {r: {to: a.x, rate: 100/s, regions: {dublin: 100%}}}
        nodes: {a: {kind: service, on: {x: [{work: 0s}]}}}
    """)
    latency = result.traffic["r"].latency
    # 81% lose nothing; the others wait 200 ms at least
    assert latency.percentile(79) == pytest.approx(0.03, rel=0.001)
    assert latency.percentile(83) == pytest.approx(0.23, rel=0.001)


def test_a_partition_between_regions_leaves_each_with_itself():
    result = run(
        TWO
        + """
    traffic:
      near: {to: a.x, rate: 20/s, arrivals: constant}
      far: {to: a.x, rate: 20/s, arrivals: constant, regions: {dublin: 100%}, timeout: 200ms}
    nodes: {a: {kind: service, on: {x: [{work: 1ms}]}}}
    faults: [{partition: [frankfurt, dublin], at: 40s, for: 20s}]
    """
    )
    assert result.traffic["near"].failed == 0
    assert result.traffic["far"].failed == pytest.approx(400, abs=3)


def test_a_balancer_in_each_region_sends_its_own():
    result = run(
        TWO
        + """
    traffic: {r: {to: front.x, rate: 40/s, regions: {frankfurt: 50%, dublin: 50%}}}
    nodes:
      front: {kind: load_balancer, regions: all, to: a}
      a: {kind: service, regions: all, on: {x: [{work: 1ms}]}}
    """
    )
    assert result.traffic["r"].latency.max == pytest.approx(0.003, abs=1e-6)  # a millisecond to each, and one of work


def test_a_queue_stands_in_one_region_and_its_workers_where_they_are():
    # sent in Frankfurt (1 ms to the api, then the queue), carried 15 ms to Dublin
    result = run(
        TWO
        + """
    traffic: {r: {to: a.x, rate: 20/s}}
    nodes:
      a: {kind: service, on: {x: [{send: q}]}}
      q: {kind: queue}
      w: {kind: worker, region: dublin, consumes: q, replicas: 20, on: {message: [{effect: done}, ack]}}
    """
    )
    assert result.effects["done"].delay.max == pytest.approx(0.016, abs=1e-6)


def test_a_region_that_is_down_takes_its_work_with_it_and_messages_come_back():
    result = run(
        TWO
        + """
    traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
    nodes:
      a: {kind: service, on: {x: [{send: q}]}}
      q: {kind: queue, visibility_timeout: 5s}
      w: {kind: worker, regions: all, consumes: q, replicas: 4, on: {message: [{work: 100ms}, {effect: done}, ack]}}
    faults: [{region_down: dublin, at: 40.02s, for: 20s}]
    """
    )
    effect = result.effects["done"]
    assert 1 <= result.nodes["q"].redelivered <= 4
    assert effect.lost == effect.duplicated == 0
    assert 5 < effect.delay.max < 5.3


def test_retries_and_fallbacks_on_reads_writes_and_sends():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes:
          a:
            kind: service
            concurrency: 1000
            on:
              x:
                - read: db
                  retry: {num_retries: 2, backoff: {base: 10ms, jitter: none}}
                  fallback: []
                - write: db
                  fallback: [{send: later}]
                - send: gone
                  retry: {num_retries: 1, backoff: {base: 10ms, jitter: none}}
                  fallback: []
          db: {kind: database}
          later: {kind: queue}
          gone: {kind: queue}
          w: {kind: worker, consumes: later, replicas: 4, on: {message: [{effect: saved}, ack]}}
          v: {kind: worker, consumes: gone, on: {message: [ack]}}
        faults: [{crash: db}, {crash: gone}]
    """)
    # waits of 10 and 20 ms for the read, 10 ms for the send; the write is saved for later
    assert result.traffic["r"].availability == 1.0
    assert result.traffic["r"].latency.max == pytest.approx(0.04, abs=1e-6)
    assert result.effects["saved"].once == result.traffic["r"].completed
    assert hop(result, "gone").tries == pytest.approx(2 * result.traffic["r"].completed, abs=2)


def test_workers_scale_with_their_backlog_of_work():
    # 20/s x 200 ms = 4 busy; one worker a replica, 50% wished: 8 replicas
    result = run(
        """
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue}
          w:
            kind: worker
            consumes: q
            autoscale: {max_replicas: 20, target_utilisation: 50%, interval: 10s, startup: 10s, scale_in_cooldown: 30s}
            on: {message: [{work: 200ms}, {effect: done}, ack]}
        """,
        duration=600,
        exact=False,
    )
    assert result.series.nodes["w"]["replicas"][-1] == pytest.approx(8)
    assert result.nodes["q"].backlog <= 2
    assert result.effects["done"].lost == result.effects["done"].duplicated == 0


def test_the_clients_hedge_too():
    text = """
        traffic: {{r: {{to: a.x, rate: 50/s {hedge}}}}}
        nodes: {{a: {{kind: service, concurrency: 1000, on: {{x: [{{work: {{exp: 50ms}}}}]}}}}}}
    """
    # after 20 ms a second: P(later than 100 ms) = exp(-100/50) * exp(-80/50) = 2.7% instead of 13.5%
    hedged = run(text.format(hedge=", hedge: {after: 20ms}")).traffic["r"].latency
    assert hedged.percentile(97.3) == pytest.approx(0.1, rel=0.06)
    twice = run(text.format(hedge=", hedge: {after: 20ms, max_hedges: 2}")).traffic["r"].latency
    # and a third after 40: exp(-2 - 1.6 - 1.2) = 0.8%
    assert twice.percentile(99.18) == pytest.approx(0.1, rel=0.09)


def test_cost_is_hours_and_millions():
    # 3 replicas x 0.10 an hour x 730 h, and 10/s x 2,628,000 s x 0.50 a million
    result = run("""
        traffic: {r: {to: a.x, rate: 10/s, arrivals: constant}}
        nodes: {a: {kind: service, replicas: 3, price: {per_hour: 0.10, per_million: 0.50}, on: {x: [{work: 1ms}]}}}
        objectives: {design: [cost < 300]}
    """)
    assert result.cost == pytest.approx(3 * 0.10 * 730 + 10 * 2.628 * 0.50, rel=0.003)
    assert result.objectives[0].met


def test_objectives_of_every_subject_are_measured():
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, keys: {count: 50}}}
        nodes:
          a:
            kind: service
            concurrency: 2
            queue_limit: 3
            on:
              x:
                - work: {exp: 15ms}
                - {lookup: c, miss: [{read: d, from: replica}, {store: c}]}
                - effect: done
                - send: q
          c: {kind: cache, capacity: 10}
          d: {kind: database, read_replicas: 1}
          q: {kind: queue, max_deliveries: 1, visibility_timeout: 1s}
          w: {kind: worker, consumes: q, replicas: 4, on: {message: [{fail: 10%}, ack]}}
        objectives:
          r: [p(50) < 1s, p(99.9) < 1s, mean < 1s, max < 1s, failed < 50%, availability > 50%, stale <= 0%,
            staleness p(99) < 1s]
          done: [lost == 0, duplicates == 0, out_of_order >= 0, pending <= 10, unasked == 0, p(99) < 1s, mean < 1s]
          a: [utilisation < 100%, queue mean < 3, queue max <= 3, rejected > 0]
          c: [hit_ratio < 50%]
          d: [lost_writes == 0]
          q: [dead_letters > 0]
    """)
    missed = [f"{o.subject}: {o.threshold} ({o.measured})" for o in result.objectives if not o.met]
    assert missed == []
