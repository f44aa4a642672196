"""A world: what a handler runs in, and what it is held to.

A world is a folder with `world.py`, which defines `WORLD`, `prompt.md`, handlers `wrong_*.py` and `right_*.py`, and
`expectations.toml`, which says what the lab must find in each. Worlds are found by folder, under
`hotseat/fault/worlds`,
and by entry point, group `hotseat.fault.worlds`; adding one touches nothing else.
"""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotseat.fault.run import Run

GROUP = "hotseat.fault.worlds"
HOME = Path(__file__).parent / "worlds"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that must hold whatever goes wrong.

    `check` is given the world's state after a run and returns an empty string, or a sentence that says how it was
    broken.
    """

    id: str
    text: str
    check: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class World:
    """A world as data and four functions.

    `functions` maps the names that a handler may define to their parameters; at least one must be defined. `defaults`
    are
    stand-ins for those it does not. `build` sets the world up in a run and returns its state, any object. `settled`
    says,
    given the state, that nothing is left to do; a run ends `grace` virtual seconds after it, or at `horizon`.
    `faults` is
    the budget that a handler must survive, the one stated in the prompt.
    """

    name: str
    title: str
    functions: Mapping[str, tuple[str, ...]]
    build: Callable[[Run], Any]
    promises: tuple[Promise, ...]
    settled: Callable[[Any], bool]
    defaults: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    faults: int = 2
    horizon: float = 120.0
    grace: float = 3.0
    step_limit: int = 20_000
    folder: Path | None = None

    def prompt(self) -> str:
        """What the candidate reads: the folder's `prompt.md`, or the title."""
        path = self.folder / "prompt.md" if self.folder else None
        return path.read_text(encoding="utf-8") if path and path.is_file() else self.title


def world_names() -> list[str]:
    """The names of all worlds that can be found, in alphabetical order."""
    return sorted({*_folders(), *_entry_points()})


def find_world(name: str) -> World:
    """The world called `name`. Raises LabError with the nearest name there is."""
    if name in _folders():
        world: World = importlib.import_module(f"hotseat.fault.worlds.{name}.world").WORLD
        return world
    point = _entry_points().get(name)
    if point is None:
        near = difflib.get_close_matches(name, world_names(), n=1, cutoff=0.4)
        hint = f"did you mean '{near[0]}'?" if near else f"write one of: {', '.join(world_names())}"
        raise LabError(f"--round: there is no round '{name}'; {hint}")
    loaded = point.load()
    if not isinstance(loaded, World):
        raise LabError(f"--round: the entry point '{name}' of {GROUP} gives no World")
    return loaded


def _folders() -> list[str]:
    return sorted(path.parent.name for path in HOME.glob("*/world.py"))


def _entry_points() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}
