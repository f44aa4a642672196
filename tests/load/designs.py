"""Small designs that several tests run."""

from __future__ import annotations

import hotseat

QUEUE = """
hotseat: 1
name: one server
duration: 100s
network: {rtt: 0s}
traffic: {customers: {to: server.serve, rate: 80/s}}
nodes:
  server: {kind: service, concurrency: 1, on: {serve: [{work: {exp: 10ms}}]}}
"""

EVERYTHING = """
hotseat: 1
name: a bit of everything
duration: 20s
regions: [frankfurt, us-east-1]
traffic:
  orders:
    to: door.order
    rate: 60/s
    keys: {count: 500, zipf: 0.9}
    regions: {frankfurt: 60%, us-east-1: 40%}
    access: {p50: 15ms, p99: 80ms}
    connection: {protocol: tls1.3, reuse: 70%, resumption: 50%}
    retry: {num_retries: 2, per_try_timeout: 400ms, backoff: {base: 20ms, max: 200ms}}
  readers: {to: api.read, users: 10, think: {exp: 200ms}, keys: {count: 500, zipf: 0.9}}
nodes:
  door: {kind: load_balancer, to: api, balance: LEAST_REQUEST, choice_count: 2, regions: all}
  api:
    kind: edge
    replicas: 2
    concurrency: 8
    queue_limit: 50
    on:
      order:
        - work: {erlang: {mean: 4ms, k: 3}}
        - write: db
          retry: {num_retries: 1}
        - send: jobs
        - branch: [{p: 20%, do: [{call: mail.send, timeout: 200ms, fallback: []}]}]
      read:
        - lookup: cache
          miss: [{read: db, from: replica}, {store: cache}]
        - parallel: [[{call: mail.ping}], [{work: {uniform: [1ms, 3ms]}}]]
          need: 1
  cache: {kind: cache, capacity: 100, eviction: LFU, ttl: 5s, coalesce: true}
  db: {kind: database, connections: 20, read_replicas: 1, replication: {lag: {exp: 300ms}}}
  jobs: {kind: queue, visibility_timeout: 2s, max_deliveries: 5, order_by: key}
  worker:
    kind: worker
    consumes: jobs
    replicas: 2
    concurrency: 20
    on:
      message:
        - once: [{work: 1ms}]
        - call: mail.send
          timeout: 300ms
          circuit_breaker: {minimum_number_of_calls: 20}
        - ack
        - fan_out: {pareto: {min: 1, max: 20, alpha: 1.2}}
          do: [{work: 100us}, {effect: told}]
  mail:
    kind: external
    on:
      send: [{work: {p50: 20ms, p99: 300ms}}, {fail: 1%}, {effect: mailed}]
      ping: [{work: {gamma: {mean: 2ms, shape: 0.5}}}]
faults:
  - crash: worker
    between: [mail.send, ack]
    probability: 1%
    for: 1s
  - slow: mail
    factor: 5
    at: 8s
    for: 4s
  - partition: [frankfurt, us-east-1]
    at: 14s
    for: 2s
"""


def queue(**overrides: str) -> hotseat.Design:
    """One server, 80% busy, with some values replaced."""
    design = hotseat.read_design(QUEUE)
    return hotseat.set_values(design, list(overrides.items())) if overrides else design


def everything() -> hotseat.Design:
    """A design that uses much of the vocabulary at once."""
    return hotseat.read_design(EVERYTHING)
