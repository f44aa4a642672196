"""`compare`, `stress`, `ablate` and `sweep` on the command line: their tables, their JSON, their exit status."""

import json
from pathlib import Path

from hotseat.cli.main import main

FILES = Path(__file__).parent.parent / "analysis" / "files"
ONE, QUEUED, CACHED = (str(FILES / f"{name}.design.yaml") for name in ("one", "queued", "cached"))


def out_of(capsys, *words, status=0):
    assert main([*words]) == status
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80 or "--json" in words
    return out


def slower(tmp_path):
    file = tmp_path / "slower.design.yaml"
    file.write_text(Path(ONE).read_text().replace("exp: 4ms", "exp: 6ms").replace("name: one", "name: slower"))
    return str(file)


def test_compare_says_what_differs_and_what_does_not(capsys, tmp_path):
    out = out_of(capsys, "compare", ONE, slower(tmp_path), "--seeds", "3")
    assert "A one" in out
    assert "B slower" in out
    assert "What differs" in out
    assert "traffic pings" in out
    assert "Objectives" in out


def test_compare_of_the_same_says_nothing_differs(capsys):
    assert "Nothing that was measured differs beyond chance." in out_of(capsys, "compare", ONE, ONE, "--seeds", "2")


def test_compare_json(capsys, tmp_path):
    data = json.loads(out_of(capsys, "compare", ONE, slower(tmp_path), "--seeds", "2", "--json"))
    assert data["a"] == "one"
    assert data["seeds"] == [1, 2]
    mean = next(one for one in data["differences"] if one["measure"] == "traffic.pings.mean")
    assert mean["difference"] > 0


def test_stress_shows_loads_what_breaks_and_the_verdict(capsys):
    out = out_of(capsys, "stress", ONE, "--seeds", "1", "--precision", "30%")
    assert "1.00 x" in out
    assert "Breaks first: pings: p(99) < 60ms" in out
    assert "Meets every objective up to" in out


def test_stress_json_and_status(capsys):
    words = ("stress", ONE, "--seeds", "1", "--precision", "30%", "--for", "1s", "--json")
    data = json.loads(out_of(capsys, *words))
    assert data["highest"]["met"] is True
    assert data["lowest_broken"]["met"] is False
    assert main([*words, "--set", "objectives.pings=[p(99) < 1ns]"]) == 1


def test_stress_of_what_never_holds_says_so(capsys):
    out = out_of(
        capsys, "stress", ONE, "--for", "200ms", "--seeds", "1", "--set", "objectives.pings=[p(99) < 1ns]", status=1
    )
    assert "does not meet every objective even at" in out


def test_ablate_lists_roles(capsys):
    out = out_of(capsys, "ablate", CACHED, "--seeds", "2", "--for", "2s")
    assert "Load-bearing (an objective breaks without it)" in out
    assert "cache 'seen'" in out
    assert "Not tried" in out
    data = json.loads(out_of(capsys, "ablate", CACHED, "--seeds", "2", "--for", "1s", "--json"))
    assert {"what", "path", "role", "broken", "mended", "worse", "better", "ended"} == set(data["decisions"][0])


def test_sweep_is_a_row_a_combination(capsys):
    out = out_of(
        capsys,
        "sweep",
        ONE,
        "--for",
        "1s",
        "--vary",
        "nodes.api.on.ping.0.work=1ms..4ms",
        "--vary",
        "nodes.api.concurrency=1,2",
    )
    assert "api.concurrency" in out
    assert "6 of 6 rows meet every objective" in out
    data = json.loads(out_of(capsys, "sweep", ONE, "--for", "500ms", "--json", "--vary", "nodes.api.concurrency=1,2"))
    assert [row["values"] for row in data["rows"]] == [{"nodes.api.concurrency": "1"}, {"nodes.api.concurrency": "2"}]


def test_sweep_without_objectives_shows_each_traffic(capsys):
    out = out_of(
        capsys, "sweep", ONE, "--for", "500ms", "--set", "objectives={}", "--vary", "nodes.api.concurrency=1,2"
    )
    assert "availability" in out


def test_sweep_with_no_row_that_holds_is_1(capsys):
    out_of(
        capsys, "sweep", ONE, "--for", "500ms", "--set", "objectives.pings=[p(99) < 1ns]",
        "--vary", "nodes.api.concurrency=1,2", status=1,
    )  # fmt: skip


def test_stopped_before_anything_was_measured_is_130(capsys, monkeypatch):
    from hotseat.cli import screen

    monkeypatch.setattr(screen.Work, "stop", lambda self: True)
    for words in (
        ("compare", ONE, ONE),
        ("stress", ONE),
        ("ablate", ONE),
        ("sweep", ONE, "--vary", "nodes.api.concurrency=1,2"),
    ):
        assert main([*words]) == 130
        assert "interrupted: nothing was measured" in capsys.readouterr().err


def test_a_changed_objective_shows_the_sign_of_its_difference():
    from hotseat.analysis.compare import Difference
    from hotseat.cli.ablate import change_text

    change = Difference("gets: p(50) < 5ms", 0.002, 0.010, 0.008, (0.0075, 0.0085), "more")
    assert change_text(change).endswith("(+7.50ms to +8.50ms)")


LATE = """hotseat: 1
name: late
duration: 2s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 100/s}, bells: {to: api.later, rate: 1/s}}
nodes: {api: {kind: service, on: {ping: [{work: 4ms}], later: [{sleep: 1h}, {effect: ring}]}}}
objectives: {pings: [p(99) < 60ms], ring: [p(99) < 1s]}
"""


def test_what_was_not_measured_is_not_called_missed(capsys, tmp_path):
    file = tmp_path / "late.design.yaml"
    file.write_text(LATE)
    out = out_of(capsys, "sweep", str(file), "--vary", "nodes.api.replicas=1,2", status=1)
    assert out.count("not measured") >= 2
    assert "Not measured, so not met: ring: p(99) < 1s (it did not happen" in " ".join(out.split())
    assert "✗" not in out
    out = out_of(capsys, "stress", str(file), "--seeds", "1", "--most", "2")
    assert "Not measured, so left out: ring: p(99) < 1s" in " ".join(out.split())
    assert "Meets every objective that was measured up to 2.00 times" in " ".join(out.split())
    out = out_of(capsys, "ablate", str(file), "--seeds", "2", status=1)
    assert "? ring: p(99) < 1s: not measured" in out
    assert main(["run", str(file)]) == 1
    out = capsys.readouterr().out
    assert "Objectives 1 of 2 met" in out
    assert "it did not happen in the time that was measured" in " ".join(out.split())


def test_a_load_that_is_too_large_is_named_with_what_to_write(capsys, monkeypatch):
    monkeypatch.setattr("hotseat.analysis.stress.LARGEST", 1000)
    words = ("stress", ONE, "--seeds", "1", "--set", "objectives.pings=[p(99) < 1h]")
    out = " ".join(out_of(capsys, *words).split())
    assert "a run at 8.00 times has" in out
    assert "`--most 8` does" in out
    assert main([*words, "--most", "0"]) == 2
    assert "write a number from 1 to 1024" in capsys.readouterr().err


def test_differences_of_shares_are_points_and_of_rates_by_the_second():
    from hotseat.cli.compare import signed

    assert signed("nodes.api.utilisation", 0.0737) == "+7.37pp"
    assert signed("traffic.posts.rate", -0.815) == "-0.815/s"
    assert signed("traffic.posts.mean", 0.00469) == "+4.69ms"


def test_what_another_line_says_already_has_no_line():
    from hotseat.analysis.compare import Difference
    from hotseat.cli.compare import change_of, worth_a_line

    def difference(measure, a, b):
        return Difference(measure, a, b, b - a, (0.0, 0.0), "more")

    even = [difference(f"nodes.api.{name}", 0.2, 0.3) for name in ("utilisation", "busy_mean", "busiest")]
    assert worth_a_line(even) == even[:1]
    done = [difference("nodes.api.arrivals", 9000.0, 4000.0), difference("nodes.api.completions", 8999.0, 3999.0)]
    assert worth_a_line(done) == done[:1]
    late = [difference("nodes.api.arrivals", 9000.0, 4000.0), difference("nodes.api.completions", 8999.0, 3000.0)]
    assert worth_a_line(late) == late
    hot = [difference("nodes.db.utilisation", 0.2, 0.3), difference("nodes.db.busiest", 0.8, 1.0)]
    assert worth_a_line(hot) == hot
    assert change_of(hot[0]) == "+50.0%"
    assert change_of(difference("x", 100.0, 100.03)) == "+0.03%"


def test_what_grows_though_every_objective_holds_is_told_with_the_load_from_which_on(capsys, tmp_path):
    file = tmp_path / "grows.design.yaml"
    file.write_text("""hotseat: 1
duration: 20s
warmup: 0s
traffic: {posts: {to: feed.post, rate: 60/s}}
nodes:
  feed: {kind: service, concurrency: 1, on: {post: [{work: 1ms}, {send: jobs}]}}
  jobs: {kind: queue}
  worker: {kind: worker, consumes: jobs, replicas: 1, concurrency: 1, on: {message: [{work: 10ms}, ack]}}
objectives: {posts: [p(99) < 50ms]}
""")
    main(["stress", str(file), "--seeds", "1", "--precision", "50%"])
    out = " ".join(capsys.readouterr().out.split())
    assert "From 2.00 times on, the backlog of 'jobs' grows without bound." in out


def test_the_turns_of_a_fan_out_are_no_line_at_a_worker(capsys, tmp_path):
    file = tmp_path / "fans.design.yaml"
    file.write_text("""hotseat: 1
duration: 10s
warmup: 0s
traffic: {posts: {to: feed.post, rate: 5/s}}
nodes:
  feed: {kind: service, on: {post: [{send: jobs}]}}
  jobs: {kind: queue}
  worker:
    kind: worker
    consumes: jobs
    concurrency: 100
    on: {message: [{fan_out: 50, concurrency: 1, do: [{call: inbox.put}, {effect: seen}]}, ack]}
  inbox: {kind: external, on: {put: [{work: 5ms}]}}
""")
    main(["run", str(file)])
    out = capsys.readouterr().out
    assert "worker waiting for a turn" in " ".join(out.split())


def test_a_sweep_of_a_priced_design_has_a_column_for_the_cost(capsys):
    words = ("--set", "nodes.api.price={per_hour: 2}", "--vary", "nodes.api.replicas=1,3", "--for", "500ms")
    out = out_of(capsys, "sweep", ONE, *words)
    assert "cost" in out
    assert "1,460.00" in out
    assert "4,380.00" in out
    asked = out_of(capsys, "sweep", ONE, *words, "--set", "objectives={design: [cost < 2000]}")
    assert "4,380.00 ✗" in asked
    assert "a month" not in asked
