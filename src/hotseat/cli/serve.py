"""`hotseat serve`: the web application on this machine, until Ctrl-C."""

from __future__ import annotations

import errno
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

from hotseat.errors import DesignError

if TYPE_CHECKING:
    import argparse

    from hotseat.web.settings import Settings

WITHOUT_EXTRA = "hotseat serve needs the web extra: pip install 'hotseat[web]'"

FOR_OTHERS = """\
warning: {host} can be reached from other machines. Each browser sees its own sittings only, but nothing is encrypted and
nobody is asked for a password: use it in a network whose people you trust, or behind a proxy that speaks HTTPS."""

PATIENCE = 3
"""Seconds that open requests get to end after Ctrl-C."""

KEPT = 75
"""Seconds that a connection stays open between two requests: people think longer than uvicorn's five."""

SWITCH = 0.0005
"""Seconds that one thread may keep others from Python. A write to the database gives way a dozen times, and each time waits
so long (0.005 s, if nobody says otherwise) for a thread that computes, while all other writes wait for it.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat serve`."""
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (this machine only)")
    parser.add_argument(
        "--port", type=int, default=8765, metavar="N", help="at which port (8765; 0 for any that is free)"
    )
    parser.add_argument("--database", metavar="URL", help="where to keep sittings: a SQLAlchemy URL (a file of yours)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes that run designs (one a core)")
    parser.add_argument(
        "--name", action="append", default=[], metavar="NAME", help="a further name that the server goes by"
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")


def run(arguments: argparse.Namespace) -> int:
    """Serves until Ctrl-C; 0, or 2 when it cannot begin."""
    try:
        import uvicorn

        from hotseat.web.app import create_app
        from hotseat.web.settings import Settings
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith("hotseat"):
            raise
        print(WITHOUT_EXTRA, file=sys.stderr)
        return 2
    from hotseat.cli.screen import prepare

    check(arguments)
    try_database(arguments.database)
    door = bound(arguments.host, arguments.port)
    port = door.getsockname()[1]
    names = tuple(name.lower() for name in arguments.name)
    settings = Settings(arguments.host, port, arguments.database, arguments.workers, allow_hosts=names)
    prepare()
    config = uvicorn.Config(
        create_app(settings, told=lambda line: print(line, flush=True)),
        access_log=False,  # addresses hold ids of sittings
        log_level="warning",
        proxy_headers=False,  # a client could otherwise claim any address
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
        ws="websockets-sansio",
        ws_max_size=settings.limits.message,
        ws_per_message_deflate=settings.visitors,  # on one machine, squeezing a view takes longer than sending it
        timeout_keep_alive=KEPT,
    )
    say_where(settings, arguments.open)
    sys.setswitchinterval(SWITCH)
    try:
        uvicorn.Server(config).run(sockets=[door])
    except KeyboardInterrupt:
        pass
    finally:
        door.close()
    print("\nstopped; every sitting is kept, and `hotseat serve` goes on with it")
    return 0


def check(arguments: argparse.Namespace) -> None:
    """DesignError for a number that cannot be."""
    if not 0 <= arguments.port <= 65535:
        raise DesignError(f"--port {arguments.port}: a port is a number from 0 to 65535")
    if arguments.workers is not None and not 1 <= arguments.workers <= 256:
        raise DesignError(f"--workers {arguments.workers}: write a number from 1 to 256")


def try_database(url: str | None) -> None:
    """Opens the database and writes what the server will write first: what is wrong with it is a sentence here, before
    anything is started.
    """
    from hotseat.community.library import Library
    from hotseat.store.database import Store

    store = Store.open(url)
    try:
        Library(store).load()
    finally:
        store.close()


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; DesignError with a sentence when the port is taken or the address is not this machine's."""
    door = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        # Named as TCP, so that asyncio sends at once (TCP_NODELAY) what is written to a connection from here: it would
        # else hold the second part of an answer back until the browser acknowledges the first, 40 ms later.
        door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":  # there it would let two servers share a port
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(256)
    except OSError as error:
        if door is not None:
            door.close()
        raise DesignError(reason(error, host, port)) from None
    return door


def reason(error: OSError, host: str, port: int) -> str:
    """Why nothing can listen there, and what to write instead."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; is another `hotseat serve` running? Else try --port {port % 65535 + 1}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} may be opened by the system only; try --port 8765"
    return f"--host {host}: cannot listen there ({error.strerror or error})"


def say_where(settings: Settings, opened: bool) -> None:  # noqa: FBT001 (the option as it was given)
    """Prints the address and what to do, and a warning where others can reach it; opens the browser if wished."""
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    shown = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(shown, shown)  # noqa: S104 (it is only printed)
    address = f"http://{shown}:{settings.port}/"
    print(f"Hotseat is at {address}  (open it in a browser; Ctrl-C stops)", flush=True)
    if settings.visitors:
        print(FOR_OTHERS.format(host=settings.host), file=sys.stderr, flush=True)
    if opened:
        threading.Timer(0.5, webbrowser.open, [address]).start()
