"""The sides of the comparison: each explores the same program in its own way, as its own documentation says.

Each side runs in a process of its own, so that what one does to the interpreter (hooks, patches, the collector's
settings) is not felt by another. The parent lets one at a time explore for a while: `python -m benchmarks.fault.sides NAME`
answers each line "FIRST COUNT" on its input with the seconds that those schedules took. They are seconds of the processor's
time, which is what "on one core" means, and which other programs on the machine disturb least.
"""

import importlib.metadata
import sys
import time
from pathlib import Path

from benchmarks.fault import program

PROGRAM = Path(program.__file__)
CHARGED = 40


def hotseat_loop():
    """The lab's event loop alone, one run a schedule: what the peers' schedules are to be set beside."""
    from hotseat.fault.loop import Loop, running

    def explore(first, count):
        for _ in range(first, first + count):
            loop = Loop()
            running(loop)
            try:
                task = loop.create_task(program.main())
                loop.run(horizon=1000.0, settled=task.done, grace=0.0)
                assert task.result() == CHARGED
            finally:
                loop.bury()
                running(None)

    return explore


def hotseat_lab():
    """A whole run as the lab plays it: the module loaded for the node, the fence up, each run's own random latencies,
    promises checked, a digest of the run.
    """
    from hotseat.fault import Promise, World
    from hotseat.fault.bench import make_bench
    from hotseat.fault.keys import jitter

    def build(run):
        state = {}

        async def node_program(node):
            state["charged"] = await node.function("main")()

        run.node("program", node_program)
        return state

    def check(state):
        return "" if state.get("charged") == CHARGED else "the balance is wrong"

    promise = Promise("balance", "every webhook is charged once", check)
    bench = make_bench(World("program", "", {"main": ()}, build, (promise,), lambda state: "charged" in state), PROGRAM)

    def explore(first, count):
        for seed in range(first, first + count):
            assert not bench.run(frozenset({jitter(seed)})).broken

    return explore


def simloop():
    """`simloop.explore(workload, seeds)`: the seeds in order, each on a loop of its own; None if all passed."""
    import simloop

    def explore(first, count):
        assert simloop.explore(program.main, range(first, first + count)) is None

    return explore


def simloom():
    """`simloom.explore(main, runs=..., start_seed=...)`, with the settings it has by default."""
    import simloom

    def explore(first, count):
        exploration = simloom.explore(program.main, runs=count, start_seed=first)
        assert not exploration.failed, exploration.summary()

    return explore


def seedloop():
    """`seedloop.check(scenario, seeds=...)`: the scenario gets a world, which this program does not need."""
    import seedloop

    async def scenario(_world):
        assert await program.main() == CHARGED

    def explore(first, count):
        assert seedloop.check(scenario, seeds=range(first, first + count)).failing_seed is None

    return explore


SIDES = {
    "hotseat, loop alone": hotseat_loop,
    "hotseat, whole run": hotseat_lab,
    "simloop": simloop,
    "simloom": simloom,
    "seedloop": seedloop,
}
"""What is measured, in the order in which it is printed."""


def version(name):
    """The installed version of a side's package, or an empty string."""
    try:
        return importlib.metadata.version(name.partition(",")[0])
    except importlib.metadata.PackageNotFoundError:
        return ""


def serve(name):
    """Explores as often as it is told to on standard input, and answers with the seconds it took."""
    explore = SIDES[name]()
    for line in sys.stdin:
        first, count = (int(word) for word in line.split())
        started = time.process_time()
        explore(first, count)
        print(time.process_time() - started, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
