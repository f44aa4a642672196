import asyncio

import pytest

from hotseat.fault.loop import LIFE, Life, Loop, StepLimit, running


def play(main, **options):
    loop = Loop(**options)
    running(loop)
    try:
        task = loop.create_task(main())
        loop.run(horizon=1000.0, settled=lambda: False, grace=0.0)
        return task.result() if task.done() else None
    finally:
        loop.bury()
        running(None)


def test_time_is_virtual():
    async def main():
        await asyncio.sleep(500)
        return asyncio.get_running_loop().time()

    assert play(main) == 500.0


async def cancelled_group():
    order = []

    async def worker(number):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            order.append(number)
            raise

    try:
        async with asyncio.TaskGroup() as group:
            for number in range(8):
                group.create_task(worker(number))
            await asyncio.sleep(1)
            raise ValueError  # noqa: TRY301
    except* ValueError:
        pass
    return tuple(order)


def test_a_task_group_cancels_in_one_order():
    ballast = []
    orders = set()
    for number in range(30):
        ballast.append([object() for _ in range(number * 7)])
        orders.add(play(cancelled_group))
    assert len(orders) == 1


def test_tasks_of_the_stock_loop_are_hashed_by_address():
    """The claim above is not vacuous: it is the hash that differs."""

    async def hashes():
        tasks = [asyncio.ensure_future(asyncio.sleep(0)) for _ in range(4)]
        await asyncio.gather(*tasks)
        return [hash(task) for task in tasks]

    ours, again = play(hashes), play(hashes)
    assert ours == again
    assert asyncio.run(hashes()) != ours


def test_a_dead_life_is_never_resumed_and_its_finally_does_not_run_before_burial():
    seen = []
    life = Life()

    async def victim():
        LIFE.set(life)
        await asyncio.sleep(0)
        await asyncio.create_task(inner())

    async def inner():
        try:
            seen.append("alive")
            await asyncio.sleep(5)
        finally:
            seen.append("finally")

    async def main():
        task = asyncio.create_task(victim())
        await asyncio.sleep(1)
        life.alive = False
        await asyncio.sleep(100)
        assert seen == ["alive"]
        assert not task.done()

    play(main)


def test_livelock_is_caught():
    async def main():
        while True:
            await asyncio.sleep(0)

    with pytest.raises(StepLimit):
        play(main, step_limit=100)


def test_timeouts_and_queues_work():
    async def main():
        queue = asyncio.Queue()
        try:
            async with asyncio.timeout(3):
                await queue.get()
        except TimeoutError:
            return asyncio.get_running_loop().time()

    assert play(main) == 3.0


def test_a_task_that_calls_the_lab_steps_aside_and_goes_on():
    async def main():
        inner = play(lambda: asyncio.sleep(5, "inside"))
        await asyncio.sleep(0)
        return inner, asyncio.current_task().get_name(), asyncio.get_running_loop().is_running()

    async def outer():
        return await asyncio.create_task(main(), name="outside")

    assert asyncio.run(outer()) == ("inside", "outside", True)
