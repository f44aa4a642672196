"""Who runs probes: this process (threads, or at once for scripts and tests), or another one, behind one small protocol."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from hotseat.design.objectives import Threshold
from hotseat.errors import HotseatError
from hotseat.interview.catalogue import Catalogue, Held
from hotseat.interview.events import Examined
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import Round

Known = Callable[[str], Evidence | None]
"""What was measured before, by the digest of everything that decides it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A probe to be made ready on a board (by the `catalogue`) and run. Making it ready is work too, so it is done where
    it is run.
    """

    catalogue: Catalogue
    round: Round
    probe: str
    text: str
    seed: int
    held: Held = field(default_factory=dict)

    def prepare(self) -> Any:  # noqa: ANN401 (rounds.probe.Prepared)
        """The probe made ready."""
        return self.catalogue.prepare(self.round, self.probe, self.text, seed=self.seed, held=self.held)


@dataclass(frozen=True, slots=True)
class Examination:
    """What is to be run after the end: the final board under every probe that the rubric needs, and without each of its
    decisions (unless `decisions` is False). `asked` are the pushbacks that were asked, `held` what was committed to. One
    that is made `ahead` of the end gives way to everything else.
    """

    round: Round
    text: str
    seed: int
    asked: tuple[str, ...] = ()
    held: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    decisions: bool = True
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with evidence and the whole result as JSON (or what an examination found), or with a problem."""

    state: Literal["done", "failed", "cancelled"]
    evidence: Evidence | None = None
    result: bytes = b""
    problem: str = ""
    examined: Examined | None = None


class Handle(Protocol):
    """A run that was asked for."""

    def cancel(self) -> None:
        """Asks it to stop; `on_done` is still called, with `cancelled`."""
        ...

    def hurry(self) -> None:
        """Says that somebody waits for it now."""
        ...


class Runner(Protocol):
    """Runs Measurements and Examinations. `on_progress`, `on_done` and `known` may be called from any thread; `on_done`
    exactly once. An `urgent` run (somebody waits for it) goes before the others.
    """

    def submit(
        self,
        what: Measurement | Examination,
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        known: Known,
        urgent: bool = False,
    ) -> Handle:
        """Has it run."""
        ...


class Stopper:
    """The handle of a run in this process."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def cancel(self) -> None:
        """Asks it to stop."""
        self.stopped.set()

    def hurry(self) -> None:
        """Threads need no order."""


class HereRunner:
    """Runs probes in this process: on so many threads, or, with none, at once where `submit` is called."""

    def __init__(self, *, threads: int = 1) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="probe") if threads else None

    def submit(
        self,
        what: Measurement | Examination,
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        known: Known,
        urgent: bool = False,  # noqa: ARG002 (a few threads need no order)
    ) -> Handle:
        """Has it run."""
        handle = Stopper()

        def work() -> None:
            on_done(carried_out(what, on_progress, handle.stopped.is_set, known))

        if self.pool is None:
            work()
        else:
            self.pool.submit(work)
        return handle

    def close(self) -> None:
        """Waits for what is running; what is not begun yet is left."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


def carried_out(
    what: Measurement | Examination, on_progress: Callable[[float], None], stop: Callable[[], bool], known: Known
) -> Outcome:
    """Runs it and says how it ended."""
    if stop():
        return Outcome("cancelled", problem="stopped before it began")
    try:
        outcome = (
            examined(what, on_progress, stop, known)
            if isinstance(what, Examination)
            else measured(what, on_progress, stop, known)
        )
    except HotseatError as error:
        return Outcome("failed", problem=str(error))
    except MemoryError:
        return Outcome("failed", problem="this needs more memory than there is")
    except Exception as error:  # noqa: BLE001 (a mistake of ours ends this run, told, and nothing else)
        return Outcome("failed", problem=f"Hotseat made a mistake here, please report it: {error!r}")
    return Outcome("cancelled", problem="stopped") if stop() else outcome


def measured(one: Measurement, on_progress: Callable[[float], None], stop: Callable[[], bool], known: Known) -> Outcome:
    """Runs a probe, unless what it measures is known. The outcome of what was known has no result with it."""
    try:
        prepared = one.prepare()
        problem = prepared.problem
    except HotseatError as error:
        problem = str(error)
    if problem:
        return Outcome("failed", nothing(one.probe, one.seed, problem), problem=problem)
    evidence = known(prepared.digest)
    return probed(prepared, on_progress, stop) if evidence is None else Outcome("done", evidence)


def probed(prepared: Any, on_progress: Callable[[float], None], stop: Callable[[], bool]) -> Outcome:  # noqa: ANN401
    """Runs a probe that is ready."""
    from hotseat.load.export import as_data, pretty
    from hotseat.rounds import probe

    evidence, result = probe.run(prepared, progress=on_progress, stop=stop)
    if evidence.problem or result is None:
        return Outcome("failed", evidence, problem=evidence.problem)
    return Outcome("done", evidence, pretty(as_data(result)).encode())


def nothing(probe: str, seed: int, problem: str) -> Evidence:
    """The evidence of a probe that could not be run: there is none, and why."""
    return Evidence(probe, "", "", seed, 0.0, "", 0, (), problem=problem)


def examined(one: Examination, on_progress: Callable[[float], None], stop: Callable[[], bool], known: Known) -> Outcome:
    """Runs an examination."""
    from hotseat.interview.after import examine

    found = examine(
        one.round, one.text, seed=one.seed, asked=one.asked, held=one.held, decisions=one.decisions,
        known=known, progress=on_progress, stop=stop,
    )  # fmt: skip
    return Outcome("done", examined=found)
