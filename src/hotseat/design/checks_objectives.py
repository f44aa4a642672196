"""Checks of the objectives: a subject that is there, a metric that it has, and a budget that physics allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design.findings import Findings, nearest
from hotseat.design.floor import forbidden
from hotseat.design.thresholds import SUBJECTS, family_of
from hotseat.design.walk import broadcast_nodes, effects_of

if TYPE_CHECKING:
    from hotseat.design.design import Design

ONLY = {"hit_ratio": ("cache",), "lost_writes": ("database",), "dead_letters": ("queue", "topic")}
"""Metrics of a node that only some kinds have."""


def check_objectives(design: Design, findings: Findings) -> None:
    """Every subject and every threshold."""
    effects, reached = effects_of(design), broadcast_nodes(design)
    for subject, thresholds in design.objectives.items():
        kinds = kinds_of(design, subject, effects)
        path = f"objectives.{subject}"
        if findings.full:
            return
        if not kinds:
            known = ("design", *design.traffic, *effects, *design.nodes)
            text = f"'{subject[:60]}' is no traffic, effect or node{nearest(subject, known)}"
            findings.add(path, text, about=(f"traffic.{subject}", f"nodes.{subject}", "nodes"))
            continue
        metrics = metrics_of(kinds, spread=subject in reached)
        for number, threshold in enumerate(thresholds):
            where = f"{path}.{number}"
            if family_of(threshold.metric) not in metrics:
                what = " and ".join(kinds)
                article = "an" if what[0] in "aeiou" else "a"
                hint = nearest(threshold.metric, metrics)
                if subject != "design":
                    text = f"'{subject}' is {article} {what}, which has no '{threshold.metric}'{hint}"
                else:
                    text = f"the design has no '{threshold.metric}'{hint}"
                findings.add(where, text, about=("nodes",) if "spread" in threshold.metric else ())
            elif subject in design.traffic and not findings.is_broken(f"traffic.{subject}"):
                refusal = _refusal(design, subject, number)
                if refusal:
                    findings.add(where, refusal)


def _refusal(design: Design, subject: str, number: int) -> str | None:
    """What physics says; nothing where the map itself is wrong."""
    try:
        return forbidden(design, subject, design.objectives[subject][number])
    except (KeyError, ValueError, ZeroDivisionError, OverflowError):
        return None


def kinds_of(design: Design, subject: str, effects: tuple[str, ...]) -> tuple[str, ...]:
    """What a subject is: a traffic, an effect, a node, the design, or nothing."""
    kinds = []
    if subject == "design":
        kinds.append("design")
    if subject in design.traffic:
        kinds.append("traffic")
    if subject in effects:
        kinds.append("effect")
    if subject in design.nodes:
        kinds.append(design.nodes[subject].kind)
    return tuple(kinds)


def metrics_of(kinds: tuple[str, ...], *, spread: bool) -> tuple[str, ...]:
    """The metrics of a subject of these kinds, percentiles as `p(N)`; `spread` where broadcasts reach it."""
    metrics: list[str] = []
    for kind in kinds:
        if kind in ("design", "traffic", "effect"):
            metrics += SUBJECTS[kind]
        else:
            metrics += [name for name in SUBJECTS["node"] if kind in ONLY.get(name, (kind,))]
            metrics += SUBJECTS["broadcast"] if spread else ()
    return tuple(dict.fromkeys(metrics))
