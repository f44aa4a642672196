"""`hotseat run`: the table, the JSON, the exit status, the report, interruption."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hotseat.cli.main import main

FILES = Path(__file__).parent.parent / "analysis" / "files"
ONE, QUEUED, CACHED = (str(FILES / f"{name}.design.yaml") for name in ("one", "queued", "cached"))
MISS = ("--set", "objectives.pings=[p(99) < 1ns]")


def out_of(capsys, *words, status=0):
    assert main(["run", *words]) == status
    return capsys.readouterr().out


def test_met_is_0_and_missed_is_1(capsys):
    assert "Objectives 1 of 1 met" in out_of(capsys, ONE)
    assert "Objectives 0 of 1 met" in out_of(capsys, ONE, *MISS, status=1)


def test_the_table_has_every_part(capsys):
    out = out_of(capsys, QUEUED, status=1)
    for part in (
        "Traffic",
        "Effects",
        "Nodes",
        "At the nodes",
        "Why the slowest 1% of 'events'",
        "Objectives",
        "redelivered",
    ):
        assert part in out
    assert "events in" in out
    assert f"hotseat run {QUEUED} --seed 1" in out


def test_the_table_fits_80_columns_and_has_no_colour_in_a_pipe(capsys):
    for file in (QUEUED, CACHED, ONE):
        main(["run", file])
        out = capsys.readouterr().out
        assert "\x1b" not in out
        tables = [line for line in out.splitlines() if not line.startswith("hotseat run")]
        assert max(map(len, tables)) <= 80


def test_caches_show_what_they_hit(capsys):
    assert "hit ratio" in out_of(capsys, CACHED)


def test_the_replay_command_gives_the_same_bytes(capsys):
    words = (
        QUEUED,
        "--seed",
        "7",
        "--for",
        "1s",
        "--set",
        "nodes.worker.concurrency=4",
        "--fault",
        "crash api at 200ms for 50ms",
    )
    main(["run", *words])
    replay = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("hotseat run"))
    import shlex

    main(["run", *words, "--json"])
    first = capsys.readouterr().out
    main([*shlex.split(replay)[1:], "--json"])
    assert capsys.readouterr().out == first


def test_times_of_the_replay_command_are_exact_and_in_words_of_people():
    import argparse

    from hotseat.cli.run import replay

    given = argparse.Namespace(
        file="a.yaml", seed=1, changes=[], faults=[], prices=None, exact=False, replications=1, precision=0.0001
    )
    given.duration, given.warmup = 20 * 86400.0, 1234567.891
    words = "--for 20d --warmup 1234567891ms --precision 0.01%"
    assert replay(given) == f"hotseat run a.yaml --seed 1 {words}"


def test_json_is_the_result(capsys):
    data = json.loads(out_of(capsys, ONE, "--json", "--seed", "9", "--for", "1500ms"))
    assert data["seed"] == 9
    assert data["duration"] == 1.5
    assert data["met"] is True
    assert data["traffic"]["pings"]["generated"] > 0


def test_options_change_the_run(capsys):
    data = json.loads(out_of(capsys, ONE, "--json", "--set", "traffic.pings.rate=20/s", "--warmup", "500ms"))
    assert data["traffic"]["pings"]["generated"] < 80
    assert data["warmup"] == 0.5
    data = json.loads(out_of(capsys, ONE, "--json", "--fault", "errors api share 100%", status=1))
    assert data["traffic"]["pings"]["completed"] == 0


def test_precision_runs_on(capsys):
    short = json.loads(out_of(capsys, ONE, "--json", "--set", "objectives={}"))
    long = json.loads(out_of(capsys, ONE, "--json", "--set", "objectives={}", "--precision", "10%"))
    assert long["duration"] > short["duration"]


def test_replications_have_intervals_over_seeds(capsys):
    data = json.loads(out_of(capsys, ONE, "--json", "--replications", "3"))
    assert data["replications"] == 3
    assert data["traffic"]["pings"]["latency"]["ci95"]["p99"] is not None
    assert "Objectives" in out_of(capsys, ONE, "--replications", "3")


def test_exact_percentiles(capsys):
    data = json.loads(out_of(capsys, ONE, "--json", "--exact", "--warmup", "0s"))
    exact, binned = data["exact"]["pings"], data["traffic"]["pings"]["latency"]
    for name in ("mean", "p50", "p90", "p99"):
        assert exact[name] == pytest.approx(binned[name], rel=1e-3)
    assert "Exact, warm-up too" in out_of(capsys, ONE, "--exact")
    assert (
        json.loads(out_of(capsys, ONE, "--json", "--exact", "--replications", "2"))["exact"]["pings"]["count"]
        > exact["count"]
    )


def test_traces_are_spans(capsys, tmp_path):
    target = tmp_path / "spans.json"
    assert main(["run", ONE, "--traces", str(target)]) == 0
    assert json.loads(target.read_text())["resourceSpans"]


def test_a_price_sheet_by_option_and_by_design(capsys, tmp_path):
    (tmp_path / "prices.yaml").write_text("items: {small: {per_hour: 1, date: 2026-01-01, source: us}}")
    text = (
        Path(ONE)
        .read_text()
        .replace("kind: service", "kind: service, price: small")
        .replace("name: one", "name: one\nprices: prices.yaml")
    )
    file = tmp_path / "x.design.yaml"
    file.write_text(text)
    assert json.loads(out_of(capsys, str(file), "--json"))["cost"] == 730
    other = tmp_path / "other.yaml"
    other.write_text("items: {small: {per_hour: 2, date: 2026-01-01, source: us}}")
    assert json.loads(out_of(capsys, str(file), "--json", "--prices", str(other)))["cost"] == 1460


def test_what_a_month_costs_is_told_node_by_node_in_the_sheets_currency(capsys, tmp_path):
    sheet = tmp_path / "prices.yaml"
    item = "{per_hour: 1.5, per_million: 2, date: 2026-01-01, source: us}"
    sheet.write_text(f"currency: EUR\nitems: {{small: {item}}}")
    words = [ONE, "--prices", str(sheet), "--set", "nodes.api.price=small", "--set", "objectives.design=[cost < 1000]"]
    out = out_of(capsys, *words, status=1)
    assert "Cost a month, EUR" in out
    assert "1,095.00" in out  # 730 hours
    data = json.loads(out_of(capsys, *words, "--json", status=1))
    assert data["currency"] == "EUR"
    assert data["costs"]["api"]["replicas"] == 1095
    assert sum(data["costs"]["api"].values()) == data["cost"]
    two = json.loads(out_of(capsys, *words, "--json", "--replications", "2", status=1))
    assert two["costs"]["api"]["replicas"] == 1095


def test_the_command_that_replays_a_run_keeps_its_brackets(capsys):
    out = out_of(capsys, ONE, "--set", "objectives.pings=[p(99) < 1h, mean < 1h]")
    assert "--set 'objectives.pings=[p(99) < 1h, mean < 1h]'" in out


def test_overload_is_no_error_and_says_what_grows(capsys):
    out = out_of(capsys, ONE, "--set", "traffic.pings.rate=2000/s", "--for", "4s", status=1)
    assert "Unstable:" in out
    assert "More comes than is served" in out


def test_a_report_is_written(capsys, monkeypatch, tmp_path):
    def write_report(result, path, *, command):
        Path(path).write_text(f"{result.design.name}: {command}")

    monkeypatch.setattr("hotseat.report.write_report", write_report)
    target = tmp_path / "out.html"
    assert main(["run", ONE, "--report", str(target)]) == 0
    assert target.read_text() == f"one: hotseat run {ONE} --seed 1"


def test_a_report_that_cannot_be_written_is_a_sentence_and_the_result_is_there(capsys, monkeypatch, tmp_path):
    def write_report(result, path, *, command):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hotseat.report.write_report", write_report)
    assert main(["run", ONE, "--report", str(tmp_path / "out.html")]) == 2
    out, err = capsys.readouterr()
    assert "Objectives 1 of 1 met" in out
    assert "the report cannot be written to" in err
    assert "No space left on device" in err


def test_a_report_that_cannot_be_finished_leaves_what_was_there(capsys, monkeypatch, tmp_path):
    def write_report(result, path, *, command):
        Path(path).write_text("half of a pa")
        raise OSError(28, "No space left on device")

    target = tmp_path / "out.html"
    target.write_text("the last one")
    monkeypatch.setattr("hotseat.report.write_report", write_report)
    assert main(["run", ONE, "--report", str(target)]) == 2
    assert target.read_text() == "the last one"
    assert list(tmp_path.iterdir()) == [target]


def test_ctrl_c_keeps_what_was_measured(capsys, monkeypatch):
    from hotseat.cli import screen

    monkeypatch.setattr(screen.Work, "stop", lambda self: self.share > 0.5)
    out = out_of(capsys, ONE)
    assert "Interrupted: this is what was measured in the first 1.016s." in out
    data = json.loads(out_of(capsys, ONE, "--json"))
    assert data["interrupted"] is True
    assert data["duration"] < 2


def test_the_first_ctrl_c_is_noted_and_the_second_is_raised():
    import signal

    from hotseat.cli.screen import Work, interruptions

    work = Work()
    before = signal.getsignal(signal.SIGINT)  # ignored, where the tests were started in the background
    with interruptions(work):
        signal.raise_signal(signal.SIGINT)
        assert work.stop()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_polite_kill_is_noted_like_ctrl_c():
    import signal

    from hotseat.cli.screen import Work, interruptions

    work = Work()
    before = signal.getsignal(signal.SIGTERM)
    with interruptions(work):
        signal.raise_signal(signal.SIGTERM)
        assert work.stop()
    assert signal.getsignal(signal.SIGTERM) is before


def run_process(*words, **options):
    command = [sys.executable, "-m", "hotseat.cli.main", *words]
    environment = {**os.environ, **options.pop("env", {})}
    return subprocess.run(command, capture_output=True, env=environment, check=False, **options)


def test_a_terminal_without_unicode_gets_letters():
    done = run_process("run", ONE, "--for", "500ms", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr
    out = done.stdout.decode("ascii")
    assert "ok pings" in out
    assert "?" not in out


def test_a_reader_who_has_gone_is_no_error():
    command = f'"{sys.executable}" -m hotseat.cli.main run "{QUEUED}" --json | head -c 10'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert len(done.stdout) == 10
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("run", ONE, "--json"), ("run", ONE), ("check", ONE), ("check", "--schema")])
def test_a_full_disk_is_a_sentence(words):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "hotseat.cli.main", *words]
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=buffered)
    assert done.returncode == 2
    assert done.stderr == "the result cannot be written: No space left on device\n"


def test_warm_says_so_in_one_line(capsys):
    assert main(["warm"]) == 0
    assert capsys.readouterr().out.startswith("the engine is ready (")


def test_warm_says_when_nothing_can_be_kept(capsys, monkeypatch):
    from hotseat.load import compiler

    monkeypatch.setattr(compiler, "folders", lambda: iter(()))
    monkeypatch.setattr("hotseat.load.compiler.COMPILED", True)
    assert main(["warm"]) == 0
    assert "name a folder in HOTSEAT_CACHE_DIR" in capsys.readouterr().err


def test_an_interval_across_a_threshold_says_what_would_settle_it(capsys, tmp_path):
    file = tmp_path / "struck.design.yaml"
    file.write_text(
        """hotseat: 1
name: struck
duration: 20s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 200/s}}
nodes: {api: {kind: service, concurrency: 100, on: {ping: [{work: 4ms}]}}}
objectives: {pings: [mean < 15.7ms]}
faults: [{slow: api, factor: 10, at: 8s, for: 6s}]
"""
    )
    main(["run", str(file)])
    out = " ".join(capsys.readouterr().out.split())
    assert "Too close to call: it is over stretches of one run" in out
    main(["run", str(file), "--set", "objectives.pings=[mean < 20ms]"])
    assert "too close to call" not in capsys.readouterr().out.lower()


def test_books_that_do_not_balance_are_a_bug_and_no_traceback(capsys, monkeypatch):
    from hotseat.errors import EngineError

    def simulate(*_, **__):
        raise EngineError("little:api: the area and the sum of the waits differ")

    monkeypatch.setattr("hotseat.load.simulate.simulate", simulate)
    assert main(["run", ONE]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "little:api" in err
    assert "a bug of the engine" in err
