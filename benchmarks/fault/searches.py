"""How long a whole search takes: every run with at most two faults, of handlers with 12 and with 20 choice points.

The handler is an ordinary one that is right: for each job it calls another service with an idempotency key, and records in
the database that the job is done; after a crash it goes on with what is not. A call can go wrong in six ways, a commit in
three. No promise is ever broken, so no search ends early.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from hotseat.fault import Promise, World, explore, find_world
from hotseat.fault.effects.database import Database
from hotseat.fault.effects.network import Network

HANDLER = """
async def work(node):
    for job in await node.db.select("jobs", status="open"):
        while True:
            try:
                response = await node.http.post("service", job, key=job["id"])
            except TimeoutError:
                continue
            if response.ok:
                break
        await node.db.update("jobs", job["id"], status="done")
"""
GOALS = {12: 1.0, 20: 3.0}
"""Seconds that the search of so many choice points may take."""


def jobs_world(jobs):
    """`jobs` jobs: each is two choice points of the run without faults."""

    def build(run):
        network = Network(run)
        rows = {f"job_{number}": {"id": f"job_{number}", "status": "open"} for number in range(jobs)}
        state = {"database": Database(run, tables={"jobs": rows}), "done": {}}

        async def service(request):
            state["done"].setdefault(request.key, []).append(run.loop.now)
            return 200

        network.serve("service", service)

        async def program(node):
            node.db = state["database"].connect(node)
            node.http = network.client(node)
            await node.function("work")(node)

        run.node("worker", program)
        return state

    def settled(state):
        return all(row["status"] == "done" for row in state["database"].tables["jobs"].values())

    def check(state):
        return "" if len(state["done"]) == jobs else "a job is not done"

    promise = Promise("done", "every job is done", check)
    return World("jobs", "", {"work": ("node",)}, build, (promise,), settled)


def timed(world, handler, *, repeats, processes=0):
    """The coverage; and for each of `repeats` searches the seconds on the clock, and of this process's processor time."""
    clock, processor = [], []
    for _ in range(repeats):
        started = time.perf_counter(), time.process_time()
        report = explore(world, handler, faults=2, seconds=120, processes=processes)
        clock.append(time.perf_counter() - started[0])
        processor.append(time.process_time() - started[1])
    assert report.kept, str(report)
    return report.findings.coverage, clock, processor


def lines(*, repeats):
    """The table's lines: the two sizes, in one process and in as many as there are cores; then the shipped handlers."""
    with tempfile.TemporaryDirectory() as folder:
        handler = Path(folder) / "work.py"
        handler.write_text(HANDLER, encoding="utf-8")
        for points, goal in GOALS.items():
            for processes in (0, os.cpu_count() or 1):
                took = timed(jobs_world(points // 2), handler, repeats=repeats, processes=processes)
                yield line(f"{points} choice points", processes, *took) + f"  (goal: under {goal:g} s)"
    world = find_world("webhooks")
    for path in sorted(world.folder.glob("right_*.py")):
        yield line(path.stem, 0, *timed(world, path, repeats=repeats))


def line(name, processes, coverage, clock, processor):
    """One line: what, how many runs, medians of the seconds; `processor` says nothing where others do the work."""
    where = f"{processes} processes" if processes else "one process"
    spread = f"[{min(clock):.2f} to {max(clock):.2f}]"
    used = "" if processes else f", {statistics.median(processor):.2f} s of the processor"
    return f"  {name:<22} {where:<12} {coverage.runs:>6,} runs  {statistics.median(clock):6.2f} s {spread:<15}{used}"
