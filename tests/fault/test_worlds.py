"""Every shipped handler: wrong ones break by exactly the set that stands in the expectations, right ones hold."""

import itertools
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
    for each in report.findings.broken.values():
        assert len(each.faults) != 1 or each.run - 1 <= 20  # the first run has no fault
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
def test_a_broken_promise_holds_in_every_smaller_set(name, handler, expected):
    world = find_world(name)
    bench = make_bench(world, world.folder / f"{handler}.py")
    for promise, text in expected.items():
        faults = read_faults(text)
        assert promise in bench.run(faults).broken
        for fewer in range(len(faults)):
            for subset in itertools.combinations(sorted(faults), fewer):
                assert promise not in bench.run(frozenset(subset)).broken


def test_unknown_world_names_the_nearest():
    with pytest.raises(LabError, match="did you mean 'webhooks'"):
        find_world("webhook")


@pytest.mark.parametrize("handler", ["right_outbox", "right_leases", "right_one_transaction", "right_unique_charge"])
def test_every_marked_safeguard_is_load_bearing(handler):
    world = find_world("webhooks")
    table = ablate(world, world.folder / f"{handler}.py")
    assert table.rows
    assert all(row.broken for row in table.rows), table.text()


PATIENT = """
import asyncio

async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            attempts = event.get("attempts", 0)
            if attempts == 4:
                await node.db.update("events", event["id"], status="delivered", note="gave up")
                continue
            try:
                await node.db.update("events", event["id"], attempts=attempts + 1)
                response = await node.http.post(event["merchant"], event, key=event["id"])
                if response.ok:
                    await node.db.update("events", event["id"], status="delivered")
            except Exception:
                continue
        await asyncio.sleep(10)
"""


def test_a_bug_of_three_faults_in_a_shipped_world_is_told_with_three(handler):
    """The outage eats two of the four attempts, so two more faults are needed; without it, four."""
    path = handler(PATIENT)
    assert explore("webhooks", path).kept
    report = explore("webhooks", path, faults=3)
    found = report.findings.broken["none-lost"]
    assert len(found.faults) == 3
    assert "BROKEN by 3 faults" in str(report)
    bench = make_bench(find_world("webhooks"), path)
    for fewer in range(3):
        for subset in itertools.combinations(sorted(found.faults), fewer):
            assert "none-lost" not in bench.run(frozenset(subset)).broken


def test_what_breaks_beyond_the_budget_is_told_apart(handler):
    report = explore("webhooks", handler(PATIENT), faults=1, beyond=5000)
    assert report.kept
    assert len(report.findings.beyond["none-lost"].faults) == 3
    assert "beyond the budget: broken by 3 faults" in str(report)
    assert "kept in all" in str(report)


HANGS_WITHOUT = """
async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            try:
                await node.http.post(event["merchant"], event, key=event["id"])
            except TimeoutError:
                continue
            await node.db.update("events", event["id"], status="delivered")
        while True:
            await node.db.select("events")  # safeguard: waits for something
"""


def test_a_safeguard_whose_absence_blocks_does_not_hang_the_table(handler, monkeypatch):
    monkeypatch.setattr("hotseat.fault.lab.ABLATION_SECONDS", 0.3)
    table = ablate("webhooks", handler(HANGS_WITHOUT), processes=1)
    assert [row.coverage.partition(":")[0] for row in table.rows] == ["it cannot be run"]
    assert "blocks" in table.text()
