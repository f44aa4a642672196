"""The rounds that Hotseat ships are proved by sitting them: their references' verdicts, every rubric item won and lost."""

import pytest
from logs import view_of

from hotseat.interview import after
from hotseat.interview import events as log
from hotseat.interview.debriefing import debrief
from hotseat.interview.events import Event
from hotseat.interview.proof import prove
from hotseat.rounds.catalogue import find, slugs


@pytest.mark.parametrize("slug", slugs())
def test_every_shipped_round_grades_what_it_claims(slug):
    assert prove(find(slug)) == ()


@pytest.mark.parametrize("slug", slugs())
def test_the_examination_of_a_shipped_reference_is_bounded_by_events(slug):
    round_ = find(slug)
    text = round_.files[round_.references["defended"].design]
    found = after.examine(round_, text, seed=1, decisions=False)
    assert {one.probe for one in found.evidence} == set(after.probes_wanted(round_))
    chosen = after.affordable(round_, found.evidence, (), 10)
    assert chosen
    assert sum(one.events for one in chosen) * 10 <= after.PUSHBACKS


@pytest.mark.parametrize("slug", slugs())
def test_a_board_that_was_never_touched_is_no_hire_and_says_why(slug):
    round_ = find(slug)
    started = log.Started(slug, "", next(iter(round_.calibrations)), 1, "0", round_.start)
    examined = after.examine(round_, "nodes: {", seed=1)
    lines = (started, log.Finished("candidate"), examined)
    events = tuple(Event(number, 0.0, "2026-01-01T00:00:00Z", what) for number, what in enumerate(lines, 1))
    told = debrief(round_, events, view_of(round_, events, elapsed=0.0))
    assert told.verdict.verdict == "no-hire"
    assert all(one.points == 0 for one in told.rubric if one.evidence == "measured")
