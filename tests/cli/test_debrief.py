"""`hotseat debrief`: told in the terminal, as JSON, as a file; measured first where that was left undone."""

import json

import pytest

from hotseat.cli.main import main
from hotseat.interview import actions as do
from hotseat.interview.clock import ScriptedClock
from hotseat.interview.runner import HereRunner
from hotseat.interview.sitting import Sittings
from hotseat.store.database import Store


class Asleep(HereRunner):
    """A runner that never begins: the server was stopped before the examination."""

    def submit(self, what, *, on_progress, on_done, known, urgent=False):
        return None


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'sittings.db'}"


@pytest.fixture
def sitting(database):
    """A sitting of the webhooks round in which nothing whole was drawn, ended before anything was examined."""
    store = Store.open(database)
    service = Sittings(store, runner=Asleep(threads=0), clock=ScriptedClock())
    id_ = service.create("webhooks")
    service.act(id_, do.Ask("How many events a second at peak?"))
    service.act(id_, do.Draw("nodes: {"))
    service.act(id_, do.Finish())
    store.close()
    return id_


def test_the_verdict_is_told_first(capsys, database, sitting):
    assert main(["debrief", sitting, "--database", database]) == 0
    told = capsys.readouterr().out
    assert told.index("No hire") < told.index("Rubric")
    assert "Nothing was measured" in told
    assert all(len(line.rstrip()) <= 80 for line in told.splitlines())


def test_what_was_left_unmeasured_is_measured_first_and_kept(capsys, database, sitting):
    assert main(["debrief", sitting[:10], "--json", "--database", database]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ready"]
    assert told["verdict"]["verdict"] == "no-hire"
    store = Store.open(database)
    kinds = [type(event.what).__name__ for event in Sittings(store, runner=Asleep(threads=0)).events(sitting)]
    store.close()
    assert kinds[-1] == "Examined"


def test_it_can_be_graded_by_another_bar_of_the_round_alone(capsys, database, sitting):
    assert main(["debrief", sitting, "--json", "--calibration", "early-startup", "--database", database]) == 0
    assert json.loads(capsys.readouterr().out)["calibration"] == "early-startup"
    assert main(["debrief", sitting, "--calibration", "mine", "--database", database]) == 2
    assert "has no such bar; write one of: payments, early-startup" in capsys.readouterr().err


def test_the_page_and_the_designs_are_written(capsys, database, sitting, tmp_path):
    page = tmp_path / "debrief.html"
    designs = tmp_path / "designs"
    words = ["debrief", sitting, "--database", database, "--html", str(page), "--designs", str(designs)]
    assert main(words) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "designs: 0 in" in capsys.readouterr().err


def test_what_cannot_be_written_or_found_is_a_sentence(capsys, database, sitting, tmp_path):
    assert main(["debrief", sitting, "--database", database, "--html", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert main(["debrief", "nobody", "--database", database]) == 2
    assert "there is no sitting 'nobody'" in capsys.readouterr().err
