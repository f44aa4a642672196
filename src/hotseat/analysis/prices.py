"""A price sheet: what things cost, when that was true, and who said so.

    currency: EUR
    items:
      small-server: {per_hour: 0.09, date: 2026-01-15, source: our invoice of January}
      gateway: {per_million: 3.5, date: 2026-01-15, source: https://example.org/prices}

Hotseat ships no prices. A design names a sheet by `prices:`, a command by `--prices`; a node names an item by
`price: small-server`. An item without its date and source is refused: a price that nobody can check is a rumour.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.design import tree as trees
from hotseat.design.findings import nearest
from hotseat.errors import DesignError, Problem
from hotseat.load.price import Price

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.design import Design

KEYS = ("per_hour", "per_million", "date", "source")
DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
EXAMPLE = "{per_hour: 0.09, date: 2026-01-15, source: our invoice of January}"


def read_prices(path: str | Path) -> dict[str, Price]:
    """The items of a price sheet by name. Raises DesignError with every problem found, each with its line."""
    path = Path(path)
    file = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DesignError(Problem("", "not UTF-8: save the file as UTF-8", 0, file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DesignError(Problem("prices", f"cannot read the price sheet {path}: {reason}")) from None
    root, problems = trees.parse(text, file=file)
    sheet = Sheet(file, problems)
    items = sheet.items(root)
    if sheet.problems:
        raise DesignError(sheet.problems)
    return items


class Sheet:
    """A sheet being read, and the problems found so far."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = list(problems)

    def wrong(self, where: str, message: str, line: int) -> None:
        """Notes a problem and goes on."""
        self.problems.append(Problem(where, message, line, self.file))

    def items(self, root: trees.Tree | None) -> dict[str, Price]:
        """The items under `items:`."""
        if not isinstance(root, trees.Mapping):
            self.wrong(
                "", "a price sheet is a mapping: write `items:` at the top level", 1 if root is None else root.line
            )
            return {}
        for key, _ in root.pairs:
            if key.text not in ("currency", "items"):
                self.wrong(key.text, f"unknown key{nearest(key.text, ('currency', 'items'))}", key.line)
        listed = root.get("items")
        if not isinstance(listed, trees.Mapping):
            self.wrong("items", f"write items by name here, such as `small-server: {EXAMPLE}`", root.line)
            return {}
        currency = root.get("currency")
        money = currency.text if isinstance(currency, trees.Scalar) and not currency.is_null else ""
        return {key.text: self.item(key, value, money) for key, value in listed.pairs}

    def item(self, name: trees.Scalar, value: trees.Tree, currency: str) -> Price:
        """One item; what is wrong with it is noted."""
        where = f"items.{name.text}"
        if not isinstance(value, trees.Mapping):
            self.wrong(where, f"an item is a mapping; write it like {EXAMPLE}", name.line)
            return Price(0.0, 0.0, "", "")
        words: dict[str, str] = {}
        for key, inner in value.pairs:
            if key.text not in KEYS:
                self.wrong(f"{where}.{key.text}", f"unknown key{nearest(key.text, KEYS)}", key.line)
            elif not isinstance(inner, trees.Scalar) or inner.is_null:
                self.wrong(f"{where}.{key.text}", "this takes one value", key.line)
            else:
                words[key.text] = inner.text
        for needed in ("date", "source"):
            if needed not in words:
                self.wrong(f"{where}.{needed}", "missing: no price without its date and its source", name.line)
        if "date" in words and not DATE.fullmatch(words["date"]):
            self.wrong(f"{where}.date", f"'{words['date'][:40]}' is not a date; write it like 2026-01-15", name.line)
        if "per_hour" not in words and "per_million" not in words:
            self.wrong(where, "an item needs `per_hour` or `per_million`", name.line)
        hour, million = (self.amount(where, key, words, name.line) for key in KEYS[:2])
        return Price(hour, million, words.get("date", ""), words.get("source", ""), currency)

    def amount(self, where: str, key: str, words: Mapping[str, str], line: int) -> float:
        """An amount of money, 0 where it is left out."""
        text = words.get(key, "0")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            self.wrong(f"{where}.{key}", f"'{text[:40]}' is not an amount of money; write it like 0.09", line)
        return value


def check_prices(design: Design, prices: Mapping[str, Price]) -> None:
    """Raises DesignError where a node names an item that the sheet lacks, or `design: [cost ...]` cannot be known."""
    problems = []
    for name, node in design.nodes.items():
        item = node.price.item if node.price else None
        if item is None or item in prices:
            continue
        hint = nearest(item, prices) if prices else "; name a sheet by `prices:` in the design or by --prices"
        problems.append(Problem(f"nodes.{name}.price", f"the price sheet has no item '{item}'{hint}"))
    if "design" in design.objectives and not any(node.price for node in design.nodes.values()):
        problems.append(Problem("objectives.design", "no node has a `price`, so the cost cannot be known"))
    if problems:
        raise DesignError(problems)
