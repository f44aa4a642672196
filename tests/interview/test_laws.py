"""Laws that hold for every sitting, whatever is done in it and whenever."""

import dataclasses
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_round import BOARD, GOOD, sittings

from hotseat.errors import Refused, SittingError
from hotseat.interview import actions as do
from hotseat.interview import board, plain
from hotseat.interview.log import decode, encode
from hotseat.interview.state import fold
from hotseat.store.database import Store

TEXTS = st.sampled_from(
    [BOARD, GOOD, "", BOARD + "# a note\n", "nodes: [", "a: 1\nb: 2\n", GOOD.replace("100/s", "50/s")]
)
ESTIMATES = st.sampled_from(["2000/s * 100 B", "1/0", "3 kB in s"])
ACTIONS = st.one_of(
    st.builds(do.Draw, TEXTS, st.dictionaries(st.sampled_from("ab"), st.tuples(st.integers(0, 9), st.integers(0, 9)))),
    st.builds(do.Ask, st.sampled_from(["peak traffic?", "may clicks be lost?", "is traffic lost at peak?", " "])),
    st.builds(do.Pick, st.sampled_from(["peak", "loss", "nothing"])),
    st.builds(do.Work, ESTIMATES, st.just(""), st.sampled_from([None, "storage"])),
    st.builds(do.Commit, st.sampled_from(["guarantee", "latency"]), st.sampled_from(["at-least-once", "250ms", "soon"])),
    st.builds(do.Skip, st.just("a thing"), st.sampled_from(["why not", ""]), st.sampled_from([None, "latency"])),
    st.builds(do.Say, st.text(max_size=20), st.sampled_from([None, "api", "crash"])),
    st.builds(do.Predict, st.sampled_from(["objectives", "crash", "surge"]), st.just({}), st.floats(0, 1)),
    st.builds(do.RunProbe, st.sampled_from(["objectives", "crash", "surge"])),
    st.builds(do.Concede, st.sampled_from(["crash", "surge"]), st.just("we live with it")),
    st.builds(do.Move, st.sampled_from(["design", "pushbacks", "wrap-up"])),
    st.just(do.Pause()),
    st.just(do.Resume()),
    st.just(do.Finish()),
    st.builds(do.Judge, st.just("clarity"), st.integers(0, 2)),
)  # fmt: skip
MOVES = st.lists(st.tuples(st.floats(0, 400), ACTIONS), max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES)
def test_every_sequence_of_actions_leaves_a_log_that_tells_the_same_sitting_again(moves):
    store = Store.open("sqlite://")
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    elapsed = 0.0
    for seconds, action in moves:
        clock.wind(seconds)
        before = service.view(id_)
        try:
            after = service.act(id_, action)
        except Refused:
            after = service.view(id_)
            assert after == before  # a refused action leaves no trace
        assert after.clock.elapsed >= elapsed
        elapsed = after.clock.elapsed
    events = service.events(id_)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert all(one.at <= other.at for one, other in itertools.pairwise(events))
    assert fold(events) == fold(decode(encode(event)) for event in events)
    assert fold(events).text == service.view(id_).board.text
    again, _, _ = sittings(store, clock=clock)  # another process, on the same database
    other = again.import_(service.export_(id_))
    assert again.export_(other) == service.export_(id_)
    assert dataclasses.replace(again.peek(other), id=id_, clock=None) == dataclasses.replace(
        again.peek(id_), clock=None
    )
    store.close()


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d of a face"])
def test_what_cannot_be_kept_is_refused_on_every_face(text):
    service, _, _ = sittings(Store.open("sqlite://"))
    id_ = service.create("counter")
    for action in (do.Say(text), do.Draw(text, {text: (1.0, 1.0)}), do.Ask(text), do.Skip(text, "why not")):
        with pytest.raises(Refused, match="cannot be kept; leave it out"):
            service.act(id_, action)
    assert len(service.events(id_)) == 2


def test_what_only_looks_like_the_character_zero_comes_through():
    service, _, _ = sittings(Store.open("sqlite://"))
    id_ = service.create("counter")
    service.act(id_, do.Say(r"escape it as \u0000 and go on"))
    assert service.export_(service.import_(service.export_(id_))) == service.export_(id_)


@given(st.text(), st.text())
def test_a_splice_makes_the_new_text_from_the_old_one(old, new):
    start, removed, inserted = board.splice(old, new)
    assert old[:start] + inserted + old[start + removed :] == new
    drew = board.change(old, new, sound="", layout={})
    assert board.spliced(old, drew) == new


@given(st.text(alphabet="ab", min_size=20, max_size=60), st.integers(0, 59))
def test_a_splice_holds_no_more_than_what_changed(text, place):
    place = min(place, len(text))
    start, removed, inserted = board.splice(text, text[:place] + "x" + text[place:])
    assert (removed, inserted) == (0, "x")
    assert start == place


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(["started", "drew", "run_ended", "predicted", "examined", "pushed"]), JSON)
def test_any_data_is_an_event_or_a_sentence(kind, data):
    from hotseat.store.logs import Line

    try:
        event, told = decode(Line(1, 0.0, "", kind, data)), ""
    except SittingError as error:
        told = str(error)
    if told:
        assert told.startswith("event 1")
    else:
        assert plain.to_plain(event.what) == {**plain.to_plain(event.what), **json.loads(json.dumps(data))}


def test_a_kind_from_a_newer_version_is_refused_with_a_sentence():
    from hotseat.store.logs import Line

    with pytest.raises(SittingError, match=r"event 7: this version knows no 'sang'; .*newer Hotseat"):
        decode(Line(7, 0.0, "", "sang", {}))


def test_a_log_that_does_not_follow_is_refused():
    from hotseat.interview import events as log

    started = log.Event(1, 0.0, "", log.Started("counter", "d", "usual", 1, "0"))
    for wrong in (
        log.Event(3, 0.0, "", log.Paused()),
        log.Event(1, 0.0, "", log.Paused()),
        log.Event(2, -1.0, "", log.Paused()),
        log.Event(2, 0.0, "", started.what),
        log.Event(2, 0.0, "", log.Drew(5, 5, "")),
        log.Event(2, 0.0, "", log.RunEnded(9, "done")),
    ):
        with pytest.raises(SittingError):
            fold((started, wrong))
