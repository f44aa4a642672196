"""The last step of `make serve`: runs the example that breaks, says what its result means and what to try next.

`hotseat run` ends with status 1 when an objective is missed, and this example is made to miss one; so would a crash of the
program end. The command is therefore called here as a function: a status is a status, and a crash stays a crash.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hotseat.cli.main import main

EXAMPLE = "examples/webhooks-first-pass.design.yaml"

MISSED = """
An objective was missed, and that is the lesson. This is the design most of us draw first: it looks right, and no review of
the picture would stop it. Running it at full load, with a fault at the wrong moment, shows where it breaks.
"""

MET = """
Every objective was met. This example is kept because it breaks, so this is worth a look: has the file been changed?
"""

NEXT = f"""Try next:
  .venv/bin/hotseat run {EXAMPLE} --report report.html     the same, as a page with charts
  .venv/bin/hotseat compare {EXAMPLE} examples/webhooks-defended.design.yaml
                                             the first pass beside the design that survives
  .venv/bin/hotseat --help                   everything else
"""


def first_run() -> int:
    """Runs the example; 0 when it ran, whatever it measured, else the command's own status."""
    print(f"$ hotseat run {EXAMPLE}", flush=True)
    status = main(["run", EXAMPLE])
    if status not in (0, 1):
        print(f"serve: `hotseat run {EXAMPLE}` ended with status {status}", file=sys.stderr)
        return status
    print(MISSED if status else MET)
    print(NEXT)
    return 0


if __name__ == "__main__":
    if not Path(EXAMPLE).is_file():
        sys.exit(f"serve: {EXAMPLE} is not here; call this from the top of the repository, by `make serve`")
    sys.exit(first_run())
