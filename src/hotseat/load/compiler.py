"""How the kernel is compiled: once, kept on disk, called without the interpreter's lock; or not at all, with equal results.

`translate.py` turns the kernel's Python into LLVM's assembly language, and LLVM turns that into machine code for this very
processor; llvmlite is the way to LLVM, a wheel that needs no compiler. The kernel used to be compiled by Numba, which uses
the same LLVM. That cost every process its import (a quarter of a second, 40 MB), three times the time to compile, and
half the speed: Numba cannot be told which stores leave which tables alone.

The kernel's functions hand one another a World of some seventy tables as one address: that of a descriptor with each
table's data and shape. Without the compiler the same source works on NumPy's own arrays.

Machine code is kept in a file named for all that it depends on: the sources, the version of LLVM, the processor. It lies
beside the source, or in the user's cache folder when that cannot be written, or where HOTSEAT_CACHE_DIR says; where
nothing can be written the kernel is compiled anew in every process, which is slower and nothing else.
HOTSEAT_DISABLE_JIT=1 leaves the compiler out.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.load.expressions import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

COMPILED = os.environ.get("HOTSEAT_DISABLE_JIT", "0") in ("", "0")
SOURCES = [
    Path(__file__).with_name(f"{name}.py")
    for name in ("compiler", "expressions", "kernel", "processor", "tables", "translate")
]
DIGEST = 16


def rare(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a function of the kernel that few events need; the compiler keeps it out of the others' way."""
    function.mark = "cold noinline"  # type: ignore[attr-defined] # read when the kernel is translated
    return function


def apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a function of the kernel that is needed often, but is too long to be copied into each that calls it."""
    function.mark = "noinline"  # type: ignore[attr-defined] # read when the kernel is translated
    return function


def hot(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a function of the kernel that nearly every event needs; the compiler copies it into each that calls it."""
    function.mark = "alwaysinline"  # type: ignore[attr-defined] # read when the kernel is translated
    return function


def describe(tables: list[NDArray[Any]]) -> NDArray[np.int64]:
    """The descriptor of a World: for each table its address and the lengths of its axes."""
    words = np.zeros((len(tables), WORDS), np.int64)
    for row, array in zip(words, tables, strict=True):
        if not array.flags.c_contiguous:
            raise ValueError("a table must be contiguous")
        row[0] = array.ctypes.data
        row[1 : 1 + array.ndim] = array.shape
    return words


def fingerprint(*files: Path, more: str = "") -> str:
    """A hash of some source files, and of what else matters."""
    content = b"\0".join([*(file.read_bytes() for file in files), more.encode()])
    return hashlib.blake2b(content, digest_size=DIGEST).hexdigest()


class Entry:
    """The function that Python calls. Its first call compiles the kernel, or takes its machine code from disk.

    `names` are those of the module that defines it, `tables` each table's dtype and number of axes.
    """

    def __init__(self, function: Callable[..., Any], tables: Mapping[str, tuple[np.dtype[Any], int]]) -> None:
        self.python = function
        self.tables = tables

    def __call__(self, world: Any) -> int:  # noqa: ANN401 (a World, which the kernel defines)
        """Runs the kernel on a World."""
        return int(self.run(world.address) if COMPILED else self.python(world))

    @cached_property
    def run(self) -> Callable[[int], int]:
        """The compiled kernel; called through ctypes, which lets other threads go on meanwhile."""
        code = self.kept()
        if code is None:
            code = self.processor.compile(self.assembly())
            keep(code, self.file)
        run: Callable[[int], int] = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(
            self.processor.load(code, self.python.__name__)
        )
        return run

    @cached_property
    def processor(self) -> Any:  # noqa: ANN401 (imported late)
        """This machine's processor, as LLVM knows it."""
        from hotseat.load.processor import Processor

        return Processor()

    @cached_property
    def file(self) -> str:
        """The name of the file that the machine code is kept in."""
        return f"kernel-{fingerprint(*SOURCES, more=self.processor.name)}.o"

    def ready(self) -> bool:
        """Whether a run can begin without compiling."""
        return not COMPILED or self.loaded() or self.kept() is not None

    def loaded(self) -> bool:
        """Whether this process has the machine code already."""
        return "run" in self.__dict__

    def kept(self) -> bytes | None:
        """The machine code on disk; None where there is none, or where it is damaged."""
        for folder in folders():
            with suppress(OSError):
                content = (folder / self.file).read_bytes()
                digest, code = content[:DIGEST], content[DIGEST:]
                if hashlib.blake2b(code, digest_size=DIGEST).digest() == digest:
                    return code
        return None

    def assembly(self) -> str:
        """The kernel in LLVM's assembly language."""
        import ast

        from hotseat.load.translate import Module

        names = self.python.__globals__
        tree = ast.parse(Path(self.python.__code__.co_filename).read_text("utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        marks = {name: getattr(names.get(name), "mark", "") for name in functions}
        return Module(functions, names, self.tables, marks).translate(self.python.__name__)


def folders() -> Iterator[Path]:
    """Where machine code may be kept, the best place first."""
    if asked := os.environ.get("HOTSEAT_CACHE_DIR"):
        yield Path(asked)
        return
    yield Path(__file__).with_name("__pycache__")
    with suppress(RuntimeError):  # a user without a home
        if sys.platform == "darwin":
            yield Path.home() / "Library" / "Caches" / "hotseat"
        else:
            yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hotseat"


def keep(code: bytes, name: str) -> None:
    """Keeps machine code on disk, in the first folder that can be written; whole, or not at all."""
    for folder in folders():
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(hashlib.blake2b(code, digest_size=DIGEST).digest() + code)
            Path(file.name).chmod(0o644)  # whoever may read the sources may read what is made of them
            Path(file.name).replace(folder / name)
            return
