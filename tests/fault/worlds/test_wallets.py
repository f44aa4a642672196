"""The two sources and the two wallets of the wallets world, by themselves."""

import pytest

from hotseat.fault import explore, find_world
from hotseat.fault.bench import make_bench
from hotseat.fault.effects.chain import Block, Transaction
from hotseat.fault.keys import read_faults
from hotseat.fault.worlds.wallets.purse import Purse
from hotseat.fault.worlds.wallets.sources import BEHIND, STRAYS_FOR, Source


class Silent:
    def log(self, *arguments):
        pass


DEPOSIT = Transaction("dep_1", "ann", 60)


def blocks(count, branch="a", first=()):
    return [Block(0, "genesis", "", ())] + [
        Block(height, f"{height}{branch}", f"{height - 1}{branch}", first if height == 1 else ())
        for height in range(1, count + 1)
    ]


def fed(way):
    """A source that has seen dep_1 in block 1, and then a reorg of that block, and five blocks after it."""
    source = Source(Silent(), "a", way)
    source.follow(blocks(1, first=(DEPOSIT,))[1], blocks(1, first=(DEPOSIT,)))
    depths = []
    for count in range(1, 7):
        chain = blocks(count, "b")
        source.follow(chain[-1], chain)
        depths.append([each.confirmations for each in source.deposits()])
    return depths


def test_a_source_follows_a_reorg():
    assert fed("fine") == [[]] * 6


def test_a_stray_source_keeps_its_branch_and_builds_on_it_then_comes_back():
    assert fed("stray") == [[1], *([depth] for depth in range(2, 2 + STRAYS_FOR)), *([[]] * (5 - STRAYS_FOR))]


def test_a_source_that_is_behind_is_behind_by_a_few_blocks():
    source = Source(Silent(), "a", "behind")
    chain = blocks(5, first=(DEPOSIT,))
    for block in chain[1:]:
        source.follow(block, chain)
    assert [each.confirmations for each in source.deposits()] == [5 - BEHIND]


def test_wallets_know_a_key_for_a_repetition():
    purse = Purse(Silent(), hot=40, cold=1000)
    assert not purse.pay("ann", 60, "w_1")
    purse.approvals = {("alice", "w_1"): 60, ("bea", "w_1"): 60}
    purse.refill(60, "w_1")
    purse.refill(60, "w_1")
    assert (purse.hot, purse.cold, purse.bare) == (100, 940, "")
    assert purse.pay("ann", 60, "w_1")
    assert purse.pay("ann", 60, "w_1")
    assert purse.hot == 40


def test_an_approval_holds_for_its_key_and_its_amount_alone():
    for approvals in ({}, {("alice", "w_2"): 60}, {("alice", "w_1"): 10, ("bea", "w_1"): 60}):
        purse = Purse(Silent(), hot=40, cold=1000, approvals=dict(approvals))
        purse.refill(60, "w_1")
        assert purse.bare == "the refill for w_1 leaves the cold wallet, and alice has not approved it"


@pytest.mark.parametrize("way", ["a-behind", "b-behind", "a-stray", "b-stray"])
def test_with_one_wrong_source_a_deposit_that_stays_is_credited_in_the_end(way):
    world = find_world("wallets")
    bench = make_bench(world, world.folder / "right_two_sources.py")
    for reorg in ("reorg:chain:block/2#0:1", "reorg:chain:block/3#0:2"):
        outcome = bench.run(read_faults(f"{way}:sources:follow/the chain#0, {reorg}"))
        assert not outcome.broken
        assert len(outcome.applied) == 2


@pytest.mark.parametrize("handler", ["right_state_machine.py", "right_pending_first.py"])
def test_a_search_beyond_the_budget_meets_ways_that_a_run_does_not_have(handler):
    """A reorg that would change nothing is no way to go wrong; a set drawn for another run may still name one."""
    report = explore("wallets", find_world("wallets").folder / handler, faults=1, beyond=1000, seed=0)
    assert report.kept
