"""Small designs for the engine's semantics: one behaviour each, its numbers worked out by hand.

`run` puts a heading before the text: nothing is warm-up, and the network takes no time, so that a latency is a sum of the
steps' own times. A design that says otherwise begins with its own `network`.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING

import hotseat

if TYPE_CHECKING:
    from hotseat.load.result import HopResult, Result

HEADING = "hotseat: 1\nname: small\nwarmup: 0s\n"


def run(text: str, *, seed: int = 1, duration: float = 100.0, exact: bool = True) -> Result:
    """The result of a small design."""
    text = dedent(text)
    network = "" if "network:" in text or "regions:" in text else "network: {rtt: 0s}\n"
    design = hotseat.read_design(HEADING + network + text)
    return hotseat.simulate(replace(design, duration=duration), seed=seed, exact=exact)


def hop(result: Result, callee: str, caller: str = "") -> HopResult:
    """The one hop to a callee (from a caller whose name begins so)."""
    (found,) = [h for h in result.hops if h.callee == callee and h.caller.startswith(caller)]
    return found
