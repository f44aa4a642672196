"""`hotseat warm`: compile the engine and keep it on disk, so that the first real run starts at once."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`hotseat warm` takes no options."""


def run(_arguments: argparse.Namespace) -> int:
    """Runs a tiny design, which compiles whatever is not compiled yet; always 0."""
    began = time.perf_counter()
    from hotseat.cli.screen import prepare
    from hotseat.load.compiler import COMPILED
    from hotseat.load.kernel import run_until

    prepare()
    print(f"the engine is ready ({time.perf_counter() - began:.1f} s)")
    if COMPILED and run_until.kept() is None:
        text = (
            "but it could be kept nowhere, so that every command compiles it anew: name a folder in HOTSEAT_CACHE_DIR"
        )
        print(text, file=sys.stderr)
    return 0
