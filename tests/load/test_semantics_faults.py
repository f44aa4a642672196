"""What each fault does, from when to when, and how soon anybody knows."""

from __future__ import annotations

import numpy as np
import pytest
from small_designs import hop, run

PLAIN = """
    traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
    nodes: {a: {kind: service, replicas: 4, concurrency: 100, on: {x: [{work: 10ms}]}}}
"""


def test_a_crash_refuses_until_it_is_back():
    # 10 s of 100/s refused, and the one that was being worked on
    result = run(PLAIN + "    faults: [{crash: a, at: 40s, for: 10s, replicas: all}]\n")
    assert result.traffic["r"].failed == pytest.approx(1000, abs=4)
    errors = result.series.traffic["r"]["errors"]
    time = result.series.time
    assert errors[(time > 41) & (time < 49)] == pytest.approx(100, abs=4)
    assert errors[time > 52].sum() == 0
    assert errors[time < 39].sum() == 0


def test_balancers_go_on_sending_to_the_dead_until_the_health_check_knows():
    # one of four is dead: a quarter of the requests fails for 3 checks of 2 s, 6 s: 150; then it is left out
    result = run(
        PLAIN.replace("replicas: 4", "replicas: 4, health_check: {interval: 2s, unhealthy_threshold: 3}")
        + "    faults: [{crash: a, at: 40s, for: 30s}]\n"
    )
    assert result.traffic["r"].failed == pytest.approx(150, abs=3)


def test_work_under_way_is_gone_with_its_replica():
    # 100/s x 500 ms = 50 under way over two replicas; one dies: 25 fail, all others succeed
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
        nodes: {a: {kind: service, replicas: 2, concurrency: 100, health_check: {interval: 1ms,
          unhealthy_threshold: 1}, on: {x: [{work: 500ms}]}}}
        faults: [{crash: a, at: 50.001s, for: 10s}]
    """)
    assert result.traffic["r"].failed == pytest.approx(25, abs=1)
    assert result.nodes["a"].crashes == 1


def test_outlier_detection_leaves_out_what_fails():
    # one of four always errs: 5 errors, then out for 10 s, then 5 more and out for 20, then 30: 5 x 4 and a few under way
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s, arrivals: constant}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{call: b.y}}]}}}}
          b: {{kind: service, replicas: 4, concurrency: 100 {detection}, on: {{y: [{{work: 1ms}}]}}}}
        faults: [{{crash: b, at: 0.005s}}]
    """
    check = ", health_check: {interval: 1h}"
    blind = run(text.format(detection=check))
    seeing = run(
        text.format(
            detection=check
            + ", outlier_detection: {consecutive_failures: 5, base_ejection_time: 10s, max_ejection_percent: 50%}"
        )
    )
    assert blind.traffic["r"].failed == pytest.approx(2500, abs=10)
    assert seeing.traffic["r"].failed <= 30


def test_slow_multiplies_the_work():
    result = run(PLAIN + "    faults: [{slow: a, factor: 5, at: 20s, for: 30s}]\n")
    assert result.traffic["r"].latency.max == pytest.approx(0.05, abs=1e-9)
    assert result.traffic["r"].latency.mean == pytest.approx(0.7 * 0.01 + 0.3 * 0.05, rel=0.01)


def test_slow_on_some_replicas_is_slow_for_their_share():
    result = run(PLAIN + "    faults: [{slow: a, factor: 5, replicas: 1}]\n")
    assert result.traffic["r"].latency.percentile(74) == pytest.approx(0.01, rel=0.001)
    assert result.traffic["r"].latency.percentile(76) == pytest.approx(0.05, rel=0.001)


def test_errors_are_a_share_and_take_no_time():
    result = run(PLAIN + "    faults: [{errors: a, share: 30%, at: 20s, for: 50s}]\n")
    assert result.traffic["r"].failed == pytest.approx(0.3 * 5000, abs=130)
    assert result.nodes["a"].busy_mean == pytest.approx((10_000 - 1500) / 100 * 0.01, rel=0.02)


def test_nothing_passes_a_partition_and_callers_wait_for_their_timeouts():
    # 20 s x 100/s calls time out after 300 ms; those on their way come through
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y, timeout: 300ms}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
        faults: [{partition: [a, b], at: 30s, for: 20s}]
    """)
    assert hop(result, "b.y").timeouts == pytest.approx(2000, abs=3)
    assert result.traffic["r"].failed == pytest.approx(2000, abs=3)
    assert result.nodes["a"].busy_mean == pytest.approx((2000 * 0.3 + 8000 * 0.001) / 100, rel=0.01)


def test_a_partition_without_a_timeout_holds_for_as_long_as_tcp_tries():
    # Linux gives up connecting after 127 s
    result = run(
        """
        traffic: {r: {to: a.x, rate: 1/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y, fallback: []}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
        faults: [{partition: [a, b]}]
        """,
        duration=200,
    )
    assert result.traffic["r"].latency.max == pytest.approx(127.0, abs=1e-6)
    assert result.traffic["r"].completed == pytest.approx(200 - 127, abs=1)


def test_a_link_adds_its_latency_both_ways():
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
        nodes:
          a: {kind: service, on: {x: [{call: b.y}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
        faults: [{link: [a, b], latency: 25ms, at: 50s}]
    """)
    latency = result.traffic["r"].latency
    assert latency.percentile(49) == pytest.approx(0.001, rel=0.001)
    assert latency.percentile(51) == pytest.approx(0.051, rel=0.001)


def test_a_lost_message_is_sent_again_after_200_ms_and_then_doubly_late():
    # 20% lost each way: with nothing lost (64%) 1 ms; one loss 201 ms; a second of the same message 601 ms. Means: each way
    # sum over k of 0.8 * 0.2^k * 200 * (2^k - 1) ms = 0.8 * 200 * (1 / 0.6 - 1 / 0.8) = 66.7 ms
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
        faults: [{link: [a, b], loss: 20%}]
    """)
    latency = result.traffic["r"].latency
    assert latency.percentile(62) == pytest.approx(0.001, rel=0.001)
    assert latency.percentile(66) == pytest.approx(0.201, rel=0.001)
    assert latency.mean == pytest.approx(0.1343, abs=0.02)


def test_a_link_that_doubles_messages_doubles_what_a_queue_carries():
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue}
          w: {kind: worker, consumes: q, replicas: 4, on: {message: [{effect: done}, ack]}}
        faults: [{link: [a, q], duplicate: 10%}]
    """)
    effect = result.effects["done"]
    assert effect.duplicated / effect.expected == pytest.approx(0.1, abs=0.012)


REGIONS = """
    regions: [frankfurt, dublin]
    network: {rtt: 1ms, links: {frankfurt-dublin: {rtt: 30ms}}}
    traffic: {r: {to: a.x, rate: 100/s, arrivals: constant, regions: {frankfurt: 50%, dublin: 50%}, timeout: 1s}}
    nodes: {a: {kind: service, regions: all, concurrency: 100, health_check: {interval: 1s, unhealthy_threshold: 2,
      healthy_threshold: 3}, on: {x: [{work: 1ms}]}}}
"""


def test_everyone_is_served_where_they_are():
    result = run(REGIONS)
    assert result.traffic["r"].latency.max == pytest.approx(0.002, abs=1e-9)


def test_a_region_that_is_down_is_silent_until_it_is_known_and_then_gone_round():
    # half of the traffic times out for 2 s (100 requests and what was under way); then it takes 31 ms, until 3 s
    # after it is back
    result = run(REGIONS + "    faults: [{region_down: dublin, at: 30s, for: 20s}]\n")
    traffic = result.traffic["r"]
    assert traffic.failed == pytest.approx(100, abs=15)
    latency = traffic.latency
    assert latency.max == pytest.approx(0.031, abs=1e-6)
    away = 50 * (20 - 2 + 3) / 10_000
    assert latency.percentile(100 * (1 - away) - 1.5) == pytest.approx(0.002, rel=0.01)
    assert latency.percentile(100 * (1 - away) + 1.5) == pytest.approx(0.031, rel=0.01)


def test_a_balancer_that_is_down_answers_nobody():
    result = run("""
        traffic: {r: {to: front.x, rate: 20/s, arrivals: constant}}
        nodes:
          front: {kind: load_balancer, to: a}
          a: {kind: service, on: {x: [{work: 1ms}]}}
        faults: [{crash: front, at: 50s, for: 10s}]
    """)
    assert result.traffic["r"].failed == pytest.approx(200, abs=3)


def test_a_throttle_refuses_what_is_over_it():
    result = run(PLAIN + "    faults: [{throttle: a, rate: 30/s, at: 20s, for: 50s}]\n")
    assert result.traffic["r"].rejected == pytest.approx(50 * 70, abs=20)
    assert result.nodes["a"].rejected == result.traffic["r"].rejected


def test_a_spike_multiplies_the_rate():
    result = run(PLAIN + "    faults: [{spike: r, factor: 3, at: 20s, for: 10s}]\n")
    assert result.traffic["r"].generated == pytest.approx(10_000 + 2000, abs=3)


def test_a_rolling_restart_takes_a_batch_at_a_time():
    # 4 replicas, one every 10 s, each 5 s down and known at once: its work under way fails, nothing else; 3.8 are up
    # on average
    result = run(
        PLAIN.replace(
            "replicas: 4", "replicas: 4, health_check: {interval: 1us, unhealthy_threshold: 1, healthy_threshold: 1}"
        )
        + "    faults: [{restart: a, at: 20s, batch: 1, down: 5s, every: 10s}]\n"
    )
    assert result.nodes["a"].crashes == 4
    assert result.nodes["a"].replicas_mean == pytest.approx(4 - 4 * 5 / 100, abs=1e-3)
    assert result.traffic["r"].failed <= 8
    replicas = result.series.nodes["a"]["replicas"]
    time = result.series.time
    assert np.allclose(replicas[(time > 21) & (time < 24.9)], 3.0)
    assert np.allclose(replicas[(time > 26) & (time < 29.9)], 4.0)


def test_a_restart_of_all_at_once_is_an_outage():
    result = run(PLAIN + "    faults: [{restart: a, at: 20s, batch: 4, down: 5s, every: 10s}]\n")
    assert result.traffic["r"].failed == pytest.approx(500, abs=6)


def crashes(steps: str, between: str) -> tuple[int, int]:
    """(crashes, requests) of a service whose replica dies between two steps in 10% of all requests."""
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 20/s, arrivals: constant}}}}
        nodes:
          a: {{kind: service, replicas: 60, on: {{x: {steps}}}}}
        faults: [{{crash: a, between: {between}, probability: 10%, for: 1s}}]
        """)
    return result.nodes["a"].crashes, result.traffic["r"].generated


def test_a_crash_between_steps_of_two_lists_falls_where_the_first_is_over():
    into = "[{effect: one}, {branch: [{p: 100%, do: [{work: 1ms}, {effect: two}]}]}]"
    out_of = "[{once: [{effect: one}]}, {work: 1ms}, {effect: two}]"
    for steps in (into, out_of):
        died, of = crashes(steps, "[one, two]")
        assert died == pytest.approx(0.1 * of, rel=0.25)


def test_a_crash_in_a_way_of_a_parallel_or_a_fan_out_takes_the_whole_replica():
    ways = "[{parallel: [[{effect: one}], [{work: 5ms}]]}, {effect: two}]"
    died, of = crashes(ways, "[one, two]")
    assert died == pytest.approx(0.1 * of, rel=0.25)
    many = "[{fan_out: 2, do: [{effect: one}]}, {effect: two}]"
    died, of = crashes(many, "[one, two]")
    assert died == pytest.approx((1 - 0.9**2) * of, rel=0.25)  # each of the two may take it down, once


def test_a_crash_whose_second_step_cannot_come_any_more_never_falls():
    steps = "[{branch: [{p: 50%, do: [{effect: one}]}, {p: 50%, do: [{effect: three}, {effect: two}]}]}]"
    died, of = crashes(steps, "[three, two]")
    assert died == pytest.approx(0.05 * of, rel=0.35)
