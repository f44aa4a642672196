"""Take out one safeguard and look which promise dies: that is what the safeguard is for.

A safeguard is a statement marked in the source, `# safeguard: what it is`. An ordinary statement is left out; a block
(`async with`, `try`, `if`) is left out with its body if it ends in `continue`, `return` or `raise`, and otherwise
replaced by
its body. A mark may name a replacement for its line instead: `# safeguard: a stable key | key = new_key()`. In a file
without
marks, every `if` and every awaited statement inside a function is tried.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.errors import LabError
from hotseat.fault.keys import write_faults
from hotseat.fault.search import count

if TYPE_CHECKING:
    from hotseat.fault.search import Found

_MARK = re.compile(r"#\s*safeguard:\s*(?P<name>[^|]*?)\s*(\|\s*(?P<instead>.*?)\s*)?$")


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A statement that can be taken out: its line, from 1, its name, and what to put in its place (empty: nothing)."""

    line: int
    name: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Ablated:
    """The handler without one safeguard: `coverage` says what was tried, or why it cannot be run."""

    guard: Safeguard
    broken: tuple[Found, ...]
    coverage: str


@dataclass(frozen=True, slots=True)
class Ablation:
    """The table: one row a safeguard."""

    handler: str
    rows: tuple[Ablated, ...]

    def text(self) -> str:
        """The table as text."""
        lines = [f"{self.handler}: one safeguard taken out at a time"]
        for row in self.rows:
            lines.append(f"  line {row.guard.line:<4} without {row.guard.name}")
            lines += [
                f"      '{found.promise}' dies by {count(len(found.faults))}: {found.sentence} "
                f"[{write_faults(found.faults)}]"
                for found in row.broken
            ]
            if not row.broken:
                lines.append(f"      {row.coverage}")
        return "\n".join(
            lines if self.rows else [*lines, "  no safeguard found: mark one with '# safeguard: what it is'"]
        )


def safeguards(text: str) -> list[Safeguard]:
    """Those that are marked in the source; where none is, every candidate."""
    marked = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _MARK.search(line)
        if match:
            marked.append(Safeguard(number, match["name"], match["instead"] or ""))
    return marked or _candidates(text)


def _candidates(text: str) -> list[Safeguard]:
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.AsyncFunctionDef)]
    found = [
        Safeguard(node.lineno, f"`{ast.unparse(node).splitlines()[0]}`")
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.If) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Await))
    ]
    return sorted(dict.fromkeys(found), key=lambda guard: guard.line)


def without(text: str, guard: Safeguard) -> str:
    """The source without one safeguard, its line numbers kept where they can be. Raises LabError if no statement
    starts on its line.
    """
    if guard.instead:
        lines = text.splitlines()
        old = lines[guard.line - 1]
        lines[guard.line - 1] = old[: len(old) - len(old.lstrip())] + guard.instead
        return "\n".join(lines) + "\n"
    remover = _Remover(guard.line)
    tree: ast.AST = ast.parse(text)
    remover.visit(tree)
    if not remover.done:
        raise LabError(
            f"line {guard.line}: no statement starts where the safeguard '{guard.name}' is marked; "
            "put the mark on a statement's own line"
        )
    return ast.unparse(ast.fix_missing_locations(tree))


class _Remover(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line = line
        self.done = False

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if (
            isinstance(node, ast.stmt)
            and node.lineno == self.line
            and not self.done
            and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            self.done = True
            body: list[ast.stmt] = getattr(node, "body", [])
            if body and not isinstance(body[-1], ast.Continue | ast.Return | ast.Raise | ast.Break):
                return body
            return ast.copy_location(ast.Pass(), node)
        result: ast.AST = self.generic_visit(node)
        return result
