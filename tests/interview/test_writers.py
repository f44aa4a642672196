"""Two processes on one sitting, a process killed in the middle, and how large and how slow a long sitting is."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from small_round import BOARD, sittings

from hotseat.interview import actions as do
from hotseat.interview import events as log
from hotseat.store.database import Store


def test_two_writers_lose_nothing(store, tmp_path):
    first, _, clock = sittings(store)
    other_store = Store.open(str(tmp_path / "hotseat.db"))
    second, _, _ = sittings(other_store, clock=clock)
    id_ = first.create("counter")

    def speak(service, who):
        for number in range(30):
            service.act(id_, do.Say(f"{who} {number}"))

    threads = [threading.Thread(target=speak, args=one) for one in ((first, "a"), (second, "b"), (first, "c"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [event.what.text for event in first.events(id_) if isinstance(event.what, log.Said)]
    assert sorted(said) == sorted(f"{who} {number}" for who in "abc" for number in range(30))
    assert first.view(id_).seq == second.view(id_).seq >= 92
    other_store.close()


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from hotseat.interview import actions as do
from hotseat.interview.clock import SystemClock
from hotseat.store.database import Store
from small_round import sittings
service, _, _ = sittings(Store.open(sys.argv[1]), clock=SystemClock())
id_ = service.create("counter")
print(id_, flush=True)
number = 0
while True:
    service.act(id_, do.Say(f"word {number}"))
    print(number, flush=True)
    number += 1
"""


def test_a_process_killed_in_the_middle_loses_nothing_that_it_acknowledged(tmp_path):
    file = str(tmp_path / "hotseat.db")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, file, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    with writer:
        id_ = writer.stdout.readline().strip()
        acknowledged = [int(writer.stdout.readline()) for _ in range(25)]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout.read().split()]
    store = Store.open(file)
    service, _, _ = sittings(store, clock=None)
    said = [event.what.text for event in service.events(id_) if isinstance(event.what, log.Said)]
    assert said[: len(acknowledged)] == [f"word {number}" for number in acknowledged]
    view = service.act(id_, do.Say("and on"))
    assert view.sayings[-1].text == "and on"
    assert [event.what.by for event in service.events(id_) if isinstance(event.what, log.Resumed)] == ["server"]
    store.close()


@pytest.fixture
def long_sitting(store):
    """An hour with 400 draws on a board of some size."""
    service, _, clock = sittings(store)
    id_ = service.create("counter")
    more = "".join(f"  store{one}:\n    kind: service\n    on:\n      get: [{{work: 1ms}}]\n" for one in range(20))
    text = BOARD.replace("traffic:", more + "traffic:")
    for number in range(400):
        clock.wind(5)
        text = text.replace(f"rate: {number + 100}/s", f"rate: {number + 101}/s")
        service.act(id_, do.Draw(text, {"api": (number, number)}))
    return service, id_


def test_a_long_sitting_is_small_and_quick_to_see(long_sitting):
    service, id_ = long_sitting
    assert service.view(id_).board.revision == 400
    size = len(service.export_(id_))
    began = time.process_time()
    for _ in range(20):
        service.view(id_)
    took = (time.process_time() - began) / 20
    print(f"{size / 1000:.0f} kB, a view {took * 1000:.2f} ms")
    assert size < 1_000_000
    assert took < 0.05  # ten times what it takes: this is no race, only a guard against folding all of it each time
