"""Webhooks, from both sides.

A payment company has events for merchants, and tells each merchant about its events by HTTP. Write the **sender** and
the world plays two merchants, which take a request with an idempotency key that they know for a repetition. Write the
**receiver** and the world plays a sender that repeats each event until it hears 2xx.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.fault.effects.database import Database
from hotseat.fault.effects.network import Network, Request
from hotseat.fault.world import Promise, World

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

EVENTS = {"evt_1": "acme", "evt_2": "bolt"}
"""Which merchant each event is for."""
ORDERED = {"evt_1": "acme", "evt_2": "acme", "evt_3": "bolt"}
"""The same for a sender that promises order: the first two are about one object, in this order."""
OBJECTS = {"evt_1": "sub_1", "evt_2": "sub_1", "evt_3": "sub_2"}

PROVIDER_WAYS = ("lost", "reply-lost", "duplicate", "late", "error")
OUTAGE = 20.0
"""Seconds for which a merchant that is down does not answer."""
PROMPT_WITHIN = 15.0


@dataclass(slots=True)
class State:
    """What is looked at when the run is over. `effects` holds (event, time) for each time an event took effect."""

    run: Run
    side: str
    events: dict[str, str]
    effects: list[tuple[str, float]] = field(default_factory=list)
    known: dict[tuple[str, str], None] = field(default_factory=dict)
    accepted: dict[str, None] = field(default_factory=dict)
    database: Database | None = None
    down: bool = False

    def times(self, event: str) -> list[float]:
        """The times at which the event took effect, in seconds."""
        if self.side == "sender" or self.database is None:
            return [time for name, time in self.effects if name == event]
        return [0.0 for row in self.database.tables["charges"].values() if row.get("event") == event]


def build(run: Run) -> State:
    """Sets up the side that the handler plays, and the other one."""
    if "ordered_sender" in run.handler.functions:
        return _sender_side(run, "ordered_sender", ORDERED)
    if "sender" in run.handler.functions:
        return _sender_side(run, "sender", EVENTS)
    return _receiver_side(run)


def _sender_side(run: Run, function: str, events: dict[str, str]) -> State:
    state = State(run, "sender", events)
    network = Network(run)
    rows = {event: {"id": event, "merchant": merchant, "status": "pending"} for event, merchant in events.items()}
    if events is ORDERED:
        for event, row in rows.items():
            row["object"] = OBJECTS[event]
    database = state.database = Database(run, tables={"events": rows, "attempts": {}})
    state.down = run.choose("acme", "outage", f"for {OUTAGE:g} s", ("down",)) != "fine"
    network.serve("acme", lambda request: _merchant(state, "acme", request))
    network.serve("bolt", lambda request: _merchant(state, "bolt", request))

    async def program(node: Node) -> None:
        node.db = database.connect(node)
        node.http = network.client(node)
        await node.function(function)(node)

    run.node("sender", program)
    return state


async def _merchant(state: State, name: str, request: Request) -> int:
    if name == "acme" and state.down and state.run.loop.now < OUTAGE:
        await state.run.pause(OUTAGE)
        return 503
    event = str(request.body.get("id")) if isinstance(request.body, dict) else str(request.body)
    if request.key and (name, request.key) in state.known:
        return 200
    state.known[name, request.key] = None
    state.effects.append((event, state.run.loop.now))
    state.run.log(name, "effect", f"charges for {event}")
    return 200


def _receiver_side(run: Run) -> State:
    state = State(run, "receiver", EVENTS)
    network = Network(run)
    database = state.database = Database(run, tables={"seen": {}, "charges": {}})

    async def merchant(node: Node) -> None:
        node.db = database.connect(node)
        receiver = node.function("receiver")
        network.serve("merchant", lambda request: receiver(node, request), node=node)

    async def provider(node: Node) -> None:
        http = network.client(node, ways=PROVIDER_WAYS)
        await asyncio.gather(*(_provide(state, http.post, event) for event in EVENTS))

    run.node("merchant", merchant)
    run.node("sender", provider)
    return state


async def _provide(state: State, post: object, event: str) -> None:
    while event not in state.accepted:
        try:
            response = await post("merchant", {"id": event, "amount": 10}, key=event, timeout=5.0)  # type: ignore[operator]
        except TimeoutError:
            continue
        if response.ok:
            state.accepted[event] = None
        else:
            await asyncio.sleep(2.0)


def settled(state: State) -> bool:
    """Has every event been dealt with, as far as the sender knows?"""
    if state.side == "receiver":
        return len(state.accepted) == len(EVENTS)
    assert state.database is not None
    return all(row.get("status") == "delivered" for row in state.database.tables["events"].values())


def check_once(state: State) -> str:
    """No event takes effect twice."""
    for event in state.events:
        count = len(state.times(event))
        if count > 1:
            return f"{event} is charged {count} times"
    return ""


def check_none_lost(state: State) -> str:
    """Each event takes effect."""
    for event in state.events:
        if not state.times(event):
            return f"{event} is never charged"
    return ""


def check_prompt(state: State) -> str:
    """While acme is down and nothing else is wrong, bolt does not wait for it."""
    if state.side == "receiver" or any(fault.key.node != "acme" for fault in state.run.applied):
        return ""
    times = state.times(next(event for event, merchant in state.events.items() if merchant == "bolt"))
    if times and times[0] > PROMPT_WITHIN:
        return f"bolt gets its event after {times[0]:.1f} s, because acme is down"
    return ""


def check_order(state: State) -> str:
    """Events about one object take effect in the order in which they happened, where the sender promises it."""
    if state.events is not ORDERED:
        return ""
    first = state.times("evt_1")
    for event, time in state.effects:
        if OBJECTS[event] == "sub_1" and event != "evt_1" and (not first or time < first[0]):
            return f"{event} takes effect before evt_1, which is about the same object"
    return ""


WORLD = World(
    name="webhooks",
    title="Webhooks: each event takes effect once at the merchant, and none is lost",
    functions={"sender": ("node",), "ordered_sender": ("node",), "receiver": ("node", "request")},
    build=build,
    promises=(
        Promise("once", "a customer is charged once for each event", check_once),
        Promise("none-lost", "every event reaches the merchant and takes effect", check_none_lost),
        Promise(
            "prompt",
            f"a merchant that is down does not keep another waiting for more than {PROMPT_WITHIN:g} s",
            check_prompt,
        ),
        Promise(
            "order", "events about one object take effect in their order, where the sender promises it", check_order
        ),
    ),
    settled=settled,
    folder=Path(__file__).parent,
)
