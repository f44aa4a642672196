"""How the kernel is compiled: once, kept on disk, without the interpreter's lock; or not at all, with the same results.

The kernel's functions hand one another a `World` of some seventy tables. Passed by value, as Numba passes a tuple, that
costs more than the work itself (it made the kernel eight times slower, and its compilation two minutes long). So
compiled code sees a World as one address: that of a small descriptor with each table's data and shape. An attribute such
as `world.frames` builds the array from there, borrowed and without reference counts; most of it folds away. Without the
compiler the same source works on the object itself.

Numba keeps compiled code beside the source or in the user's cache folder. Where neither can be written it raises when a
cached function is defined; then the kernel is compiled anew in every process, which is slower and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np import numpy_support
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import NDArray

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "_nrt": False}
WORDS = 4
"""A descriptor's words for one table: the data's address, then the length of each axis (three at most)."""


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiles a function of the kernel on its first call, keeping the result on disk where that is possible."""
    try:
        compiled: Callable[..., Any] = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no folder for the cache can be written
        compiled = njit(**OPTIONS)(function)
    return compiled


class WorldType(types.Type):  # type: ignore[misc] # Numba has no types of its own
    """What compiled code takes a World for: the address of its descriptor."""

    def __init__(self) -> None:
        super().__init__(name="World")


def describe(tables: list[NDArray[Any]]) -> NDArray[np.int64]:
    """The descriptor of a World: for each table its address and the lengths of its axes."""
    words = np.zeros((len(tables), WORDS), np.int64)
    for row, array in zip(words, tables, strict=True):
        if not array.flags.c_contiguous:
            raise ValueError("a table must be contiguous")
        row[0] = array.ctypes.data
        row[1 : 1 + array.ndim] = array.shape
    return words


def register_world(world_class: type, kinds: dict[str, tuple[np.dtype[Any], int]]) -> None:
    """Teaches Numba a class of tables; `kinds` gives each attribute's dtype and number of axes.

    An instance must have the address of its descriptor as `address`, and keep the descriptor alive.
    """
    world_type = WorldType()
    arrays = {name: types.Array(numpy_support.from_dtype(dtype), axes, "C") for name, (dtype, axes) in kinds.items()}
    positions = {name: position for position, name in enumerate(kinds)}
    sizes = {name: dtype.itemsize for name, (dtype, _) in kinds.items()}

    @typeof_impl.register(world_class)
    def _typeof(_value: Any, _context: Any) -> WorldType:  # noqa: ANN401
        return world_type

    @unbox(WorldType)
    def _unbox(_type: Any, obj: Any, c: Any) -> NativeValue:  # noqa: ANN401
        address = c.pyapi.object_getattr_string(obj, "address")
        value = c.unbox(types.int64, address).value
        c.pyapi.decref(address)
        return NativeValue(value)

    @infer_getattr
    class _Attributes(AttributeTemplate):  # type: ignore[misc] # Numba has no types of its own
        key = WorldType

        def generic_resolve(self, _world: Any, name: str) -> Any:  # noqa: ANN401
            return arrays.get(name)

    @lower_getattr_generic(WorldType)
    def _borrow(context: Any, builder: Any, _type: Any, address: Any, name: str) -> Any:  # noqa: ANN401
        """An array over the table that the descriptor names: nobody's reference, nothing copied."""
        first = positions[name] * WORDS
        words = builder.inttoptr(address, cgutils.intp_t.as_pointer())

        def word(index: int) -> Any:  # noqa: ANN401
            return builder.load(cgutils.gep_inbounds(builder, words, first + index))

        array = make_array(arrays[name])(context, builder)
        shape = [word(1 + axis) for axis in range(arrays[name].ndim)]
        size = context.get_constant(types.intp, sizes[name])
        strides = [size]
        for length in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], length))
        data = builder.inttoptr(word(0), array.data.type)
        populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
        return array._getvalue()  # noqa: SLF001


@register_model(WorldType)
class WorldModel(models.PrimitiveModel):  # type: ignore[misc] # Numba has no types of its own
    """A World is 64 bits."""

    def __init__(self, manager: Any, world_type: WorldType) -> None:  # noqa: ANN401
        super().__init__(manager, world_type, ir.IntType(64))
