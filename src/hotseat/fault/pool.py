"""Worker processes: for speed, and because a handler may block for ever.

Every worker reads the handler itself and is sent units of work. A watchdog inside it (`faulthandler`, a thread that
needs
no cooperation) writes down the line and ends the process if one unit takes too long; the parent turns that into a
sentence. Nothing here is needed to play a run: in a browser, units are played inline.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

PATIENCE = 5.0
"""Seconds of silence after which a worker is said to hang."""


class Pool:
    """`processes` workers for one handler. Close it when done; it is a context manager."""

    def __init__(
        self,
        make: Callable[..., Any],
        arguments: tuple[Any, ...],
        tasks: dict[str, Callable[..., object]],
        *,
        processes: int,
        file: str,
        patience: float | None = None,
    ) -> None:
        import multiprocessing

        context = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else None)
        self.file = file
        self.patience = patience = PATIENCE if patience is None else patience
        self._folder = tempfile.TemporaryDirectory(prefix="hotseat-")
        self._number = 0
        self._load: dict[Connection, int] = {}
        self._answers: dict[int, tuple[bool, Any]] = {}
        self._workers: list[tuple[Any, Connection, Path]] = []
        for number in range(processes):
            here, there = context.Pipe()
            notes = Path(self._folder.name) / f"worker-{number}"
            process = context.Process(
                target=_work, args=(there, make, arguments, tasks, str(notes), patience), daemon=True
            )
            process.start()
            there.close()
            self._load[here] = 0
            self._workers.append((process, here, notes))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers."""
        for process, connection, _ in self._workers:
            connection.close()
            process.kill()
            process.join()
        self._folder.cleanup()

    def one(self, name: str, *arguments: Any) -> Any:
        """Plays a single unit and returns its result."""
        return next(self.play([(name, arguments)]))

    def play(self, units: Iterable[tuple[str, tuple[Any, ...]]]) -> Iterator[Any]:
        """Plays units on all workers and yields their results in the order of the units.

        May be called while another play is going on, or after one was given up. Raises LabError for a handler that
        cannot be run or hangs.
        """
        source = iter(units)
        waiting: deque[int] = deque()
        while True:
            while len(waiting) < 2 * len(self._workers) and (unit := next(source, None)) is not None:
                waiting.append(self._submit(unit))
            if not waiting:
                return
            number = waiting.popleft()
            while number not in self._answers:
                self._listen()
            good, value = self._answers.pop(number)
            if not good:
                raise LabError(value)
            yield value

    def _submit(self, unit: tuple[str, tuple[Any, ...]]) -> int:
        connection = min(self._load, key=lambda each: self._load[each])
        self._number += 1
        self._load[connection] += 1
        try:
            connection.send((self._number, *unit))
        except OSError:
            raise self._hung(connection) from None
        return self._number

    def _listen(self) -> None:
        from multiprocessing.connection import wait

        for ready in wait([each for each, load in self._load.items() if load]):
            connection = next(each for each in self._load if each is ready)
            try:
                number, answer = connection.recv()
            except (EOFError, OSError):
                raise self._hung(connection) from None
            self._load[connection] -= 1
            self._answers[number] = answer

    def _hung(self, connection: Connection) -> LabError:
        notes = next(path for _, other, path in self._workers if other is connection)
        process = next(each for each, other, _ in self._workers if other is connection)
        process.join()
        text = notes.read_text(encoding="utf-8", errors="replace") if notes.exists() else ""
        name = Path(self.file).name
        match = re.search(rf'File "{re.escape(self.file)}", line (\d+) in (\S+)', text)
        if match is None:
            return LabError(
                f"{name}, line 1: the process that ran it ended (status {process.exitcode}); "
                "does it recurse or use memory without end?"
            )
        if match[2] == "<module>":
            return LabError(
                f"{name}, line {match[1]}: importing it takes longer than {self.patience:g} s; "
                "do the work in the handler, not at import"
            )
        return LabError(
            f"{name}, line {match[1]}: '{match[2]}' blocks: it ran for {self.patience:g} s without awaiting anything"
        )


def _work(
    connection: Connection,
    make: Callable[..., Any],
    arguments: tuple[Any, ...],
    tasks: dict[str, Callable[..., object]],
    notes: str,
    patience: float,
) -> None:
    import faulthandler
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr = Path("/dev/null" if sys.platform != "win32" else "NUL").open("w", encoding="utf-8")  # noqa: SIM115 (as long as the process)
    with Path(notes).open("w", encoding="utf-8") as file:
        bench = None
        while True:
            try:
                number, name, values = connection.recv()
            except (EOFError, OSError):
                return
            faulthandler.dump_traceback_later(patience, exit=True, file=file)
            try:
                bench = bench or make(*arguments)
                answer = (True, tasks[name](bench, *values))
            except LabError as error:
                answer = (False, str(error))
            faulthandler.cancel_dump_traceback_later()
            connection.send((number, answer))
