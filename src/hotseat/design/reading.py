"""A design file becomes a Design: one generic reader, driven by the annotations of the dataclasses.

The reader never stops at the first mistake. What it cannot read it notes, with the dotted key and the line, and leaves
out; at the end every problem found is raised at once, in the order of the file. Then the finished value is checked as a
whole (`checking.py`): what calls what, what nobody consumes, what physics forbids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.design import tree as trees
from hotseat.design.checking import check_values
from hotseat.design.design import Design
from hotseat.design.notes import BROKEN
from hotseat.design.reader import Reader
from hotseat.design.remarks import remarks
from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "1"
"""The version of the design language, as `hotseat: 1` at the top of a file."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What reading found: the design as far as it could be read (None if hardly), every problem, and the warnings.

    A warning is about something legal that was surely meant otherwise; there are none while there are problems.
    """

    design: Design | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of every path that was read."""

    def result(self) -> Design:
        """The design; raises DesignError with every problem."""
        if self.problems or self.design is None:
            raise DesignError(list(self.problems))
        return self.design


def read_design(source: str | Path, *, folder: Path | None = None) -> Design:
    """Reads a design from a path, or from YAML text (a string with a line break in it).

    `folder` is where the files a design names (`empirical`, `trace`) are looked for: by default the design file's own
    folder; a design read from text may name none without it. Raises DesignError with every problem found.
    """
    return examine(source, folder=folder).result()


def from_json(data: object, *, folder: Path | None = None) -> Design:
    """Reads a design from plain Python values, as `to_json` or `json.loads` gives them; raises DesignError."""
    return _examine_tree(trees.from_plain(data), [], Reader("", folder), "design").result()


def read_plain(data: object, *, samples: dict[str, tuple[float, ...]]) -> Design:
    """As `from_json`, with the contents of the files that the design names already at hand."""
    reader = Reader("", None)
    reader.samples = samples
    return _examine_tree(trees.from_plain(data), [], reader, "design").result()


def examine(source: str | Path, *, folder: Path | None = None) -> Examination:
    """Reads a design as `read_design` does, but hands back what it found instead of raising."""
    path = source if isinstance(source, Path) else None if "\n" in source or not source else Path(source)
    file = path.name if path else ""
    try:
        text = text_of(path) if path else str(source)
        _refuse_large(len(text), file)
        root, problems = trees.parse(text, file=file)
    except DesignError as error:
        return Examination(None, tuple(error.problems))
    if path is not None and folder is None:
        folder = path.parent
    name = file.removesuffix(".yaml").removesuffix(".yml").removesuffix(".design") or "design"
    return _examine_tree(root, problems, Reader(file, folder), name)


def _examine_tree(root: trees.Tree | None, problems: list[Problem], reader: Reader, name: str) -> Examination:
    if root is None or (isinstance(root, trees.Scalar) and root.is_null):
        text = "there is nothing in it: a design has `traffic` and `nodes`"
        return Examination(None, (*problems, Problem("", text, 0, reader.file)))
    if not isinstance(root, trees.Mapping):
        text = "a design is a mapping: write `traffic:` and `nodes:` at the top level"
        return Examination(None, (*problems, Problem("", text, root.line, reader.file)))
    problems = [*problems, *_check_version(root, reader.file)]
    body = [pair for pair in root.pairs if pair[0].text != "hotseat"]
    if root.get("name") is None:
        body.insert(0, (trees.Scalar("name"), trees.Scalar(name, plain=False)))
    design = reader.record(trees.Mapping(body, root.line), Design, "")
    problems += reader.problems
    if design is BROKEN or not isinstance(design, Design):
        return Examination(None, _in_order(problems))
    problems += check_values(design, lines=reader.lines, broken=reader.broken, file=reader.file)
    warnings = () if problems else tuple(remarks(design, lines=reader.lines, file=reader.file))
    return Examination(design, _in_order(problems), warnings, reader.lines)


def _check_version(root: trees.Mapping, file: str) -> list[Problem]:
    version = root.get("hotseat")
    if version is None:
        return [Problem("hotseat", "this key is missing: write `hotseat: 1` at the top", root.line, file)]
    if not isinstance(version, trees.Scalar) or version.text != VERSION:
        written = f"'{version.text[:40]}'" if isinstance(version, trees.Scalar) else "this"
        text = f"{written} is not a version this Hotseat reads; write `hotseat: 1`"
        return [Problem("hotseat", text, version.line, file)]
    return []


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))


def text_of(path: Path) -> str:
    """The text of a file, or DesignError: not there, too large, not UTF-8. No more is read than a file may have, for
    there are files without an end.
    """
    file = path.name
    try:
        with path.open("rb") as opened:
            data = opened.read(trees.MAX_BYTES + 1)
        size = max(path.stat().st_size, len(data))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DesignError(Problem("", f"cannot read {path}: {reason}", 0, file)) from None
    _refuse_large(size, file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = f"not UTF-8: byte {data[error.start]:#04x} at position {error.start}; save the file as UTF-8"
        raise DesignError(Problem("", text, line, file)) from None


def _refuse_large(size: int, file: str) -> None:
    if size > trees.MAX_BYTES:
        text = f"the file has {size / 1e6:,.1f} MB; one has at most {trees.MAX_BYTES / 1e6:.0f} MB"
        raise DesignError(Problem("", text, 0, file))
