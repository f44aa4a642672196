import pytest
from small_round import GOOD, sittings

from hotseat.errors import SittingError
from hotseat.interview import events as log
from hotseat.interview.playing import play
from hotseat.interview.script import read_script
from hotseat.store.database import Store

HEAD = "hotseat_script: 1\nround: counter\n"
WHOLE = (
    HEAD
    + """\
steps:
  - {at: "0:40", ask: "What is the peak traffic?"}
  - {at: "1:00", ask: "Is traffic lost at peak?"}
  - {at: "1:10", pick: loss}
  - {at: "3:00", estimate: "2000/s * 100 B", estimate_for: storage}
  - {at: "9:30", commit: {guarantee: at-least-once, latency: 250ms}}
  - at: "10:00"
    draw: |
      hotseat: 1
      name: counter
      traffic: {hits: {to: api.request, rate: 100/s}}
      nodes: {api: {kind: service, concurrency: 10, on: {request: [{work: {exp: 2ms}}]}}}
  - {at: "10:30", say: "One box is enough.", about: api}
  - {at: "11:00", skip: "a dashboard", reason: "nobody asked"}
  - {at: "12:00", pause: "1:00"}
  - {at: "20:00", move: pushbacks}
  - {at: "30:00", predict: {probe: objectives, holds: 0.5}}
  - {at: "30:10", run: objectives}
answers:
  crash:
    - {predict: {guesses: {failed: {value: 5%, low: 1%, high: 10%}}, holds: 0.9}}
    - {run: asked}
    - {concede: "clicks are cheap"}
  surge:
    - {in: "0:05", concede: {reason: "not sold yet"}}
after:
  - {judge: clarity, level: 1, note: "fine"}
"""
)


def played(store, text):
    service, _, clock = sittings(store)
    return service, play(read_script(text), service, clock)


def test_a_script_plays_a_whole_sitting(store):
    service, id_ = played(store, WHOLE)
    view = service.peek(id_)
    assert view.finished == "clock"
    assert [(one.key, one.state, one.at) for one in view.pushbacks] == [
        ("crash", "conceded", 1200.0),
        ("surge", "conceded", 1245.0),
    ]
    assert view.clock.paused_for == 60
    assert [(one.fact, len(one.offered)) for one in view.answers] == [("peak", 0), (None, 2), ("loss", 0)]
    assert view.judged[0].level == 1
    assert [run.probe for run in view.runs] == ["crash", "objectives"]
    assert view.objectives_prediction.holds == 0.5


def test_the_same_script_gives_the_same_log(store, tmp_path):
    service, id_ = played(store, WHOLE)
    other = Store.open(str(tmp_path / "other.db"))
    again, other_id = played(other, WHOLE)
    assert [(e.seq, e.at, e.what) for e in service.events(id_)] == [
        (e.seq, e.at, e.what) for e in again.events(other_id)
    ]
    assert service.export_(id_) == again.export_(other_id)
    other.close()


def test_a_design_may_stand_in_the_script_itself(store):
    block = "".join("        " + line + "\n" for line in GOOD.splitlines())
    service, id_ = played(store, HEAD + f'steps:\n  - at: "1:00"\n    draw: |\n{block}')
    assert [event.what.runs for event in service.events(id_) if isinstance(event.what, log.Drew)] == [True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + 'steps:\n  - {at: "3:00", ask: a}\n  - {at: "2:00", ask: b}', r"steps\[1\] \(ask\): .*order \(line 5\)"),
        (HEAD + "steps:\n  - {ask: a}", "a time on the clock is written like"),
        (HEAD + 'steps:\n  - {at: "3:00", aks: a}', "a step does exactly one of"),
        (HEAD + 'steps:\n  - {at: "3:00", ask: a, reason: b}', "unknown key; a step that does `ask` has"),
        (HEAD + 'after:\n  - {ask: a}', "only `judge`"),
        ("hotseat_script: 2\nround: counter", "write `hotseat_script: 1`"),
        ("[1, 2]", "a script begins with"),
        (HEAD + "stepz: []", "unknown key; there are"),
        (HEAD + "steps: {a: 1}", "a list of steps"),
        (HEAD + "answers: [1]", "a pushback's name"),
        (HEAD + 'steps: [\n', "line"),
        (HEAD + 'steps:\n  - {at: "3:00", estimate: 1/s, label: [a]}', r"steps\[0\].label: write a word or a sentence"),
        (HEAD + 'steps:\n  - {at: "3:00", skip: a, reason: {b: c}}', r"steps\[0\].reason: write a word"),
        (HEAD + 'steps:\n  - {at: "3:00", say: a, about: [b]}', r"steps\[0\].about: write a word"),
        (HEAD + "after:\n  - {judge: clarity, level: 1, note: {a: b}}", r"after\[0\].note: write a word"),
    ],
)  # fmt: skip
def test_a_script_that_is_wrong_says_where(text, told):
    with pytest.raises(SittingError, match=told):
        read_script(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('  - {at: "1:00", commit: {guarantee: maybe}}', r"steps\[0\] \(commit\): 'maybe' is not a choice"),
        ('  - {at: "1:00", run: asked}', "no pushback is open"),
        ('  - {at: "1:00", draw: nowhere.yaml}', "there is no design 'nowhere.yaml'"),
        ('  - {at: "1:00", move: desing}', "did you mean 'design'"),
        ('  - {at: "1:00", finish: true}\n  - {at: "2:00", ask: "more?"}', "the sitting is over"),
        ('  - {at: "1:00", predict: {holds: maybe, probe: objectives}}', "is no probability"),
        ('  - {at: "1:00", predict: {sure: 1}}', "unknown key 'sure'"),
        ('  - {at: "1:00", predict: {guesses: [1], probe: objectives}}', "guesses are written like"),
        ('  - {at: "1:00", concede: {pushback: [a], reason: b}}', "was not asked"),
        ('  - {at: "1:00", pause: "long"}', "how long is the pause"),
        ('  - {at: "1:00", draw: "a\\nb", layout: {a: 1}}', "a layout is written like"),
    ],
)
def test_a_step_that_is_refused_says_which(store, text, told):
    with pytest.raises(SittingError, match=told) as error:
        played(store, HEAD + "steps:\n" + text)
    assert error.value.problems[0].line >= 4


def test_an_answer_to_a_pushback_that_there_is_not_is_refused(store):
    with pytest.raises(SittingError, match="has no such pushback"):
        played(store, HEAD + "answers:\n  flood:\n    - {run: asked}")


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SittingError, match="No such file"):
        read_script(tmp_path / "none.yaml")
