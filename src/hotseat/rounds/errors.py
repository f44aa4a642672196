"""The one error of this room: a round that cannot be sat, with everything that is wrong with its folder."""

from __future__ import annotations

from hotseat.errors import HotseatError, Problem


class RoundError(HotseatError, ValueError):
    """A round's folder that cannot be read, or that contradicts itself. `problems` holds every one found, by file."""

    def __init__(self, problems: list[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem("", problems)
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else problems
        super().__init__("\n".join(str(problem) for problem in self.problems))
