"""Plays a script: winds the sitting's clock from step to step, and answers what is pushed as the script says.

Nothing waits: the clock is the script's own. The same script, seed and engine give the same log, but for the time of
day. A step that the sitting refuses stops the play with the step's place in the file.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hotseat.design.reading import text_of
from hotseat.errors import DesignError, Problem, SittingError
from hotseat.interview import actions as do
from hotseat.interview import plain
from hotseat.interview.clock import schedule, total_of
from hotseat.interview.interviewer import open_pushback_of
from hotseat.interview.script import CLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.interview.actions import Action
    from hotseat.interview.clock import ScriptedClock
    from hotseat.interview.script import Script, Step
    from hotseat.interview.sitting import Sittings
    from hotseat.interview.view import SittingView
    from hotseat.rounds.round import Round


def play(script: Script, sittings: Sittings, clock: ScriptedClock, *, owner: str = "here", seed: int = 1) -> str:
    """Begins a sitting and plays the whole script in it, to its end; returns its id. `clock` is the sittings' own.

    Raises SittingError with the place of the step that could not be done.
    """
    sitting = sittings.create(script.round, script.calibration, owner=owner, seed=seed)
    Player(script, sittings, clock, sitting, sittings.round_of(sitting)).play()
    return sitting


@dataclass
class Player:
    """One play. `answered` are the pushbacks whose answers were begun."""

    script: Script
    sittings: Sittings
    clock: ScriptedClock
    sitting: str
    round: Round
    answered: set[str] = field(default_factory=set)

    def play(self) -> None:
        """All steps, the end, and the marks after it."""
        for key in self.script.answers:
            if key not in self.round.pushbacks:
                raise self.wrong(f"answers.{key}", f"'{self.round.slug}' has no such pushback", 0)
        for step in self.script.steps:
            self.wind_to(step.at or 0.0)
            self.do(step)
            self.answer()
        self.wind_to(total_of(self.round))
        for step in self.script.after:
            self.do(step)

    def view(self) -> SittingView:
        """The sitting now."""
        return self.sittings.view(self.sitting)

    def wind_to(self, at: float) -> None:
        """Winds the clock on to a time, stopping where phases begin and where a pushback's time comes."""
        view = self.view()
        while not view.finished and view.clock.elapsed < at:
            ahead = [one for one in (*self.stops(), at) if one > view.clock.elapsed]
            self.clock.wind(min(ahead) - view.clock.elapsed)
            self.answer()
            view = self.view()

    def stops(self) -> Iterator[float]:
        """The times at which something may come about by itself."""
        yield from (at for _, at in schedule(self.round))
        yield from (one.when.after * 60 for one in self.round.pushbacks.values())
        yield total_of(self.round)

    def answer(self) -> None:
        """Plays the answers to whatever is pushed, until nothing is open that the script has an answer to."""
        key = open_pushback_of(self.view())
        while key is not None and key in self.script.answers and key not in self.answered:
            self.answered.add(key)
            for step in self.script.answers[key]:
                self.clock.wind(step.wait)
                if self.view().finished:
                    return
                self.do(step, asked=key)
            key = open_pushback_of(self.view())

    def do(self, step: Step, *, asked: str | None = None) -> None:
        """One step."""
        try:
            if step.verb == "finish":
                if not self.view().finished:
                    self.sittings.act(self.sitting, do.Finish())
                return
            if step.verb == "pause":
                self.pause(step)
                return
            for action in self.actions(step, asked or open_pushback_of(self.view())):
                self.sittings.act(self.sitting, action)
        except SittingError as error:
            raise self.wrong(step.where, str(error), step.line) from None

    def pause(self, step: Step) -> None:
        """A pause of so long."""
        match = CLOCK.fullmatch(str(step.value))
        if match is None:
            raise SittingError('how long is the pause? write it like `pause: "2:00"`')
        self.sittings.act(self.sitting, do.Pause())
        self.clock.wind(int(match.group(1) or 0) * 3600 + int(match.group(2)) * 60 + float(match.group(3)))
        self.sittings.act(self.sitting, do.Resume())

    def actions(self, step: Step, asked: str | None) -> Iterator[Action]:
        """The actions of a step (`commit` may make several)."""
        value, more = step.value, step.more
        match step.verb:
            case "ask":
                yield do.Ask(value)
            case "pick":
                yield do.Pick(value)
            case "estimate":
                yield do.Work(value, more.get("label", ""), more.get("estimate_for"))
            case "commit":
                for key, said in value.items():
                    yield do.Commit(key, str(said))
            case "draw":
                yield do.Draw(self.text_of(value), places(more.get("layout")))
            case "skip":
                yield do.Skip(value, more.get("reason", ""), more.get("commitment"))
            case "say":
                yield do.Say(value, more.get("about"))
            case "move":
                yield do.Move(value)
            case "predict":
                yield predicted(value, asked)
            case "run":
                yield do.RunProbe(named(asked) if value == "asked" else value)
            case "concede":
                said = value if isinstance(value, dict) else {"reason": value}
                yield do.Concede(str(said.get("pushback") or named(asked)), str(said.get("reason") or ""))
            case "judge":
                yield do.Judge(value, whole(more.get("level")), more.get("by", "self"), more.get("note", ""))

    def text_of(self, value: str) -> str:
        """A design: written in the script itself, or a file of the round's, or one beside the script."""
        if "\n" in value:
            return value
        if value in self.round.files:
            return self.round.files[value]
        if self.script.folder is not None:
            with contextlib.suppress(DesignError):
                return text_of(self.script.folder / value)
        raise SittingError(f"there is no design '{value[:80]}', neither in the round's folder nor beside the script")

    def wrong(self, where: str, message: str, line: int) -> SittingError:
        """The error of a step, with its place."""
        return SittingError(Problem(where, message, line, self.script.file))


def named(asked: str | None) -> str:
    """The pushback that is open; without one there is nothing to answer."""
    if asked is None:
        raise SittingError("no pushback is open now; name one, or put this step under `answers`")
    return asked


def whole(value: Any) -> int:  # noqa: ANN401 (whatever stood in the file)
    """A level."""
    if not isinstance(value, str) or not value.isdigit():
        raise SittingError("`level` is a whole number from 0")
    return int(value)


def places(value: Any) -> dict[str, tuple[float, float]]:  # noqa: ANN401 (whatever stood in the file)
    """Boxes and where they are: `{api: [120, 40]}`."""
    try:
        return {name: (float(x), float(y)) for name, (x, y) in (value or {}).items()}
    except (AttributeError, TypeError, ValueError):
        raise SittingError("a layout is written like `{api: [120, 40]}`") from None


def predicted(value: dict[str, Any], asked: str | None) -> Action:
    """A prediction: for the open pushback, or for the probe that is named."""
    unknown = sorted(value.keys() - {"guesses", "holds", "probe"})
    if unknown:
        raise SittingError(f"unknown key '{unknown[0]}'; a prediction has: guesses, holds, probe")
    told = value.get("guesses") or {}
    if not isinstance(told, dict):
        raise SittingError("guesses are written like `{duplicates: {value: 10, low: 0, high: 100}}`")
    guesses = {
        key: do.Guess(value=said) if isinstance(said, str) else plain.from_plain(said, do.Guess, where=f"guesses.{key}")
        for key, said in told.items()
    }
    try:
        holds = None if value.get("holds") is None else float(value["holds"])
    except (TypeError, ValueError):
        raise SittingError(f"holds: '{value['holds']}' is no probability; write one from 0 to 1") from None
    probe = value.get("probe") or named(asked)
    return do.Predict(str(probe), guesses, holds)
