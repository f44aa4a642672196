"""What a reader remembers while it reads: the problems found, the line of every key, and what could not be read.

It also reads the two things that every other reader needs: a quantity and a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotseat.design.quantities import parse_quantity
from hotseat.design.tree import Scalar, Tree
from hotseat.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.design.units import Unit

BROKEN: Any = object()
"""What a reader returns for something it could not read; the problem is already noted."""


class Notes:
    """`problems` collects; `lines` maps each dotted path to its line; `broken` holds what could not be read."""

    def __init__(self, file: str, folder: Path | None) -> None:
        self.file = file
        self.folder = folder
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.broken: set[str] = set()
        self.samples: dict[str, tuple[float, ...]] = {}  # files whose contents are known already

    def note(self, path: str, message: str, line: int) -> Any:  # noqa: ANN401 (the sentinel stands for any value)
        """Notes a problem and returns BROKEN."""
        self.problems.append(Problem(path, message, line, self.file))
        self.broken.add(path)
        return BROKEN

    def quantity(self, tree: Tree, unit: Unit, path: str) -> Any:  # noqa: ANN401
        """A number with its unit."""
        if not isinstance(tree, Scalar):
            return self.note(path, f"expected {unit.name}, like {unit.example}", tree.line)
        if tree.is_null:
            return self.note(path, f"no value; write {unit.name}, like {unit.example}", tree.line)
        try:
            return parse_quantity(tree.text, unit)
        except ValueError as error:
            return self.note(path, str(error), tree.line)

    def text(self, tree: Tree, path: str) -> Any:  # noqa: ANN401
        """A name or a sentence."""
        if not isinstance(tree, Scalar):
            return self.note(path, "expected a single word or sentence here", tree.line)
        if tree.is_null:
            return self.note(path, "no value; write one, or leave the key out", tree.line)
        return tree.text
