"""Minutes beside measured weight."""

import pytest
from logs import START, WHOLE, asked, drew, log_of

from hotseat.interview import events as log
from hotseat.interview.history import seconds_by_node
from hotseat.interview.triage import owner_of, remark, triage

RETRY = log.Weighed("the retry", "nodes.sender.on.message.0.retry", "load-bearing", ("charge lost == 0",))
CACHE = log.Weighed("cache 'ids'", "nodes.ids", "decoration", ())
TTL = log.Weighed("the time to live", "nodes.ids.ttl", "decoration", ())


def test_a_draw_takes_the_time_since_the_last_thing_done():
    events = log_of((60, asked()), (100, drew(START, WHOLE, "a", "b")), (160, drew(WHOLE, START, "a")))
    assert seconds_by_node(events) == {"a": 20 + 60, "b": 20}


def test_what_the_clock_or_the_interviewer_does_takes_no_time_away():
    events = log_of((0, asked()), (50, log.Moved("draw", "clock")), (100, drew(START, WHOLE, "a")))
    assert seconds_by_node(events) == {"a": 100}


def test_decisions_are_told_by_minutes_with_their_weight():
    events = log_of(
        (540, drew(START, WHOLE, "ids")),
        (580, drew(WHOLE, START, "sender")),
        (2400, log.Examined((), (RETRY, CACHE))),
    )
    cache, retry = triage(events)
    assert (cache.what, cache.minutes, cache.remark) == ("cache 'ids'", 9.0, "9 minutes on decoration")
    assert retry.remark == "load-bearing: without it charge lost == 0 breaks; 40 seconds"


def test_a_role_is_said_without_its_sign():
    spread = log.Weighed("the retry", "nodes.edge.retry", "load-bearing", ("$edge spread p(99) < 30s under 'cable'",))
    (one,) = triage(log_of((600, drew(START, WHOLE, "edge")), (2400, log.Examined((), (spread,)))))
    assert one.broken == ("edge spread p(99) < 30s under 'cable'",)
    assert "$" not in one.remark


def test_a_nodes_time_is_shared_out_among_its_decisions():
    events = log_of((600, drew(START, WHOLE, "ids")), (2400, log.Examined((), (CACHE, TTL))))
    assert [one.minutes for one in triage(events)] == [5.0, 5.0]


def test_before_the_examination_there_is_no_triage():
    assert triage(log_of((60, drew(START, WHOLE, "a")))) == ()


@pytest.mark.parametrize(
    ("path", "owner"),
    [("nodes.a.on.put.0.retry", "a"), ("nodes.a", "a"), ("traffic.x.retry", "traffic.x"), ("traffic.x", "traffic.x")],
)
def test_a_path_belongs_to_its_node_or_traffic(path, owner):
    assert owner_of(path) == owner


def test_each_role_has_its_remark():
    assert remark("load-bearing", 0.5) == "load-bearing; 30 seconds"
    assert remark("decoration", 1 / 60) == "decoration, 1 second"
    assert remark("hurts", 3) == "3 minutes on something that the design is better without"
    assert remark("a trade", 2) == "a trade-off, 2 minutes"
    assert remark("helps", 1) == "helps, 1 minute"
