"""How the kernel is compiled: once, kept on disk, without the interpreter's lock; or not at all, with the same results.

Numba keeps compiled code beside the source or in the user's cache folder. Where neither can be written it raises when a
cached function is defined; then the kernel is compiled anew in every process, which is slower and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "_nrt": False}


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiles a function of the kernel on its first call, keeping the result on disk where that is possible."""
    try:
        compiled: Callable[..., Any] = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder for the cache can be written
        compiled = njit(**OPTIONS)(function)
    return compiled
