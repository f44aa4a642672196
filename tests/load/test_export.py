"""The JSON form and the frame of a result: every key of the plan, no NaN, nothing lost."""

import json
import math
from pathlib import Path

import pytest

from hotseat import read_design, simulate
from hotseat.load.export import as_data, measures, pretty, to_frame, to_json_text

FILES = Path(__file__).parent.parent / "analysis" / "files"


@pytest.fixture(scope="module", params=["cached", "queued", "one"])
def result(request):
    return simulate(read_design(FILES / f"{request.param}.design.yaml"), duration=1)


def test_the_text_is_strict_json_and_ascii(result):
    text = to_json_text(result)
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name)) == as_data(result)


def test_the_keys_that_are_promised(result):
    data = as_data(result)
    assert {
        "design",
        "seed",
        "duration",
        "warmup",
        "events",
        "traffic",
        "effects",
        "nodes",
        "objectives",
        "why",
    } <= set(data)
    for traffic in data["traffic"].values():
        assert {"generated", "completed", "failed", "rejected", "in_flight", "latency"} <= set(traffic)
        assert list(traffic["latency"])[1:7] == ["mean", "p50", "p90", "p99", "p99.9", "max"]
        assert {"mean", "p99"} <= set(traffic["latency"]["ci95"])
    for effect in data["effects"].values():
        assert {"expected", "once", "lost", "duplicated", "pending"} <= set(effect)
    for node in data["nodes"].values():
        assert {"utilisation", "queue_mean", "queue_max", "wait_mean", "rejected"} <= set(node)
    for objective in data["objectives"]:
        assert {"subject", "threshold", "measured", "met"} <= set(objective)
    for blames in data["why"].values():
        assert all(set(blame) == {"node", "state", "share"} for blame in blames["p99"])


def test_every_series_is_as_long_as_time(result):
    series = as_data(result)["series"]
    arrays = [array for kind in ("traffic", "nodes") for one in series[kind].values() for array in one.values()]
    assert {len(array) for array in arrays} == {len(series["time"])}


def test_what_is_no_number_is_null():
    assert json.loads(pretty(as_data(simulate(read_design(FILES / "one.design.yaml"), duration=0.5))))["cost"] is None


def test_pretty_says_what_json_says():
    value = {"a": {"b": [1, 2.5, None], "c": {"d": []}}, "e": [{"f": 1}, {"g": "é"}], "h": {}, "i": [[1], [2]]}
    assert json.loads(pretty(value)) == value
    with pytest.raises(ValueError, match="not JSON compliant"):
        pretty({"a": math.nan})


def test_measures_have_one_name_each(result):
    found = measures(result)
    name, traffic = next(iter(result.traffic.items()))
    assert found[f"traffic.{name}.p99.9"] == traffic.latency.p999
    assert all(isinstance(value, float) for value in found.values())
    for node in result.nodes:
        assert f"nodes.{node}.utilisation" in found


def test_a_frame_has_a_row_a_number(result):
    pd = pytest.importorskip("pandas")
    frame = result.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["kind", "name", "measure", "value"]
    assert len(frame) == len(measures(result)) + 11 * len(result.hops) + len(result.objectives)
    assert {"traffic", "nodes", "hops", "objectives"} <= set(frame.kind)
    hop = result.hops[0]
    there = frame[(frame.kind == "hops") & (frame.name == f"{hop.caller} -> {hop.callee}")].set_index("measure").value
    assert there["tries"] == hop.tries
    assert there["p99"] == hop.latency.p99
    name, traffic = next(iter(result.traffic.items()))
    row = frame[(frame.kind == "traffic") & (frame.name == name) & (frame.measure == "p99.9")]
    assert row.value.item() == traffic.latency.p999


def test_without_pandas_and_polars_the_frame_says_what_to_install(result, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match="needs pandas or Polars"):
        to_frame(result)
