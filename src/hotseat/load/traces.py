"""Follows single requests through a design, and writes what happened to them as OpenTelemetry spans.

A run is the same to the last bit when it is run again, and a request's number says which one it is. So nothing is
recorded on the way; the requests that turn out to be worth a look (near p50, near p99, the slowest) are followed in a
second run with the recorder on for them alone.

The form is OTLP's JSON (opentelemetry-proto 1, `ExportTraceServiceRequest`). Times are simulated: nanoseconds from the
start of the run, as if it had begun at the epoch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.load import tables as T
from hotseat.load.compile import compile_design
from hotseat.load.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.load.program import Program
    from hotseat.load.result import Result

STATUS = ("ok", "error", "rejected", "timed_out", "reset")
KIND_INTERNAL, KIND_SERVER, KIND_CLIENT, KIND_CONSUMER = 1, 2, 3, 5
CODE_OK, CODE_ERROR = 1, 2


@dataclass(slots=True)
class Span:
    """One handler at work for one request, or the client's own wait; times in simulated nanoseconds."""

    frame: int
    parent: int
    unit: int
    name: str
    start: int
    end: int
    kind: int = KIND_INTERNAL
    ok: bool = True
    events: list[tuple[int, str]] = field(default_factory=list)
    arrived: int | None = None


def traces(result: Result, requests: Mapping[str, list[int]] | None = None) -> dict[str, Any]:
    """The spans of some requests (traffic -> numbers; default: each traffic's exemplars), as OTLP JSON.

    Runs the design again, as long as the result's own run was.
    """
    wanted = requests or {name: sorted(set(found.values())) for name, found in result.exemplars.items()}
    program, rows = record(result, wanted)
    spans = spans_of(program, rows)
    return as_otlp(result, program, spans)


def record(result: Result, wanted: Mapping[str, list[int]]) -> tuple[Program, np.ndarray[Any, Any]]:
    """Runs once more with the recorder on; returns the span events in the order in which they happened."""
    program = compile_design(result.design, horizon=result.duration, seed=result.seed)
    most = max([1, *(len(numbers) for numbers in wanted.values())])
    traced = np.full((len(program.traffic_names), most), -1, np.int64)
    for index, name in enumerate(program.traffic_names):
        numbers = wanted.get(name, [])
        traced[index, : len(numbers)] = numbers
    run = Run.of(program, result.duration, traced=traced)
    run.advance(result.duration)
    return program, np.asarray(run.world.spans[: int(run.world.regs[T.R_SPANS])])


def spans_of(program: Program, rows: np.ndarray[Any, Any]) -> list[Span]:
    """Span events, frame by frame, as spans in the order in which they began."""
    spans: dict[tuple[int, int], Span] = {}
    for row in rows:
        unit, frame, time = int(row["unit"]), int(row["frame"]), int(row["time"])
        span = spans.get((unit, frame))
        if span is None:
            span = spans[unit, frame] = Span(frame, int(row["parent"]), unit, "", time, time)
        tell(program, span, int(row["what"]), int(row["a"]), time)
    return sorted(spans.values(), key=lambda span: (span.unit, span.start, span.frame))


def tell(program: Program, span: Span, what: int, a: int, time: int) -> None:
    """Adds one event to its span."""
    span.end = max(span.end, time)
    if what in (T.P_SENT, T.P_TAKEN):
        span.name = program.node_names[a]
        span.kind = KIND_SERVER if what == T.P_SENT else KIND_CONSUMER
    elif what == T.P_ARRIVED:
        span.arrived = time
    elif what in (T.P_ANSWERED, T.P_OVER, T.P_DONE):
        span.ok = span.ok and a == T.OK
        if what == T.P_DONE:
            span.name = program.traffic_names[span.unit >> 48]
            span.kind = KIND_CLIENT
        if a != T.OK:
            span.events.append((time, STATUS[a]))
    elif what == T.P_GIVEN_UP:
        span.ok = False
        span.events.append((time, "given up by its caller"))
    elif what == T.P_EFFECT:
        span.events.append((time, f"effect {program.effect_names[a]}"))
    elif what == T.P_DIED:
        span.ok = False
        span.events.append((time, "its replica died"))
    elif what == T.P_RETRY:
        span.events.append((time, f"will try {program.node_names[a]} again"))


def as_otlp(result: Result, program: Program, spans: list[Span]) -> dict[str, Any]:
    """Spans by node (a resource each), with ids that depend on nothing but seed, traffic and number."""
    starts: dict[int, Span] = {}
    for span in spans:
        if span.kind == KIND_CLIENT:
            starts[span.unit] = span
    resources: dict[str, list[dict[str, Any]]] = {}
    for span in spans:
        resources.setdefault(span.name or "handler", []).append(one_span(result, program, span, starts))
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": [attribute("service.name", name)]},
                "scopeSpans": [{"scope": {"name": "hotseat", "version": result.engine}, "spans": found}],
            }
            for name, found in resources.items()
        ]
    }


def one_span(result: Result, program: Program, span: Span, starts: Mapping[int, Span]) -> dict[str, Any]:
    """One span in OTLP's JSON. What has no parent frame of its own hangs below the client's request."""
    number = span.unit & ((1 << 48) - 1)
    traffic = program.traffic_names[span.unit >> 48]
    root = starts.get(span.unit)
    parent = span.parent if span.parent >= 0 else root.frame if root and root is not span else -1
    identity = f"{result.seed}/{traffic}/{number}"
    form: dict[str, Any] = {
        "traceId": digest(identity, 16),
        "spanId": digest(f"{identity}/{span.frame}", 8),
        "name": span.name or "handler",
        "kind": span.kind,
        "startTimeUnixNano": str(span.start),
        "endTimeUnixNano": str(span.end),
        "attributes": [attribute("hotseat.request", number)],
        "events": [{"timeUnixNano": str(time), "name": text} for time, text in span.events],
        "status": {"code": CODE_OK if span.ok else CODE_ERROR},
    }
    if parent >= 0:
        form["parentSpanId"] = digest(f"{identity}/{parent}", 8)
    if span.arrived is not None:
        form["attributes"].append(attribute("hotseat.arrived_ns", span.arrived))
    return form


def attribute(key: str, value: str | int) -> dict[str, Any]:
    """An attribute in OTLP's JSON; 64-bit numbers are strings there."""
    kind = {"stringValue": value} if isinstance(value, str) else {"intValue": str(value)}
    return {"key": key, "value": kind}


def digest(text: str, size: int) -> str:
    """So many bytes that stand for a text, in hexadecimal."""
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()
