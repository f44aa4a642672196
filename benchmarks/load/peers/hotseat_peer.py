"""The workloads in Hotseat: the design files in `benchmarks/designs`, through the public interface."""

import time

import hotseat
from benchmarks.load.workloads import DESIGNS, Stopwatch, asked, say


def main() -> None:
    task = asked()
    design = hotseat.read_design(DESIGNS / f"{task.workload.lower()}.yaml")
    started = time.perf_counter()
    hotseat.simulate(design, seed=task.seed, duration=100 / task.rate, warmup=0.0)
    first = time.perf_counter() - started
    watch = Stopwatch()
    result = hotseat.simulate(design, seed=task.seed, duration=task.requests / task.rate, warmup=0.0)
    watch.stop()
    traffic = result.traffic["client"]
    latency = traffic.latency
    say(
        watch=watch,
        requests=traffic.generated,
        latency={"mean": latency.mean, "p50": latency.p50, "p99": latency.p99, "p99.9": latency.p999},
        events=result.events,
        version=f"Hotseat {hotseat.__version__}",
        first=first,
    )


if __name__ == "__main__":
    main()
