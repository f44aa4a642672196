"""Every error that Hotseat raises on purpose, in one tree.

    HotseatError
    ├── DesignError (also ValueError)     a design, a fault or an option that cannot be run; carries every problem found
    ├── RoundError (also ValueError)      a round's folder that cannot be sat; carries every problem found
    ├── EngineError (also RuntimeError)   the engine's own books do not balance: a bug of ours, never of the design
    ├── LabError (also RuntimeError)      a handler or a world that the fault lab cannot run
    ├── WriteUpError (also ValueError)    a write-up, its front matter or a tag that cannot be read; carries every problem
    ├── SittingError (also ValueError)    what a sitting, its log or its script cannot be
    │   ├── NotFound (also LookupError)       no such sitting, run or revision
    │   ├── Refused                           an action that makes no sense now; it has left no trace
    │   └── Conflict                          somebody else has changed the board meanwhile; carries it as it stands
    └── StoreError (also RuntimeError)    the database cannot be opened, read or written

Each is also the builtin a caller would expect, so `except ValueError` works. A message is a sentence for the person who
can mend it: what is wrong, where, and what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass


class HotseatError(Exception):
    """The root: catch this to catch whatever Hotseat raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input.

    `where` is the dotted path of the key (`nodes.sender.concurrency`), `line` the 1-based line in the file or 0 where
    there is none, `message` a sentence that says what to write instead.
    """

    where: str
    message: str
    line: int = 0
    file: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "") if part)
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({place})" if place else text


class DesignError(HotseatError, ValueError):
    """A design, a fault or an option that cannot be run. `problems` holds every one found, in the order of the file."""

    def __init__(self, problems: list[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem("", problems)
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else problems
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EngineError(HotseatError, RuntimeError):
    """The engine's own books do not balance, or it was asked for what it cannot do. Please report it."""


class LabError(HotseatError, RuntimeError):
    """A handler or a world that the fault lab cannot run. The message names the file and the line."""


class WriteUpError(HotseatError, ValueError):
    """A write-up, its front matter or a tag that cannot be read. `problems` holds every one found, file by file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class SittingError(HotseatError, ValueError):
    """What a sitting, its log or its script cannot be. `problems` holds every one found."""

    def __init__(self, problems: list[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem("", problems)
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else problems
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFound(SittingError, LookupError):  # noqa: N818 (an answer rather than a failure)
    """No such sitting, run or revision."""


class Refused(SittingError):  # noqa: N818 (as above)
    """An action that makes no sense now, and what would. It has left no trace."""


class Conflict(SittingError):  # noqa: N818 (as above)
    """Somebody else has changed the board meanwhile. `view` is the sitting as it stands."""

    def __init__(self, message: str, *, view: object = None) -> None:
        super().__init__(message)
        self.view = view


class StoreError(HotseatError, RuntimeError):
    """The database cannot be opened, read or written. The message says which, and what to do."""
