"""Orders of concurrent steps: which turns clash, that each order is played, and random orders by ranks."""

import itertools

import pytest

from hotseat.fault import Promise, World, explore
from hotseat.fault.bench import make_bench
from hotseat.fault.effects.database import Database
from hotseat.fault.effects.network import Network
from hotseat.fault.keys import Key, held, held_times, ranking, read_faults, write_faults
from hotseat.fault.orders import canonical, play_orders
from hotseat.fault.search import play_random
from hotseat.fault.turns import Turn, clash


def turn(node, kind, what, thing, task):
    return Turn(Key(node, kind, what, 0), thing, task, 0.0, 0, {})


@pytest.mark.parametrize(
    ("one", "other", "memory", "said"),
    [
        (("n", "see", "t a", "t", "1"), ("n", "write", "t a", "t", "2"), False, True),
        (("n", "see", "t a", "t", "1"), ("n", "see", "t a", "t", "2"), False, False),
        (("n", "write", "t a", "t", "1"), ("n", "write", "t b", "t", "2"), False, False),
        (("n", "see", "t", "t", "1"), ("m", "write", "t b", "t", "2"), False, True),
        (("n", "write", "t a", "t", "1"), ("n", "write", "u a", "u", "2"), False, False),
        (("n", "write", "t a", "t", "1"), ("n", "write", "u a", "u", "2"), True, True),
        (("n", "arrive", "x", "", "1"), ("n", "see", "t a", "t", "2"), False, True),
        (("n", "arrive", "x", "", "1"), ("m", "arrive", "y", "", "2"), False, False),
        (("n", "write", "t a", "t", "1"), ("n", "write", "t a", "t", "1"), False, False),
    ],
)
def test_turns_clash_over_a_thing_or_a_node(one, other, memory, said):
    assert clash(turn(*one), turn(*other), memory=memory) is said
    assert clash(turn(*other), turn(*one), memory=memory) is said


def letters(count):
    """`count` tasks each write a letter to one row; the promise names the orders that are to be reported."""
    seen = []

    def build(run):
        network = Network(run, ways=())
        database = Database(run, tables={"t": {"word": {"text": ""}}}, ways=())
        state = {"database": database, "network": network, "got": []}

        async def listen(request):
            state["got"].append(request.body["id"])
            return 200

        network.serve("ear", listen)

        async def program(node):
            node.db, node.http = database.connect(node), network.client(node)
            await node.function("work")(node)

        run.node("w", program)
        return state

    def check(state):
        seen.append((state["database"].tables["t"]["word"]["text"], "".join(state["got"])))
        return ""

    return World("letters", "", {"work": ("node",)}, build, (Promise("p", "p", check),), lambda _: False), seen


SEND = """
import asyncio
async def work(node):
    await asyncio.gather(*(node.http.post('ear', {'id': name}) for name in 'LETTERS'))
"""


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_every_order_of_arrivals_is_played(names, handler):
    world, seen = letters(len(names))
    bench = make_bench(world, handler(SEND.replace("LETTERS", names)))
    orders = play_orders(bench, frozenset(), 500)
    assert orders.every
    assert {got for _, got in seen} == {"".join(each) for each in itertools.permutations(names)}


WRITE = """
import asyncio
async def put(node, row):
    async with node.db.transaction() as tx:
        await tx.insert('t', row, text=row)
async def work(node):
    await asyncio.gather(put(node, 'a'), put(node, 'b'), put(node, 'c'))
"""


def test_writes_of_different_rows_commute(handler):
    world, _ = letters(3)
    orders = play_orders(make_bench(world, handler(WRITE)), frozenset(), 500)
    assert orders.played == []
    assert orders.every


def test_runs_that_differ_in_commuting_turns_have_one_canonical_form(handler):
    world, _ = letters(3)
    bench = make_bench(world, handler(WRITE))
    plain = bench.run(track=True).run.turns
    late = bench.run(read_faults("ranked:world:order/1 of 9#3")).run.turns
    assert [each.key for each in plain.taken] != [each.key for each in late.taken]
    assert canonical(plain) == canonical(late)


def test_a_turn_that_nothing_wakes_is_taken_and_the_run_is_marked(handler):
    world, _ = letters(1)
    bench = make_bench(world, handler(SEND.replace("LETTERS", "a")))
    turns = bench.run(read_faults("held:ear:arrive/w a#0"), track=True).run.turns
    assert turns.blocked
    assert [each.key.node for each in turns.taken] == ["ear", "w"]


def test_ranked_orders_reach_every_order_and_each_is_one_run(handler):
    world, seen = letters(3)
    bench = make_bench(world, handler(SEND.replace("LETTERS", "abc")))
    for seed in range(60):
        faults = frozenset({ranking(seed, 1, 6)})
        assert bench.run(faults).hash == bench.run(read_faults(write_faults(faults))).hash
    assert {got for _, got in seen} == {"".join(each) for each in itertools.permutations("abc")}


def test_how_often_a_turn_is_held_is_in_its_name():
    key = Key("n", "arrive", "x", 0)
    assert [str(held(key, times)) for times in (1, 3)] == ["held:n:arrive/x#0", "held:n:arrive/x#0:3"]
    assert [held_times(way) for way in ("held", "held:3", "lost", "crash:after")] == [1, 3, 0, 0]


LAST_IS_A = """
import asyncio
async def work(node):
    await asyncio.gather(*(node.http.post('ear', {'id': name}) for name in 'abc'))
"""


def test_a_random_order_is_spelt_out_as_turns_held_back(handler):
    world, _ = letters(3)
    picky = World(
        "picky",
        "",
        world.functions,
        world.build,
        (Promise("a-first", "a comes first", lambda state: "" if state["got"][:1] == ["a"] else "a is late"),),
        lambda _: False,
        faults=0,
    )
    bench = make_bench(picky, handler(LAST_IS_A))
    broken = [faults for seed in range(8) for _, faults, _, _ in play_random(bench, seed, 10, (), 0).broken]
    assert any(fault.way.startswith("held") for faults in broken for fault in faults)
    report = explore(picky, handler(LAST_IS_A))
    assert write_faults(report.findings.broken["a-first"].faults) == "held:ear:arrive/w a#0"
    assert "by another order of concurrent steps" in str(report)
