"""Is it a round? Its folder must agree with itself, and its probes must tell a weak answer from a strong one.

Every reference is run against every probe. What the round claims of it must come out; every pushback must be kept by one
reference and break another; every measured rubric item must be won by one and lost by another. A probe that nobody fails
asks nothing, and one that everybody fails grades nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotseat.errors import Problem
from hotseat.report.words import listed
from hotseat.rounds import probe as probes
from hotseat.rounds.evidence import OBJECTIVES, Evidence
from hotseat.rounds.loader import examine_round
from hotseat.rounds.missed import met_of
from hotseat.rounds.round import Item, Reference, Round
from hotseat.rounds.wording import threshold_text

Outcomes = Mapping[str, Mapping[str, Evidence]]
"""Evidence by reference and probe."""

Progress = Callable[[str, str], None]
"""Told the reference and the probe that are run next."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: `problems` of the folder (then nothing was run), or what came out, and which claims did not."""

    folder: str
    round: Round | None
    problems: tuple[Problem, ...] = ()
    outcomes: Outcomes = field(default_factory=dict)
    findings: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether the folder is a round and everything that it claims came out."""
        return self.round is not None and not self.problems and not self.findings


def check(folder: str | Path, *, seed: int = 1, progress: Progress | None = None) -> Report:
    """Reads a round, runs its references and compares."""
    found = examine_round(folder)
    if found.problems or found.round is None:
        return Report(str(folder), None, found.problems)
    outcomes = outcomes_of(found.round, seed=seed, progress=progress)
    return Report(str(folder), found.round, (), outcomes, tuple(findings(found.round, outcomes)))


def outcomes_of(round_: Round, *, seed: int = 1, progress: Progress | None = None) -> Outcomes:
    """Every reference's final design against every probe."""
    outcomes: dict[str, dict[str, Evidence]] = {}
    for key, reference in round_.references.items():
        outcomes[key] = {}
        for probe in (OBJECTIVES, *round_.pushbacks):
            if progress:
                progress(key, probe)
            ready = probes.prepare(round_, probe, round_.files[reference.design], seed=seed)
            outcomes[key][probe] = probes.run(ready)[0]
    return outcomes


def findings(round_: Round, outcomes: Outcomes) -> Iterator[str]:
    """A sentence for everything that the round claims, or must be able to do, and that did not come out."""
    for key, reference in round_.references.items():
        yield from _claims(key, reference, outcomes[key])
    for key in round_.pushbacks:
        idle = {ran[key].problem for ran in outcomes.values()}
        if len(idle) == 1 and "" not in idle:
            yield f"pushback '{key}' cannot be run on any reference: {idle.pop()}"
            continue
        yield from _separates(f"pushback '{key}'", {name: ran[key].met for name, ran in outcomes.items()})
    for key, item in round_.rubric.items():
        if item.probe is not None:
            won = {name: _won(item, ran[item.probe]) for name, ran in outcomes.items()}
            yield from _separates(f"rubric item '{key}'", won)


def _claims(key: str, reference: Reference, ran: Mapping[str, Evidence]) -> Iterator[str]:
    """What a reference should break under and keep, and did not."""
    if ran[OBJECTIVES].problem:
        yield f"reference '{key}': {reference.design} cannot be run: {ran[OBJECTIVES].problem}"
        return
    for probe in reference.breaks:
        if ran[probe].problem:
            yield f"reference '{key}': '{probe}' cannot be run on it: {ran[probe].problem}"
        elif ran[probe].met:
            yield f"reference '{key}' should break under '{probe}', and keeps every threshold"
    for probe in reference.keeps:
        if not ran[probe].met:
            yield f"reference '{key}' should keep '{probe}': {why_not(ran[probe])}"


def why_not(evidence: Evidence) -> str:
    """What was missed, with what was measured, or why nothing was."""
    missed = [threshold_text(one) for one in evidence.holds if not one.met]
    return evidence.problem or listed(missed)


def _won(item: Item, evidence: Evidence) -> bool:
    """Whether a reference gets all points of a measured item."""
    judged = met_of(evidence, item.holds)
    return not evidence.problem and all(judged)


def _separates(what: str, met: Mapping[str, bool]) -> Iterator[str]:
    """A probe must be kept by one reference and lost by another."""
    if len(set(met.values())) < 2:
        word = "keeps" if all(met.values()) else "loses"
        yield f"{what} separates nobody: every reference ({listed(list(met))}) {word} it"
