"""Many runs at once, through one door shaped like `concurrent.futures`: threads here, Dask across machines.

The kernel works without the interpreter's lock, so threads use every core. A job is a plain value and so is what comes
back, which is all that another machine needs. Jobs come back in the order in which they were given, so what is made of them
does not depend on which was done first.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from hotseat.errors import DesignError
from hotseat.load.export import measures
from hotseat.load.simulate import simulate

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Blame, Growth, ObjectiveResult, Result

Answer = TypeVar("Answer")
FULL = 0.98
"""The utilisation from which on a node's workers are as good as all busy."""
Stop = Callable[[], bool]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One run to be made: a design, a seed, and the options of `simulate`."""

    design: Design
    seed: int = 1
    duration: float | None = None
    warmup: float | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What the analyses keep of a run: every measure by name, the objectives, what grew, and whether it was cut short.

    `why` holds, for each traffic, the largest shares of the time above p99; `full`, for each node, the share of the time in
    which all its workers were busy.
    """

    seed: int
    measures: Mapping[str, float]
    objectives: tuple[ObjectiveResult, ...]
    unstable: tuple[Growth, ...]
    why: Mapping[str, tuple[Blame, ...]]
    full: Mapping[str, float]
    events: int
    interrupted: bool


def run_job(job: Job, stop: Stop | None = None, progress: Progress | None = None) -> Result:
    """Makes the run."""
    return simulate(
        job.design,
        seed=job.seed,
        duration=job.duration,
        warmup=job.warmup,
        exact=job.exact,
        prices=job.prices,
        stop=stop,
        progress=progress,
    )


def digest_job(job: Job, stop: Stop | None = None, progress: Progress | None = None) -> Digest:
    """Makes the run and keeps its digest."""
    return digest(run_job(job, stop, progress))


def digest(result: Result) -> Digest:
    """What the analyses keep of a result."""
    return Digest(
        seed=result.seed,
        measures=measures(result),
        objectives=result.objectives,
        unstable=result.unstable,
        why={traffic: labels["p99"][:5] for traffic, labels in result.why.items()},
        full=full(result),
        events=result.events,
        interrupted=result.interrupted,
    )


def full(result: Result) -> dict[str, float]:
    """For each node, the share of the slices after the warm-up in which its workers were as good as all busy."""
    kept = result.series.time > result.warmup * (1 + 1e-9)
    slices = max(int(kept.sum()), 1)
    return {name: float((one["utilisation"][kept] >= FULL).sum()) / slices for name, one in result.series.nodes.items()}


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def open_executor(dask: str | None = None) -> Iterator[Executor]:
    """An executor: threads, one a core; or the Dask scheduler at an address. DesignError when it cannot be reached."""
    if dask is None:
        with ThreadPoolExecutor(cores(), thread_name_prefix="hotseat") as threads:
            yield threads
        return
    with dask_client(dask) as executor:
        yield executor


@contextlib.contextmanager
def dask_client(address: str) -> Iterator[Executor]:
    """The executor of a Dask scheduler; its client is closed at the end."""
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ModuleNotFoundError:
        raise DesignError("--dask needs Dask's distributed: pip install 'hotseat[dask]'") from None
    try:
        get_address_host_port(
            address, strict=False
        )  # a client made in vain takes ten seconds to go away, with a traceback
        client = Client(address, timeout="5s", set_as_default=False)  # type: ignore[no-untyped-call] # Dask's
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise DesignError(f"--dask {address}: there is no Dask scheduler at this address ({reason})") from None
    with client:
        executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call] # Dask's
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def run_all(
    work: Callable[..., Answer],
    jobs: Sequence[object],
    *,
    executor: Executor | None = None,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> list[Answer]:
    """`work` (`run_job` or `digest_job`, or anything of their shape) done to every job, in their order.

    `stop` ends early: jobs not begun are left out, those under way end where they are (and say that they were
    interrupted). `progress` is told the share done. Without `executor`, threads are opened for the occasion. Raises what a
    job raised.
    """
    if executor is None:
        with open_executor() as threads:
            return run_all(work, jobs, executor=threads, stop=stop, progress=progress)
    if not isinstance(executor, ThreadPoolExecutor):
        return collected([executor.submit(work, job) for job in jobs], stop, progress)
    shares = [0.0] * len(jobs)

    def watched(place: int, job: object) -> Answer | None:
        if stop is not None and stop():
            return None

        def tell(share: float) -> None:
            shares[place] = share
            if progress is not None:
                progress(sum(shares) / len(shares))

        return work(job, stop, tell)

    futures = [executor.submit(watched, place, job) for place, job in enumerate(jobs)]
    return collected(futures, None, None)


def collected(futures: Sequence[Future[Any]], stop: Stop | None, progress: Progress | None) -> list[Answer]:
    """The futures' answers in their order; those that were never begun are left out."""
    answers: list[Answer] = []
    waiting = list(futures)
    try:
        for place, future in enumerate(waiting):
            while stop is not None and not future.done():
                if stop():
                    return answers
                with contextlib.suppress(TimeoutError):
                    future.result(timeout=0.2)
            answer = future.result()
            if answer is not None:
                answers.append(answer)
            if progress is not None:
                progress((place + 1) / len(waiting))
    finally:
        for future in waiting:
            future.cancel()
    return answers


def seeded(job: Job, seeds: Iterable[int]) -> list[Job]:
    """The same job, once for each seed."""
    from dataclasses import replace

    return [replace(job, seed=seed) for seed in seeds]
