"""The names of faults.

A run of a handler is settled by three things: the handler, the world, and which effects went wrong. So an effect has a
**key** that says what it is and not when it happened: the node, the kind, what it is about, and how many of the same
there were before it in the run. A **fault** is a key and a way in which that effect goes wrong; a **fault set** is a
frozen set of faults. The same set is the replay, the link and the sentence:

    crash:sender:post/merchant evt_1#0:after      the sender crashes after its first post of evt_1 to the merchant

Because keys do not count steps, a set keeps its meaning while other faults are taken out of it, which is what makes
shrinking and "without this one it holds" work.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from hotseat.errors import LabError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Key(NamedTuple):
    """The stable name of one effect. `n` counts, from 0, the effects with the same node, kind and what in one run.

    A named tuple and not a dataclass: a search makes and hashes millions.
    """

    node: str
    kind: str
    what: str
    n: int

    def __str__(self) -> str:
        return f"{self.node}:{self.kind}/{self.what}#{self.n}"


class Fault(NamedTuple):
    """One effect going wrong in one way. `way` is a name such as `lost`, or a name and a moment: `crash:after`."""

    key: Key
    way: str

    def __str__(self) -> str:
        name, _, moment = self.way.partition(":")
        return f"{name}:{self.key}" + (f":{moment}" if moment else "")


FaultSet = frozenset[Fault]

FINE = "fine"
"""Way 0 of every effect."""

HELD = "held"
"""Not a fault but an order: this step sleeps until a step of another task that it clashes with has been taken;
`held:3` until three have.
"""

JITTERED = "jittered"
RANKED = "ranked"


def held(key: Key, times: int) -> Fault:
    """The step `key`, held back until `times` others that it clashes with have been taken."""
    return Fault(key, HELD if times == 1 else f"{HELD}:{times}")


def held_times(way: str) -> int:
    """How many others go before a step that is held in this way; 0 for a way that holds nothing."""
    name, _, times = way.partition(":")
    return 0 if name != HELD else int(times) if times.isdigit() else 1


def jitter(seed: int) -> Fault:
    """Not a fault but another order: every latency of the run is stretched or shortened at random, by this seed."""
    return Fault(Key("world", "order", "latency", seed), JITTERED)


def ranking(seed: int, changes: int, steps: int) -> Fault:
    """Not a fault but another order: chains of steps have random ranks by this seed, `changes` of which drop at random
    among the first `steps` steps.
    """
    return Fault(Key("world", "order", f"{changes} of {steps}", seed), RANKED)


def is_order(fault: Fault) -> bool:
    """Does it only say in which order things happen?"""
    return fault.way in (JITTERED, RANKED) or held_times(fault.way) > 0


def strikes(faults: Iterable[Fault]) -> int:
    """The number of real faults among these."""
    return sum(not is_order(fault) for fault in faults)


_TEXT = re.compile(r"(?P<name>[^:]+):(?P<node>[^:]+):(?P<kind>[^/:]+)/(?P<what>.*)#(?P<n>\d+)(:(?P<moment>[^:#]+))?")


def write_faults(faults: Iterable[Fault]) -> str:
    """The compact text of a fault set, as `--faults` takes it; the same set always gives the same text."""
    return ", ".join(str(fault) for fault in sorted(faults))


def read_faults(text: str) -> FaultSet:
    """The fault set that `text` names. Raises LabError for what is not one."""
    return frozenset(_read_fault(part.strip()) for part in text.split(",") if part.strip())


def _read_fault(text: str) -> Fault:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise LabError(
            f"--faults: '{text}' is no fault; write WAY:NODE:KIND/WHAT#N, such as 'lost:sender:post/acme evt_1#0'"
        )
    key = Key(match["node"], match["kind"], match["what"], int(match["n"]))
    moment = match["moment"]
    return Fault(key, f"{match['name']}:{moment}" if moment else match["name"])


def unknown_fault(fault: Fault, known: Iterable[Fault]) -> LabError:
    """The error for a fault that no effect of the run answers to; names the nearest that one does."""
    near = difflib.get_close_matches(str(fault), [str(other) for other in known], n=1, cutoff=0.3)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return LabError(f"--faults: no effect of this run answers to '{fault}'{hint}")
