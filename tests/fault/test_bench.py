import random
import subprocess
import sys

import pytest

from hotseat.fault import find_world
from hotseat.fault.bench import first_difference, make_bench
from hotseat.fault.keys import read_faults

WORLD = find_world("webhooks")
FAILING = read_faults("crash:sender:post/acme evt_1#0:after")
HASH = """
import sys
ballast = [[object() for _ in range(n)] for n in range(int(sys.argv[1]))]
from hotseat.fault import find_world
from hotseat.fault.bench import make_bench
from hotseat.fault.keys import read_faults
world = find_world("webhooks")
bench = make_bench(world, world.folder / "wrong_new_key.py")
print(bench.run(read_faults("crash:sender:post/acme evt_1#0:after")).hash)
"""


def test_thirty_repeats_have_one_hash():
    bench = make_bench(WORLD, WORLD.folder / "wrong_new_key.py")
    ballast = []
    hashes = set()
    for number in range(30):
        ballast.append([object() for _ in range(100 * number)])
        hashes.add(bench.run(FAILING).hash)
    assert len(hashes) == 1


def test_processes_with_other_heaps_and_hash_seeds_agree():
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH, str(number * 50)],
            env={"PYTHONHASHSEED": str(number)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in (1, 2, 3)
    }
    assert len(hashes) == 1


def test_two_runs_that_differ_are_told_apart(handler):
    path = handler(
        "import sys\n"
        "async def sender(node):\n"
        "    count = len(sys.modules.setdefault('a_list_for_this_test', []))\n"
        "    sys.modules['a_list_for_this_test'].append(1)\n"
        "    await node.http.post('acme', {'id': f'evt_{count}'})\n"
    )
    try:
        assert "one has sender:post" in first_difference(make_bench(WORLD, path))
    finally:
        del sys.modules["a_list_for_this_test"]


def test_finally_of_the_dead_has_no_effect(handler):
    path = handler(
        "import asyncio\n"
        "async def sender(node):\n"
        "    if node.incarnation:\n"
        "        return\n"
        "    try:\n"
        "        await node.http.post('acme', {'id': 'evt_1'})\n"
        "    finally:\n"
        "        await node.http.post('acme', {'id': 'evt_2'}, key='from the grave')\n"
    )
    outcome = make_bench(WORLD, path).run(FAILING, record=True)
    assert not [step for step in outcome.steps if step.kind == "post" and "evt_2" in step.what]


def test_globals_are_the_memory_of_one_incarnation(handler):
    path = handler(
        "seen = []\n"
        "async def sender(node):\n"
        "    seen.append(1)\n"
        "    await node.http.post('acme', {'id': 'evt_1'}, key=str(len(seen)))\n"
        "    await node.db.update('events', 'evt_1', status=str(len(seen)))\n"
    )
    outcome = make_bench(WORLD, path).run(FAILING, record=True)
    assert [step.incarnation for step in outcome.steps if step.kind == "start"] == [0, 1]
    assert "'status': '1'" in next(step.seen for step in outcome.steps if step.kind == "commit")


@pytest.mark.parametrize("name", ["time", "random", "uuid", "datetime"])
def test_time_and_chance_come_from_the_run(handler, name):
    call = {
        "time": "time.time()",
        "random": "random.random()",
        "uuid": "uuid.uuid4()",
        "datetime": "datetime.datetime.now()",
    }[name]
    path = handler(f"import {name}\nasync def sender(node):\n    await node.http.post('acme', {{'id': str({call})}})\n")
    assert first_difference(make_bench(WORLD, path)) == ""


@pytest.mark.parametrize("source", ["random.Random().random()", "(random.seed(), random.random())", "os.urandom(4)"])
def test_a_generator_without_a_seed_is_seeded_by_the_run(handler, source):
    text = f"import os, random\nasync def sender(node):\n  await node.http.post('acme', {{'id': str({source})}})\n"
    assert first_difference(make_bench(WORLD, handler(text))) == ""


def test_a_generator_with_a_seed_keeps_it(handler):
    text = "import random\nasync def sender(node):\n  await node.http.post('acme', {'id': str(random.Random(7).random())})\n"
    assert f"acme {random.Random(7).random()}" in str(make_bench(WORLD, handler(text)).run().choices)
