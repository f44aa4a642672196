"""Who asks, when, about what and from where; and how a replica is chosen for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_designs import hop, run

import hotseat

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = "nodes: {a: {kind: service, concurrency: 1000, on: {x: [{work: 1ms}]}}}"


def rates(result, name="r"):
    """(middle of each slice, completed a second there)."""
    time = result.series.time
    return time - time[0] / 2, result.series.traffic[name]["rate"]


def test_poisson_arrivals_are_as_many_as_the_rate_says():
    # 10,000 on average, with a standard deviation of 100
    result = run(f"traffic: {{r: {{to: a.x, rate: 100/s}}}}\n{SERVICE}")
    assert result.traffic["r"].generated == pytest.approx(10_000, abs=400)


def test_poisson_arrivals_queue_as_in_m_d_1_and_constant_ones_do_not():
    # one worker, 8 ms, 100/s: rho .8. M/D/1 waits rho / (2 mu (1 - rho)) = 16 ms on average; D/D/1 not at all
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s, arrivals: {kind}}}}}
        nodes: {{a: {{kind: service, concurrency: 1, on: {{x: [{{work: 8ms}}]}}}}}}
    """
    random = run(text.format(kind="poisson"), duration=1000)
    even = run(text.format(kind="constant"))
    assert random.traffic["r"].latency.mean == pytest.approx(0.024, rel=0.05)
    assert random.nodes["a"].wait_mean == pytest.approx(0.016, rel=0.08)
    assert even.traffic["r"].latency.max == pytest.approx(0.008, abs=1e-9)


def test_a_ramp_goes_in_straight_lines():
    result = run(
        "traffic: {r: {to: a.x, arrivals: constant, ramp: [{at: 20s, rate: 100/s}, {at: 60s, rate: 500/s}]}}\n"
        + SERVICE
    )
    # 20 s of 100, 40 s of 300 on average, 40 s of 500
    assert result.traffic["r"].generated == pytest.approx(2000 + 12_000 + 20_000, abs=3)
    time, rate = rates(result)
    assert np.interp(40, time, rate) == pytest.approx(300, abs=8)


def test_a_diurnal_swing_keeps_its_mean():
    result = run(
        f"traffic: {{r: {{to: a.x, rate: 100/s, arrivals: constant, diurnal: {{period: 100s, amplitude: 80%}}}}}}\n{SERVICE}"
    )
    assert result.traffic["r"].generated == pytest.approx(10_000, abs=20)
    time, rate = rates(result)
    assert np.interp(25, time, rate) == pytest.approx(180, abs=5)
    assert np.interp(75, time, rate) == pytest.approx(20, abs=5)


def test_bursts_come_at_their_times():
    # 5 times the rate for 2 s of every 10: 100 * (1 + 4 * .2) = 180/s
    result = run(
        f"traffic: {{r: {{to: a.x, rate: 100/s, arrivals: constant, burst: {{every: 10s, for: 2s, factor: 5}}}}}}\n{SERVICE}"
    )
    assert result.traffic["r"].generated == pytest.approx(18_000, abs=10)
    time, rate = rates(result)
    assert np.interp(1, time, rate) == pytest.approx(500, abs=40)
    assert np.interp(6, time, rate) == pytest.approx(100, abs=3)


def test_a_trace_is_followed_to_the_letter(tmp_path: Path):
    times = [0.5, 0.5, 1.25, 3.0, 7.75]
    (tmp_path / "times.csv").write_text("\n".join(map(str, times)), encoding="utf-8")
    text = f"hotseat: 1\nname: t\nwarmup: 0s\nduration: 10s\ntraffic: {{r: {{to: a.x, trace: times.csv}}}}\n{SERVICE}\n"
    result = hotseat.simulate(hotseat.read_design(text, folder=tmp_path))
    assert result.traffic["r"].generated == result.traffic["r"].completed == 5
    assert result.series.traffic["r"]["rate"].sum() * 10 / 128 == pytest.approx(5)
    filled = result.series.time[result.series.traffic["r"]["rate"] > 0]
    assert filled == pytest.approx([0.5, 1.25, 3.0, 7.75], abs=0.08)


def test_users_wait_for_their_answers():
    # 10 users, 90 ms of thought, 10 ms of answer: 10 / 0.1 s = 100/s; no queue, as nobody asks twice
    result = run(
        "traffic: {r: {to: a.x, users: 10, think: 90ms}}\nnodes: {a: {kind: service, on: {x: [{work: 10ms}]}}}"
    )
    assert result.traffic["r"].completed / 100 == pytest.approx(100, rel=0.002)
    assert result.traffic["r"].latency.max == pytest.approx(0.01, abs=1e-9)


def test_users_cannot_overload_only_wait():
    # 50 users, no thought, one worker of 10 ms: 100/s, and each waits for the 49 others: 500 ms
    result = run(
        "traffic: {r: {to: a.x, users: 50}}\nnodes: {a: {kind: service, concurrency: 1, on: {x: [{work: 10ms}]}}}"
    )
    assert result.traffic["r"].completed / 100 == pytest.approx(100, rel=0.002)
    assert result.traffic["r"].latency.p50 == pytest.approx(0.5, rel=0.002)
    assert result.nodes["a"].utilisation == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("zipf", [0.0, 0.7, 1.0, 1.3])
def test_keys_are_as_popular_as_zipf_says(zipf: float):
    # a cache of one place hits when two requests in a row are about the same key: the sum of the squared shares
    shares = np.arange(1, 101) ** -zipf
    shares /= shares.sum()
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 500/s, keys: {{count: 100 {f", zipf: {zipf}" if zipf else ""}}}}}}}
        nodes:
          a: {{kind: service, concurrency: 1000, on: {{x: [{{lookup: c, miss: [{{store: c}}]}}]}}}}
          c: {{kind: cache, capacity: 1, work: 0s}}
    """)
    expected = float((shares**2).sum())
    assert result.nodes["c"].hit_ratio == pytest.approx(expected, abs=0.001 + 0.05 * expected)


def test_regions_share_the_traffic():
    # one in four is 60 ms away
    result = run("""
        regions: {frankfurt: frankfurt, virginia: us-east-1}
        network: {rtt: 1ms, links: {frankfurt-virginia: {rtt: 60ms}}}
        traffic: {r: {to: a.x, rate: 100/s, regions: {frankfurt: 75%, virginia: 25%}}}
        nodes: {a: {kind: service, on: {x: [{work: 1ms}]}}}
    """)
    latency = result.traffic["r"].latency
    assert latency.percentile(72) == pytest.approx(0.002, rel=0.001)
    assert latency.percentile(78) == pytest.approx(0.061, rel=0.001)


def test_a_traffic_without_regions_is_in_the_first():
    result = run("""
        regions: [frankfurt, tokyo]
        network: {rtt: 1ms, links: {frankfurt-tokyo: {rtt: 200ms}}}
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes: {a: {kind: service, region: tokyo, on: {x: [{work: 1ms}]}}}
    """)
    assert result.traffic["r"].latency.p50 == pytest.approx(0.201, rel=0.001)


def test_jitter_is_exponential_on_each_message():
    # there and back, 5 ms each on average: 10 ms and the 2 ms of the way itself
    result = run("""
        network: {rtt: 2ms, jitter: 5ms}
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes: {a: {kind: service, on: {x: [{work: 0s}]}}}
    """)
    assert result.traffic["r"].latency.mean == pytest.approx(0.012, abs=0.0004)


PAIR = """
    traffic: {{r: {{to: front.x, rate: {rate} {keys}}}}}
    nodes:
      front: {{kind: load_balancer, to: a, balance: {balance} {more}}}
      a: {{kind: service, replicas: {replicas}, concurrency: 1, on: {{x: [{{work: {work}}}]}}}}
"""


def balanced(balance, *, rate="80/s", replicas=10, work="{exp: 100ms}", keys="", more="", duration=400.0):
    text = PAIR.format(balance=balance, rate=rate, replicas=replicas, work=work, keys=keys, more=more)
    return run(text, duration=duration)


def test_round_robin_gives_each_in_turn():
    # 10 replicas, constant arrivals every 12.5 ms: each gets one every 125 ms and needs 100: nobody waits
    result = run(
        PAIR.format(balance="ROUND_ROBIN", rate="80/s, arrivals: constant", replicas=10, work="100ms", keys="", more="")
    )
    assert result.traffic["r"].latency.max == pytest.approx(0.1, abs=1e-9)


def test_random_balancing_is_as_many_single_queues():
    # each replica is M/M/1 at rho .8: 100 ms / (1 - .8) = 500 ms; long runs of the like vary by some 5%
    result = balanced("RANDOM")
    assert result.traffic["r"].latency.mean == pytest.approx(0.5, rel=0.15)


def test_the_better_the_balancing_the_shorter_the_wait():
    means = {
        "random": balanced("RANDOM").traffic["r"].latency.mean,
        "turns": balanced("ROUND_ROBIN").traffic["r"].latency.mean,
        "two choices": balanced("LEAST_REQUEST", more=", choice_count: 2").traffic["r"].latency.mean,
        "all": balanced("LEAST_REQUEST").traffic["r"].latency.mean,
    }
    assert means["random"] > means["turns"] > means["two choices"] > means["all"] > 0.1


def test_ring_hash_keeps_a_key_on_one_replica():
    # one key: one replica does it all, 10/s of 8/s asked; the others idle, a tenth of 80%
    result = balanced("RING_HASH", rate="8/s", keys=", keys: {count: 1}", duration=200)
    assert result.nodes["a"].utilisation == pytest.approx(0.08, abs=0.015)
    assert result.traffic["r"].latency.mean == pytest.approx(0.5, rel=0.4)


def test_an_autoscaler_adds_replicas_for_the_load():
    # 4 workers a replica, 100 ms: at 120/s 12 busy; at 60% that is 5 replicas; at 40/s it is 4 / 2.4, 2
    result = run(
        """
        traffic: {r: {to: a.x, arrivals: constant, ramp: [{at: 0s, rate: 40/s}, {at: 200s, rate: 40/s}, {at: 201s,
          rate: 120/s}, {at: 600s, rate: 120/s}, {at: 601s, rate: 40/s}]}}
        nodes:
          a:
            kind: service
            replicas: 2
            concurrency: 4
            autoscale: {max_replicas: 20, target_utilisation: 60%, interval: 15s, startup: 30s, scale_in_cooldown: 60s}
            on: {x: [{work: 100ms}]}
        """,
        duration=1200,
        exact=False,
    )
    time, replicas = result.series.time, result.series.nodes["a"]["replicas"]
    assert np.interp(190, time, replicas) == pytest.approx(2)
    assert np.interp(210, time, replicas) == pytest.approx(2)  # a new one takes at least 30 s
    assert np.interp(500, time, replicas) in (5, 6)
    assert np.interp(640, time, replicas) in (5, 6)  # nobody goes within the minute
    assert np.interp(1150, time, replicas) == pytest.approx(2)


def test_an_autoscaler_stops_at_its_greatest():
    result = run("""
        traffic: {r: {to: a.x, rate: 200/s}}
        nodes:
          a: {kind: service, concurrency: 1, queue_limit: 10, autoscale: {max_replicas: 3, interval: 5s,
            startup: 5s}, on: {x: [{work: 100ms}]}}
    """)
    assert result.series.nodes["a"]["replicas"].max() == 3
    assert result.unstable == () or result.traffic["r"].rejected > 0


@pytest.mark.parametrize(
    ("written", "mean", "p50"),
    [
        ("10ms", 0.01, 0.01),
        ("{exp: 10ms}", 0.01, 0.01 * math.log(2)),
        ("{uniform: [5ms, 15ms]}", 0.01, 0.01),
        ("{p50: 10ms, p99: 100ms}", 0.01 * math.exp((math.log(10) / 2.326348) ** 2 / 2), 0.01),
        ("{gamma: {mean: 10ms, shape: 4}}", 0.01, 0.0091802),
        ("{erlang: {mean: 10ms, k: 2}}", 0.01, 0.0083917),
        ("{hyperexp: [{p: 90%, mean: 5ms}, {p: 10%, mean: 55ms}]}", 0.01, None),
        ("{pareto: {min: 5ms, max: 1s, alpha: 1.5}}", None, None),
    ],
)
def test_distributions_have_their_means_and_medians(written: str, mean: float | None, p50: float | None):
    result = run(
        "traffic: {r: {to: a.x, rate: 400/s}}\n"
        f"nodes: {{a: {{kind: service, concurrency: 1000, on: {{x: [{{work: {written}}}]}}}}}}"
    )
    latency = result.traffic["r"].latency
    if written.startswith("{pareto"):
        low, high, alpha = 0.005, 1.0, 1.5
        mean = (
            low**alpha / (1 - (low / high) ** alpha) * alpha / (alpha - 1) * (low ** (1 - alpha) - high ** (1 - alpha))
        )
        p50 = low * (1 - 0.5 * (1 - (low / high) ** alpha)) ** (-1 / alpha)
        assert latency.histogram.percentile(0) >= low * 0.999
        assert latency.max <= high
    assert latency.mean == pytest.approx(mean, rel=0.05)
    if p50 is not None:
        assert latency.p50 == pytest.approx(p50, rel=0.02)


def test_p99_of_a_lognormal_is_the_one_written():
    result = run(
        "traffic: {r: {to: a.x, rate: 1000/s}}\n"
        "nodes: {a: {kind: service, concurrency: 1000, on: {x: [{work: {p50: 3ms, p99: 20ms}}]}}}"
    )
    assert result.traffic["r"].latency.p99 == pytest.approx(0.02, rel=0.04)


def test_an_empirical_distribution_is_drawn_from_its_file(tmp_path: Path):
    (tmp_path / "samples.csv").write_text("0.010\n0.020\n0.030\n", encoding="utf-8")
    text = (
        "hotseat: 1\nname: t\nwarmup: 0s\nduration: 50s\nnetwork: {rtt: 0s}\ntraffic: {r: {to: a.x, rate: 200/s}}\n"
        "nodes: {a: {kind: service, on: {x: [{work: {empirical: samples.csv}}]}}}\n"
    )
    result = hotseat.simulate(hotseat.read_design(text, folder=tmp_path))
    # drawn in straight lines between the samples: uniform from 10 to 30 ms here
    assert result.traffic["r"].latency.mean == pytest.approx(0.02, abs=0.0004)
    assert 0.01 <= result.traffic["r"].latency.p50 <= 0.03


def test_the_books_balance():
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, timeout: 50ms}}
        nodes:
          a: {kind: service, concurrency: 2, queue_limit: 5, on: {x: [{work: {exp: 20ms}}, {fail: 5%}, {call: b.y,
            retry: {num_retries: 2}}]}}
          b: {kind: service, on: {y: [{work: {exp: 5ms}}, {fail: 20%}]}}
    """)
    t = result.traffic["r"]
    assert t.generated == t.completed + t.failed + t.rejected + t.in_flight
    assert t.rejected > 0
    assert t.failed > 0
    assert all(error < 1e-9 for error in result.checks.values())
    assert hop(result, "b.y").tries > t.completed
