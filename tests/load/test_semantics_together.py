"""Everything at once: designs drawn from the whole vocabulary, with faults, whose books must balance all the same.

What comes out of such a design nobody can say beforehand. What must hold of it one can: nothing is counted twice or
lost, no queue is negative, nobody waits longer than a timeout lets them, no worker is busier than always, and a second
run is the same.
"""

from __future__ import annotations

from random import Random

import pytest
from small_designs import run

TIMES = ["1ms", "5ms", "{exp: 5ms}", "{exp: 20ms}", "{p50: 3ms, p99: 40ms}", "{uniform: [1ms, 9ms]}", "0s"]


def policies(draw: Random) -> str:
    """Some policies of a call, or none."""
    chosen = [
        ("timeout", ["20ms", "100ms", "1s"]),
        (
            "retry",
            [
                "{num_retries: 2}",
                "{num_retries: 3, per_try_timeout: 15ms, backoff: {base: 5ms}}",
                "{num_retries: 2, retry_budget: {budget_percent: 20%}}",
            ],
        ),
        (
            "circuit_breaker",
            [
                "{sliding_window_size: 10, minimum_number_of_calls: 5, wait_duration_in_open_state: 1s}",
            ],
        ),
        ("hedge", ["{after: 8ms}", "{after: 3ms, max_hedges: 3}"]),
        ("rate_limit", ["{rate: 60/s, burst: 5}", "{rate: 20/s, burst: 2, per: replica}"]),
        ("max_connections", ["1", "3"]),
        ("max_pending_requests", ["0", "2", "50"]),
        ("fallback", ["[]", "[{work: 1ms}]"]),
        ("connection", ["{protocol: tls1.3, reuse: 80%}"]),
    ]
    taken = [f"{key}: {draw.choice(values)}" for key, values in chosen if draw.random() < 0.3]
    return "".join(f", {item}" for item in taken)


def step(draw: Random, depth: int, *, message: bool = False) -> str:
    """One step, perhaps with steps inside."""
    simple = [
        lambda: f"{{work: {draw.choice(TIMES)}}}",
        lambda: f"{{sleep: {draw.choice(TIMES)}}}",
        lambda: f"{{call: b.y{policies(draw)}}}",
        lambda: f"{{call: front.y{policies(draw)}}}",
        lambda: "{send: q, fallback: []}",
        lambda: "{send: t}",
        lambda: f"{{read: db, from: {draw.choice(['primary', 'replica'])}}}",
        lambda: "{write: db, timeout: 50ms, fallback: []}",
        lambda: "{store: c}",
        lambda: "{invalidate: c}",
        lambda: f"{{effect: {draw.choice(['one', 'two', 'three'])}}}",
        lambda: f"{{fail: {draw.choice(['1%', '10%'])}}}",
        lambda: (
            f"{{broadcast: e.apply, each: {draw.choice(['region', 'replica'])}, wait: {draw.choice(['true', 'false'])}, "
            "timeout: 60ms}"
        ),
        lambda: f"{{once: [{{effect: four}}], mark: {draw.choice(['before', 'after', 'with'])}}}",
        lambda: f"{{once: [{{effect: five}}], by: key, window: 1s, mark: {draw.choice(['before', 'after', 'with'])}}}",
    ]
    if not message:
        simple.append(lambda: "reply")
    if depth == 0:
        return draw.choice(simple)()
    inner = lambda: steps(draw, depth - 1, most=2, message=message)  # noqa: E731
    nested = [
        lambda: f"{{parallel: [{inner()}, {inner()}, {inner()}], need: {draw.choice([1, 2, 3])}}}",
        lambda: f"{{branch: [{{p: 30%, do: {inner()}}}, {{p: 40%, do: {inner()}}}]}}",
        lambda: f"{{lookup: {draw.choice(['c', 'near'])}, miss: {inner()}}}",
        lambda: f"{{fan_out: {{uniform: [0, 6]}}, concurrency: {draw.choice([1, 3])}, do: {inner()}}}",
        lambda: f"{{once: {inner()}}}",
    ]
    return draw.choice(simple * 2 + nested * 3)()


def steps(draw: Random, depth: int, most: int = 4, *, message: bool = False) -> str:
    return "[" + ", ".join(step(draw, depth, message=message) for _ in range(draw.randint(1, most))) + "]"


def some_faults(draw: Random) -> str:
    every = [
        "{crash: a, at: 3s, for: 1s}", "{crash: w, at: 4s, for: 500ms, replicas: all}", "{crash: b, at: 5s}",
        "{slow: b, factor: 5, at: 2s, for: 3s}", "{errors: b, share: 40%, at: 6s, for: 2s}",
        "{partition: [a, b], at: 3s, for: 1s}",
        "{partition: [w, q], at: 5s, for: 1s}", "{partition: [eu, us], at: 7s, for: 1s}",
        "{link: [a, q], duplicate: 20%, at: 1s}", "{link: [a, b], loss: 10%, latency: 2ms, at: 2s, for: 5s}",
        "{region_down: us, at: 4s, for: 2s}", "{flush: c, at: 5s}", "{failover: db, at: 6s}",
        "{throttle: b, rate: 30/s, at: 2s, for: 4s}", "{spike: r, factor: 4, at: 5s, for: 2s}",
        "{restart: b, at: 1s, batch: 1, down: 300ms, every: 1s}", "{crash: front, at: 7s, for: 500ms}",
        "{crash: q, at: 2s, for: 1s}",
    ]  # fmt: skip
    return "[" + ", ".join(draw.sample(every, draw.randint(0, 5))) + "]"


def design(number: int) -> str:
    draw = Random(number)
    ordered = draw.choice(["", ", order_by: key"])
    hold = draw.choice(["true", "false"])
    limit = draw.choice(["", ", queue_limit: 5"])
    message = f"[{steps(draw, 1, most=2, message=True)[1:-1]}, {{branch: [{{p: 10%, do: [{{nack: 50ms}}]}}]}}, ack]"
    return f"""
    regions: {{eu: frankfurt, us: us-east-1}}
    network: {{rtt: 1ms, jitter: {draw.choice(["0s", "200us"])}, links: {{eu-us: {{rtt: 90ms}}}}}}
    traffic:
      r:
        to: a.x
        rate: 60/s
        keys: {{count: 20, zipf: 0.9}}
        regions: {{eu: 70%, us: 30%}}
        timeout: 2s
        retry: {{num_retries: 1, backoff: {{base: 10ms}}}}
      u: {{to: a.x, users: 3, think: 50ms, keys: {{count: 20}}}}
    nodes:
      a: {{kind: service, replicas: 2, concurrency: 3, hold: {hold}{limit}, regions: all, on: {{x: {steps(draw, 2)}}}}}
      front: {{kind: load_balancer, regions: all, to: b, balance: {draw.choice(["LEAST_REQUEST", "RANDOM", "RING_HASH"])}}}
      b:
        kind: service
        replicas: 3
        concurrency: 2
        health_check: {{interval: 200ms}}
        autoscale: {{min_replicas: 1, max_replicas: 4, interval: 1s, startup: 500ms, scale_in_cooldown: 2s}}
        outlier_detection: {{consecutive_failures: 3, base_ejection_time: 500ms}}
        on: {{y: [{{work: {draw.choice(TIMES)}}}, {{fail: 5%}}, {{effect: three}}]}}
      e: {{kind: edge, on: {{apply: [{{work: 1ms}}]}}}}
      q: {{kind: queue, visibility_timeout: 300ms, max_deliveries: 4, dead_letters: dead{ordered}}}
      t: {{kind: topic, visibility_timeout: 300ms, queue_limit: 40}}
      dead: {{kind: queue}}
      w: {{kind: worker, consumes: q, replicas: 2, concurrency: 2, hold: {hold}, on: {{message: {message}}}}}
      v: {{kind: worker, consumes: t, on: {{message: [{{work: 2ms}}, {{fail: 10%}}, ack]}}}}
      z: {{kind: worker, consumes: t, replicas: 2, on: {{message: [{{work: 5ms}}, {{effect: two}}, ack]}}}}
      db: {{kind: database, regions: all, read_replicas: 1, shards: 2, connections: 2, failover_time: 1s, write: 2ms}}
      c: {{kind: cache, capacity: 8, coalesce: {draw.choice(["true", "false"])}, ttl: 500ms}}
      near: {{kind: cache, local: true, capacity: 4, eviction: LFU, coalesce: {draw.choice(["true", "false"])}}}
    faults: {some_faults(draw)}
    """


@pytest.mark.parametrize("number", range(40))
def test_the_books_of_any_design_balance(number: int):
    result = run(design(number), duration=10.0, seed=number + 1)  # an engine whose books differ raises EngineError
    assert max(result.checks.values(), default=0.0) < 1e-9
    for name, traffic in result.traffic.items():
        assert traffic.generated == traffic.completed + traffic.failed + traffic.rejected + traffic.in_flight
        assert min(traffic.completed, traffic.failed, traffic.rejected, traffic.in_flight) >= 0
        if name == "r" and traffic.latency.count:
            assert traffic.latency.max <= 2.0 + 1e-9
    for effect in result.effects.values():
        assert effect.expected == effect.once + effect.lost + effect.duplicated + effect.pending
        assert effect.happened >= effect.once + 2 * effect.duplicated
    for node in result.nodes.values():
        assert not node.utilisation > 1.0 + 1e-9 or node.kind == "service"  # one that is scaled in finishes what it has
        assert node.queue_mean >= 0
        assert node.backlog >= 0
        assert not node.hit_ratio > 1
    for found in result.hops:
        assert found.errors >= found.timeouts
    assert all(x >= -1e-9 for series in result.series.nodes.values() for x in series["queue"])


@pytest.mark.parametrize("number", range(0, 40, 5))
def test_a_second_run_is_the_same(number: int):
    first, second = (run(design(number), duration=4.0) for _ in range(2))
    assert first.events == second.events
    assert [t.latency.mean for t in first.traffic.values()] == pytest.approx(
        [t.latency.mean for t in second.traffic.values()], rel=0, abs=0, nan_ok=True
    )
    assert {name: effect.happened for name, effect in first.effects.items()} == {
        name: effect.happened for name, effect in second.effects.items()
    }


def test_an_effect_that_comes_late_long_after_the_start_is_accounted_for():
    # 400,000 requests, each with its effect, in order: every fourth is sampled, and every eighth effect may be none of those
    result = run(
        """
        traffic: {r: {to: a.x, rate: 4000/s, arrivals: constant}}
        nodes: {a: {kind: service, concurrency: null, on: {x: [{work: 1ms}, {effect: told}]}}}
        faults: [{slow: a, factor: 50, at: 90s, for: 5s}]
        """,
        exact=False,
    )
    why = result.why["told"]["p99"]
    assert [(part.node, part.state) for part in why] == [("a", "working")]
    assert why[0].share == pytest.approx(1)
