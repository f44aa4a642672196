"""What each step of a handler does, and what a worker is held for."""

from __future__ import annotations

import math

import pytest
from small_designs import hop, run

from hotseat.load.unmeasured import why_unmeasured


def test_work_queues_for_a_worker():
    # D/D/1 at 10/s with 80 ms of work: 80% busy, nobody waits; at 80% of 20/s with 2 replicas the same
    result = run("""
        traffic: {r: {to: a.x, rate: 10/s, arrivals: constant}}
        nodes: {a: {kind: service, concurrency: 1, on: {x: [{work: 80ms}]}}}
    """)
    assert result.nodes["a"].utilisation == pytest.approx(0.8, abs=0.001)
    assert result.traffic["r"].latency.max == pytest.approx(0.08, abs=1e-9)


def test_no_limit_of_workers():
    # 400/s x 100 ms = 40 busy, and nobody waits
    result = run(
        """
        traffic: {r: {to: a.x, rate: 400/s}}
        nodes: {a: {kind: service, concurrency: null, on: {x: [{work: 100ms}]}}}
        """,
        duration=20,
    )
    assert result.traffic["r"].latency.max == pytest.approx(0.1, abs=1e-9)
    assert result.nodes["a"].busy_mean == pytest.approx(40, rel=0.03)


def test_a_full_line_refuses():
    # one worker of 100 ms, a line of 2, asked 20 times a second: 10/s served, after at most 300 ms; the rest is refused
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, arrivals: constant}}
        nodes: {a: {kind: service, concurrency: 1, queue_limit: 2, on: {x: [{work: 100ms}]}}}
    """)
    assert result.traffic["r"].completed == pytest.approx(1000, abs=5)
    assert result.traffic["r"].rejected == pytest.approx(1000, abs=5)
    assert result.traffic["r"].latency.max <= 0.3 + 1e-9
    assert result.nodes["a"].queue_max == 2


def test_a_worker_is_held_while_it_waits_for_a_call_unless_told_otherwise():
    # 50/s, each 1 ms here and 100 ms there. A held worker serves 1 / 101 ms = 9.9/s; a freed one all 50, and is 5% busy
    text = """
        traffic: {{r: {{to: a.x, rate: 50/s, arrivals: constant}}}}
        nodes:
          a: {{kind: service, concurrency: 1, hold: {hold}, on: {{x: [{{work: 1ms}}, {{call: b.y}}]}}}}
          b: {{kind: service, concurrency: 1000, on: {{y: [{{work: 100ms}}]}}}}
    """
    held = run(text.format(hold="true"))
    freed = run(text.format(hold="false"))
    assert held.traffic["r"].completed == pytest.approx(100 / 0.101, rel=0.01)
    assert held.nodes["a"].utilisation == pytest.approx(1.0, abs=0.002)
    assert freed.traffic["r"].completed == pytest.approx(5000, abs=10)
    assert freed.nodes["a"].utilisation == pytest.approx(0.05, abs=0.001)
    assert freed.traffic["r"].latency.mean == pytest.approx(0.101, abs=1e-6)


def test_a_sleep_frees_the_worker_where_the_node_does_not_hold_it():
    text = """
        traffic: {{r: {{to: a.x, rate: 50/s, arrivals: constant}}}}
        nodes: {{a: {{kind: service, concurrency: 1, hold: {hold}, on: {{x: [{{sleep: 100ms}}]}}}}}}
    """
    assert run(text.format(hold="true")).traffic["r"].completed == pytest.approx(1000, abs=5)
    assert run(text.format(hold="false")).traffic["r"].completed == pytest.approx(5000, abs=10)


def test_fail_fails_its_share():
    # standard error sqrt(.2 * .8 / 10000) = 0.4%
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes: {a: {kind: service, on: {x: [{fail: 20%}]}}}
    """)
    traffic = result.traffic["r"]
    assert traffic.availability == pytest.approx(0.8, abs=0.016)
    assert result.nodes["a"].errors == traffic.failed


def test_a_branch_takes_its_arms_by_their_shares():
    # 20% take 10 ms, 30% take 20 ms, the rest nothing: a mean of 8 ms; standard error 8.7 ms / 100 = 0.09 ms
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes: {a: {kind: service, on: {x: [{branch: [{p: 20%, do: [{work: 10ms}]}, {p: 30%, do: [{work: 20ms}]}]}]}}}
    """)
    latency = result.traffic["r"].latency
    assert latency.mean == pytest.approx(0.008, abs=0.0004)
    assert latency.percentile(48) == 0
    assert latency.percentile(52) == pytest.approx(0.01, rel=0.001)
    assert latency.percentile(68) == pytest.approx(0.01, rel=0.001)
    assert latency.percentile(72) == pytest.approx(0.02, rel=0.001)


def test_parallel_waits_for_the_slowest_and_need_for_the_kth():
    text = """
        traffic: {{r: {{to: a.x, rate: 20/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{parallel: [[{{work: 10ms}}], [{{work: 30ms}}], [{{work: 20ms}}]] {need}}}]}}}}
    """
    for need, expected in (("", 0.03), (", need: 2", 0.02), (", need: 1", 0.01)):
        result = run(text.format(need=need), duration=20)
        assert result.traffic["r"].latency.max == pytest.approx(expected, abs=1e-9)


def test_parallel_fails_when_too_few_can_succeed():
    # each of three fails with 20%. All three: .512; two of three: .896; standard error 0.5%
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{parallel: [[{{call: b.y}}], [{{call: b.y}}], [{{call: b.y}}]], need: {need}}}]}}}}
          b: {{kind: service, on: {{y: [{{work: 1ms}}, {{fail: 20%}}]}}}}
    """
    assert run(text.format(need=3)).traffic["r"].availability == pytest.approx(0.512, abs=0.02)
    assert run(text.format(need=2)).traffic["r"].availability == pytest.approx(0.896, abs=0.012)


def test_parallel_exponentials_take_the_greatest_of_them():
    # the greatest of 3 exponentials of 10 ms: 10 * (1 + 1/2 + 1/3) = 18.33 ms; standard deviation 11.7 ms
    result = run("""
        traffic: {r: {to: a.x, rate: 100/s}}
        nodes: {a: {kind: service, on: {x: [{parallel: [[{work: {exp: 10ms}}], [{work: {exp: 10ms}}],
          [{work: {exp: 10ms}}]]}]}}}
    """)
    assert result.traffic["r"].latency.mean == pytest.approx(0.01833, abs=0.0005)


def test_a_fan_out_runs_its_steps_for_each_and_at_most_so_many_at_once():
    # 10 recipients, 4 at once, 10 ms each: three rounds, 30 ms; each is a unit of its own
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes:
          a: {kind: service, on: {x: [{fan_out: 10, concurrency: 4, do: [{call: b.y}]}]}}
          b: {kind: service, concurrency: 1000, on: {y: [{work: 10ms}, {effect: seen}]}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.03, abs=1e-9)
    effect = result.effects["seen"]
    assert effect.once == pytest.approx(10 * result.traffic["r"].completed, abs=40)
    assert effect.duplicated == effect.lost == 0


def test_a_fan_out_draws_how_many():
    # uniform from 0 to 20: 10 on average (rounded); standard error 5.8 / sqrt(2000) = 0.13
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes:
          a: {kind: service, on: {x: [{fan_out: {uniform: [0, 20]}, do: [{call: b.y}]}]}}
          b: {kind: service, concurrency: 1000, on: {y: [{work: 1ms}]}}
    """)
    assert hop(result, "b.y").tries / result.traffic["r"].generated == pytest.approx(10, abs=0.5)


def test_a_fan_out_in_which_one_fails_has_failed_when_all_are_over():
    # all ten have their turn; 0.9^10 = 35% of the requests have none that fails
    text = """
        traffic: {{r: {{to: a.x, rate: 20/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{fan_out: 10, do: [{steps}, {{effect: seen}}]}}]}}}}
          b: {{kind: external, on: {{y: [{{fail: 10%}}]}}}}
    """
    result = run(text.format(steps="{call: b.y}"))
    effect = result.effects["seen"]
    assert effect.expected == 10 * result.traffic["r"].generated
    assert effect.lost / effect.expected == pytest.approx(0.1, abs=0.01)
    assert result.traffic["r"].availability == pytest.approx(0.9**10, abs=0.03)
    cared_for = run(text.format(steps="{call: b.y, fallback: []}"))
    assert cared_for.traffic["r"].availability == 1
    assert cared_for.effects["seen"].lost == 0


def test_a_fan_out_that_is_run_again_is_told_since_its_recipients_are_new():
    # every message whose worker dies before the ack fans out twice, and no ledger can tell
    result = run("""
        traffic: {r: {to: a.x, rate: 50/s}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue, visibility_timeout: 1s}
          w:
            kind: worker
            replicas: 4
            concurrency: 50
            consumes: q
            on: {message: [{call: d.tell}, {call: d.note}, ack]}
          d: {kind: external, on: {tell: [{fan_out: 10, do: [{effect: seen}]}], note: [{work: 1ms}]}}
        faults: [{crash: w, between: [d.tell, d.note], probability: 1%, for: 100ms}]
        objectives: {seen: [duplicates == 0, lost == 0, duplicates < 5]}
    """)
    again = result.nodes["q"].redelivered
    effect = result.effects["seen"]
    assert again > 20
    assert effect.duplicated == 0
    assert effect.happened > 10 * result.traffic["r"].generated
    assert result.notes == (
        (
            f"{again:,} messages or calls came again, and a `fan_out` behind them counts its recipients anew: "
            "what happened twice to 'seen' there is in no count of duplicates"
        ),
    )
    # a promise of no duplicates cannot be called kept
    assert [math.isnan(objective.measured) for objective in result.objectives] == [True, False, True]
    assert [objective.met for objective in result.objectives] == [False, True, False]
    assert "was run again" in why_unmeasured(result.design, "seen", "duplicates")


def test_a_call_with_a_fan_out_that_is_tried_again_is_told_too():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, timeout: 5s, retry: {num_retries: 2, per_try_timeout: 4ms}}}
        nodes: {a: {kind: service, concurrency: null, on: {x: [{fan_out: 3, do: [{work: {exp: 1ms}}, {effect: seen}]}]}}}
    """)
    retries = sum(hop.retries for hop in result.hops)
    assert retries > 0
    assert [note.partition(" ")[0] for note in result.notes] == [f"{retries:,}"]


def test_reply_answers_before_the_rest():
    # told after 1 ms; the worker is busy for 21
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes: {a: {kind: service, on: {x: [{work: 1ms}, reply, {work: 20ms}, {effect: done}]}}}
    """)
    assert result.traffic["r"].latency.max == pytest.approx(0.001, abs=1e-9)
    assert result.nodes["a"].busy_mean == pytest.approx(result.traffic["r"].generated / 100 * 0.021, rel=0.001)
    assert result.effects["done"].pending + result.effects["done"].once == result.effects["done"].expected


def test_a_broadcast_reaches_every_region_or_replica():
    text = """
        regions: [frankfurt, tokyo, sydney]
        network: {{rtt: 1ms, links: {{frankfurt-tokyo: {{rtt: 100ms}}, frankfurt-sydney: {{rtt: 200ms}}}}}}
        traffic: {{r: {{to: a.x, rate: 10/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{broadcast: e.apply, each: {each}, wait: {wait}}}]}}}}
          e: {{kind: edge, replicas: 4, on: {{apply: [{{work: 5ms}}]}}}}
    """
    loose = run(text.format(each="region", wait="false"), duration=20)
    assert hop(loose, "e.apply").tries == 3 * loose.traffic["r"].generated
    # the last is Sydney: 100 ms there, 5 ms of work, 100 ms back, and half a millisecond from the client to us
    assert loose.spreads["e"].max == pytest.approx(0.2055, abs=1e-6)
    assert loose.traffic["r"].latency.max == pytest.approx(0.001, abs=1e-9)
    strict = run(text.format(each="replica", wait="true"), duration=20)
    assert hop(strict, "e.apply").tries == pytest.approx(12 * strict.traffic["r"].generated, abs=60)
    assert strict.traffic["r"].latency.max == pytest.approx(0.206, abs=1e-6)


def test_a_broadcast_that_somebody_never_gets_misses_its_objective():
    # Tokyo is down from 10 s on: nine updates in ten reach it never
    result = run("""
        regions: [frankfurt, tokyo]
        traffic: {r: {to: a.x, rate: 1/s, arrivals: constant}}
        nodes:
          a: {kind: service, on: {x: [{broadcast: e.apply, timeout: 1s}]}}
          e: {kind: edge, on: {apply: [{work: 1ms}]}}
        faults: [{region_down: tokyo, at: 10s}]
        objectives: {e: [spread p(99) < 5s]}
    """)
    assert not result.objectives[0].met


def test_an_effect_is_followed_for_each_request():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes: {a: {kind: service, on: {x: [{effect: sent}, {effect: sent}, {effect: noted}, {fail: 25%}]}}}
    """)
    sent, noted = result.effects["sent"], result.effects["noted"]
    assert sent.expected == sent.duplicated == result.traffic["r"].completed
    assert sent.happened == 2 * (result.traffic["r"].completed + result.traffic["r"].failed)
    assert noted.once == noted.expected == result.traffic["r"].completed
    assert noted.unasked == result.traffic["r"].failed  # happened, and the caller was told that it failed


def test_once_by_request_stops_a_retry_from_doing_it_again():
    text = """
        traffic: {{r: {{to: a.x, rate: 50/s, retry: {{num_retries: 5, backoff: {{base: 1ms}}}}}}}}
        nodes: {{a: {{kind: service, on: {{x: [{steps}, {{fail: 50%}}]}}}}}}
    """
    bare = run(text.format(steps="{effect: charge}"))
    once = run(text.format(steps="{once: [{effect: charge}]}"))
    # half of the tries fail after the charge: half of the requests charge again
    assert bare.effects["charge"].duplicated / bare.effects["charge"].expected == pytest.approx(0.5, abs=0.03)
    assert once.effects["charge"].duplicated == 0
    assert once.effects["charge"].once == once.effects["charge"].expected


def test_once_forgets_after_its_window():
    # retries come about 100 ms apart; a window of 50 ms has forgotten by then
    text = """
        traffic: {{r: {{to: a.x, rate: 20/s, retry: {{num_retries: 3, backoff: {{base: 100ms, jitter: none}}}}}}}}
        nodes: {{a: {{kind: service, on: {{x: [{{once: [{{effect: charge}}], window: {window}}}, {{fail: 50%}}]}}}}}}
    """
    assert run(text.format(window="50ms")).effects["charge"].duplicated > 100
    assert run(text.format(window="10s")).effects["charge"].duplicated == 0


def test_once_by_key_knows_a_key_again_and_loses_nothing():
    # 1,000 requests about 10 keys: ten writes; the others were there already, which is not a loss
    result = run(
        """
        traffic: {r: {to: a.x, rate: 100/s, keys: {count: 10}}}
        nodes: {a: {kind: service, on: {x: [{once: [{effect: stored}], by: key, window: 1h, mark: with}]}}}
        """,
        duration=10,
    )
    assert result.effects["stored"].happened == 10
    assert result.effects["stored"].lost == 0


@pytest.mark.parametrize(("mark", "lost", "duplicated"), [("before", True, False), ("after", False, True)])
def test_where_the_mark_stands_decides_what_a_crash_does(mark: str, lost: bool, duplicated: bool):
    """Marked before, a crash between loses the charge; marked after, it doubles it; with it, neither."""
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 50/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{send: q}}]}}}}
          q: {{kind: queue, visibility_timeout: 1500ms}}
          w:
            kind: worker
            consumes: q
            replicas: 8
            on:
              message:
                - once: [{{work: 2ms}}, {{effect: charge}}, {{work: 2ms}}]
                  mark: {mark}
                - ack
        faults: {[{"crash": "w", "at": f"{k}s", "for": "100ms", "replicas": "all"} for k in range(5, 95)]}
    """)
    effect = result.effects["charge"]
    # 90 crashes find 50/s x 4 ms = 0.2 in the steps each: some 9 before the effect and some 9 after it
    assert (effect.lost > 2) == lost
    assert (effect.duplicated > 2) == duplicated


def test_with_a_mark_in_the_transaction_a_crash_neither_loses_nor_doubles():
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 50/s}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{send: q}}]}}}}
          q: {{kind: queue, visibility_timeout: 1500ms}}
          w:
            kind: worker
            consumes: q
            replicas: 8
            on:
              message:
                - once: [{{work: 2ms}}, {{effect: charge}}]
                  mark: with
                - work: 2ms
                - ack
        faults: {[{"crash": "w", "at": f"{k}s", "for": "100ms", "replicas": "all"} for k in range(5, 95)]}
    """)
    effect = result.effects["charge"]
    assert result.nodes["q"].redelivered > 5
    assert effect.lost == 0
    assert effect.duplicated == 0
