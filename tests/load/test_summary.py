"""What is said of where the time went must be true: shares that are worked out by hand, and windows that agree."""

from __future__ import annotations

from textwrap import dedent

import pytest
from small_designs import run

import hotseat
from hotseat.analysis.executor import Job
from hotseat.analysis.replicate import replicate

FAN_OUT = """
traffic: {{reads: {{to: feed.read, rate: {rate}}}}}
nodes:
  feed:
    kind: service
    on:
      read:
        - work: 10ms
        - fan_out: 5
          do: [{{read: events}}]
  events: {{kind: database, connections: 1, read: 10ms, write: 10ms}}
"""


def shares(result: hotseat.Result, name: str, label: str = "p99") -> dict[tuple[str, str], float]:
    return {(blame.node, blame.state): blame.share for blame in result.why[name][label]}


def test_the_time_of_a_fan_out_is_that_of_the_last_recipient():
    result = run(FAN_OUT.format(rate="1/s"), duration=200.0)
    told = shares(result, "reads", "p50")
    # 10 ms of its own work; the last of five reads waits for the four before it, 40 ms, and takes 10 ms
    assert told["feed", "working"] == pytest.approx(10 / 60, abs=0.02)
    assert told["events", "waiting"] == pytest.approx(40 / 60, abs=0.03)
    assert told["events", "working"] == pytest.approx(10 / 60, abs=0.02)


def test_where_accounts_run_out_none_is_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hotseat.load.world.BLAME_ROWS", 64)  # far fewer than frames in flight
    told = shares(run(FAN_OUT.format(rate="19/s"), duration=200.0), "reads", "p99")
    assert told["feed", "working"] < 0.2
    assert told["events", "waiting"] > 0.6


def test_sleeping_is_told_from_working():
    result = run(
        """
        traffic: {naps: {to: bed.nap, rate: 10/s}}
        nodes: {bed: {kind: service, on: {nap: [{work: 10ms}, {sleep: 30ms}]}}}
        """
    )
    assert shares(result, "naps") == pytest.approx({("bed", "sleeping"): 0.75, ("bed", "working"): 0.25})


def test_slow_requests_at_the_very_start_are_accounted_for_where_nothing_was_left_out_as_warm_up():
    text = """
        hotseat: 1
        name: a morning
        duration: 400s
        traffic: {calls: {to: desk.call, ramp: [{at: 0s, rate: 100/s}, {at: 8s, rate: 100/s}, {at: 9s, rate: 10/s}]}}
        nodes: {desk: {kind: service, concurrency: 1, on: {call: [{work: 15ms}]}}}
    """
    result = hotseat.simulate(hotseat.read_design(dedent(text)))
    assert result.warmup == 0
    assert result.traffic["calls"].latency.p99 > 1
    assert shares(result, "calls")["desk", "waiting"] > 0.9


def test_a_run_that_ends_because_too_much_is_in_flight_balances_to_the_nanosecond(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hotseat.load.world.FRAMES_MAX", 1 << 13)
    text = """
        hotseat: 1
        name: two desks
        duration: 100s
        traffic: {many: {to: busy.call, rate: 500/s}, few: {to: calm.call, rate: 3/s}}
        nodes:
          busy: {kind: service, concurrency: 1, on: {call: [{work: {exp: 10ms}}]}}
          calm: {kind: service, concurrency: 1, on: {call: [{work: {exp: 300ms}}]}}
    """
    result = hotseat.simulate(hotseat.read_design(dedent(text)))
    assert result.duration < 100
    assert max(result.checks.values()) < 1e-12


def test_the_busiest_shard_is_told_from_the_mean_of_all():
    result = run(
        """
        traffic: {reads: {to: api.read, rate: 80/s, keys: {count: 1}}}
        nodes:
          api: {kind: service, on: {read: [{read: db}]}}
          db: {kind: database, shards: 4, connections: 1, read: 10ms, write: 10ms}
        """
    )
    node = result.nodes["db"]
    assert node.busiest == pytest.approx(0.8, abs=0.02)  # one key, so one shard of four has it all
    assert node.utilisation == pytest.approx(node.busiest / 4)
    assert result.nodes["api"].busiest == pytest.approx(result.nodes["api"].utilisation)


LATE = """
traffic: {{events: {{to: api.x, rate: 5/s, arrivals: constant}}}}
nodes:
  api: {{kind: service, on: {{x: [{{work: 10ms}}, {{send: lane}}]}}}}
  lane: {{kind: queue, visibility_timeout: 30s, max_deliveries: null}}
  w: {{kind: worker, consumes: lane, concurrency: {concurrency}, on: {{message: [{{call: bank.pay, {policy}}}, ack]}}}}
  bank: {{kind: external, on: {{pay: [{{work: {work}}}, {{fail: {fail}}}, {{effect: paid}}]}}}}
"""


def late(
    *, work: str = "100ms", fail: str = "0%", policy: str = "timeout: 10s", concurrency: int = 100
) -> hotseat.Result:
    return run(LATE.format(work=work, fail=fail, policy=policy, concurrency=concurrency))


def test_the_time_until_an_effect_is_told_from_the_publisher_to_whoever_does_it():
    told = shares(late(), "paid", "p50")
    assert told == pytest.approx({("bank", "working"): 100 / 110, ("lane", "earlier"): 10 / 110})


def test_an_effect_that_is_late_because_of_a_backlog_says_so():
    result = late(work="210ms", concurrency=1)  # five a second, and fewer can be done
    told = shares(result, "paid")
    assert told["lane", "waiting"] > 0.9
    assert sum(told.values()) == pytest.approx(1.0)


def test_deliveries_that_were_not_acked_are_told_from_waiting():
    told = shares(late(fail="30%", policy="fallback: [{nack: 5s}]"), "paid")
    assert told["lane", "timed_out"] > 0.9


def test_what_goes_on_after_its_caller_has_given_up_is_followed_from_where_it_began():
    result = late(work="{exp: 8s}", policy="timeout: 1s, fallback: [{nack: 1s}]")
    told = shares(result, "paid", "p50")
    assert ("bank", "waiting") not in told  # nobody waited there
    assert told["bank", "earlier"] > 0.01  # what came before the try that did it at last
    assert sum(told.values()) == pytest.approx(1.0)


def test_a_recipient_of_a_fan_out_waits_for_its_turn():
    result = run(
        """
        traffic: {posts: {to: feed.post, rate: 1/s}}
        nodes:
          feed:
            kind: service
            on:
              post: [{fan_out: 10, concurrency: 1, do: [{work: 10ms}, {effect: told}]}]
        """
    )
    told = shares(result, "told", "p50")
    # the later half are the sixth to the tenth: 10 ms of their own work after 50 to 90 ms of waiting
    assert told["feed", "working"] == pytest.approx(10 / 80, abs=0.02)
    assert told["feed", "waiting"] == pytest.approx(70 / 80, abs=0.02)


def test_messages_left_before_a_fan_out_are_told_since_nobody_can_count_what_they_will_do():
    result = run(
        """
        traffic: {posts: {to: feed.post, rate: 10/s}}
        nodes:
          feed: {kind: service, on: {post: [{send: fanout}]}}
          fanout: {kind: queue}
          writer:
            kind: worker
            consumes: fanout
            on: {message: [{fan_out: 20, concurrency: 1, do: [{work: 10ms}, {effect: told}]}, ack]}
        """
    )
    left = result.nodes["fanout"].backlog
    assert left > 300
    assert result.notes == (f"{left:,} messages were left in 'fanout': what they will do to 'told' is in no count",)
    assert late().notes == ()


def test_the_interval_of_an_availability_covers_the_run_to_its_last_slice():
    design = hotseat.read_design("""hotseat: 1
duration: 20s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 200/s}}
nodes: {api: {kind: service, on: {ping: [{work: 1ms}]}}}
faults: [{crash: api, at: 19s, for: 1s}]
objectives: {pings: [availability >= 99%]}
""")
    judged = hotseat.simulate(design).objectives[0]
    low, high = judged.ci95
    assert judged.measured < 0.96
    assert low < judged.measured < high


def test_a_run_that_ends_for_want_of_room_says_so():
    design = hotseat.read_design("""hotseat: 1
duration: 20s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 200000/s}}
nodes: {api: {kind: service, on: {ping: [{sleep: 60s}]}}}
""")
    result = hotseat.simulate(design)
    assert result.duration < 6
    assert not result.interrupted
    assert result.notes[0].startswith(f"the run ended by itself at {result.duration:.4g}s of 20s")
    two = replicate(Job(design), 2).result
    assert [note for note in two.notes if "ended by itself" in note]


def test_a_run_whose_users_fill_the_room_at_once_says_so():
    design = hotseat.read_design("""hotseat: 1
traffic: {people: {to: api.get, users: 3000000}}
nodes: {api: {kind: service, on: {get: [{work: 1s}]}}}
objectives: {people: [p(99) < 2s]}
""")
    result = hotseat.simulate(design, duration=10)
    assert result.notes[0].startswith("the run ended by itself at 1ns of 10s")
    assert not result.met


def test_what_takes_no_time_has_a_latency_all_the_same():
    result = run("""
        network: {rtt: 0s}
        traffic: {r: {to: a.x, rate: 10/s, arrivals: constant}}
        nodes: {a: {kind: service, on: {x: [{work: 0s}]}}}
    """)
    latency = result.traffic["r"].latency
    assert latency.count == result.traffic["r"].completed == 1000
    assert latency.mean == latency.p99 == latency.max == 0.0
    assert not result.series.traffic["r"]["p50"].any()
