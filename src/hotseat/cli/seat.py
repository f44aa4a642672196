"""The hot seat in a terminal: a prompt with the clock in it, a word for each thing that a candidate does, and what came
of it.
"""

from __future__ import annotations

import shlex
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.errors import HotseatError, SittingError
from hotseat.interview import actions as do
from hotseat.interview.interviewer import open_pushback_of
from hotseat.rounds.evidence import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from hotseat.interview.actions import Action
    from hotseat.interview.sitting import Sittings
    from hotseat.interview.view import PredictView, RunView, SittingView

PATIENCE = 300.0
"""Seconds that a run is waited for."""

HELP = """\
ask QUESTION                 a clarifying question
pick NUMBER                  the topic that it meant, where the interviewer asks back
estimate EXPRESSION          a line of the worksheet: estimate 2000/s * 1.2 kB in GB/day
estimate KEY: EXPRESSION     the same, as the answer to an estimate that the round wishes for
commit KEY VALUE             a commitment: commit guarantee at-least-once
skip WHAT: REASON            something left out on purpose, and why
say TEXT                     a reason, an answer
draw FILE                    the design in a file becomes the board (draw it again after each change)
board                        the board's text
predict KEY VALUE [LOW HIGH] what the open pushback will measure; `predict holds 80%` how sure you are that it holds
run [objectives]             run the open pushback, or the design under its own load
concede REASON               live with what the open pushback shows
move PHASE, pause, resume    the clock
status                       where everything stands
finish                       the end; judge ITEM LEVEL marks what only a person can
quit                         leave; the sitting stays as it is"""


@dataclass
class Seat:
    """One sitting at one terminal. `holds` and `guesses` are the prediction that is being put together."""

    service: Sittings
    sitting: str
    screen: Console
    heard: set[str] = field(default_factory=set)
    guesses: dict[str, do.Guess] = field(default_factory=dict)

    def sit(self) -> None:
        """Asks until the end, or until whoever sits here leaves."""
        self.screen.print(self.view().prompt, markup=False)
        self.screen.print("`help` lists what you can do.\n", style="dim")
        try:
            while True:
                view = self.view()
                self.hear(view)
                if view.finished and not any(item.level is None for item in view.judged):
                    break
                line = self.screen.input(self.prompt(view), markup=False).strip()
                if line in ("quit", "exit"):
                    break
                if line:
                    self.take(line)
        except (EOFError, KeyboardInterrupt):
            self.screen.print()
        self.leave()

    def view(self) -> SittingView:
        """The sitting now."""
        return self.service.view(self.sitting)

    def prompt(self, view: SittingView) -> str:
        """`12:05/60:00 pushbacks> `."""
        clock = view.clock
        if view.finished:
            return "over> "
        paused = "" if clock.running else " (paused)"
        return f"{minutes(clock.elapsed)}/{minutes(clock.total)} {clock.phase}{paused}> "

    def hear(self, view: SittingView) -> None:
        """What the interviewer has said since."""
        for one in view.pushbacks:
            if one.key not in self.heard:
                self.heard.add(one.key)
                self.screen.print(f"\n{one.question}", style="bold", markup=False)
                self.screen.print(one.because, markup=False)
                for wanted in one.wanted:
                    self.screen.print(f"  predict {wanted.key}: {wanted.question} ({wanted.example})", markup=False)
        if view.finished and "" not in self.heard:
            self.heard.add("")
            self.screen.print(f"\nThe sitting is over (by the {view.finished}).", style="bold")
            for item in view.judged:
                levels = "; ".join(f"{level} {text}" for level, text in enumerate(item.levels))
                self.screen.print(f"  judge {item.key} LEVEL: {item.question} ({levels})", markup=False)

    def take(self, line: str) -> None:
        """One line; what is wrong with it is said, and costs nothing."""
        word, _, rest = line.partition(" ")
        command = COMMANDS.get(word)
        if command is None:
            self.screen.print(f"'{word[:40]}' is nothing that can be done here; `help` lists what can", markup=False)
            return
        try:
            command(self, rest.strip())
        except HotseatError as error:
            self.screen.print(str(error), style="red", markup=False)

    def act(self, action: Action) -> SittingView:
        """Does something."""
        return self.service.act(self.sitting, action)

    def asked(self) -> str:
        """The pushback that is open."""
        key = open_pushback_of(self.view())
        if key is None:
            raise SittingError("no pushback is open now")
        return key

    def leave(self) -> None:
        """How to go on, or where the debrief is."""
        over = self.service.peek(self.sitting).finished
        words = f"hotseat debrief {self.sitting}" if over else f"hotseat sit --resume {self.sitting}"
        self.screen.print(f"nothing is lost; go on with: {words}", style="dim", markup=False, soft_wrap=True)

    # ------------------------------------------------------------------------------------------------ the words

    def help(self, _rest: str) -> None:
        """What can be done."""
        self.screen.print(HELP, markup=False)

    def ask(self, rest: str) -> None:
        """A question."""
        self.answer(self.act(do.Ask(rest)))

    def pick(self, rest: str) -> None:
        """The topic that the last question meant, by its number."""
        offered = next((one.offered for one in reversed(self.view().answers) if one.offered), ())
        if not rest.isdecimal() or not 1 <= int(rest) <= len(offered):
            raise SittingError(
                f"write `pick NUMBER`, from 1 to {len(offered)}" if offered else "nothing is offered to pick from"
            )
        self.answer(self.act(do.Pick(offered[int(rest) - 1].fact)))

    def answer(self, view: SittingView) -> None:
        """What the interviewer said to the last question."""
        last = view.answers[-1]
        self.screen.print(last.answer, markup=False)
        for number, topic in enumerate(last.offered, start=1):
            self.screen.print(f"  pick {number}: {topic.title}", markup=False)

    def estimate(self, rest: str) -> None:
        """A line of the worksheet."""
        key, colon, expression = rest.partition(":")
        named = colon and key.strip() in {one.key for one in self.view().estimates}
        action = do.Work(expression.strip(), estimate=key.strip()) if named else do.Work(rest)
        line = self.act(action).worksheet[-1]
        self.screen.print(line.problem or f"= {line.text}", markup=False)

    def commit(self, rest: str) -> None:
        """A commitment."""
        key, _, value = rest.partition(" ")
        made = next(one for one in self.act(do.Commit(key, value)).commitments if one.key == key)
        self.screen.print(f"{key}: {made.value} ({made.state})", markup=False)

    def skip(self, rest: str) -> None:
        """Something left out."""
        what, _, reason = rest.partition(":")
        known = {one.key for one in self.view().commitments}
        self.act(do.Skip(what.strip(), reason.strip(), what.strip() if what.strip() in known else None))

    def say(self, rest: str) -> None:
        """Something said; while a pushback is open, about that."""
        self.act(do.Say(rest, open_pushback_of(self.view())))

    def draw(self, rest: str) -> None:
        """A file becomes the board."""
        from hotseat.design.reading import examine, text_of

        text = text_of(Path(rest).expanduser())
        board = self.view().board
        seen = self.act(do.Draw(text, board.layout)).board
        self.screen.print(f"revision {seen.revision}", markup=False)
        for problem in examine(text).problems if "\n" in text else ():
            self.screen.print(str(problem), style="yellow", markup=False)

    def board(self, _rest: str) -> None:
        """The board's text."""
        self.screen.print(self.view().board.text, markup=False)

    def predict(self, rest: str) -> None:
        """One guess, or how sure one is; both count for the next run."""
        words = split(rest)
        probe = open_pushback_of(self.view()) or OBJECTIVES
        if len(words) == 2 and words[0] == "holds":
            self.act(do.Predict(probe, dict(self.guesses), probability(words[1])))
        elif len(words) in (2, 4):
            self.guesses[words[0]] = do.Guess(*words[1:])
            try:
                self.act(do.Predict(probe, dict(self.guesses)))
            except HotseatError:
                del self.guesses[words[0]]
                raise
        else:
            wanted = self.view().objectives_wanted if probe == OBJECTIVES else self.wanted(probe)
            keys = ", ".join(one.key for one in wanted)
            raise SittingError(f"write `predict KEY VALUE [LOW HIGH]` or `predict holds 80%`; keys: {keys}")

    def wanted(self, probe: str) -> tuple[PredictView, ...]:
        """What to predict of a pushback."""
        return next(one.wanted for one in self.view().pushbacks if one.key == probe)

    def run(self, rest: str) -> None:
        """A run, and what it measured."""
        probe = rest or self.asked()
        done = threading.Event()
        self.service.listen(lambda _: done.set())
        view = self.act(do.RunProbe(probe))
        self.guesses.clear()
        number = view.runs[-1].id
        waited = 0.0
        while (one := next(run for run in view.runs if run.id == number)).state == "running" and waited < PATIENCE:
            done.wait(1.0)
            done.clear()
            waited += 1.0
            view = self.view()
        self.show(one, view)

    def show(self, run: RunView, view: SittingView) -> None:
        """What a run measured."""
        if run.evidence is None or run.problem:
            self.screen.print(f"run {run.id}: {run.state}. {run.problem}", markup=False)
            return
        for hold in run.evidence.holds:
            mark = "met   " if hold.met else "MISSED"
            self.screen.print(
                f"  {mark} {hold.subject}: {hold.threshold} (measured {measured_text(hold.measured)})", markup=False
            )
        for measure, value in run.evidence.measures.items():
            self.screen.print(f"  {measure} = {measured_text(value)}", markup=False)
        for one in view.pushbacks:
            if one.key == run.probe and one.reveals:
                self.screen.print(one.reveals, markup=False)

    def concede(self, rest: str) -> None:
        """Lives with it."""
        self.act(do.Concede(self.asked(), rest))

    def move(self, rest: str) -> None:
        """On to a phase."""
        self.act(do.Move(rest))

    def pause(self, _rest: str) -> None:
        """Stops the clock."""
        self.act(do.Pause())

    def resume(self, _rest: str) -> None:
        """Starts it again."""
        self.act(do.Resume())

    def judge(self, rest: str) -> None:
        """A mark after the end."""
        item, _, level = rest.partition(" ")
        if not level.strip().isdigit():
            raise SittingError("write `judge ITEM LEVEL`, the level as a number from 0")
        self.act(do.Judge(item, int(level)))

    def finish(self, _rest: str) -> None:
        """The end."""
        self.act(do.Finish())

    def status(self, _rest: str) -> None:
        """Commitments, estimates and the interviewer."""
        view = self.view()
        self.screen.print(view.interviewer.says, markup=False)
        for one in view.commitments:
            self.screen.print(
                f"  {one.state:8}{one.key} by {minutes(one.by)}: {one.question} {one.value}".rstrip(), markup=False
            )
        for wish in view.estimates:
            self.screen.print(
                f"  {'done' if wish.done else 'open':8}{wish.key}: {wish.question} ({wish.unit})", markup=False
            )


COMMANDS: dict[str, Callable[[Seat, str], None]] = {
    name: getattr(Seat, name)
    for name in (
        "help", "ask", "pick", "estimate", "commit", "skip", "say", "draw", "board", "predict", "run", "concede", "move",
        "pause", "resume", "status", "judge", "finish",
    )
}  # fmt: skip
"""Each word and what it does."""


def split(line: str) -> list[str]:
    """A line's words, as a shell takes them apart."""
    try:
        return shlex.split(line)
    except ValueError:
        raise SittingError("a quotation mark lacks its other half") from None


def minutes(seconds: float) -> str:
    """`9:30`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def measured_text(value: float | None) -> str:
    """A measured number."""
    return "nothing" if value is None else f"{value:.4g}"


def probability(word: str) -> float:
    """`80%` or `0.8`."""
    from hotseat.design.quantities import parse_quantity
    from hotseat.design.units import SHARE

    try:
        return float(parse_quantity(word, SHARE))
    except ValueError as error:
        raise SittingError(str(error)) from None
