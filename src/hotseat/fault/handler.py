"""The candidate's file: read once, checked, and loaded afresh for every incarnation of every node.

A module's globals are the memory of the process that imported it, so each incarnation executes the file anew in a
namespace of its own. Inside it, `time`, `random`, `uuid` and `datetime` tell the virtual time and draw from the run's
own
generator, and modules that would reach outside are refused with a sentence that names the line.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault import fence, stand_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType, FrameType

    from hotseat.fault.run import Run


class Handler:
    """A file of handler functions, ready to be loaded.

    `functions` are the names in it that the world asked for; `defaults` are the world's own for those it does not
    define. `memory` is false if its tasks cannot share anything but what is stored.
    """

    def __init__(
        self,
        path: str,
        code: CodeType,
        *,
        functions: tuple[str, ...],
        defaults: Mapping[str, Callable[..., Any]],
        memory: bool = True,
    ) -> None:
        self.path = path
        self.name = Path(path).name
        self.code = code
        self.functions = functions
        self.defaults = defaults
        self.memory = memory

    def load(self, run: Run) -> dict[str, Any]:
        """A new module for one incarnation: its namespace. Raises LabError where importing it fails."""
        space = dict(vars(builtins))
        space["__import__"] = stand_ins.importer(run)
        space["print"] = stand_ins.printer(run)
        namespace: dict[str, Any] = {
            **self.defaults,
            "__builtins__": space,
            "__name__": "handler",
            "__file__": self.path,
        }
        try:
            exec(self.code, namespace)  # noqa: S102 (running the candidate's code is what the lab is for)
        except LabError:
            raise
        except Exception as error:
            raise run.refuse(
                LabError(f"{self.name}, line {line_of(error, self.path)}: importing it raises {describe(error)}")
            ) from error
        return namespace

    def place(self) -> tuple[str, int]:
        """The file and line of the handler's code that is running now, or ("", 0)."""
        frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 (the cheapest way to know the line)
        while frame is not None:
            if frame.f_code.co_filename == self.path:
                return self.name, frame.f_lineno
            frame = frame.f_back
        return "", 0


def read_handler(
    path: str | Path, *, wanted: Mapping[str, tuple[str, ...]], defaults: Mapping[str, Callable[..., Any]]
) -> Handler:
    """The handler in the file at `path`. `wanted` maps the names of the world's functions to their parameters.

    Raises LabError, with file and line, if it cannot be read or parsed, defines none of the wanted functions, defines
    one
    without `async` or with other parameters, imports a fenced module, or writes to another module.
    """
    text = _read(path)
    name = Path(path).name
    try:
        tree = ast.parse(text, filename=str(path))
        code = compile(tree, str(path), "exec")
    except (SyntaxError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or 1
        raise LabError(f"{name}, line {line}: does not parse: {getattr(error, 'msg', None) or error}") from error
    found = _check_functions(tree, name, wanted)
    fence.check_source(tree, name)
    others = {key: value for key, value in defaults.items() if key not in found}
    return Handler(str(path), code, functions=found, defaults=others, memory=shares_memory(tree))


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise LabError(f"{path}: cannot be read: {reason}") from error


def _check_functions(tree: ast.Module, name: str, wanted: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found = []
    other: list[tuple[str, int]] = []
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            if node.name in wanted:
                _check_signature(node, name, wanted[node.name])
                found.append(node.name)
            else:
                other.append((node.name, node.lineno))
        elif isinstance(node, ast.Assign | ast.ClassDef | ast.ImportFrom):
            found.extend(each for each in _bound(node) if each in wanted)
    if not found:
        raise LabError(_nothing_found(name, wanted, other))
    return tuple(found)


def _bound(node: ast.Assign | ast.ClassDef | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    return [node.name]


def _check_signature(node: ast.AsyncFunctionDef | ast.FunctionDef, name: str, parameters: tuple[str, ...]) -> None:
    call = f"async def {node.name}({', '.join(parameters)})"
    if isinstance(node, ast.FunctionDef):
        raise LabError(f"{name}, line {node.lineno}: '{node.name}' is not async; write '{call}'")
    least = len(node.args.posonlyargs) + len(node.args.args) - len(node.args.defaults)
    most = 10**6 if node.args.vararg else least + len(node.args.defaults)
    if not least <= len(parameters) <= most:
        raise LabError(
            f"{name}, line {node.lineno}: '{node.name}' takes other parameters than it is given; write '{call}'"
        )


def _nothing_found(name: str, wanted: Mapping[str, tuple[str, ...]], other: list[tuple[str, int]]) -> str:
    calls = " or ".join(f"'async def {key}({', '.join(value)})'" for key, value in wanted.items())
    for function, line in other:
        near = difflib.get_close_matches(function, list(wanted), n=1)
        if near:
            return f"{name}, line {line}: defines '{function}' where {calls} is wanted; did you mean '{near[0]}'?"
    return f"{name}, line 1: defines none of the wanted functions; write {calls}"


_MUTATORS = (
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "pop",
    "popleft",
    "remove",
    "setdefault",
    "update",
)


def shares_memory(tree: ast.Module) -> bool:
    """Could two tasks of this handler share something in memory? False only if nothing in it writes to an object or to
    an outer variable. What is awaited is a call to the world, and is its business.
    """
    awaited = {
        node.value.func for node in ast.walk(tree) if isinstance(node, ast.Await) and isinstance(node.value, ast.Call)
    }
    for node in ast.walk(tree):
        if node in awaited:
            continue
        if isinstance(node, ast.Global | ast.Nonlocal | ast.ClassDef | ast.NamedExpr):
            return True
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            return True
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _MUTATORS:
            return True
    return False


def line_of(error: BaseException, path: str) -> int:
    """The last line of the file at `path` in the error's traceback, or 0."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def describe(error: BaseException) -> str:
    """An exception in a few words: its type and the beginning of its message."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def is_async(function: object) -> bool:
    """Is it an `async def`, or a partial of one?"""
    return inspect.iscoroutinefunction(getattr(function, "func", function))
