"""Modules as a handler sees them: `time` tells the virtual time, `random` and `uuid` draw from the run's own generator,
`asyncio.wait` and `as_completed` go through what they are given in its order.

A handler imports them by their usual names; only its own imports are answered with a stand-in, so that libraries and
the
lab itself keep the real ones.
"""

from __future__ import annotations

import asyncio
import builtins
import datetime  # noqa: ICN001 (the handler's own name for it)
import os
import random
import sys
import time
import types
import uuid
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault import fence

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator

    from hotseat.fault.run import Run

EPOCH = 1_750_000_000.0
"""The wall clock at virtual time 0, in seconds since 1970."""

PRINT_LIMIT = 1_000_000
"""Characters that one run may print."""


def importer(run: Run) -> Callable[..., Any]:
    """The `__import__` of one incarnation of the handler."""
    made: dict[str, types.ModuleType] = {}

    def import_(name: str, globals_: Any = None, locals_: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        reason = fence.refused_import(name)
        if reason:
            raise run.refuse(LabError(f"{run.handler.name}, line {sys._getframe(1).f_lineno}: {reason}"))  # noqa: SLF001
        if name in _MAKERS:
            if name not in made:
                made[name] = _MAKERS[name](run)
            return made[name]
        return builtins.__import__(name, globals_, locals_, fromlist, level)

    return import_


def printer(run: Run) -> Callable[..., None]:
    """A `print` that counts and keeps silent: a search runs a handler thousands of times."""

    def print_(*values: object, **_options: Any) -> None:
        run.printed += sum(len(str(value)) + 1 for value in values)
        if run.printed > PRINT_LIMIT:
            line = sys._getframe(1).f_lineno  # noqa: SLF001
            raise run.refuse(
                LabError(f"{run.handler.name}, line {line}: prints more than {PRINT_LIMIT:,} characters in one run")
            )

    return print_


def _like(module: types.ModuleType, **changed: object) -> types.ModuleType:
    copy = types.ModuleType(module.__name__, module.__doc__)
    copy.__dict__.update(vars(module))
    copy.__dict__.update(changed)
    return copy


def _time(run: Run) -> types.ModuleType:
    loop = run.loop

    def now() -> float:
        return EPOCH + loop.now

    def gmtime(seconds: float | None = None) -> time.struct_time:
        return time.gmtime(now() if seconds is None else seconds)

    def sleep(_seconds: float) -> None:
        line = sys._getframe(1).f_lineno  # noqa: SLF001
        raise run.refuse(
            LabError(
                f"{run.handler.name}, line {line}: time.sleep blocks the event loop; write 'await asyncio.sleep(...)'"
            )
        )

    return _like(
        time,
        time=now,
        time_ns=lambda: int(now() * 1e9),
        monotonic=lambda: loop.now,
        perf_counter=lambda: loop.now,
        monotonic_ns=lambda: int(loop.now * 1e9),
        perf_counter_ns=lambda: int(loop.now * 1e9),
        sleep=sleep,
        localtime=gmtime,
        gmtime=gmtime,
    )


def _generator(run: Run) -> random.Random:
    return random.Random(run.loop.next_number())


def _random(run: Run) -> types.ModuleType:
    class VirtualRandom(random.Random):
        """Seeded by the run where the handler gives no seed."""

        def __init__(self, x: Any = None) -> None:
            super().__init__(run.loop.next_number() if x is None else x)

        def seed(self, a: Any = None, version: int = 2) -> None:
            super().seed(run.loop.next_number() if a is None else a, version)

    def refused(*_seed: object) -> Any:
        line = sys._getframe(1).f_lineno  # noqa: SLF001
        raise run.refuse(
            LabError(
                f"{run.handler.name}, line {line}: random.SystemRandom cannot be replayed; write 'random.Random()'"
            )
        )

    generator = VirtualRandom()
    methods = {
        name: getattr(generator, name)
        for name in dir(random.Random)
        if not name.startswith("_") and hasattr(random, name)
    }
    return _like(random, Random=VirtualRandom, SystemRandom=refused, **methods)


def _os(run: Run) -> types.ModuleType:
    generator = _generator(run)
    return _like(os, urandom=generator.randbytes, getpid=lambda: 1)


def _uuid(run: Run) -> types.ModuleType:
    generator = _generator(run)

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=generator.getrandbits(128), version=4)

    return _like(uuid, uuid4=uuid4, uuid1=uuid4)


def _datetime(run: Run) -> types.ModuleType:
    class VirtualDatetime(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> VirtualDatetime:
            zone = datetime.timezone.utc  # noqa: UP017 (the module's own name here)
            moment = cls.fromtimestamp(EPOCH + run.loop.now, zone)
            return moment.astimezone(tz) if tz is not None else moment.replace(tzinfo=None)

        @classmethod
        def utcnow(cls) -> VirtualDatetime:
            return cls.now()

    class VirtualDate(datetime.date):
        @classmethod
        def today(cls) -> VirtualDate:
            day = VirtualDatetime.now()
            return cls(day.year, day.month, day.day)

    return _like(datetime, datetime=VirtualDatetime, date=VirtualDate)


def _asyncio(run: Run) -> types.ModuleType:
    def refuse(name: str, instead: str) -> Callable[..., Any]:
        def refused(*_values: object, **_options: object) -> Any:
            line = sys._getframe(1).f_lineno  # noqa: SLF001
            raise run.refuse(LabError(f"{run.handler.name}, line {line}: asyncio.{name} is fenced off; {instead}"))

        return refused

    outside = "use the effects of the world that the handler is given"
    names = ("to_thread", "open_connection", "start_server", "create_subprocess_exec", "create_subprocess_shell")
    return _like(
        asyncio,
        wait=wait,
        as_completed=as_completed,
        run=refuse("run", "the lab runs the handler; use 'await'"),
        **{name: refuse(name, outside) for name in names if hasattr(asyncio, name)},
    )


_MAKERS: dict[str, Callable[[Run], types.ModuleType]] = {
    "time": _time,
    "random": _random,
    "uuid": _uuid,
    "datetime": _datetime,
    "asyncio": _asyncio,
    "os": _os,
}


async def wait(
    fs: Iterable[asyncio.Future[Any]], *, timeout: float | None = None, return_when: str = asyncio.ALL_COMPLETED
) -> tuple[set[Any], set[Any]]:
    """`asyncio.wait`, with its futures watched in the order given. The sets it returns have one order too: a task's
    hash is its number.
    """
    futures = list(dict.fromkeys(fs))
    if not futures:
        raise ValueError("Set of Tasks/Futures is empty.")
    if any(asyncio.iscoroutine(future) for future in futures):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = asyncio.get_running_loop()
    gate = loop.create_future()

    def check(_future: asyncio.Future[Any] | None = None) -> None:
        done = sum(future.done() for future in futures)
        failed = any(future.done() and not future.cancelled() and future.exception() for future in futures)
        enough = {
            asyncio.FIRST_COMPLETED: done > 0,
            asyncio.FIRST_EXCEPTION: failed or done == len(futures),
            asyncio.ALL_COMPLETED: done == len(futures),
        }
        if enough[return_when] and not gate.done():
            gate.set_result(None)

    for future in futures:
        future.add_done_callback(check)
    timer = loop.call_later(timeout, _open, gate) if timeout is not None else None
    try:
        check()
        await gate
    finally:
        if timer is not None:
            timer.cancel()
        for future in futures:
            future.remove_done_callback(check)
    return {future for future in futures if future.done()}, {future for future in futures if not future.done()}


def _open(gate: asyncio.Future[None]) -> None:
    if not gate.done():
        gate.set_result(None)


def as_completed(fs: Iterable[Awaitable[Any]], *, timeout: float | None = None) -> _Completed:
    """`asyncio.as_completed`, with its tasks started in the order given; for `for` and for `async for`."""
    return _Completed([asyncio.ensure_future(each) for each in dict.fromkeys(fs)], timeout)


class _Completed:
    def __init__(self, futures: list[asyncio.Future[Any]], timeout: float | None) -> None:
        loop = asyncio.get_running_loop()
        self._left = len(futures)
        self._done: asyncio.Queue[asyncio.Future[Any] | None] = asyncio.Queue()
        self._timer = loop.call_later(timeout, self._done.put_nowait, None) if timeout is not None else None
        for future in futures:
            future.add_done_callback(self._done.put_nowait)

    async def _next(self) -> Any:
        future = await self._done.get()
        if future is None:
            raise TimeoutError
        self._left -= 1
        if not self._left and self._timer is not None:
            self._timer.cancel()
        return future

    async def _result(self) -> Any:
        return (await self._next()).result()

    def __iter__(self) -> Iterator[Awaitable[Any]]:
        for _ in range(self._left):
            yield self._result()

    async def __aiter__(self) -> AsyncIterator[asyncio.Future[Any]]:
        while self._left:
            yield await self._next()
