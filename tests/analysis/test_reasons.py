"""Why it broke: the facts that are told, and their words."""

from types import MappingProxyType

import pytest

from hotseat import read_design, stress
from hotseat.analysis.plan import Judged
from hotseat.analysis.reasons import reasons
from hotseat.analysis.stress import Point
from hotseat.design.thresholds import parse_threshold
from hotseat.load.result import Blame

DESIGN = read_design("""hotseat: 1
traffic: {posts: {to: feed.post, rate: 10/s, keys: {count: 9}}}
nodes:
  feed: {kind: service, on: {post: [{send: fanout}, {read: events, from: replica}]}}
  events: {kind: database, read_replicas: 1}
  fanout: {kind: queue}
  writer: {kind: worker, consumes: fanout, on: {message: [{fan_out: 5, do: [{effect: seen}]}, ack]}}
""")


def point(factor=1.0, *, why=(), full=MappingProxyType({}), **measures):
    named = {name.replace("__", "."): value for name, value in measures.items()}
    return Point(factor, 10.0, 10.0, (), (), {"posts": why, "seen": why}, named, full, steady=True)


def missed(subject, text, measured=1.0):
    return Judged(subject, parse_threshold(text), measured, met=False, values=(measured,))


def test_what_may_have_doubled_something_is_counted_and_held_against_the_load_that_holds():
    broken = point(nodes__writer__crashes=4.0, nodes__fanout__redelivered=41.2, nodes__events__lost_writes=1.0)
    held = point(nodes__writer__crashes=2.0, nodes__fanout__redelivered=7.25)
    assert reasons(DESIGN, broken, held, missed("seen", "duplicates == 0")) == (
        "writer: 4 crashes a run (2 at the highest load that holds)",
        "events: 1 write lost a run (0 at the highest load that holds)",
        "fanout: 41.2 messages delivered again a run (7.25 at the highest load that holds)",
    )
    assert "writer: 4 crashes a run" in reasons(DESIGN, broken, None, missed("seen", "lost == 0"))


def test_a_time_is_not_explained_by_crashes():
    broken = point(nodes__writer__crashes=4.0)
    assert reasons(DESIGN, broken, None, missed("seen", "p(99) < 1s")) == ()


def test_who_was_full_for_a_while_is_told_by_the_time_and_not_by_the_mean():
    broken = point(full={"feed": 0.25}, nodes__feed__busiest=0.55, nodes__feed__utilisation=0.5)
    held = point(full={"feed": 0.01}, nodes__feed__busiest=0.51, nodes__feed__utilisation=0.5)
    assert reasons(DESIGN, broken, held, missed("posts", "p(99) < 1s")) == (
        "all workers of feed are busy in 25% of the time (1% at the highest load that holds)",
    )


def test_a_line_that_grew_far_longer_is_told():
    broken, held = point(nodes__feed__queue_max=91_980.0), point(nodes__feed__queue_max=37_059.0)
    told = "the line of feed grew up to 91,980 (37,059 at the highest load that holds)"
    assert reasons(DESIGN, broken, held, missed("posts", "availability >= 99%")) == (told,)
    assert reasons(DESIGN, broken, broken, missed("posts", "availability >= 99%")) == ()


def test_stale_answers_are_counted():
    broken = point(traffic__posts__stale=0.1372)
    assert reasons(DESIGN, broken, None, missed("posts", "staleness p(99) < 1s")) == (
        "13.7% of its answers were stale",
    )


@pytest.mark.parametrize(
    ("node", "words"), [("writer", "waiting for a turn in a `fan_out` of writer"), ("feed", "waiting in line at feed")]
)
def test_nobody_stands_in_line_at_a_worker(node, words):
    broken = point(why=(Blame(node, "waiting", 0.99),))
    assert (
        reasons(DESIGN, broken, None, missed("seen", "p(99) < 1s"))[0]
        == f"99% of the latest 1%'s time is spent {words}"
    )


def test_full_is_a_share_of_the_time_after_the_warm_up():
    design = read_design("""hotseat: 1
duration: 20s
warmup: 4s
traffic: {pings: {to: api.ping, rate: 100/s, arrivals: constant}}
nodes: {api: {kind: service, concurrency: 1, on: {ping: [{work: 6ms}]}}}
faults: [{slow: api, factor: 2, at: 12s, for: 2s}]
objectives: {pings: [p(50) < 1h]}
""")
    found = stress(design, seeds=1, most=1)
    # 100/s of 6 ms; at 12 ms, 2 s are full and leave 0.4 s of work, which takes 1 s to work off
    assert found.points[0].full["api"] == pytest.approx(3 / 16, abs=0.05)


def test_a_cost_is_its_own_reason():
    assert reasons(DESIGN, point(nodes__writer__crashes=4.0), None, missed("design", "cost < 1")) == ()
