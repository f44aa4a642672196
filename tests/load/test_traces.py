"""Traces: a request followed in a second run is the request of the first, and its spans are OTLP."""

from __future__ import annotations

import json

import designs
import pytest

import hotseat
from hotseat.load.traces import traces


@pytest.fixture(scope="module")
def result():
    return hotseat.simulate(designs.everything())


def spans(form) -> list[dict]:
    return [span for resource in form["resourceSpans"] for scope in resource["scopeSpans"] for span in scope["spans"]]


def test_the_slowest_request_takes_in_its_trace_what_the_run_says(result):
    found = spans(traces(result, {"readers": [result.exemplars["readers"]["max"]]}))
    client = next(span for span in found if span["kind"] == 3)
    took = (int(client["endTimeUnixNano"]) - int(client["startTimeUnixNano"])) * 1e-9
    assert took == pytest.approx(result.traffic["readers"].latency.max, rel=0.04)


def test_every_span_hangs_together(result):
    form = traces(result)
    found = spans(form)
    ids = {span["spanId"] for span in found}
    assert len(ids) == len(found)
    assert {span["parentSpanId"] for span in found if "parentSpanId" in span} <= ids
    assert all(int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) for span in found)
    assert {"api", "db", "orders"} <= {span["name"] for span in found}
    assert json.loads(json.dumps(form)) == form


def test_traces_are_the_same_each_time(result):
    assert json.dumps(traces(result)) == json.dumps(traces(result))
