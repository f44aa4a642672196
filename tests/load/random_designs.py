"""Designs drawn at random that all run: layers of nodes of any kind, each step and policy now and then, faults on the way.

`random_design(seed)` is the same text each time. Times are milliseconds and rates tens a second, so that a few simulated
seconds meet queues, timeouts, retries and crashes.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

PLACES = ["frankfurt", "us-east-1", "singapore"]
BALANCES = ["ROUND_ROBIN", "LEAST_REQUEST", "RANDOM", "RING_HASH"]


def random_design(seed: int) -> str:
    """A design as YAML (as JSON, which is YAML)."""
    return json.dumps(Drawing(Random(seed)).design(), indent=1)


class Drawing:
    """One design under way: its nodes so far, which later ones may call."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.places = PLACES[: rng.randint(1, 3)] if rng.random() < 0.4 else []
        self.nodes: dict[str, Any] = {}
        self.callable: list[str] = []  # node.handler
        self.caches: list[str] = []
        self.databases: list[str] = []
        self.queues: list[str] = []
        self.effects = 0
        self.keys = rng.random() < 0.7

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def time(self, low: float, high: float) -> str:
        return f"{self.rng.uniform(low, high):.3g}ms"

    def work(self) -> Any:
        mean = self.rng.choice([1, 3, 10, 30])
        return self.rng.choice(
            [
                f"{mean}ms",
                {"exp": f"{mean}ms"},
                {"p50": f"{mean}ms", "p99": f"{7 * mean}ms"},
                {"uniform": ["0ms", f"{2 * mean}ms"]},
                {"gamma": {"mean": f"{mean}ms", "shape": 0.7}},
                {"hyperexp": [{"p": "99%", "mean": f"{mean}ms"}, {"p": "1%", "mean": "400ms"}]},
            ]
        )

    def policies(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.chance(0.5):
            found["timeout"] = self.time(20, 400)
        if self.chance(0.4):
            found["retry"] = {
                "num_retries": self.rng.randint(1, 3),
                "per_try_timeout": self.time(10, 100),
                "backoff": {"base": "5ms", "max": "50ms"},
            }
            if self.chance(0.3):
                found["retry"]["retry_budget"] = {"budget_percent": "20%", "min_retry_concurrency": 2}
        if self.chance(0.15):
            found["circuit_breaker"] = {"minimum_number_of_calls": 5, "wait_duration_in_open_state": "300ms"}
        if self.chance(0.15):
            found["hedge"] = {"after": self.time(5, 40)}
        if self.chance(0.15):
            found["max_connections"], found["max_pending_requests"] = self.rng.randint(1, 6), self.rng.randint(0, 5)
        if self.chance(0.1):
            found["rate_limit"] = {"rate": "30/s", "burst": 5}
        if self.chance(0.3):
            found["fallback"] = [{"work": "1ms"}]
        return found

    def effect(self) -> dict[str, str]:
        self.effects += 1
        return {"effect": f"effect{self.rng.randrange(min(self.effects, 6))}"}

    def step(self, depth: int) -> Any:
        kinds = ["work", "work", "fail", "effect", "sleep"]
        kinds += (
            ["call"] * 3 * bool(self.callable)
            + ["lookup"] * bool(self.caches)
            + ["read", "write"] * bool(self.databases)
        )
        kinds += ["send"] * bool(self.queues)
        kinds += ["branch", "parallel", "fan_out", "once"] * (depth > 0)
        match self.rng.choice(kinds):
            case "work":
                return {"work": self.work()}
            case "fail":
                return {"fail": "2%"}
            case "effect":
                return self.effect()
            case "sleep":
                return {"sleep": {"exp": "5ms"}}
            case "call":
                return {"call": self.rng.choice(self.callable), **self.policies()}
            case "lookup":
                return {"lookup": self.rng.choice(self.caches), "miss": self.steps(depth - 1) if depth > 0 else []}
            case "read":
                name = self.rng.choice(self.databases)
                from_replica = "read_replicas" in self.nodes[name] and self.chance(0.6)
                return {"read": name, **({"from": "replica"} if from_replica else {})}
            case "write":
                return {"write": self.rng.choice(self.databases)}
            case "send":
                return {"send": self.rng.choice(self.queues)}
            case "branch":
                return {"branch": [{"p": "30%", "do": self.steps(depth - 1)}]}
            case "parallel":
                return {"parallel": [self.steps(depth - 1), self.steps(depth - 1)], "need": self.rng.randint(1, 2)}
            case "fan_out":
                return {"fan_out": self.rng.randint(1, 5), "do": [{"work": "1ms"}, self.effect()]}
            case _:
                return {"once": [self.effect()]}

    def steps(self, depth: int) -> list[Any]:
        return [self.step(depth) for _ in range(self.rng.randint(1, 3))]

    def room(self, most: int) -> dict[str, Any]:
        found: dict[str, Any] = {"replicas": self.rng.randint(1, 4), "concurrency": self.rng.choice([1, 2, 4, 16])}
        if self.chance(0.5):
            found["queue_limit"] = self.rng.choice([0, 5, 50])
        if self.chance(0.3):
            found["hold"] = self.chance(0.5)
        if self.chance(0.15):
            found["autoscale"] = {"max_replicas": 4 + most, "interval": "500ms", "startup": "300ms"}
        return found

    def add(self, name: str) -> None:
        kind = self.rng.choice(["service", "service", "service", "external", "cache", "database", "queue"])
        if kind == "service":
            self.nodes[name] = {"kind": kind, **self.room(4), "on": {"serve": self.steps(2)}}
            if self.chance(0.5):
                self.nodes[f"{name}_door"] = {"kind": "load_balancer", "to": name, "balance": self.rng.choice(BALANCES)}
                name += "_door"
            self.callable.append(f"{name}.serve")
        elif kind == "external":
            self.nodes[name] = {"kind": kind, "on": {"serve": [{"work": self.work()}, {"fail": "5%"}, self.effect()]}}
            self.callable.append(f"{name}.serve")
        elif kind == "cache":
            self.nodes[name] = {
                "kind": kind, "capacity": self.rng.choice([5, 50]), "eviction": self.rng.choice(["LRU", "LFU"]),
                "ttl": "800ms", "coalesce": self.chance(0.5),
            }  # fmt: skip
            self.caches.append(name)
        elif kind == "database":
            self.nodes[name] = {"kind": kind, "connections": self.rng.randint(2, 20), "shards": self.rng.randint(1, 3)}
            if self.chance(0.6):
                self.nodes[name] |= {"read_replicas": self.rng.randint(1, 2), "replication": {"lag": {"exp": "50ms"}}}
            self.databases.append(name)
        else:
            dead = {"max_deliveries": 3, "dead_letters": f"{name}_dead"} if self.chance(0.4) else {"max_deliveries": 4}
            self.nodes[name] = {"kind": kind, "visibility_timeout": self.time(50, 900), **dead}
            if "dead_letters" in dead:
                self.nodes[f"{name}_dead"] = {"kind": "queue"}
            if self.chance(0.3) and self.keys:
                self.nodes[name]["order_by"] = "key"
            handler = [*self.steps(1), "ack", *([self.effect()] if self.chance(0.3) else [])]
            if self.chance(0.2):
                handler = [{"fail": "20%"}, *handler]
            self.nodes[f"{name}_worker"] = {
                "kind": "worker", "consumes": name, **self.room(2), "on": {"message": handler},
            }  # fmt: skip
            self.queues.append(name)

    def fault(self) -> dict[str, Any]:
        at, lasting = f"{self.rng.uniform(0.2, 2.5):.2f}s", f"{self.rng.uniform(0.1, 0.8):.2f}s"
        places = [name for name, node in self.nodes.items() if node["kind"] in ("service", "worker", "external")]
        name = self.rng.choice(places)
        kinds = ["crash", "slow", "errors"] + ["flush"] * bool(self.caches) + ["partition"] * (len(self.places) > 1)
        match self.rng.choice(kinds):
            case "crash":
                return {"crash": name, "at": at, "for": lasting}
            case "slow":
                return {"slow": name, "factor": 4, "at": at, "for": lasting}
            case "errors":
                return {"errors": name, "share": "50%", "at": at, "for": lasting}
            case "flush":
                return {"flush": self.rng.choice(self.caches), "at": at}
            case _:
                return {"partition": self.places[:2], "at": at, "for": lasting}

    def design(self) -> dict[str, Any]:
        for i in range(self.rng.randint(2, 7)):
            self.add(f"n{i}")
        self.nodes["front"] = {"kind": "service", "replicas": 3, "concurrency": 8, "on": {"serve": self.steps(2)}}
        traffic: dict[str, Any] = {
            "main": {"to": "front.serve", "rate": f"{self.rng.choice([20, 60, 150])}/s", **self.policies()}
        }
        traffic["main"] = {
            key: value for key, value in traffic["main"].items() if key in ("to", "rate", "timeout", "retry")
        }
        if self.callable and self.chance(0.5):
            traffic["people"] = {"to": self.rng.choice(self.callable), "users": 7, "think": {"exp": "60ms"}}
        if self.keys:
            for each in traffic.values():
                each["keys"] = {"count": 40, "zipf": 0.8}
        found: dict[str, Any] = {
            "hotseat": 1,
            "name": "drawn",
            "duration": "3s",
            "traffic": traffic,
            "nodes": self.nodes,
        }
        if self.places:
            found["regions"] = self.places
            self.nodes["front"]["regions"] = "all"
            traffic["main"]["regions"] = dict.fromkeys(self.places, 1 / len(self.places))
        if self.chance(0.6):
            found["faults"] = [self.fault() for _ in range(self.rng.randint(1, 3))]
        return found
