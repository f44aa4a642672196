"""Translates one function's variables, table items and expressions into LLVM's assembly language (see `translate.py`).

Variables live in stack slots, which LLVM turns into registers. Each load from a table and each store into one carries a note
of which field it touches; `load` and `store` are the only places that do either.
"""

from __future__ import annotations

import ast
import builtins
import math
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from hotseat.load.translate import Module, Translated

WORDS = 4
"""A descriptor's words for one table: the data's address, then the length of each axis (three at most)."""

LLVM = {"int": "i64", "uint": "i64", "float": "double", "bool": "i1", "none": "void", "world": "ptr"}
REGISTERS = "regs"
"""The table whose items are apart from one another: the kernel's own scalars, each read and written by its name."""
WIDTH = {"bool": 0, "int": 1, "float": 2}
"""Which of two kinds is the wider. `uint` mixes with nothing: NumPy would make it a float."""

ARITHMETIC = {
    ast.Add: ("add", "fadd"),
    ast.Sub: ("sub", "fsub"),
    ast.Mult: ("mul", "fmul"),
    ast.BitAnd: ("and", ""),
    ast.BitOr: ("or", ""),
    ast.BitXor: ("xor", ""),
    ast.LShift: ("shl", ""),
}  # fmt: skip
COMPARISONS = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
LIBRARY = {
    math.log: "log", math.exp: "exp", math.expm1: "expm1", math.log1p: "log1p", math.sqrt: "llvm.sqrt.f64",
    math.ceil: "llvm.ceil.f64",
}  # fmt: skip
"""Functions of the C library, the same ones that Python's `math` calls, and so the same results to the last bit."""
CASTS = {int: "int", float: "float", np.int64: "int", np.uint64: "uint", np.float64: "float", np.bool_: "bool"}


def float_bits(number: float) -> np.int64:
    """A float's 64 bits, as an integer."""
    return np.int64(np.float64(number).view(np.int64))


def bits_float(bits: int) -> np.float64:
    """The float that has these 64 bits."""
    return np.float64(np.int64(bits).view(np.float64))


def prefetch(_value: Any) -> None:  # noqa: ANN401 (any table's item)
    """Says that an item of a table will be needed soon, so that the processor can fetch it meanwhile; changes nothing."""


def earlier(time: int, load: int, other_time: int, other_load: int) -> bool:
    """Whether (time, load) comes before another such pair; two instructions, and no branch."""
    return (time, load) < (other_time, other_load)


def select(test: bool, yes: int, no: int) -> int:  # noqa: FBT001 (a condition, not an option)
    """`yes if test else no` without a branch, where the processor would guess wrong half of the time."""
    return yes if test else no


class KernelError(Exception):
    """The kernel uses Python that is not translated."""


class Wider(Exception):  # noqa: N818 (a signal to begin again, not an error)
    """A variable turned out to need a wider kind than was thought."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression is: its kind, and how LLVM's assembly writes it. Of a row the kind is `row:TABLE`."""

    kind: str
    text: str = ""


def llvm(kind: str) -> str:
    """LLVM's type for a kind."""
    return LLVM.get(kind, "ptr")


def stored(dtype: np.dtype[Any]) -> tuple[str, str]:
    """(LLVM's type in memory, kind once loaded) of a number in a table."""
    if dtype.kind == "f":
        return "double", "float"
    return f"i{8 * dtype.itemsize}", "uint" if dtype == np.uint64 else "int"


@dataclass(slots=True)
class Expressions:
    """One function under translation: its lines so far, its variables' kinds, and how expressions are written into it."""

    module: Module
    source: ast.FunctionDef
    found: Translated
    variables: dict[str, str]
    lines: list[str] = field(default_factory=list)
    counter: int = 0
    ended: bool = False

    # ------------------------------------------------------------------------------------------------- the smallest parts

    def fail(self, node: ast.AST, why: str) -> KernelError:
        """An error that says where."""
        return KernelError(f"kernel.{self.source.name}, line {getattr(node, 'lineno', '?')}: {why}")

    def fresh(self, stem: str = "t") -> str:
        """A new name."""
        self.counter += 1
        return f"{stem}{self.counter}"

    def put(self, instruction: str, kind: str) -> Value:
        """Appends an instruction that has a result."""
        name = f"%{self.fresh()}"
        self.lines.append(f"  {name} = {instruction}")
        return Value(kind, name)

    def jump(self, label: str) -> None:
        """Ends the block, unless it has ended already."""
        if not self.ended:
            self.lines.append(f"  br label %{label}")
        self.ended = True

    def label(self, label: str) -> None:
        """Begins a block."""
        self.lines.append(f"{label}:")
        self.ended = False

    def cast(self, value: Value, kind: str) -> Value:
        """The same number as another kind."""
        if value.kind == kind or (value.kind, kind) in (("int", "uint"), ("uint", "int")):
            return Value(kind, value.text)
        if kind == "bool":
            test = f"fcmp une double {value.text}, 0.0" if value.kind == "float" else f"icmp ne i64 {value.text}, 0"
            return self.put(test, kind)
        how = {
            ("bool", "int"): "zext i1 {} to i64", ("bool", "uint"): "zext i1 {} to i64",
            ("bool", "float"): "uitofp i1 {} to double", ("int", "float"): "sitofp i64 {} to double",
            ("uint", "float"): "uitofp i64 {} to double", ("float", "int"): "fptosi double {} to i64",
        }.get((value.kind, kind))  # fmt: skip
        if how is None:
            raise KernelError(f"kernel.{self.source.name}: {value.kind} cannot become {kind}")
        return self.put(how.format(value.text), kind)

    def together(self, node: ast.AST, a: str, b: str) -> str:
        """The kind that holds both."""
        if a == b:
            return a
        if a not in WIDTH or b not in WIDTH:
            raise self.fail(node, f"{a} and {b} do not mix")
        return a if WIDTH[a] > WIDTH[b] else b

    # --------------------------------------------------------------------------------------------------- places in memory

    def assign(self, target: ast.expr, value: Value) -> None:
        """`target = value`."""
        self.store(target, self.place(target), value)

    def place(self, target: ast.expr) -> Any:  # noqa: ANN401 (a variable or an address)
        """Where a value is kept: (variable, kind), or (address, dtype, what it is called)."""
        match target:
            case ast.Name(id=name):
                return name, ""
            case ast.Attribute(value=row, attr=name):
                return self.field(target, self.value(row), name)
            case ast.Subscript(value=table, slice=index):
                return self.item(target, self.value(table), index)
        raise self.fail(target, f"nothing can be kept there: {ast.unparse(target)}")

    def field(self, node: ast.AST, row: Value, name: str) -> tuple[str, np.dtype[Any], str]:
        """A row's field."""
        table = row.kind.removeprefix("row:")
        fields = self.module.tables[table][0].fields if row.kind != table else None
        if not fields or name not in fields:
            raise self.fail(node, f"{row.kind} has no field '{name}'")
        dtype, offset = fields[name][:2]
        address = self.put(f"getelementptr inbounds i8, ptr {row.text}, i64 {offset}", "row")
        return address.text, dtype, f"{table}.{name}"

    def word(self, table: str, index: int, kind: str) -> Value:
        """A word of a table's line in the descriptor; the descriptor does not change while the kernel runs."""
        at = 8 * (WORDS * list(self.module.tables).index(table) + index)
        world = self.load(("w", ""))
        address = self.put(f"getelementptr inbounds i8, ptr {world.text}, i64 {at}", "row")
        note = f"!invariant.load !1, {self.module.tag('descriptor')}"
        return self.put(f"load {llvm(kind)}, ptr {address.text}, {note}", kind)

    def item(self, node: ast.AST, table: Value, index: ast.expr) -> tuple[str, np.dtype[Any], str]:
        """`table[i]`, `table[i, j]`."""
        name = table.kind.removeprefix("table:")
        if name == table.kind:
            raise self.fail(node, f"{table.kind} has no items")
        dtype, axes = self.module.tables[name]
        indices = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(indices) != axes:
            raise self.fail(node, f"w.{name} has {axes} axes")
        where = self.cast(self.value(indices[0]), "int")
        for axis, part in enumerate(indices[1:], 1):
            length = self.word(name, 1 + axis, "int")
            scaled = self.put(f"mul nsw i64 {where.text}, {length.text}", "int")
            where = self.put(f"add nsw i64 {scaled.text}, {self.cast(self.value(part), 'int').text}", "int")
        base = self.word(name, 0, "row")
        size = self.put(f"mul nsw i64 {where.text}, {dtype.itemsize}", "int")
        address = self.put(f"getelementptr inbounds i8, ptr {base.text}, i64 {size.text}", "row")
        if name == REGISTERS:
            return address.text, dtype, f"{name}[{self.register(node, indices[0])}]"
        return address.text, dtype, name

    def register(self, node: ast.AST, index: ast.expr) -> int:
        """A register's number, which must be a constant: so each is known to be memory of its own."""
        number = self.known(index)
        if not isinstance(number, int):
            raise self.fail(node, f"w.{REGISTERS} is indexed by constants alone")
        return number

    def load(self, place: Any) -> Value:  # noqa: ANN401 (as `place`)
        """What is kept at a place."""
        if len(place) == 2:
            kind = self.variables.get(place[0], place[1])
            if kind.startswith("table:"):
                return Value(kind)
            return self.put(f"load {llvm(kind)}, ptr %v.{place[0]}", kind)
        address, dtype, what = place
        if dtype.fields:
            return Value(f"row:{what}", address)
        memory, kind = stored(dtype)
        value = self.put(f"load {memory}, ptr {address}, {self.module.tag(what)}", kind)
        if memory in ("double", "i64"):
            return value
        return self.put(f"{'zext' if dtype.kind == 'u' else 'sext'} {memory} {value.text} to i64", kind)

    def store(self, node: ast.AST, place: Any, value: Value) -> None:  # noqa: ANN401 (as `place`)
        """Keeps a value at a place. A variable that needs a wider kind for it is given one, and all begins again."""
        if len(place) == 2:
            name = place[0]
            known = self.variables.get(name)
            kind = value.kind if known is None else self.together(node, known, value.kind)
            self.variables[name] = kind
            if known is not None and known != kind:
                raise Wider
            if not kind.startswith("table:"):
                self.lines.append(f"  store {llvm(kind)} {self.cast(value, kind).text}, ptr %v.{name}")
            return
        address, dtype, what = place
        memory, kind = stored(dtype)
        if value.kind == "float" and kind != "float":
            raise self.fail(node, f"{what} takes whole numbers: say np.int64(...)")
        text = self.cast(value, kind).text
        if memory not in ("double", "i64"):
            text = self.put(f"trunc i64 {text} to {memory}", kind).text
        self.lines.append(f"  store {memory} {text}, ptr {address}, {self.module.tag(what)}")

    # ------------------------------------------------------------------------------------------------------- expressions

    def value(self, node: ast.expr) -> Value:
        """An expression."""
        match node:
            case ast.Constant(value=constant):
                return self.constant(node, constant)
            case ast.Name(id=name):
                return self.load((name, "")) if name in self.variables else self.constant(node, self.known(node))
            case ast.Attribute(value=ast.Name(id="w"), attr=name) if name in self.module.tables:
                return Value(f"table:{name}")
            case ast.Attribute(value=ast.Name(id=name)) if name not in self.variables:
                return self.constant(node, self.known(node))
            case ast.Subscript(value=ast.Attribute(value=table, attr="shape"), slice=ast.Constant(value=int(axis))):
                return self.word(self.value(table).kind.removeprefix("table:"), 1 + axis, "int")
            case ast.Attribute() | ast.Subscript():
                return self.load(self.place(node))
            case ast.BinOp():
                return self.binary(node, node.op, self.value(node.left), self.value(node.right))
            case ast.UnaryOp():
                return self.unary(node)
            case ast.Compare(ops=[operator], comparators=[right]):
                return self.compare(node, operator, self.value(node.left), self.value(right))
            case ast.BoolOp():
                return self.choose(node, node, ast.Constant(value=True), ast.Constant(value=False))
            case ast.IfExp():
                return self.choose(node, node.test, node.body, node.orelse)
            case ast.Call(keywords=[]):
                return self.call(node)
        raise self.fail(node, f"an expression that is not translated: {ast.unparse(node)}")

    def known(self, node: ast.expr) -> Any:  # noqa: ANN401 (whatever the module calls by that name)
        """What a name, or a module's attribute, stands for outside the function."""
        match node:
            case ast.Name(id=name) if name in self.module.names:
                return self.module.names[name]
            case ast.Name(id=name) if hasattr(builtins, name):
                return getattr(builtins, name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self.module.names:
                return getattr(self.module.names[name], attribute)
        raise self.fail(node, f"'{ast.unparse(node)}' is not known here")

    def constant(self, node: ast.expr, value: Any) -> Value:  # noqa: ANN401 (a Python or NumPy number)
        """A number written in the source, or named in the module."""
        if isinstance(value, bool | np.bool_):
            return Value("bool", "true" if value else "false")
        if isinstance(value, np.uint64):
            return Value("uint", str(int(value)))
        if isinstance(value, int | np.integer):
            return Value("int", str(int(value)))
        if isinstance(value, float):
            return Value("float", "0x" + struct.pack(">d", value).hex().upper())
        raise self.fail(node, f"{value!r} is not a number")

    def condition(self, node: ast.expr, yes: str, no: str) -> None:
        """Goes to one of two blocks; what decides early is not evaluated further."""
        match node:
            case ast.BoolOp(op=operator, values=parts):
                for part in parts[:-1]:
                    following = self.fresh("and")
                    self.condition(part, *((following, no) if isinstance(operator, ast.And) else (yes, following)))
                    self.label(following)
                self.condition(parts[-1], yes, no)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.condition(operand, no, yes)
            case _:
                test = self.cast(self.value(node), "bool")
                self.lines.append(f"  br i1 {test.text}, label %{yes}, label %{no}")
                self.ended = True

    def choose(self, node: ast.expr, test: ast.expr, yes: ast.expr, no: ast.expr) -> Value:
        """`yes if test else no`, through a variable without a name."""
        slot = f".{node.lineno}.{node.col_offset}"
        then, other, after = self.fresh("then"), self.fresh("else"), self.fresh("after")
        self.condition(test, then, other)
        for label, choice in ((then, yes), (other, no)):
            self.label(label)
            self.store(node, (slot, ""), self.value(choice))
            self.jump(after)
        self.label(after)
        return self.load((slot, ""))

    def unary(self, node: ast.UnaryOp) -> Value:
        """`-x`, `~x`, `not x`."""
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return self.put(f"xor i1 {self.cast(value, 'bool').text}, true", "bool")
        if isinstance(node.op, ast.Invert):
            return self.put(f"xor i64 {value.text}, -1", value.kind)
        if value.kind == "float":
            return self.put(f"fneg double {value.text}", "float")
        return self.put(f"sub i64 0, {value.text}", value.kind)

    def binary(self, node: ast.AST, operator: ast.operator, a: Value, b: Value) -> Value:
        """Arithmetic, as Python and NumPy have it."""
        if isinstance(operator, ast.Pow):
            self.module.library.add("pow")
            a, b = self.cast(a, "float"), self.cast(b, "float")
            return self.put(f"call double @pow(double {a.text}, double {b.text})", "float")
        if isinstance(operator, ast.Div):
            return self.put(f"fdiv double {self.cast(a, 'float').text}, {self.cast(b, 'float').text}", "float")
        kind = self.together(node, self.together(node, a.kind, b.kind), a.kind if a.kind != "bool" else "int")
        a, b = self.cast(a, kind), self.cast(b, kind)
        whole, fraction = ARITHMETIC.get(type(operator), ("", ""))
        if kind == "float" and fraction:
            return self.put(f"{fraction} double {a.text}, {b.text}", kind)
        if kind != "float" and whole:
            return self.put(f"{whole} i64 {a.text}, {b.text}", kind)
        if kind != "float" and isinstance(operator, ast.RShift):
            return self.put(f"{'lshr' if kind == 'uint' else 'ashr'} i64 {a.text}, {b.text}", kind)
        if kind != "float" and isinstance(operator, ast.Mod | ast.FloorDiv):
            return self.divide(a, b, remainder=isinstance(operator, ast.Mod))
        raise self.fail(node, f"{type(operator).__name__} of {kind} is not translated")

    def divide(self, a: Value, b: Value, *, remainder: bool) -> Value:
        """`a % b` and `a // b` of whole numbers: Python rounds down, the processor towards zero."""
        if a.kind == "uint":
            return self.put(f"{'urem' if remainder else 'udiv'} i64 {a.text}, {b.text}", "uint")
        rest = self.put(f"srem i64 {a.text}, {b.text}", "int")
        some = self.put(f"icmp ne i64 {rest.text}, 0", "bool")
        signs = self.put(f"xor i64 {rest.text}, {b.text}", "int")
        differ = self.put(f"icmp slt i64 {signs.text}, 0", "bool")
        off = self.put(f"and i1 {some.text}, {differ.text}", "bool")
        if remainder:
            mend = self.put(f"select i1 {off.text}, i64 {b.text}, i64 0", "int")
            return self.put(f"add i64 {rest.text}, {mend.text}", "int")
        quotient = self.put(f"sdiv i64 {a.text}, {b.text}", "int")
        return self.put(f"sub i64 {quotient.text}, {self.cast(off, 'int').text}", "int")

    def compare(self, node: ast.AST, operator: ast.cmpop, a: Value, b: Value) -> Value:
        """`a < b` and its like."""
        how = COMPARISONS.get(type(operator))
        if how is None:
            raise self.fail(node, f"{type(operator).__name__} is not translated")
        kind = self.together(node, self.together(node, a.kind, b.kind), a.kind if a.kind != "bool" else "int")
        a, b = self.cast(a, kind), self.cast(b, kind)
        if kind == "float":
            return self.put(f"fcmp {'une' if how == 'ne' else 'o' + how} double {a.text}, {b.text}", "bool")
        sign = "" if how in ("eq", "ne") else "u" if kind == "uint" else "s"
        return self.put(f"icmp {sign}{how} i64 {a.text}, {b.text}", "bool")

    # ------------------------------------------------------------------------------------------------------------- calls

    def call(self, node: ast.Call) -> Value:
        """A call: of another function of the kernel, a cast, `min`, `max`, `abs`, or a function of the C library."""
        if isinstance(node.func, ast.Name) and node.func.id in self.module.functions:
            return self.call_kernel(node.func.id, [self.value(argument) for argument in node.args])
        function = self.known(node.func)
        if function is prefetch:
            self.module.prefetches = True
            self.lines.append(f"  call void @llvm.prefetch.p0(ptr {self.place(node.args[0])[0]}, i32 0, i32 3, i32 1)")
            return Value("none")
        values = [self.value(argument) for argument in node.args]
        if function is earlier:
            return self.earlier(values)
        if function is select:
            return self.select(node, *values)
        if function in CASTS:
            return self.cast(values[0], CASTS[function])
        if function is bits_float:
            return self.put(f"bitcast i64 {values[0].text} to double", "float")
        if function is float_bits:
            return self.put(f"bitcast double {self.cast(values[0], 'float').text} to i64", "int")
        if function in (min, max):
            return self.extreme(node, "lt" if function is min else "gt", values)
        if function is abs and values[0].kind == "float":
            return self.library("llvm.fabs.f64", values[0])
        if function in LIBRARY:
            return self.library(LIBRARY[function], values[0])
        raise self.fail(node, f"a call that is not translated: {ast.unparse(node)}")

    def earlier(self, values: list[Value]) -> Value:
        """Two pairs compared as one number of 128 bits each; what is in them is never negative."""
        pairs = []
        for high, low in (values[:2], values[2:]):
            wide = [self.put(f"zext i64 {self.cast(part, 'int').text} to i128", "pair").text for part in (high, low)]
            shifted = self.put(f"shl i128 {wide[0]}, 64", "pair").text
            pairs.append(self.put(f"or i128 {shifted}, {wide[1]}", "pair").text)
        return self.put(f"icmp slt i128 {pairs[0]}, {pairs[1]}", "bool")

    def select(self, node: ast.AST, test: Value, yes: Value, no: Value) -> Value:
        """One of two numbers that are both there."""
        kind = self.together(node, yes.kind, no.kind)
        a, b = self.cast(yes, kind), self.cast(no, kind)
        either = f"{llvm(kind)} {a.text}, {llvm(kind)} {b.text}"
        return self.put(f"select i1 {self.cast(test, 'bool').text}, {either}, !unpredictable !1", kind)

    def library(self, name: str, value: Value) -> Value:
        """A function from float to float."""
        self.module.library.add(name)
        return self.put(f"call double @{name}(double {self.cast(value, 'float').text})", "float")

    def extreme(self, node: ast.AST, how: str, values: list[Value]) -> Value:
        """`min` and `max`: the first of equals, as in Python."""
        best = values[0]
        for other in values[1:]:
            kind = self.together(node, best.kind, other.kind)
            a, b = self.cast(best, kind), self.cast(other, kind)
            test = self.compare(node, ast.Lt() if how == "lt" else ast.Gt(), b, a)
            best = self.put(f"select i1 {test.text}, {llvm(kind)} {b.text}, {llvm(kind)} {a.text}", kind)
        return best

    def call_kernel(self, name: str, values: list[Value]) -> Value:
        """A call of another function of the kernel."""
        called = self.module.function(name, [value.kind for value in values])
        given = [self.cast(value, kind) for value, kind in zip(values, called.parameters, strict=True)]
        arguments = ", ".join(f"{llvm(value.kind)} {value.text}" for value in given)
        call = f"call fastcc {llvm(called.returns)} @{name}({arguments})"
        if called.returns == "none":
            self.lines.append(f"  {call}")
            return Value("none")
        return self.put(call, called.returns)
