"""Which rounds there are: those shipped with Hotseat, and those of anybody's package.

A package adds rounds through the entry point group `hotseat.rounds`: the value is a package, or a callable that returns
a path, whose folder holds one folder a round. A round that cannot be read is reported and hides no other.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from hotseat.design.findings import nearest
from hotseat.errors import Problem
from hotseat.rounds.errors import RoundError
from hotseat.rounds.loader import MAIN, examine_round
from hotseat.rounds.round import Round

GROUP = "hotseat.rounds"
OURS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every round by its slug, our own first, and what is wrong with those that could not be read."""

    rounds: dict[str, Round]
    folders: dict[str, Path]
    problems: tuple[Problem, ...]


def find(slug: str) -> Round:
    """The round of this slug; raises RoundError with the nearest right word, or with what is wrong with that round."""
    there = catalogue()
    if slug in there.rounds:
        return there.rounds[slug]
    broken = [problem for problem in there.problems if problem.file.partition("/")[0] == slug]
    if broken:
        raise RoundError(broken)
    raise RoundError(f"there is no round '{slug[:60]}'{nearest(slug, there.rounds)}")


def slugs() -> tuple[str, ...]:
    """The slugs of all rounds that can be sat."""
    return tuple(catalogue().rounds)


def all_rounds() -> tuple[Round, ...]:
    """All rounds that can be sat."""
    return tuple(catalogue().rounds.values())


@functools.cache
def catalogue() -> Catalogue:
    """Reads every round, once in a process (`catalogue.cache_clear()` has it read again)."""
    rounds: dict[str, Round] = {}
    folders: dict[str, Path] = {}
    problems: list[Problem] = []
    for source, folder in _folders(problems):
        slug = folder.name
        if slug in folders:
            text = f"{source} has a round '{slug}' too; {folders[slug]} was there first, and is the one that is sat"
            problems.append(Problem("", text))
            continue
        folders[slug] = folder
        found = examine_round(folder)
        problems += [replace(problem, file=f"{slug}/{problem.file or MAIN}") for problem in found.problems]
        if found.round is not None and not found.problems:
            rounds[slug] = found.round
    return Catalogue(rounds, folders, tuple(problems))


def _folders(problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Every folder with a round in it, and who brings it: ours, then each package's in the order of names."""
    yield from (("hotseat", folder) for folder in _within(OURS))
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            root = _root(point)
        except Exception as error:  # noqa: BLE001 (somebody else's code; its rounds are missing, ours must not be)
            text = f"the rounds of '{point.name}' ({point.value}) cannot be loaded: {type(error).__name__}: {error}"
            problems.append(Problem("", text))
            continue
        if not root.is_dir():
            problems.append(Problem("", f"the rounds of '{point.name}' ({point.value}): there is no folder {root}"))
            continue
        yield from ((point.name, folder) for folder in _within(root))


def _root(point: EntryPoint) -> Path:
    """The folder that an entry point names: a package's own, or what the callable returns."""
    found = point.load()
    if isinstance(found, ModuleType):
        return Path(next(iter(found.__path__)))
    return Path(found())


def _within(root: Path) -> list[Path]:
    """The folders with a `round.yaml`, by name."""
    return sorted(folder for folder in root.iterdir() if (folder / MAIN).is_file())
