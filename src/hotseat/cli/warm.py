"""`hotseat warm`: compile the engine and keep it on disk, so that the first real run starts at once."""

from __future__ import annotations

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

    prepare()
    print(f"the engine is ready ({time.perf_counter() - began:.1f} s)")
    return 0
