"""An event loop without a world: the clock is a number, nothing is ever waited for, and one order of events is
replayed for ever.

asyncio's own loop asks the operating system what happened. This one is told by the lab: callbacks that are due run
in the order in which they were asked for, and when none is due the clock jumps to the next timer. Real `async def` code
and the interpreter's own C `Task` run on it unchanged.

Two things make a stock loop differ from run to run even then. asyncio keeps tasks in sets, whose order follows memory
addresses: here a task's hash is its sequence number. And a crash cannot be said with a cancellation, because a
cancelled
task still runs its `except` and `finally` blocks: here every callback knows, through its context, to which incarnation
of which node it belongs, and the callbacks of the dead are dropped.

It derives from `AbstractEventLoop` and not from `BaseEventLoop`, which is slower and does not start in a browser.
"""

# The loop takes and gives its own light handles; typeshed knows only asyncio's.
# mypy: disable-error-code="override, assignment"

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import heapq
from collections import deque
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


class Life:
    """Is this incarnation still running? One flag, shared by everything that an incarnation of a node started."""

    __slots__ = ("alive",)

    def __init__(self) -> None:
        self.alive = True


LIFE: contextvars.ContextVar[Life | None] = contextvars.ContextVar("life", default=None)


class StepLimit(LabError):
    """A run took more steps than the limit: a livelock."""


class Handle(list[Any]):
    """A callback that is due now or later: `[callback, arguments, context, time]`. `cancel` empties it; an empty one is
    skipped.

    `context` is a context to run in, None for a callback of the world, which no crash can stop, or PLAIN. A list and not
    an object with attributes: a run makes hundreds, and this is the cheapest thing that has a `cancel`.
    """

    __slots__ = ()

    def cancel(self) -> None:
        """Makes sure that the callback never runs."""
        self[0] = None
        self[1] = ()

    def cancelled(self) -> bool:
        """Was it cancelled?"""
        return self[0] is None

    def when(self) -> float:
        """The virtual time, in seconds, at which it is due."""
        return float(self[3])


PLAIN = False
"""Stands for the context of a callback that only wakes a future: nothing to run in, nothing to wait for at the end."""


class Task(asyncio.Task[Any]):
    """The C task, with a hash that is its number in the run: sets of tasks have one order in every run.

    `path` names it by its ancestors (`sender-0.2.1`: the first child of the second child), whatever order things happen
    in; it is kept only where the loop tracks.
    """

    number: int = 0
    path: str = ""
    children: int = 0

    def __hash__(self) -> int:
        return self.number


class Future(asyncio.Future[Any]):
    """The C future, numbered when it is first put into a set or a dictionary."""

    number: int = 0

    def __hash__(self) -> int:
        if not self.number:
            loop = self.get_loop()
            assert isinstance(loop, Loop)
            self.number = loop.next_number()
        return self.number


class Loop(asyncio.AbstractEventLoop):
    """The deterministic loop of one run. Time is in seconds and starts at 0.

    `step_limit` is the number of callbacks after which the run is called a livelock.
    """

    def __init__(self, *, step_limit: int = 20_000) -> None:
        self.now = 0.0
        self.steps = 0
        self.step_limit = step_limit
        self.in_flight = 0
        self.stop_requested = False
        self.track = False
        self.next_path = ""
        self.clocks: dict[str, dict[str, int]] = {}
        self.tasks: list[Task] = []
        self._ready: deque[Handle] = deque()
        self._timers: list[tuple[float, int, Handle]] = []
        self._number = 0
        self.outer: tuple[asyncio.AbstractEventLoop | None, asyncio.Task[Any] | None] = (None, None)

    # What asyncio asks of a loop

    def time(self) -> float:
        """The virtual time in seconds."""
        return self.now

    def get_debug(self) -> bool:
        """Always false: debug mode would read the wall clock."""
        return False

    def is_running(self) -> bool:
        """Always true: code sees this loop only from the inside."""
        return True

    def is_closed(self) -> bool:
        """Always false: a dead coroutine that is being closed may still ask it for a timer, in vain."""
        return False

    def call_soon(self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None) -> Any:
        """Runs `callback` after all that is already due."""
        handle = Handle((callback, args, contextvars.copy_context() if context is None else context, self.now))
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> Any:
        """Runs `callback` `delay` virtual seconds from now."""
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> Any:
        """Runs `callback` at the virtual time `when`."""
        return self._timer(when, callback, args, contextvars.copy_context() if context is None else context)

    def _timer(self, when: float, callback: Callable[..., object], args: tuple[Any, ...], context: object) -> Handle:
        handle = Handle((callback, args, context, when))
        self._number = number = self._number + 1
        heapq.heappush(self._timers, (when, number, handle))
        return handle

    def create_future(self) -> asyncio.Future[Any]:
        """A future of this loop."""
        return Future(loop=self)

    def create_task(self, coro: Coroutine[Any, Any, Any], **options: Any) -> Task:
        """A task of this loop, named by its number where it has no name."""
        number = self.next_number()
        if options.get("name") is None:
            options["name"] = f"task-{number}"
        options.pop("eager_start", None)
        task = Task(coro, loop=self, **options)
        task.number = number
        if self.track:
            task.path = self.next_path or self.child_path()
            self.next_path = ""
        self.tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Ignored: an exception nobody asked for is the handler's own business."""

    def get_exception_handler(self) -> None:
        """There is none."""

    async def shutdown_asyncgens(self) -> None:
        """Nothing to shut down."""

    # What the world asks of it

    def next_number(self) -> int:
        """A number that no task, future or timer of this run has had."""
        self._number += 1
        return self._number

    def path(self) -> str:
        """The path of the task that runs now."""
        return getattr(asyncio.current_task(self), "path", "") or "world"

    def child_path(self) -> str:
        """The path of the next task that the running one starts, or sends off by a message. It knows what that one knows."""
        task = asyncio.current_task(self)
        if not isinstance(task, Task):
            return f"world.{self.next_number()}"
        task.children += 1
        path = f"{task.path}.{task.children}"
        self.clocks[path] = dict(self.clocks.get(task.path, {}))
        return path

    def after(self, delay: float, callback: Callable[..., object], *args: Any) -> Handle:
        """Runs a callback of the world, which no crash can stop. Counted in `in_flight` until it has run."""
        self.in_flight += 1
        return self._timer(self.now + delay, callback, args, None)

    def first(self, callback: Callable[..., object]) -> None:
        """Runs a callback of the world next, before all that is already due."""
        self.in_flight += 1
        self._ready.appendleft(Handle((callback, (), None, self.now)))

    def hurry(self) -> None:
        """Lets what became due last run next."""
        self._ready.rotate(1)

    def wake_after(self, delay: float, callback: Callable[..., object], future: asyncio.Future[Any]) -> Handle:
        """Runs a callback that does nothing but settle `future`. Who waits for it may be dead, and then nobody hears."""
        return self._timer(self.now + delay, callback, (future,), PLAIN)

    def run(self, *, horizon: float, settled: Callable[[], bool], grace: float) -> None:
        """Runs until nothing is left, the clock passes `horizon`, or the world has been settled for `grace` seconds.

        Raises StepLimit for a livelock.
        """
        timers, ready, pop = self._timers, self._ready, heapq.heappop
        settled_since: float | None = None
        while not self.stop_requested:
            if ready:
                self._run_ready()
            while timers and timers[0][2][0] is None:
                if pop(timers)[2][2] is None:
                    self.in_flight -= 1
            if not timers or timers[0][0] > horizon:
                return
            if self.in_flight == 0 and settled():
                settled_since = self.now if settled_since is None else settled_since
                if timers[0][0] > settled_since + grace:
                    return
            else:
                settled_since = None
            when, _, handle = pop(timers)
            if when > self.now:
                self.now = when
            ready.append(handle)

    def _run_ready(self) -> None:
        popleft, ready, limit, get = self._ready.popleft, self._ready, self.step_limit, contextvars.Context.get
        while ready and not self.stop_requested:
            callback, args, context, _ = popleft()
            if callback is None:
                continue
            self.steps = steps = self.steps + 1
            if steps > limit:
                raise StepLimit(f"more than {limit} steps in one run")
            if context is PLAIN:
                callback(*args)
            elif context is None:
                self.in_flight -= 1
                callback(*args)
            elif (life := get(context, LIFE)) is None or life.alive:
                context.run(callback, *args)

    def bury(self) -> None:
        """Closes what is left when the run is over, so that nothing is resumed and nothing warns."""
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001 (asyncio's own switch for this)
                _close(task.get_coro())
        self.tasks.clear()
        self._ready.clear()
        self._timers.clear()


def _close(coroutine: Any) -> None:
    with contextlib.suppress(BaseException):  # the dead may raise what they like: the run is over
        coroutine.close()


def running(loop: Loop | None) -> None:
    """Makes `loop` the running loop of this thread; None gives the thread back to what ran in it before.

    There may be one before: a page under Pyodide and an `async def` test both call the lab from a task of their own.
    That task steps aside, since asyncio lets only one be current, and takes its place again afterwards.
    """
    here = asyncio._get_running_loop()  # noqa: SLF001 (exported by asyncio for writers of loops, as the next ones are)
    if loop is not None:
        task = asyncio.current_task(here) if here is not None else None
        if here is not None and task is not None:
            asyncio.tasks._leave_task(here, task)  # noqa: SLF001
        loop.outer = here, task
        asyncio._set_running_loop(loop)  # noqa: SLF001
        return
    outer, task = here.outer if isinstance(here, Loop) else (None, None)
    asyncio._set_running_loop(outer)  # noqa: SLF001
    if outer is not None and task is not None:
        asyncio.tasks._enter_task(outer, task)  # noqa: SLF001
