import pytest

from hotseat.fault import explore, find_world
from hotseat.fault.explain import ANY_OF, NECESSARY

WORLD = find_world("webhooks")


@pytest.mark.parametrize(
    ("name", "promise", "lines"),
    [
        ("wrong_new_key", "once", [(11, 15)]),
        ("wrong_mark_before_send", "none-lost", [(9, 12)]),
        ("wrong_mark_then_charge", "none-lost", [(7, 8)]),
    ],
)
def test_the_window_is_between_the_two_lines(name, promise, lines):
    reasons = explore(WORLD, WORLD.folder / f"{name}.py", faults=1, beyond=0).explanations[promise].reasons
    assert [(reason.opens.line, reason.closes.line) for reason in reasons] == lines


def test_necessary_and_any_of():
    reasons = explore(WORLD, WORLD.folder / "wrong_gives_up.py", beyond=0).explanations["none-lost"].reasons
    assert [reason.need for reason in reasons] == [NECESSARY, ANY_OF]
    assert reasons[1].others == ("error:after",)
