"""What the checks write into: problems with their path and line, and no second complaint about one mistake.

A key that could not be read is a problem already; what follows from its absence (the node it belongs to seems to lack a
handler, say) would only send the reader hunting for a mistake that is not there. So a finding about anything that was
broken while reading is dropped.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from hotseat.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

ENOUGH = 200
"""After so many problems the checks stop looking for more."""


class Findings:
    """Collects problems about one design; `lines` and `broken` come from the reader (empty for one built in Python)."""

    def __init__(self, lines: Mapping[str, int], broken: Collection[str], file: str) -> None:
        self.lines = lines
        self.broken = frozenset(broken)
        self.around = frozenset(above for path in broken for above in _upwards(path))
        self.file = file
        self.problems: list[Problem] = []

    def add(self, path: str, message: str, *, about: Iterable[str] = ()) -> None:
        """Notes a problem at `path`, unless it, or something it is `about`, could not be read in the first place."""
        if not any(self.is_broken(other) for other in (path, *about)):
            self.problems.append(Problem(path, message, self.line(path), self.file))

    def is_broken(self, path: str) -> bool:
        """Whether a path, something inside it, or the whole that it is part of, could not be read."""
        return path in self.around or any(above in self.broken for above in _upwards(path))

    @property
    def full(self) -> bool:
        """Whether there are more problems than anybody reads; a check may stop looking for more of its kind."""
        return len(self.problems) >= ENOUGH

    def line(self, path: str) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 0)


def _upwards(path: str) -> Iterator[str]:
    """A path and everything around it: `a.b.c`, `a.b`, `a`."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def nearest(word: str, words: Iterable[str], *, otherwise: str = "") -> str:
    """`; did you mean 'x'?`, or else what there is: `; there are: a, b`."""
    known = list(words)
    if len(known) > 300:  # comparing with thousands of names would take longer than the rest of the check
        known = [other for other in known if other[:1] == word[:1]][:300]
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return f"; did you mean '{near[0]}'?"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"; there are: {shown}" if known else otherwise
