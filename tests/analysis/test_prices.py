"""Price sheets: read, refused, and what a month costs."""

import pytest

from hotseat import read_design, simulate
from hotseat.analysis.prices import check_prices, read_prices
from hotseat.errors import DesignError

GOOD = """currency: EUR
items:
  small: {per_hour: 0.1, date: 2026-01-15, source: our invoice}
  gate: {per_million: 3.5, date: 2026-01, source: https://example.org}
"""

DESIGN = """hotseat: 1
duration: 1s
warmup: 0s
traffic: {pings: {to: api.ping, rate: 100/s, arrivals: constant}}
nodes: {api: {kind: service, replicas: 2, price: small, on: {ping: [{work: 1ms}]}}}
objectives: {design: [cost < 150]}
"""


@pytest.fixture
def sheet(tmp_path):
    def write(text):
        path = tmp_path / "prices.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_sheet_is_its_items(sheet):
    prices = read_prices(sheet(GOOD))
    assert list(prices) == ["small", "gate"]
    assert prices["small"].per_hour == 0.1
    assert prices["small"].per_million == 0
    assert prices["gate"].per_million == 3.5
    assert prices["gate"].source == "https://example.org"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "write `items:` at the top level"),
        ("[1]", "write `items:` at the top level"),
        ("item: {}", "did you mean 'items'"),
        ("currency: EUR", "write items by name here"),
        ("items: {small: 3}", "an item is a mapping"),
        ("items: {small: {per_hour: 1, date: 2026-01-01}}", "no price without its date and its source"),
        ("items: {small: {per_hour: 1, source: x}}", "items.small.date: missing"),
        ("items: {small: {per_hour: x, date: 2026-01-01, source: x}}", "'x' is not an amount of money"),
        ("items: {small: {per_hour: -1, date: 2026-01-01, source: x}}", "'-1' is not an amount of money"),
        ("items: {small: {per_hour: .inf, date: 2026-01-01, source: x}}", "is not an amount of money"),
        ("items: {small: {per_hour: 1, date: soon, source: x}}", "'soon' is not a date"),
        ("items: {small: {per_houre: 1, date: 2026-01-01, source: x}}", "did you mean 'per_hour'"),
        ("items: {small: {date: 2026-01-01, source: x}}", "needs `per_hour` or `per_million`"),
        ("items: {small: {per_hour: [1], date: 2026-01-01, source: x}}", "takes one value"),
    ],
)
def test_a_bad_sheet_is_a_sentence_with_its_file(sheet, text, sentence):
    with pytest.raises(DesignError, match=sentence) as caught:
        read_prices(sheet(text))
    assert "prices.yaml" in str(caught.value)


def test_every_problem_at_once(sheet):
    with pytest.raises(DesignError) as caught:
        read_prices(sheet("items:\n  a: {per_hour: x}\n  b: 7\n"))
    assert len(caught.value.problems) == 4
    assert {problem.line for problem in caught.value.problems} == {2, 3}


def test_a_sheet_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(DesignError, match="cannot read the price sheet"):
        read_prices(tmp_path / "none.yaml")
    with pytest.raises(DesignError, match="cannot read the price sheet"):
        read_prices(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"items: {caf\xe9: 1}")
    with pytest.raises(DesignError, match="not UTF-8"):
        read_prices(tmp_path / "latin.yaml")


def test_an_item_that_the_sheet_lacks(sheet):
    with pytest.raises(DesignError, match="no item 'small'; name a sheet"):
        check_prices(read_design(DESIGN), {})
    prices = read_prices(sheet(GOOD.replace("small", "smell")))
    with pytest.raises(DesignError, match="did you mean 'smell'"):
        check_prices(read_design(DESIGN), prices)


def test_a_cost_objective_without_any_price_cannot_be_known():
    with pytest.raises(DesignError, match="no node has a `price`"):
        check_prices(read_design(DESIGN.replace(" price: small,", "")), {})


def test_a_month_is_730_hours_of_every_replica(sheet):
    result = simulate(read_design(DESIGN), prices=read_prices(sheet(GOOD)))
    assert result.cost == pytest.approx(2 * 730 * 0.1)
    assert result.met


def test_requests_cost_by_the_million(sheet):
    design = read_design(DESIGN.replace("price: small", "price: gate"))
    result = simulate(design, prices=read_prices(sheet(GOOD)))
    assert result.cost == pytest.approx(100 * 730 * 3600 / 1e6 * 3.5, rel=0.02)
    assert not result.met
