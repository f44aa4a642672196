"""The inside of a worker process: it waits for a prepared probe, runs it, tells how far it is, and says what came of it.

It is started with nothing but its end of a pipe. What goes over the pipe are tuples whose first word says what they are:
`run`, `stop` and `known` come in, `warm`, `progress`, `known?` and `done` go out, the last three with the number of the
run. When the other end is gone (the server was killed), the process ends.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from hotseat.design.reading import read_design
from hotseat.interview.runner import Examination, Known, Measurement, Outcome, carried_out
from hotseat.load.simulate import simulate
from hotseat.rounds.evidence import Evidence

LOG = logging.getLogger("hotseat.web")
CarryOut = Callable[[Measurement | Examination, Callable[[float], None], Callable[[], bool], Known], Outcome]

NICENESS = 10
"""Simulations stand back, so that the server answers at once while all cores are at work."""

TINY = """hotseat: 1
duration: 1s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 10/s}}
nodes: {api: {kind: service, on: {ping: [{work: 1ms}]}}}
"""
BUG = "this went wrong inside Hotseat, which is a bug of ours; the server's log says more"


class Gone(Exception):  # noqa: N818 (it ends the process, and is no error)
    """The server is not there any more."""


def work(line: Connection, carry_out: CarryOut = carried_out, memory: int = 0) -> None:
    """The process's whole life. `memory` is how many bytes a run may add, where nobody can watch that from outside."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its workers
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    simulate(read_design(TINY))  # compiled, loaded, warm
    with contextlib.suppress(Gone, BrokenPipeError, ConnectionResetError):
        line.send(("warm",))
        while True:
            word, number, *what = _received(line)
            if word == "run":
                line.send(("done", number, _outcome(line, number, what[0], carry_out, memory)))


def _received(line: Connection) -> tuple[Any, ...]:
    try:
        message: tuple[Any, ...] = line.recv()
    except EOFError:
        raise Gone from None
    return message


def _outcome(
    line: Connection, number: int, what: Measurement | Examination, carry_out: CarryOut, memory: int
) -> Outcome:
    """Does one run; whatever happens becomes an outcome. It may ask and tell from several threads."""
    stopped = False
    most = peak() + memory if memory else 0
    turn = threading.Lock()

    def stop() -> bool:
        nonlocal stopped
        with turn:
            while not stopped and line.poll():
                word, asked, *_ = _received(line)
                stopped = word == "stop" and asked == number
        if most and peak() > most:
            raise MemoryError
        return stopped

    def tell(share: float) -> None:
        with turn:
            line.send(("progress", number, share))

    def known(digest: str) -> Evidence | None:
        nonlocal stopped
        with turn:
            line.send(("known?", number, digest))
            while True:
                word, asked, *rest = _received(line)
                stopped = stopped or (word == "stop" and asked == number)
                if word == "known" and asked == number:
                    found: Evidence | None = rest[0]
                    return found

    try:
        return carry_out(what, tell, stop, known)
    except (Gone, BrokenPipeError, ConnectionResetError):
        raise
    except Exception:
        LOG.exception("a run failed")
        return Outcome("failed", problem=BUG)


def peak() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
