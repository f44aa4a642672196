"""Writes what the rows found: docs/validation.md for keeping, lines of text for the terminal.

The same verdicts give the same bytes: no date, no duration, nothing of the machine.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from validation.rows import FALSE_ALARM, FULL, HISTOGRAM, row_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.rows import Effort, Verdict


def number(value: float) -> str:
    """Six significant digits, which is more than any interval here deserves."""
    return f"{value:.6g}"


def expected(verdict: Verdict) -> str:
    """The expected value, with its relation where it is a bound."""
    check = verdict.check
    return number(check.expected) if check.relation == "=" else f"{check.relation} {number(check.expected)}"


def interval(verdict: Verdict) -> str:
    """The measured interval."""
    return f"{number(verdict.measured - verdict.half)} .. {number(verdict.measured + verdict.half)}"


def width(verdict: Verdict) -> str:
    """Half the interval relative to the expected value, and how wide it was allowed to be."""
    if verdict.check.relation != "=":
        return f"±{verdict.relative_half:.2%}"
    return f"±{verdict.relative_half:.2%} (≤ {verdict.allowed:.2%})"


def outcome(verdict: Verdict) -> str:
    """The verdict in a word, or what is wrong."""
    return "holds" if verdict.passed else f"**fails**: {verdict.problem}"


def markdown(verdicts: Sequence[Verdict], *, engine: str, effort: Effort) -> str:
    """The whole of docs/validation.md."""
    failed = sum(not verdict.passed for verdict in verdicts)
    of_engine = sum(verdict.experiment.engine for verdict in verdicts)
    parts = [HEADING.format(
        engine=engine,
        command="python -m validation" if effort == FULL else "python -m validation --short --write",
        rows=len(verdicts),
        of_engine=of_engine,
        failed="every row holds" if not failed else f"**{failed} rows fail**",
        replications=effort.replications,
        level=f"{row_level(len(verdicts)):.4%}",
        false_alarm=f"{FALSE_ALARM:.0%}",
        histogram=f"{HISTOGRAM:.2%}",
        reduced="" if effort == FULL else SHORTENED,
    )]  # fmt: skip
    for family, rows in groupby(verdicts, key=lambda verdict: verdict.experiment.family):
        parts.append(_family(family, list(rows)))
    return "\n".join(parts)


def _family(family: str, rows: Sequence[Verdict]) -> str:
    """One family's table."""
    lines = [f"## {family}", ""]
    if not rows[0].experiment.engine:
        lines += [
            "The load engine has no part in these rows: a formula, a table and a race played in Python.",
            "",
        ]
    lines += [
        "| experiment | what | expected | measured | interval | half width (allowed) | verdict |",
        "|---|---|--:|--:|---|---|---|",
    ]
    before = ""
    for row in rows:
        name = row.experiment.name if row.experiment.name != before else ""
        before = row.experiment.name
        cells = (name, row.check.what, expected(row), number(row.measured), interval(row), width(row), outcome(row))
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "Sources and formulas:", ""]
    for name, group in groupby(rows, key=lambda row: row.experiment.name):
        checks = list(group)
        formulas = ", ".join(dict.fromkeys(f"`{row.check.formula}`" for row in checks))
        why = "".join(dict.fromkeys(f" ({row.check.why})" for row in checks if row.check.why))
        lines.append(f"- {name}: {checks[0].experiment.source}; {formulas}{why}.")
    return "\n".join([*lines, ""])


def line(verdict: Verdict) -> str:
    """One row for the terminal."""
    mark = "ok  " if verdict.passed else "FAIL"
    what = f"{verdict.experiment.name}: {verdict.check.what}"
    text = (
        f"{mark} {what:<62} expected {expected(verdict):>14}  measured {number(verdict.measured):>10}  {width(verdict)}"
    )
    return text if verdict.passed else f"{text}  {verdict.problem}"


SHORTENED = """
**This is a shortened run**: its intervals are wider than those of the full one.
"""

HEADING = """\
# Hotseat beside theory and published results

Written by `{command}` with {engine}: {rows} rows, {of_engine} of them run the load engine; {failed}.
{reduced}
How to read it. Each experiment is a design as a user would write it (they stand in `validation/experiments/`), run
{replications} times with seeds 1 to {replications}. *Measured* is the mean over those runs, *interval* Student's t
interval of level {level} over them; percentiles are read from a histogram and their intervals widened by its
{histogram}. A row holds when the expected value lies in the interval (for a bound: when the whole interval keeps to its
side) and the interval is no wider than allowed, so that it could have told a wrong engine. The level follows from the
number of rows: a correct engine would fail any of them with a probability of at most {false_alarm}. Seeds are fixed, so
one engine version always gives this same page. Times are in seconds. `formula` names are functions of
`validation/theory/`, tested against printed tables.
"""
