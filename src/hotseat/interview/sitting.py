"""The service behind every face of a sitting: begin one, look at it, act in it; page, terminal and script all come here.

Each call does the same things in the same order: read what the log has gained, let the clock do what was due (phases
begin, the end comes), append what the action comes to in one transaction, and then let the interviewer think. Nothing is
acknowledged before it is in the log. Two processes may hold the same sitting: whoever appends second sees that the number
is taken, reads on, and tries again on what it has read.
"""

from __future__ import annotations

import secrets
import string
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import hotseat
from hotseat.errors import Conflict, HotseatError, NotFound, Refused, SittingError, StoreError
from hotseat.interview import actions as do
from hotseat.interview import events as log
from hotseat.interview import host, transfer
from hotseat.interview.acting import Moment, events_of
from hotseat.interview.catalogue import Catalogue, Held, Installed
from hotseat.interview.clock import Clock, SystemClock, schedule, time_of_day, total_of, wall_of
from hotseat.interview.endings import Ending, Endings
from hotseat.interview.events import Event
from hotseat.interview.held import held
from hotseat.interview.live import ALIVE, Live
from hotseat.interview.log import decode, encode
from hotseat.interview.probing import Probing
from hotseat.interview.questions import Questions
from hotseat.interview.show import show
from hotseat.interview.state import State, fold
from hotseat.interview.view import SittingLine, SittingState, SittingView
from hotseat.store.logs import Head, Logs
from hotseat.store.verdicts import Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hotseat.interview.actions import Action
    from hotseat.interview.events import Happening
    from hotseat.interview.runner import Runner
    from hotseat.rounds.round import Round
    from hotseat.store.database import Store

    Timed = list[tuple[float, Happening]]


def missing(sitting: str) -> NotFound:
    """That there is no such sitting."""
    return NotFound(f"there is no sitting '{sitting[:64]}'")


HERE = "here"
"""The owner of sittings on one's own machine, where there are no accounts."""
TRIES = 20
"""How often an append is tried again while others append to the same log."""
BEAT = 5.0
"""Seconds between two notes of where a going clock is."""
ASLEEP = 60.0
"""Seconds by which the time of day must have run ahead of the clock for it to be said that the machine slept."""
LETTERS = string.ascii_letters + string.digits
"""What ids are written in: an id that begins with a dash would be an option to a command line."""


def new_id() -> str:
    """An id that nobody can guess (142 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(24))


class Sittings:
    """The sittings of one database."""

    def __init__(
        self,
        store: Store,
        *,
        runner: Runner,
        clock: Clock | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self.logs = Logs(store)
        self.endings = Endings(self, Verdicts(store))
        self.clock = clock or SystemClock()
        self.catalogue = catalogue or Installed()
        self.probing = Probing(self, runner)
        self.host = host.this()
        self.seen = (self.clock.monotonic(), self.clock.wall())
        self.lives: dict[str, Live] = {}
        self.digests: dict[str, tuple[Round, str]] = {}
        self.questions: dict[str, Questions] = {}
        self.guard = threading.Lock()
        self.listeners: list[Callable[[str], None]] = []
        self.progress_listeners: list[Callable[[str, int, float], None]] = []

    # ------------------------------------------------------------------------------------------- what people do

    def create(self, round_slug: str, calibration: str | None = None, *, owner: str = HERE, seed: int = 1) -> str:
        """Begins a sitting of a round now, and returns its id (which nobody can guess)."""
        a_round = self.catalogue.find(round_slug)
        chosen = calibration or next(iter(a_round.calibrations))
        if chosen not in a_round.calibrations:
            names = ", ".join(a_round.calibrations)
            raise Refused(f"'{chosen[:60]}' is no calibration of '{round_slug}'; write one of: {names}")
        started = log.Started(
            a_round.slug or round_slug, self.digest(a_round), chosen, seed, hotseat.__version__, a_round.start
        )
        wall = self.clock.wall()
        when = time_of_day(wall)
        first = next(iter(a_round.phases))
        events = (Event(1, 0.0, when, started), Event(2, 0.0, when, log.Moved(first, "clock")))
        head = Head(new_id(), started.round, owner, chosen, when, 0.0, wall, self.host)
        self.logs.begin(head, [encode(event) for event in events])
        live = self._live(head.id)
        live.beat = self.clock.monotonic()
        live.anchor = (live.beat, 0.0)
        return head.id

    def view(self, sitting: str) -> SittingView:
        """The sitting as it is now. What the clock brings is noted first; so is that the server was away."""
        live = self._live(sitting)
        with live.lock:
            before = live.state.seq
            self._append(live, lambda: ())
            self.probing.look(live)
            shown = self._show(live)
        if live.state.seq != before:
            self.tell(sitting)
        return shown

    def act(self, sitting: str, action: Action, *, after: int | None = None) -> SittingView:
        """Does something. `after` is the number of the last event that the person saw: a drawing that is based on an
        older board than the present one is a Conflict, which carries the sitting as it stands. Raises Refused.
        """
        live = self._live(sitting)
        with live.lock:
            appended = self._append(live, lambda: self._events_of(live, action, after))
            self.probing.start(live, appended)
            self.probing.look(live)
            shown = self._show(live)
        self.tell(sitting)
        return shown

    def cancel(self, sitting: str, run: int) -> SittingView:
        """Stops a run that is under way."""
        live = self._live(sitting)
        with live.lock:
            self._catch_up(live)
            if run not in live.state.runs:
                raise NotFound(f"run {run}: there is none in this sitting")
            if live.state.runs[run].state == "running":
                self.probing.cancel(live, run)
        return self.view(sitting)

    # ------------------------------------------------------------------------------------------- looking only

    def events(self, sitting: str, *, after: int = 0) -> tuple[Event, ...]:
        """The log from event `after` on, that one left out. Reading changes nothing, not even the clock."""
        lines = self.logs.lines(sitting, after=after)
        if lines is None:
            raise missing(sitting)
        return tuple(decode(line) for line in lines)

    def peek(self, sitting: str) -> SittingView:
        """The sitting as the log has it, without touching it: its clock stands at what was last noted."""
        live = self._live(sitting)
        with live.lock:
            self._catch_up(live)
            return self._show(live)

    def round_of(self, sitting: str) -> Round:
        """The round that is sat."""
        return self._live(sitting).round

    def digest(self, a_round: Round) -> str:
        """What names a round's version; worked out once, for a round that was read does not change."""
        known, digest = self.digests.get(a_round.slug, (None, ""))
        if known is not a_round:
            digest = self.catalogue.digest(a_round)
            self.digests[a_round.slug] = (a_round, digest)
        return digest

    def has_changed(self, sitting: str) -> bool:
        """Whether the round is not the one any more that was sat."""
        live = self._live(sitting)
        with live.lock:
            self._catch_up(live)
            return live.digest != live.state.start.round_digest

    def owner(self, sitting: str) -> str:
        """Whose it is."""
        return self._head(sitting).owner

    def list(self, owner: str | None = None) -> tuple[SittingLine, ...]:
        """All sittings, or an owner's, newest first. One that cannot be read says so instead of hiding."""
        heads = self.logs.heads(owner)
        endings = self.endings.kept(heads, owner)
        return tuple(self._line(head, endings.get(head.id)) for head in heads)

    def result(self, sitting: str, run: int) -> bytes:
        """The whole result of a run, as the JSON of `hotseat run --json`."""
        for event in self.events(sitting):
            if isinstance(event.what, log.RunEnded) and event.what.run == run and event.what.evidence is not None:
                found = self.logs.result(event.what.evidence.digest)
                if found is not None:
                    return found
        raise NotFound(f"run {run}: there is no result of it in this database")

    def design(self, sitting: str, run: int) -> str:
        """The design that a run ran: the board, with the probe's faults and thresholds in it."""
        for event in self.events(sitting):
            if isinstance(event.what, log.RunEnded) and event.what.run == run and event.what.evidence is not None:
                return event.what.evidence.design
        raise NotFound(f"run {run}: there is no run of this number that ended")

    def boards(self, sitting: str) -> Iterator[tuple[str, Held]]:
        """Every board that there was, newest first, with the thresholds that the candidate was committed to by then."""
        a_round, state = self.round_of(sitting), State()
        found: list[tuple[str, Held]] = []
        for event in self.events(sitting):
            state.take(event)
            one = (state.text, held(a_round, state))
            if state.whole and (not found or found[-1] != one):
                found.append(one)
        return reversed(found)

    def export_(self, sitting: str) -> bytes:
        """The sitting as one file."""
        return transfer.packed(self.events(sitting))

    def import_(self, data: bytes, *, owner: str = HERE) -> str:
        """A sitting from such a file, under a new id; raises SittingError, with nothing kept, if it is damaged."""
        events = transfer.unpacked(data)
        state = fold(events)
        self.catalogue.find(state.start.round)
        head = Head(
            new_id(), state.start.round, owner, state.start.calibration, state.began, state.at,
            wall_of(state.when), "",
        )  # fmt: skip
        self.logs.begin(head, [encode(event) for event in events])
        return head.id

    def delete(self, sitting: str) -> None:
        """Takes a sitting and its log away for good."""
        live = self._live(sitting)
        with live.lock:
            self.probing.drop(live)
            self.logs.forget(sitting)
        with self.guard:
            self.lives.pop(sitting, None)

    # ------------------------------------------------------------------------------------------- as time goes by

    def tick(self) -> None:
        """Lets every clock that is going here do what is due, and notes where it is. Call it about once a second."""
        slept = self._slept()
        self._beat(tuple(self.lives.values()))
        for sitting, live in tuple(self.lives.items()):
            if live.state.finished and live.state.examined is not None:
                self.lives.pop(sitting, None)  # nothing can come about any more; who wants it reads it again
            if live.anchor is None or live.state.finished or live.state.paused:
                continue
            try:
                if slept:
                    self.note(sitting, lambda _: (log.Resumed(slept, by="server"),))
                self.view(sitting)
                self.probing.examine_ahead(live)
            except NotFound:
                self.lives.pop(sitting, None)

    def _slept(self) -> float:
        """For how long the machine has slept since this was last asked: its clock stood, and the time of day went on. 0
        where that may be no more than a clock being set right.
        """
        (moment, wall), self.seen = self.seen, (self.clock.monotonic(), self.clock.wall())
        gone = (self.seen[1] - wall) - (self.seen[0] - moment)
        return round(gone, 3) if gone >= ASLEEP else 0.0

    def leave(self) -> None:
        """Notes where every clock that is going here stands, and stops what runs for it; for a clean end."""
        for live in tuple(self.lives.values()):
            with live.lock:
                self.probing.drop(live)
                if live.anchor is not None and not live.state.finished and not live.state.paused:
                    self.logs.beat({live.id: self.elapsed(live)}, when=self.clock.wall(), host="")

    def listen(self, changed: Callable[[str], None]) -> None:
        """Has `changed(id)` called, from any thread, whenever a sitting has changed."""
        self.listeners.append(changed)

    def listen_to_progress(self, told: Callable[[str, int, float], None]) -> None:
        """Has `told(id, run, share)` called, from any thread, as runs come along."""
        self.progress_listeners.append(told)

    def note(self, sitting: str, happenings: Callable[[Live], Sequence[Happening]]) -> bool:
        """Appends what happened of itself (a run ended, the interviewer asks); False if there was nothing to note.

        `happenings` is asked on the state as it is when the log is written, and again if another writer came first.
        """
        live = self._live(sitting)
        with live.lock:
            noted = self._append(live, lambda: happenings(live))
        if noted:
            self.tell(sitting)
        return bool(noted)

    # ------------------------------------------------------------------------------------------- within

    def _head(self, sitting: str) -> Head:
        head = self.logs.head(sitting) if len(sitting) <= 64 else None
        if head is None:
            raise missing(sitting)
        return head

    def _live(self, sitting: str) -> Live:
        """The sitting in memory; read from the database the first time."""
        with self.guard:
            live = self.lives.get(sitting)
        if live is None:
            a_round = self.catalogue.find(self._head(sitting).round)
            digest = self.digest(a_round)
            made = Live(sitting, a_round, self._questions(digest, a_round), digest)
            with self.guard:
                live = self.lives.setdefault(sitting, made)
        return live

    def ready(self, round_slug: str) -> None:
        """Makes a round ready to be sat."""
        a_round = self.catalogue.find(round_slug)
        self._questions(self.digest(a_round), a_round)

    def _questions(self, digest: str, a_round: Round) -> Questions:
        """What answers a round's questions: made once for all who sit it."""
        with self.guard:
            if digest not in self.questions:
                self.questions[digest] = Questions(a_round.facts)
            return self.questions[digest]

    def _catch_up(self, live: Live) -> None:
        """Folds what others have appended; the clock then goes by what they noted."""
        lines = self.logs.lines(live.id, after=live.state.seq)
        if lines is None:
            raise missing(live.id)
        if live.state.seq == 0 and not lines:
            raise SittingError(f"sitting {live.id}: its log is empty")
        for line in lines:
            event = decode(line)
            live.state.take(event)
            if live.anchor is not None and isinstance(event.what, log.Resumed):
                gone = min(max(0.0, self.clock.wall() - wall_of(event.when)), ALIVE)
                live.anchor = (self.clock.monotonic() - gone, event.at)

    def elapsed(self, live: Live) -> float:
        """Seconds on the sitting's clock; it never goes back, nor over the end."""
        state = live.state
        if live.anchor is None or state.paused or state.finished:
            return state.at
        moment, at = live.anchor
        return min(max(state.at, round(at + self.clock.monotonic() - moment, 3)), max(total_of(live.round), state.at))

    def _append(self, live: Live, happenings: Callable[[], Sequence[Happening]]) -> tuple[Event, ...]:
        """Appends what is due by the clock, and then `happenings`, asked on the state that this has led to. Each is
        one transaction; where another writer was first, all is looked at again.
        """
        for _ in range(TRIES):
            self._catch_up(live)
            if self._write(live, self._due(live)) is None:
                continue
            at = self.elapsed(live)
            written = self._write(live, [(at, what) for what in happenings()])
            if written is not None:
                self._beat([live])
                return written
        raise StoreError("others keep writing to this sitting; try again")

    def _write(self, live: Live, timed: Sequence[tuple[float, Happening]]) -> tuple[Event, ...] | None:
        """Appends events at their times; None, with nothing written, if somebody else has taken their numbers."""
        if not timed:
            return ()
        wall = self.clock.wall()
        first, when = live.state.seq + 1, time_of_day(wall)
        events = tuple(Event(first + place, at, when, what) for place, (at, what) in enumerate(timed))
        if not self.logs.append(live.id, [encode(event) for event in events], beat_when=wall, host=self.host):
            return None
        for event in events:
            live.state.take(event)
            if isinstance(event.what, log.Resumed):
                live.anchor = (self.clock.monotonic(), event.at)
        live.beat = self.clock.monotonic()
        return events

    def _due(self, live: Live) -> Timed:
        """What has come about without anybody's doing: the server was away, phases begin, the time is over."""
        state = live.state
        if state.finished:
            return []
        timed: Timed = []
        if live.anchor is None:
            timed = self._take_over(live)
        if state.paused or live.anchor is None:
            return timed
        elapsed, total = self.elapsed(live), total_of(live.round)
        begins = dict(schedule(live.round))
        now = begins.get(state.phase, 0.0)
        timed += [(max(at, state.at), log.Moved(key, "clock")) for key, at in begins.items() if now < at <= elapsed]
        if elapsed >= total:
            timed.append((max(total, state.at), log.Finished("clock")))
        return timed

    def _take_over(self, live: Live) -> Timed:
        """Finds out where the clock of a sitting stands that this process has not held yet.

        If another process holds it, its clock is going, and ours goes with it. If none does, the clock has stood since
        it was last seen going: it goes on from there, and runs that were under way are lost.
        """
        head, state = self._head(live.id), live.state
        wall, moment = self.clock.wall(), self.clock.monotonic()
        gone = max(0.0, wall - head.beat_when)
        if self._is_held(head, wall):
            live.anchor = (moment - gone, max(head.beat_at, state.at))
            return []
        at = max(state.at, head.beat_at) if not state.paused else state.at
        live.anchor = (moment, at)
        lost = [(at, self.probing.lost(run.id)) for run in state.runs.values() if run.state == "running"]
        back: Timed = [] if state.paused else [(at, log.Resumed(round(gone, 3), by="server"))]
        return back + lost

    def _is_held(self, head: Head, wall: float) -> bool:
        """Whether some process holds this sitting, so that its clock is going."""
        return wall - head.beat_when <= ALIVE and host.is_there(head.host, self.host)

    def _events_of(self, live: Live, action: Action, after: int | None) -> Sequence[Happening]:
        state = live.state
        if live.digest != state.start.round_digest and not isinstance(action, (do.Judge, do.Finish)):
            raise Refused(
                f"the round '{live.round.title}' has changed since this sitting began, so that it can only be finished "
                "and marked; begin a new one"
            )
        if (
            isinstance(action, do.Draw)
            and after is not None
            and action.text != state.text
            and state.drawn[-1:] > [after]
        ):
            raise Conflict(
                "the board was changed elsewhere since you last saw it; nothing of yours was written over it",
                view=self._show(live),
            )
        if isinstance(action, do.Resume) and state.paused:
            return (log.Resumed(round(max(0.0, self.clock.wall() - wall_of(state.paused_when)), 3)),)
        return events_of(action, Moment(live.round, state, self.elapsed(live), live.questions))

    def _show(self, live: Live) -> SittingView:
        going = live.anchor is not None and not live.state.paused and not live.state.finished
        return show(
            live.id, live.round, live.state, elapsed=self.elapsed(live), running=going,
            thinking=live.thinking, progress=live.progress, unmeasured=live.unmeasured,
        )  # fmt: skip

    def _beat(self, lives: Sequence[Live]) -> None:
        """Notes now and then where clocks are, so that little is lost if the server goes away."""
        moment, due = self.clock.monotonic(), {}
        for live in lives:
            going = live.anchor is not None and not live.state.paused and not live.state.finished
            if going and moment - live.beat >= BEAT:
                live.beat, due[live.id] = moment, self.elapsed(live)
        if due:
            self.logs.beat(due, when=self.clock.wall(), host=self.host)

    def _line(self, head: Head, ending: Ending | None) -> SittingLine:
        try:
            a_round = self.catalogue.find(head.round)
            word, elapsed, ending = ("finished", 0.0, ending) if ending is not None else self._stands(head)
        except HotseatError as error:
            return SittingLine(
                head.id, head.round, head.round, head.calibration, head.began, 0.0, 0.0, "unreadable", str(error)
            )
        line = SittingLine(
            head.id, head.round, a_round.title, head.calibration, head.began, elapsed, total_of(a_round), word
        )
        return line if ending is None else replace(
            line, elapsed=ending.elapsed, verdict=ending.verdict, unmarked=ending.unmarked
        )  # fmt: skip

    def _stands(self, head: Head) -> tuple[SittingState, float, Ending | None]:
        """Where a sitting stands by its log: going, paused or finished, since when, and what it came to."""
        live = self._live(head.id)
        with live.lock:
            self._catch_up(live)
            state = live.state
            if state.finished:
                return "finished", state.at, self.endings.draw(live, self.events(head.id), self._show(live))
            elapsed = self.elapsed(live)
            if state.paused:
                return "paused", elapsed, None
            going = live.anchor is not None or self._is_held(head, self.clock.wall())
            return "open" if going else "left", max(elapsed, head.beat_at), None

    def tell(self, sitting: str) -> None:
        """Tells whoever listens that a sitting is not as it was."""
        for listener in self.listeners:
            listener(sitting)
