"""What a command shows while it works and how it writes: progress, interruption, pipes that close, disks that are full."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hotseat.errors import DesignError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import Progress as Bar

COMPILING = 5
"""About how many seconds the kernel takes to compile."""
NARROWEST = 80
PATIENCE = 1.0
"""Seconds before a progress bar appears."""


def console() -> Console:
    """The console for results: colour only on a terminal that wants it, 80 columns where the width is not known.

    What stands between square brackets is text like any other: a list in a command that replays a run, say.
    """
    from rich.console import Console

    reconfigure(sys.stdout)
    screen = Console(highlight=False, soft_wrap=False, emoji=False, markup=False)
    if screen.width < NARROWEST or not (sys.stdout.isatty() or "COLUMNS" in os.environ):
        screen.width = NARROWEST  # a line that the terminal wraps still has all its numbers
    return screen


def reconfigure(stream: Any) -> None:  # noqa: ANN401 (a text stream, or a stand-in for one)
    """A character that the terminal cannot show becomes a question mark instead of an error."""
    with contextlib.suppress(AttributeError, ValueError, OSError):
        stream.reconfigure(errors="replace")


def plain_only() -> bool:
    """Whether the terminal's encoding lacks the box lines and marks that tables are drawn with."""
    try:
        "─✓✗±•".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def say(text: str) -> None:
    """Writes a result to stdout; a reader who has gone (`| head`) is no error, a full disk is a sentence."""
    reconfigure(sys.stdout)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    except OSError as error:
        hush()
        raise DesignError(f"the result cannot be written: {error.strerror}") from None


def hush() -> None:
    """Sends the rest of stdout nowhere, so that the interpreter's own last flush cannot fail."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@dataclass(slots=True)
class Work:
    """Work under way: `stop` says whether Ctrl-C was pressed, `progress` is told the share done."""

    stopped: bool = False
    share: float = 0.0
    began: float = field(default_factory=time.perf_counter)
    label: str = ""
    done: threading.Event = field(default_factory=threading.Event)
    painter: threading.Thread | None = None

    def stop(self) -> bool:
        """Asked between slices."""
        return self.stopped

    def progress(self, share: float) -> None:
        """Told between slices."""
        self.share = share

    @property
    def seconds(self) -> float:
        """Wall time since the work began."""
        return time.perf_counter() - self.began

    def over(self) -> None:
        """The work is done and what it came to will be printed: no bar any more, and Ctrl-C does not take it away."""
        self.done.set()
        if self.painter is not None:
            self.painter.join()


@contextlib.contextmanager
def working(label: str) -> Iterator[Work]:
    """Runs the body with a progress bar on stderr (after a second, on a terminal), Ctrl-C noted rather than raised.

    The body calls `work.over()` before it prints. A second Ctrl-C is raised as ever. Raises nothing of its own.
    """
    prepare()
    work = Work(label=label)
    with interruptions(work):
        if sys.stderr.isatty():
            work.painter = threading.Thread(target=paint, args=(work,), daemon=True)
            work.painter.start()
        try:
            yield work
        finally:
            work.over()


@contextlib.contextmanager
def interruptions(work: Work) -> Iterator[None]:
    """Notes the first Ctrl-C or polite kill (SIGTERM); only where signals can be had, which is the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(_signal: int, _frame: object) -> None:
        if work.stopped:
            raise KeyboardInterrupt
        work.stopped = True

    before = {one: signal.signal(one, note) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def paint(work: Work) -> None:
    """The bar's own thread."""
    if work.done.wait(PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work.label, total=1.0)
        while not work.done.wait(0.1):
            show(bar, task, work)


def show(bar: Bar, task: Any, work: Work) -> None:  # noqa: ANN401 (Rich's number of a task)
    """One look at the work."""
    label = f"{work.label}, stopping" if work.stopped else work.label
    bar.update(task, completed=work.share, description=label)


TINY = """hotseat: 1
name: warm-up
duration: 1s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 10/s}}
nodes: {api: {kind: service, on: {ping: [{work: 1ms}]}}}
"""


def prepare() -> None:
    """Gets the kernel ready by a tiny run, compiling it (and saying so) where needed, so that time is what follows."""
    from hotseat.design.reading import read_design
    from hotseat.load.kernel import run_until
    from hotseat.load.simulate import simulate

    announce_compilation()
    if not run_until.loaded() and simulate(read_design(TINY)).interrupted:
        raise KeyboardInterrupt


def announce_compilation() -> None:
    """One line on stderr when the kernel is not compiled yet, so that nobody takes the wait for the run's own."""
    if not compiled():
        print(f"compiling the engine, once: about {COMPILING} s", file=sys.stderr, flush=True)


def compiled() -> bool:
    """Whether the kernel's machine code is on disk for this very source, or not wanted."""
    from hotseat.load.kernel import run_until

    return run_until.ready()
