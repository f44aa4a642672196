"""`hotseat run FILE`: run a design under load and faults, and hold it to its objectives.

Exit status 0 every objective met, 1 one missed, 2 wrong input (nothing run) or a report that could not be written.
"""

from __future__ import annotations

import contextlib
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.cli.options import (
    add_changes,
    add_seed,
    count,
    design_of,
    prices_of,
    replay_words,
    share,
)
from hotseat.errors import DesignError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from hotseat.cli.screen import Work
    from hotseat.cli.tables import Marks
    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat run`."""
    parser.add_argument("file", metavar="FILE", help="the design file")
    add_seed(parser)
    add_changes(parser)
    parser.add_argument(
        "--precision",
        type=share,
        metavar="SHARE",
        help="run on until every interval is so tight: 1%% (at most 64 times as long)",
    )
    parser.add_argument("--exact", action="store_true", help="keep every latency: exact percentiles, memory grows")
    parser.add_argument(
        "--replications",
        type=count,
        default=1,
        metavar="N",
        help="N seeds at once, and intervals over them (default 1)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--traces", metavar="OUT.json", help="follow requests near p50 and p99, and the slowest: OpenTelemetry spans"
    )
    parser.add_argument("--report", metavar="OUT.html", help="write a report as well, one HTML file with charts")


def run(arguments: argparse.Namespace) -> int:
    """Runs the design, prints the result, writes the report, and returns the exit status."""
    check_options(arguments)
    design = design_of(arguments, arguments.file)
    prices = prices_of(arguments, design, arguments.file)
    from hotseat.cli.screen import say, working

    with working(design.name) as work:
        result, seconds = measured(design, arguments, prices, work)
        work.over()
        say(json_text(result, arguments) if arguments.json else table_text(result, arguments, seconds))
    written = [
        write(file, result, kind, replay(arguments))
        for file, kind in ((arguments.report, "report"), (arguments.traces, "traces"))
        if file is not None
    ]
    return (0 if result.met else 1) if all(written) else 2


def check_options(arguments: argparse.Namespace) -> None:
    """Refuses options that contradict one another, or files that have nowhere to go, before anything is run."""
    if arguments.replications > 1 and arguments.precision is not None:
        raise DesignError("--precision and --replications: write one of them; precision lengthens a single run")
    for option in ("report", "traces"):
        file = getattr(arguments, option)
        if file is None:
            continue
        path = Path(file)
        if path.is_dir():
            raise DesignError(f"--{option} {path}: this is a folder; name a file in it")
        if not path.absolute().parent.is_dir():
            raise DesignError(f"--{option} {path}: there is no folder {path.parent}")


def measured(
    design: Design, arguments: argparse.Namespace, prices: Mapping[str, Price], work: Work
) -> tuple[Result, float]:
    """The result of the run, or of its replications together, and the wall time it took."""
    if arguments.replications > 1:
        from hotseat.analysis.executor import Job
        from hotseat.analysis.replicate import replicate

        job = Job(design, arguments.seed, arguments.duration, arguments.warmup, prices, exact=arguments.exact)
        return replicate(job, arguments.replications, progress=work.progress, stop=work.stop).result, work.seconds
    from hotseat.load.simulate import simulate

    result = simulate(
        design,
        seed=arguments.seed,
        duration=arguments.duration,
        warmup=arguments.warmup,
        precision=arguments.precision,
        exact=arguments.exact,
        prices=prices,
        progress=work.progress,
        stop=work.stop,
    )
    return result, work.seconds


def json_text(result: Result, arguments: argparse.Namespace) -> str:
    """The result as JSON; replications say how many they were."""
    from hotseat.load.export import as_data, pretty

    data = as_data(result)
    if arguments.replications > 1:
        data["replications"] = arguments.replications
    return pretty(data) + "\n"


def table_text(result: Result, arguments: argparse.Namespace, seconds: float) -> str:
    """The result as tables, and the line that tells how to have it again."""
    from hotseat.cli.screen import console, plain_only
    from hotseat.cli.tables import Marks, print_result

    screen = console()
    marks = Marks(plain=plain_only())
    with screen.capture() as captured:
        print_result(screen, result, marks)
        screen.print()
        screen.print(closing(result, seconds, marks), style="dim")
        screen.print(replay(arguments), style="dim", soft_wrap=True)
    return captured.get()


def closing(result: Result, seconds: float, marks: Marks) -> str:
    """Events, speed, seed and engine."""
    from hotseat.cli.words import count_text, digits

    rate = result.events / max(seconds, 1e-9)
    speed = f"{digits(rate / 1e6)} million" if rate >= 1e6 else count_text(round(rate, -3))
    parts = (f"{count_text(result.events)} events in {digits(seconds)} s", f"{speed} a second")
    return f" {marks.dot} ".join((*parts, f"seed {result.seed}", f"engine {result.engine}"))


def replay(arguments: argparse.Namespace) -> str:
    """The command that gives the same result again."""
    from hotseat.design.quantities import format_quantity
    from hotseat.design.units import SHARE

    words = ["hotseat", "run", arguments.file, "--seed", str(arguments.seed), *replay_words(arguments)]
    if arguments.precision is not None:
        words += ["--precision", format_quantity(arguments.precision, SHARE)]
    if arguments.exact:
        words.append("--exact")
    if arguments.replications > 1:
        words += ["--replications", str(arguments.replications)]
    return shlex.join(words)


def write(file: str, result: Result, kind: str, command: str) -> bool:
    """Writes the HTML report or the traces; False, with a sentence on stderr, where they cannot be written."""
    try:
        with whole(file) as part:
            if kind == "report":
                from hotseat.report import write_report

                write_report(result, part, command=command)
            else:
                write_traces(result, part)
    except KeyboardInterrupt:
        print(f"interrupted: the {kind} was not written", file=sys.stderr)
        return False
    except OSError as error:
        print(f"the {kind} cannot be written to {file}: {error.strerror or error}", file=sys.stderr)
        return False
    print(f"{kind}: {file}", file=sys.stderr)
    return True


@contextlib.contextmanager
def whole(file: str) -> Iterator[str]:
    """A name to write to, which becomes `file` when all of it is written; what was there before stays until then."""
    path = Path(file)
    if path.exists() and not path.is_file():  # a pipe or a device is written to as it is
        yield file
        return
    part = path.with_name(f".{path.name}.part")
    try:
        yield str(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_traces(result: Result, file: str) -> None:
    """Runs the exemplary requests again with the recorder on, and writes their spans as OTLP JSON."""
    import json

    from hotseat.load.traces import traces

    Path(file).write_text(json.dumps(traces(result), indent=1, allow_nan=False) + "\n", encoding="utf-8")
