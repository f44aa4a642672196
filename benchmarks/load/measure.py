"""Starts peers and tasks, each in a process of its own, and reads what they say.

This module imports no simulator, so that a peer's memory is the peer's. Repeats are interleaved (every peer once, then
every peer again), so that a machine that slows down slows all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
LIMIT = 1800.0
"""Seconds after which a measuring process is given up."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: the package it needs, how many requests to give it (a second's worth or more), what it leaves out."""

    name: str
    package: str
    requests: dict[str, float]
    remark: str = ""
    newer: bool = False
    """It needs a newer Python than the others are measured on."""


PEERS = (
    Peer("hotseat", "hotseat", {"W1": 1.2e7, "W2": 5e6, "W2lc": 5e6}),
    Peer("heapq", "heapq", {"W1": 1e6, "W2": 2e5, "W2lc": 2e5}),
    Peer("simpy", "simpy", {"W1": 1.5e5, "W2": 5e4, "W2lc": 5e4}),
    Peer("ciw", "ciw", {"W1": 6e4, "W2": 2e4}, "another W2: it cannot hold a worker during a call, nor retry"),
    Peer("happysim", "happysimulator", {"W1": 4e4, "W2": 1.5e4, "W2lc": 1.5e4}, newer=True),
)


@dataclass(slots=True)
class Measured:
    """What the repeats of one peer on one workload said."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""

    def of(self, quantity: str) -> list[float]:
        """One quantity over the repeats: `requests/s`, `events/s`, `requests/cpu`, `memory`, `process`, or a latency."""
        if quantity in ("requests/s", "events/s"):
            name = quantity.removesuffix("/s")
            return [run[name] / run["seconds"] for run in self.runs if run.get(name)]
        if quantity == "requests/cpu":
            return [run["requests"] / run["cpu"] for run in self.runs]
        if quantity in ("memory", "process"):
            return [run[quantity] for run in self.runs]
        return [run["latency"][quantity] for run in self.runs]

    def median(self, quantity: str) -> float:
        """The median over the repeats; NaN without any."""
        values = self.of(quantity)
        return median(values) if values else float("nan")


def run(*arguments: str, python: str = sys.executable, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Run `python -m ARGUMENTS`; its JSON, with `process` the seconds from start to end.

    Raises:
        RuntimeError: when it fails, with the last line it wrote.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise RuntimeError(lines[-1])
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "process": taken}


def missing(peer: Peer, newer: str) -> str:
    """Why a peer cannot run here, in a sentence; empty when it can."""
    program = f"import sys; print('this is ' + sys.version.split()[0], flush=True); import {peer.package}"
    python = newer if peer.newer else sys.executable
    done = subprocess.run([python, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return f"not installed: it asks for Python 3.13, {done.stdout.strip()}" if peer.newer else "not installed"


def compare(workload: str, *, repeats: int, share: float, absent: dict[str, str], newer: str) -> dict[str, Measured]:
    """Every peer on one workload, `repeats` times interleaved, at `share` of its usual number of requests.

    A peer that needs it runs on the Python `newer`, the others on the one that runs this.
    """
    found = {peer.name: Measured() for peer in PEERS}
    for seed in range(1, repeats + 1):
        for peer in PEERS:
            cell = found[peer.name]
            if peer.name in absent:
                cell.problem = absent[peer.name]
            elif workload not in peer.requests:
                cell.problem = "cannot express it"
            if cell.problem:
                continue
            try:
                python = newer if peer.newer else sys.executable
                task = (workload, str(int(peer.requests[workload] * share)), str(seed))
                cell.runs.append(run(f"benchmarks.load.peers.{peer.name}_peer", *task, python=python))
            except RuntimeError as error:
                cell.problem = str(error)
    return found
