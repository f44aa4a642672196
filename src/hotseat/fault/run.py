"""One run: a world, a handler and a fault set, from the start to the verdict.

A world adds **nodes**, each with a program. A node's running program is an **incarnation**: a crash ends it without any
word to it, and a while later the next one starts with empty memory and whatever was durable. Every effect asks the run
what happens to it (`choose`); the answer is `fine` unless the fault set says otherwise. That question is the only
choice
point there is, and the list of questions asked is all that the search needs in order to think of the next runs.
"""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import random
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault.keys import FINE, JITTERED, RANKED, Fault, FaultSet, Key, held_times
from hotseat.fault.loop import LIFE, Life, Loop, Task, running
from hotseat.fault.trace import Step
from hotseat.fault.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from hotseat.fault.handler import Handler


class Node:
    """One incarnation of a node, and the object that a handler is given. A world hangs its effects on it as attributes.

    `name` is the node's, `incarnation` counts from 0.
    """

    def __init__(self, run: Run, name: str, incarnation: int) -> None:
        self.name = name
        self.incarnation = incarnation
        self._run = run
        self._life = Life()
        self._namespace: dict[str, Any] | None = None
        self._context = contextvars.copy_context()
        self._context.run(LIFE.set, self._life)
        self._at = -1

    if TYPE_CHECKING:

        def __setattr__(self, name: str, value: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        offered = ", ".join(sorted(key for key in vars(self) if not key.startswith("_")))
        raise AttributeError(f"a node of this world has no '{name}'; it has: {offered}")

    @property
    def alive(self) -> bool:
        """False once this incarnation has crashed or the run is over."""
        return self._life.alive

    def function(self, name: str) -> Callable[..., Any]:
        """The handler's function `name` (or the world's own, where the handler has none), in a module loaded for this
        incarnation alone.
        """
        if self._namespace is None:
            self._namespace = self._run.handler.load(self._run)
        function: Callable[..., Any] = self._namespace[name]
        return function

    def spawn(self, program: Coroutine[Any, Any, object], *, name: str = "") -> asyncio.Task[Any]:
        """Runs `program` as a task of this incarnation, from the world's side."""
        return self._run.loop.create_task(program, name=name or None, context=self._context.copy())


class Run:
    """One run. Worlds are written against this class: nodes, choices, timers of the world, and the log.

    `faults` is what goes wrong, `record` keeps every step for explanation, `track` lets every turn be counted (both
    slower). After `play`, `choices` lists each
    (key, ways) in the order in which they were asked, and `applied` the faults that took place.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        faults: FaultSet = frozenset(),
        record: bool = False,
        track: bool = False,
        step_limit: int = 20_000,
    ) -> None:
        self.handler = handler
        self.loop = Loop(step_limit=step_limit)  # type: ignore[abstract]  # what is missing would reach outside
        self.record = record
        self.choices: list[tuple[Key, tuple[str, ...]]] = []
        self.applied: list[Fault] = []
        self.steps: list[Step] = []
        self.printed = 0
        self.died: list[tuple[str, BaseException]] = []
        self.fatal: LabError | None = None
        self.nodes: dict[str, Node] = {}
        self._incarnations: list[Node] = []
        self.durable: dict[str, Callable[[], dict[str, str]]] = {}
        self.on_crash: list[Callable[[Node], None]] = []
        self._wanted: dict[Key, str] = {fault.key: fault.way for fault in faults}
        self._counts: dict[tuple[str, str, str], int] = {}
        self._programs: dict[str, tuple[Callable[[Node], Coroutine[Any, Any, object]], float]] = {}
        self._digest: list[tuple[float, Key, str, int, int]] = []
        self.track = track or any(fault.way == RANKED or held_times(fault.way) for fault in faults)
        self.loop.track = self.track
        self.turns = Turns(self.loop, faults, memory=handler.memory) if self.track else None
        self.jitter: random.Random | None = None
        for fault in faults:
            if fault.way == JITTERED:
                self.jitter = random.Random(fault.key.n)
                self.applied.append(fault)

    # For worlds

    def node(
        self, name: str, program: Callable[[Node], Coroutine[Any, Any, object]], *, restart_after: float = 1.0
    ) -> None:
        """Adds a node and starts its first incarnation at time 0. After a crash the next one starts `restart_after`
        seconds later.
        """
        self._programs[name] = (program, restart_after)
        self.loop.after(0.0, self._start, name, 0)

    def choose(
        self, node: str, kind: str, what: str, ways: tuple[str, ...], *, seen: str = "", after: tuple[int, ...] = ()
    ) -> str:
        """What happens to this effect: `fine` or one of `ways`. Also writes the effect into the log. `seen` is a
        remark for the picture, `after` the numbers of the steps that wrote what is read here.
        """
        counts, base = self._counts, (node, kind, what)
        counts[base] = n = counts.get(base, -1) + 1
        key = Key(node, kind, what, n)
        way = self._wanted.get(key, FINE)
        if ways:
            self.choices.append((key, ways))
        if way is not FINE:
            if way in ways:
                self.applied.append(Fault(key, way))
            elif self.record:  # asked for by name, and shown
                raise LabError(
                    f"--faults: '{key}' cannot go wrong as '{way}'; it can as: {', '.join(ways) or 'nothing'}"
                )
            else:  # part of a search's set: in a run that goes otherwise, the effect may have no such way
                way = FINE
        loop = self.loop
        task = asyncio.current_task(loop)
        self._digest.append((loop.now, key, way, loop.steps, task.number if isinstance(task, Task) else 0))
        if self.record:
            self.log(node, kind, what, key=key, ways=ways, way=way, seen=seen, after=after)
        return way

    def log(
        self,
        node: str,
        kind: str,
        what: str,
        *,
        to: str = "",
        cause: int = -1,
        key: Key | None = None,
        ways: tuple[str, ...] = (),
        way: str = FINE,
        seen: str = "",
        after: tuple[int, ...] = (),
    ) -> int:
        """Writes a step of `node` into the log and returns its number, to be given as `cause` to what follows from
        it. -1 where nothing is recorded.
        """
        if not self.record:
            return -1
        file, line = self.handler.place()
        incarnation = self.nodes[node].incarnation if node in self.nodes else 0
        self.steps.append(
            Step(
                len(self.steps),
                self.loop.now,
                node,
                incarnation,
                kind,
                what,
                to,
                cause,
                key,
                ways,
                way,
                file,
                line,
                seen,
                self.stored(),
                after,
            )
        )
        return len(self.steps) - 1

    def stored(self) -> tuple[tuple[str, str], ...]:
        """What would survive a crash of everything now: (entry, text) of all that the stores in `durable` tell."""
        return tuple(pair for tell in self.durable.values() for pair in tell().items())

    def last(self) -> int:
        """The number of the step logged last, or -1."""
        return len(self.steps) - 1

    def after(self, delay: float, callback: Callable[..., object], *args: Any) -> Any:
        """Runs a callback of the world `delay` seconds from now, whoever is alive then."""
        return self.loop.after(delay if self.jitter is None else self._stretch(delay), callback, *args)

    def _stretch(self, delay: float) -> float:
        assert self.jitter is not None
        return delay * self.jitter.uniform(0.5, 2.0)

    def future(self) -> asyncio.Future[Any]:
        """A future for an effect to wait on. Results set while its waiter is dead are not noticed by anybody."""
        return self.loop.create_future()

    def pause(self, delay: float) -> asyncio.Future[None]:
        """To be awaited: `delay` seconds in the waiter's own life, the time an effect takes."""
        loop = self.loop
        future = loop.create_future()
        loop.wake_after(delay if self.jitter is None else self._stretch(delay), _wake, future)
        return future

    def never(self) -> asyncio.Future[Any]:
        """To be awaited: what a dead incarnation's effects come to."""
        return self.loop.create_future()

    async def turn(self, node: Node, kind: str, what: str, thing: str) -> None:
        """Says that `node` is about to touch `thing`, by `see` or `write`: a step whose place among the others may be
        changed. `what` is the part of it that is touched, `thing` itself for all of it.

        Only called where `track` is set.
        """
        assert self.turns is not None
        await self.turns.take(node.name, kind, what, thing)

    def send(self, delay: float, to: str, what: str, task: str, then: Callable[..., object], *args: object) -> None:
        """Calls `then` in `delay` seconds: something arrives at the node `to`, at a place among the others that may be
        changed. `task` is the path of the task that it starts or goes on with.
        """
        if self.turns is None:
            self.loop.after(delay if self.jitter is None else self._stretch(delay), then, *args)
        else:
            past = dict(self.loop.clocks.get(self.loop.path(), {}))
            self.after(delay, self.turns.arrive, to, what, task, past, then, *args)

    def path(self) -> str:
        """The path of the task that runs now; empty where nothing is tracked."""
        return self.loop.path() if self.track else ""

    def child_path(self) -> str:
        """The path of a task that the running one is about to start by a message; empty where nothing is tracked."""
        return self.loop.child_path() if self.track else ""

    def crash(self, name: str, *, why: str = "crash") -> None:
        """Ends the node's incarnation on the spot. Nothing of it runs again, not even `finally`; what is durable
        stays.
        """
        node = self.nodes[name]
        if not node._life.alive:  # noqa: SLF001
            return
        node._life.alive = False  # noqa: SLF001
        self.log(name, "crash", why)
        for forget in self.on_crash:
            forget(node)
        _, restart_after = self._programs[name]
        self.loop.after(restart_after, self._start, name, node.incarnation + 1)

    def refuse(self, error: LabError) -> LabError:
        """Ends the run because the handler cannot be run at all, even if it swallows the error. Returns it, to be
        raised.
        """
        self.fatal = self.fatal or error
        self.loop.stop_requested = True
        return error

    def mistake(self, text: str) -> LabError:
        """Ends the run because of what the handler's running line asks for. Returns the error, to be raised."""
        name, line = self.handler.place()
        return self.refuse(LabError(f"{name}, line {line}: {text}" if line else text))

    # For the lab

    def play(self, *, horizon: float, settled: Callable[[], bool], grace: float) -> None:
        """Runs to the end. Raises LabError where the handler or the fault set cannot be run."""
        running(self.loop)
        try:
            self.loop.run(horizon=horizon, settled=settled, grace=grace)
        finally:
            for node in self.nodes.values():
                node._life.alive = False  # noqa: SLF001
            self.loop.bury()
            running(None)
        if self.fatal is not None:
            raise self.fatal
        if self.turns is not None:
            self.applied += self.turns.applied

    def let_go(self) -> None:
        """Lets go of all that the run held, once its promises are checked: it is freed at once instead of whenever the
        garbage collector finds the circles in it, so that the next run finds its memory warm.
        """
        for node in self._incarnations:
            if node._namespace is not None:  # noqa: SLF001
                node._namespace.clear()  # noqa: SLF001
            vars(node).clear()
        for held in (self._incarnations, self.nodes, self._programs, self.on_crash, self.durable):
            held.clear()

    def hash(self) -> str:
        """A digest of all effects with their times, their ways, the number of the loop's step and the task: equal for
        equal runs, task order included.
        """
        return hashlib.blake2b(repr(self._digest).encode(), digest_size=8).hexdigest()

    def lines(self) -> list[str]:
        """What `hash` digests, a line an effect: for finding the first difference between two runs."""
        return [
            f"{key} ({way}) at {time:.6f} s, step {step}, task {task}" for time, key, way, step, task in self._digest
        ]

    def _start(self, name: str, incarnation: int) -> None:
        node = self.nodes[name] = Node(self, name, incarnation)
        self._incarnations.append(node)
        program, _ = self._programs[name]
        self.log(name, "start", "starts" if incarnation == 0 else "restarts")
        task = self.loop.create_task(self._guard(node, program), name=f"{name}.{incarnation}", context=node._context)  # noqa: SLF001
        task.number = self.loop.next_number()
        task.path = f"{name}-{incarnation}"

    async def _guard(self, node: Node, program: Callable[[Node], Coroutine[Any, Any, object]]) -> None:
        try:
            await program(node)
        except LabError as error:
            self.refuse(error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 (an unhandled error ends the process, which is then restarted)
            self.failed(node, error)

    def failed(self, node: Node, error: BaseException) -> None:
        """The node's program ended with an error: its process exits, and is started again like after a crash."""
        if node.alive:
            self.died.append((node.name, error))
            self.crash(node.name, why=f"exits: {type(error).__name__}")


def _wake(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_result(None)
