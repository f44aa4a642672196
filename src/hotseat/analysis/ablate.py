"""Which decisions are load-bearing? Each is taken out in turn, the design is run again on the same random numbers, and the
objectives are held up to it again.

    load-bearing   an objective that was met is missed without it
    helps          something measured is worse without it, and nothing better
    a trade        some of what is measured is worse without it, some better
    hurts          something measured is better without it and nothing worse, or a missed objective is met
    decoration     nothing measurable changes

"Measured" means: every objective, each traffic's mean, p99 and availability, each effect's lost and duplicated units. A
difference counts when its paired 99% interval excludes zero and it is at least 1% of the value (of an effect, half a unit a
run): a dozen decisions are dozens of comparisons, and at 95% one in twenty of them would be called a difference by chance.
Decisions are taken out one at a time, so two that stand in for one another may each look like decoration.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hotseat.analysis.compare import Difference, difference
from hotseat.analysis.executor import Digest, Job, Progress, Stop, digest_job, run_all
from hotseat.analysis.plan import Judged, judged, plan_of, with_length
from hotseat.analysis.removals import NotTried, Removal, removals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotseat.design.design import Design
    from hotseat.load.price import Price

Role = Literal["load-bearing", "helps", "a trade", "hurts", "decoration", "unclear"]
ROLES: tuple[Role, ...] = ("load-bearing", "helps", "a trade", "hurts", "decoration", "unclear")
NEGLIGIBLE = 0.01
WATCHED = {"traffic": ("mean", "p99", "availability"), "effects": ("lost", "duplicated")}
UPWARDS = ("availability",)
"""Measures of which more is better; of all other watched ones, less."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and what came of taking it out.

    `broken` and `mended` are the objectives that were missed or met only without it; `changes` what differs measurably
    (B is the design without it), what is worse without it first. `role` as in the module's table; `unclear` with one seed.
    """

    what: str
    path: str
    role: Role
    broken: tuple[Judged, ...]
    mended: tuple[Judged, ...]
    worse: tuple[Difference, ...]
    better: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Ablation:
    """What `ablate` found: the objectives of the whole design, each decision, and what was not tried."""

    design: Design
    seeds: tuple[int, ...]
    duration: float
    objectives: tuple[Judged, ...]
    decisions: tuple[Decision, ...]
    not_tried: tuple[NotTried, ...]
    unfinished: bool = False

    def of_role(self, role: Role) -> tuple[Decision, ...]:
        """The decisions of one role, in the order of the file."""
        return tuple(one for one in self.decisions if one.role == role)


def ablate(
    design: Design,
    *,
    seeds: int = 5,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    prices: Mapping[str, Price] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Ablation:
    """Takes every decision out in turn and runs the design without it. Options as in `compare`. Raises DesignError."""
    plan = with_length(design, plan_of(seeds, seed, duration, warmup, prices))
    taken, left = removals(design)
    jobs: list[Job] = plan.jobs(design)
    for removal in taken:
        jobs += plan.jobs(removal.design)
    digests = run_all(digest_job, jobs, progress=progress, stop=stop)
    groups = [digests[place : place + seeds] for place in range(0, len(digests), seeds)]
    groups = [group for group in groups if len(group) == seeds and not any(one.interrupted for one in group)]
    if not groups:
        raise KeyboardInterrupt
    decisions = tuple(
        decision(design, removal, groups[0], group) for removal, group in zip(taken, groups[1:], strict=False)
    )
    return Ablation(
        design,
        tuple(range(seed, seed + seeds)),
        plan.duration or 0.0,
        judged(design, groups[0]),
        decisions,
        left,
        unfinished=len(groups) <= len(taken),
    )


def decision(design: Design, removal: Removal, base: Sequence[Digest], without: Sequence[Digest]) -> Decision:
    """What taking one decision out has done."""
    before = {one.name: one for one in judged(design, base)}
    after = judged(removal.design, without)
    broken = tuple(one for one in after if not one.met and before[one.name].met)
    mended = tuple(one for one in after if one.met and not before[one.name].met)
    changes = list(changed(base, without)) + list(objective_changes(before, after))
    worse = tuple(one for one, bad in changes if bad)
    better = tuple(one for one, bad in changes if not bad)
    role: Role = "unclear" if len(base) == 1 and not broken else role_of(broken, mended, worse, better)
    return Decision(removal.what, removal.path, role, broken, mended, worse, better)


def role_of(
    broken: Sequence[Judged], mended: Sequence[Judged], worse: Sequence[Difference], better: Sequence[Difference]
) -> Role:
    """The word for it."""
    if broken:
        return "load-bearing"
    if worse:
        return "a trade" if better or mended else "helps"
    return "hurts" if better or mended else "decoration"


def changed(base: Sequence[Digest], without: Sequence[Digest]) -> Iterator[tuple[Difference, bool]]:
    """The watched measures that differ, each with whether it is worse without the decision."""
    firsts, seconds = [one.measures for one in base], [one.measures for one in without]
    for name in firsts[0]:
        kind, last = name.partition(".")[0], name.rpartition(".")[2]
        if last not in WATCHED.get(kind, ()):
            continue
        found = difference(name, firsts, seconds)
        if found is not None and counts(found, len(base)):
            yield found, (found.difference < 0) == (last in UPWARDS)


def objective_changes(before: Mapping[str, Judged], after: Sequence[Judged]) -> Iterator[tuple[Difference, bool]]:
    """Objectives on anything else (a node's line, a cost) whose measured value differs."""
    for one in after:
        was = before[one.name]
        if one.threshold.metric in ("mean", "p(99)", "availability", "lost", "duplicates"):
            continue  # watched already
        pairs = [({one.name: a}, {one.name: b}) for a, b in zip(was.values, one.values, strict=True)]
        found = difference(one.name, [a for a, _ in pairs], [b for _, b in pairs])
        if found is not None and counts(found, len(pairs)):
            yield found, further(was, one)


def further(was: Judged, now: Judged) -> bool:
    """Whether a measured value has moved away from what its threshold wants."""
    if was.threshold.operator.startswith("<"):
        return now.measured > was.measured
    if was.threshold.operator.startswith(">"):
        return now.measured < was.measured
    return abs(now.measured - was.threshold.value) > abs(was.measured - was.threshold.value)


def counts(found: Difference, seeds: int) -> bool:
    """Whether a difference is told from chance and worth a word: 1% of the value, or half a unit of a count."""
    half = (found.ci95[1] - found.ci95[0]) / 2
    if found.verdict not in ("more", "less") or abs(found.difference) <= half * wider(seeds - 1):
        return False
    if found.measure.startswith("effects."):
        return abs(found.difference) >= 0.5
    if found.measure.endswith(".availability"):
        return abs(found.difference) >= 1e-5
    return abs(found.difference) >= NEGLIGIBLE * max(abs(found.a), abs(found.b)) and math.isfinite(found.difference)


def wider(degrees: int) -> float:
    """How much wider a 99% interval is than a 95% one, by Student's t: 2.31 with two degrees of freedom, 1.66 with four."""
    known = {1: 5.01, 2: 2.31, 3: 1.84, 4: 1.66, 5: 1.57, 6: 1.52, 7: 1.48, 8: 1.46, 9: 1.44}
    return known.get(degrees, 1.42 if degrees < 30 else 1.35)
