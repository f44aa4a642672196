"""The spellings of a distribution: `5ms`, `{exp: 2ms}`, `{p50: 3ms, p99: 20ms}` and the others of `distributions.py`.

A distribution is told by the keys it is written with, which is why it is not read by the generic reader. Its numbers
are times, except where a count is meant (`fan_out`): there they are plain.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from hotseat.design.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Pareto,
    Phase,
    Uniform,
)
from hotseat.design.notes import BROKEN, Notes
from hotseat.design.samples import read_samples
from hotseat.design.tree import Mapping, Scalar, Sequence, Tree
from hotseat.design.units import COUNT, NUMBER, SHARE

if TYPE_CHECKING:
    from hotseat.design.units import Unit

FORMS = ("exp", "p50", "uniform", "gamma", "erlang", "hyperexp", "pareto", "empirical")
"""The key that tells each form."""


def read_distribution(reader: Notes, tree: Tree, path: str, unit: Unit) -> Any:  # noqa: ANN401 (a distribution or BROKEN)
    """A distribution whose numbers are in `unit`; problems are noted with the reader."""
    if unit is COUNT:
        unit = NUMBER
    if isinstance(tree, Scalar):
        value = reader.quantity(tree, unit, path)
        return value if value is BROKEN else Constant(value)
    if not isinstance(tree, Mapping) or not tree.pairs:
        text = "expected a time or a distribution, like 5ms, {exp: 2ms} or {p50: 3ms, p99: 20ms}"
        return reader.note(path, text, tree.line)
    names = [key.text for key, _ in tree.pairs]
    if set(names) == {"p50", "p99"}:
        return _flat(reader, tree, path, unit, Lognormal, ("p50", "p99"))
    if len(names) == 1 and names[0] in FORMS and names[0] != "p50":
        return _form(reader, names[0], tree.pairs[0][1], f"{path}.{names[0]}", unit)
    return reader.note(path, _unknown_form(names), tree.pairs[0][0].line)


def _unknown_form(names: list[str]) -> str:
    if "p50" in names or "p99" in names:
        return "a lognormal has two keys: {p50: 3ms, p99: 20ms}"
    near = difflib.get_close_matches(names[0], FORMS, n=1)
    hint = (
        f"did you mean '{near[0]}'?"
        if near
        else "write 5ms, or one of: " + ", ".join(f"{{{form}: ...}}" for form in FORMS)
    )
    return f"{{{', '.join(names)}}} is not a distribution; {hint}"


def _form(reader: Notes, form: str, tree: Tree, path: str, unit: Unit) -> Any:  # noqa: ANN401
    """One of the forms with a single key."""
    if form == "exp":
        mean = reader.quantity(tree, unit, path)
        return mean if mean is BROKEN else Exponential(mean)
    if form == "uniform":
        return _uniform(reader, tree, path, unit)
    if form == "hyperexp":
        return _hyperexponential(reader, tree, path, unit)
    if form == "empirical":
        return _empirical(reader, tree, path)
    if not isinstance(tree, Mapping):
        return reader.note(path, "expected a mapping, like {pareto: {min: 1ms, max: 10s, alpha: 1.2}}", tree.line)
    if form == "gamma":
        return _flat(reader, tree, path, unit, Gamma, ("mean", "shape"))
    if form == "erlang":
        return _flat(reader, tree, path, unit, _erlang, ("mean", "k"))
    return _flat(reader, tree, path, unit, Pareto, ("min", "max", "alpha"))


_PLAIN = {"shape": NUMBER, "k": COUNT, "alpha": NUMBER, "p": SHARE}
"""Parameters that are not in the distribution's own unit."""


def _erlang(mean: float, k: float) -> Gamma:
    return Gamma(mean, float(k))


def _flat(reader: Notes, tree: Mapping, path: str, unit: Unit, make: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401
    """A form whose parameters are keys of one mapping."""
    values = []
    for key, _ in tree.pairs:
        if key.text not in names:
            reader.note(f"{path}.{key.text}", f"unknown key; there are: {', '.join(names)}", key.line)
    for name in names:
        value = tree.get(name)
        if value is None:
            reader.note(f"{path}.{name}", "this key is missing", tree.line)
            values.append(BROKEN)
        else:
            reader.lines[f"{path}.{name}"] = value.line
            values.append(reader.quantity(value, _PLAIN.get(name, unit), f"{path}.{name}"))
    return BROKEN if any(value is BROKEN for value in values) else make(*values)


def _uniform(reader: Notes, tree: Tree, path: str, unit: Unit) -> Any:  # noqa: ANN401
    items = tree.items if isinstance(tree, Sequence) else []
    if len(items) != 2:
        return reader.note(path, "expected the lowest and the highest, like [1ms, 3ms]", tree.line)
    values = [reader.quantity(item, unit, f"{path}.{n}") for n, item in enumerate(items)]
    return BROKEN if any(value is BROKEN for value in values) else Uniform(*values)


def _hyperexponential(reader: Notes, tree: Tree, path: str, unit: Unit) -> Any:  # noqa: ANN401
    items = tree.items if isinstance(tree, Sequence) else []
    if not items or not all(isinstance(item, Mapping) for item in items):
        return reader.note(path, "expected a list like [{p: 99.9%, mean: 10ms}, {p: 0.1%, mean: 1s}]", tree.line)
    read = [
        _flat(reader, item, f"{path}.{n}", unit, Phase, ("p", "mean"))
        for n, item in enumerate(items)
        if isinstance(item, Mapping)
    ]
    return BROKEN if any(phase is BROKEN for phase in read) else Hyperexponential(tuple(read))


def _empirical(reader: Notes, tree: Tree, path: str) -> Any:  # noqa: ANN401
    file = reader.text(tree, path)
    if file is BROKEN:
        return file
    values = read_samples(file, reader, path, tree.line)
    return BROKEN if values is None else Empirical(file, values)
