"""Probes: a candidate's design, made ready to be struck, run, and read.

`prepare` makes the whole design that runs: the candidate's boxes, the round's world, the probe's faults cast for this
design, its load and its thresholds. `run` simulates that and says what was measured. Both are pure: the same design,
round and seed give the same evidence, byte for byte, wherever they run.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import hotseat
from hotseat.design.checking import check_values
from hotseat.design.design import Design
from hotseat.design.faults import Fault
from hotseat.design.floor import forbidden
from hotseat.design.objectives import Threshold
from hotseat.design.overrides import scale_load, set_values
from hotseat.design.reading import examine
from hotseat.design.writing import write_design
from hotseat.errors import DesignError
from hotseat.load.judging import measure
from hotseat.load.result import Result
from hotseat.load.simulate import simulate
from hotseat.rounds.evidence import OBJECTIVES, Evidence, Measured
from hotseat.rounds.missed import missed_by
from hotseat.rounds.owed import unsettled, usurped
from hotseat.rounds.roles import MARK, NobodyPlays, NothingToStrike, cast, nobody, players, roles_in
from hotseat.rounds.round import Probe, Round, warmup_of
from hotseat.rounds.subjects import is_there, reading_of, split_measure
from hotseat.rounds.wording import filled
from hotseat.rounds.world import changed

Holds = Mapping[str, tuple[Threshold, ...]]
LARGER_IS_BETTER = frozenset(("availability", "hit_ratio"))
"""Metrics of which the smallest is the worst."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A probe made ready for one design.

    `design` is what runs (`text` is its file, `digest` names it with everything else that decides the evidence), or
    None where `problem` says why it cannot. `holds` are the thresholds as the round writes them, `cast` the nodes that
    play the roles among their subjects, `owed` what the world owes to each traffic.
    """

    probe: str
    design: Design | None
    text: str
    digest: str
    seed: int
    duration: float
    holds: Holds = field(default_factory=dict)
    cast: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    owed: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    because: str = ""
    problem: str = ""


def prepare(round_: Round, probe: str, design: Design | str, *, seed: int = 1, held: Holds | None = None) -> Prepared:
    """A probe of a round (a pushback's key, or `objectives`) made ready for a design, given as text or as a value.

    `held` are further thresholds for `objectives`: what the candidate committed to. Raises KeyError for a probe that
    the round has not.
    """
    spec, because, weight, measures = _spec(round_, probe)
    blank = Prepared(probe, None, "", "", seed, spec.duration, because=because, weight=weight, measures=measures)
    try:
        ready = _whole(round_, probe, spec, _read(design), held or {}, blank)
    except (NobodyPlays, NothingToStrike, DesignError) as error:
        problem = str(error).split("\n", 1)[0]
        ready = replace(blank, text=design if isinstance(design, str) else write_design(design), problem=problem)
    return replace(ready, digest=_digest(ready))


def run(
    prepared: Prepared,
    *,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Evidence, Result | None]:
    """Runs a prepared probe: the evidence, and the full result (None where there was a problem).

    `progress` is told the share done, `stop` asked now and then; a run that was stopped says so as its problem.
    """
    if prepared.design is None:
        return _evidence(prepared, problem=prepared.problem), None
    try:
        result = simulate(prepared.design, seed=prepared.seed, progress=progress, stop=stop)
    except DesignError as error:  # what only a run finds out, such as a price that no sheet has
        return _evidence(prepared, problem=str(error).split("\n", 1)[0]), None
    if result.interrupted:
        return _evidence(prepared, problem="this run was stopped before its end"), result
    unfit = unsettled(prepared.owed, prepared.holds, result)
    if unfit:
        return _evidence(prepared, problem=unfit), result
    holds = tuple(
        _measured(prepared, result, subject, threshold)
        for subject, thresholds in prepared.holds.items()
        for threshold in thresholds
        if _applies(prepared, result.design, subject, threshold)
    )
    measures = {measure: _finite(_value(prepared, result, *split_measure(measure))) for measure in prepared.measures}
    worst = max((one.missed_by for one in holds), default=0.0)

    def value_of(subject: str, metric: str) -> float | None:
        return _value(prepared, result, subject, metric)

    because = filled(prepared.because, value_of)
    hurt = worst * prepared.weight
    evidence = replace(_evidence(prepared), events=result.events, holds=holds, measures=measures, hurt=hurt)
    return replace(evidence, because=because), result


def _evidence(prepared: Prepared, *, problem: str = "") -> Evidence:
    """The part of the evidence that is known before anything has run."""
    command = "" if problem else f"hotseat run {prepared.probe}.design.yaml --seed {prepared.seed}"
    return Evidence(
        prepared.probe, prepared.text, prepared.digest, prepared.seed, prepared.duration, hotseat.__version__, 0, (),
        command=command, problem=problem,
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------- making it ready


def _spec(round_: Round, probe: str) -> tuple[Probe, str, float, tuple[str, ...]]:
    """The probe, why it is asked, its weight, and the measures that its predictions ask for."""
    if probe == OBJECTIVES:
        return Probe(round_.objectives, round_.duration), "", 1.0, _of_objectives(round_)
    pushback = round_.pushbacks[probe]
    measures = tuple(dict.fromkeys(predict.measure for predict in pushback.predict.values()))
    return pushback.probe, pushback.because, pushback.weight, measures


def _of_objectives(round_: Round) -> tuple[str, ...]:
    """What may be predicted of the design under its own load: every metric that the round's objectives speak of."""
    return tuple(
        dict.fromkeys(f"{subject}: {one.metric}" for subject, many in round_.objectives.items() for one in many)
    )


def _read(design: Design | str) -> Design:
    """The design; raises DesignError with its first problem."""
    return _of_text(design) if isinstance(design, str) else design


@lru_cache(maxsize=32)  # one board is struck by every probe in turn
def _of_text(text: str) -> Design:
    return examine(text).result()


def _whole(round_: Round, probe: str, spec: Probe, design: Design, held: Holds, blank: Prepared) -> Prepared:
    """The whole design that runs. Raises NobodyPlays, or DesignError for what cannot be run."""
    for sentence in (*changed(round_, design), *usurped(round_, design)):
        raise DesignError(sentence)
    holds = _joined(design.objectives, spec.holds, held) if probe == OBJECTIVES else spec.holds
    cast_as = {subject: _players(round_, design, subject) for subject in _subjects(holds, blank)}
    faults = _faults(round_, design, spec)
    bare = replace(design, objectives={}, faults=(), duration=spec.duration, warmup=warmup_of(spec.duration))
    struck = set_values(bare, _changes(round_, design, spec)) if spec.set else bare
    struck = scale_load(struck, spec.load) if spec.load != 1 else struck
    struck = replace(struck, faults=faults)
    struck = replace(struck, objectives=_checkable(struck, holds, cast_as))
    problems = check_values(struck)
    if problems:
        raise DesignError(replace(problems[0], where=f"under '{probe}', {problems[0].where}"))
    return replace(blank, design=struck, text=write_design(struck), holds=holds, cast=cast_as, owed=round_.owed)


def _subjects(holds: Holds, blank: Prepared) -> tuple[str, ...]:
    """Every subject that the thresholds and the predictions speak of."""
    return tuple(dict.fromkeys((*holds, *(split_measure(measure)[0] for measure in blank.measures))))


def _joined(*many: Holds) -> Holds:
    """Thresholds of several sources, each once."""
    joined: dict[str, tuple[Threshold, ...]] = {}
    for holds in many:
        for subject, thresholds in holds.items():
            joined[subject] = tuple(dict.fromkeys((*joined.get(subject, ()), *thresholds)))
    return joined


def _players(round_: Round, design: Design, subject: str) -> tuple[str, ...]:
    """The names in the design that a subject stands for; raises NobodyPlays."""
    if not subject.startswith(MARK):
        return (subject,)
    role = subject[len(MARK) :]
    found = players(design, round_.roles[role])
    if not found:
        raise NobodyPlays(nobody(role, round_.roles[role]))
    return found


def _faults(round_: Round, design: Design, spec: Probe) -> tuple[Fault, ...]:
    """The probe's faults, cast. One that finds nobody to strike is left out as long as another does."""
    struck: list[Fault] = []
    missed: list[NobodyPlays | NothingToStrike] = []
    for fault in spec.faults:
        try:
            struck += cast(design, fault, round_.roles)
        except (NobodyPlays, NothingToStrike) as error:
            missed.append(error)
    if missed and not struck:
        raise missed[0]
    return tuple(struck)


def _changes(round_: Round, design: Design, spec: Probe) -> list[tuple[str, str]]:
    """The probe's changes by path; one to a role, once for every node that plays it (which may be none)."""
    changes = []
    for path, value in spec.set.items():
        paths = [path]
        for role in roles_in(path):
            nodes = players(design, round_.roles[role])
            paths = [one.replace(MARK + role, node, 1) for one in paths for node in nodes]
        changes += [(one, value) for one in paths]
    return changes


def _checkable(design: Design, holds: Holds, cast_as: Mapping[str, tuple[str, ...]]) -> Holds:
    """The thresholds as objectives of the design that runs, without those that it cannot even be asked."""
    objectives: dict[str, tuple[Threshold, ...]] = {}
    for subject, thresholds in holds.items():
        for name in cast_as[subject]:
            kept = [
                one for one in thresholds if is_there(design, name, one.metric) and not _forbidden(design, name, one)
            ]
            if kept:
                objectives[name] = tuple(dict.fromkeys((*objectives.get(name, ()), *kept)))
    return objectives


def _forbidden(design: Design, subject: str, threshold: Threshold) -> bool:
    """Whether light itself is too slow for a threshold: it is measured all the same, and missed."""
    try:
        return subject in design.traffic and forbidden(design, subject, threshold) is not None
    except (KeyError, ValueError, ZeroDivisionError, OverflowError):
        return False


def _digest(prepared: Prepared) -> str:
    """The name of everything that decides the evidence."""
    decides = (
        hotseat.__version__, prepared.probe, prepared.text, prepared.seed, prepared.duration, prepared.because,
        prepared.weight, prepared.measures, prepared.problem, dict(prepared.cast), dict(prepared.owed),
        {subject: tuple(prepared.holds[subject]) for subject in prepared.holds},
    )  # fmt: skip
    return hashlib.sha256(repr(decides).encode()).hexdigest()


# ------------------------------------------------------------------------------------------------- reading it off


def _applies(prepared: Prepared, design: Design, subject: str, threshold: Threshold) -> bool:
    """A threshold on a role is for those of its players that have the metric (a spread, where broadcasts reach it)."""
    if not subject.startswith(MARK):
        return True
    return any(is_there(design, name, threshold.metric) for name in prepared.cast[subject])


def _measured(prepared: Prepared, result: Result, subject: str, threshold: Threshold) -> Measured:
    """One threshold; of several players of a role the one that misses it most."""
    judged = []
    for name in prepared.cast[subject]:
        if not is_there(result.design, name, threshold.metric):
            continue
        value, spread = measure(result, name, threshold, _availability(result))
        missed = missed_by(threshold, value)
        ci95 = spread if all(map(math.isfinite, spread)) else None
        judged.append(Measured(subject, threshold.text, _finite(value), threshold.met_by(value), ci95, missed))
    nothing = Measured(subject, threshold.text, None, met=False, ci95=None, missed_by=1.0)
    return max(judged, key=lambda one: one.missed_by, default=nothing)


def _availability(result: Result) -> Mapping[str, tuple[float, float]]:
    """The intervals of availability that the run worked out, by traffic."""
    return {one.subject: one.ci95 for one in result.objectives if one.threshold.startswith("availability")}


def _value(prepared: Prepared, result: Result, subject: str, metric: str) -> float | None:
    """A measure; of several players of a role the worst; None where there is no such thing, or nothing was measured."""
    names = prepared.cast.get(subject, (subject,))
    found = [measure(result, name, reading_of(metric))[0] for name in names if is_there(result.design, name, metric)]
    numbers = [value for value in found if not math.isnan(value)]
    worst = min if metric in LARGER_IS_BETTER else max
    return worst(numbers) if numbers else None


def _finite(value: float | None) -> float | None:
    """A number that JSON can say: None for what never happened or was never measured."""
    return value if value is not None and math.isfinite(value) else None
