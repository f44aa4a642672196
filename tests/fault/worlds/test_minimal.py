"""What is found is minimal: no proper subset of a found fault set breaks the promise."""

import itertools
import tomllib

import pytest

from hotseat.fault import find_world, world_names
from hotseat.fault.bench import make_bench
from hotseat.fault.keys import read_faults

CASES = [
    (name, handler, promise, text)
    for name in world_names()
    for handler, expected in tomllib.loads((find_world(name).folder / "expectations.toml").read_text()).items()
    for promise, text in expected.items()
]


@pytest.mark.parametrize(
    ("name", "handler", "promise", "text"), CASES, ids=[f"{case[0]}-{case[1]}-{case[2]}" for case in CASES]
)
def test_no_subset_breaks_the_promise(name, handler, promise, text):
    world = find_world(name)
    bench = make_bench(world, world.folder / f"{handler}.py")
    faults = read_faults(text)
    assert promise in bench.run(faults).broken
    for size in range(len(faults)):
        for subset in itertools.combinations(sorted(faults), size):
            assert promise not in bench.run(frozenset(subset)).broken, subset


def test_there_are_bugs_of_exactly_two_and_of_exactly_three_faults():
    for name in ("settlement", "wallets"):
        sizes = {len(read_faults(text)) for world, _, _, text in CASES if world == name}
        assert sizes == {1, 2, 3}


@pytest.mark.parametrize("name", world_names())
def test_a_world_says_where_it_comes_from_and_why_each_handler_breaks(name):
    folder = find_world(name).folder
    sources = (folder / "sources.md").read_text()
    assert "**From the write-up:**" in sources
    assert "**Our own reconstruction:**" in sources
