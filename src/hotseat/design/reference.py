"""The reference page's tables, made from the annotations: every key with its type, its default and its meaning.

`python -m hotseat.design.reference docs/design-language.md` writes them anew below the page's marker.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotseat.design import design, faults, nodes, policies, shapes, steps, traffic
from hotseat.design.meanings import meaning
from hotseat.design.objectives import Threshold
from hotseat.design.units import COUNT
from hotseat.design.writing import plain

MARKER = "<!-- Below this line the page is made by `python -m hotseat.design.reference`. -->"

SECTIONS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("A design", (design.Design, design.Region, design.Network, design.NetworkLink)),
    ("Traffic", (traffic.Traffic, traffic.Keys, traffic.Ramp, traffic.Diurnal, traffic.Burst, traffic.Trace)),
    (
        "Nodes",
        (
            nodes.Node,
            nodes.Replication,
            nodes.Price,
            policies.Autoscale,
            policies.HealthCheck,
            policies.OutlierDetection,
        ),
    ),
    ("Steps", (*typing.get_args(steps.Step), steps.Arm)),
    (
        "Policies",
        (
            policies.Retry,
            policies.Backoff,
            policies.RetryBudget,
            policies.CircuitBreaker,
            policies.Hedge,
            policies.RateLimit,
            policies.Connection,
        ),
    ),
    ("Faults", typing.get_args(faults.Fault)),
)  # fmt: skip


def reference() -> str:
    """The whole reference, as Markdown."""
    parts = [f"## {title}\n\n" + "\n".join(_section(cls) for cls in classes) for title, classes in SECTIONS]
    return "\n".join(parts)


def _section(cls: type) -> str:
    """One class: what it is, and its keys."""
    heading = f"### `{shapes.word_of(cls)}`\n\n{' '.join((cls.__doc__ or '').split())}\n"
    keys = shapes.keys_of(cls).values()
    if not keys:
        return heading
    rows = [f"| `{key.name}` | {type_of(key.hint)} | {_default(cls, key)} | {meaning(cls, key.name)} |" for key in keys]
    return "\n".join([heading, "| key | type | default | meaning |", "|---|---|---|---|", *rows, ""])


def _default(cls: type, key: shapes.Key) -> str:
    """The default as a file would say it; for a node, the kinds whose default differs."""
    if key.required:
        return "required" if (cls, key.name) != (design.Design, "name") else "the file's name"
    own = _written(key.default, key.hint)
    if cls is not nodes.Node:
        return own
    by_kind = [
        f"{kind} {_written(defaults[key.attribute], key.hint)}"
        for kind, defaults in nodes.DEFAULTS.items()
        if key.attribute in defaults and defaults[key.attribute] != key.default
    ]
    return ", ".join(([own] if own != "none" or not by_kind else []) + by_kind)


def _written(value: object, hint: Any) -> str:  # noqa: ANN401 (an annotation)
    if value is None or value == () or value == {} or value == "":
        return "none"
    written = plain(value, hint)
    if isinstance(written, bool):
        written = "true" if written else "false"
    return f"`{written}`" if not isinstance(written, dict) or written else "see its own"


def type_of(hint: Any, *, counted: bool = False) -> str:  # noqa: ANN401
    """An annotation in words."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, unit = typing.get_args(hint)[:2]
        return unit.name if inner in (float, int) else type_of(inner, counted=unit is COUNT)
    options = shapes.choices(hint)
    family = frozenset(options)
    if family == shapes.DISTRIBUTION:
        return "a number or a distribution" if counted else "a time or a distribution"
    if len(options) > 1 and family not in (shapes.STEP, shapes.FAULT):
        return " or ".join(type_of(option) for option in options)
    if family in (shapes.STEP, shapes.FAULT):
        return "step" if family == shapes.STEP else "fault"
    only, inner = options[0], typing.get_args(options[0])
    origin = typing.get_origin(only)
    if origin is typing.Annotated:
        return type_of(only)
    if origin is typing.Literal:
        return " or ".join(f"`{word}`" for word in inner)
    if origin is tuple:
        return f"a list of {_plural(type_of(inner[0]))}" if inner[-1] is Ellipsis else "two names"
    if origin is Mapping:
        return f"names with {type_of(inner[1])}"
    if only in (bool, str, Threshold):
        return {bool: "`true` or `false`", str: "text", Threshold: "threshold"}[only]
    return f"[{shapes.word_of(only)}](#{shapes.word_of(only)})"


def _plural(word: str) -> str:
    return word if word.startswith(("[", "a list")) else {"text": "names"}.get(word, f"{word}s")


if __name__ == "__main__":
    page = Path(sys.argv[1])
    head = page.read_text(encoding="utf-8").partition(MARKER)[0]
    page.write_text(f"{head}{MARKER}\n\n{reference()}", encoding="utf-8")
