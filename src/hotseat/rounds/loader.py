"""A folder becomes a Round: `round.yaml` by the reader that reads designs, the other files as the texts they are.

Nothing stops at the first mistake. What cannot be read is noted with its key, line and file; what the parts say about
one another is checked by `checking.py`; at the end everything found is raised at once. `digest` names a folder by what
it says, so that a sitting knows which edition of a round it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from hotseat.design import tree as trees
from hotseat.design.notes import BROKEN
from hotseat.design.reader import Reader
from hotseat.design.reading import examine, text_of
from hotseat.errors import DesignError, Problem
from hotseat.rounds.checking import Sources, check_round
from hotseat.rounds.errors import RoundError
from hotseat.rounds.round import Round

VERSION = "1"
"""The version of the round format, as `hotseat_round: 1` at the top of `round.yaml`."""

MAIN = "round.yaml"
PROSE = {"prompt": "prompt.md", "start": "start.design.yaml", "sources": "sources.md"}
"""The files that every round has, by the field that holds their text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder found: the round as far as it could be read (None if hardly), and every problem."""

    round: Round | None
    problems: tuple[Problem, ...]

    def result(self) -> Round:
        """The round; raises RoundError with every problem."""
        if self.problems or self.round is None:
            raise RoundError(list(self.problems))
        return self.round


def read_round(folder: str | Path) -> Round:
    """Reads a round from its folder, whose name becomes its slug. Raises RoundError with every problem found."""
    return examine_round(folder).result()


def examine_round(folder: str | Path) -> Reading:
    """Reads a round as `read_round` does, but hands back what it found instead of raising."""
    folder = Path(folder)
    if not folder.is_dir():
        text = f"there is no folder {folder}: a round is a folder with {MAIN} in it; `hotseat rounds new` makes one"
        return Reading(None, (Problem("", text),))
    reader = Reader(MAIN, folder)
    body, problems = _body(folder)
    if body is None:
        return Reading(None, tuple(problems))
    read = reader.record(body, Round, "")
    problems += reader.problems
    if read is BROKEN or not isinstance(read, Round):
        return Reading(None, _in_order(problems))
    texts = _Texts(folder, reader.lines)
    round_ = texts.put_into(read)
    problems += texts.problems
    start = examine(round_.start, folder=folder) if round_.start else None
    if start is not None:
        problems += [replace(problem, file=PROSE["start"]) for problem in start.problems]
    sources = Sources(reader.lines, frozenset(reader.broken), MAIN, start.design if start else None)
    problems += check_round(round_, sources)
    return Reading(round_, _in_order(problems))


def digest(source: Round | str | Path) -> str:
    """The name of what a round says: SHA-256 over its values and the texts of its files, 16 hexadecimal digits."""
    round_ = source if isinstance(source, Round) else read_round(source)
    return hashlib.sha256(repr(round_).encode()).hexdigest()[:16]


def _body(folder: Path) -> tuple[trees.Mapping | None, list[Problem]]:
    """The mapping in `round.yaml` without its version, and what is wrong with it."""
    try:
        root, problems = trees.parse(text_of(folder / MAIN), file=MAIN)
    except DesignError as error:
        return None, list(error.problems)
    if not isinstance(root, trees.Mapping):
        text = "a round is a mapping: write `hotseat_round: 1`, `title:` and the rest at the top level"
        return None, [*problems, Problem("", text, root.line if root else 0, MAIN)]
    version = root.get("hotseat_round")
    if not isinstance(version, trees.Scalar) or version.text != VERSION:
        line = version.line if version else root.line
        text = "write `hotseat_round: 1` at the top of the file"
        if isinstance(version, trees.Scalar) and version.text.isdecimal() and int(version.text) > int(VERSION):
            text = f"this round is written for a newer Hotseat, which reads version {version.text[:9]}: upgrade"
        problems.append(Problem("hotseat_round", text, line, MAIN))
    return trees.Mapping([pair for pair in root.pairs if pair[0].text != "hotseat_round"], root.line), problems


class _Texts:
    """Reads the folder's other files; a problem stands at the key that names the file, or in the file itself."""

    def __init__(self, folder: Path, lines: Mapping[str, int]) -> None:
        self.folder = folder
        self.lines = lines
        self.problems: list[Problem] = []

    def put_into(self, round_: Round) -> Round:
        """The round with the texts of its files."""
        files = {}
        for key, reference in round_.references.items():
            for field in ("design", "script"):
                name = getattr(reference, field)
                files[name] = self.text(name, f"references.{key}.{field}")
        prompt, start, sources = (self.text(name, "") for name in PROSE.values())
        slug = self.folder.resolve().name
        return replace(round_, slug=slug, prompt=prompt, start=start, sources=sources, files=files)

    def text(self, name: str, where: str) -> str:
        """A file's text; empty where it could not be read."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not name.strip():
            return self.note(where, f"'{name[:60]}' is not a file within the round's folder")
        if not _is_file(self.folder / name):
            missing = f"there is no file '{name[:60]}'" if where else f"the file {name} is missing: every round has one"
            return self.note(where, missing)
        try:
            text = text_of(self.folder / name)
        except DesignError as error:
            self.problems += [replace(problem, file=name) for problem in error.problems]
            return ""
        return text if text.strip() else self.note(where, f"the file {name} is empty")

    def note(self, where: str, message: str) -> str:
        """Notes a problem; the empty text stands for what could not be read."""
        self.problems.append(Problem(where, message, self.lines.get(where, 0), MAIN if where else ""))
        return ""


def _is_file(path: Path) -> bool:
    """Whether there is such a file; one with a name that no file can have is not there."""
    try:
        return path.is_file()
    except OSError:
        return False


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(
        sorted(dict.fromkeys(problems), key=lambda problem: (problem.file != MAIN, problem.file, problem.line))
    )
