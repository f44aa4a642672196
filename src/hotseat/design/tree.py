"""Text to a tree that remembers its lines: YAML's events, read with our own idea of what a scalar is.

A YAML 1.1 loader turns the key `on` into True and `1:30` into ninety; a design must not depend on that, so every scalar
stays the text that was written, and the field that wants it says how to read it. The tree is built from parser events
in one loop, so neither deep nesting nor anchors that multiply can cost more than the limits below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 1_000_000
"""The largest design file: a thousand nodes fit well within it."""
MAX_DEPTH = 60
MAX_VALUES = 50_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value as written; `plain` is False where it stood in quotes or in a block of text."""

    text: str
    plain: bool = True
    line: int = 0
    size: int = 1
    depth: int = 1

    @property
    def is_null(self) -> bool:
        """Whether this is the absence of a value (`null`, `~` or nothing at all)."""
        return self.plain and self.text in _NULLS

    @property
    def truth(self) -> bool | None:
        """True or False where `true` or `false` was written, else None."""
        if not self.plain:
            return None
        return True if self.text in _TRUE else False if self.text in _FALSE else None


@dataclass(slots=True, eq=False)
class Sequence:
    """A list and the line where it begins."""

    items: list[Tree] = field(default_factory=list)
    line: int = 0
    size: int = 1
    depth: int = 1


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys and values in the order of the file; a key stands once (a second one is a problem and is left out)."""

    pairs: list[tuple[Scalar, Tree]] = field(default_factory=list)
    line: int = 0
    size: int = 1
    depth: int = 1

    def get(self, key: str) -> Tree | None:
        """The value of a key, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)


Tree = Scalar | Sequence | Mapping


def parse(text: str, *, file: str = "") -> tuple[Tree | None, list[Problem]]:
    """The tree of a YAML text and the problems that do not stop the reading (duplicate keys); None for an empty text.

    Raises DesignError at a syntax error, more than one document, or a tree beyond the limits.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except DesignError:
        raise
    except yaml.MarkedYAMLError as error:
        raise DesignError(_syntax_problem(error, text, file)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise DesignError(_character_problem(error, text, file)) from None
    return builder.root, builder.problems


def from_plain(value: object) -> Tree:
    """The same tree from plain Python values (dict, list, str, number, bool, None), as JSON gives them."""
    return _from_plain(value, 0)


def _from_plain(value: object, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise DesignError(f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        return Mapping([(Scalar(str(key), plain=False), _from_plain(item, depth + 1)) for key, item in value.items()])
    if isinstance(value, (list, tuple)):
        return Sequence([_from_plain(item, depth + 1) for item in value])
    if value is None:
        return Scalar("null")
    if isinstance(value, bool):
        return Scalar("true" if value else "false")
    return Scalar(repr(value)) if isinstance(value, (int, float)) else Scalar(str(value), plain=False)


def to_plain(tree: Tree) -> Any:  # noqa: ANN401 (dict, list, str, bool or None)
    """The tree as plain values; numbers stay text."""
    if isinstance(tree, Mapping):
        return {key.text: to_plain(value) for key, value in tree.pairs}
    if isinstance(tree, Sequence):
        return [to_plain(item) for item in tree.items]
    return None if tree.is_null else tree.text if tree.truth is None else tree.truth


class _Builder:
    """Takes events one by one; `stack` holds the collections that are still open."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Tree | None = None
        self.problems: list[Problem] = []
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []  # for each open mapping: the key that waits for its value
        self.present: list[dict[str, Scalar]] = []  # for each open collection: the keys it has already
        self.anchors: dict[str, Tree] = {}
        self.documents = 0
        self.values = 0

    def take(self, event: yaml.Event) -> None:
        """Puts one event where it belongs."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "") and event.tag != "tag:yaml.org,2002:str"
            self.add(Scalar(event.value, plain=plain, line=line), event.anchor, line)
        elif isinstance(event, yaml.AliasEvent):
            self.add(self.named(event.anchor, line), None, line)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self.open(event, line)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.close()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.stop("a second document begins here ('---'): one file is one design", line)

    def open(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent, line: int) -> None:
        """Begins a collection; it joins its parent when it closes."""
        if len(self.stack) >= MAX_DEPTH:
            raise self.stop(f"nested more than {MAX_DEPTH} deep", line)
        new = Sequence(line=line) if isinstance(event, yaml.SequenceStartEvent) else Mapping(line=line)
        if event.anchor:
            self.anchors[event.anchor] = new
            new.depth = 0  # still open: an alias to it now would be a loop
        self.stack.append(new)
        self.keys.append(None)
        self.present.append({})

    def close(self) -> None:
        """Ends the innermost collection and hands it to its parent."""
        done = self.stack.pop()
        self.keys.pop()
        self.present.pop()
        children: Iterable[Tree]
        if isinstance(done, Mapping):
            _merge(done)
            children = [value for _, value in done.pairs]
        else:
            children = done.items
        done.depth = 1 + max((child.depth for child in children), default=0)
        done.size = 1 + sum(child.size for child in children)
        self.attach(done, done.line)

    def add(self, value: Tree, anchor: str | None, line: int) -> None:
        """A finished value: a scalar, or something an alias points to."""
        if anchor:
            self.anchors[anchor] = value
        self.attach(value, line)

    def attach(self, value: Tree, line: int) -> None:
        """Puts a finished value into the innermost open collection."""
        self.values += 1
        if self.values > MAX_VALUES or value.size > MAX_VALUES:
            raise self.stop(f"more than {MAX_VALUES:,} values: anchors that multiply, or far too large a design", line)
        if len(self.stack) + value.depth > MAX_DEPTH + 1:
            raise self.stop(f"nested more than {MAX_DEPTH} deep", line)
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = self.key(value, line)
        else:
            self.pair(parent, self.keys[-1], value)
            self.keys[-1] = None

    def key(self, value: Tree, line: int) -> Scalar:
        """A mapping's key, which must be a single word."""
        if not isinstance(value, Scalar):
            raise self.stop("a key must be a word, not a list or a mapping", line)
        return value

    def pair(self, parent: Mapping, key: Scalar, value: Tree) -> None:
        """Adds a pair, unless the key is there already."""
        first = self.present[-1].setdefault(key.text, key)
        if first is not key and key.text != "<<":
            text = f"this key is already there on line {first.line}; keep one of the two"
            self.problems.append(Problem(key.text, text, key.line, self.file))
            return
        parent.pairs.append((key, value))

    def named(self, anchor: str | None, line: int) -> Tree:
        """What an alias points to."""
        if anchor is None or anchor not in self.anchors:
            raise self.stop(f"'*{anchor}' points to no '&{anchor}' above it", line)
        value = self.anchors[anchor]
        if value.depth == 0:
            raise self.stop(f"'&{anchor}' contains itself", line)
        return value

    def stop(self, message: str, line: int) -> DesignError:
        """An error that ends the reading."""
        return DesignError(Problem("", message, line, self.file))


def _merge(mapping: Mapping) -> None:
    """Resolves YAML's merge key: `<<: *base` brings in the pairs of `base` that are not written here."""
    merged = [value for key, value in mapping.pairs if key.text == "<<" and key.plain]
    if not merged:
        return
    mapping.pairs = [pair for pair in mapping.pairs if not (pair[0].text == "<<" and pair[0].plain)]
    present = {key.text for key, _ in mapping.pairs}
    for value in merged:
        for base in value.items if isinstance(value, Sequence) else [value]:
            for key, item in base.pairs if isinstance(base, Mapping) else []:
                if key.text not in present:
                    present.add(key.text)
                    mapping.pairs.append((key, item))


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The parser's complaint as a sentence with its line."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    what = error.problem or "not YAML"
    written = text.split("\n")[line - 1] if 0 < line <= text.count("\n") + 1 else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return Problem("", "a tab where YAML wants spaces: indent with spaces only", line, file)
    context = f" {error.context}" if error.context else ""
    return Problem("", f"not YAML: {what}{context}; look at the indentation, colons and brackets here", line, file)


def _character_problem(error: Exception, text: str, file: str) -> Problem:
    """A character that YAML does not allow, with its line."""
    position = getattr(error, "position", None)
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
    character = getattr(error, "character", None)
    name = (
        f"the character {character!r}"
        if isinstance(character, str)
        else (f"the character U+{character:04X}" if isinstance(character, int) else "a character")
    )
    return Problem("", f"{name} is not allowed in YAML; take it out", line, file)
