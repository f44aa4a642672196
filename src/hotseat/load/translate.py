"""Translates the kernel's Python into LLVM's assembly language, statement by statement.

The kernel is written in a small part of Python: numbers, rows of tables, `if`, `while`, `for ... in range(...)`, and calls
of one another. For that much a translator is short, and a module made by hand can say what Python cannot: that two fields
never share memory, that a table does not move while the kernel runs, that a function is rare. The optimiser lives on that.

There are four kinds of number: `int` and `uint` (64 bits), `float`, `bool`; fields narrower than 64 bits are widened when
they are read. A variable has one kind in a whole function, the wider one of what it is given; so does what a function
returns. Kinds are found by trial: a function is translated with what is known so far, and again when that was too narrow.
Anything outside this part of Python is an error that names the line.

A table of the World is the address of its line in the World's descriptor (see `compiler.py`); a row is its own address.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hotseat.load.expressions import Expressions, Value, Wider, llvm

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np


ATTRIBUTES = 'nounwind "no-jump-tables"="true"'
"""Of every function. A jump by table is guessed as one; a tree of comparisons, each by what went before it: 2% faster."""


@dataclass(slots=True)
class Translated:
    """A function that has been translated: the kinds of its parameters and of what it returns."""

    name: str
    parameters: list[str]
    returns: str = "none"


@dataclass(slots=True)
class Module:
    """Everything that is translated together: the functions reached from the entry, in one LLVM module.

    `tables` gives each table's dtype and number of axes, in the descriptor's order; `marks` what LLVM is to be told of
    a function besides.
    """

    functions: Mapping[str, ast.FunctionDef]
    names: Mapping[str, Any]
    tables: Mapping[str, tuple[np.dtype[Any], int]]
    marks: Mapping[str, str]
    done: dict[str, Translated] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    library: set[str] = field(default_factory=set)
    prefetches: bool = False
    memory: dict[str, int] = field(default_factory=dict)

    def translate(self, entry: str) -> str:
        """The module in LLVM's assembly language; only the entry can be called from outside."""
        self.function(entry, ["world"], visible=True)
        for name in sorted(self.library):
            arguments = "double, double" if name == "pow" else "double"
            self.text.append(f"declare double @{name}({arguments}) nounwind willreturn memory(none)")
        if self.prefetches:
            self.text.append("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
        notes = ['!0 = !{!"kernel"}', "!1 = !{}"]
        for name, number in self.memory.items():
            notes += [f'!{number} = !{{!"{name}", !0, i64 0}}', f"!{number + 1} = !{{!{number}, !{number}, i64 0}}"]
        return "\n\n".join([*self.text, "\n".join(notes)]) + "\n"

    def function(self, name: str, kinds: list[str], *, visible: bool = False) -> Translated:
        """Translates a function at its first call, whose arguments give the parameters their kinds."""
        if name in self.done:
            return self.done[name]
        source = self.functions[name]
        found = Translated(name, kinds)
        variables = {argument.arg: kind for argument, kind in zip(source.args.args, kinds, strict=True)}
        while True:
            writer = Writer(self, source, found, variables)
            try:
                body = writer.function()
                break
            except Wider:
                continue
        parameters = ", ".join(f"{llvm(kind)} %p{i}" for i, kind in enumerate(kinds))
        linkage = "" if visible else "internal fastcc "
        mark = f" {self.marks[name]}" if self.marks.get(name) else ""
        returned = llvm(found.returns)
        self.text.append(f"define {linkage}{returned} @{name}({parameters}) {ATTRIBUTES}{mark} {{\n{body}\n}}")
        self.done[name] = found
        return found

    def tag(self, what: str) -> str:
        """The note that a load or store touches this table's field and no other: type-based alias analysis."""
        number = self.memory.setdefault(what, 2 + 2 * len(self.memory))
        return f"!tbaa !{number + 1}"


@dataclass(slots=True)
class Writer(Expressions):
    """Writes one function: its statements, over what `Expressions` knows."""

    loops: list[tuple[str, str]] = field(default_factory=list)
    """(where `continue` goes, where `break` goes) of the loops around."""

    def function(self) -> str:
        """The body, with its stack slots in front."""
        for i, argument in enumerate(self.source.args.args):
            self.lines.append(f"  store {llvm(self.found.parameters[i])} %p{i}, ptr %v.{argument.arg}")
        self.block(self.source.body)
        if not self.ended:
            self.leave(Value("none"))
        slots = [f"  %v.{name} = alloca {llvm(kind)}" for name, kind in self.variables.items() if kind != "none"]
        return "\n".join(["entry:", *slots, *self.lines])

    # ------------------------------------------------------------------------------------------------------- statements

    def block(self, statements: list[ast.stmt]) -> None:
        """Statements one after another, up to the first that leaves."""
        for statement in statements:
            if self.ended:
                return
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case ast.Expr():
                self.value(node.value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                found = [self.value(value) for value in values]
                for target, value in zip(targets, found, strict=True):
                    self.assign(target, value)
            case ast.Assign(targets=[target]):
                self.assign(target, self.value(node.value))
            case ast.AugAssign():
                place = self.place(node.target)
                self.store(node, place, self.binary(node, node.op, self.load(place), self.value(node.value)))
            case ast.If():
                self.branch(node)
            case ast.While(orelse=[]):
                self.loop(node)
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=bounds), orelse=[]):
                self.count(node, name, [self.cast(self.value(bound), "int") for bound in bounds])
            case ast.Return():
                self.leave(Value("none") if node.value is None else self.value(node.value))
            case ast.Break():
                self.jump(self.loops[-1][1])
            case ast.Continue():
                self.jump(self.loops[-1][0])
            case _:
                raise self.fail(node, f"a statement that is not translated: {ast.unparse(node)}")

    def leave(self, value: Value) -> None:
        """Returns a value, of the widest kind that the function returns."""
        if value.kind == "none":
            self.lines.append("  ret void")
        else:
            known = self.found.returns
            kind = value.kind if known == "none" else self.together(self.source, known, value.kind)
            self.found.returns = kind
            if known not in ("none", kind):
                raise Wider
            self.lines.append(f"  ret {llvm(kind)} {self.cast(value, kind).text}")
        self.ended = True

    def branch(self, node: ast.If) -> None:
        """`if`."""
        then, other, after = self.fresh("then"), self.fresh("else"), self.fresh("after")
        self.condition(node.test, then, other)
        self.label(then)
        self.block(node.body)
        left = not self.ended
        self.jump(after)
        self.label(other)
        self.block(node.orelse)
        left = left or not self.ended
        self.jump(after)
        if left:
            self.label(after)

    def loop(self, node: ast.While) -> None:
        """`while`. What comes after `while True` is reached by `break` alone, or not at all."""
        head, body, after = self.fresh("while"), self.fresh("body"), self.fresh("after")
        before = len(self.lines)
        self.jump(head)
        self.label(head)
        if isinstance(node.test, ast.Constant) and node.test.value:
            self.jump(body)
        else:
            self.condition(node.test, body, after)
        self.label(body)
        self.loops.append((head, after))
        self.block(node.body)
        self.loops.pop()
        self.jump(head)
        if any(f"label %{after}," in f"{line}," for line in self.lines[before:]):
            self.label(after)

    def count(self, node: ast.For, name: str, bounds: list[Value]) -> None:
        """`for ... in range(...)`, counted by a slot of its own, so that the body may change its variable."""
        head, body, step, after = (self.fresh(stem) for stem in ("for", "body", "step", "after"))
        counter = (f".{head}", "int")
        self.store(node, counter, bounds[0] if len(bounds) > 1 else Value("int", "0"))
        self.jump(head)
        self.label(head)
        now = self.load(counter)
        more = self.put(f"icmp slt i64 {now.text}, {bounds[-1].text}", "bool")
        self.lines.append(f"  br i1 {more.text}, label %{body}, label %{after}")
        self.label(body)
        self.store(node, (name, "int"), now)
        self.loops.append((step, after))
        self.block(node.body)
        self.loops.pop()
        self.jump(step)
        self.label(step)
        self.store(node, counter, self.put(f"add i64 {now.text}, 1", "int"))
        self.jump(head)
        self.label(after)
