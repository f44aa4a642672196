"""`hotseat ablate FILE`: take out each policy and node in turn; which decisions are load-bearing, which are decoration.

Exit status 0 when the whole design meets its objectives, 1 when it does not, 2 for wrong input.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.cli.analyses import add_many, many, show, value_text
from hotseat.cli.options import design_of, prices_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rich.console import RenderableType

    from hotseat.analysis.ablate import Ablation, Decision, Role
    from hotseat.analysis.compare import Difference
    from hotseat.cli.tables import Marks

MEANING = {
    "load-bearing": ("an objective breaks without it", "bold red"),
    "helps": ("something gets worse without it, and nothing better", "bold green"),
    "a trade": ("something gets worse without it, something better", "bold yellow"),
    "hurts": ("without it something gets better, and nothing worse", "bold magenta"),
    "decoration": ("nothing measurable changes without it, under this load and these faults", "bold"),
    "unclear": ("one seed cannot tell; write --seeds 5", "bold"),
}
CHANGES = 4
"""How many changes are shown of each decision."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat ablate`."""
    parser.add_argument("file", metavar="FILE", help="the design file")
    add_many(parser, seeds=5, what="of each variant")


def run(arguments: argparse.Namespace) -> int:
    """Takes out, runs, prints."""
    design = design_of(arguments, arguments.file)
    prices = prices_of(arguments, design, arguments.file)
    from functools import partial

    from hotseat.analysis.ablate import ablate

    found = show(arguments, f"ablating {design.name}", partial(ablate, design, **many(arguments), prices=prices), parts)
    return 0 if all(one.met for one in found.objectives) else 1


def parts(found: Ablation, marks: Marks) -> Iterator[RenderableType]:
    """The decisions by their role, the most important first; then what was not tried."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from hotseat.analysis.ablate import ROLES
    from hotseat.cli.words import span_text

    tried = f"{len(found.decisions)} decision{'s' * (len(found.decisions) != 1)} taken out, one at a time"
    seeds = f"{tried}; {len(found.seeds)} seeds, {span_text(found.duration)} each"
    yield Text.assemble((found.design.name, "bold"), (f"\n{seeds}", "dim"), whole(found, marks))
    for role in ROLES:
        decisions = found.of_role(role)
        if decisions:
            yield group(role, decisions, found.duration)
    if found.not_tried:
        reasons: dict[str, list[str]] = {}
        for one in found.not_tried:
            reasons.setdefault(one.why, []).append(one.what)
        lines = (Text(f"{', '.join(whats)}: {why}", style="dim") for why, whats in reasons.items())
        yield Group(Text("Not tried", style="bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines))


def whole(found: Ablation, marks: Marks) -> str:
    """What the design itself does, when it misses something."""
    from hotseat.load.unmeasured import why_unmeasured

    missed = [one for one in found.objectives if not one.met]
    lines = (
        f"\n{marks.missed} the whole design misses {one.name} ({value_text(one.threshold, one.measured)})"
        if one.known
        else f"\n? {one.name}: not measured ({why_unmeasured(found.design, one.subject, one.threshold.metric)})"
        for one in missed
    )
    return "".join(lines)


def group(role: Role, decisions: tuple[Decision, ...], duration: float) -> RenderableType:
    """All decisions of one role."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    meaning, style = MEANING[role]
    lines: list[RenderableType] = [Text.assemble((role.capitalize(), style), (f" ({meaning})", "dim"))]
    for decision in decisions:
        lines.append(Padding(Text(decision.what, style="bold" if role != "decoration" else ""), (0, 0, 0, 2)))
        lines += [Padding(Text(line, style="dim"), (0, 0, 0, 6)) for line in consequences(decision, duration)]
    return Group(*lines)


def consequences(decision: Decision, duration: float) -> Iterator[str]:
    """What happens without a decision: objectives first, then what else changes, then whether its runs went to the end."""
    from hotseat.cli.words import span_text

    sure = decision.ended is not None and not decision.worse and not decision.better
    for one in decision.broken:
        yield f"breaks {one.name}: {value_text(one.threshold, one.measured)}"
    for one in decision.mended:
        yield f"mends {one.name}: {value_text(one.threshold, one.measured)}"
    for word, changes in (("worse", decision.worse), ("better", decision.better)):
        for change in changes[:CHANGES]:
            yield f"{word}: {change_text(change)}"
        if len(changes) > CHANGES:
            yield f"{word}: and {len(changes) - CHANGES} more (--json has them all)"
    if decision.ended is None:
        return
    when = f"{span_text(decision.ended)} of {span_text(duration)}"
    if sure:
        yield f"overloaded, and certain of that by {when}, where its runs were ended: nothing else was compared"
    else:
        yield f"overloaded: its runs were ended early, by {when}, and this is what was measured until then"


def change_text(change: Difference) -> str:
    """`traffic events p99 8.0ms to 9.5ms (+1.3ms to +1.7ms)`: with it, without it, and the difference's 95% interval."""
    from hotseat.cli.compare import signed, signed_metric, subject_of
    from hotseat.cli.words import measure_text

    if ": " in change.measure:
        from hotseat.design.thresholds import parse_threshold

        subject, _, text = change.measure.partition(": ")
        threshold = parse_threshold(text)
        what = f"{subject} {threshold.metric}"
        a, b = value_text(threshold, change.a), value_text(threshold, change.b)
        low, high = (signed_metric(threshold.metric, edge) for edge in change.ci95)
    else:
        what = " ".join(subject_of(change.measure))
        a, b = measure_text(change.measure, change.a), measure_text(change.measure, change.b)
        low, high = (signed(change.measure, edge) for edge in change.ci95)
    between = f" ({low} to {high})" if math.isfinite(change.difference) else ""
    return f"{what} {a} to {b}{between}"
