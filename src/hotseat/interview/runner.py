"""Who runs probes: this process (threads, or at once for scripts and tests), or another one, behind one small protocol."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from hotseat.design.objectives import Threshold
from hotseat.errors import HotseatError
from hotseat.interview.events import Examined
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import Round


@dataclass(frozen=True, slots=True)
class Examination:
    """What is to be run after the end: the final board under every probe that the rubric needs, and without each of its
    decisions (unless `decisions` is False). `asked` are the pushbacks that were asked, `held` what was committed to.
    """

    round: Round
    text: str
    seed: int
    asked: tuple[str, ...] = ()
    held: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    decisions: bool = True


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


class Runner(Protocol):
    """Runs what `rounds.probe.prepare` prepared, or an Examination. `on_progress` and `on_done` may be called from any
    thread; `on_done` exactly once. An `urgent` run (somebody waits for it) goes before the others.
    """

    def submit(
        self,
        prepared: Any,  # noqa: ANN401
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
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


class HereRunner:
    """Runs probes in this process: on so many threads, or, with none, at once where `submit` is called."""

    def __init__(self, *, threads: int = 1) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="probe") if threads else None

    def submit(
        self,
        prepared: Any,  # noqa: ANN401
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        urgent: bool = False,  # noqa: ARG002 (a few threads need no order)
    ) -> Handle:
        """Has it run."""
        handle = Stopper()

        def work() -> None:
            on_done(carried_out(prepared, on_progress, handle.stopped.is_set))

        if self.pool is None:
            work()
        else:
            self.pool.submit(work)
        return handle

    def close(self) -> None:
        """Waits for what is running; what is not begun yet is left."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


def carried_out(prepared: Any, on_progress: Callable[[float], None], stop: Callable[[], bool]) -> Outcome:  # noqa: ANN401
    """Runs what was prepared and says how it ended."""
    if stop():
        return Outcome("cancelled", problem="stopped before it began")
    try:
        outcome = (
            examined(prepared, on_progress, stop)
            if isinstance(prepared, Examination)
            else probed(prepared, on_progress, stop)
        )
    except HotseatError as error:
        return Outcome("failed", problem=str(error))
    except MemoryError:
        return Outcome("failed", problem="this needs more memory than there is")
    except Exception as error:  # noqa: BLE001 (a mistake of ours ends this run, told, and nothing else)
        return Outcome("failed", problem=f"Hotseat made a mistake here, please report it: {error!r}")
    return Outcome("cancelled", problem="stopped") if stop() else outcome


def probed(prepared: Any, on_progress: Callable[[float], None], stop: Callable[[], bool]) -> Outcome:  # noqa: ANN401
    """Runs a probe."""
    from hotseat.load.export import as_data, pretty
    from hotseat.rounds import probe

    evidence, result = probe.run(prepared, progress=on_progress, stop=stop)
    if evidence.problem or result is None:
        return Outcome("failed", evidence, problem=evidence.problem)
    return Outcome("done", evidence, pretty(as_data(result)).encode())


def examined(one: Examination, on_progress: Callable[[float], None], stop: Callable[[], bool]) -> Outcome:
    """Runs an examination."""
    from hotseat.interview.after import examine

    found = examine(
        one.round, one.text, seed=one.seed, asked=one.asked, held=one.held, decisions=one.decisions,
        progress=on_progress, stop=stop,
    )  # fmt: skip
    return Outcome("done", examined=found)
