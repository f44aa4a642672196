"""`hotseat rounds`: list, show without spoiling, check with its exit codes, new."""

import json

import pytest

from hotseat.cli.main import main


@pytest.fixture
def mine(tmp_path, capsys):
    assert main(["rounds", "new", "my-round", "--in", str(tmp_path)]) == 0
    capsys.readouterr()
    return tmp_path / "my-round"


def test_list_shows_our_rounds(capsys):
    assert main(["rounds", "list"]) == 0
    out = capsys.readouterr().out
    assert "webhooks" in out
    assert "edge-flags" in out
    assert main(["rounds", "list", "--json"]) == 0
    assert {one["slug"] for one in json.loads(capsys.readouterr().out)} >= {"webhooks", "edge-flags"}


def test_show_spoils_nothing_unless_the_author_asks(capsys):
    secrets = ("receiver library", "What does the merchant see", "crash-window", "deliver_once")
    for words in (["show", "webhooks"], ["show", "webhooks", "--json"]):
        assert main(["rounds", *words]) == 0
        out = capsys.readouterr().out
        assert not [one for one in secrets if one in out]
    assert main(["rounds", "show", "webhooks", "--author"]) == 0
    out = capsys.readouterr().out
    assert all(one in out for one in secrets)


def test_a_new_round_is_proved(mine, capsys):
    assert main(["rounds", "check", str(mine)]) == 0
    assert "proved: 1 pushback, 3 rubric items" in capsys.readouterr().out


def test_a_claim_that_does_not_come_out_is_status_1(mine, capsys):
    text = (mine / "round.yaml").read_text(encoding="utf-8")
    (mine / "round.yaml").write_text(
        text.replace("    breaks: [slow-supplier]", "    keeps: [slow-supplier]"), encoding="utf-8"
    )
    assert main(["rounds", "check", str(mine), "--quick"]) == 1
    assert "should keep 'slow-supplier'" in capsys.readouterr().err


def test_a_folder_that_is_no_round_is_status_2(mine, capsys):
    (mine / "prompt.md").unlink()
    assert main(["rounds", "check", str(mine), "--quick"]) == 2
    assert "prompt.md is missing" in capsys.readouterr().err
    assert main(["rounds", "check", str(mine), "--quick", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)[0]["proved"] is False


def test_few_wordings_are_advised_against_and_the_round_is_proved_all_the_same(mine, capsys):
    text = (mine / "round.yaml").read_text(encoding="utf-8")
    many = text.partition("  supplier:\n    question")[2].partition("asked_as: [")[2].partition("]")[0]
    (mine / "round.yaml").write_text(text.replace(many, '"Does the dependency fail?"'), encoding="utf-8")
    assert main(["rounds", "check", str(mine)]) == 0
    assert "advice: fact 'supplier' has 1 wording under `asked_as`" in capsys.readouterr().out
    assert main(["rounds", "check", str(mine), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["advice"]


@pytest.mark.parametrize(
    "words",
    [["show"], ["new"], ["show", "webhok"], ["check", "webhok"], ["sho", "x"], ["new", "A B"], ["check", "/no/folder"]],
)
def test_what_makes_no_sense_is_a_sentence_and_status_2(words, capsys):
    assert main(["rounds", *words]) == 2
    assert capsys.readouterr().err.strip()


def test_the_schema_is_printed(capsys):
    assert main(["rounds", "list", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A Hotseat round"
