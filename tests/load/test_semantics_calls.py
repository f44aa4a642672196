"""What the policies on a call do: each design is small enough to say beforehand what must come out."""

from __future__ import annotations

import pytest
from small_designs import hop, run

CALLER = "traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}\n"


def test_a_call_is_there_and_back_and_what_the_callee_does():
    # two hops of 10 ms there and back, 3 ms of work here and 5 ms there: 28 ms, always
    result = run("""
        network: {rtt: 10ms}
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes:
          a: {kind: service, on: {x: [{work: 3ms}, {call: b.y}]}}
          b: {kind: service, on: {y: [{work: 5ms}]}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.028, abs=1e-9)
    assert result.traffic["r"].latency.mean == pytest.approx(0.028, abs=1e-9)
    assert hop(result, "b.y").latency.mean == pytest.approx(0.015, abs=1e-9)


def test_retries_multiply_what_a_failing_callee_is_asked():
    # every try fails: 1 + 3 tries a request, and no request succeeds
    result = run(f"""
        {CALLER}
        nodes:
          a: {{kind: service, on: {{x: [{{call: b.y, retry: {{num_retries: 3}}}}]}}}}
          b: {{kind: service, on: {{y: [{{fail: 100%}}]}}}}
    """)
    traffic = result.traffic["r"]
    assert traffic.completed == 0
    assert hop(result, "b.y").tries == pytest.approx(4 * traffic.failed, abs=4)
    assert hop(result, "b.y").retries == pytest.approx(3 * traffic.failed, abs=3)


def test_retries_raise_availability_as_powers():
    # a try fails with 30%, all three with 2.7%: availability 97.3%, standard error sqrt(.027 * .973 / 10000) = 0.16%
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes:
          a: {kind: service, on: {x: [{call: b.y, retry: {num_retries: 2, backoff: {base: 1ms}}}]}}
          b: {kind: service, on: {y: [{fail: 30%}]}}
    """)
    assert result.traffic["r"].availability == pytest.approx(0.973, abs=0.008)
    assert hop(result, "b.y").tries / result.traffic["r"].generated == pytest.approx(1 + 0.3 + 0.09, abs=0.03)


def test_backoff_doubles_up_to_its_greatest():
    # tries fail at once; waits of 100, 200, 300 (not 400) and 300 ms: over after 900 ms
    result = run(f"""
        {CALLER}
        nodes:
          a:
            kind: service
            on:
              x:
                - call: b.y
                  retry: {{num_retries: 4, backoff: {{base: 100ms, max: 300ms, jitter: none}}}}
                  fallback: []
          b: {{kind: service, on: {{y: [{{fail: 100%}}]}}}}
    """)
    assert result.traffic["r"].latency.mean == pytest.approx(0.9, abs=1e-6)
    assert result.traffic["r"].latency.max == pytest.approx(0.9, abs=1e-6)


def test_full_jitter_waits_half_as_long_on_average():
    # one retry after uniform [0, 100 ms]: mean 50 ms, standard deviation 28.9 ms over 2,000 requests: 0.65 ms of error
    result = run(f"""
        {CALLER}
        nodes:
          a: {{kind: service, on: {{x: [{{call: b.y, retry: {{num_retries: 1, backoff: {{base: 100ms}}}}, fallback: []}}]}}}}
          b: {{kind: service, on: {{y: [{{fail: 100%}}]}}}}
    """)
    assert result.traffic["r"].latency.mean == pytest.approx(0.05, abs=0.004)
    assert result.traffic["r"].latency.max < 0.1


def test_a_timeout_ends_the_wait_and_not_the_work():
    # the caller is told after 100 ms; the callee works on for 300 ms: 20/s x 0.3 s = 6 busy workers, effects all the same
    result = run(f"""
        {CALLER}
        nodes:
          a: {{kind: service, on: {{x: [{{call: b.y, timeout: 100ms, fallback: []}}]}}}}
          b: {{kind: service, on: {{y: [{{work: 300ms}}, {{effect: done}}]}}}}
    """)
    assert result.traffic["r"].latency.mean == pytest.approx(0.1, abs=1e-6)
    assert hop(result, "b.y").timeouts == result.traffic["r"].completed
    assert result.nodes["b"].busy_mean == pytest.approx(6.0, rel=0.01)
    assert result.effects["done"].happened >= result.traffic["r"].generated - 7


def test_a_try_that_timed_out_and_its_retry_both_happen():
    # per try 100 ms against 150 ms of work: the first try is given up, so is the second; both charge
    result = run(f"""
        {CALLER}
        nodes:
          a:
            kind: service
            on:
              x: [{{call: b.y, retry: {{num_retries: 1, per_try_timeout: 100ms, backoff: {{base: 1ms}}}}, fallback: []}}]
          b: {{kind: service, on: {{y: [{{work: 150ms}}, {{effect: charge}}]}}}}
    """)
    effect = result.effects["charge"]
    assert effect.duplicated >= effect.expected - 10
    assert effect.happened == pytest.approx(2 * effect.expected, abs=20)


def test_the_timeout_of_a_call_bounds_its_retries_too():
    # tries of 100 ms back to back (backoff 1 us): the third would begin at 200 ms and may use 50 ms of it
    result = run(f"""
        {CALLER}
        nodes:
          a:
            kind: service
            on:
              x:
                - call: b.y
                  timeout: 250ms
                  retry: {{num_retries: 9, per_try_timeout: 100ms, backoff: {{base: 1us, jitter: none, multiplier: 1}}}}
                  fallback: []
          b: {{kind: service, concurrency: 1000, on: {{y: [{{work: 1s}}]}}}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.25, abs=1e-5)
    assert hop(result, "b.y").tries == pytest.approx(3 * result.traffic["r"].completed, abs=10)


def test_a_retry_budget_bounds_the_amplification():
    # all tries fail after 100 ms at 100/s. Without a budget 4 tries a request. With 20%: retries in flight are at
    # most a fifth of
    # the calls in flight, so tries in all are at most 1.25 times the calls that are not retrying
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s}}}}
        nodes:
          a: {{kind: service, concurrency: 1000, on: {{x: [{{call: b.y, retry: {{num_retries: 3,
            backoff: {{base: 1ms}} {budget} }}}}]}}}}
          b: {{kind: service, concurrency: 1000, on: {{y: [{{work: 100ms}}, {{fail: 100%}}]}}}}
    """
    free = run(text.format(budget=""))
    held = run(text.format(budget=", retry_budget: {budget_percent: 20%, min_retry_concurrency: 1}"))
    per_request = [hop(r, "b.y").tries / r.traffic["r"].generated for r in (free, held)]
    assert per_request[0] == pytest.approx(4.0, abs=0.05)
    assert 1.1 < per_request[1] < 1.6


def test_a_circuit_breaker_opens_and_lets_in_again():
    # from 20 s to 40 s the callee fails. 10 failures open the breaker; each 5 s it lets 2 calls through, which fail; after
    # 40 s they succeed and it closes. So while it fails the callee sees 10 + about 2 every 5 s, of 400 requests
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes:
          a:
            kind: service
            on:
              x:
                - call: b.y
                  circuit_breaker:
                    sliding_window_size: 20
                    minimum_number_of_calls: 10
                    failure_rate_threshold: 50%
                    wait_duration_in_open_state: 5s
                    permitted_number_of_calls_in_half_open_state: 2
          b: {kind: service, on: {y: [{work: 1ms}]}}
        faults: [{errors: b, share: 100%, at: 20s, for: 20s}]
    """)
    calls = hop(result, "b.y")
    assert 16 <= calls.errors <= 22
    assert calls.rejected == pytest.approx(400 - calls.errors, abs=110)
    errors = result.series.traffic["r"]["errors"]
    assert errors[-60:].sum() == 0
    assert result.traffic["r"].rejected == calls.rejected


def test_slow_calls_count_as_failed_where_the_breaker_says_so():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes:
          a:
            kind: service
            on:
              x:
                - call: b.y
                  circuit_breaker:
                    {sliding_window_size: 10, minimum_number_of_calls: 10, wait_duration_in_open_state: 1h,
                      slow_call_duration_threshold: 50ms}
          b: {kind: service, on: {y: [{work: 60ms}]}}
    """)
    assert hop(result, "b.y").tries in (10, 11)  # the tenth slow answer opens it; another may be on its way
    assert result.traffic["r"].completed == hop(result, "b.y").tries


def test_a_breaker_closes_again_where_a_rate_limit_stands_beside_it():
    result = run("""
        traffic: {r: {to: a.x, rate: 50/s}}
        nodes:
          a:
            kind: service
            on:
              x:
                - call: b.y
                  rate_limit: {rate: 45/s, burst: 2}
                  circuit_breaker:
                    {sliding_window_size: 10, minimum_number_of_calls: 10, wait_duration_in_open_state: 2s,
                      permitted_number_of_calls_in_half_open_state: 5}
          b: {kind: service, on: {y: [{work: {exp: 20ms}}]}}
        faults: [{errors: b, share: 100%, at: 20s, for: 10s}]
    """)
    assert (
        result.series.traffic["r"]["errors"][-40:].mean() < 30
    )  # 5/s and a little are over the limit; 50/s when stuck open


def test_hedging_cuts_the_tail():
    # one answer in ten takes 1 s. After 50 ms another try: slower than 60 ms only when both are slow, 1%
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s}}}}
        nodes:
          a: {{kind: service, concurrency: 1000, on: {{x: [{{call: b.y {hedge}}}]}}}}
          b: {{kind: service, concurrency: 1000, on: {{y: [{{work: 10ms}}, {{branch: [{{p: 10%,
            do: [{{work: 990ms}}]}}]}}]}}}}
    """
    plain = run(text.format(hedge=""))
    hedged = run(text.format(hedge=", hedge: {after: 50ms}"))
    assert plain.traffic["r"].latency.percentile(95) == pytest.approx(1.0, abs=0.002)
    assert hedged.traffic["r"].latency.percentile(95) == pytest.approx(0.06, abs=0.001)
    share = hop(hedged, "b.y").tries / hedged.traffic["r"].generated
    assert share == pytest.approx(1.1, abs=0.02)  # the price: as many more tries as were late


def test_hedges_give_their_connections_back():
    # 20/s x 20 ms or so: less than one connection in use of 20, so nobody is refused
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes:
          a: {kind: service, on: {x: [{call: b.y, hedge: {after: 20ms}, max_connections: 20, max_pending_requests: 0}]}}
          b: {kind: service, on: {y: [{work: {exp: 20ms}}]}}
    """)
    assert hop(result, "b.y").rejected == 0


def test_a_rate_limit_rejects_what_is_over_it():
    # 100/s against 60/s: 40% refused at once (Poisson, so a few more, as a burst of 10 does not smooth everything)
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes:
          a: {kind: service, on: {x: [{call: b.y, rate_limit: {rate: 60/s, burst: 10}}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
    """)
    assert result.traffic["r"].completed == pytest.approx(6000, abs=60)
    assert result.traffic["r"].rejected == hop(result, "b.y").rejected


def test_a_rate_limit_per_replica_is_one_bucket_each():
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s, arrivals: constant}}
        nodes:
          a: {kind: service, replicas: 2, on: {x: [{call: b.y, rate_limit: {rate: 20/s, burst: 1, per: replica}}]}}
          b: {kind: service, on: {y: [{work: 1ms}]}}
    """)
    # each replica gets a call every 20 ms and may send one every 50 ms: one in three (every 60 ms), 2 x 16.7/s
    assert result.traffic["r"].completed / 100 == pytest.approx(2 * 1 / 0.06, rel=0.02)


def test_max_connections_is_a_pool_with_a_line():
    # 2 connections of 100 ms each serve 20/s of the 40/s; 3 may wait (75 ms each place at 2 per 100 ms), the rest
    # are refused
    result = run("""
        traffic: {r: {to: a.x, rate: 40/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y, max_connections: 2, max_pending_requests: 3}]}}
          b: {kind: service, concurrency: 1000, on: {y: [{work: 100ms}]}}
    """)
    assert result.traffic["r"].completed / 100 == pytest.approx(20, rel=0.02)
    assert result.traffic["r"].rejected / 100 == pytest.approx(20, rel=0.02)
    assert result.nodes["b"].busy_mean == pytest.approx(2.0, rel=0.01)
    assert result.traffic["r"].latency.max <= 0.1 + 3 * 0.05 + 0.05


def test_waiting_for_a_connection_is_part_of_the_timeout():
    # one connection of 10 s a call; every 50 ms somebody more, each with 300 ms: nobody waits longer, in line or connected
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y, timeout: 300ms, max_connections: 1, fallback: []}]}}
          b: {kind: service, concurrency: 1000, on: {y: [{work: 10s}]}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.3, abs=1e-9)
    assert result.traffic["r"].latency.mean == pytest.approx(0.3, abs=1e-6)
    assert result.nodes["a"].busy_mean == pytest.approx(20 * 0.3, rel=0.01)


def test_a_fallback_answers_instead_of_failing():
    result = run(f"""
        {CALLER}
        nodes:
          a: {{kind: service, on: {{x: [{{call: b.y, fallback: [{{work: 7ms}}]}}]}}}}
          b: {{kind: service, on: {{y: [{{work: 1ms}}, {{fail: 100%}}]}}}}
    """)
    assert result.traffic["r"].availability == 1.0
    assert result.traffic["r"].latency.max == pytest.approx(0.008, abs=1e-9)


@pytest.mark.parametrize(
    ("protocol", "new", "resumed"), [("tcp", 1, 1), ("tls1.2", 3, 2), ("tls1.3", 2, 1), ("quic", 1, 0)]
)
def test_setting_up_a_connection_costs_round_trips(protocol: str, new: int, resumed: int):
    # a round trip of 20 ms; one for the request and its answer, the others for set-up
    text = """
        network: {{rtt: 20ms}}
        traffic: {{r: {{to: a.x, rate: 20/s, connection: {{protocol: {protocol}, reuse: {reuse},
          resumption: {resumption}}}}}}}
        nodes: {{a: {{kind: service, on: {{x: [{{work: 1ms}}]}}}}}}
    """
    for reuse, resumption, trips in (("0%", "0%", new), ("0%", "100%", resumed), ("100%", "0%", 0)):
        result = run(text.format(protocol=protocol, reuse=reuse, resumption=resumption), duration=20)
        assert result.traffic["r"].latency.max == pytest.approx(0.021 + 0.02 * trips, abs=1e-6)
        assert result.traffic["r"].latency.mean == pytest.approx(0.021 + 0.02 * trips, abs=1e-6)


def test_the_last_mile_is_paid_again_for_set_up():
    # 30 ms of access and 0.5 ms of network: 3 times for a full TLS 1.3 connection with its request, once for the half reused
    result = run("""
        network: {rtt: 500us}
        traffic: {r: {to: a.x, rate: 100/s, access: 30ms, connection: {protocol: tls1.3, reuse: 50%}}}
        nodes: {a: {kind: service, on: {x: [{work: 1ms}]}}}
    """)
    latency = result.traffic["r"].latency
    assert latency.percentile(1) == pytest.approx(0.0315, rel=0.001)
    assert latency.max == pytest.approx(0.0925, rel=0.001)
    assert latency.mean == pytest.approx(0.0620, abs=0.0015)


def test_a_client_has_policies_of_its_own():
    # the client gives up after 50 ms and tries once more: 101 ms at the latest, and it fails
    result = run("""
        traffic:
          r: {to: a.x, rate: 20/s, timeout: 1s, retry: {num_retries: 1, per_try_timeout: 50ms, backoff: {base: 1ms}}}
        nodes: {a: {kind: service, concurrency: 1000, on: {x: [{work: 1s}]}}}
    """)
    assert result.traffic["r"].completed == 0
    assert hop(result, "a.x").tries == pytest.approx(2 * result.traffic["r"].failed, abs=5)
    assert result.traffic["r"].in_flight <= 4


def test_a_hedge_that_finds_no_connection_is_not_sent():
    # one connection: the second try would have to wait for the first, and there is nothing to gain
    result = run("""
        traffic: {r: {to: a.x, rate: 5/s, arrivals: constant}}
        nodes:
          a: {kind: service, concurrency: 1000, on: {x: [{call: b.y, hedge: {after: 20ms}, max_connections: 1}]}}
          b: {kind: service, concurrency: 1000, on: {y: [{work: 100ms}]}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.1, abs=1e-9)
    assert hop(result, "b.y").tries == result.traffic["r"].generated
