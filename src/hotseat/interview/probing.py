"""Running probes for sittings: the runs that candidates ask for, and the interviewer's own look at the board.

A run is a line in the log when it begins and another when it ends. The interviewer's look is not: after each change of
the board every pushback that is left is measured on it in the background (a look at an older board is stopped), and only
what follows from that is noted. What was measured once is never measured again: evidence is kept by the digest of
everything that decides it.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from hotseat.design.reading import examine
from hotseat.errors import NotFound, StoreError
from hotseat.interview import events as log
from hotseat.interview import interviewer, plain
from hotseat.interview.held import held
from hotseat.interview.live import Ahead, Look
from hotseat.interview.runner import Examination, Measurement, Outcome, nothing
from hotseat.rounds.evidence import OBJECTIVES, Evidence
from hotseat.rounds.roles import players

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotseat.interview.events import Event, Happening
    from hotseat.interview.live import Live
    from hotseat.interview.runner import Handle, Runner
    from hotseat.interview.sitting import Sittings
    from hotseat.rounds.round import Round

AGAIN, LATER = 20.0, 1200.0
"""Seconds until an examination that failed, or could not be written down, is tried again; twice as many after each
further failure, up to the second number.
"""
QUIET = 3.0
"""Seconds on the sitting's clock without any event, after which the board is examined ahead of the end."""


class Probing:
    """What is being run for the sittings of one service."""

    def __init__(self, sittings: Sittings, runner: Runner) -> None:
        self.sittings = sittings
        self.runner = runner

    # ------------------------------------------------------------------------------------------ candidates' runs

    def start(self, live: Live, events: Sequence[Event]) -> None:
        """Starts the runs that these events began."""
        for event in events:
            if isinstance(event.what, log.RunBegan):
                self._start(live, event.seq, event.what.probe)

    def _start(self, live: Live, run: int, probe: str) -> None:
        def on_progress(share: float) -> None:
            live.progress[run] = share
            self._tell_progress(live, run, share)

        def on_done(outcome: Outcome) -> None:
            self._ended(live, run, outcome)

        live.handles[run] = None
        handle = self._measure(live, probe, on_progress, on_done, urgent=True)
        if run in live.handles:
            live.handles[run] = handle

    def _ended(self, live: Live, run: int, outcome: Outcome) -> None:
        """Notes the end of a run, whatever it was; and then there may be something to push."""
        what = log.RunEnded(run, outcome.state, outcome.evidence, outcome.problem)

        def ended(now: Live) -> Sequence[Happening]:
            known = now.state.runs.get(run)
            return (what,) if known is not None and known.state == "running" else ()

        with live.lock:
            live.handles.pop(run, None)
            live.progress.pop(run, None)
            try:
                self.sittings.note(live.id, ended)
                self.look(live)
            except StoreError:
                live.unsaved.append(what)  # written as soon as it can be
            except NotFound:
                return  # the sitting was deleted meanwhile

    def cancel(self, live: Live, run: int) -> None:
        """Stops a run of this process; one that nobody is running any more is noted as lost."""
        handle = live.handles.get(run)
        if handle is not None:
            handle.cancel()
        elif run not in live.handles:
            self.sittings.note(live.id, lambda _: (self.lost(run),))

    def lost(self, run: int) -> log.RunEnded:
        """The end of a run whose process is gone."""
        return log.RunEnded(run, "lost", None, "the server stopped meanwhile; run it again")

    def drop(self, live: Live) -> None:
        """Stops everything that runs for a sitting."""
        self._stop_looking(live)
        self._stop_ahead(live)
        for handle in list(live.handles.values()):
            if handle is not None:
                handle.cancel()
        live.handles.clear()

    # ------------------------------------------------------------------------------------------ the interviewer's look

    def look(self, live: Live) -> None:
        """Has the board measured against all that is left, if that is worth it now; else decides on what is known."""
        state = live.state
        while live.unsaved:
            self.sittings.note(live.id, lambda _: (live.unsaved[0],))
            live.unsaved.pop(0)
        if state.finished:
            self.examine(live)
        if not interviewer.wants_to_look(live.round, state):
            if live.look is not None and (state.finished or live.look.revision != state.revision):
                self._stop_looking(live)
            return
        if live.look is None or live.look.revision != state.revision:
            self._stop_looking(live)
            live.look = Look(state.revision, played(live.round, state.text))
        look = live.look
        for key in interviewer.left(live.round, state):
            if key not in look.found and key not in look.waiting:
                self._look_at(live, look, key)
        if live.look is look:
            self._decide(live, look)

    def _look_at(self, live: Live, look: Look, key: str) -> None:
        def on_done(outcome: Outcome) -> None:
            with live.lock:
                look.waiting.pop(key, None)
                if outcome.state == "cancelled" or live.look is not look:
                    return
                look.found[key] = outcome.evidence or nothing(key, live.state.start.seed, outcome.problem)
                with contextlib.suppress(StoreError, NotFound):  # the next look decides
                    self._decide(live, look)
            if not look.waiting:
                self.sittings.tell(live.id)  # it thinks no more, even if it has nothing to say

        look.waiting[key] = None
        handle = self._measure(live, key, lambda _: None, on_done, urgent=False)
        if key in look.waiting:
            look.waiting[key] = handle

    def _decide(self, live: Live, look: Look) -> None:
        """Once all is measured: pushes what hurts most, or rests."""
        if look.waiting or any(key not in look.found for key in interviewer.left(live.round, live.state)):
            return

        def said(now: Live) -> Sequence[Happening]:
            ripe = interviewer.pushes_now(now.round, now.state) and interviewer.wants_to_look(now.round, now.state)
            if not ripe or now.state.revision != look.revision:
                return ()
            elapsed = self.sittings.elapsed(now)
            what = interviewer.decide(now.round, now.state, elapsed, found=look.found, roles=look.roles)
            return (what,) if what is not None else ()

        self.sittings.note(live.id, said)

    def _stop_looking(self, live: Live) -> None:
        look, live.look = live.look, None
        for handle in list(look.waiting.values()) if look is not None else ():
            if handle is not None:
                handle.cancel()

    # ------------------------------------------------------------------------------------------ after the end

    def examine(self, live: Live) -> None:
        """Has the final board examined, once, or notes what was found ahead; where it failed (a process was lost), it is
        tried again after a while.
        """
        if live.examining or live.state.examined is not None or self.sittings.clock.monotonic() < live.again:
            return
        live.examining = True
        what, ahead = self._examination(live), live.ahead
        if ahead is not None and ahead.what != what:
            self._stop_ahead(live)
        elif ahead is not None and ahead.found is not None:
            self._examined(live, Outcome("done", examined=ahead.found))
            live.examining = False
            return
        elif ahead is not None and ahead.handle is not None and not ahead.over:
            ahead.handle.hurry()
            return
        self._examine(live, what)

    def _examine(self, live: Live, what: Examination) -> None:
        """Has it run; one that was ended for taking too long is run again without weighing decisions."""

        def on_done(outcome: Outcome) -> None:
            found = outcome.examined
            if found is None and outcome.state == "failed" and what.decisions:
                self._examine(live, replace(what, decisions=False))
                return
            if outcome.state != "cancelled":
                self._examined(live, outcome)
            live.examining = False
            if live.unmeasured:
                self.sittings.tell(live.id)

        def on_progress(share: float) -> None:
            self._tell_progress(live, 0, share)

        self.runner.submit(what, on_progress=on_progress, on_done=on_done, known=self._known, urgent=True)

    def _examined(self, live: Live, outcome: Outcome) -> None:
        """Notes what was found; without it, or where it cannot be written, all is tried again after a while."""
        found = outcome.examined
        if found is not None:
            with contextlib.suppress(StoreError, NotFound):
                self.sittings.note(live.id, lambda now: () if now.state.examined is not None else (found,))
        live.again = self.sittings.clock.monotonic() + min(AGAIN * 2**live.failures, LATER)
        live.failures, live.unmeasured = live.failures + 1, outcome.problem

    def _examination(self, live: Live) -> Examination:
        state = live.state
        return Examination(live.round, state.text, state.start.seed, tuple(state.pushes), held(live.round, state))

    def examine_ahead(self, live: Live) -> None:
        """Once nothing has happened for a while, has the board examined as if it were the last one: then a sitting that
        ends on it is debriefed at once.
        """
        with live.lock:
            state, what = live.state, self._examination(live)
            quiet = self.sittings.elapsed(live) - state.at >= QUIET
            if (
                state.finished
                or live.thinking
                or live.handles
                or not quiet
                or not interviewer.has_pushed(live.round, state)
            ):
                return
            if live.ahead is not None and live.ahead.what == what:
                return
            self._stop_ahead(live)
            live.ahead = ahead = Ahead(what)
            ahead.handle = self.runner.submit(
                replace(what, ahead=True),
                on_progress=lambda share: self._tell_progress(live, 0, share) if live.state.finished else None,
                on_done=lambda outcome: self._found_ahead(live, ahead, outcome),
                known=self._known,
            )

    def _stop_ahead(self, live: Live) -> None:
        ahead, live.ahead = live.ahead, None
        if ahead is not None and ahead.handle is not None and not ahead.over:
            ahead.handle.cancel()

    def _found_ahead(self, live: Live, ahead: Ahead, outcome: Outcome) -> None:
        """Keeps what was found; one that had to give way is forgotten, and made again when it is quiet again."""
        with live.lock:
            ahead.over, ahead.found = True, outcome.examined
            if live.ahead is not ahead:
                return
            if outcome.state == "cancelled":
                live.ahead = None
            if live.examining:
                live.examining = False
                self.examine(live)

    # ------------------------------------------------------------------------------------------ measuring

    def _measure(
        self,
        live: Live,
        probe: str,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        *,
        urgent: bool,
    ) -> Handle:
        """Has a probe run on the board, unless its outcome is known already."""
        state, logs = live.state, self.sittings.logs
        promised = held(live.round, state) if probe == OBJECTIVES else {}
        what = Measurement(self.sittings.catalogue, live.round, probe, state.text, state.start.seed, promised)

        def keep(outcome: Outcome) -> None:
            if outcome.result and outcome.evidence is not None:
                logs.keep(outcome.evidence.digest, evidence=plain.to_plain(outcome.evidence), result=outcome.result)
            on_done(outcome)

        return self.runner.submit(what, on_progress=on_progress, on_done=keep, known=self._known, urgent=urgent)

    def _known(self, digest: str) -> Evidence | None:
        """What was measured before."""
        with contextlib.suppress(StoreError):  # then it is measured again
            found = self.sittings.logs.evidence(digest)
            return None if found is None else plain.from_plain(found, Evidence)
        return None

    def _tell_progress(self, live: Live, run: int, share: float) -> None:
        for told in self.sittings.progress_listeners:
            told(live.id, run, share)


def played(a_round: Round, text: str) -> dict[str, bool]:
    """Which roles somebody plays on this board."""
    design = examine(text).design
    return {name: design is not None and bool(players(design, role)) for name, role in a_round.roles.items()}
