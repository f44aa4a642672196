"""The workloads, and how a peer says what it measured.

- **W1**: M/M/1. Arrivals 0.8/s, service mean 1 s, empty at the start.
- **W2**: Poisson arrivals 1600/s; 0.25 ms to a balancer that picks one of 8 servers at random; 0.25 ms to the server,
  which has 4 workers and one line; service Exp(10 ms), with probability 0.001 Exp(1 s) instead; with probability 0.2
  then a database 0.25 ms away with 16 workers and one line, Exp(20 ms), 0.25 ms back, the server's worker held
  meanwhile; 0.5 ms for the reply. The client gives up after 1 s and tries once more after 0.1 s x U(0.5, 1.5); what
  it gave up keeps running.
- **W2lc**: W2 with the balancer picking the server with the fewest requests outstanding (the lowest number on a tie).

Latency is from the first try to the success. Each peer is a small program in `peers/`, started in a process of its
own as `python -m benchmarks.load.peers.NAME WORKLOAD REQUESTS SEED`, which prints one line of JSON.
"""

from __future__ import annotations

import json
import math
import platform
import sys
import time
from dataclasses import dataclass
from pathlib import Path

W1_ARRIVALS, W1_SERVICE = 0.8, 1.0
ARRIVALS = 1600.0
HOP = 0.00025
REPLY = 0.0005
SERVERS, WORKERS, CONNECTIONS = 8, 4, 16
USUAL, RARE, RARE_SHARE = 0.010, 1.0, 0.001
MISS, QUERY = 0.2, 0.020
TIMEOUT, BACKOFF = 1.0, 0.1

WORKLOADS = ("W1", "W2", "W2lc")
DESIGNS = Path(__file__).parents[1] / "designs"


@dataclass(frozen=True, slots=True)
class Task:
    """What a peer is asked to do."""

    workload: str
    requests: int
    seed: int

    @property
    def rate(self) -> float:
        return W1_ARRIVALS if self.workload == "W1" else ARRIVALS

    @property
    def least(self) -> bool:
        """Whether the balancer picks the server with the fewest outstanding."""
        return self.workload == "W2lc"


def asked() -> Task:
    """The task on the command line."""
    workload, requests, seed = sys.argv[1:4]
    if workload not in WORKLOADS:
        raise SystemExit(f"{workload}: no such workload; there are {', '.join(WORKLOADS)}")
    return Task(workload, int(float(requests)), int(seed))


def percentile(ordered: list[float], percent: float) -> float:
    """The value that `percent` of an ordered list do not exceed."""
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def summary(latencies: list[float]) -> dict[str, float]:
    """Mean and percentiles of raw latencies."""
    ordered = sorted(latencies)
    return {
        "mean": math.fsum(ordered) / len(ordered),
        "p50": percentile(ordered, 50),
        "p99": percentile(ordered, 99),
        "p99.9": percentile(ordered, 99.9),
    }


def peak_memory() -> float:
    """The most memory this process has held, in MB (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Stopwatch:
    """Wall time and this process's processor time, from its making to `stop`."""

    def __init__(self) -> None:
        self.seconds, self.cpu = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.seconds, time.process_time() - self.cpu


def say(
    *, watch: Stopwatch, requests: int, latency: dict[str, float], events: int | None = None, **more: object
) -> None:
    """Print what was measured: the time of the simulation itself, without start-up."""
    print(
        json.dumps(
            {
                "seconds": watch.seconds,
                "cpu": watch.cpu,
                "requests": requests,
                "latency": latency,
                "events": events,
                "memory": peak_memory(),
                "python": platform.python_version(),
                **more,
            }
        )
    )
