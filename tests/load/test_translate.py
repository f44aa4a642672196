"""The kernel's Python, translated: it computes what Python computes, and what it cannot translate it names."""

from __future__ import annotations

import ast
import ctypes
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.load.compiler import describe
from hotseat.load.expressions import KernelError, earlier, float_bits, prefetch, select
from hotseat.load.processor import Processor
from hotseat.load.translate import ATTRIBUTES, Module

ROW = np.dtype([("small", "i1"), ("byte", "u1"), ("whole", "i8"), ("key", "u8"), ("real", "f8")], align=True)
TABLES = {"numbers": (np.dtype("i8"), 1), "reals": (np.dtype("f8"), 2), "rows": (ROW, 1)}
NAMES = {
    "math": math,
    "np": np,
    "earlier": earlier,
    "select": select,
    "float_bits": float_bits,
    "prefetch": prefetch,
    "ONE": np.uint64(1),
}
PROCESSOR = Processor()


class World:
    """Three small tables, as the kernel's World."""

    def __init__(self) -> None:
        self.numbers = np.zeros(8, np.int64)
        self.reals = np.zeros((2, 3))
        self.rows = np.zeros(2, ROW).view(np.recarray)
        self.descriptor = describe([self.numbers, self.reals, self.rows])


def translated(source: str) -> str:
    """The assembly of a program whose entry is `main`."""
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    return Module(functions, NAMES, TABLES, {"seldom": "cold noinline"}).translate("main")


def compiled(source: str):
    """A program as a function of a World."""
    address = PROCESSOR.load(PROCESSOR.compile(translated(source)), "main")
    function = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(address)
    return lambda world: function(world.descriptor.ctypes.data)


compiled_once = cache(compiled)


def interpreted(source: str):
    """The same program in Python."""
    names = dict(NAMES)
    exec(source, names)
    return names["main"]


ARITHMETIC = """
def seldom(a, b):
    if a < b:
        return a
    return b

def main(w):
    a, b = w.numbers[0], w.numbers[1]
    x, y = w.reals[0, 1], w.reals[1, 2]
    w.numbers[2] = (a + b) ^ (a - b) | (a & 255) << 3
    w.numbers[3] = a % b + a // b * 1000 if b != 0 else ~a
    w.numbers[4] = seldom(a, b) + max(a, b, 0) - min(a, 7)
    w.numbers[5] = np.int64(a < b) + (a >= 0 and not b < 0 or a == b)
    w.numbers[6] = float_bits(np.float64(a))
    w.reals[0, 0] = x * a + y / 3.0
    w.reals[0, 2] = math.log(abs(x) + 1.0) + math.sqrt(abs(y)) + math.exp(-abs(x)) + math.expm1(0.1) + math.log1p(0.2)
    w.reals[1, 0] = (abs(x) + 0.5) ** 1.5 + math.ceil(y)
    prefetch(w.rows[1].whole)
    total = 0
    for i in range(3, 10):
        if i == 5:
            continue
        if i > 8:
            break
        total += i
    while total > 10:
        total -= 4
    grows = 1
    grows += 0.5
    row = w.rows[1]
    row.small = a
    row.byte = b
    row.key = np.uint64(a) * ONE >> ONE
    row.whole = row.small + row.byte + w.rows.shape[0]
    row.real = grows * total
    w.numbers[7] += total
    return total
"""


@given(st.integers(-(2**31), 2**31), st.integers(-(2**31), 2**31), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_program_gives_the_same_bytes_as_in_python(a, b, x, y):
    small = a % 100
    worlds = []
    for run in (MACHINE, PYTHON):
        world = World()
        world.numbers[:2] = small, b % 100 - 50
        world.reals[0, 1], world.reals[1, 2] = x, y
        worlds.append((run(world), world.numbers.tobytes(), world.reals.tobytes(), world.rows.tobytes()))
    assert worlds[0] == worlds[1]


MACHINE, PYTHON = compiled(ARITHMETIC), interpreted(ARITHMETIC)


SOONER = compiled("def main(w):\n    return np.int64(earlier(w.numbers[0], w.numbers[1], w.numbers[2], w.numbers[3]))")
PART = st.one_of(st.integers(0, 3), st.integers(0, 2**63 - 1))


@given(PART, PART, PART, PART)
def test_pairs_are_compared_first_by_time_and_then_by_load(time, load, other_time, other_load):
    world = World()
    world.numbers[:4] = time, load, other_time, other_load
    assert SOONER(world) == earlier(time, load, other_time, other_load)


CHOSEN = """
def main(w):
    w.numbers[3] = select(w.numbers[0] < w.numbers[1], w.numbers[1], 7)
    return select(w.numbers[0] == w.numbers[2], w.numbers[0], w.numbers[2])
"""


@given(PART, PART, PART)
def test_one_of_two_is_chosen_as_python_chooses_it(a, b, c):
    found = []
    for run in (compiled_once(CHOSEN), interpreted(CHOSEN)):
        world = World()
        world.numbers[:3] = a, b, c
        found.append((run(world), world.numbers.tolist()))
    assert found[0] == found[1]


def test_what_follows_an_endless_loop_is_reached_by_break_alone():
    run = compiled(
        "def main(w):\n    i = 0\n    while True:\n        i += 1\n        if i == 9:\n            break\n    return i"
    )
    assert run(World()) == 9


def test_a_bool_is_a_number_where_one_is_asked_for():
    assert compiled("def main(w):\n    n = 3 + (w.numbers[0] == 0)\n    return n + np.int64(True)")(World()) == 5


def test_rare_functions_stay_out_of_line():
    text = translated(ARITHMETIC)
    assert f"@seldom(i64 %p0, i64 %p1) {ATTRIBUTES} cold noinline" in text
    assert "define i64 @main(ptr %p0)" in text


def test_each_field_is_noted_to_be_memory_of_its_own():
    text = translated(ARITHMETIC)
    assert '!{!"rows.whole", !0, i64 0}' in text
    assert '!{!"reals", !0, i64 0}' in text


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("return [1]", "line 2: an expression that is not translated: [1]"),
        ("import os", "a statement that is not translated"),
        ("return w.rows[0].hight", "row:rows has no field 'hight'"),
        ("return w.reals[0]", "w.reals has 2 axes"),
        ("return nowhere", "'nowhere' is not known here"),
        ("return print(1)", "a call that is not translated"),
        ("return ONE + 1", "uint and int do not mix"),
        ("w.numbers[0] = 1.5", "numbers takes whole numbers"),
        ("return 1 in w", "In is not translated"),
        ("return 1.5 % 2.0", "Mod of float is not translated"),
    ],
)
def test_what_is_not_translated_is_named_with_its_line(statement, words):
    with pytest.raises(KernelError) as found:
        translated(f"def main(w):\n    {statement}")
    assert words in str(found.value)
