"""What whoever runs a test suite asks of every `explore` in it: the seam of the pytest plugin, and empty otherwise.

A suite says which handlers are explored in which worlds. The one who runs it may want more faults tonight, or one run
again; that is not to be written into the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.lab import Report


@dataclass(slots=True)
class Wishes:
    """`budget` and `seconds` are used instead of what a call of `explore` says, `replay` is the text of a fault set of
    which the one run is played, `reports` collects what the calls return; each does nothing while it is None.
    """

    budget: int | None = None
    seconds: float | None = None
    replay: str | None = None
    reports: list[Report] | None = None


WISHES = Wishes()
"""Those of this process."""
