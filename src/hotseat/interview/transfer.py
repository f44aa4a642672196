"""A sitting as one file, and back: JSON Lines, a heading, the events as they are in the log, and a seal over both.

The seal (SHA-256) finds damage, not forgery: who changes a log may seal it again, and it is their own sitting.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from hotseat.errors import SittingError
from hotseat.interview import plain
from hotseat.interview.log import decode, encode
from hotseat.interview.state import fold
from hotseat.store.logs import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotseat.interview.events import Event

VERSION = 1
LARGEST = 50_000_000
"""Bytes in such a file; a long sitting has one."""


def packed(events: Sequence[Event]) -> bytes:
    """The file of a log."""
    heading = {"hotseat_sitting": VERSION, "events": len(events)}
    lines = [heading, *(plain.to_plain(encode(event)) for event in events)]
    text = b"".join(_line(line) for line in lines)
    return text + _line({"sha256": hashlib.sha256(text).hexdigest()})


def unpacked(data: bytes) -> tuple[Event, ...]:
    """The log of a file; raises SittingError with what is wrong with it."""
    if len(data) > LARGEST:
        raise SittingError(f"this file has more than {LARGEST // 1_000_000} MB; no sitting has")
    rows = data.splitlines(keepends=True)
    heading = _read(rows[0], 1) if rows else {}
    if "hotseat_sitting" not in heading:
        raise SittingError("this is not an exported sitting; `hotseat sittings export ID FILE` writes one")
    if heading["hotseat_sitting"] != VERSION:
        raise SittingError(
            f"this sitting was exported by a newer Hotseat (version {heading['hotseat_sitting']}); upgrade"
        )
    seal = _read(rows[-1], len(rows))
    if seal.get("sha256") != hashlib.sha256(b"".join(rows[:-1])).hexdigest():
        raise SittingError("this file is damaged or cut off: its seal does not fit; export the sitting again")
    events = tuple(_event(row, number) for number, row in enumerate(rows[1:-1], 2))
    if heading.get("events") != len(events):
        raise SittingError(f"this file has {len(events)} events and says that it has {heading.get('events')}")
    fold(events)  # a log that does not follow is found here
    return events


def _event(row: bytes, number: int) -> Event:
    try:
        return decode(plain.from_plain(_read(row, number), Line))
    except SittingError as error:
        raise SittingError(f"line {number}: {error}") from None


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _read(row: bytes, number: int) -> dict[str, Any]:
    try:
        found = plain.sound(json.loads(row))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        if number == 1:
            raise SittingError("this is not an exported sitting; `hotseat sittings export ID FILE` writes one")
        raise SittingError(f"line {number} of this file is no JSON object: it is damaged; export the sitting again")
    return found
