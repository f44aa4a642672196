"""The generic reader: a tree and an annotation in, a value out, every problem noted with its key and line.

`value` looks at the annotation and goes to the one method that knows it: a quantity, a word from a list, a record (any
dataclass), a list, a mapping, or one of the three families with a spelling of their own: steps, faults, distributions.
"""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from hotseat.design import shapes, steps, traffic
from hotseat.design.design import Region
from hotseat.design.distributions import Constant
from hotseat.design.forms import read_distribution
from hotseat.design.nodes import DEFAULTS, KEYS, Node, Price
from hotseat.design.notes import BROKEN, Notes
from hotseat.design.objectives import Threshold
from hotseat.design.samples import read_samples
from hotseat.design.thresholds import parse_threshold
from hotseat.design.tree import Mapping as Map
from hotseat.design.tree import Scalar, Sequence, Tree
from hotseat.design.units import TIME, Unit

SHORT: dict[type, str] = {Region: "at", traffic.Trace: "trace", Price: "item"}
"""Records that may be written as a single word, and the key that the word then stands for: `eu: frankfurt`."""


UNREADABLE = steps.Work(Constant(0.0))
"""Stands where a step could not be read, while the rest of the design is looked through; such a design is never run."""


class Reader(Notes):
    """Reads one design, or one part of it."""

    def value(self, tree: Tree, hint: Any, path: str, unit: Unit = TIME) -> Any:  # noqa: ANN401
        """The value of `tree` read as `hint` says; `unit` is what a distribution's numbers are."""
        self.lines[path] = tree.line
        if typing.get_origin(hint) is typing.Annotated:
            inner, mark = typing.get_args(hint)[:2]
            return self.value(tree, inner, path, mark) if inner not in (float, int) else self.quantity(tree, mark, path)
        if isinstance(tree, Scalar) and tree.is_null and shapes.takes_none(hint):
            return None
        options = shapes.choices(hint)
        family = frozenset(options)
        if family == shapes.DISTRIBUTION:
            return self.distribution(tree, path, unit)
        if family == shapes.STEP:
            return self.named(tree, shapes.STEPS, "step", path)
        if family == shapes.FAULT:
            return self.named(tree, shapes.FAULTS, "fault", path)
        if len(options) > 1:
            return self.either(tree, options, path)
        return self.single(tree, options[0], path)

    def single(self, tree: Tree, hint: Any, path: str) -> Any:  # noqa: ANN401
        """A value of exactly one type."""
        origin = typing.get_origin(hint)
        if typing.get_origin(hint) is typing.Annotated:
            return self.value(tree, hint, path)
        if origin is tuple:
            return self.items(tree, typing.get_args(hint), path)
        if origin is Mapping:
            return self.table(tree, typing.get_args(hint)[1], path)
        if origin is typing.Literal:
            return self.word(tree, typing.get_args(hint), path)
        if hint is bool:
            return self.truth(tree, path)
        if hint is Threshold:
            return self.threshold(tree, path)
        if dataclasses.is_dataclass(hint):
            return self.record(tree, typing.cast("type", hint), path)
        return self.text(tree, path)

    def either(self, tree: Tree, options: tuple[Any, ...], path: str) -> Any:  # noqa: ANN401
        """A word from a list, or else a value of the other type (`all` or a count)."""
        words = [
            word
            for option in options
            if typing.get_origin(option) is typing.Literal
            for word in typing.get_args(option)
        ]
        others = [option for option in options if typing.get_origin(option) is not typing.Literal]
        if isinstance(tree, Scalar) and (tree.text in words or not others):
            return self.word(tree, tuple(words), path)
        return self.value(tree, others[0], path)

    # single values

    def word(self, tree: Tree, words: tuple[str, ...], path: str) -> Any:  # noqa: ANN401
        """One word of a list."""
        text = tree.text if isinstance(tree, Scalar) else ""
        if text in words:
            return text
        return self.note(path, f"{_quoted(tree)} is not one of {', '.join(words)}{_hint(text, words, '; ')}", tree.line)

    def truth(self, tree: Tree, path: str) -> Any:  # noqa: ANN401
        """`true` or `false`."""
        truth = tree.truth if isinstance(tree, Scalar) else None
        return truth if truth is not None else self.note(path, f"{_quoted(tree)}: write `true` or `false`", tree.line)

    def threshold(self, tree: Tree, path: str) -> Any:  # noqa: ANN401
        """An objective such as `p(99) < 250ms`."""
        if not isinstance(tree, Scalar):
            return self.note(path, "expected a threshold, like `p(99) < 250ms`", tree.line)
        try:
            return parse_threshold(tree.text)
        except ValueError as error:
            return self.note(path, str(error), tree.line)

    # collections

    def items(self, tree: Tree, hints: tuple[Any, ...], path: str) -> Any:  # noqa: ANN401
        """A list: of any length (`X, ...`) or a pair."""
        if hints[-1] is not Ellipsis:
            return self.pair(tree, hints, path)
        if not isinstance(tree, Sequence):
            alone = isinstance(tree, Map) or (hints[0] in (Threshold, str) or _is_step(hints[0]))
            if isinstance(tree, Scalar) and tree.is_null:
                return ()
            if not alone or (isinstance(tree, Map) and not _is_step(hints[0])):
                return self.note(path, "expected a list: write `- ` before each item", tree.line)
            tree = Sequence([tree], tree.line)
        read = [self.value(item, hints[0], f"{path}.{index}") for index, item in enumerate(tree.items)]
        if _is_step(hints[0]):  # an unreadable step keeps its place, so that those after it keep their numbers
            return tuple(UNREADABLE if item is BROKEN else item for item in read)
        return tuple(item for item in read if item is not BROKEN)

    def pair(self, tree: Tree, hints: tuple[Any, ...], path: str) -> Any:  # noqa: ANN401
        """A list of a given length: `[low, high]`, `between: [a, b]`."""
        items = tree.items if isinstance(tree, Sequence) else []
        if len(items) != len(hints):
            return self.note(path, f"expected a list of {len(hints)}, like [a, b]", tree.line)
        read = [self.value(item, hint, f"{path}.{n}") for n, (item, hint) in enumerate(zip(items, hints, strict=True))]
        return BROKEN if any(item is BROKEN for item in read) else tuple(read)

    def table(self, tree: Tree, hint: Any, path: str) -> Any:  # noqa: ANN401
        """A mapping of names to values of one type; a list of names where the values are regions."""
        if isinstance(tree, Sequence) and hint is Region:
            tree = Map([(item, item) for item in tree.items if isinstance(item, Scalar)], tree.line)
        if isinstance(tree, Scalar) and tree.is_null:
            return {}
        if not isinstance(tree, Map):
            return self.note(path, "expected a mapping: `name: ...` on each line", tree.line)
        read = {}
        for key, item in tree.pairs:
            inner = f"{path}.{key.text}" if path else key.text
            value = self.value(item, hint, inner)
            self.lines[inner] = key.line
            if value is not BROKEN:
                read[key.text] = value
        return read

    # records

    def record(self, tree: Tree, cls: type, path: str, *, allowed: Iterable[str] | None = None) -> Any:  # noqa: ANN401
        """A dataclass from a mapping: unknown keys, missing keys and unreadable values are noted."""
        if isinstance(tree, Scalar) and cls in SHORT and not tree.is_null:
            tree = Map([(Scalar(SHORT[cls], line=tree.line), tree)], tree.line)
        if isinstance(tree, Scalar) and tree.is_null:
            tree = Map([], tree.line)
        if not isinstance(tree, Map):
            keys = ", ".join(list(shapes.keys_of(cls))[:4])
            return self.note(path, f"expected a mapping with keys like {keys}", tree.line)
        kind = self.kind_of(tree, path) if cls is Node else None
        lost = kind is BROKEN  # the other keys are looked at all the same: whoever mends the kind shall find no more
        kind = None if lost else kind
        values = dict(_node_defaults(tree, kind)) if kind else {}
        for key, item in tree.pairs:
            if lost and key.text == "kind":
                continue
            inner = f"{path}.{key.text}" if path else key.text
            known = self.known(key, cls, inner, kind, allowed)
            if known is None:
                continue
            value = self.value(item, known.hint, inner)
            self.lines[inner] = key.line
            if value is not BROKEN:
                values[known.attribute] = value
        return BROKEN if lost else self.build(cls, values, tree, path)

    def known(
        self, key: Scalar, cls: type, path: str, kind: str | None, allowed: Iterable[str] | None
    ) -> shapes.Key | None:
        """The key that a word names, or None with a problem noted."""
        keys = shapes.keys_of(cls)
        takes = KEYS[kind] if kind else tuple(allowed or keys)
        if key.text in keys and key.text in takes:
            return keys[key.text]
        if kind and key.text in keys:
            owners = [name for name, names in KEYS.items() if key.text in names]
            self.note(path, f"a {kind} has no '{key.text}'; it belongs to {_and(owners)}", key.line)
        else:
            self.note(
                path, f"unknown key{_hint(key.text, takes, '; ') or '; there are: ' + ', '.join(takes)}", key.line
            )
        return None

    def kind_of(self, tree: Map, path: str) -> Any:  # noqa: ANN401
        """A node's kind, which decides its other keys."""
        kind = tree.get("kind")
        if kind is None:
            return self.note(path, f"no 'kind'; write one of {', '.join(KEYS)}", tree.line)
        return (
            self.word(kind, tuple(KEYS), f"{path}.kind")
            if isinstance(kind, Scalar)
            else self.text(kind, f"{path}.kind")
        )

    def build(self, cls: type, values: dict[str, Any], tree: Tree, path: str) -> Any:  # noqa: ANN401
        """The value itself, unless a required key is missing."""
        complete = True
        for key in shapes.keys_of(cls).values():
            if key.required and key.attribute not in values:
                inner = f"{path}.{key.name}" if path else key.name
                if not any(broken == inner or broken.startswith(f"{inner}.") for broken in self.broken):
                    self.note(inner, "this key is missing", tree.line)
                complete = False
        if not complete:
            self.broken.add(path)
            return BROKEN
        if cls is traffic.Trace:
            times = read_samples(values["trace"], self, path, tree.line)
            return BROKEN if times is None else traffic.Trace(values["trace"], times)
        return cls(**values)

    # the three families

    def named(self, tree: Tree, family: Mapping[str, type], what: str, path: str) -> Any:  # noqa: ANN401
        """A step or a fault: a mapping named by one of its keys, or a bare word."""
        if isinstance(tree, Scalar):
            tree = Map([(tree, Scalar("null", line=tree.line))], tree.line)
        if not isinstance(tree, Map) or not tree.pairs:
            return self.note(
                path,
                f"expected a {what}, like {'`- call: node.handler`' if what == 'step' else '`- crash: node`'}",
                tree.line,
            )
        words = [key.text for key, _ in tree.pairs if key.text in family]
        first = tree.pairs[0][0]
        if not words:
            there = f"; there are: {', '.join(family)}"
            return self.note(
                path, f"'{first.text[:40]}' is not a {what}{_hint(first.text, family, '; ') or there}", first.line
            )
        if len(words) > 1:
            text = f"{_and([repr(word) for word in words])} are two {what}s: write each as an item with its own `- `"
            return self.note(path, text, first.line)
        cls = family[words[0]]
        pairs = [pair for pair in tree.pairs if not (pair[0].text == words[0] and _is_bare(pair[1], cls))]
        if what == "fault":
            self.check_start(tree, words[0], path)
        self.lines[path] = tree.line
        return self.record(Map(pairs, tree.line), cls, path)

    def check_start(self, tree: Map, word: str, path: str) -> None:
        """`for` says how long; without `at` (or `between`) nobody knows from when."""
        lasting = next((key for key, _ in tree.pairs if key.text == "for"), None)
        if lasting is not None and tree.get("at") is None and tree.get("between") is None:
            self.note(f"{path}.for", f"this {word} lasts, but from when? write `at: 60s` beside it", lasting.line)

    def distribution(self, tree: Tree, path: str, unit: Unit) -> Any:  # noqa: ANN401
        """How long a thing takes, or how many there are."""
        return read_distribution(self, tree, path, unit)


def _is_step(hint: Any) -> bool:  # noqa: ANN401
    return frozenset(shapes.choices(hint)) == shapes.STEP


def _is_bare(tree: Tree, cls: type) -> bool:
    """Whether a step stands without a value, and its head has none or a default (`- ack`, `- nack`)."""
    head = shapes.keys_of(cls).get(shapes.word_of(cls))
    return isinstance(tree, Scalar) and tree.is_null and (head is None or not head.required)


def _node_defaults(tree: Map, kind: str) -> dict[str, Any]:
    """What a kind assumes of the keys left out; a node that names its `region` is in no others."""
    defaults = DEFAULTS.get(kind, {})
    return {key: value for key, value in defaults.items() if not (key == "regions" and tree.get("region") is not None)}


def _quoted(tree: Tree) -> str:
    if isinstance(tree, Scalar):
        return f"'{tree.text[:40]}'"
    return "a list" if isinstance(tree, Sequence) else "a mapping"


def _hint(text: str, words: Iterable[str], before: str = "") -> str:
    near = difflib.get_close_matches(text, list(words), n=1, cutoff=0.6)
    return f"{before}did you mean '{near[0]}'?" if near else ""


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
