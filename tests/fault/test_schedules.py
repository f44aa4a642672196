"""Ordinary asyncio programs under many schedules."""

import asyncio

import pytest

from hotseat.fault.schedules import explore_schedules, play_schedule


async def lost_update():
    balance = 0

    async def add():
        nonlocal balance
        before = balance
        await asyncio.sleep(0)
        balance = before + 1

    await asyncio.gather(*(add() for _ in range(2)))
    assert balance in (1, 2)
    return balance


async def three_at_a_time():
    order = []

    async def worker(name):
        await asyncio.sleep(0)
        order.append(name)

    await asyncio.gather(*(worker(name) for name in "abc"))
    return "".join(order)


def test_every_order_of_three_tasks_is_reached():
    assert {play_schedule(three_at_a_time, seed) for seed in range(100)} == {"abc", "acb", "bac", "bca", "cab", "cba"}


def test_one_seed_is_one_schedule():
    assert len({play_schedule(three_at_a_time, 7) for _ in range(20)}) == 1


async def fails_if_b_is_first():
    assert (await three_at_a_time())[0] != "b", "b came first"


def test_a_failure_is_named_by_its_seed_and_played_again():
    found = explore_schedules(fails_if_b_is_first, runs=50)
    assert 0 < len(found.failures) < 50
    seed, sentence = found.failures[0]
    assert sentence.startswith("AssertionError: b came first")
    with pytest.raises(AssertionError, match="b came first"):
        play_schedule(fails_if_b_is_first, seed)


async def close_timers():
    order = []

    async def worker(delay):
        await asyncio.sleep(delay)
        order.append(delay)

    await asyncio.gather(worker(0.010), worker(0.015))
    return order[0]


def test_timers_close_to_each_other_are_ready_together():
    assert {play_schedule(close_timers, seed) for seed in range(30)} == {0.010, 0.015}
    assert {play_schedule(close_timers, seed, close=0.0) for seed in range(30)} == {0.010}


def test_a_deadlock_is_a_failure():
    async def stuck():
        await asyncio.get_running_loop().create_future()

    assert "deadlock" in explore_schedules(stuck, runs=1).failures[0][1]


def test_an_update_is_lost_in_some_orders_and_not_in_others():
    assert {play_schedule(lost_update, seed) for seed in range(20)} == {1, 2}
