import pytest

from hotseat.cli.main import main
from hotseat.fault import find_world

FOLDER = find_world("webhooks").folder


def run(name, *options):
    return main(
        ["break", str(FOLDER / f"{name}.py"), "--round", "webhooks", "--processes", "1", "--budget", "1", *options]
    )


def test_the_page_and_the_pictures_are_written(tmp_path, capsys):
    assert run("wrong_mark_before_send", "--html", str(tmp_path / "r.html"), "--svg", str(tmp_path / "p.svg")) == 1
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["p-none-lost.svg", "p.svg"]
    said = capsys.readouterr()
    assert said.out.startswith("promise  ")
    assert said.err.count("wrote ") == 3


def test_a_replay_is_drawn_too(tmp_path):
    faults = ["--faults", "crash:sender:post/acme evt_1#0:after"]
    assert run("wrong_new_key", *faults, "--svg", str(tmp_path / "p.svg")) == 1
    assert "evt_1 is charged 2 times" in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_mermaid_text_is_printed_instead(capsys):
    assert run("wrong_new_key", "--mermaid") == 1
    assert capsys.readouterr().out.startswith("%% a customer is charged once for each event\nsequenceDiagram\n")


def test_where_nothing_is_broken_there_is_a_page_and_no_picture(tmp_path, capsys):
    assert run("right_outbox", "--html", str(tmp_path / "r.html"), "--svg", str(tmp_path / "p.svg")) == 0
    assert (tmp_path / "r.html").exists()
    assert not (tmp_path / "p.svg").exists()
    assert "nothing to draw" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--html", "--svg"])
def test_a_file_that_cannot_be_written_is_a_sentence(option, tmp_path, capsys):
    assert run("wrong_new_key", option, str(tmp_path / "no" / "such" / "folder")) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


def test_an_ablation_has_no_picture(capsys):
    assert run("right_outbox", "--ablate", "--mermaid") == 2
    assert "leave out --ablate or --mermaid" in capsys.readouterr().err
