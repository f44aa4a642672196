"""An hour's sitting with a stroke every six seconds: how large its log is, and how soon its debrief is drawn up from it.

The clock is wound by hand, so that the hour takes a minute; the designs are run as they are in any sitting.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.web.people import design
from benchmarks.web.table import line
from hotseat.interview import actions as do
from hotseat.interview.clock import ScriptedClock
from hotseat.interview.debriefing import debrief
from hotseat.interview.interviewer import open_pushback_of
from hotseat.interview.runner import HereRunner
from hotseat.interview.sitting import Sittings
from hotseat.store.database import Store

SLUG = "webhooks"
LARGEST, DRAWN_UP = 1000.0, 2.0
HOUR, STROKE = 3600, 6
WHOLE = 120
"""Seconds between two strokes that leave a whole design, each of which is run against all pushbacks that are left."""
HALF_WRITTEN = "\nnodes: {"
"""What makes the strokes between them boards that are still being typed."""


def hour() -> bool:
    """All of it; whether both goals were met."""
    with tempfile.TemporaryDirectory() as folder:
        store, clock = Store.open(str(Path(folder) / "hour.db")), ScriptedClock()
        service = Sittings(store, runner=HereRunner(threads=0), clock=clock)
        sitting = service.create(SLUG)
        strokes = sit(service, clock, sitting)
        size = len(service.export_(sitting)) / 1e3
        began = time.perf_counter()
        events = service.events(sitting)
        drawn_up = debrief(service.round_of(sitting), events, service.view(sitting), None)
        took = time.perf_counter() - began
        store.close()
    assert drawn_up.ready, "the hour's sitting was not examined"
    print(f"\nan hour with {strokes} strokes, {len(events):,} events")
    met = line("its log", [size], LARGEST, "kB")
    return line("its debrief, drawn up from the log", [took], DRAWN_UP, "s") and met


def sit(service: Sittings, clock: ScriptedClock, sitting: str) -> int:
    """Sits the hour; the number of strokes."""
    strokes = 0
    for second in range(STROKE, HOUR, STROKE):
        clock.wind(STROKE)
        view = service.view(sitting)
        if view.finished:
            break
        pushing = any(phase.pushes and phase.state == "now" for phase in view.clock.phases)
        strokes += 1
        text = design(SLUG, "defended", strokes) + HALF_WRITTEN * (second % WHOLE != 0)
        service.act(sitting, do.Draw(text, {"api": (float(strokes), 40.0)}))
        if second % 60 == 0:
            service.act(
                sitting, do.Say("What is written down before it is acknowledged is not lost when a sender dies.")
            )
            service.act(sitting, do.Ask("How many events a second do we expect?"))
        if pushing and second % 120 == 0:
            answer(service, sitting)
    service.act(sitting, do.Draw(design(SLUG, "defended", strokes), {}))
    if not service.view(sitting).finished:
        service.act(sitting, do.Finish())
    return strokes


def answer(service: Sittings, sitting: str) -> None:
    """Predicts, runs and concedes what is asked; or runs the design under its own load."""
    key = open_pushback_of(service.view(sitting))
    probe = key or "objectives"
    service.act(sitting, do.Predict(probe, holds=0.7))
    view = service.act(sitting, do.RunProbe(probe))
    if key is not None and open_pushback_of(view) == key:
        service.act(sitting, do.Concede(key, "We live with it, and the merchant is told."))
