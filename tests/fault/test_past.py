"""What happened before what, on a log written by hand and on real runs."""

from hotseat.fault import explore, find_world
from hotseat.fault.bench import make_bench
from hotseat.fault.past import causal_past
from hotseat.fault.picture import draw
from hotseat.fault.trace import Step

WORLD = find_world("webhooks")


def step(number, node, *, cause=-1, after=()):
    return Step(number, 0.0, node, 0, "step", "", "", cause, None, (), "fine", "", 0, "", (), after)


LOG = (
    step(0, "a"),
    step(1, "b"),
    step(2, "a"),  # a sends
    step(3, "c"),
    step(4, "b", cause=2),  # b receives
    step(5, "c", after=(4,)),  # c reads what b wrote
    step(6, "a"),
)


def test_past_goes_by_node_by_message_and_by_storage():
    assert causal_past(LOG, [0]) == {0}
    assert causal_past(LOG, [4]) == {0, 1, 2, 4}
    assert causal_past(LOG, [5]) == {0, 1, 2, 3, 4, 5}
    assert causal_past(LOG, [6]) == {0, 2, 6}


def test_a_read_follows_the_commit_that_wrote_it(handler):
    path = handler(
        "async def sender(node):\n"
        "    await node.db.update('events', 'evt_2', status='x')\n"
        "    await node.db.update('events', 'evt_1', status='x')\n"
        "    await node.db.get('events', 'evt_2')\n"
    )
    steps = make_bench(WORLD, path).run(record=True).steps
    read = next(each for each in steps if each.kind == "see")
    assert [steps[number].what for number in read.after] == ["events evt_2"]


def test_reads_are_logged_only_where_a_log_is_kept():
    bench = make_bench(WORLD, WORLD.folder / "right_outbox.py")
    assert bench.run().steps == ()
    assert bench.run().hash == bench.run(record=True).hash


def test_the_picture_stops_at_the_violation():
    report = explore(WORLD, WORLD.folder / "wrong_newest_only.py", faults=1)
    rows = draw(report.explanations["once"], "").rows
    assert [row.label.split(" ")[0] for row in rows if row.lane == 1][-1] == "commit"
