# ruff: noqa: E501 (a table reads best with a row on a line)
"""Bad designs, one by one: each mistake is one clear sentence with its key, its line and the nearest right word."""

import dataclasses

import pytest
from drawn_designs import FILES

from hotseat.design import bounds, design, nodes, policies, shapes
from hotseat.design.reading import examine

BASE = (FILES / "everything.design.yaml").read_text(encoding="utf-8")


def problems_with(*changes, text=BASE):
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the base design"
        text = text.replace(old, new)
    found = examine(text)
    for problem in found.problems:
        assert problem.line <= text.count("\n") + 1
    return [(problem.where, problem.message) for problem in found.problems]


def test_the_base_design_has_no_problem_and_no_warning():
    found = examine(BASE)
    assert found.problems == ()
    assert found.warnings == ()


CASES = {
    "unknown key": ("queue_limit: 200", "queue_limt: 200", "nodes.api.queue_limt", "did you mean 'queue_limit'?"),
    "key of another kind": (
        "queue_limit: 200", "visibility_timeout: 3s", "nodes.api.visibility_timeout", "it belongs to queue and topic",
    ),
    "unknown top key": ("duration: 2min", "durations: 2min", "durations", "did you mean 'duration'?"),
    "unknown kind": ("kind: worker", "kind: workr", "nodes.sender.kind", "did you mean 'worker'?"),
    "unknown step": ("- effect: charge", "- efect: charge", "nodes.merchant.on.deliver.2", "did you mean 'effect'?"),
    "two steps in one": ("- fail: 0.5%", "- {fail: 0.5%, sleep: 1s}", "nodes.merchant.on.deliver.1", "are two steps"),
    "unknown step option": ("timeout: 10s", "timout: 10s", "nodes.sender.on.message.0.timout", "did you mean 'timeout'?"),
    "bare m": ("duration: 2min", "duration: 20 m", "duration", "minutes or metres? write `20min`"),
    "no unit": ("timeout: 10s", "timeout: 10", "nodes.sender.on.message.0.timeout", "write `10ms` or `10s`"),
    "wrong unit": ("timeout: 10s", "timeout: 10 secs", "nodes.sender.on.message.0.timeout", "did you mean `10s`?"),
    "a rate without unit": ("rate: 2000/s", "rate: 2000", "traffic.events.rate", "write `2000/min` or `2000/s`"),
    "a rate in rps": ("rate: 2000/s", "rate: 2000 rps", "traffic.events.rate", "did you mean `2000/s`?"),
    "negative rate": ("rate: 2000/s", "rate: -5/s", "traffic.events.rate", "must be more than 0"),
    "not a number": ("replicas: 4", "replicas: four", "nodes.api.replicas", "is not a whole number"),
    "half a replica": ("replicas: 4", "replicas: 4.5", "nodes.api.replicas", "is not a whole number"),
    "no replica": ("replicas: 4", "replicas: 0", "nodes.api.replicas", "at least 1"),
    "probability above 1": ("fail: 0.5%", "fail: 50", "nodes.merchant.on.deliver.1.fail", "did you mean `50%`?"),
    "arms above 1": ("p: 10%", "p: 95%", "nodes.api.on.publish.1.branch", "add up to 1.05"),
    "p99 below p50": ("p99: 3s", "p99: 3ms", "nodes.merchant.on.deliver.0.work.p99", "less than p50"),
    "unknown distribution": ("{exp: 2ms}", "{expo: 2ms}", "nodes.api.on.publish.0.work", "did you mean 'exp'?"),
    "half a lognormal": ("{exp: 2ms}", "{p50: 2ms}", "nodes.api.on.publish.0.work", "{p50: 3ms, p99: 20ms}"),
    "uniform backwards": ("{exp: 2ms}", "{uniform: [3ms, 1ms]}", "nodes.api.on.publish.0.work.uniform", "[lowest"),
    "call to no node": ("call: merchant.deliver", "call: mrchant.deliver", "nodes.sender.on.message.0.call", "did you mean 'merchant.deliver'?"),
    "call to no handler": ("call: merchant.deliver", "call: merchant.delivr", "nodes.sender.on.message.0.call", "did you mean 'merchant.deliver'?"),
    "call to a node": ("call: merchant.deliver", "call: merchant", "nodes.sender.on.message.0.call", "did you mean 'merchant.deliver'?"),
    "call to a queue": ("call: merchant.deliver", "call: deliveries.x", "nodes.sender.on.message.0.call", "`send: deliveries`"),
    "send to no queue": ("send: deliveries", "send: merchant", "nodes.api.on.publish.2.send", "not a queue or topic"),
    "send to nothing": ("send: deliveries", "send: delivery", "nodes.api.on.publish.2.send", "did you mean 'deliveries'?"),
    "lookup on a database": ("lookup: seen", "lookup: log", "nodes.api.on.publish.1.branch.0.do.0.lookup", "is a database, not a cache"),
    "write on a cache": ("write: log", "write: seen", "nodes.sender.on.message.1.write", "is a cache, not a database"),
    "read from no replica": ("read_replicas: 2", "shards: 2", "nodes.api.on.publish.1.branch.0.do.0.miss.0.from", "has no replica"),
    "a queue nobody consumes": ("consumes: deliveries", "consumes: other", "nodes.deliveries", "nobody consumes this queue"),
    "a worker that consumes nothing": ("consumes: deliveries", "hold: false", "nodes.sender.consumes", "a worker consumes"),
    "no message handler": ("      message:", "      mesage:", "nodes.sender.on.message", "has a `message` handler"),
    "never acks": ("        - ack", "        - work: 1ms", "nodes.sender.on.message", "no `ack`"),
    "ack outside": ("- effect: charge", "- ack", "nodes.merchant.on.deliver.2", "outside a worker's `message` handler"),
    "after nack": ("        - ack", "        - nack: 5s\n        - ack", "nodes.sender.on.message.3", "never runs"),
    "duplicate key": ("replicas: 4", "replicas: 4\n    replicas: 5", "replicas", "already there on line"),
    "unknown place": ("eu: frankfurt", "eu: frankfrt", "regions.eu.at", "did you mean 'frankfurt'?"),
    "half a place": ("eu: frankfurt", "eu: {latitude: 3}", "regions.eu.longitude", "a place has both"),
    "a node in no region": ("region: us", "region: uss", "nodes.merchant.region", "did you mean 'us'?"),
    "traffic from no region": ("us: 40%", "as: 40%", "traffic.events.regions.as", "there is no region 'as'"),
    "shares": ("us: 40%", "us: 50%", "traffic.events.regions", "add up to 110%"),
    "faster than light": ("rtt: 90ms", "rtt: 9ms", "network.links.eu-us.rtt", "faster than light"),
    "a link of nowhere": ("eu-us:", "eu-asia:", "network.links.eu-asia", "did you mean 'eu-us'?"),
    "a fault on nothing": ("crash: sender", "crash: sendr", "faults.0.crash", "did you mean 'sender'?"),
    "no such step": ("[merchant.deliver, log]", "[merchant.deliver, logg]", "faults.0.between.1", "did you mean 'log'?"),
    "steps in the wrong order": ("[merchant.deliver, log]", "[log, merchant.deliver]", "faults.0.between", "does not come before 'merchant.deliver': write [merchant.deliver, log]"),
    "a step of another node": ("[merchant.deliver, log]", "[charge, log]", "faults.0.between.0", "it is a step of 'merchant', which 'sender' knows as 'merchant.deliver'"),
    "for without at": ("at: 30s, for: 10s", "for: 10s", "faults.1.for", "write `at: 60s`"),
    "unknown fault": ("{slow: log", "{slwo: log", "faults.1", "did you mean 'slow'?"),
    "a flush of a database": ("flush: seen", "flush: log", "faults.2.flush", "not a cache"),
    "a spike of nothing": ("spike: events", "spike: event", "faults.3.spike", "did you mean 'events'?"),
    "more replicas than there are": ("replicas: 3", "replicas: 30", "faults.4.replicas", "has 4 replicas, fewer than 30"),
    "nothing drives": ("rate: 2000/s, ", "", "traffic.events", "nothing drives this traffic"),
    "two drivers": ("rate: 2000/s", "rate: 2000/s, users: 5", "traffic.events.users", "each drive a traffic"),
    "a subject of nothing": ("charge: [lost", "chrge: [lost", "objectives.chrge", "did you mean 'charge'?"),
    "a metric of another": ("lost == 0", "availability == 1", "objectives.charge.0", "is an effect, which has no 'availability'"),
    "no metric": ("lost == 0", "lst == 0", "objectives.charge.0", "did you mean 'lost'?"),
    "a threshold's unit": ("p(99) < 2s", "p(99) < 2", "objectives.events.0", "2 needs a unit"),
    "no threshold": ("lost == 0", "lost", "objectives.charge.0", "is not a threshold"),
    "no percentile": ("p(99) < 2s", "p(101) < 2s", "objectives.events.0", "from p(0) to p(100)"),
    "physics": ("p(99) < 2s", "p(99) < 50ms", "objectives.events.0", "physics forbids it"),
    "too many requests": ("rate: 2000/s", "rate: 10000000000/s", "traffic.events.rate", "2.4 x 10^12 requests (20000000000/s for 2min)"),
    "too many keys": ("count: 50k", "count: 60M", "traffic.events.keys.count", "50,000,000"),
    "wrong version": ("hotseat: 1", "hotseat: 2", "hotseat", "write `hotseat: 1`"),
    "no version": ("hotseat: 1\n", "", "hotseat", "write `hotseat: 1`"),
    "yes is not true": ("coalesce: true", "coalesce: yes", "nodes.seen.coalesce", "write `true` or `false`"),
    "a word not in the list": ("eviction: LFU", "eviction: LFO", "nodes.seen.eviction", "did you mean 'LFU'?"),
    "missing key": ("slow: log, factor: 3", "slow: log", "faults.1.factor", "this key is missing"),
    "a list for a mapping": ("keys: {count: 50k, zipf: 0.9}", "keys: [1, 2]", "traffic.events.keys", "expected a mapping"),
    "a bad name": ("  seen: {", "  se.en: {", "nodes.se.en", "cannot name a node"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "sentence"), CASES.values(), ids=CASES)
def test_a_mistake_is_one_sentence(old, new, where, sentence):
    found = problems_with((old, new))
    assert any(path == where and sentence in message for path, message in found), found


def test_all_problems_come_at_once_in_the_order_of_the_file():
    found = problems_with(("rate: 2000/s", "rate: 2000"), ("fail: 0.5%", "fail: 50"), ("crash: sender", "crash: sendr"))
    assert [where for where, _ in found] == [
        "traffic.events.rate",
        "nodes.merchant.on.deliver.1.fail",
        "faults.0.crash",
    ]


def test_what_cannot_be_read_is_not_complained_about_twice():
    found = problems_with(("kind: worker", "kind: workr"))
    assert [where for where, _ in found] == ["nodes.sender.kind"]
    found = problems_with(("        - ack", "        - akc"))
    assert [where for where, _ in found] == ["nodes.sender.on.message.2"]


def test_a_region_without_place_or_link():
    ((where, message),) = problems_with(("eu: frankfurt", "eu:"), ("{rtt: 90ms}", "{loss: 1%}"))
    assert where == "regions.eu"
    assert "no place and no link to 'us'" in message


def test_the_arithmetic_of_physics_is_spelled_out():
    ((_, message),) = problems_with(("p(99) < 2s", "p(99) < 100ms"))
    assert message == (
        "physics forbids it: 20% of the requests need more, and those from 'us' at least 270ms = "
        "90ms (us - eu by its link, to api) + 180ms (2 x 90ms of connection set-up)"
    )


def test_physics_lets_pass_what_fewer_than_one_in_a_hundred_miss():
    shares = ("{eu: 60%, us: 40%}", "{eu: 99.5%, us: 0.5%}")
    assert problems_with(("p(99) < 2s", "p(99) < 50ms"), shares) == []
    assert len(problems_with(("p(99) < 2s", "p(99.9) < 50ms"), shares)) == 1


def test_two_workers_on_one_queue():
    second = "\n  second: {kind: worker, consumes: deliveries, on: {message: [ack]}}\n  log: {kind: data"
    ((where, message),) = problems_with(("\n  log: {kind: data", second))
    assert where == "nodes.second.consumes"
    assert "make 'deliveries' a topic" in message


def test_too_many_effects_names_the_first_that_is_too_many():
    effects = "\n".join(f"        - effect: e{number}" for number in range(16))
    ((where, message),) = problems_with(("        - effect: charge", f"        - effect: charge\n{effects}"))
    assert where == "nodes.merchant.on.deliver.17.effect"
    assert "'e14' is one too many" in message


def cycle(back):
    return (
        "hotseat: 1\ntraffic: {t: {to: a.x, rate: 1/s}}\nnodes:\n"
        "  a: {kind: service, on: {x: [{call: b.y}]}}\n  b:\n    kind: service\n    on:\n      y:\n        - "
        + back
        + "\n"
    )


def test_a_cycle_without_a_way_out():
    (problem,) = examine(cycle("call: a.x")).problems
    assert "a.x -> b.y -> a.x" in problem.message
    assert problem.line == 9


@pytest.mark.parametrize(
    "back",
    ["branch: [{p: 50%, do: [{call: a.x}]}]", "fail: 1%\n        - call: a.x", "once: [{call: a.x}]"],
)
def test_a_cycle_with_a_way_out_is_allowed(back):
    assert examine(cycle(back)).problems == ()


def messages(step):
    return (
        "hotseat: 1\ntraffic: {t: {to: a.x, rate: 1/s}}\nnodes:\n"
        "  a: {kind: service, on: {x: [{send: q}]}}\n  q: {kind: queue}\n  w:\n    kind: worker\n    consumes: q\n"
        f"    on:\n      message:\n        - {step}\n        - ack\n"
    )


def test_messages_that_go_round_for_ever_are_worth_a_warning():
    found = examine(messages("send: q"))
    assert found.problems == ()
    (warning,) = found.warnings
    assert "w.message -> w.message" in warning.message
    assert warning.line == 11


@pytest.mark.parametrize("step", ["branch: [{p: 50%, do: [{send: q}]}]", "once: [{send: q}]", "work: 1ms"])
def test_messages_that_end_somewhere_are_not(step):
    assert examine(messages(step)).warnings == ()


def test_an_effect_that_a_broadcast_brings_about_in_many_places_is_worth_a_warning():
    text = """
        hotseat: 1
        traffic: {t: {to: a.x, rate: 1/s}}
        nodes:
          a: {kind: service, on: {x: [{broadcast: e.put}]}}
          e: {kind: edge, on: {put: [{effect: known}]}}
    """
    (warning,) = examine(text).warnings
    assert "'known'" in warning.message
    assert "`spread`" in warning.message


def test_a_node_of_an_unknown_kind_is_looked_through_all_the_same():
    text = """
        hotseat: 1
        traffic: {t: {to: a.x, rate: 1/s}}
        nodes:
          a:
            kind: servise
            replicas: many
            qeue_limit: 3
            on: {x: [{wrok: 5ms}]}
    """
    found = [(problem.where, problem.line) for problem in examine(text).problems]
    assert found == [
        ("nodes.a.kind", 6),
        ("nodes.a.replicas", 7),
        ("nodes.a.qeue_limit", 8),
        ("nodes.a.on.x.0", 9),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("duration: 9999999999d", "9999999999d is more than 1,000,000,000s, the most"),
        ("traffic: {t: {to: a.x, users: 1000000000000}}", "1,000,000,000,000 is more than 1,000,000,000, the most"),
    ],
)
def test_too_much_and_the_most_are_written_alike(line, sentence):
    text = f"hotseat: 1\n{line}\nnodes: {{a: {{kind: service, on: {{x: [{{work: 1ms}}]}}}}}}\n"
    text += "" if "traffic" in line else "traffic: {t: {to: a.x, rate: 1/s}}\n"
    assert sentence in examine(text).problems[0].message


MODULES = (shapes.distributions, shapes.faults, shapes.steps, shapes.traffic, design, nodes, policies)
CLASSES = {
    c for module in MODULES for c in vars(module).values() if isinstance(c, type) and dataclasses.is_dataclass(c)
}


@pytest.mark.parametrize("cls", sorted(CLASSES, key=lambda cls: cls.__name__))
def test_what_is_left_out_is_within_bounds(cls):
    for key in shapes.keys_of(cls).values():
        if not key.required:
            assert list(bounds._field(key.default, key.hint, cls, key.attribute, key.name)) == []
