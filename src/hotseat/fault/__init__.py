"""The fault lab: runs an ordinary `async def` handler under every small set of faults and shows the smallest that
breaks it.

Standard library only, so that the same code runs natively, in a test suite and in a browser. `explore` searches,
`replay`
plays one fault set again, `ablate` takes out safeguards; `World` and `Promise` describe what a handler runs in and is
held to.
"""

from __future__ import annotations

from hotseat.fault.keys import Fault, FaultSet, Key, read_faults, write_faults
from hotseat.fault.lab import Report, ablate, explore, replay
from hotseat.fault.run import Node, Run
from hotseat.fault.world import Promise, World, find_world, world_names

__all__ = [
    "Fault",
    "FaultSet",
    "Key",
    "Node",
    "Promise",
    "Report",
    "Run",
    "World",
    "ablate",
    "explore",
    "find_world",
    "read_faults",
    "replay",
    "world_names",
    "write_faults",
]
