"""Which decisions are load-bearing? Each is taken out in turn, the design is run again on the same random numbers, and the
objectives are held up to it again.

    load-bearing   an objective that was met is missed without it
    helps          something measured is worse without it, and nothing better
    a trade        some of what is measured is worse without it, some better
    hurts          something measured is better without it and nothing worse, or a missed objective is met
    decoration     nothing measurable changes

"Measured" means: every objective, each traffic's mean, p99 and availability, each effect's lost, duplicated and pending
units. A difference counts when its paired 99% interval excludes zero and it is at least 1% of the value (of lost and
duplicated units, half a unit a run): a dozen decisions are dozens of comparisons, and at 95% one in twenty of them would be
called a difference by chance. An effect that has become quicker because its slow ones have not happened yet is no better.
Decisions are taken out one at a time, so two that stand in for one another may each look like decoration.

A design without what kept it upright may collapse, and then takes many times as long to run as with it. Such runs are ended
when they are sure to miss an objective (`hotseat.analysis.bounded`); what else would have changed is then not compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from hotseat.analysis.bounded import COUNTED, Ran, Variant, Yardstick, run_variant
from hotseat.analysis.compare import Difference, difference
from hotseat.analysis.executor import Digest, Progress, Stop, run_all
from hotseat.analysis.plan import Judged, Watch, judged, plan_of, with_length
from hotseat.analysis.removals import NotTried, Removal, removals
from hotseat.load.confidence import UNKNOWN
from hotseat.load.export import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from hotseat.design.design import Design
    from hotseat.design.objectives import Threshold
    from hotseat.load.price import Price

Role = Literal["load-bearing", "helps", "a trade", "hurts", "decoration", "unclear"]
ROLES: tuple[Role, ...] = ("load-bearing", "helps", "a trade", "hurts", "decoration", "unclear")
NEGLIGIBLE = 0.01
WATCHED = {"traffic": ("mean", "p99", "availability"), "effects": ("lost", "duplicated", "pending")}
UPWARDS = ("availability",)
"""Measures of which more is better; of all other watched ones, less."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and what came of taking it out.

    `broken` and `mended` are the objectives that were missed or met only without it; `changes` what differs measurably
    (B is the design without it), what is worse without it first. `role` as in the module's table; `unclear` with one seed.
    `ended` is the simulated second by which its runs were ended early, None where all went to the end; where
    they were ended for being sure of what is `broken`, nothing else was compared.
    """

    what: str
    path: str
    role: Role
    broken: tuple[Judged, ...]
    mended: tuple[Judged, ...]
    worse: tuple[Difference, ...]
    better: tuple[Difference, ...]
    ended: float | None = None


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
    watch = Watch(progress, stop)
    whole = run_all(
        run_variant, [Variant(job) for job in plan.jobs(design)], progress=watch.part(0, len(taken) + 1), stop=stop
    )
    if len(whole) < seeds or any(one.digest.interrupted for one in whole):
        raise KeyboardInterrupt
    base = [one.digest for one in whole]
    against = yardsticks(design, whole)
    jobs = [
        Variant(job, yardstick)
        for removal in taken
        for job, yardstick in zip(plan.jobs(removal.design), against, strict=True)
    ]
    rest = None if progress is None else lambda share: progress((1 + share * len(taken)) / (len(taken) + 1))
    runs = run_all(run_variant, jobs, progress=rest, stop=stop)
    decisions = []
    for place, removal in enumerate(taken):
        group = without_doubt(
            runs[place * seeds : (place + 1) * seeds], jobs[place * seeds : (place + 1) * seeds], stop
        )
        if len(group) < seeds or any(one.digest.interrupted for one in group):
            break
        decisions.append(decided(design, removal, base, group))
    return Ablation(
        design,
        tuple(range(seed, seed + seeds)),
        plan.duration or 0.0,
        judged(design, base),
        tuple(decisions),
        left,
        unfinished=len(decisions) < len(taken),
    )


def yardsticks(design: Design, whole: Sequence[Ran]) -> list[Yardstick]:
    """What each seed's runs are held against: the whole design's, with the objectives that it meets over all seeds."""
    met = tuple((one.subject, one.threshold) for one in judged(design, [one.digest for one in whole]) if one.met)
    return [replace(one.measure, met=met) for one in whole]


def without_doubt(group: Sequence[Ran], jobs: Sequence[Variant], stop: Stop | None) -> list[Ran]:
    """The runs of one variant; those that were ended sure of one thing each, with nothing that holds for all, run on."""
    if surely_missed(group) or not any(one.missed for one in group):
        return list(group)
    places = [place for place, one in enumerate(group) if one.missed]
    again = run_all(run_variant, [replace(jobs[place], surely=False) for place in places], stop=stop)
    runs = dict(zip(places, again, strict=False))
    return [runs.get(place, one) for place, one in enumerate(group)] if len(again) == len(places) else []


def surely_missed(group: Sequence[Ran]) -> tuple[tuple[str, Threshold], ...]:
    """The objectives that every run of a variant misses, one of them at least ended for being sure of it: what is missed
    in each is missed over all.
    """
    named = dict.fromkeys(one for run in group for one in run.missed)
    return tuple(one for one in named if all(one in run.missed or misses(run, one) for run in group))


def misses(run: Ran, objective: tuple[str, Threshold]) -> bool:
    """Whether a run that went to its end misses an objective."""
    if run.missed:
        return False
    subject, threshold = objective
    return any(
        not one.met and not math.isnan(one.measured) and (one.subject, one.threshold) == (subject, threshold.text)
        for one in run.digest.objectives
    )


def decided(design: Design, removal: Removal, base: Sequence[Digest], group: Sequence[Ran]) -> Decision:
    """What taking one decision out has done, where its runs may have been ended early."""
    digests = [one.digest for one in group]
    ended = max((one.ended for one in group if one.ended is not None), default=None)
    sure = surely_missed(group)
    if not sure:
        return replace(decision(design, removal, base, digests), ended=ended)
    broken = tuple(one for one in judged(removal.design, digests) if (one.subject, one.threshold) in sure)
    return Decision(removal.what, removal.path, "load-bearing", broken, (), (), (), ended)


def decision(design: Design, removal: Removal, base: Sequence[Digest], without: Sequence[Digest]) -> Decision:
    """What taking one decision out has done."""
    before = {one.name: one for one in judged(design, base)}
    after = judged(removal.design, without)
    broken = tuple(one for one in after if not one.met and before[one.name].met)
    mended = tuple(one for one in after if one.met and not before[one.name].met)
    changes = list(changed(base, without))
    changes += objective_changes(before, after, unfinished=waiting_longer(changes))
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


def waiting_longer(changes: Sequence[tuple[Difference, bool]]) -> set[str]:
    """The effects of which more are pending at the end: their slow ones are missing among those that have happened."""
    names = (words_of(one.measure) for one, bad in changes if bad)
    return {name for kind, name, last in names if kind == "effects" and last == "pending"}


def objective_changes(
    before: Mapping[str, Judged], after: Sequence[Judged], *, unfinished: Set[str] = frozenset()
) -> Iterator[tuple[Difference, bool]]:
    """Objectives on anything else (a node's line, a cost) whose measured value differs; `unfinished` as `waiting_longer`."""
    for one in after:
        was = before[one.name]
        if one.threshold.metric in ("mean", "p(99)", "availability", "lost", "duplicates", "pending"):
            continue  # watched already
        bad = further(was, one)
        if not bad and one.subject in unfinished and one.threshold.metric not in COUNTED:
            continue
        if math.isinf(was.measured) != math.isinf(one.measured):  # a broadcast that never reached everyone
            yield Difference(one.name, was.measured, one.measured, math.nan, UNKNOWN, "more" if bad else "less"), bad
            continue
        pairs = [({one.name: a}, {one.name: b}) for a, b in zip(was.values, one.values, strict=True)]
        found = difference(one.name, [a for a, _ in pairs], [b for _, b in pairs])
        if found is not None and counts(found, len(pairs)):
            yield found, bad


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
    if found.measure.startswith("effects.") and abs(found.difference) < 0.5:
        return False
    if found.measure.endswith((".lost", ".duplicated")):
        return True
    if found.measure.endswith(".availability"):
        return abs(found.difference) >= 1e-5
    return abs(found.difference) >= NEGLIGIBLE * max(abs(found.a), abs(found.b)) and math.isfinite(found.difference)


def wider(degrees: int) -> float:
    """How much wider a 99% interval is than a 95% one, by Student's t: 2.31 with two degrees of freedom, 1.66 with four."""
    known = {1: 5.01, 2: 2.31, 3: 1.84, 4: 1.66, 5: 1.57, 6: 1.52, 7: 1.48, 8: 1.46, 9: 1.44}
    return known.get(degrees, 1.42 if degrees < 30 else 1.35)
