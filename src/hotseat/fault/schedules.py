"""Any asyncio program under many schedules: no world, no faults, only the order in which what is ready runs.

At each step one of the callbacks that are ready is chosen at random, by a seed; timers due within `close` seconds of each
other are ready together. A program is a function that makes its main coroutine; it fails by raising.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotseat.fault.loop import Loop, StepLimit, running

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

CLOSE = 0.01
HORIZON = 100_000.0


@dataclass(frozen=True, slots=True)
class Schedules:
    """What came of it: how many schedules were played, how many of them differed, and the seeds of those that failed
    with their errors.
    """

    runs: int
    distinct: int
    failures: tuple[tuple[int, str], ...]


class _Shuffled(Loop):
    """The loop with another way to choose what runs next. `picks` is what was chosen, where there was a choice."""

    def __init__(self, seed: int, close: float, step_limit: int) -> None:
        super().__init__(step_limit=step_limit)
        self.random = random.Random(seed).random
        self.window = close
        self.picks: list[int] = []

    def _run_ready(self) -> None:
        ready, timers, limit = self._ready, self._timers, self.step_limit
        while ready:
            if timers and timers[0][0] <= self.now + self.window:
                self._gather()
            count = len(ready)
            if count > 1:
                pick = int(self.random() * count)
                self.picks.append(pick)
                ready.rotate(-pick)
                callback, args, context, _ = ready.popleft()
                ready.rotate(pick)
            else:
                callback, args, context, _ = ready.popleft()
            if callback is None:
                continue
            self.steps += 1
            if self.steps > limit:
                raise StepLimit(f"more than {limit} steps in one run")
            if context:
                context.run(callback, *args)
            else:
                callback(*args)

    def _gather(self) -> None:
        """Timers that are due soon are ready now, together with what is."""
        timers, last = self._timers, self.now + self.window
        while timers and timers[0][0] <= last:
            self._ready.append(heapq.heappop(timers)[2])


def play_schedule(main: Callable[[], Coroutine[Any, Any, object]], seed: int, **options: Any) -> object:
    """Plays the program under the schedule of one seed, and returns its result. Raises what the program raises."""
    return _play(main, seed, **options)[0]


def _play(
    main: Callable[[], Coroutine[Any, Any, object]], seed: int, *, close: float = CLOSE, step_limit: int = 100_000
) -> tuple[object, tuple[int, ...]]:
    loop = _Shuffled(seed, close, step_limit)  # type: ignore[abstract]  # what is missing would reach outside
    running(loop)
    try:
        task = loop.create_task(main())
        loop.run(horizon=HORIZON, settled=task.done, grace=0.0)
        if not task.done():
            raise RuntimeError("deadlock: nothing is left to run, and the program has not ended")
        return task.result(), tuple(loop.picks)
    finally:
        loop.bury()
        running(None)


def explore_schedules(
    main: Callable[[], Coroutine[Any, Any, object]],
    *,
    runs: int = 1_000,
    seed: int = 0,
    close: float = CLOSE,
    step_limit: int = 100_000,
) -> Schedules:
    """Plays the program under `runs` schedules, with the seeds from `seed` on. A failing one is played again by
    `play_schedule` with its seed.
    """
    seen: set[tuple[int, ...]] = set()
    failures: list[tuple[int, str]] = []
    for each in range(seed, seed + runs):
        try:
            seen.add(_play(main, each, close=close, step_limit=step_limit)[1])
        except Exception as error:  # noqa: BLE001 (whatever the program raises is the finding)
            failures.append((each, f"{type(error).__name__}: {error}"))
    return Schedules(runs, len(seen) + len(failures), tuple(failures))
