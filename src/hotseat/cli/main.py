"""The `hotseat` command: finds the sub-command, runs it, and turns errors into sentences and exit codes.

Exit status: 0 all is well (for `run`: every objective met), 1 an objective was missed or a promise broken, 2 the input is
wrong and nothing was run, 3 the engine found a bug of its own, 130 interrupted before anything was measured.

A command is a module `hotseat.cli.<module>` with `add_arguments(parser)` and `run(arguments) -> int`. It is imported only
when it is called, so that `hotseat break` never loads the load engine's compiler, nor the other way round.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from hotseat.cli.options import Parser
from hotseat.errors import EngineError, HotseatError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a write ends in when there is no room: of the disk, of the user, of the file."""


OURS = "This is a bug of the engine, so no numbers are shown; please report it with the design file and this command."


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command: the module that holds it and the line of help that the overview shows."""

    module: str
    help: str


COMMANDS: dict[str, Command] = {
    "run": Command("hotseat.cli.run", "run a design under load and faults, and hold it to its objectives"),
    "check": Command("hotseat.cli.check", "is it a design? every problem at once, each with its line"),
    "compare": Command("hotseat.cli.compare", "run two designs on the same random numbers: what differs"),
    "stress": Command("hotseat.cli.stress", "the highest load that still meets every objective, and what breaks first"),
    "ablate": Command("hotseat.cli.ablate", "take out each policy and node in turn: which decisions are load-bearing"),
    "sweep": Command("hotseat.cli.sweep", "run a design over a range of values"),
    "serve": Command("hotseat.cli.serve", "the web application on this machine: sit a round, read its debrief"),
    "sit": Command("hotseat.cli.sit", "sit a round in the terminal, or have a script sit it"),
    "sittings": Command("hotseat.cli.sittings", "the sittings of this machine: list, export, import, replay, delete"),
    "debrief": Command("hotseat.cli.debrief", "what came of a sitting: the verdict, and everything that it rests on"),
    "warm": Command("hotseat.cli.warm", "compile the engine now, so that the first run need not"),
    "rounds": Command("hotseat.cli.rounds", "the interview rounds there are; check one, or begin a new one"),
    "break": Command("hotseat.cli.break_", "find the smallest set of faults that breaks a handler"),
}


def main(argv: list[str] | None = None) -> int:
    """Runs the command line `argv` (default: the process's own) and returns its exit status."""
    words = sys.argv[1:] if argv is None else argv
    give_streams()
    parser = overview()
    if not words or words[0] in ("-h", "--help"):
        parser.print_help()
        return 0 if words else 2
    if words[0] == "--version":
        from hotseat import __version__

        print(f"hotseat {__version__}")
        return 0
    name = words[0]
    if name not in COMMANDS:
        print(unknown_command(name), file=sys.stderr)
        return 2
    return run_command(name, words[1:])


def give_streams() -> None:
    """Where a stream was closed (`>&-`), what goes there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (open until the end)


def overview() -> argparse.ArgumentParser:
    """The parser that lists the commands; each command's own parser is made when it is called."""
    lines = "\n".join(f"  {name:<9} {command.help}" for name, command in COMMANDS.items())
    return argparse.ArgumentParser(
        prog="hotseat",
        usage="hotseat COMMAND [OPTIONS]",
        description="The system design interview that runs your answer.",
        epilog=f"commands:\n{lines}\n\n`hotseat COMMAND --help` tells the rest.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def unknown_command(name: str) -> str:
    """A sentence naming the nearest command."""
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"write one of: {', '.join(COMMANDS)}"
    return f"hotseat: unknown command '{name}'; {hint}"


def run_command(name: str, words: list[str]) -> int:
    """Imports one command, parses its options and runs it; errors of the input become exit status 2."""
    try:
        module = importlib.import_module(COMMANDS[name].module)
        parser = Parser(prog=f"hotseat {name}", description=COMMANDS[name].help)
        module.add_arguments(parser)
        arguments = parser.parse_args(words)
        status: int = module.run(arguments)
        sys.stdout.flush()  # now, while a full disk can still be told in a sentence
    except EngineError as error:
        print(f"hotseat {name}: {error}. {OURS}", file=sys.stderr)
        return 3
    except HotseatError as error:
        print(error, file=sys.stderr)
        return 2
    except SystemExit as error:  # argparse has already printed its sentence
        return error.code if isinstance(error.code, int) else 2
    except BrokenPipeError:  # the reader has gone (`| head`), and knows it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("interrupted: nothing was measured", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in FULL:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left there cannot be written either
        print(f"the result cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
