"""After the end: the final design under every probe that the rubric needs, and what each of its decisions carries.

A decision is weighed by taking it out (`hotseat.analysis`): under the design's own load on several seeds, as `hotseat
ablate` does, and then under pushbacks, because a retry or a deduplication carries nothing until something fails. How
much is run is bounded by a number of simulated events, never by the wall clock, so that the same sitting is examined
the same way on every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from hotseat.analysis.ablate import decision
from hotseat.analysis.executor import Digest, Job, digest_job, run_all
from hotseat.analysis.plan import SHORTEST, plan_of
from hotseat.analysis.removals import Removal, removals
from hotseat.design.design import Design
from hotseat.design.objectives import Threshold
from hotseat.interview import events as log
from hotseat.rounds.evidence import OBJECTIVES, Evidence
from hotseat.rounds.probe import Prepared, prepare, run
from hotseat.rounds.round import Round

Progress = Callable[[float], None]
Stop = Callable[[], bool]
Known = Callable[[str], Evidence | None]
Held = Mapping[str, tuple[Threshold, ...]]

SEEDS = 3
OWN_LOAD, PUSHBACKS = 6_000_000, 45_000_000
"""How many events may be simulated to weigh decisions under the own load, and under pushbacks: a few seconds on two
cores.
"""
EXAMINING = 0.3
"""The share of the work that the probes are, for the progress bar."""


def probes_wanted(round_: Round) -> tuple[str, ...]:
    """The probes that the rubric rests on, the design's own load first."""
    wanted = (item.probe or OBJECTIVES for item in round_.rubric.values() if item.evidence == "measured")
    return tuple(dict.fromkeys((OBJECTIVES, *wanted)))


def examine(
    round_: Round,
    text: str,
    *,
    seed: int,
    asked: Sequence[str] = (),
    held: Held | None = None,
    decisions: bool = True,
    known: Known | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> log.Examined:
    """The whole examination of a board, in this process. `asked` are the pushbacks that were asked, which decisions are
    weighed under first; `held` what the candidate committed to; `known` what was measured already, by its digest. A
    board that is no whole design gives evidence that says so, and no decisions; with `decisions=False` none are weighed.
    """
    ready = [
        prepare(round_, probe, text, seed=seed, held=held if probe == OBJECTIVES else None)
        for probe in probes_wanted(round_)
    ]
    evidence = tuple(measured(ready, known, stop=stop, progress=part(progress, 0.0, EXAMINING)))
    if not decisions:
        return log.Examined(evidence, ())
    weighed, under = weigh(
        round_, text, evidence, seed=seed, asked=asked, progress=part(progress, EXAMINING, 1.0), stop=stop
    )
    return log.Examined(evidence, weighed, under)


def measured(
    ready: Sequence[Prepared], known: Known | None, *, stop: Stop | None, progress: Progress | None
) -> Iterator[Evidence]:
    """What the probes measure, in their order; those of which it is known are not run again."""
    before = [known(one.digest) if known else None for one in ready]
    unknown = [one for one, found in zip(ready, before, strict=True) if found is None]
    new = iter(run_all(probed, unknown, stop=stop, progress=progress))
    for found in before:
        yield from itertools.islice(new, 1) if found is None else (found,)


def probed(prepared: Prepared, stop: Stop | None = None, progress: Progress | None = None) -> Evidence:
    """One probe, run."""
    return run(prepared, progress=progress, stop=stop)[0]


def part(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Progress of a part of the work as progress of all of it."""
    return None if progress is None else lambda share: progress(start + (end - start) * share)


# ----------------------------------------------------------------------------------------------------- what decisions carry


def weigh(
    round_: Round,
    text: str,
    evidence: Sequence[Evidence],
    *,
    seed: int,
    asked: Sequence[str] = (),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[tuple[log.Weighed, ...], tuple[str, ...]]:
    """What each decision of the candidate's carries, and the pushbacks under which that was tried; `evidence` are the
    probes that were run on the whole design.
    """
    whole = prepare(round_, OBJECTIVES, text, seed=seed)
    own = next((one for one in evidence if one.probe == OBJECTIVES), None)
    if whole.design is None or own is None or own.problem:
        return (), ()
    taken = [one for one in removals(whole.design)[0] if not is_fixed(one.path, round_)]
    if not taken:
        return (), ()
    roles = under_own_load(whole.design, taken, own, seed=seed, progress=part(progress, 0.0, 0.2), stop=stop)
    if stop is not None and stop():
        return (), ()
    base = affordable(round_, evidence, asked, len(taken))
    broken = under_pushbacks(round_, taken, base, seed=seed, progress=part(progress, 0.2, 1.0), stop=stop)
    if stop is not None and stop():
        return (), ()
    return tuple(with_broken(one, broken.get(one.path, ())) for one in roles), tuple(one.probe for one in base)


def is_fixed(path: str, round_: Round) -> bool:
    """Whether a decision is the world's, not the candidate's."""
    return any(path == fixed or path.startswith(f"{fixed}.") for fixed in round_.fixed)


def with_broken(one: log.Weighed, broken: Sequence[str]) -> log.Weighed:
    """A decision without which pushbacks break as well."""
    return replace(one, role="load-bearing", broken=(*one.broken, *broken)) if broken else one


def under_own_load(
    design: Design, taken: Sequence[Removal], own: Evidence, *, seed: int, progress: Progress | None, stop: Stop | None
) -> list[log.Weighed]:
    """Each decision by `hotseat ablate`: without it, on the same random numbers, under the design's own load."""
    rate = max(own.events / own.duration, 1.0)
    seconds = OWN_LOAD / (rate * SEEDS * (len(taken) + 1))
    plan = plan_of(SEEDS, seed, min(max(float(f"{seconds:.2g}"), SHORTEST), own.duration), None, None)
    jobs: list[Job] = [job for one in (design, *(removal.design for removal in taken)) for job in plan.jobs(one)]
    digests = run_all(digest_job, jobs, progress=progress, stop=stop)
    groups: list[Sequence[Digest]] = [digests[at : at + SEEDS] for at in range(0, len(digests), SEEDS)]
    return [
        weighed(design, removal, groups[0], group)
        for removal, group in zip(taken, groups[1:], strict=False)
        if len(group) == SEEDS
    ]


def weighed(design: Design, removal: Removal, base: Sequence[Digest], without: Sequence[Digest]) -> log.Weighed:
    """One decision with its role."""
    found = decision(design, removal, base, without)
    return log.Weighed(found.what, found.path, found.role, tuple(one.name for one in found.broken))


def under_pushbacks(
    round_: Round,
    taken: Sequence[Removal],
    base: Sequence[Evidence],
    *,
    seed: int,
    progress: Progress | None,
    stop: Stop | None,
) -> dict[str, tuple[str, ...]]:
    """What breaks under pushbacks without each decision, by its path; `base` is what they came to with all of them."""
    pairs = [(removal, before) for removal in taken for before in base]

    def without(pair: tuple[Removal, Evidence], stop: Stop | None, progress: Progress | None) -> Evidence:
        removal, before = pair
        return probed(prepare(round_, before.probe, removal.design, seed=seed), stop, progress)

    found = run_all(without, pairs, progress=progress, stop=stop)
    broken: dict[str, tuple[str, ...]] = {}
    for (removal, before), after in zip(pairs, found, strict=False):
        broken[removal.path] = (*broken.get(removal.path, ()), *breaks(before, after))
    return broken


def affordable(round_: Round, evidence: Sequence[Evidence], asked: Sequence[str], decisions: int) -> list[Evidence]:
    """The pushbacks to weigh decisions under: those of which something is met (only that can break), the asked ones
    first, then the weightiest, as many as the events allow.
    """
    able = [one for one in evidence if one.probe != OBJECTIVES and any(hold.met for hold in one.holds)]
    able.sort(key=lambda one: (one.probe not in asked, -round_.pushbacks[one.probe].weight))
    left = PUSHBACKS
    chosen = []
    for one in able:
        if one.events * decisions <= left:
            left -= one.events * decisions
            chosen.append(one)
    return chosen


def breaks(before: Evidence, after: Evidence) -> tuple[str, ...]:
    """The thresholds that were met with the decision and are missed without it."""
    if after.problem:
        return ()
    met = {(one.subject, one.threshold) for one in before.holds if one.met}
    return tuple(
        f"{one.subject} {one.threshold} under '{after.probe}'"
        for one in after.holds
        if not one.met and (one.subject, one.threshold) in met
    )
