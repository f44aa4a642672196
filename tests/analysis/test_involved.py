"""Whose facts may explain a missed objective: those on the way to it, and no others."""

from hotseat import read_design
from hotseat.analysis.involved import involved

SHOP = read_design("""
hotseat: 1
traffic:
  orders: {to: door.order, rate: 1/s, keys: {count: 10}}
  reads: {to: door.read, rate: 1/s, keys: {count: 10}}
nodes:
  door: {kind: load_balancer, to: api}
  api:
    kind: service
    on:
      order: [{write: db}, {branch: [{p: 50%, do: [{send: jobs}]}, {p: 50%, do: [{call: mail.send}]}]}]
      read: [{lookup: seen, miss: [{read: db}, {store: seen}]}]
  seen: {kind: cache, capacity: 5}
  db: {kind: database}
  jobs: {kind: queue}
  worker: {kind: worker, consumes: jobs, on: {message: [{call: bank.pay}, {call: bank.pay}, ack]}}
  bank: {kind: external, on: {pay: [{effect: paid}]}}
  mail: {kind: external, on: {send: [{effect: mailed}, {call: api.read}]}}
""")


def test_a_traffic_waits_for_what_it_calls_and_not_for_who_consumes():
    assert involved(SHOP, "orders") == ("door", "api", "db", "jobs", "mail", "seen")
    assert involved(SHOP, "reads") == ("door", "api", "seen", "db")


def test_an_effect_has_the_whole_way_to_it_behind_queues_too():
    assert {"jobs", "worker", "bank"} <= set(involved(SHOP, "paid"))
    assert "mail" in involved(SHOP, "mailed")


def test_a_node_is_itself_and_the_design_everything():
    assert involved(SHOP, "db") == ("db",)
    assert involved(SHOP, "design") == tuple(SHOP.nodes)
