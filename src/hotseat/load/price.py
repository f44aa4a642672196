"""What a design costs a month, from its nodes' prices and a price sheet that anyone can replace.

Hotseat ships no vendor's price. A node's `price` gives its own, or names an item of the sheet, whose every row has its
date and source. A month is 730 hours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.design import Design
    from hotseat.load.result import NodeResult

HOURS = 730.0
SECONDS = HOURS * 3600.0


@dataclass(frozen=True, slots=True)
class Price:
    """An item of a price sheet: by the replica's hour, by the million requests; when it was true, and who said so; in which
    currency, where the sheet tells.
    """

    per_hour: float
    per_million: float
    date: str
    source: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one node costs a month: its replicas' hours, and its requests."""

    replicas: float
    requests: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.replicas + self.requests


def check_items(design: Design, prices: Mapping[str, Price]) -> None:
    """Raises DesignError where a node names an item that the sheet lacks; asked before a run as well as after it."""
    for name, node in design.nodes.items():
        item = node.price.item if node.price is not None else None
        if item is not None and item not in prices:
            there = (
                f"; it has {', '.join(prices)}"
                if prices
                else ": read one with `hotseat.read_prices`, and give it as `prices`"
            )
            raise DesignError(Problem(f"nodes.{name}.price", f"no item '{item}' in the price sheet{there}"))


def monthly_costs(
    design: Design, nodes: Mapping[str, NodeResult], seconds: float, prices: Mapping[str, Price]
) -> dict[str, Cost]:
    """What each node with a price costs in a month like the measured time. Raises DesignError for an unknown item."""
    check_items(design, prices)
    costs: dict[str, Cost] = {}
    for name, node in design.nodes.items():
        price = node.price
        if price is None or seconds <= 0:
            continue
        hour, million = price.per_hour, price.per_million
        if price.item is not None:
            hour, million = prices[price.item].per_hour, prices[price.item].per_million
        requests = nodes[name].arrivals / seconds * SECONDS
        costs[name] = Cost(nodes[name].replicas_mean * hour * HOURS, requests / 1e6 * million)
    return costs


def monthly_cost(costs: Mapping[str, Cost]) -> float:
    """All nodes together; NaN when none has a price."""
    return math.fsum(cost.total for cost in costs.values()) if costs else math.nan


def currency_of(prices: Mapping[str, Price]) -> str:
    """The currency of a price sheet, where it tells."""
    return next((price.currency for price in prices.values() if price.currency), "")
