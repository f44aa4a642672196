"""Measured numbers from a file beside the design: one number of seconds a line, or the first column of a CSV.

The file is looked for in the design file's folder. A first line that is no number is taken for a heading; any other
such line is a problem that names the file and the line.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.design.notes import Notes

MAX_SAMPLE_BYTES = 200_000_000


def read_samples(name: str, reader: Notes, path: str, line: int) -> tuple[float, ...] | None:
    """The numbers of a file, sorted; None with a problem noted where it cannot be read."""
    if name in reader.samples:
        return reader.samples[name]
    if reader.folder is None:
        reader.note(path, f"'{name}' is a file, and a design read from text has no folder to look in", line)
        return None
    where = reader.folder / name
    try:
        values = _numbers(where)
    except ValueError as error:
        reader.note(path, str(error), line)
        return None
    if not values:
        reader.note(path, f"{name} holds no number; write one a line, in seconds", line)
        return None
    reader.samples[name] = tuple(sorted(values))
    return reader.samples[name]


def _numbers(where: Path) -> list[float]:
    """The first column; raises ValueError with a sentence."""
    name = where.name
    try:
        if where.stat().st_size > MAX_SAMPLE_BYTES:
            raise ValueError(f"{name} has more than {MAX_SAMPLE_BYTES / 1e6:.0f} MB; thin it out")
        lines = where.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not UTF-8 text") from None
    except OSError as error:
        raise ValueError(f"cannot read {where}: {error.strerror or error}") from None
    values = []
    for number, text in enumerate(lines, start=1):
        word = text.replace(";", ",").split(",")[0].strip()
        value = _number(word)
        if value is not None:
            values.append(value)
        elif word and not word.startswith("#") and (number > 1 or _is_number(word)):
            raise ValueError(f"{name}, line {number}: '{word[:40]}' is not a number of seconds (0 or more)")
    return values


def _is_number(word: str) -> bool:
    """Whether a first line is a number after all (below 0, or `nan`), and so no heading."""
    try:
        float(word)
    except ValueError:
        return False
    return True


def _number(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
