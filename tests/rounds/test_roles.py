"""Roles find the box that is meant, whatever it is called, and faults strike every node that plays them."""

import pytest

from hotseat.design.faults import Crash, Slow
from hotseat.design.reading import read_design
from hotseat.rounds.roles import NobodyPlays, NothingToStrike, cast, heard, players
from hotseat.rounds.round import Role

DESIGN = read_design("""
hotseat: 1
name: drawn by somebody
traffic:
  orders: {to: front.order, rate: 10/s}
  reads: {to: shelf.get, rate: 10/s}
nodes:
  front: {kind: load_balancer, to: desk}
  desk:
    kind: service
    on:
      order: [{send: letters}, {write: ledger}]
  letters: {kind: queue}
  w7:
    kind: worker
    consumes: letters
    on:
      message:
        - once: [{call: bank.charge}]
        - call: bank.charge
          fallback: [{nack: 1s}]
        - call: paper.note
        - ack
  w8:
    kind: worker
    consumes: letters2
    on: {message: [{call: bank.refund}, ack]}
  letters2: {kind: queue}
  ledger: {kind: database, read_replicas: 1}
  shelf:
    kind: edge
    on: {get: [{read: ledger, from: replica}]}
  island: {kind: service, on: {get: [{work: 1ms}]}}
  paper: {kind: service, on: {note: []}}
  bank:
    kind: external
    on: {charge: [{effect: charge}], refund: [{effect: refund}]}
""")


@pytest.mark.parametrize(("role", "found"), [
    (Role(calls="bank"), ("w7", "w8")),
    (Role(calls="bank.refund"), ("w8",)),
    (Role(calls="ban"), ()),
    (Role(receives="orders"), ("desk",)),
    (Role(receives="letters"), ("w7",)),
    (Role(kind="queue"), ("letters", "letters2")),
    (Role(effect="charge"), ("bank",)),
    (Role(kind="worker", calls="paper"), ("w7",)),
    (Role(receives="reads", hears="orders"), ("shelf",)),
    (Role(kind="service", hears="orders"), ("desk", "paper")),
    (Role(hears="nothing"), ()),
])  # fmt: skip
def test_a_role_is_played_by_those_who_do_what_it_says(role, found):
    assert players(DESIGN, role) == found


def test_what_a_traffic_does_is_heard_through_queues_balancers_and_stores():
    assert heard(DESIGN, "orders") == {"front", "desk", "letters", "w7", "bank", "paper", "ledger", "shelf"}


def test_a_fault_strikes_every_player():
    made = cast(DESIGN, Slow("$caller", 3.0), {"caller": Role(calls="bank")})
    assert made == (Slow("w7", 3.0), Slow("w8", 3.0))


def test_next_is_the_named_step_after_any_call_to_the_node():
    made = cast(DESIGN, Crash("$caller", between=("bank", "next")), {"caller": Role(calls="bank")})
    assert [(one.crash, one.between) for one in made] == [
        ("w7", ("bank.charge", "paper.note")),
        ("w8", ("bank.refund", "ack")),
    ]


def test_a_step_with_nothing_after_it_cannot_be_struck_between():
    with pytest.raises(NothingToStrike, match="nothing to strike"):
        cast(DESIGN, Crash("desk", between=("ledger", "next")), {})


def test_nobody_plays_is_a_sentence():
    with pytest.raises(NobodyPlays, match="no node of this design plays 'mail': none calls post and is a worker"):
        cast(DESIGN, Crash("$mail"), {"mail": Role(calls="post", kind="worker")})
