import itertools

import pytest

from hotseat.fault import Promise, World, explore
from hotseat.fault.bench import make_bench
from hotseat.fault.effects.database import Database
from hotseat.fault.effects.network import Network
from hotseat.fault.keys import jitter, read_faults, write_faults
from hotseat.fault.search import Search, play_children
from hotseat.fault.shrink import shrink


def ladder(count):
    """A world in which the handler sends `count` requests to a server, and a promise that `count` lost ones break."""

    def build(run):
        network = Network(run, ways=("lost", "error"))
        state = {"lost": 0, "done": False, "run": run}
        network.serve("server", lambda request: serve(state, request))
        database = Database(run, tables={"t": {}}, ways=())

        async def program(node):
            node.http = network.client(node)
            node.db = database.connect(node)
            await node.function("work")(node)
            state["done"] = True

        run.node("worker", program)
        return state

    async def serve(state, request):
        return 200

    def check(state):
        lost = sum(fault.way == "lost" for fault in state["run"].applied)
        return f"{lost} requests were lost" if lost >= count else ""

    return World(
        name="ladder",
        title="",
        functions={"work": ("node",)},
        build=build,
        promises=(Promise("few", "fewer are lost", check),),
        settled=lambda state: state["done"],
        faults=count,
    )


WORK = """
async def work(node):
    for number in range(POSTS):
        try:
            await node.http.post('server', {'id': number}, timeout=1)
        except TimeoutError:
            pass
"""


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_planted_bug_of_n_faults_is_found_with_exactly_n(count, handler):
    report = explore(ladder(count), handler(WORK.replace("POSTS", "5")), beyond=0)
    assert len(report.findings.broken["few"].faults) == count


def test_every_set_is_played_once_and_none_is_missing(handler):
    """With p posts of 2 ways each there are C(p, k) 2^k sets of k faults."""
    report = explore(ladder(9), handler(WORK.replace("POSTS", "6")), faults=3, beyond=0)
    assert report.findings.coverage.levels == [1, 12, 60, 160]
    assert report.findings.coverage.sentence() == "all 233 runs with at most 3 faults"


def test_children_of_all_sets_are_distinct(handler):
    bench = make_bench(ladder(9), handler(WORK.replace("POSTS", "4")))
    ones = play_children(bench, frozenset()).children
    twos = [child for one in ones for child in play_children(bench, one).children]
    assert len(set(twos)) == len(twos) == 4 * 3 // 2 * 4


def test_random_sets_find_what_is_beyond_the_budget_and_are_shrunk(handler):
    report = explore(ladder(4), handler(WORK.replace("POSTS", "6")), faults=1, beyond=2000)
    assert report.kept
    assert len(report.findings.beyond["few"].faults) == 4
    assert "66 of 60" not in report.findings.coverage.sentence()


def test_shrinking_finds_the_smallest_subset(handler):
    bench = make_bench(ladder(2), handler(WORK.replace("POSTS", "6")))
    every = frozenset(itertools.chain.from_iterable(play_children(bench, frozenset()).children))
    lost = frozenset(fault for fault in every if fault.way == "lost")
    smallest, sentence = shrink(bench, lost, "few")
    assert len(smallest) == 2
    assert sentence == "2 requests were lost"


def test_ctrl_c_reports_what_was_covered(handler):
    bench = make_bench(ladder(9), handler(WORK.replace("POSTS", "4")))

    def play(units):
        for number, (_, arguments) in enumerate(units):
            if number == 3:
                raise KeyboardInterrupt
            yield play_children(bench, *arguments)

    coverage = Search(bench, faults=2, seconds=60, play=play).explore().coverage
    assert coverage.stopped == "interrupted"
    assert coverage.sentence() == "all 9 runs with at most 1 fault, 16 of 24 with 2 faults (interrupted)"


def test_time_up_is_said(handler):
    report = explore(ladder(9), handler(WORK.replace("POSTS", "4")), seconds=0.0)
    assert "the 0 s were up" in report.findings.coverage.sentence()


RACE = """
import asyncio

async def add(node, who):
    await asyncio.sleep(0.01 * who)
    async with node.db.transaction() as tx:
        if not await tx.select('t'):
            await tx.insert('t', who, {})

async def work(node):
    await asyncio.gather(add(node, 1), add(node, 2))
"""


def test_an_order_breaks_what_no_fault_does(handler):
    world = ladder(9)
    states = []

    def build(run):
        state = world.build(run)
        state["db"] = run
        states.append(state)
        return state

    def check(state):
        rows = state["run"].durable["db"]()
        return "two rows" if "t 1" in rows and "t 2" in rows else ""

    racy = World(
        name="race",
        title="",
        functions=world.functions,
        build=build,
        promises=(Promise("one", "one row", check),),
        settled=world.settled,
        faults=1,
    )
    report = explore(racy, handler(RACE))
    found = report.findings.broken["one"]
    assert write_faults(found.faults) == "held:worker:write/t 1#0"
    assert make_bench(racy, handler(RACE)).replay(read_faults("held:worker:write/t 1#0")).broken


def test_jitter_is_replayed_by_its_name(handler):
    bench = make_bench(ladder(9), handler(WORK.replace("POSTS", "3")))
    plain, one, two = bench.run(), bench.run(frozenset({jitter(5)})), bench.run(frozenset({jitter(5)}))
    assert one.hash == two.hash != plain.hash
    assert read_faults(write_faults([jitter(5)])) == {jitter(5)}
