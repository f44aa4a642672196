"""`simulate`: a design and a seed in, a result out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotseat.design.checking import check_design
from hotseat.design.fault_lines import with_fault
from hotseat.design.quantities import format_quantity
from hotseat.design.units import SHARE, TIME
from hotseat.errors import DesignError
from hotseat.load.compile import compile_design
from hotseat.load.planned import quiet_until
from hotseat.load.price import check_items
from hotseat.load.run import Progress, Run
from hotseat.load.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hotseat.design.design import Design
    from hotseat.design.faults import Fault
    from hotseat.load.price import Price
    from hotseat.load.result import Result

LONGEST = 64
"""With a wished precision, a run goes on to at most so many times its duration."""


def simulate(
    design: Design,
    *,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    faults: Iterable[Fault | str] = (),
    precision: float | None = None,
    exact: bool = False,
    prices: Mapping[str, Price] | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Runs a design and returns what was measured.

    Args:
        design: what to run; `faults` are added to its own.
        seed: any whole number; the same design, seed and engine version give the same result to the last bit.
        duration: simulated seconds; default the design's own.
        warmup: seconds to leave out at the start; default the design's own, else found automatically.
        faults: further faults, as values or in the words of the command line (`crash sender at 60s for 30s`).
        precision: run on (to at most 64 times the duration) until every traffic's mean, and every latency that an
            objective speaks of, is known to this share of itself (0.01 for 1%).
        exact: keep every latency, so that percentiles are exact; memory then grows with the run.
        prices: the price sheet for nodes that name an item of it.
        progress: called with the share done, 0..1.
        stop: asked between slices; True ends the run early, and the result says so.

    Raises:
        DesignError: the design or an option cannot be run. EngineError: the engine's books do not balance (a bug).
    """
    run = begin(
        design,
        seed=seed,
        duration=duration,
        warmup=warmup,
        faults=faults,
        stretch=LONGEST if precision else 1,
        exact=exact,
    )
    length, warmup = run.duration, run.program.design.warmup
    check_items(design, prices or {})
    run.advance(length, progress=progress, stop=stop)
    result = summarise(run, seed=seed, warmup=warmup, prices=prices)
    while precision and not precise(result, precision) and not run.full and not run.interrupted:
        if run.now >= length * LONGEST * 0.999:
            break
        run.advance(run.now * 2, progress=progress, stop=stop)
        run.join_slices()
        result = summarise(run, seed=seed, warmup=warmup, prices=prices)
    if precision and not run.full and not run.interrupted and not precise(result, precision):
        length_text, wished = format_quantity(run.now, TIME), format_quantity(precision, SHARE)
        note = f"the precision of {wished} was not reached in {length_text}, {LONGEST} times the duration"
        result = replace(result, notes=(*result.notes, f"{note}: run with a longer one"))
    return result


def begin(
    design: Design,
    *,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    faults: Iterable[Fault | str] = (),
    stretch: int = 1,
    exact: bool = False,
) -> Run:
    """A run at time 0, for `simulate` and for whoever wants to look at a run under way: `run.advance` takes it on.

    `stretch` is how many times its duration it may be run on. Options as in `simulate`. Raises DesignError.
    """
    length = design.duration if duration is None else duration
    warmup = design.warmup if warmup is None else warmup
    check_numbers(seed, length, warmup)
    design = replace(with_faults(design, faults), duration=length, warmup=warmup)
    check_design(design)
    run = Run.of(compile_design(design, horizon=length * stretch, seed=seed), length, exact=exact)
    run.warmup = warmup or 0.0
    run.blame_from = min(length / 8, quiet_until(design)) if warmup is None else warmup
    return run


def check_numbers(seed: object, length: object, warmup: object) -> None:
    """Raises DesignError where a seed or a time is no number, or no time that can be run."""
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool):
        raise DesignError(f"seed: {seed!r} is not a whole number")
    for name, value in (("duration", length), ("warmup", 0.0 if warmup is None else warmup)):
        if not isinstance(value, (int, float, np.number)):
            raise DesignError(f"{name}: {value!r} is not a number of seconds")
    if not 0 < float(length) < 1e9:  # type: ignore[arg-type] # a number, by now
        raise DesignError(f"duration: {length:g} s cannot be run; write a time such as 10m")


def with_faults(design: Design, faults: Iterable[Fault | str]) -> Design:
    """The design with further faults; raises DesignError for a line that is none."""
    for fault in [faults] if isinstance(faults, str) else faults:
        design = (
            with_fault(design, fault) if isinstance(fault, str) else replace(design, faults=(*design.faults, fault))
        )
    return design


def precise(result: Result, wished: float) -> bool:
    """Whether all means, and all latencies that objectives speak of, are known to the wished share of themselves."""
    pairs = [(t.latency.mean, t.latency.ci95["mean"]) for t in result.traffic.values() if t.latency.count]
    pairs += [(o.measured, o.ci95) for o in result.objectives if o.subject in result.traffic and "p(" in o.threshold]
    return all((high - low) / 2 <= wished * abs(value) for value, (low, high) in pairs)
