"""What workers are given to do in their tests, in place of a probe: each named for how it ends."""

import os
import time

from hotseat.interview.runner import Outcome


def errand(what, tell, stop, known):
    if what == "asks":
        return Outcome("done", evidence=known("a digest"))
    return globals()[getattr(what, "text", what)](tell, stop)


def answers(tell, stop):
    tell(0.5)
    return Outcome("done", result=str(os.getpid()).encode())


def raises(tell, stop):
    raise ZeroDivisionError("what nobody foresaw")


def crashes(tell, stop):
    os._exit(3)


def goes_on(tell, stop):
    """Goes on until it is told to stop, and says when it has begun."""
    tell(0.0)
    while not stop():
        time.sleep(0.001)
    return Outcome("cancelled", problem="stopped")


def never_asks(tell, stop):
    """Never asks whether it should stop."""
    tell(0.0)
    while True:
        time.sleep(0.01)


def hoards(tell, stop):
    tell(0.0)
    hoard = []
    while True:
        hoard.append(bytearray(b"x" * 10_000_000))
        time.sleep(0.001)


def takes_half_a_second(tell, stop):
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        time.sleep(0.01)
    return Outcome("done")


def reserves(tell, stop):
    """Reserves far more than it may hold, and uses hardly any of it, as the engine's tables do."""
    import numpy as np

    table = np.zeros(1_000_000_000, np.int64)
    table[:1000] = 1
    return Outcome("done", result=str(int(table[:1000].sum())).encode())
