"""What changed between two boards, by dotted path."""

from hypothesis import given
from hypothesis import strategies as st
from logs import START, WHOLE

from hotseat.interview.changes import changes

texts = st.sampled_from([START, WHOLE, "", "nodes: {a: {kind: cache}}", "a: [1, 2]", "a: [2]"])


def test_values_are_shown_before_and_after():
    assert changes("nodes: {a: {replicas: 4}}", "nodes: {a: {replicas: 16}}") == ("nodes.a.replicas: 4 -> 16",)


def test_boxes_put_in_and_taken_out_are_named_with_their_kind():
    before, after = "nodes: {a: {kind: cache}}", "nodes: {b: {kind: queue}}"
    assert changes(before, after) == ("nodes.b: added, a queue", "nodes.a: removed")


def test_a_step_put_in_front_leaves_the_others_alone():
    before = "on: [{call: a.b}, ack]"
    after = "on: [{once: [{effect: charge}]}, {call: a.b}, ack]"
    assert changes(before, after) == ("on.0: added `once`",)
    assert changes(after, before) == ("on.0: removed `once`",)


def test_a_step_that_changed_is_compared_within():
    before, after = "on: [{call: a.b, timeout: 1s}, ack]", "on: [{call: a.b, timeout: 2s}, ack]"
    assert changes(before, after) == ("on.0.timeout: 1s -> 2s",)


def test_texts_that_say_the_same_are_the_same():
    assert changes("nodes: {a: {kind: cache}}", "nodes:\n  a:\n    kind: cache # a cache\n") == ()


def test_a_board_that_cannot_be_read_is_said_to_be_one():
    assert changes("a: [", "a: 1") == ("the text changed, and one of the two cannot be read",)
    assert changes("a: [", "a: [") == ()


def test_long_values_are_cut():
    (sentence,) = changes("a: 1", f"a: {'x' * 200}")
    assert len(sentence) < 80


@given(texts, texts)
def test_something_changed_exactly_where_the_boards_differ(before, after):
    assert bool(changes(before, after)) == (before != after)
