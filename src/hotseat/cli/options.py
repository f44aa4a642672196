"""Options that several commands share: which design, changed how, run for how long, at which prices."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.design.design import Design
    from hotseat.load.price import Price

LONGEST = 1e9
"""Seconds that a run may last: thirty years."""
UNITS = {"ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
TIME = re.compile(r"(\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})\s*([a-z]+)")


class Parser(argparse.ArgumentParser):
    """A command's parser: says what is wrong in one sentence, with the nearest right word, and never guesses."""

    def __init__(self, *, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Prints the sentence and ends with exit status 2."""
        start, _, word = message.partition("unrecognized arguments: ")
        if not start and word:
            message = self.unknown(word.split()[0])
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)

    def unknown(self, word: str) -> str:
        """The sentence for a word that no option or argument takes."""
        if not word.startswith("-"):
            return f"'{word[:60]}' is one word too many; `{self.prog} --help` lists what it takes"
        known = [name for name in self._option_string_actions if name.startswith("--")]
        near = difflib.get_close_matches(word.partition("=")[0], known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"`{self.prog} --help` lists those there are"
        return f"unknown option '{word[:60]}'; {hint}"


def seconds(text: str) -> float:
    """`10m`, `90s`, `2h`, `1.5d` as seconds; a bare number is refused rather than guessed."""
    match = TIME.fullmatch(text.strip().lower())
    if match is None or match.group(2) not in UNITS or float(match.group(1)) == 0:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a time; write it like 90s, 10m or 2h")
    return float(match.group(1)) * UNITS[match.group(2)]


def seconds_or_none(text: str) -> float:
    """As `seconds`, and 0 too."""
    return 0.0 if re.fullmatch(r"\s*0+(\.0*)?\s*[a-z]*\s*", text) else seconds(text)


def whole(text: str) -> int:
    """A whole number, 0 or more."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value < 1 << 63:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number; write it like 7")
    return value


def count(text: str) -> int:
    """A whole number from 1 to 1000."""
    value = whole(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"'{text[:40]}': write a number from 1 to 1000")
    return value


def share(text: str) -> float:
    """`1%` or `0.01` as a share above 0 and below 1."""
    match = re.fullmatch(r"\s*(\d{0,6}(?:\.\d{0,9})?)\s*(%?)\s*", text)
    value = float(match.group(1)) / (100 if match.group(2) else 1) if match and match.group(1).strip(".") else 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a share; write it like 1%")
    return value


def add_changes(parser: argparse.ArgumentParser) -> None:
    """What changes a design before it is run, and how long it runs."""
    parser.add_argument(
        "--for",
        dest="duration",
        type=seconds,
        metavar="TIME",
        help="simulated time: 90s, 10m, 2h (default: the design's)",
    )
    parser.add_argument(
        "--warmup",
        type=seconds_or_none,
        metavar="TIME",
        help="leave out the first so long (default: the design's, else found)",
    )
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change one value, as nodes.sender.replicas=32; may be given again",
    )
    parser.add_argument(
        "--fault",
        dest="faults",
        action="append",
        default=[],
        metavar="'FAULT'",
        help="add a fault, as 'crash sender at 60s for 30s'; may be given again",
    )
    parser.add_argument("--prices", metavar="FILE", help="the price sheet (default: the one that the design names)")


def add_seed(parser: argparse.ArgumentParser) -> None:
    """The seed of a run."""
    parser.add_argument("--seed", type=whole, default=1, metavar="N", help="the same seed, the same result (default 1)")


def changes_of(words: list[str]) -> list[tuple[str, str]]:
    """`path=value` words as pairs."""
    pairs = []
    for word in words:
        path, equals, value = word.partition("=")
        if not equals or not path.strip():
            raise DesignError(f"--set {word[:60]}: write it like --set nodes.sender.replicas=32")
        pairs.append((path.strip(), value))
    return pairs


def design_of(arguments: argparse.Namespace, file: str, *, quiet: bool = False) -> Design:
    """The design of a file with the options' changes and faults; warnings go to stderr. Raises DesignError."""
    from dataclasses import replace

    from hotseat.design.checking import check_design
    from hotseat.design.fault_lines import with_fault
    from hotseat.design.overrides import set_values
    from hotseat.design.reading import examine

    found = examine(Path(file))
    design = found.result()
    changes = changes_of(arguments.changes)
    if changes:
        design = set_values(design, changes)
    for line in arguments.faults:
        try:
            design = with_fault(design, line)
        except DesignError as error:
            raise DesignError([Problem(f"--fault '{line[:60]}'", str(one)) for one in error.problems]) from None
    if arguments.duration is not None and arguments.duration >= LONGEST:
        raise DesignError(f"--for {arguments.duration:g}s cannot be run; write a time such as 10m")
    if arguments.duration is not None or arguments.warmup is not None:
        length = design.duration if arguments.duration is None else arguments.duration
        warmup = design.warmup if arguments.warmup is None else arguments.warmup
        check_design(replace(design, duration=length, warmup=warmup))
    if not quiet:
        for warning in found.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    return design


def prices_of(arguments: argparse.Namespace, design: Design, file: str) -> Mapping[str, Price]:
    """The sheet of `--prices`, else the one that the design names, beside its file; checked against the design."""
    return sheet_of(arguments.prices, design, Path(file))


def sheet_of(given: str | None, design: Design, file: Path) -> Mapping[str, Price]:
    """The price sheet `given`, else the design's own. Raises DesignError with what is wrong with it, and where."""
    from hotseat.analysis.prices import check_prices, read_prices

    prices: Mapping[str, Price] = {}
    try:
        if given is not None:
            prices = read_prices(given)
        elif design.prices is not None:
            prices = read_prices(file.parent / design.prices)
        check_prices(design, prices)
    except DesignError as error:
        raise DesignError(placed(error.problems, file)) from None
    return prices


def placed(problems: Sequence[Problem], file: Path) -> list[Problem]:
    """Problems about keys of a design file that have no line yet, with their lines."""
    from dataclasses import replace

    from hotseat.design.reading import examine

    lines = examine(file).lines
    return [
        one if one.line or one.where not in lines else replace(one, line=lines[one.where], file=file.name)
        for one in problems
    ]


def replay_words(arguments: argparse.Namespace) -> list[str]:
    """The options of `add_changes`, as they would have to be written again."""
    from hotseat.design.quantities import format_quantity
    from hotseat.design.units import TIME

    words = []
    if arguments.duration is not None:
        words += ["--for", format_quantity(arguments.duration, TIME)]
    if arguments.warmup is not None:
        words += ["--warmup", format_quantity(arguments.warmup, TIME)]
    words += [word for change in arguments.changes for word in ("--set", change)]
    words += [word for fault in arguments.faults for word in ("--fault", fault)]
    return words + (["--prices", arguments.prices] if arguments.prices is not None else [])
