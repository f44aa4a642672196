"""The lab's front door: explore a handler, replay one run, take out safeguards."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault.ablation import Ablated, Ablation, Safeguard, safeguards, without
from hotseat.fault.bench import Bench, first_difference, make_bench
from hotseat.fault.explain import Explanation, explain
from hotseat.fault.handler import Handler
from hotseat.fault.keys import FaultSet, Key, read_faults, write_faults
from hotseat.fault.search import TASKS, Coverage, Findings, Found, Search
from hotseat.fault.wishes import WISHES
from hotseat.fault.world import World, find_world

if TYPE_CHECKING:
    from collections.abc import Callable


ABLATION_SECONDS = 10.0
"""How long the search without one safeguard may take."""


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What was found, and per broken promise its explanation, also for those broken only beyond the budget. Its `str` is
    all that a person reads, its `repr` one line.
    """

    world: World
    handler: str
    findings: Findings
    explanations: dict[str, Explanation] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Was every promise kept in every run within the budget?"""
        return not self.findings.broken

    def __repr__(self) -> str:
        broken = "; ".join(
            f"{id_} BROKEN by {write_faults(found.faults)}" for id_, found in self.findings.broken.items()
        )
        said = broken or f"kept in {self.findings.coverage.sentence()}"
        return f"<Report of {Path(self.handler).name} in {self.world.name}: {said}>"

    def __str__(self) -> str:
        from hotseat.fault.report import write_report

        return write_report(self.world, self.findings, self.explanations, handler=self.handler)


def _happy(bench: Bench) -> str:
    bench.happy()
    return first_difference(bench)


def _replay(bench: Bench, faults: FaultSet) -> dict[str, str]:
    return bench.replay(faults).broken


def _run_twice(bench: Bench, faults: FaultSet) -> str:
    return first_difference(bench, faults)


_ALL: dict[str, Callable[..., Any]] = {
    **TASKS,
    "happy": _happy,
    "replay": _replay,
    "explain": explain,
    "twice": _run_twice,
}


class _Remote:
    """Stands for a bench whose runs are played elsewhere: what the search needs of it."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def run(self, faults: FaultSet = frozenset()) -> Any:
        return self._pool.one("glance", faults)


@dataclass(frozen=True, slots=True)
class _Glance:
    """So much of an outcome as is worth sending from a worker."""

    broken: dict[str, str]
    choices: list[tuple[Key, tuple[str, ...]]]


def _glance(bench: Bench, faults: FaultSet) -> _Glance:
    outcome = bench.run(faults)
    return _Glance(outcome.broken, outcome.choices)


def _history(bench: Bench, faults: FaultSet) -> list[str]:
    return bench.run(faults).run.lines()  # type: ignore[no-any-return]


_ALL["glance"] = _glance
_ALL["history"] = _history


def _make(world_name: str, world: World | None, path: str) -> Bench:
    return make_bench(world or find_world(world_name), path)


@dataclass(frozen=True, slots=True)
class _Limits:
    """How much is searched."""

    faults: int
    beyond: int
    seconds: float
    seed: int
    stop: Callable[[], bool]


def explore(
    world: World | str,
    handler: str | Path,
    *,
    faults: int | None = None,
    beyond: int = 0,
    seconds: float = 60.0,
    seed: int = 0,
    processes: int = 0,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Runs the handler in the file under every set of at most `faults` faults (default: the world's budget), then in
    other orders, then for `beyond` runs with more faults.

    `seconds` bounds the search, in real time, and `stop` is asked now and then whether to end it. `processes` is the
    number of workers; 0 plays in this process, without the guard against a handler that blocks, and without running
    anything again in a process with another hash seed. Raises LabError, with file and line, for a handler that cannot
    be run.
    """
    here = find_world(world) if isinstance(world, str) else world
    if WISHES.replay is not None:
        return _noted(replay(here, handler, WISHES.replay, processes=0))
    budget = here.faults if faults is None else faults
    limits = _Limits(
        budget if WISHES.budget is None else WISHES.budget,
        beyond,
        seconds if WISHES.seconds is None else WISHES.seconds,
        seed,
        stop,
    )
    return _noted(_search(here, handler, limits, processes))


def _noted(report: Report) -> Report:
    if WISHES.reports is not None:
        WISHES.reports.append(report)
    return report


def _search(here: World, handler: str | Path, limits: _Limits, processes: int) -> Report:
    bench = make_bench(here, handler)  # what can be seen without running it is said at once
    if processes == 0:
        return _explore(here, str(handler), bench, lambda name, *values: _ALL[name](bench, *values), None, limits)
    from hotseat.fault.elsewhere import check_elsewhere
    from hotseat.fault.pool import Pool

    with Pool(
        _make, (here.name, None if here.folder else here, str(handler)), _ALL, processes=processes, file=str(handler)
    ) as pool:
        report = _explore(here, str(handler), _Remote(pool), pool.one, pool.play, limits)
        if here.folder:
            sets = [frozenset(), *(found.faults for found in _all_found(report.findings).values())]
            check_elsewhere(here.name, str(handler), sets, [pool.one("history", each) for each in sets])
        return report


def _all_found(findings: Findings) -> dict[str, Found]:
    return {**findings.broken, **findings.beyond}


def _explore(world: World, handler: str, bench: Any, call: Callable[..., Any], play: Any, limits: _Limits) -> Report:
    _refuse(handler, call("happy"))
    findings = Search(
        bench,
        faults=limits.faults,
        seconds=limits.seconds,
        beyond=limits.beyond,
        seed=limits.seed,
        play=play,
        stop=limits.stop,
    ).explore()
    explanations = {}
    for id_, found in _all_found(findings).items():
        _refuse(handler, call("twice", found.faults))
        explanations[id_] = call("explain", found)
    return Report(world, handler, findings, explanations)


def _refuse(handler: str, difference: str) -> None:
    if difference:
        raise LabError(f"{Path(handler).name}, line 1: the same run does not happen twice: {difference}")


def replay(world: World | str, handler: str | Path, faults: FaultSet | str, *, processes: int = 1) -> Report:
    """Plays one run: the faults as a set, or as the text that a report ends with. With `processes=0` it is played in
    this process.

    Raises LabError if a fault names no effect of it; the nearest that does is in the message.
    """
    here = find_world(world) if isinstance(world, str) else world
    faults = read_faults(faults) if isinstance(faults, str) else faults
    if processes == 0:
        bench = make_bench(here, handler)
        return _replay_with(here, str(handler), lambda name, *values: _ALL[name](bench, *values), faults)
    make_bench(here, handler)
    from hotseat.fault.pool import Pool

    with Pool(
        _make, (here.name, None if here.folder else here, str(handler)), _ALL, processes=processes, file=str(handler)
    ) as pool:
        return _replay_with(here, str(handler), pool.one, faults)


def _replay_with(world: World, handler: str, call: Callable[..., Any], faults: FaultSet) -> Report:
    call("happy")
    broken: dict[str, str] = call("replay", faults)
    played = f"the run with {write_faults(faults)}" if faults else "the happy path"
    coverage = Coverage([1], 0, stopped=f"only {played} was played")
    findings = Findings({id_: Found(id_, sentence, faults, 1) for id_, sentence in broken.items()}, coverage)
    return Report(world, handler, findings, {id_: call("explain", found) for id_, found in findings.broken.items()})


def ablate(world: World | str, handler: str | Path, *, processes: int = 0) -> Ablation:
    """Takes out one safeguard at a time, and says which promise dies at which faults.

    With `processes` above 0 each is played in a worker, and one whose absence makes the handler block is said to.
    """
    here = find_world(world) if isinstance(world, str) else world
    make_bench(here, handler)
    text = Path(handler).read_text(encoding="utf-8")
    rows = [_ablate_one(here, str(handler), guard, processes) for guard in safeguards(text)]
    return Ablation(Path(handler).name, tuple(rows))


def _ablate_one(world: World, handler: str, guard: Safeguard, processes: int) -> Ablated:
    if processes == 0:
        return _without(make_bench(world, handler), guard)
    from hotseat.fault.pool import Pool

    arguments = (world.name, None if world.folder else world, handler)
    with Pool(_make, arguments, _ALL, processes=1, file=handler, patience=2 * ABLATION_SECONDS) as pool:
        try:
            answer: Ablated = pool.one("without", guard)
        except LabError as error:
            return Ablated(guard, (), f"it cannot be run: {error}")
        return answer


def _without(bench: Bench, guard: Safeguard) -> Ablated:
    path = bench.handler.path
    code = compile(without(Path(path).read_text(encoding="utf-8"), guard), path, "exec")
    maimed = Bench(bench.world, Handler(path, code, functions=bench.handler.functions, defaults=bench.handler.defaults))
    findings = Search(maimed, faults=bench.world.faults, seconds=ABLATION_SECONDS).explore()
    return Ablated(guard, tuple(findings.broken.values()), f"every promise kept in {findings.coverage.sentence()}")


_ALL["without"] = _without
