"""Items become points by their own kind of evidence; points become a verdict, with its arithmetic."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import asked, evidence, holds, log_of, small_round

from hotseat.interview import events as log
from hotseat.interview.debrief import ItemScore
from hotseat.interview.grading import calibration_of, graded_items
from hotseat.interview.verdict import verdict_of
from hotseat.rounds.round import VERDICTS, Calibration, Item

TWO = (("charge", "duplicates == 0", 12.0), ("charge", "lost == 0", 0.0))


def crash(*, duplicates=12.0, lost=0.0):
    found = evidence(thresholds=(("charge", "duplicates == 0", duplicates), ("charge", "lost == 0", lost)))
    one, two = found.holds
    return replace(found, holds=(replace(one, met=duplicates == 0), replace(two, met=lost == 0)))


def examined(*evidences):
    return (2400, log.Examined(evidences, ()))


def scores(*happenings, calibration="senior", **changes):
    round_ = small_round(**changes)
    return {one.key: one for one in graded_items(round_, log_of(*happenings), round_.calibrations[calibration])}


def test_a_measured_item_gets_the_share_of_thresholds_that_were_met():
    found = scores(examined(crash()))["crash"]
    assert found.points == 20
    assert found.why == "1 of 2 thresholds met. Missed: charge duplicates == 0 (12). Met: charge lost == 0 (0)."


def test_before_the_examination_a_measured_item_has_no_points_and_says_so():
    found = scores()["crash"]
    assert found.points is None
    assert found.why == "The final design has not been measured yet."


def test_a_design_that_never_ran_gets_an_honest_nothing():
    found = scores(examined())["crash"]
    assert found.points == 0
    assert "no design that runs" in found.why
    assert "nobody plays the sender" in scores(examined(evidence(problem="nobody plays the sender")))["crash"].why


def test_an_items_own_thresholds_are_held_to_the_same_measurement():
    rubric = {"few": Item("Few doubled", 10, "measured", "guarantees", "crash", holds(charge=["duplicates <= 20"]))}
    assert scores(examined(crash()), rubric=rubric)["few"].points == 10
    assert scores(examined(crash(duplicates=21.0)), rubric=rubric)["few"].points == 0


def test_a_threshold_of_which_nothing_is_known_is_missed():
    rubric = {"other": Item("Other", 10, "measured", "x", "crash", holds(refund=["lost == 0"]))}
    assert scores(examined(crash()), rubric=rubric)["other"].points == 0


def test_a_threshold_on_a_role_that_nobody_can_be_asked_about_is_left_out():
    rubric = {
        "role": Item(
            "Role",
            10,
            "measured",
            "x",
            "crash",
            {**holds(charge=["lost == 0"]), **holds(**{"$sender": ["rejected == 0"]})},
        )
    }
    assert scores(examined(crash()), rubric=rubric)["role"].points == 10


def test_a_witnessed_item_is_all_or_nothing_with_its_lines():
    assert scores((10, asked()))["asks"].points == 20
    assert scores((10, asked()))["asks"].log == (2,)
    assert scores()["asks"].points == 0


def test_a_judged_item_is_scored_by_its_last_level_and_names_its_judge():
    found = scores((2400, log.Judged("clear", 0, "self", "")), (2500, log.Judged("clear", 1, "a peer", "Slow start.")))
    assert (found["clear"].points, found["clear"].judge) == (10, "a peer")
    assert found["clear"].why == 'Level 1 of 2, "partly". Slow start.'
    assert scores()["clear"].points is None


def test_a_calibration_weighs_anew_and_changes_no_evidence():
    lines = [(10, asked()), examined(crash())]
    senior, strict = scores(*lines), scores(*lines, calibration="strict")
    assert strict["asks"].weight == 0
    assert strict["crash"].must
    assert [one.why for one in senior.values()] == [one.why for one in strict.values()]


def test_an_unknown_calibration_is_the_rounds_first():
    round_ = small_round()
    assert calibration_of(round_, "nobody's")[0] == calibration_of(round_, None)[0] == "senior"
    assert calibration_of(round_, "strict")[0] == "strict"


# ------------------------------------------------------------------------------------------------------------------ verdict


def item(points, weight=10.0, *, key="a", kind="measured", must=False):
    return ItemScore(key, f"Item {key}", "x", kind, weight, points, "", None, (), "self", must)


@pytest.mark.parametrize(
    ("points", "verdict"), [(4.4, "no-hire"), (4.5, "lean-hire"), (6.5, "hire"), (8.4, "hire"), (8.5, "strong-hire")]
)
def test_the_bars_are_reached_at_their_own_value(points, verdict):
    assert verdict_of([item(points)], Calibration("Senior"), ready=True).verdict == verdict


def test_an_unmarked_judged_item_counts_on_neither_side_and_makes_it_provisional():
    found = verdict_of([item(8.0), item(None, key="b", kind="judged")], Calibration("Senior"), ready=True)
    assert (found.points, found.out_of) == (8.0, 10.0)
    assert found.provisional == "Provisional: 'Item b' is not marked yet and counts on neither side."
    assert verdict_of([item(8.0)], Calibration("Senior"), ready=True).provisional == ""
    assert "not been measured" in verdict_of([item(None)], Calibration("Senior"), ready=False).provisional


def test_a_verdict_by_a_round_that_has_changed_since_says_so():
    found = verdict_of([item(8.0)], Calibration("Senior"), ready=True, changed=True)
    assert "the round has changed since this sitting began" in found.provisional


def test_an_item_that_must_be_there_holds_the_verdict_down():
    rest = item(90.0, 90.0, key="b")
    found = verdict_of([item(4.9, must=True), rest], Calibration("Senior"), ready=True)
    assert (found.verdict, found.held_down_by) == ("lean-hire", ("a",))
    assert any("so the verdict is lean-hire and not strong-hire" in sentence for sentence in found.arithmetic)
    assert verdict_of([item(5.0, must=True), rest], Calibration("Senior"), ready=True).verdict == "strong-hire"


def test_the_arithmetic_is_told_in_sentences_with_each_kind_apart():
    found = verdict_of(
        [item(8.0), item(5.0, kind="witnessed"), item(1.0, kind="judged")], Calibration("Senior"), ready=True
    )
    assert found.arithmetic[:4] == (
        "Measured: 8 of 10 points.",
        "Witnessed: 5 of 10 points.",
        "Judged: 1 of 10 points, by self.",
        "14 of 30 points are 46.7%.",
    )
    bars = "The bars of 'Senior' are lean-hire from 45%, hire from 65%, strong-hire from 85%"
    assert found.arithmetic[4:] == (f"{bars}: 46.7% is lean-hire; hire is 18.3% of the points away.",)


def test_nothing_counted_is_no_hire_of_nothing():
    found = verdict_of([], Calibration("Senior"), ready=True)
    assert (found.verdict, found.score, found.out_of) == ("no-hire", 0.0, 0.0)


shares = st.floats(0, 1)


@given(st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=8), st.data())
def test_more_points_never_make_a_worse_verdict(parts, data):
    calibration = Calibration("Senior")
    low = [item(share * 10, must=must, key=str(number)) for number, (share, must) in enumerate(parts)]
    raised = data.draw(st.integers(0, len(parts) - 1))
    high = [
        replace(one, points=data.draw(st.floats(one.points, 10))) if n == raised else one for n, one in enumerate(low)
    ]
    before, after = verdict_of(low, calibration, ready=True), verdict_of(high, calibration, ready=True)
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)


@given(st.integers(0, 30), st.integers(0, 3), st.integers(-1, 4), st.booleans())
def test_points_lie_between_nought_and_the_weight(duplicates, lost, level, ask):
    lines = [
        examined(crash(duplicates=float(duplicates), lost=float(lost))),
        (2500, log.Judged("clear", level, "self", "")),
    ]
    lines = [(10, asked()), *lines] if ask else lines
    assert all(0 <= one.points <= one.weight for one in scores(*lines).values())


@given(st.sampled_from(["senior", "strict"]))
def test_grading_again_under_the_same_calibration_changes_nothing(calibration):
    lines = [(10, asked()), examined(crash())]
    assert scores(*lines, calibration=calibration) == scores(*lines, calibration=calibration)
