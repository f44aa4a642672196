"""Sides timed in turn: a round lets each explore for about as long, and the rounds are repeated, so that whatever else
the machine does meets all sides alike. What counts is the median of the rounds; their range is printed beside it.
"""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from benchmarks.fault.sides import SIDES, version


class SideError(Exception):
    """A side that cannot be run; the message is its last words."""


@dataclass
class Side:
    """One side's process, and its schedules a second, round by round."""

    name: str
    rates: list[float] = field(default_factory=list)
    done: int = 0

    def __post_init__(self):
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.fault.sides", self.name]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": "0"}, **pipes)

    def explore(self, count):
        """The seconds that the next `count` schedules take."""
        try:
            self.process.stdin.write(f"{self.done} {count}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            words = self.process.stderr.read().strip().splitlines() or ["it ended without a word"]
            raise SideError(words[-1])
        self.done += count
        return float(answer)

    def warm_up(self, seconds):
        """Finds how many schedules take about `seconds`; these count for nothing."""
        count = 5
        while (took := self.explore(count)) < seconds / 4:
            count *= 2
        self.batch = max(1, round(count * seconds / took))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    @property
    def median(self):
        return statistics.median(self.rates)


def race(*, rounds, seconds):
    """The sides that ran, and for those that did not the reason, by name."""
    sides, missing = start(seconds)
    for number in range(rounds):
        for side in rotated(list(sides), number):
            side.rates.append(side.batch / side.explore(side.batch))
    for side in sides:
        side.close()
    return sides, missing


def start(seconds):
    """Every side that is installed, warm; and why the others are not here."""
    sides, missing = [], {}
    for name in SIDES:
        if not version(name):
            missing[name] = "not installed in this environment (it asks for Python 3.12 or newer)"
            continue
        side = Side(name)
        try:
            side.warm_up(seconds)
        except SideError as error:
            missing[name] = f"does not run here: {error}"
            side.close()
        else:
            sides.append(side)
    return sides, missing


def rotated(items, places):
    """The items, beginning with another one each round."""
    places %= len(items)
    return items[places:] + items[:places]
