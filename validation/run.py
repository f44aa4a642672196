"""Runs experiments: every replication of every one of them is a task of its own, shared out over the machine's cores.

The engine lets go of Python's lock while it runs, so threads are enough. What comes out does not depend on how many
there are or which finishes first: values are kept by experiment and seed.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.rows import Effort, Experiment, Verdict, judge, row_level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True)
class Broken:
    """A run that raised instead of finishing: the sentence it left."""

    sentence: str


Values = tuple[float, ...] | Broken


def replicate(experiment: Experiment, seed: int, length: float) -> Values:
    """One run: the value of each check, or what went wrong."""
    try:
        outcome = experiment.run(seed, length)
        return tuple(float(check.measure(outcome)) for check in experiment.checks)
    except Exception as error:  # noqa: BLE001 (whatever it is, it belongs in the report as a failed row)
        return Broken(f"{type(error).__name__}: {error}")


def run_all(
    experiments: Sequence[Experiment], *, effort: Effort, workers: int | None = None, finished: Callable[[int], None]
) -> list[Verdict]:
    """Run everything and judge every row, in the order given; `finished` is told how many runs are done so far."""
    level = row_level(sum(len(experiment.checks) for experiment in experiments))
    seeds = range(1, effort.replications + 1)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        futures: dict[tuple[int, int], Future[Values]] = {
            (index, seed): pool.submit(replicate, experiment, seed, effort.length)
            for index, experiment in enumerate(experiments)
            for seed in seeds
        }
        for done, _ in enumerate(as_completed(futures.values()), start=1):
            finished(done)
    verdicts: list[Verdict] = []
    for index, experiment in enumerate(experiments):
        runs = [futures[index, seed].result() for seed in seeds]
        verdicts += _verdicts(experiment, runs, level, effort)
    return verdicts


def _verdicts(experiment: Experiment, runs: Sequence[Values], level: float, effort: Effort) -> list[Verdict]:
    """The verdicts on one experiment's checks."""
    for run in runs:
        if isinstance(run, Broken):
            nan = float("nan")
            return [Verdict(experiment, check, nan, nan, nan, run.sentence) for check in experiment.checks]
    values = [run for run in runs if not isinstance(run, Broken)]
    return [
        judge(experiment, check, column, level=level, effort=effort)
        for check, column in zip(experiment.checks, zip(*values, strict=True), strict=True)
    ]
