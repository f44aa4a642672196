"""How the kernel is compiled: once, kept on disk, without the interpreter's lock; or not at all, with the same results.

The kernel's functions hand one another a `World` of some seventy tables. Passed by value, as Numba passes a tuple of
arrays, that costs more than the work itself (it made the kernel eight times slower, and its compilation two minutes
long). So compiled code sees a World as one address: that of a descriptor with each table's data and shape. A table such
as `world.frames` is the address of its line there, and `world.frames[x]` one load and one addition: no reference
counts, no wrap-around of negative indices, next to nothing for the optimiser to fold away. Without the compiler the
same source works on NumPy's own arrays.

Numba keeps compiled code beside the source or in the user's cache folder, and takes it up again while kernel.py is
unchanged. But the tables' layouts and codes are frozen into that code as well; so the World's type carries a fingerprint
of the files that define them, and code compiled for others is not found. Where neither can be written it raises when a
cached function is defined; then the kernel is compiled anew in every process, which is slower and nothing else.
"""

from __future__ import annotations

import hashlib
import operator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np import numpy_support

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False, "_nrt": False}
KEPT: dict[str, Any] = {"cache": True}
INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
WORDS = 4
"""A descriptor's words for one table: the data's address, then the length of each axis (three at most)."""


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiles a function of the kernel when the first function that calls it is compiled; only compiled code calls it."""
    compiled: Callable[..., Any] = njit(**OPTIONS, **INNER)(function)
    return compiled


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiles the function that Python calls, on its first call, and keeps the whole kernel on disk where it can."""
    try:
        compiled: Callable[..., Any] = njit(**OPTIONS, **KEPT)(function)
    except RuntimeError:  # no folder for the cache can be written
        compiled = njit(**OPTIONS)(function)
    return compiled


class WorldType(types.Type):  # type: ignore[misc] # Numba has no types of its own
    """What compiled code takes a World for: the address of its descriptor."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(name=f"World({fingerprint})")


class TableType(types.Type):  # type: ignore[misc] # Numba has no types of its own
    """One table of a World: the address of its line in the descriptor."""

    def __init__(self, name: str, position: int, dtype: np.dtype[Any], axes: int) -> None:
        super().__init__(name=f"Table({name}, {position}, {dtype}, {axes})")
        self.position = position
        self.axes = axes
        self.size = dtype.itemsize
        self.item = numpy_support.from_dtype(dtype)


@register_model(WorldType)
@register_model(TableType)
class AddressModel(models.PrimitiveModel):  # type: ignore[misc] # Numba has no types of its own
    """Both are 64 bits."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, ir.IntType(64))


def fingerprint(*files: Path) -> str:
    """A hash of some source files."""
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()


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
    world_type = WorldType(fingerprint(Path(__file__), Path(__file__).with_name("tables.py")))
    tables = {name: TableType(name, place, dtype, axes) for place, (name, (dtype, axes)) in enumerate(kinds.items())}

    @typeof_impl.register(world_class)
    def _typeof(_value: Any, _context: Any) -> WorldType:
        return world_type

    @unbox(WorldType)
    def _unbox(_type: Any, obj: Any, c: Any) -> NativeValue:
        address = c.pyapi.object_getattr_string(obj, "address")
        value = c.unbox(types.int64, address).value
        c.pyapi.decref(address)
        return NativeValue(value)

    @infer_getattr
    class _Tables(AttributeTemplate):  # type: ignore[misc] # Numba has no types of its own
        key = WorldType

        def generic_resolve(self, _world: Any, name: str) -> Any:  # type: ignore[override] # as Numba calls it
            return tables.get(name)

    @lower_getattr_generic(WorldType)
    def _line(_context: Any, builder: Any, _type: Any, address: Any, name: str) -> Any:
        return builder.add(address, ir.Constant(ir.IntType(64), tables[name].position * WORDS * 8))


# ------------------------------------------------------------------------------------- what compiled code does to a table


def word(builder: Any, line: Any, index: int) -> Any:
    """One word of a table's line: 0 the data's address, 1 and on the lengths."""
    words = builder.inttoptr(line, ir.IntType(64).as_pointer())
    value = builder.load(cgutils.gep_inbounds(builder, words, index))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def item_address(context: Any, builder: Any, table: TableType, line: Any, index_type: Any, index: Any) -> Any:
    """The address of one item, by one index or by a tuple of them."""
    kinds, values = [index_type], [index]
    if isinstance(index_type, types.BaseTuple):
        kinds, values = list(index_type.types), cgutils.unpack_tuple(builder, index)
    where = ir.Constant(ir.IntType(64), 0)
    for axis, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        if axis:
            where = builder.mul(where, word(builder, line, 1 + axis))
        where = builder.add(where, context.cast(builder, value, kind, types.int64))
    return builder.add(word(builder, line, 0), builder.mul(where, ir.Constant(ir.IntType(64), table.size)))


def is_index(table: Any, index: Any) -> bool:
    """Whether an index's type fits a table's axes."""
    if not isinstance(table, TableType):
        return False
    count = len(index) if isinstance(index, types.BaseTuple) else 1
    parts = index.types if isinstance(index, types.BaseTuple) else (index,)
    return count == table.axes and all(isinstance(part, types.Integer) for part in parts)


@infer_global(operator.getitem)
class TableGet(AbstractTemplate):  # type: ignore[misc] # Numba has no types of its own
    """`table[i]`, `table[i, j]`: a record (by reference) or a number."""

    def generic(self, args: Any, _kws: Any) -> Any:
        """The types of one such expression, or None where it is not about a table."""
        table, index = args
        return signature(table.item, table, index) if is_index(table, index) else None


@infer_global(operator.setitem)
class TableSet(AbstractTemplate):  # type: ignore[misc] # Numba has no types of its own
    """`table[i] = number`, `table[i, j] = number`."""

    def generic(self, args: Any, _kws: Any) -> Any:
        """The types of one such assignment, or None where it is not about a table."""
        table, index, _ = args
        return signature(types.none, table, index, table.item) if is_index(table, index) else None


@lower_builtin(operator.getitem, TableType, types.Any)  # type: ignore[untyped-decorator] # Numba has no types of its own
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = sig.args[0]
    address = item_address(context, builder, table, args[0], sig.args[1], args[1])
    if isinstance(table.item, types.Record):
        return builder.inttoptr(address, context.get_value_type(table.item))
    pointer = builder.inttoptr(address, context.get_data_type(table.item).as_pointer())
    return context.unpack_value(builder, table.item, pointer)


@lower_builtin(operator.setitem, TableType, types.Any, types.Any)  # type: ignore[untyped-decorator] # as above
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = sig.args[0]
    address = item_address(context, builder, table, args[0], sig.args[1], args[1])
    pointer = builder.inttoptr(address, context.get_data_type(table.item).as_pointer())
    context.pack_value(builder, table.item, args[2], pointer)
    return context.get_dummy_value()


@infer_getattr
class _Shape(AttributeTemplate):  # type: ignore[misc] # Numba has no types of its own
    key = TableType

    def generic_resolve(self, table: Any, name: str) -> Any:  # type: ignore[override] # as Numba calls it
        return types.UniTuple(types.intp, table.axes) if name == "shape" else None


@lower_getattr_generic(TableType)  # type: ignore[untyped-decorator] # Numba has no types of its own
def _shape(context: Any, builder: Any, table: Any, line: Any, _name: str) -> Any:
    lengths = [word(builder, line, 1 + axis) for axis in range(table.axes)]
    return context.make_tuple(builder, types.UniTuple(types.intp, table.axes), lengths)
