"""Wrong input at the command line: one clear sentence, exit status 2, nothing run."""

import subprocess
import sys
from pathlib import Path

import pytest

from hotseat.cli.main import main

ONE = str(Path(__file__).parent.parent / "analysis" / "files" / "one.design.yaml")

CASES = [
    (("run",), "required: FILE"),
    (("run", ONE, "--sead", "3"), "unknown option '--sead'; did you mean '--seed'?"),
    (("run", ONE, "--xyzzy"), "unknown option '--xyzzy'; `hotseat run --help`"),
    (("run", ONE, "other.yaml"), "'other.yaml' is one word too many"),
    (("run", "nowhere.yaml"), "cannot read nowhere.yaml: No such file or directory"),
    (("run", str(Path(ONE).parent)), "Is a directory"),
    (("run", ONE, "--seed", "x"), "'x' is not a whole number"),
    (("run", ONE, "--seed", "-1"), "'-1' is not a whole number"),
    (("run", ONE, "--seed", "99999999999999999999"), "is not a whole number"),
    (("run", ONE, "--for", "10"), "'10' is not a time; write it like 90s, 10m or 2h"),
    (("run", ONE, "--for", "0s"), "is not a time"),
    (("run", ONE, "--for", "-5s"), "--for"),
    (("run", ONE, "--for", "5 parsecs"), "is not a time"),
    (("run", ONE, "--for", "99999999d"), "cannot be run"),
    (("run", ONE, "--warmup", "soon"), "is not a time"),
    (("run", ONE, "--warmup", "9s", "--for", "9s"), "warmup: 9s leaves nothing to measure of a run of 9s"),
    (("run", ONE, "--precision", "0"), "is not a share; write it like 1%"),
    (("run", ONE, "--precision", "200%"), "is not a share"),
    (("run", ONE, "--precision", "."), "is not a share"),
    (("run", ONE, "--replications", "0"), "write a number from 1 to 1000"),
    (("run", ONE, "--replications", "2", "--precision", "1%"), "write one of them"),
    (("run", ONE, "--set", "nodes.api.replicas"), "write it like --set nodes.sender.replicas=32"),
    (("run", ONE, "--set", "nodes.apy.replicas=3"), "there is no node 'apy'; did you mean 'api'?"),
    (("run", ONE, "--set", "nodes.api.replicaz=3"), "did you mean 'replicas'?"),
    (("run", ONE, "--set", "nodes.api.replicas=-3"), "nodes.api.replicas"),
    (("run", ONE, "--set", "traffic.pings.rate=3"), "needs a unit"),
    (("run", ONE, "--fault", "crush api"), "'crush' is not a fault; did you mean 'crash'?"),
    (("run", ONE, "--fault", "crash apy at 1s"), "did you mean 'api'?"),
    (("run", ONE, "--fault", "crash api at"), "`at` is followed by a value"),
    (("run", ONE, "--fault", ""), "write a fault like"),
    (("run", ONE, "--prices", "none.yaml"), "cannot read the price sheet none.yaml"),
    (("run", ONE, "--report", "/"), "this is a folder"),
    (("run", ONE, "--report", "/no/such/place/x.html"), "there is no folder /no/such/place"),
    (("compare", ONE), "required: B"),
    (("compare", ONE, "nowhere.yaml"), "cannot read nowhere.yaml"),
    (("compare", ONE, ONE, "--seeds", "many"), "is not a whole number"),
    (("stress", ONE, "--precision", "7"), "is not a share"),
    (("ablate", "nowhere.yaml"), "cannot read nowhere.yaml"),
    (("sweep", ONE), "what shall vary?"),
    (("sweep", ONE, "--vary", "nodes.api.replicas"), "write it like nodes.sender.replicas=4..64"),
    (("sweep", ONE, "--vary", "nodes.api.replicas=9..3"), "the range ends before it begins"),
    (("sweep", ONE, "--vary", "nodes.apy.replicas=1..4"), "did you mean 'api'?"),
    (
        ("sweep", ONE, "--vary", "nodes.api.replicas=1,2", "--vary", "nodes.api.replicas=3,4"),
        "a path stands there twice",
    ),
    (("warm", "now"), "one word too many"),
    (("runn", ONE), "did you mean 'run'?"),
]


@pytest.mark.parametrize(("words", "sentence"), CASES, ids=[" ".join(words).replace(ONE, "FILE") for words, _ in CASES])
def test_a_sentence_and_status_2(words, sentence, capsys):
    assert main([*words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_nothing_of_the_engine_is_loaded_for_wrong_input():
    import subprocess
    import sys

    program = "import sys; from hotseat.cli.main import main; main(sys.argv[1:]); print('llvmlite' in sys.modules)"
    for words in (
        ("run", "nowhere.yaml"),
        ("run", ONE, "--set", "nodes.apy.x=3"),
        ("sweep", ONE),
        ("stress", ONE, "--sead"),
    ):
        done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
        assert done.stdout == "False\n", words


def test_a_file_that_is_not_utf8_or_empty(capsys, tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"name: caf\xe9")
    assert main(["run", str(tmp_path / "a.yaml")]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    (tmp_path / "b.yaml").write_bytes(b"")
    assert main(["stress", str(tmp_path / "b.yaml")]) == 2
    assert "there is nothing in it" in capsys.readouterr().err


def test_a_stream_that_was_closed_and_a_disk_that_is_full_are_no_errors_of_ours(tmp_path):
    command = f"{sys.executable} -m hotseat.cli.main sittings --database {tmp_path / 'hotseat.db'}"
    for tail, status in ((">&-", 0), ("2>&-", 0), ("| true", 0), (">/dev/full", 2)):
        if tail.endswith("full") and not Path("/dev/full").exists():
            continue
        ran = subprocess.run(["sh", "-c", f"{command} {tail}"], capture_output=True, text=True, check=False)
        assert ran.returncode == status, (tail, ran)
        assert "Traceback" not in ran.stderr
