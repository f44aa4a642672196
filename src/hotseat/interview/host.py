"""Which process holds a sitting: a name for this one, and whether another one is still there."""

from __future__ import annotations

import os
import secrets
import socket
import sys


def this() -> str:
    """A name for this process: its machine, its number, and a word that no other one has."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(4)}"


def is_there(name: str, ours: str) -> bool:
    """Whether the process of that name may still be running; of one on another machine nothing else can be known."""
    machine, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if machine != ours.partition(":")[0] or not number.isdigit() or sys.platform == "win32":
        return bool(name)
    if int(number) == os.getpid():
        return name == ours
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
