import pytest

from hotseat.errors import LabError
from hotseat.fault.pool import Pool


def make():
    return "bench"


def double(bench, number):
    if number < 0:
        raise LabError("no such number")
    return bench, 2 * number


@pytest.fixture
def pool():
    with Pool(make, (), {"double": double}, processes=3, file="handler.py") as made:
        yield made


def test_results_come_in_the_order_of_the_units(pool):
    assert [value for _, value in pool.play(("double", (each,)) for each in range(50))] == [
        2 * each for each in range(50)
    ]


def test_a_play_may_be_given_up_and_another_begun(pool):
    play = pool.play(("double", (each,)) for each in range(50))
    assert next(play) == ("bench", 0)
    assert pool.one("double", 21) == ("bench", 42)
    assert next(play) == ("bench", 2)


def test_errors_are_passed_on(pool):
    with pytest.raises(LabError, match="no such number"):
        pool.one("double", -1)
