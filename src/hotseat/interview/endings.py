"""What finished sittings came to, in the few words that a list has for each: the verdict, and what may still change it.

Grading takes the whole log, which a list of many sittings must not read each time. So what was drawn up is kept beside
the log, and drawn up again only when the log has grown or when the round or this program is another version.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import hotseat
from hotseat.errors import HotseatError, SittingError, StoreError
from hotseat.interview import plain
from hotseat.interview.debriefing import wanted_of
from hotseat.interview.grading import calibration_of, graded_items
from hotseat.interview.verdict import verdict_of
from hotseat.rounds.round import Verdict
from hotseat.store.verdicts import Kept, Verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotseat.interview.events import Event
    from hotseat.interview.live import Live
    from hotseat.interview.sitting import Sittings
    from hotseat.interview.view import SittingView
    from hotseat.store.logs import Head


@dataclass(frozen=True, slots=True)
class Ending:
    """When it ended, the verdict (None: the final design has not been measured yet), and how many judged items nobody
    has marked.
    """

    elapsed: float
    verdict: Verdict | None
    unmarked: int


class Endings:
    """The endings of one service's sittings."""

    def __init__(self, sittings: Sittings, verdicts: Verdicts) -> None:
        self.sittings = sittings
        self.verdicts = verdicts

    def kept(self, heads: Sequence[Head], owner: str | None) -> dict[str, Ending]:
        """Those that are kept and still good, by the sittings' ids."""
        versions = {slug: self._version(slug) for slug in {head.round for head in heads}}
        kept, found = self.verdicts.current(owner), {}
        for head in heads:
            one = kept.get(head.id)
            if one is not None and one.drawn_by == versions[head.round]:
                with contextlib.suppress(SittingError):  # then it is drawn up again
                    found[head.id] = plain.from_plain(one.data, Ending)
        return found

    def draw(self, live: Live, events: Sequence[Event], view: SittingView) -> Ending:
        """Draws it up from the log, and keeps it once it has its verdict."""
        ready = live.state.examined is not None
        _, bar = calibration_of(live.round, view.calibration)
        rubric = graded_items(live.round, events, bar, wanted_of(view))
        unmarked = sum(item.evidence == "judged" and item.points is None for item in rubric)
        verdict = verdict_of(rubric, bar, ready=True).verdict if ready else None
        ending = Ending(live.state.at, verdict, unmarked)
        if ready:
            with contextlib.suppress(StoreError):  # a list can be read even where nothing can be written
                self.verdicts.keep(live.id, live.state.seq, Kept(version(live.digest), plain.to_plain(ending)))
        return ending

    def _version(self, slug: str) -> str:
        """What draws a round's verdicts now; nothing where the round is not installed."""
        with contextlib.suppress(HotseatError):
            return version(self.sittings.digest(self.sittings.catalogue.find(slug)))
        return ""


def version(digest: str) -> str:
    """What draws verdicts: a round's version, and this program's."""
    return f"{hotseat.__version__} {digest}"
