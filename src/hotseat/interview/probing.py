"""Running probes for sittings: the runs that candidates ask for, and the interviewer's own look at the board.

A run is a line in the log when it begins and another when it ends. The interviewer's look is not: after each change of
the board every pushback that is left is measured on it in the background (a look at an older board is stopped), and only
what follows from that is noted. What was measured once is never measured again: evidence is kept by the digest of
everything that decides it.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hotseat.design.reading import examine
from hotseat.errors import HotseatError, NotFound, StoreError
from hotseat.interview import events as log
from hotseat.interview import interviewer, plain
from hotseat.interview.held import held
from hotseat.interview.live import Look
from hotseat.interview.runner import Examination, Outcome
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
            for told in self.sittings.progress_listeners:
                told(live.id, run, share)

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
        """Has the final board examined, once; where that failed (a process was lost), it is tried again after a while."""
        state = live.state
        if live.examining or state.examined is not None or self.sittings.clock.monotonic() < live.again:
            return
        live.examining = True
        what = Examination(live.round, state.text, state.start.seed, tuple(state.pushes), held(live.round, state))
        self._examine(live, what)

    def _examine(self, live: Live, what: Examination) -> None:
        """Has it run; one that was ended for taking too long is run again without weighing decisions."""

        def on_done(outcome: Outcome) -> None:
            found = outcome.examined
            if found is None and outcome.state == "failed" and what.decisions:
                self._examine(live, replace(what, decisions=False))
                return
            if found is not None:
                with contextlib.suppress(StoreError, NotFound):
                    self.sittings.note(live.id, lambda now: () if now.state.examined is not None else (found,))
            if outcome.state != "cancelled":
                live.again = self.sittings.clock.monotonic() + min(AGAIN * 2**live.failures, LATER)
                live.failures, live.unmeasured = live.failures + 1, outcome.problem
            live.examining = False
            if live.unmeasured:
                self.sittings.tell(live.id)

        def on_progress(share: float) -> None:
            for told in self.sittings.progress_listeners:
                told(live.id, 0, share)

        self.runner.submit(what, on_progress=on_progress, on_done=on_done, urgent=True)

    # ------------------------------------------------------------------------------------------ measuring

    def _measure(
        self,
        live: Live,
        probe: str,
        on_progress: Callable[[float], None],
        on_done: Callable[[Outcome], None],
        *,
        urgent: bool,
    ) -> Handle | None:
        """Has a probe run on the board, unless its outcome is known already; None where nothing had to be run."""
        prepared = self.prepared(live, probe)
        if isinstance(prepared, Outcome):
            on_done(prepared)
            return None
        logs = self.sittings.logs
        known = logs.evidence(prepared.digest)
        if known is not None:
            on_done(Outcome("done", plain.from_plain(known, Evidence)))
            return None

        def keep(outcome: Outcome) -> None:
            if outcome.state == "done" and outcome.evidence is not None:
                logs.keep(prepared.digest, evidence=plain.to_plain(outcome.evidence), result=outcome.result)
            on_done(outcome)

        return self.runner.submit(prepared, on_progress=on_progress, on_done=keep, urgent=urgent)

    def prepared(self, live: Live, probe: str) -> Any:  # noqa: ANN401 (rounds.probe.Prepared, or why there is none)
        """A probe made ready on the board as it stands, or the Outcome of one that cannot be."""
        state = live.state
        promised = held(live.round, state) if probe == OBJECTIVES else {}
        try:
            ready = self.sittings.catalogue.prepare(live.round, probe, state.text, seed=state.start.seed, held=promised)
        except HotseatError as error:
            return Outcome("failed", nothing(probe, state.start.seed, str(error)), problem=str(error))
        if ready.problem:
            return Outcome("failed", nothing(probe, state.start.seed, ready.problem), problem=ready.problem)
        return ready


def played(a_round: Round, text: str) -> dict[str, bool]:
    """Which roles somebody plays on this board."""
    design = examine(text).design
    return {name: design is not None and bool(players(design, role)) for name, role in a_round.roles.items()}


def nothing(probe: str, seed: int, problem: str) -> Evidence:
    """The evidence of a probe that could not be run: there is none, and why."""
    return Evidence(probe, "", "", seed, 0.0, "", 0, (), problem=problem)
