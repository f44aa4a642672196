"""The verdict: points over all points, held up to a calibration's bars, with its arithmetic in sentences.

Measured, witnessed and judged points are added up apart and shown apart. A judged item that nobody has marked counts on
neither side, and the verdict says that it is provisional. An item that the calibration says must be there, and that got
less than half of its points, holds the verdict at lean-hire whatever the rest comes to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hotseat.interview.debrief import ItemScore, VerdictView
from hotseat.report.words import listed, part
from hotseat.rounds.round import VERDICTS, Calibration, EvidenceKind, Verdict

HELD_AT: Verdict = "lean-hire"
KINDS: tuple[EvidenceKind, ...] = ("measured", "witnessed", "judged")


def verdict_of(
    scores: Sequence[ItemScore], calibration: Calibration, *, ready: bool, changed: bool = False
) -> VerdictView:
    """The verdict on scored items; `changed` says that the round is not the one that was sat any more."""
    counted = [(one, one.points) for one in scores if one.points is not None]
    points, out_of = sum(got for _, got in counted), sum(one.weight for one, _ in counted)
    score = points / out_of if out_of else 0.0
    reached = step(score, calibration)
    holding = tuple(one.key for one, got in counted if one.must and got < one.weight / 2)
    final = min(reached, HELD_AT, key=VERDICTS.index) if holding else reached
    arithmetic = (
        *sums(scores),
        total(points, out_of, score),
        against_bars(score, reached, calibration),
        *held(scores, holding, reached, final),
    )
    return VerdictView(
        final,
        score,
        points,
        out_of,
        {str(name): bar for name, bar in bars_of(calibration).items()},
        holding,
        arithmetic,
        provisional(scores, ready=ready, changed=changed),
    )


def step(score: float, calibration: Calibration) -> Verdict:
    """The highest step whose bar the score reaches. A hair's breadth below (rounding of a sum) is at the bar."""
    reached: Verdict = "no-hire"
    for name, bar in bars_of(calibration).items():
        if score >= bar - 1e-9:
            reached = name
    return reached


def bars_of(calibration: Calibration) -> dict[Verdict, float]:
    """The bar of each step above no-hire, lowest first."""
    return {
        "lean-hire": calibration.lean_hire,
        "hire": calibration.hire,
        "strong-hire": calibration.strong_hire,
    }


def sums(scores: Sequence[ItemScore]) -> Iterator[str]:
    """What each kind of evidence brought."""
    for kind in KINDS:
        mine = [one for one in scores if one.evidence == kind]
        counted = [(one.points, one.weight) for one in mine if one.points is not None]
        if not mine:
            continue
        left = len(mine) - len(counted)
        got, weight = sum(points for points, _ in counted), sum(weight for _, weight in counted)
        sentence = f"{kind.capitalize()}: {number(got)} of {number(weight)} points"
        if kind == "judged" and counted:
            sentence += f", by {listed(list(dict.fromkeys(one.judge for one in mine if one.points is not None)))}"
        yield sentence + (f"; {left} of {len(mine)} items not {kind} yet." if left else ".")


def total(points: float, out_of: float, score: float) -> str:
    """The sum as a share."""
    if not out_of:
        return "Nothing has been counted, so the score is 0%."
    return f"{number(points)} of {number(out_of)} points are {part(score)}."


def against_bars(score: float, reached: Verdict, calibration: Calibration) -> str:
    """Where the score lies among the bars."""
    bars = bars_of(calibration)
    listing = ", ".join(f"{name} from {part(bar)}" for name, bar in bars.items())
    above = next((name for name, bar in bars.items() if score < bar - 1e-9), None)
    missing = f"; {above} is {part(bars[above] - score)} of the points away" if above is not None else ""
    return f"The bars of '{calibration.title}' are {listing}: {part(score)} is {reached}{missing}."


def held(scores: Sequence[ItemScore], holding: Sequence[str], reached: Verdict, final: Verdict) -> Iterator[str]:
    """Which items hold the verdict down."""
    effect = f"so the verdict is {final} and not {reached}" if final != reached else "lean-hire at most without it"
    for one in scores:
        if one.key in holding and one.points is not None:
            got = f"{number(one.points)} of {number(one.weight)}"
            yield f"'{one.title}' must be there and got {got}, less than half: {effect}."


def provisional(scores: Sequence[ItemScore], *, ready: bool, changed: bool = False) -> str:
    """Why the verdict may still change; empty where it may not."""
    reasons = [] if ready else ["the final design has not been measured yet"]
    if changed:
        reasons.append("the round has changed since this sitting began, and this is graded by the round as it is now")
    unmarked = [f"'{one.title}'" for one in scores if one.points is None and one.evidence == "judged"]
    if unmarked:
        verb, counts = ("is", "counts") if len(unmarked) == 1 else ("are", "count")
        reasons.append(f"{listed(unmarked)} {verb} not marked yet and {counts} on neither side")
    return f"Provisional: {'; '.join(reasons)}." if reasons else ""


def number(value: float) -> str:
    """Points as people write them: `12`, `7.5`, `3.33`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
