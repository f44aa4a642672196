"""Each failure mode is found where it is, and not where it is not."""

import pytest
from logs import START, WHOLE, asked, drew, estimated, log_of, said, small_round

from hotseat.interview import events as log
from hotseat.interview.failure_modes import failure_mode, failure_modes, loose_boxes, phases_of_second_half, soft_words

LOOSE = START + "  a: {kind: service}\n  b: {kind: service}\n  c: {kind: cache}\n"


def found(key, *happenings, board=START):
    return failure_mode(key, small_round(), log_of(*happenings, board=board))


def test_a_box_before_any_question_is_found_with_both_lines():
    mode = found("no-clarifying-question", (60, drew(START, LOOSE, "a")), (90, asked()))
    assert mode.found
    assert mode.log == (2, 3)
    assert "a was drawn at 1:00 before any question was asked; the first came at 1:30" in mode.seen


def test_a_question_before_the_first_box_clears_it_even_one_that_nobody_can_answer():
    mode = found("no-clarifying-question", (30, asked("Is it raining?", None)), (60, drew(START, LOOSE, "a")))
    assert not mode.found
    assert mode.log == (2,)


def test_without_a_box_there_is_no_first_box():
    assert not found("no-clarifying-question").found


def test_three_boxes_apart_for_minutes_are_found():
    mode = found("boxes-without-connections", (60, drew(START, LOOSE, "a", "b", "c")), (300, asked()))
    assert mode.found
    assert mode.seen == "a, b and c stood without a connection from 1:00 to 5:00 at least."
    assert mode.log == (2,)


def test_boxes_joined_soon_are_how_one_draws():
    mode = found(
        "boxes-without-connections",
        (60, drew(START, LOOSE, "a", "b", "c")),
        (120, drew(LOOSE, WHOLE, "api", runs=True)),
        (900, asked()),
    )
    assert not mode.found


def test_a_board_that_cannot_be_read_for_a_moment_changes_nothing():
    broken = LOOSE + "  d: {kind: [\n"
    mode = found(
        "boxes-without-connections",
        (60, drew(START, LOOSE, "a")),
        (100, drew(LOOSE, broken)),
        (110, drew(broken, LOOSE)),
        (260, asked()),
    )
    assert mode.found


def test_the_rounds_own_boxes_are_not_held_against_the_candidate():
    assert not found("boxes-without-connections", (1000, asked()), board=LOOSE).found


def test_a_box_is_joined_by_its_own_words_or_by_anothers():
    names, loose = loose_boxes(WHOLE + "  idle: {kind: cache}\n")
    assert names == ("merchant", "api", "outbox", "sender", "idle")
    assert loose == ("idle",)


@pytest.mark.parametrize("text", ["", "nodes: [a, b]", "- a", "nodes: {a: {kind: [", "traffic: 3\nnodes: {a: 1}"])
def test_any_text_on_the_board_can_be_looked_at(text):
    names, loose = loose_boxes(text)
    assert set(loose) <= set(names)


def test_most_of_the_drawing_on_one_node_before_the_whole_is_a_dive():
    step = LOOSE + "  d: {kind: cache}\n"
    mode = found(
        "deep-dive-before-scope",
        (60, drew(START, LOOSE, "a")),
        (400, drew(LOOSE, step, "a")),
        (420, drew(step, WHOLE, "api", runs=True)),
    )
    assert mode.found
    assert mode.log == (2, 3)
    assert "6:40 of 6:40 of drawing went into a, before the whole first ran at 7:00" in mode.seen


def test_the_same_time_on_a_node_after_the_whole_stands_is_depth():
    mode = found(
        "deep-dive-before-scope",
        (60, drew(START, WHOLE, "api", "outbox", "sender", runs=True)),
        (900, drew(WHOLE, WHOLE + "# more\n", "sender", runs=True)),
    )
    assert not mode.found


def test_scale_is_settled_by_a_right_estimate_or_a_rate():
    assert not found("scale-never-settled", (60, estimated(12.0))).found
    assert not found("scale-never-settled", (60, log.Committed("rate", "100/s", 100.0, late=False))).found


def test_scale_is_not_settled_by_a_wrong_estimate_or_by_another_commitment():
    mode = found(
        "scale-never-settled",
        (60, estimated(99.0)),
        (70, log.Committed("guarantee", "at-least-once", None, late=False)),
    )
    assert mode.found
    assert mode.log == (2,)
    assert "none of the 1 lines on the worksheet answers one" in mode.seen
    assert "the worksheet is empty" in found("scale-never-settled").seen


def test_the_second_half_is_the_phases_that_lie_mostly_in_it():
    assert phases_of_second_half(small_round()) == ["pushbacks", "wrap-up"]


def test_work_on_a_whole_design_in_the_second_half_reaches_it():
    mode = found(
        "second-half-never-reached",
        (60, drew(START, WHOLE, "api", runs=True)),
        (1200, log.Moved("pushbacks", "clock")),
        (1300, log.RunBegan("objectives", 1)),
    )
    assert not mode.found
    assert mode.log == (4,)


def test_a_clock_that_gets_there_alone_does_not():
    mode = found(
        "second-half-never-reached",
        (60, drew(START, LOOSE, "a")),
        (1200, log.Moved("pushbacks", "clock")),
        (1300, said("Now the senders.")),
        (2400, log.Finished("clock")),
    )
    assert mode.found
    assert mode.log == (3, 5)
    assert found("second-half-never-reached", (300, log.Finished("candidate"))).found


def test_more_hedges_than_decisions_is_explaining():
    mode = found(
        "explaining-instead-of-committing",
        (60, said("It depends, maybe a queue. Alternatively we could poll.")),
        (90, said("Perhaps both.")),
        (95, log.Committed("guarantee", "at-least-once", None, late=False)),
    )
    assert mode.found
    assert mode.log == (2, 3)
    assert '4 for 1 decision ("it depends", "maybe", "alternatively" and "perhaps")' in mode.seen


def test_as_many_decisions_as_hedges_is_committing():
    decisions = [(100 + n, log.Skipped(f"part {n}", "no time for it", None)) for n in range(4)]
    mode = found("explaining-instead-of-committing", (60, said("It depends, maybe, perhaps.")), *decisions)
    assert not mode.found


def test_alternatives_in_an_answer_to_a_pushback_were_asked_for():
    assert soft_words("Another option is a lease; maybe.", asked=True) == ["maybe"]
    assert soft_words("Another option is a lease; maybe.", asked=False) == ["maybe", "another option"]


def test_all_six_are_told_found_or_not():
    modes = failure_modes(small_round(), log_of())
    assert len(modes) == 6
    assert all(mode.title and mode.seen for mode in modes)
