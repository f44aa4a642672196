import json

import pytest

from hotseat.cli.main import main
from hotseat.fault import find_world

FOLDER = find_world("webhooks").folder

BAD = {
    "does not parse": ("async def sender(node)\n  pass\n", "line 1: does not parse"),
    "is missing": ("async def sendr(node):\n  pass\n", "did you mean 'sender'"),
    "is not async": ("def sender(node):\n  pass\n", "line 1: 'sender' is not async"),
    "takes other parameters": ("async def sender():\n  pass\n", "line 1: 'sender' takes other parameters"),
    "imports a fenced module": (
        "import os\nimport socket\nasync def sender(node):\n  pass\n",
        "line 2: imports 'socket'",
    ),
    "gets round the import": (
        "async def sender(node):\n  import importlib\n  importlib.import_module('socket').create_connection(('127.0.0.1', 9))\n",  # noqa: E501
        "line 3: socket.",
    ),
    "opens a file": (
        "async def sender(node):\n  try:\n    open('x')\n  except BaseException:\n    pass\n",
        "line 3: open('x')",
    ),
    "recurses for ever": ("def f():\n  f()\nasync def sender(node):\n  f()\n", "line 2: raises RecursionError"),
    "writes to a global": (
        "import os\nasync def sender(node):\n  os.environ['x'] = '1'\n",
        "line 3: writes to a global",
    ),
    "prints megabytes": ("async def sender(node):\n  while True:\n    print('x' * 1000)\n", "line 3: prints more than"),
    "sleeps at import": ("import time\ntime.sleep(10)\nasync def sender(node):\n  pass\n", "line 2: time.sleep blocks"),
    "raises at import": ("1 / 0\nasync def sender(node):\n  pass\n", "line 1: importing it raises ZeroDivisionError"),
    "names no table": (
        "async def sender(node):\n  await node.db.get('evnts', 1)\n",
        "line 2: the database has no table 'evnts'",
    ),
    "names no effect": (
        "async def sender(node):\n  await node.htp.post('x')\n",
        "line 2: raises AttributeError: a node of this world has no 'htp'",
    ),
    "draws from the system": (
        "import random\nasync def sender(node):\n  random.SystemRandom().random()\n",
        "line 3: random.SystemRandom cannot be replayed",
    ),
    "reads the process's input": (
        "async def sender(node):\n  input()\n",
        "line 2: ",
    ),
    "never rests": (
        "import asyncio\nasync def sender(node):\n  while True:\n    await asyncio.sleep(0)\n",
        "never settles down",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_handler_is_a_sentence_with_its_line(case, tmp_path, capsys):
    text, expected = BAD[case]
    path = tmp_path / "handler.py"
    path.write_text(text)
    assert main(["break", str(path), "--round", "webhooks", "--processes", "1"]) == 2
    error = capsys.readouterr().err
    assert expected in error
    assert error.startswith("handler.py, line ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("async def sender(node):\n  while True:\n    pass\n", "'sender' blocks"),
        ("while True:\n  pass\nasync def sender(node):\n  pass\n", "importing it takes longer"),
        (
            "async def sender(node):\n  while True:\n    try:\n      raise KeyError\n    except BaseException:\n      pass\n",  # noqa: E501
            "'sender' blocks",
        ),
    ],
)
def test_a_handler_that_blocks_is_ended(text, expected, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("hotseat.fault.pool.PATIENCE", 0.3)
    path = tmp_path / "handler.py"
    path.write_text(text)
    assert main(["break", str(path), "--round", "webhooks", "--processes", "1"]) == 2
    assert expected in capsys.readouterr().err


UNORDERED = """
import asyncio
async def sender(node):
    while True:
        for name in {"evt_1", "evt_2", "evt_3", "evt_4", "evt_5"}:
            event = await node.db.get("events", name)
            if event is not None and event["status"] == "pending":
                await node.http.post(event["merchant"], event, key=name)
                await node.db.update("events", name, status="delivered")
        await asyncio.sleep(1)
"""


def test_a_handler_that_goes_through_a_set_is_told_the_first_difference(tmp_path, capsys):
    path = tmp_path / "handler.py"
    path.write_text(UNORDERED)
    assert main(["break", str(path), "--round", "webhooks", "--processes", "1", "--budget", "0"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(
        "handler.py, line 1: the same run goes another way in another process: one has sender:post/"
    )
    assert "does it go through a set" in error


def test_a_file_that_cannot_be_read_is_named(tmp_path, capsys):
    assert main(["break", str(tmp_path / "none.py"), "--round", "webhooks"]) == 2
    assert "none.py: cannot be read" in capsys.readouterr().err
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\n")
    assert main(["break", str(tmp_path / "latin.py"), "--round", "webhooks"]) == 2
    assert "it is not UTF-8 text" in capsys.readouterr().err


def test_a_handler_that_swallows_everything_still_crashes(tmp_path, capsys):
    path = tmp_path / "handler.py"
    path.write_text(
        "import asyncio\nasync def sender(node):\n  while True:\n    try:\n"
        "      for event in await node.db.select('events', status='pending'):\n"
        "        await node.http.post(event['merchant'], event, key=str(node.incarnation))\n"
        "        await node.db.update('events', event['id'], status='delivered')\n"
        "      await asyncio.sleep(1)\n    except BaseException:\n      continue\n"
    )
    assert main(["break", str(path), "--round", "webhooks", "--processes", "1", "--budget", "1"]) == 1
    assert "restarts" in capsys.readouterr().out


def test_wrong_handler_is_explained(capsys):
    assert main(["break", str(FOLDER / "wrong_new_key.py"), "--round", "webhooks", "--processes", "2"]) == 1
    out = capsys.readouterr().out
    assert "BROKEN by 1 fault, in run 3 of" in out
    assert "<- any of: crash:after, reply-lost, late" in out
    assert (
        "window: between `post acme evt_1` (wrong_new_key.py, line 11) and `commit events evt_1` (wrong_new_key.py, line 15)"
        in out
    )
    assert "--faults 'crash:sender:post/acme evt_1#0:after'" in out


def test_right_handler_is_kept_with_its_coverage(capsys):
    assert main(["break", str(FOLDER / "right_unique_charge.py"), "--round", "webhooks", "--processes", "1"]) == 0
    assert "kept in all 242 runs with at most 2 faults" in capsys.readouterr().out


def test_processes_do_not_change_a_word(capsys):
    said = []
    for processes in ("1", "3"):
        main(
            [
                "break",
                str(FOLDER / "wrong_gives_up.py"),
                "--round",
                "webhooks",
                "--processes",
                processes,
                "--beyond",
                "50",
            ]
        )
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def test_replay_and_json(capsys):
    words = ["--faults", "crash:sender:post/acme evt_1#0:after", "--json"]
    assert main(["break", str(FOLDER / "wrong_new_key.py"), "--round", "webhooks", *words]) == 1
    data = json.loads(capsys.readouterr().out)
    assert not data["kept"]
    assert data["promises"][0]["mermaid"].startswith("sequenceDiagram")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--round", "webhooks", "--beyond", "many"], "write 0 or more, or 'all'"),
        (["--round", "webhoks"], "did you mean 'webhooks'?"),
        (
            ["--round", "webhooks", "--faults", "lost:sender:post/acme evt_2#0"],
            "did you mean 'lost:sender:post/acme evt_1#0'?",
        ),
        (["--round", "webhooks", "--faults", "lots:sender:post/acme evt_1#0"], "cannot go wrong as 'lots'"),
        (["--round", "webhooks", "--budget", "-1"], "write 0 or more"),
    ],
)
def test_unknown_round_or_fault_names_the_nearest(words, expected, capsys):
    assert main(["break", str(FOLDER / "right_outbox.py"), *words]) == 2
    assert expected in capsys.readouterr().err


def test_ablate_prints_the_table(capsys):
    assert main(["break", str(FOLDER / "right_unique_charge.py"), "--round", "webhooks", "--ablate"]) == 0
    assert "without the event's id as the key" in capsys.readouterr().out
