import pytest
from small_round import BOARD, DRAWN, GOOD, measured, sittings

from hotseat.errors import Conflict, NotFound, Refused, StoreError
from hotseat.interview import actions as do
from hotseat.interview import events as log
from hotseat.interview.probing import AGAIN
from hotseat.interview.runner import Outcome
from hotseat.interview.show import UNTOLD


@pytest.fixture
def seated(store):
    service, _, clock = sittings(store)
    return service, service.create("counter"), clock


def kinds(service, id_):
    return [type(event.what).__name__ for event in service.events(id_)]


def test_a_new_sitting_starts_with_the_rounds_board_in_its_first_phase(seated):
    service, id_, _ = seated
    view = service.view(id_)
    assert (view.board.text, view.board.revision, view.clock.phase, view.clock.running) == (BOARD, 0, "clarify", True)
    assert kinds(service, id_) == ["Started", "Moved"]


def test_phases_begin_on_time_and_the_clock_ends_the_sitting(seated):
    service, id_, clock = seated
    clock.wind(600)
    assert service.view(id_).clock.phase == "design"
    clock.wind(100_000)
    view = service.view(id_)
    assert (view.finished, view.clock.elapsed, view.clock.running) == ("clock", 2700.0, False)
    moved = [(event.at, event.what.phase) for event in service.events(id_) if isinstance(event.what, log.Moved)]
    assert moved == [(0.0, "clarify"), (600.0, "design"), (1500.0, "pushbacks"), (2400.0, "wrap-up")]


def test_moving_on_early_leaves_more_time_to_the_later_phases(seated):
    service, id_, clock = seated
    clock.wind(60)
    service.act(id_, do.Move("pushbacks"))
    clock.wind(2339)
    assert service.view(id_).clock.phase == "pushbacks"
    with pytest.raises(Refused, match="phases only go forward"):
        service.act(id_, do.Move("design"))


def test_a_pause_stops_the_clock_and_is_shown(seated):
    service, id_, clock = seated
    clock.wind(30)
    service.act(id_, do.Pause())
    clock.wind(1000)
    assert service.view(id_).clock.elapsed == 30
    with pytest.raises(Refused, match="paused"):
        service.act(id_, do.Say("while nobody counts"))
    view = service.act(id_, do.Resume())
    clock.wind(5)
    assert (view.clock.paused_for, service.view(id_).clock.elapsed) == (1000, 35)


def test_a_fact_is_told_when_asked_and_nothing_else_is(seated):
    service, id_, _ = seated
    view = service.act(id_, do.Ask("what's the traffic at peak?"))
    assert (view.answers[0].fact, view.answers[0].answer) == ("peak", "2,000 clicks a second.")
    view = service.act(id_, do.Ask("which cloud provider should we use?"))
    assert view.answers[1].fact is None


def test_a_question_that_may_mean_several_facts_is_asked_back_and_a_topic_picked(seated):
    service, id_, _ = seated
    offer = service.act(id_, do.Ask("is traffic lost at peak?")).answers[-1]
    assert offer.fact is None
    assert [(topic.fact, topic.title) for topic in offer.offered] == [("peak", "Peak"), ("loss", "Loss")]
    told = service.act(id_, do.Pick("peak")).answers[-1]
    assert (told.question, told.fact, told.offered) == ("Peak", "peak", ())
    assert told.answer == "2,000 clicks a second."


def test_what_was_not_offered_cannot_be_picked(seated):
    service, id_, _ = seated
    with pytest.raises(Refused, match="nothing was offered yet"):
        service.act(id_, do.Pick("peak"))
    service.act(id_, do.Ask("is traffic lost at peak?"))
    with pytest.raises(Refused, match="'colour' was not offered; offered were: peak, loss"):
        service.act(id_, do.Pick("colour"))
    assert [one.fact for one in service.view(id_).answers] == [None]


def test_commitments_are_read_in_their_unit_and_keep_their_deadline(seated):
    service, id_, clock = seated
    clock.wind(13 * 60)
    assert {one.key: one.state for one in service.view(id_).commitments} == {"guarantee": "missed", "latency": "open"}
    view = service.act(id_, do.Commit("guarantee", "at-least-once"))
    assert view.commitments[0].state == "late"
    assert service.act(id_, do.Commit("latency", "250ms")).commitments[1].state == "made"
    with pytest.raises(Refused, match="did you mean 'at-most-once'"):
        service.act(id_, do.Commit("guarantee", "at-most-onc"))
    with pytest.raises(Refused, match="needs a unit"):
        service.act(id_, do.Commit("latency", "250"))
    with pytest.raises(Refused, match="did you mean 'latency'"):
        service.act(id_, do.Commit("latenci", "250ms"))
    with pytest.raises(Refused, match="less than nothing"):
        service.act(id_, do.Commit("latency", "-250ms"))


def test_a_skip_has_a_reason_and_may_stand_for_a_commitment(seated):
    service, id_, _ = seated
    with pytest.raises(Refused, match="reason"):
        service.act(id_, do.Skip("a dashboard", "  "))
    view = service.act(id_, do.Skip("the guarantee", "told by the product", "guarantee"))
    assert (view.commitments[0].state, view.skips[0].reason) == ("skipped", "told by the product")


def test_an_estimate_is_kept_in_the_rounds_unit(seated):
    service, id_, _ = seated
    view = service.act(id_, do.Work("2000/s * 100 B in MB/day", "storage", "storage"))
    assert view.worksheet[0].value == pytest.approx(17.28)
    assert (view.worksheet[0].unit, view.worksheet[0].text) == ("GB/day", "17,280 MB/day")
    assert view.estimates[0].done


def test_drawing_changes_the_board_and_says_what_it_touched(seated):
    service, id_, _ = seated
    view = service.act(id_, do.Draw(GOOD, {"api": (10, 20)}))
    assert (view.board.text, view.board.revision, view.board.layout) == (GOOD, 1, {"api": (10.0, 20.0)})
    drew = service.events(id_)[-1].what
    assert (drew.inserted, drew.touched, drew.runs) == ("replicas: 2\n    ", ("api",), True)
    before = view.seq
    assert service.act(id_, do.Draw(GOOD, {"api": (10, 20)})).seq == before  # nothing is different


def test_a_drawing_on_an_older_board_is_a_conflict_that_carries_the_present_one(seated):
    service, id_, _ = seated
    seen = service.view(id_).seq
    service.act(id_, do.Draw(GOOD), after=seen)
    with pytest.raises(Conflict) as told:
        service.act(id_, do.Draw(BOARD + "# mine\n"), after=seen)
    assert told.value.view.board.text == GOOD
    assert service.view(id_).board.text == GOOD


def test_the_interviewer_pushes_what_hurts_most_and_keeps_what_was_measured_until_it_is_predicted(seated):
    service, id_, _ = seated
    service.act(id_, do.Draw(DRAWN))
    view = service.act(id_, do.Move("pushbacks"))
    assert [(one.key, one.because, one.state) for one in view.pushbacks] == [("crash", UNTOLD, "asked")]
    assert view.interviewer.state == "asking"


def test_a_pushback_is_predicted_then_run_then_mended_and_the_next_one_comes(seated):
    service, id_, _ = seated
    service.act(id_, do.Draw(DRAWN))
    service.act(id_, do.Move("pushbacks"))
    with pytest.raises(Refused, match="predict first"):
        service.act(id_, do.RunProbe("crash"))
    with pytest.raises(Refused, match="does not hold"):
        service.act(id_, do.Predict("crash", {"failed": do.Guess("50%", "1%", "10%")}))
    with pytest.raises(Refused, match="not a share"):
        service.act(id_, do.Predict("crash", {"failed": do.Guess("5ms")}))
    service.act(id_, do.Predict("crash", {"failed": do.Guess("5%", "1%", "10%")}, holds=0.9))
    view = service.act(id_, do.RunProbe("crash"))
    assert (view.pushbacks[0].state, view.pushbacks[0].reveals) == ("broken", "Hits fail while it is down.")
    assert view.pushbacks[0].because == "because of crash"
    assert view.runs[0].prediction.guesses[0].value == 0.05
    service.act(id_, do.Draw(GOOD))
    view = service.act(id_, do.RunProbe("crash"))
    assert view.pushbacks[0].state == "held"
    assert view.interviewer.state == "content"
    assert kinds(service, id_)[-1] == "Rested"
    view = service.act(id_, do.Draw(BOARD))
    assert [one.key for one in view.pushbacks] == ["crash", "surge"]  # never the same twice
    view = service.act(id_, do.Concede("surge", "ten times the load is not sold yet"))
    assert view.pushbacks[1].state == "conceded"
    assert view.interviewer.says == "I have asked all that I had."


def test_what_was_not_asked_is_not_told(seated):
    service, id_, _ = seated
    with pytest.raises(Refused, match="not asked"):
        service.act(id_, do.Predict("surge", holds=0.5))


def test_after_the_end_only_marks_are_taken(seated):
    service, id_, _ = seated
    with pytest.raises(Refused, match="after the end"):
        service.act(id_, do.Judge("clarity", 1))
    service.act(id_, do.Finish())
    with pytest.raises(Refused, match="over"):
        service.act(id_, do.Ask("one more?"))
    with pytest.raises(Refused, match="levels 0 to 1"):
        service.act(id_, do.Judge("clarity", 2))
    assert service.act(id_, do.Judge("clarity", 1, by="self")).judged[0].level == 1


def test_nobody_finds_a_sitting_by_a_forged_id(seated):
    service, _, _ = seated
    for forged in ("nope", "x" * 1000, ""):
        with pytest.raises(NotFound):
            service.view(forged)


def test_a_server_that_was_away_does_not_count_and_its_runs_are_lost(store):
    service, _, clock = sittings(store, later=True)
    id_ = service.create("counter")
    clock.wind(100)
    service.act(id_, do.RunProbe("objectives"))
    clock.wind(4000)  # and nobody noted it
    later, _, _ = sittings(store, clock=clock)
    view = later.view(id_)
    assert (view.clock.elapsed, view.clock.paused_for, view.runs[0].state) == (100, 4000, "lost")
    clock.wind(10)
    assert later.view(id_).clock.elapsed == 110


def test_the_clock_is_found_where_it_was_last_seen_going(store):
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    for _ in range(7):
        clock.wind(10)
        service.tick()
    clock.wind(500)
    later, _, _ = sittings(store, clock=clock)
    assert later.view(id_).clock.elapsed == 70


def test_a_runs_result_and_design_can_be_had_again(seated):
    service, id_, _ = seated
    view = service.act(id_, do.RunProbe("objectives"))
    run = view.runs[0].id
    assert service.result(id_, run) == b'{"events": 10}'
    assert service.design(id_, run) == BOARD
    with pytest.raises(NotFound):
        service.result(id_, 999)


def test_a_run_can_be_cancelled(store):
    service, _, _ = sittings(store, later=True)
    id_ = service.create("counter")
    view = service.act(id_, do.RunProbe("objectives"))
    assert view.runs[0].state == "running"
    assert service.cancel(id_, view.runs[0].id).runs[0].state == "cancelled"


def test_sittings_are_listed_and_deleted(seated):
    service, id_, _ = seated
    assert [(one.id, one.state) for one in service.list()] == [(id_, "open")]
    service.delete(id_)
    assert service.list() == ()
    with pytest.raises(NotFound):
        service.view(id_)


def test_a_round_that_has_changed_since_can_only_be_finished_and_marked(seated, store):
    service, id_, clock = seated
    assert not service.has_changed(id_)
    later, _, _ = sittings(store, clock=clock)
    later.catalogue.digest = lambda a_round: "d2"
    assert later.has_changed(id_)
    with pytest.raises(Refused, match="has changed since this sitting began"):
        later.act(id_, do.Ask("peak?"))
    later.act(id_, do.Finish())
    assert later.act(id_, do.Judge("clarity", 1)).judged[0].level == 1


def test_a_pause_is_as_long_as_it_was_though_a_run_ended_in_it(store):
    service, runner, clock = sittings(store, later=True)
    id_ = service.create("counter")
    service.act(id_, do.RunProbe("objectives"))
    service.act(id_, do.Pause())
    clock.wind(50)
    runner.finish()
    clock.wind(50)
    view = service.act(id_, do.Resume())
    assert (view.clock.paused_for, view.runs[0].state) == (100, "done")


def test_the_end_of_a_run_that_cannot_be_written_is_written_later(store):
    service, runner, _ = sittings(store, later=True)
    id_ = service.create("counter")
    service.act(id_, do.RunProbe("objectives"))
    append, full = service.logs.append, [True]

    def refuse(*words, **more):
        if full:
            raise StoreError("the disk is full")
        return append(*words, **more)

    service.logs.append = refuse
    runner.finish()
    with pytest.raises(StoreError):
        service.act(id_, do.Say("hello"))
    full.clear()
    service.view(id_)
    assert service.view(id_).runs[0].state == "done"


def test_the_end_is_examined_once(store):
    service, runner, clock = sittings(store)
    id_ = service.create("counter")
    service.act(id_, do.Finish())
    service.view(id_)
    service.tick()
    later, again, _ = sittings(store, clock=clock)
    later.view(id_)
    assert (runner.ran, again.ran) == (["examination"], [])
    assert kinds(service, id_)[-1] == "Examined"


def test_an_examination_that_failed_is_tried_again_after_a_while(store):
    service, runner, clock = sittings(store, later=True)
    id_ = service.create("counter")
    service.act(id_, do.Finish())
    for _ in range(2):  # with and without weighing decisions
        _, on_done = runner.waiting.pop()
        on_done(Outcome("failed", problem="the process that ran this has ended"))
    service.view(id_)
    assert runner.waiting == []
    clock.wind(AGAIN)
    service.view(id_)
    runner.finish()
    assert kinds(service, id_)[-1] == "Examined"


def test_an_examination_that_keeps_failing_says_why_and_is_tried_ever_later(store):
    service, runner, clock = sittings(store, later=True)
    id_ = service.create("counter")
    told = []
    service.listen(told.append)
    service.act(id_, do.Finish())
    for pause in (AGAIN, 2 * AGAIN, 4 * AGAIN):
        told.clear()
        for _ in range(2):
            _, on_done = runner.waiting.pop()
            on_done(Outcome("failed", problem="it took longer than 60 s."))
        assert told == [id_]
        assert service.view(id_).unmeasured == "it took longer than 60 s."
        clock.wind(pause - 1)
        service.view(id_)
        assert runner.waiting == []
        clock.wind(1)
        service.view(id_)
        assert len(runner.waiting) == 1
    runner.finish()
    assert service.view(id_).unmeasured == ""


def test_an_examination_that_cannot_be_written_down_is_made_again(store):
    service, runner, clock = sittings(store, later=True)
    id_ = service.create("counter")
    service.act(id_, do.Finish())
    append = service.logs.append

    def refuse(*words, **more):
        raise StoreError("the disk is full")

    service.logs.append = refuse
    runner.finish()
    service.logs.append = append
    clock.wind(AGAIN)
    service.view(id_)
    runner.finish()
    assert kinds(service, id_)[-1] == "Examined"


def test_a_deleted_sittings_run_ends_in_silence(store):
    service, runner, _ = sittings(store, later=True)
    id_ = service.create("counter")
    service.act(id_, do.RunProbe("objectives"))
    waiting = list(runner.waiting)
    service.delete(id_)
    for prepared, on_done in waiting:
        on_done(measured(prepared))
    assert service.list() == ()


@pytest.mark.parametrize(("guess", "says"), [("-3%", "less than nothing"), ("130%", "a share from 0% to 100%")])
def test_what_cannot_be_measured_cannot_be_predicted(seated, guess, says):
    service, id_, _ = seated
    service.act(id_, do.Move("pushbacks"))
    service.act(id_, do.Draw(f"{BOARD}# drawn on\n"))
    with pytest.raises(Refused, match=says):
        service.act(id_, do.Predict("crash", {"failed": do.Guess(guess)}))


def test_a_machine_that_slept_is_shown_as_away_and_costs_no_time(store):
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    clock.wind(100)
    service.tick()
    clock.began += 3600  # the time of day went on, the clock stood
    clock.wind(1)
    service.tick()
    service.tick()
    view = service.view(id_)
    assert (view.clock.elapsed, view.clock.paused_for) == (101, 3600)
    assert kinds(service, id_).count("Resumed") == 1


def test_a_clock_that_was_set_right_is_no_sleep(store):
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    for off in (2, -7200):
        clock.began += off
        clock.wind(1)
        service.tick()
    assert service.view(id_).clock.paused_for == 0
