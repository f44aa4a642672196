"""The debrief is drawn up from the log alone, and says what every line rests on."""

import dataclasses

import pytest
from logs import log_of, small_round, view_of, whole_sitting

from hotseat.interview import events as log
from hotseat.interview.debriefing import debrief
from hotseat.interview.timeline import timeline, words


@pytest.fixture
def told():
    round_, events = small_round(), whole_sitting()
    return debrief(round_, events, view_of(round_, events))


def test_the_verdict_comes_with_the_rubric_it_rests_on(told):
    assert {one.key: one.points for one in told.rubric} == {"crash": 40, "asks": 20, "clear": 20, "own-load": 20}
    assert told.verdict.verdict == "strong-hire"
    assert told.ready
    assert told.progress == ""


def test_a_pushback_is_told_with_its_boards_and_what_changed(told):
    crash, slow = told.pushbacks
    assert crash.state == "held"
    assert crash.runs == (12, 15)
    assert crash.changed == ("nodes.ids: added, a cache",)
    assert "ids" not in crash.before
    assert "ids" in crash.after
    assert (slow.state, slow.conceded, slow.changed) == ("conceded", "They wait; nobody loses anything.", ())


def test_a_commitment_stands_beside_what_was_measured_of_it(told):
    latency = next(one for one in told.commitments if one.commitment.key == "latency")
    assert (latency.measured, latency.met, latency.run) == ("events p(99): 50.0 ms", True, None)
    guarantee = next(one for one in told.commitments if one.commitment.key == "guarantee")
    assert (guarantee.measured, guarantee.met) == ("", None)


def test_an_estimate_stands_beside_the_rounds_working(told):
    (one,) = told.estimates
    assert one.right
    assert one.answer == "10.0 GB/day"
    assert one.work.value == 9.0
    assert "8.6 GB" in one.working


def test_predictions_and_triage_are_in_it(told):
    assert told.predictions.guesses[0].measured == "12"
    assert told.predictions.beliefs[0].brier == pytest.approx(0.64)
    assert told.triage[0].what == "cache 'ids'"
    assert told.weighed_under == ("crash",)


def test_the_sitting_can_be_graded_by_another_bar():
    round_, events = small_round(), whole_sitting()
    strict = debrief(round_, events, view_of(round_, events), "strict")
    assert strict.calibration == "strict"
    assert strict.calibrations == {"senior": "Senior", "strict": "Strict"}
    assert next(one for one in strict.rubric if one.key == "asks").weight == 0


def test_before_the_examination_it_says_what_is_missing():
    round_, events = small_round(), whole_sitting()[:-2]
    told = debrief(round_, events, view_of(round_, events))
    assert not told.ready
    assert "being measured" in told.progress
    assert [one.points for one in told.rubric if one.evidence == "measured"] == [None, None]
    assert told.verdict.provisional.startswith("Provisional: the final design has not been measured yet")


def test_where_the_examination_failed_it_says_why():
    round_, events = small_round(), whole_sitting()[:-2]
    view = dataclasses.replace(view_of(round_, events), unmeasured="it took longer than 60 s.")
    progress = debrief(round_, events, view).progress
    assert progress.startswith("The final design could not be measured: it took longer than 60 s. It is tried again")


def test_a_sitting_that_has_just_begun_has_a_debrief_too():
    round_, events = small_round(), log_of()
    told = debrief(round_, events, view_of(round_, events, elapsed=0.0))
    assert told.verdict.verdict == "no-hire"
    assert "still under way" in told.progress
    assert told.pushbacks == ()


def test_what_to_practise_points_at_what_was_lost():
    round_, events = small_round(), log_of((2400, log.Finished("clock")), (2400, log.Examined((), ())))
    told = debrief(round_, events, view_of(round_, events))
    text = " ".join(told.practise)
    assert "points lost in guarantees ('Survives a crash')" in text
    assert "Scale never settled" in text


def test_the_timeline_tells_every_line_and_takes_strokes_together():
    round_, events = small_round(), whole_sitting()
    moments = timeline(round_, events)
    kinds = [moment.kind for moment in moments]
    assert kinds[:4] == ["started", "moved", "asked", "estimated"]
    assert next(one for one in moments if one.kind == "drew").title == "Drew api, outbox and sender"
    assert [one.at for one in moments] == sorted(one.at for one in moments)
    assert all(one.title for one in moments)


def test_every_kind_of_event_has_its_words():
    happened = [
        log.Paused(),
        log.Resumed(60.0, "server"),
        log.Rested(1, ("crash",)),
        log.RunEnded(3, "lost", None, "gone"),
    ]
    told = [words(small_round(), what) for what in happened]
    assert told == [
        ("Paused", "the clock stopped"),
        ("Resumed", "the server was away for 1:00"),
        ("Nothing hurts any more", "tried crash"),
        ("Result of run 3", "lost: gone"),
    ]


def test_the_same_log_gives_the_same_debrief(told):
    round_, events = small_round(), whole_sitting()
    assert debrief(round_, events, view_of(round_, events)) == told
