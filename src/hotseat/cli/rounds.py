"""`hotseat rounds list | show SLUG | check ROUND... | new SLUG`: which rounds there are, and whether they are sound.

`show` tells what may be known before a sitting; with `--author` it tells everything. `check` exits with 0 when every round
is proved, 1 when something that it claims did not come out, 2 when a folder is not a round.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.report.words import plural

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from hotseat.rounds.check import Report
    from hotseat.rounds.round import Round

PROOF = "hotseat.interview.proof"
"""Plays the references' scripts and compares their verdicts; it needs what sittings need."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat rounds`."""
    parser.add_argument("what", choices=("list", "show", "check", "new"), help="what to do")
    parser.add_argument("rounds", nargs="*", metavar="ROUND", help="a round's slug; for check, a folder as well")
    parser.add_argument("--author", action="store_true", help="with show: the facts, pushbacks and rubric too")
    parser.add_argument("--in", dest="within", default=".", metavar="FOLDER", help="with new: where the folder is made")
    parser.add_argument("--json", action="store_true", help="with list, show and check: print JSON")
    parser.add_argument(
        "--quick", action="store_true", help="with check: run the designs, and leave the scripts unplayed"
    )
    parser.add_argument("--schema", action="store_true", help="with list: print the JSON Schema of round.yaml and stop")


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked for."""
    if arguments.what == "list":
        return list_rounds(arguments)
    if not arguments.rounds and arguments.what != "check":
        print(f"hotseat rounds {arguments.what}: name a round, as in `{_example(arguments.what)}`", file=sys.stderr)
        return 2
    if arguments.what == "show":
        return show(arguments)
    if arguments.what == "new":
        return new(arguments)
    return check_all(arguments)


def _example(what: str) -> str:
    return "hotseat rounds new rate-limiter" if what == "new" else "hotseat rounds show webhooks"


# list


def list_rounds(arguments: argparse.Namespace) -> int:
    """Every round in a line; those that could not be read are named, and hide no other."""
    from hotseat.rounds.catalogue import catalogue

    if arguments.schema:
        from hotseat.rounds.schema import schema_text

        print(schema_text(), end="")
        return 0
    there = catalogue()
    if arguments.json:
        print(json.dumps([_public(one) for one in there.rounds.values()], indent=1, ensure_ascii=False))
    else:
        width = max((len(slug) for slug in there.rounds), default=0)
        for slug, one in there.rounds.items():
            print(f"{slug:<{width}}  {one.minutes:g} min, {one.kind}, {one.level}: {one.title}")
            print(f"{'':<{width}}  {one.summary}")
    for problem in there.problems:
        print(problem, file=sys.stderr)
    return 2 if there.problems else 0


# show


def show(arguments: argparse.Namespace) -> int:
    """A round as a candidate may know it, or as its author does."""
    from hotseat.rounds.catalogue import find

    for slug in arguments.rounds:
        found = find(slug)
        if arguments.json:
            print(json.dumps(_everything(found) if arguments.author else _public(found), indent=1, ensure_ascii=False))
        else:
            print("\n".join((*_told(found), *(_secret(found) if arguments.author else ()))))
    return 0


def _public(one: Round) -> dict[str, Any]:
    """What may be known before a sitting."""
    return {
        "slug": one.slug, "title": one.title, "summary": one.summary, "kind": one.kind, "minutes": one.minutes,
        "level": one.level, "skills": list(one.skills), "write_up": one.write_up,
        "phases": {key: {"title": phase.title, "minutes": phase.minutes} for key, phase in one.phases.items()},
        "calibrations": {key: calibration.title for key, calibration in one.calibrations.items()},
    }  # fmt: skip


def _everything(one: Round) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(one)


def _told(one: Round) -> Iterable[str]:
    yield from (f"{one.title} ({one.slug})", one.summary, "", one.prompt.strip(), "")
    yield f"{one.minutes:g} minutes, level {one.level}: {', '.join(one.skills)}"
    yield from (f"  {phase.minutes:>4g} min  {phase.title}: {phase.purpose}" for phase in one.phases.values())
    yield from ("", "Calibrations")
    yield from (f"  {key}: {calibration.title}. {calibration.about}" for key, calibration in one.calibrations.items())


def _secret(one: Round) -> Iterable[str]:
    yield from ("", "Facts")
    for key, fact in one.facts.items():
        yield f"  {key}: {fact.question} {fact.answer}"
    yield from ("", "Commitments")
    for key, commitment in one.commitments.items():
        yield f"  {key}, by {commitment.by:g}:00: {commitment.question}"
    yield from ("", "Pushbacks")
    for key, pushback in one.pushbacks.items():
        held = "; ".join(f"{on}: {', '.join(each.text for each in many)}" for on, many in pushback.probe.holds.items())
        yield from (f"  {key}: {pushback.question}", f"    held to {held}", f"    {pushback.reveals}")
    yield from ("", "Rubric")
    for key, item in one.rubric.items():
        yield f"  {item.weight:>4g}  {item.evidence:<9}  {key}: {item.title}"


# new


def new(arguments: argparse.Namespace) -> int:
    """A folder to begin with, for each slug."""
    from hotseat.rounds.scaffold import new_round

    for slug in arguments.rounds:
        folder = new_round(slug, within=arguments.within)
        print(f"{folder}: a small complete round; change it into yours, and `hotseat rounds check {folder}`")
    return 0


# check


def check_all(arguments: argparse.Namespace) -> int:
    """Every round named, or all that there are: proved, or what is wrong with it."""
    from hotseat.rounds.catalogue import catalogue

    status = 0
    told = []
    for word in arguments.rounds or list(catalogue().folders):
        report, unproved, advice = _checked(word, scripts=not arguments.quick)
        status = max(status, 2 if report.problems else 1 if report.findings or unproved else 0)
        if arguments.json:
            told.append(_report_json(report, unproved, advice))
        else:
            _print_report(report, unproved, advice)
    if arguments.json:
        print(json.dumps(told, indent=1, ensure_ascii=False))
    return status


def _checked(word: str, *, scripts: bool) -> tuple[Report, tuple[str, ...], tuple[str, ...]]:
    """A round's report, what playing its references' scripts found, and what would make its questions better understood."""
    from hotseat.rounds.catalogue import catalogue
    from hotseat.rounds.check import check

    report = check(_folder(word, catalogue().folders))
    if report.round is None or not scripts or importlib.util.find_spec(PROOF) is None:
        return report, (), ()
    try:
        proof = importlib.import_module(PROOF)
    except ModuleNotFoundError as error:
        text = f"the scripts were not played ({error}): that needs the web extra, pip install 'hotseat[web]'"
        print(f"hotseat rounds check: {text}; or write --quick", file=sys.stderr)
        return report, (text,), ()
    return report, tuple(str(finding) for finding in proof.prove(report.round)), tuple(proof.advice(report.round))


def _folder(word: str, folders: dict[str, Path]) -> Path:
    """The folder that a slug or a path means; a path has a separator in it, or is there."""
    if word in folders:
        return folders[word]
    if Path(word).is_dir() or "/" in word:
        return Path(word)
    from hotseat.rounds.catalogue import find

    find(word)  # raises, with the nearest right word
    return Path(word)


def _print_report(report: Report, unproved: tuple[str, ...], advice: tuple[str, ...]) -> None:
    """Problems, or what came out for each reference and what did not."""
    for problem in report.problems:
        print(problem, file=sys.stderr)
    if report.round is None:
        print(f"{report.folder}: {plural(len(report.problems), 'problem')}; nothing was run", file=sys.stderr)
        return
    print(f"{report.round.title} ({report.round.slug})")
    for line in _table(report):
        print(f"  {line}")
    for sentence in (*report.findings, *unproved):
        print(f"  not proved: {sentence}", file=sys.stderr)
    for sentence in advice:
        print(f"  advice: {sentence}")
    if not (report.findings or unproved):
        pushbacks, items = len(report.round.pushbacks), len(report.round.rubric)
        print(f"  proved: {plural(pushbacks, 'pushback')}, {plural(items, 'rubric item')}")


def _table(report: Report) -> Iterable[str]:
    """How much each probe hurts each reference; `keeps` where every threshold was met, `-` where it could not be run."""
    probes = list(next(iter(report.outcomes.values())))
    widths = [max(map(len, probes)), *(max(len(key), len("keeps")) for key in report.outcomes)]
    rows = [["hurt by", *report.outcomes]]
    for probe in probes:
        found = [ran[probe] for ran in report.outcomes.values()]
        rows.append([probe, *("-" if one.problem else "keeps" if one.met else f"{one.hurt:.2f}" for one in found)])
    return ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _report_json(report: Report, unproved: tuple[str, ...], advice: tuple[str, ...]) -> dict[str, Any]:
    return {
        "folder": report.folder,
        "proved": report.proved and not unproved,
        "problems": [str(problem) for problem in report.problems],
        "findings": [*report.findings, *unproved],
        "advice": list(advice),
        "references": {
            key: {probe: {"met": one.met, "hurt": one.hurt, "problem": one.problem} for probe, one in ran.items()}
            for key, ran in report.outcomes.items()
        },
    }
