"""Worker processes that run designs, so that the server itself never computes.

Each worker is a process of its own, warm, with a thread here that keeps it: hands it runs, hears how far they are, and
watches what they take. A run that takes too long or too much memory is ended by ending its process, which nothing within
can prevent; another takes its place. What somebody waits for goes before what the interviewer tries on its own, and what is
examined ahead of the end gives way to both, even once it has begun.

Memory is watched as what the process really holds (its resident set, ten times a second, against what it held before
the run). A limit on address space or data would be wrong here: the engine lets its tables grow into space that it
reserves long before it is used, so such a limit stops runs that are well within their means. Where the system does not
tell (only Linux has `/proc`), the worker looks at its own peak between two slices of the run.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from hotseat.analysis.executor import cores
from hotseat.interview.runner import Examination, Known, Measurement, Outcome, carried_out
from hotseat.web import worker

LOG = logging.getLogger("hotseat.web")

LOOK = 0.1
"""Seconds between two looks at a run's time and memory."""
EXAMINING = 6
"""An examination after the end is many runs in one, and may take so many times as long."""
GRACE = 1.0
"""Seconds in which a run that was asked to stop may do so itself."""
WARMING = 120.0
"""Seconds in which a new worker must be warm; the engine may have to be compiled."""
WAITING = 500
"""So many runs may wait; more are refused."""

LOST = "the process that ran this has ended unexpectedly; run it again"
COLD = "no process could be started to run this; is there enough memory?"
CROWDED = "too many runs are waiting; try again in a moment"
STOPPED = "the server was stopped; run it again"
CANCELLED = "stopped"

URGENT, USUAL, AHEAD = range(3)
"""How much a run matters: somebody waits for it; the interviewer would know; it may be wanted later."""


@dataclass(eq=False, slots=True)
class Job:
    """A run that was asked for, and the handle by which it is cancelled, or hurried."""

    number: int
    what: Measurement | Examination
    on_progress: Callable[[float], None]
    on_done: Callable[[Outcome], None]
    known: Known
    workers: Workers
    place: int = USUAL
    cancelled: bool = False

    def cancel(self) -> None:
        """Asks it to stop; `on_done` is still called, from another thread."""
        self.cancelled = True
        self.workers.drop(self)

    def hurry(self) -> None:
        """Puts it before all that nobody waits for."""
        self.workers.hurry(self)


@dataclass(slots=True)
class Kept:
    """A worker process, and this end of its pipe."""

    process: BaseProcess
    line: connection.Connection

    def end(self) -> None:
        """Ends the process at once."""
        self.process.kill()
        self.process.join()
        self.line.close()
        self.process.close()


@dataclass(slots=True)
class Workers:
    """The processes. `seconds` and `memory` (bytes) are what one run may take; the Runner that sittings are given."""

    count: int = field(default_factory=cores)
    seconds: float = 20.0
    memory: int = 1_000_000_000
    carry_out: worker.CarryOut = carried_out
    _waiting: list[tuple[int, int, Job]] = field(default_factory=list)
    _running: list[Job] = field(default_factory=list)
    _change: threading.Condition = field(default_factory=threading.Condition)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _keepers: list[threading.Thread] = field(default_factory=list)
    _news: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="news"))
    _warm: int = 0
    closing: bool = False

    def start(self, told: Callable[[str], None] | None = None) -> Workers:
        """Starts the processes and returns; `told` hears a line when all are warm."""
        for place in range(self.count):
            keeper = threading.Thread(target=self._keep, args=(told,), name=f"keeper-{place}", daemon=True)
            self._keepers.append(keeper)
            keeper.start()
        return self

    def submit(
        self,
        what: Measurement | Examination,
        *,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        known: Known,
        urgent: bool = False,
    ) -> Job:
        """Has something run; what is `urgent` goes before the others, an examination ahead of the end after them."""
        place = AHEAD if isinstance(what, Examination) and what.ahead else URGENT if urgent else USUAL
        job = Job(next(self._numbers), what, on_progress, on_done, known, self, place)
        with self._change:
            refused = STOPPED if self.closing else CROWDED if len(self._waiting) >= WAITING else ""
            if not refused:
                heapq.heappush(self._waiting, (job.place, job.number, job))
                self._change.notify()
        if refused:
            self._later(job, Outcome("failed", problem=refused))
        return job

    def drop(self, job: Job) -> None:
        """Takes a cancelled job out of those that wait; one that runs is stopped by its keeper."""
        with self._change:
            left = [one for one in self._waiting if one[2] is not job]
            waited = len(left) < len(self._waiting)
            if waited:
                heapq.heapify(left)
                self._waiting = left
        if waited:
            self._later(job, Outcome("cancelled", problem=CANCELLED))

    def hurry(self, job: Job) -> None:
        """Puts a job before all that nobody waits for; one that runs need not give way any more."""
        with self._change:
            job.place = URGENT
            self._waiting = [(one.place, one.number, one) for _, _, one in self._waiting]
            heapq.heapify(self._waiting)

    def has_better(self, job: Job) -> bool:
        """Whether there is one, waiting or running, that a job that runs should give way to: it may use every core."""
        with self._change:
            others = [*self._running, *(one for _, _, one in self._waiting)]
            return job.place == AHEAD and any(one.place < AHEAD for one in others)

    def wait_warm(self, seconds: float = WARMING) -> bool:
        """Waits until every worker is warm; False if that took too long."""
        with self._change:
            return self._change.wait_for(lambda: self._warm >= self.count or self.closing, seconds)

    def close(self) -> None:
        """Ends every run and every process; what was under way or waiting is told as cancelled."""
        with self._change:
            self.closing = True
            left, self._waiting = self._waiting, []
            self._change.notify_all()
        for _, _, job in left:
            self._later(job, Outcome("cancelled", problem=STOPPED))
        for keeper in self._keepers:
            keeper.join()
        self._news.shutdown()

    def _later(self, job: Job, outcome: Outcome) -> None:
        """Tells a job's end from another thread, so that whoever cancels may hold a lock."""
        self._news.submit(_tell, job, outcome)

    def _keep(self, told: Callable[[str], None] | None) -> None:
        """A keeper's whole life: one worker at a time, one job after another."""
        kept = self._begin()
        with self._change:
            self._warm += kept is not None
            if self._warm == self.count and kept is not None and told is not None:
                told(f"the engine is warm: {self.count} worker{'s' * (self.count > 1)}")
            self._change.notify_all()
        while (job := self._next()) is not None:
            kept = kept or self._begin()
            outcome, fit = self._carry_out(kept, job) if kept else (Outcome("failed", problem=COLD), False)
            with self._change:
                self._running.remove(job)
            if kept is not None and not fit:
                kept.end()
                kept = None
            _tell(job, outcome)
            if kept is None and not self.closing:
                kept = self._begin()  # now, so that the next run finds it warm
        if kept is not None:
            kept.end()

    def _next(self) -> Job | None:
        """Waits for the next job; None when the server ends."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or self.closing)
            if self.closing:
                return None
            job = heapq.heappop(self._waiting)[2]
            self._running.append(job)
            return job

    def _begin(self) -> Kept | None:
        """A new process, once it is warm; None if it did not come to that."""
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        watched = held(os.getpid()) > 0
        process = context.Process(
            target=worker.work, args=(theirs, self.carry_out, 0 if watched else self.memory), daemon=True
        )
        try:
            process.start()
        except OSError:
            LOG.exception("a worker could not be started")
            ours.close()
            return None
        finally:
            theirs.close()
        kept = Kept(process, ours)
        until = time.monotonic() + WARMING
        while time.monotonic() < until and not self.closing:
            if connection.wait([ours, process.sentinel], LOOK):
                with contextlib.suppress(EOFError, OSError):
                    ours.recv()
                    return kept
                break
        kept.end()
        return None

    def _carry_out(self, kept: Kept, job: Job) -> tuple[Outcome, bool]:
        """Has a worker run a job, within its means: the outcome, and whether the worker is fit for another."""
        watch = Watch(self, job, kept, held(kept.process.pid or 0))
        try:
            kept.line.send(("run", job.number, job.what))
            while True:
                if kept.line in connection.wait([kept.line, kept.process.sentinel], LOOK):
                    outcome = watch.heard(kept.line.recv())
                    if outcome is not None:
                        return outcome, True
                elif not kept.process.is_alive():
                    return Outcome("failed", problem=LOST), False
                problem = watch.too_much()
                if problem:
                    return Outcome("cancelled" if problem in (CANCELLED, STOPPED) else "failed", problem=problem), False
        except (EOFError, OSError):
            return Outcome("failed", problem=LOST), False


@dataclass(slots=True)
class Watch:
    """What a keeper knows of the run that its worker is at."""

    workers: Workers
    job: Job
    kept: Kept
    before: int
    began: float = field(default_factory=time.monotonic)
    asked: float = 0.0

    def heard(self, message: tuple[Any, ...]) -> Outcome | None:
        """What the worker says of this run: how far it is, or what came of it."""
        word, number, what = message
        if number != self.job.number:
            return None
        if word == "done":
            outcome: Outcome = what
            return outcome
        if word == "known?":
            self.kept.line.send(("known", number, self.job.known(what)))
            return None
        try:
            self.job.on_progress(what)
        except Exception:
            LOG.exception("progress could not be told")
        return None

    def too_much(self) -> str:
        """Why the worker must be ended now; nothing while all is well."""
        now, workers = time.monotonic(), self.workers
        if workers.closing:
            return STOPPED
        if not self.asked and (self.job.cancelled or workers.has_better(self.job)):
            self.asked = now
            self.kept.line.send(("stop", self.job.number))
        if self.asked and now > self.asked + GRACE:
            return CANCELLED
        most = workers.seconds * (EXAMINING if isinstance(self.job.what, Examination) else 1)
        if now > self.began + most:
            return f"this took more than {most:g} s to run and was ended; draw less traffic, or a shorter run"
        if held(self.kept.process.pid or 0) > self.before + workers.memory:
            room = f"{workers.memory / 1e6:,.0f} MB of memory"
            return f"this took more than {room} and was ended; something in it grows without bound"
        return ""


def _tell(job: Job, outcome: Outcome) -> None:
    try:
        job.on_done(outcome)
    except Exception:
        LOG.exception("the end of a run could not be told")


def held(process: int) -> int:
    """The memory that a process holds now, in bytes; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
