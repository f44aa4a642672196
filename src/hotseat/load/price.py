"""What a design costs a month, from its nodes' prices and a price sheet that anyone can replace.

Hotseat ships no vendor's price. A node's `price` gives its own, or names an item of the sheet, whose every row has its
date and source. A month is 730 hours.
"""

from __future__ import annotations

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
    """An item of a price sheet: by the replica's hour, by the million requests; when it was true, and who said so."""

    per_hour: float
    per_million: float
    date: str
    source: str


def monthly_cost(design: Design, nodes: Mapping[str, NodeResult], seconds: float, prices: Mapping[str, Price]) -> float:
    """The cost of a month like the measured time; NaN when no node has a price. Raises DesignError for an unknown item."""
    total = 0.0
    priced = False
    for name, node in design.nodes.items():
        price = node.price
        if price is None or seconds <= 0:
            continue
        priced = True
        hour, million = price.per_hour, price.per_million
        if price.item is not None:
            if price.item not in prices:
                message = f"no item '{price.item}' in the price sheet; it has {', '.join(prices) or 'none'}"
                raise DesignError(Problem(f"nodes.{name}.price", message))
            hour, million = prices[price.item].per_hour, prices[price.item].per_million
        requests = nodes[name].arrivals / seconds * SECONDS
        total += nodes[name].replicas_mean * hour * HOURS + requests / 1e6 * million
    return total if priced else float("nan")
