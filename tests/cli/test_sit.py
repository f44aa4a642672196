"""`hotseat sit` and `hotseat sittings` on the webhooks round, in a database of the test's own."""

import json
import re

import pytest

from hotseat.cli.main import main

SHORT = """\
hotseat_script: 1
round: webhooks
steps:
  - {at: "0:40", ask: "How many events a second at peak?"}
  - {at: "1:00", draw: designs/first-pass.design.yaml}
  - {at: "2:00", predict: {probe: objectives, holds: 0.9}}
  - {at: "2:10", run: objectives}
  - {at: "3:00", draw: "nodes:\\n"}
  - {at: "4:00", finish: true}
"""


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTSEAT_DATABASE", str(tmp_path / "hotseat.db"))


@pytest.fixture
def sat(tmp_path, capsys):
    (tmp_path / "short.yaml").write_text(SHORT)
    assert main(["sit", "webhooks", "--script", str(tmp_path / "short.yaml")]) == 0
    out, err = capsys.readouterr()
    return re.search(r"hotseat debrief (\S+)", err).group(1), out


def test_a_script_is_played_and_its_debrief_printed_and_all_of_it_can_be_had_again(sat, tmp_path, capsys):
    id_, out = sat
    assert "No hire" in out
    assert main(["sittings"]) == 0
    assert re.search(rf"{id_}\s+webhooks\s+.*4:00\s+no-hire, \d to mark", capsys.readouterr().out)
    assert main(["sittings", "export", id_, str(tmp_path / "one.jsonl")]) == 0
    events = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text().splitlines()]
    run = next(event["seq"] for event in events[1:-1] if event["kind"] == "run_began")
    assert main(["sittings", "export", id_, str(tmp_path / "one.jsonl")]) == 2  # nothing is written over
    assert "is there already" in capsys.readouterr().err
    assert main(["sittings", "import", str(tmp_path / "one.jsonl")]) == 0
    other = capsys.readouterr().out.strip()
    assert other != id_
    assert main(["sittings", "replay", other]) == 0
    assert f"run {run} (objectives): the same, byte for byte" in capsys.readouterr().out
    assert main(["sittings", "design", other, str(run)]) == 0
    assert "objectives:" in capsys.readouterr().out
    assert main(["sittings", "delete", other]) == 0
    assert main(["sittings", "design", other, str(run)]) == 2


def test_a_sitting_at_the_prompt_can_be_left_and_gone_on_with(tmp_path, capsys, monkeypatch):
    def typed(*lines):
        left = iter(lines)

        def read(_prompt=""):
            line = next(left, None)
            if line is None:
                raise EOFError
            return line

        monkeypatch.setattr("builtins.input", read)

    board = tmp_path / "board.yaml"
    board.write_text("nodes: {}\n")
    typed(
        "help", "ask how many events per second at peak?", "estimate events-per-day: 2000/s * 86400 s/day",
        "commit guarantee at-least-one", "commit guarantee at-least-once", "skip a dashboard: nobody asked", "pick 1",
        "ask requests per second, and how big is one?", "pick", "pick 2", "say hello",
        f"draw {board}", "draw nowhere.yaml", "run", "predict", "status", "concede no", "dance", "",
    )  # fmt: skip
    assert main(["sit", "webhooks"]) == 0
    out = capsys.readouterr().out
    assert "Two thousand a second" in out
    assert "nothing is offered to pick from" in out
    assert "pick 1: Traffic at peak" in out
    assert "write `pick NUMBER`, from 1 to 2" in out
    assert "Two kilobytes with its headers" in out
    assert "= 172,800,000/day" in out
    assert "did you mean 'at-least-once'" in out
    assert "guarantee: at-least-once (made)" in out
    assert "no pushback is open" in out
    assert "nothing that can be done here" in out
    id_ = re.search(r"hotseat sit --resume (\S+)", out).group(1)
    typed("pause", "resume", "finish", "judge nothing 1", "quit")
    assert main(["sit", "--resume", id_[:8]]) == 0
    out = capsys.readouterr().out
    assert "The sitting is over (by the candidate)." in out
    assert f"hotseat debrief {id_}" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sit"], "write `hotseat sit ROUND` to begin"),
        (["sit", "webhook"], "did you mean 'webhooks'"),
        (["sit", "webhooks", "--calibration", "nobody"], "no calibration"),
        (["sit", "--resume", "xyz"], "there is no sitting 'xyz'"),
        (["sit", "--script", "nowhere.yaml"], "No such file"),
        (["sit", "--script", "a", "--resume", "b"], "write one of them"),
        (["sittings", "export", "x"], "write it like `hotseat sittings export ID FILE`"),
        (["sittings", "import", "nowhere"], "cannot be read"),
        (["sittings", "replay", "x"], "there is no sitting 'x'"),
        (["sittings", "--database", "://"], "is not a database"),
    ],
)
def test_what_is_wrong_is_a_sentence(words, told, capsys):
    assert main(words) == 2
    assert told in capsys.readouterr().err


def test_a_script_for_another_round_is_refused(tmp_path, capsys):
    (tmp_path / "short.yaml").write_text(SHORT)
    assert main(["sit", "edge-flags", "--script", str(tmp_path / "short.yaml")]) == 2
    assert "is a script for 'webhooks'" in capsys.readouterr().err


def test_no_sittings_is_no_error(capsys):
    assert main(["sittings"]) == 0
    assert "no sittings yet" in capsys.readouterr().out


HOSTILE = """\
hotseat_script: 1
round: webhooks
steps:
  - {at: "1:00", say: "\\e[2J\\e]0;hired\\a [/] [red] <script>alert(1)</script> \\u202E"}
  - {at: "2:00", skip: "<img src=x onerror=alert(2)>", reason: "</script><script>alert(3)</script>\\e[31m"}
  - {at: "4:00", finish: true}
after: [{judge: clarity, level: 3, by: "\\e[31m<b>me</b>", note: "</pre><script>alert(4)</script>"}]
"""


def test_what_was_typed_steers_neither_the_terminal_nor_the_page(tmp_path, capsys):
    (tmp_path / "hostile.yaml").write_text(HOSTILE)
    assert main(["sit", "webhooks", "--script", str(tmp_path / "hostile.yaml")]) == 0
    out, err = capsys.readouterr()
    id_ = re.search(r"hotseat debrief (\S+)", err).group(1)
    assert main(["debrief", id_, "--html", str(tmp_path / "told.html")]) == 0
    page = (tmp_path / "told.html").read_text()
    for shown in (out, capsys.readouterr().out, page):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
        assert "alert(3)" in shown
    assert not re.search(r"<script>alert|<img[^>]*onerror|<b>me", page)


def test_half_a_quotation_at_the_prompt_is_a_sentence(capsys, monkeypatch):
    left = iter(['predict "a', "quit"])
    monkeypatch.setattr("rich.console.Console.input", lambda *_words, **_more: next(left))
    assert main(["sit", "webhooks"]) == 0
    assert "a quotation mark lacks its other half" in capsys.readouterr().out
