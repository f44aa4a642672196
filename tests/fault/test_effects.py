"""Each effect by itself: what it does when all is fine, and what each of its ways does."""

import pytest

from hotseat.errors import LabError
from hotseat.fault import Promise, World
from hotseat.fault.bench import make_bench
from hotseat.fault.effects.chain import Chain, Transaction
from hotseat.fault.effects.clock import Clock
from hotseat.fault.effects.database import Database
from hotseat.fault.effects.file import File
from hotseat.fault.effects.network import Network
from hotseat.fault.effects.queue import Queue
from hotseat.fault.keys import read_faults


@pytest.fixture
def play(handler):
    """Runs a handler's `work(node)` in a world with everything, and returns the state."""

    def run_it(text, faults="", *, record=False, **options):
        states = []

        def build(run):
            state = {
                "db": Database(
                    run,
                    tables={"t": {"a": {"n": 0}}},
                    unique={"t": ["name"]},
                    checks={"t": lambda row: row.get("n", 0) >= 0},
                ),
                "queue": Queue(run, messages=["m"], visibility_timeout=10, max_receives=2),
                "file": File(run),
                "clock": Clock(run),
                "chain": Chain(run, blocks=6),
                "network": Network(run),
                "notes": [],
                "run": run,
            }
            states.append(state)

            async def program(node):
                node.note = state["notes"].append
                node.db = state["db"].connect(node)
                node.queue = state["queue"].consumer(node)
                node.file = state["file"].open(node)
                node.clock = state["clock"].of(node)
                node.chain = state["chain"].view(node)
                node.http = state["network"].client(node)
                await node.function("work")(node)

            run.node("w", program)
            return state

        world = World(
            "all", "", {"work": ("node",)}, build, (Promise("p", "p", lambda _: ""),), lambda _: False, **options
        )
        outcome = make_bench(world, handler(text)).run(read_faults(faults), record=record)
        return states[-1], outcome

    return run_it


TAKE = "async def work(node):\n  m = await node.queue.receive()\n  node.note(m.receives)\n"


def test_a_message_that_is_not_acknowledged_comes_again_and_then_goes_to_the_dead_letters(play):
    state, _ = play(TAKE + "  m = await node.queue.receive()\n  node.note(m.receives)\n  await node.queue.receive()\n")
    assert state["notes"] == [1, 2]
    assert state["queue"].dead_letters == ["m"]


def test_an_acknowledged_message_is_gone_unless_the_acknowledgement_is_lost(play):
    text = TAKE + "  await node.queue.acknowledge(m)\n"
    assert len(play(text)[0]["queue"]) == 0
    assert len(play(text, "lost:w:acknowledge/queue m#0")[0]["queue"]) == 1


def test_a_crash_after_receive_redelivers(play):
    state, _ = play(TAKE + "  await node.queue.acknowledge(m)\n", "crash:w:receive/queue m#0:after")
    assert state["notes"] == [2]


def test_unsynced_writes_are_lost_torn_or_kept(play):
    text = "async def work(node):\n  if node.incarnation: return\n  await node.file.append('ab')\n  await node.file.sync()\n  await node.file.append('cdef')\n  await node.file.sync()\n"  # noqa: E501
    assert play(text)[0]["file"].content == "abcdef"
    assert play(text, "crash:w:append/file#1:lost")[0]["file"].content == "ab"
    assert play(text, "crash:w:append/file#1:torn")[0]["file"].content == "abcd"
    assert play(text, "crash:w:append/file#1:after")[0]["file"].content == "abcdef"
    assert play(text, "crash:w:sync/file#1:before")[0]["file"].content == "ab"


def test_a_crash_elsewhere_loses_what_is_not_synced(play):
    text = "async def work(node):\n  if node.incarnation: return\n  await node.file.append('ab')\n  await node.db.update('t', 'a', n=1)\n"  # noqa: E501
    state, _ = play(text, "crash:w:commit/t a#0:after")
    assert state["file"].content == ""
    assert state["db"].tables["t"]["a"]["n"] == 1


@pytest.mark.parametrize(("way", "off"), [("ahead", 300.0), ("behind", -300.0)])
def test_a_clock_can_be_off_and_stays_so(play, way, off):
    text = "async def work(node):\n  node.note(node.clock.now())\n  node.note(node.clock.now())\n"
    right = play(text)[0]["notes"]
    assert [
        wrong - each for wrong, each in zip(play(text, f"{way}:w:read/clock#0")[0]["notes"], right, strict=True)
    ] == [off, off]


def test_transactions_commit_whole_or_not_at_all(play):
    text = "async def work(node):\n  if node.incarnation: return\n  async with node.db.transaction() as tx:\n    await tx.insert('t', 'b', name='b')\n    await tx.update('t', 'a', n=1)\n"  # noqa: E501
    assert set(play(text)[0]["db"].tables["t"]) == {"a", "b"}
    state, _ = play(text, "error:w:commit/t b t a#0")
    assert state["db"].tables["t"] == {"a": {"n": 0}}
    assert state["db"].locks == {}
    state, _ = play(text, "error:w:commit/t b t a#0:after")
    assert state["db"].tables["t"]["a"] == {"n": 1}


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("insert('t', 'a', {})", "UniqueViolation"),
        ("update('t', 'a', n=-1)", "CheckViolation"),
    ],
)
def test_constraints(play, statement, error):
    _, outcome = play(f"async def work(node):\n  await node.db.{statement}\n", horizon=0.5)
    assert error in outcome.died[0][1]


COUNT = """
import asyncio
async def add(node, tries=1):
  for _ in range(tries):
    try:
      async with node.db.transaction(ISOLATION) as tx:
        n = (await tx.get('t', 'a'))['n']
        await tx.update('t', 'a', n=n + 1)
      return
    except Exception as error:
      node.note(type(error).__name__)
async def work(node):
  await asyncio.gather(*(add(node, TRIES) for _ in range(3)))
"""


def test_read_committed_loses_updates_and_serializable_does_not(play):
    lost, _ = play(COUNT.replace("ISOLATION", "'read committed'").replace("TRIES", "1"))
    assert lost["db"].tables["t"]["a"]["n"] == 1
    kept, _ = play(COUNT.replace("ISOLATION", "'serializable'").replace("TRIES", "5"))
    assert kept["db"].tables["t"]["a"]["n"] == 3
    assert set(kept["notes"]) == {"SerializationFailure"}


def test_deadlocks_are_found(play):
    text = """
import asyncio
async def swap(node, one, two):
  try:
    async with node.db.transaction() as tx:
      await tx.insert('t', one, name=one)
      await asyncio.sleep(0.1)
      await tx.insert('t', two, name=two)
  except Exception as error:
    node.note(type(error).__name__)
async def work(node):
  await asyncio.gather(swap(node, 'x', 'y'), swap(node, 'y', 'x'))
"""
    state, _ = play(text)
    assert state["notes"] == ["Deadlock"]
    assert {"x", "y"} <= set(state["db"].tables["t"])


def test_a_reorg_takes_confirmations_away(play):
    text = "import asyncio\nasync def work(node):\n  for _ in range(5):\n    await asyncio.sleep(10.1)\n    node.note(await node.chain.confirmations('tx'))\n"  # noqa: E501

    def confirmations(faults):
        def submit(state):
            state["chain"].submit(Transaction("tx", "us", 5, double_spend=True))

        import hotseat.fault.effects.chain as module

        original = module.Chain.__init__

        def patched(self, *args, **options):
            original(self, *args, **options)
            self.submit(Transaction("tx", "us", 5, double_spend=True))

        module.Chain.__init__ = patched
        try:
            return play(text, faults)[0]["notes"]
        finally:
            module.Chain.__init__ = original

    assert confirmations("") == [1, 2, 3, 4, 5]
    assert confirmations("reorg:chain:block/3#0:2") == [1, 2, 0, 0, 0]
    assert confirmations("stale:w:read/chain confirmations tx#1") == [1, 1, 3, 4, 5]


def test_a_fault_that_an_effect_does_not_have_is_refused_where_it_was_asked_for(play):
    with pytest.raises(LabError, match="cannot go wrong as 'melted'"):
        play(TAKE, "melted:w:receive/queue m#0", record=True)


def test_a_fault_that_an_effect_does_not_have_in_this_run_is_passed_over_in_a_search(play):
    state, outcome = play(TAKE, "melted:w:receive/queue m#0")
    assert state["notes"] == play(TAKE)[0]["notes"]
    assert not outcome.applied


def test_messages_arrive_twice_late_or_never(play):
    text = "import asyncio\nasync def listen(node):\n  while True:\n    node.note(await node.http.receive())\nasync def work(node):\n  task = asyncio.create_task(listen(node))\n  await node.http.send('w', 'hi')\n  await asyncio.sleep(20)\n"  # noqa: E501
    assert play(text)[0]["notes"] == ["hi"]
    assert play(text, "duplicate:w:send/w hi#0")[0]["notes"] == ["hi", "hi"]
    assert play(text, "late:w:send/w hi#0")[0]["notes"] == ["hi"]
    assert play(text, "lost:w:send/w hi#0")[0]["notes"] == []
