"""A design over a grid of values: one row for each combination, every row on the same seeds and for the same time.

The runs go through one executor: threads here, or Dask's workers where a scheduler's address is given. The rows are the same
either way, to the last bit, because a run depends on its design and its seed alone.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.analysis.executor import Digest, Job, Progress, Stop, digest_job, open_executor, run_all
from hotseat.analysis.plan import Judged, judged, plan_of
from hotseat.analysis.replicate import over
from hotseat.design.overrides import set_values
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Growth, Interval

MOST = 10_000
"""The most combinations of a sweep."""


@dataclass(frozen=True, slots=True)
class Row:
    """One combination: `values` by path, the objectives, each measure's mean over the seeds and its interval, what grew."""

    values: Mapping[str, str]
    objectives: tuple[Judged, ...]
    measures: Mapping[str, float]
    ci95: Mapping[str, Interval]
    unstable: tuple[Growth, ...]
    events: int

    @property
    def met(self) -> bool:
        """Whether every objective was met."""
        return all(one.met for one in self.objectives)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What `sweep` found: runs of `duration` seconds, a row for each combination, the last path changing fastest."""

    design: Design
    seeds: tuple[int, ...]
    duration: float
    paths: tuple[str, ...]
    rows: tuple[Row, ...]
    unfinished: bool = False


def sweep(
    design: Design,
    vary: Mapping[str, Sequence[object]],
    *,
    seeds: int = 1,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    prices: Mapping[str, Price] | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Sweep:
    """Runs the design with every combination of the values in `vary` (dotted path to values, written as in the file).

    `dask` is the address of a Dask scheduler to run on instead of threads here. Other options as in `compare`. Raises
    DesignError, before anything is run, where any combination is no design.
    """
    plan = plan_of(seeds, seed, duration, warmup, prices)
    size = math.prod(len(values) for values in vary.values())
    if not vary or not 1 <= size <= MOST:
        raise DesignError(f"a sweep of {size if vary else 0:,} combinations; between 1 and {MOST:,} can be run")
    paths = tuple(vary)
    grid = combinations(vary)
    designs = [set_values(design, list(values.items())) for values in grid]
    plan = dataclasses.replace(plan, duration=max(plan.seconds(one) for one in designs))  # counts are of equal times
    jobs: list[Job] = [job for one in designs for job in plan.jobs(one)]
    with open_executor(dask) as executor:
        digests = run_all(digest_job, jobs, executor=executor, progress=progress, stop=stop)
    groups = [digests[place : place + seeds] for place in range(0, len(digests), seeds)]
    rows = tuple(
        row(one, values, group)
        for one, values, group in zip(designs, grid, groups, strict=False)
        if len(group) == seeds and not any(digest.interrupted for digest in group)
    )
    if not rows:
        raise KeyboardInterrupt
    return Sweep(
        design, tuple(range(seed, seed + seeds)), plan.duration or 0.0, paths, rows, unfinished=len(rows) < len(grid)
    )


def combinations(vary: Mapping[str, Sequence[object]]) -> list[dict[str, str]]:
    """Every combination of values, the last path changing fastest."""
    return [dict(zip(vary, map(str, values), strict=True)) for values in itertools.product(*vary.values())]


def row(design: Design, values: Mapping[str, str], digests: Sequence[Digest]) -> Row:
    """What one combination came to."""
    means: dict[str, float] = {}
    intervals: dict[str, Interval] = {}
    for name in digests[0].measures:
        means[name], intervals[name] = over([digest.measures[name] for digest in digests])
    grown = {growth.what: growth for digest in digests for growth in digest.unstable}
    return Row(
        values,
        judged(design, digests),
        means,
        intervals,
        tuple(grown.values()),
        sum(digest.events for digest in digests),
    )
