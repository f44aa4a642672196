"""What a server is told when it is made: where it listens, where it keeps things, and how much anybody may ask of it.

Bound to a loopback address, the server is one person's: it sees every sitting. Bound to any other address it is open to
whoever reaches it, so it becomes careful: every browser is a visitor of its own, told apart by a random cookie.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parent / "pages"
"""Where the built front end lies, in the repository as in a wheel."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may ask for. Sizes in bytes, times in seconds.

    `writes` a second are let through on average, `burst` at once; `sockets` live lines are open at one time, `per_client` of
    them from one address.
    """

    body: int = 4_000_000
    writes: float = 100.0
    burst: int = 500
    sockets: int = 1000
    per_client: int = 100
    message: int = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server is set up.

    `database` is a SQLAlchemy URL (None: the person's own SQLite file), `workers` the number of processes that simulate
    (None: one a core), `run_seconds` and `run_bytes` what one run may take of them; `allow_hosts` are further names under
    which the server may be called, beside its own.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    database: str | None = None
    workers: int | None = None
    run_seconds: float = 20.0
    run_bytes: int = 1_000_000_000
    allow_hosts: tuple[str, ...] = ()
    pages: Path = PAGES
    limits: Limits = Limits()

    @property
    def visitors(self) -> bool:
        """Whether others than the owner of this machine can reach the server."""
        return not is_loopback(self.host)

    def answers_to(self, name: str) -> bool:
        """Whether a request may call this server `name` (a host without its port).

        A page elsewhere can point a name of its own at this address (DNS rebinding) and so read what only this machine
        should; but it cannot change the name that the browser then sends. An address in figures cannot be rebound.
        """
        if name in LOOPBACK or name in self.allow_hosts:
            return True
        if not self.visitors:
            return is_loopback(name)
        return is_address(name) or name in (socket.gethostname().lower(), f"{socket.gethostname().lower()}.local")


def is_address(name: str) -> bool:
    """Whether a host is written in figures: `192.0.2.7`, `2001:db8::7`."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether a host is this machine, seen from itself."""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)
