"""The fence: what a handler must not do, and the sentence that it gets when it does.

A run has to be the same every time, and a crash has to lose what it should. Real sockets, files, processes and threads
break the first, and state kept in another module outlives the second. The source is read for imports and writes that
give it away, and while a run is on, an audit hook catches the rest. It is a fence for honest mistakes and no more: code
that means to get out will.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from hotseat.errors import LabError

if TYPE_CHECKING:
    from types import FrameType

    from hotseat.fault.run import Run

FENCED: dict[str, str] = {
    **dict.fromkeys(
        (
            "socket",
            "ssl",
            "select",
            "selectors",
            "http",
            "urllib",
            "socketserver",
            "smtplib",
            "ftplib",
            "requests",
            "httpx",
            "aiohttp",
        ),
        "use the network of the world that the handler is given",
    ),
    **dict.fromkeys(
        ("subprocess", "multiprocessing", "pty", "signal"),
        "a handler runs in the one process that the lab crashes for it",
    ),
    **dict.fromkeys(("threading", "_thread", "concurrent", "queue"), "use asyncio tasks"),
    **dict.fromkeys(
        ("sqlite3", "dbm", "shelve", "tempfile", "shutil", "psycopg", "sqlalchemy", "redis"),
        "use the storage of the world that the handler is given",
    ),
    **dict.fromkeys(("ctypes", "cffi", "gc", "secrets"), "its effects differ from run to run"),
}
"""Top-level modules that a handler must not import, and what to do instead."""

_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "shutil.",
    "_thread.start_new_thread",
    "sqlite3.",
    "time.sleep",
    "urllib.",
)
_guarded: list[Run] = []
_installed: list[bool] = []


def refused_import(name: str) -> str:
    """Why the module `name` must not be imported, or an empty string."""
    reason = FENCED.get(name.partition(".")[0], "")
    return f"imports '{name}', which is fenced off; {reason}" if reason else ""


def check_source(tree: ast.Module, name: str) -> None:
    """Raises LabError for a fenced import or a write into another module anywhere in the source."""
    modules: set[str] = set()
    for node in ast.walk(tree):
        for module, bound in _imports(node):
            reason = refused_import(module)
            if reason:
                raise LabError(f"{name}, line {getattr(node, 'lineno', 1)}: {reason}")
            if bound:
                modules.add(bound)
    for node in ast.walk(tree):
        for target in _targets(node):
            root = _root(target)
            if root in modules and not isinstance(target, ast.Name):
                raise LabError(
                    f"{name}, line {target.lineno}: writes to a global of another module ('{ast.unparse(target)}'), "
                    "which outlives a crash and leaks from node to node; "
                    "keep it in a variable of your own or in the world's storage"
                )


def _imports(node: ast.AST) -> list[tuple[str, str]]:
    if isinstance(node, ast.Import):
        return [(alias.name, alias.asname or alias.name.partition(".")[0]) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "", "")] + [
            ("", alias.asname or alias.name) for alias in node.names if node.module in ("os", "sys", "builtins")
        ]
    return []


def _targets(node: ast.AST) -> list[ast.Attribute | ast.Subscript | ast.Name]:
    if isinstance(node, ast.Assign | ast.Delete):
        targets = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    else:
        return []
    return [target for target in targets if isinstance(target, ast.Attribute | ast.Subscript | ast.Name)]


def _root(target: ast.expr) -> str:
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def guard(run: Run) -> None:
    """Puts the fence around `run`; there is one at a time."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)
    _guarded[:] = [run]


def release() -> None:
    """Takes the fence away."""
    _guarded.clear()


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _guarded or not (event == "open" or event.startswith(_EVENTS)):
        return
    run = _guarded[0]
    line = _handler_line(run.handler.path)
    if line:
        call = f"open({arguments[0]!r})" if event == "open" else event
        raise run.refuse(
            LabError(f"{run.handler.name}, line {line}: {call} reaches outside the world, and is fenced off")
        )


def _handler_line(path: str) -> int:
    """The handler's line that is being run, unless the interpreter is only importing a module for it."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith("<frozen importlib"):
            return 0
        if file == path:
            return frame.f_lineno
        frame = frame.f_back
    return 0
