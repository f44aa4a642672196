"""`python -m validation`: run Hotseat beside theory and published results, and say of every row whether it holds.

    python -m validation            the full proof: writes docs/validation.md
    python -m validation --short    the same rows, a sixteenth of the work; writes nothing unless --write is given
    python -m validation --only M/M/1 --only hedged     experiments whose name contains one of these words

Exit status: 0 every row holds, 1 one fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hotseat
from validation import report
from validation.experiments import every
from validation.rows import FULL, SHORT
from validation.run import run_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"


def progress(total: int) -> Callable[[int], None]:
    """Says how many runs are done, on one line of a terminal; silent elsewhere."""

    def finished(done: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{done} of {total} runs", end=end, file=sys.stderr, flush=True)

    return finished


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the proof; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m validation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="a sixteenth of the work, for continuous integration")
    parser.add_argument("--write", action="store_true", help="write docs/validation.md even for a short run")
    parser.add_argument("--only", action="append", metavar="WORD", help="only experiments whose name contains this")
    parser.add_argument("--workers", type=int, help="threads (default: one for each core)")
    options = parser.parse_args(arguments)
    effort = SHORT if options.short else FULL
    chosen = [e for e in every() if not options.only or any(word in e.name for word in options.only)]
    if not chosen:
        parser.error("no experiment has that in its name")
    total = len(chosen) * effort.replications
    verdicts = run_all(chosen, effort=effort, workers=options.workers, finished=progress(total))
    for verdict in verdicts:
        print(report.line(verdict))
    failed = sum(not verdict.passed for verdict in verdicts)
    print(f"\n{len(verdicts) - failed} of {len(verdicts)} rows hold")
    if not options.only and (options.write or not options.short):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(report.markdown(verdicts, engine=f"hotseat {hotseat.__version__}", effort=effort), "utf-8")
        print(f"written: {PAGE.relative_to(PAGE.parents[1])}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
