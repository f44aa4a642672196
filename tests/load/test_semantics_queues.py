"""Queues and topics: at least once, with visibility, redelivery, dead letters, order and copies."""

from __future__ import annotations

import pytest
from small_designs import run

SEND = "a: {kind: service, on: {x: [{send: q}]}}"


def test_a_message_is_taken_at_once_and_done_when_acknowledged():
    # 10/s, 60 ms each, one worker: 60% busy; sent, carried, worked on: always done after 60 ms
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 10/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue}}
          w: {{kind: worker, consumes: q, on: {{message: [{{work: 60ms}}, {{effect: done}}, ack]}}}}
    """)
    assert result.nodes["w"].utilisation == pytest.approx(0.6, abs=0.002)
    assert result.effects["done"].delay.max == pytest.approx(0.06, abs=1e-9)
    assert result.nodes["q"].completions == pytest.approx(1000, abs=2)
    assert result.nodes["q"].redelivered == 0


def test_a_backlog_waits_in_line():
    # two workers of 100 ms serve 20/s of 25/s: after 20 s there are 5 x 20 = 100 waiting; nothing is refused
    result = run(
        f"""
        traffic: {{r: {{to: a.x, rate: 25/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue}}
          w: {{kind: worker, consumes: q, replicas: 2, on: {{message: [{{work: 100ms}}, ack]}}}}
        """,
        duration=20,
    )
    assert result.nodes["q"].backlog == pytest.approx(100, abs=4)
    assert result.nodes["q"].queue_mean == pytest.approx(50, rel=0.04)
    assert result.unstable


def test_a_full_queue_refuses():
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 25/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue, queue_limit: 10}}
          w: {{kind: worker, consumes: q, replicas: 2, on: {{message: [{{work: 100ms}}, ack]}}}}
    """)
    assert result.traffic["r"].completed == pytest.approx(2010, abs=5)
    assert result.traffic["r"].rejected == pytest.approx(490, abs=5)
    assert result.nodes["q"].queue_max == 10


def test_a_message_that_takes_longer_than_its_visibility_is_done_twice():
    # visible again after 100 ms, worked on for 150 ms: a second worker has it at 100 ms, and both do it; the first ack (at
    # 150 ms) is too late for its own delivery, the second (at 250 ms) for its own: given away again and again, 10 times
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 1/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue, visibility_timeout: 100ms, max_deliveries: 3}}
          w: {{kind: worker, consumes: q, replicas: 8, on: {{message: [{{work: 150ms}}, {{effect: done}}, ack]}}}}
    """)
    effect = result.effects["done"]
    assert effect.duplicated >= effect.expected - 1
    assert effect.happened == pytest.approx(3 * effect.expected, abs=4)
    assert (
        result.nodes["q"].dead_letters >= effect.expected - 1
    )  # every ack came after the message was given to another


def test_an_ack_in_time_ends_the_redeliveries():
    # the first delivery dies with its worker; the second, 1 s later, acknowledges
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 10/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue, visibility_timeout: 1s}}
          w: {{kind: worker, consumes: q, on: {{message: [{{work: 50ms}}, {{effect: done}}, {{work: 1ms}}, ack]}}}}
        faults: [{{crash: w, at: 10.02s, for: 100ms}}]
    """)
    assert result.nodes["w"].crashes == 1
    assert result.nodes["q"].redelivered == 1
    assert result.effects["done"].duplicated == 0  # it died before the effect
    assert result.effects["done"].lost == 0
    assert result.effects["done"].delay.max == pytest.approx(1.05, abs=0.06)


def test_a_nack_comes_back_after_its_delay():
    # given back with 80%: geometric, 5 deliveries on average, 4 of them 100 ms late: 0.4 s; 1,000 messages: error 0.014 s
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 10/s}}}}
        nodes:
          {SEND}
          q: {{kind: queue, max_deliveries: 1000}}
          w: {{kind: worker, consumes: q, replicas: 20, on: {{message: [{{branch: [{{p: 80%,
            do: [{{nack: 100ms}}]}}]}}, {{effect: done}}, ack]}}}}
    """)
    assert result.effects["done"].delay.mean == pytest.approx(0.4, abs=0.06)
    assert result.nodes["q"].redelivered == pytest.approx(4 * result.traffic["r"].generated, rel=0.1)
    assert result.effects["done"].duplicated == 0


def test_what_fails_too_often_is_a_dead_letter():
    # fails with 50%, at most 3 deliveries: 1 in 8 is dead; error sqrt(.125 * .875 / 1000) = 1%
    text = f"""
        traffic: {{{{r: {{{{to: a.x, rate: 10/s}}}}}}}}
        nodes:
          {SEND.replace("{", "{{").replace("}", "}}")}
          q: {{{{kind: queue, visibility_timeout: 100ms, max_deliveries: 3 {{letters}}}}}}
          w: {{{{kind: worker, consumes: q, replicas: 20, on: {{{{message: [{{{{fail: 50%}}}}, {{{{effect: done}}}},
            ack]}}}}}}}}
          parked: {{{{kind: queue}}}}
          other: {{{{kind: queue, dead_letters: parked}}}}
          o: {{{{kind: worker, consumes: other, on: {{{{message: [ack]}}}}}}}}
    """
    dropped = run(text.format(letters=""))
    share = dropped.nodes["q"].dead_letters / dropped.traffic["r"].generated
    assert share == pytest.approx(0.125, abs=0.03)
    assert dropped.effects["done"].lost == dropped.nodes["q"].dead_letters
    parked = run(text.format(letters=", dead_letters: parked"))
    assert parked.nodes["parked"].backlog == parked.nodes["q"].dead_letters
    assert parked.effects["done"].lost == 0  # somebody may still do it
    assert parked.effects["done"].pending >= parked.nodes["q"].dead_letters


def test_for_ever_is_for_ever():
    # ten deliveries are not enough for one in 0.8^10 = 10.7%; without a limit nothing is lost
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 10/s}}}}
        nodes:
          {SEND}
          q: {{kind: queue, visibility_timeout: 100ms, max_deliveries: null}}
          w: {{kind: worker, consumes: q, replicas: 20, on: {{message: [{{fail: 80%}}, {{effect: done}}, ack]}}}}
    """)
    assert result.nodes["q"].dead_letters == 0
    assert result.effects["done"].lost == 0


def test_an_ordered_queue_does_one_message_of_a_key_at_a_time():
    # 8 workers and random work; without order later ones overtake, with it none does
    text = """
        traffic: {{r: {{to: a.x, rate: 100/s, keys: {{count: 5}}}}}}
        nodes:
          a: {{kind: service, on: {{x: [{{send: q}}]}}}}
          q: {{kind: queue, visibility_timeout: 1s {order}}}
          w: {{kind: worker, consumes: q, replicas: 8, on: {{message: [{{work: {{exp: 30ms}}}}, {{effect: done}}, ack]}}}}
    """
    loose = run(text.format(order=""))
    strict = run(text.format(order=", order_by: key"))
    assert loose.effects["done"].out_of_order > 1000
    assert strict.effects["done"].out_of_order == 0
    assert strict.effects["done"].once > 9900


def test_order_is_kept_through_crashes():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s, keys: {count: 5}}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue, visibility_timeout: 500ms, order_by: key}
          w: {kind: worker, consumes: q, replicas: 8, on: {message: [{work: {exp: 20ms}}, {once: [{effect: done}],
            mark: with}, {write: log}, ack]}}
          log: {kind: database, write: 2ms}
        faults: [{crash: w, between: [log, ack], probability: 2%, for: 300ms}]
    """)
    effect = result.effects["done"]
    assert result.nodes["q"].redelivered > 20
    assert effect.out_of_order == effect.duplicated == effect.lost == 0


def test_one_key_bounds_an_ordered_queue():
    # one key, 50 ms each: 20/s whatever the number of workers
    result = run("""
        traffic: {r: {to: a.x, rate: 40/s, arrivals: constant}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue, order_by: key}
          w: {kind: worker, consumes: q, replicas: 8, on: {message: [{work: 50ms}, {effect: done}, ack]}}
    """)
    assert result.effects["done"].once == pytest.approx(2000, abs=5)


def test_a_topic_gives_each_subscriber_a_copy():
    result = run("""
        traffic: {r: {to: a.x, rate: 20/s}}
        nodes:
          a: {kind: service, on: {x: [{send: t}]}}
          t: {kind: topic}
          mail: {kind: worker, consumes: t, replicas: 4, on: {message: [{effect: mailed}, ack]}}
          bill: {kind: worker, consumes: t, replicas: 4, on: {message: [{fail: 30%}, {effect: billed}, ack]}}
    """)
    sent = result.traffic["r"].completed
    assert result.effects["mailed"].once == result.effects["mailed"].expected == sent
    assert result.effects["billed"].expected == sent
    assert result.effects["billed"].lost == 0
    assert result.nodes["t"].arrivals == 2 * sent


def test_a_crash_between_the_call_and_the_ack_charges_twice():
    """The question that this project began with, as small as it gets."""
    result = run("""
        traffic: {r: {to: a.x, rate: 10/s}}
        nodes:
          a: {kind: service, on: {x: [{send: q}]}}
          q: {kind: queue, visibility_timeout: 2s}
          w: {kind: worker, consumes: q, replicas: 40, on: {message: [{call: bank.pay}, {write: log}, ack]}}
          bank: {kind: external, on: {pay: [{work: 5ms}, {effect: charge}]}}
          log: {kind: database}
        faults: [{crash: w, between: [bank.pay, log], probability: 5%, for: 1s}]
    """)
    effect = result.effects["charge"]
    # 5% of 1,000 deliveries die right after the charge; one worker each, so nothing else dies with it
    assert effect.duplicated == pytest.approx(50, abs=22)
    assert result.nodes["w"].crashes == pytest.approx(effect.duplicated, abs=6)
    assert effect.lost == 0


def test_a_crash_between_two_steps_without_a_probability_happens_once_in_a_thousand_times():
    result = run(
        """
        traffic: {r: {to: a.x, rate: 1000/s, arrivals: constant}}
        nodes: {a: {kind: service, replicas: 50, on: {x: [{effect: one}, {effect: two}]}}}
        faults: [{crash: a, between: [one, two], for: 100ms}]
        """,
        duration=40,
    )
    assert 10 < result.nodes["a"].crashes < 80  # 40 expected
    assert result.traffic["r"].failed >= result.nodes["a"].crashes


def test_nothing_is_delivered_over_a_partition():
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 10/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue}}
          w: {{kind: worker, consumes: q, replicas: 2, on: {{message: [{{work: 50ms}}, {{effect: done}}, ack]}}}}
        faults: [{{partition: [w, q], at: 20s, for: 10s}}]
    """)
    assert result.effects["done"].delay.max > 9


def test_a_broker_that_is_down_delivers_nothing():
    # 2 workers of 100 ms, 15/s: a backlog of some at 20 s; from then on nothing until 30 s
    result = run(f"""
        traffic: {{r: {{to: a.x, rate: 30/s, arrivals: constant}}}}
        nodes:
          {SEND}
          q: {{kind: queue}}
          w: {{kind: worker, consumes: q, replicas: 2, on: {{message: [{{work: 100ms}}, {{effect: done}}, ack]}}}}
        faults: [{{crash: q, at: 20s, for: 10s}}]
    """)
    busy = result.series.nodes["w"]["utilisation"]
    time = result.series.time
    down = busy[(time > 21) & (time < 29)]
    assert down.max() == 0
    assert result.traffic["r"].failed == pytest.approx(300, abs=3)
