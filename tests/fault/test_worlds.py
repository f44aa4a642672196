"""Every shipped handler: wrong ones break by exactly the set that stands in the expectations, right ones hold."""

import tomllib

import pytest

from hotseat.errors import LabError
from hotseat.fault import ablate, explore, find_world, world_names, write_faults
from hotseat.fault.bench import make_bench
from hotseat.fault.keys import read_faults

CASES = [
    (name, handler, expected)
    for name in world_names()
    for handler, expected in tomllib.loads((find_world(name).folder / "expectations.toml").read_text()).items()
]


@pytest.mark.parametrize(("name", "handler", "expected"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_shipped_handler(name, handler, expected):
    world = find_world(name)
    report = explore(world, world.folder / f"{handler}.py", beyond=0)
    found = {id_: write_faults(each.faults) for id_, each in report.findings.broken.items()}
    assert found == expected
    assert handler.startswith("right_") == report.kept
    assert report.findings.coverage.complete == world.faults


@pytest.mark.parametrize("name", world_names())
def test_world_is_whole(name):
    world = find_world(name)
    handlers = {path.stem for path in [*world.folder.glob("wrong_*.py"), *world.folder.glob("right_*.py")]}
    expected = tomllib.loads((world.folder / "expectations.toml").read_text())
    assert handlers == set(expected)
    assert len([each for each in handlers if each.startswith("wrong_")]) >= 6
    assert len([each for each in handlers if each.startswith("right_")]) >= 2
    assert f"at most {world.faults}" in world.prompt()


@pytest.mark.parametrize(("name", "handler", "expected"), [case for case in CASES if case[2]])
def test_a_broken_promise_holds_without_any_one_of_its_faults(name, handler, expected):
    world = find_world(name)
    bench = make_bench(world, world.folder / f"{handler}.py")
    for promise, text in expected.items():
        faults = read_faults(text)
        assert promise in bench.run(faults).broken
        for fault in faults:
            assert promise not in bench.run(faults - {fault}).broken


def test_unknown_world_names_the_nearest():
    with pytest.raises(LabError, match="did you mean 'webhooks'"):
        find_world("webhook")


@pytest.mark.parametrize("handler", ["right_outbox", "right_leases", "right_one_transaction", "right_unique_charge"])
def test_every_marked_safeguard_is_load_bearing(handler):
    world = find_world("webhooks")
    table = ablate(world, world.folder / f"{handler}.py")
    assert table.rows
    assert all(row.broken for row in table.rows), table.text()
