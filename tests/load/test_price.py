"""What a design costs: replicas by the hour, requests by the million, from a sheet or from the node."""

from __future__ import annotations

import math

import designs
import pytest

import hotseat
from hotseat.errors import DesignError
from hotseat.load.price import Price

SHEET = {"small": Price(per_hour=0.05, per_million=0.0, date="2026-01-01", source="a test")}


def test_a_month_of_replicas_and_requests():
    design = designs.queue(**{"nodes.server.replicas": "3", "nodes.server.price": "{per_hour: 0.1, per_million: 2}"})
    result = hotseat.simulate(design, duration=100)
    rate = result.nodes["server"].arrivals / (result.duration - result.warmup)
    assert result.cost == pytest.approx(3 * 0.1 * 730 + rate * 730 * 3600 / 1e6 * 2)


def test_a_named_item_and_one_that_is_not_there():
    design = designs.queue(**{"nodes.server.price": "{item: small}"})
    assert hotseat.simulate(design, duration=10, prices=SHEET).cost == pytest.approx(0.05 * 730)
    begun = []
    with pytest.raises(DesignError, match=r"no item .small. in the price sheet: read one with `hotseat\.read_prices`"):
        hotseat.simulate(design, duration=10, progress=begun.append)
    assert begun == []
    with pytest.raises(DesignError, match="no item 'small' in the price sheet; it has large"):
        hotseat.simulate(design, duration=10, prices={"large": SHEET["small"]})


def test_without_prices_the_cost_is_unknown():
    assert math.isnan(hotseat.simulate(designs.queue(), duration=10).cost)
