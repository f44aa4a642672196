"""`hotseat serve`: it says where it is, and what is wrong when it cannot be there."""

import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from hotseat.cli import serve
from hotseat.cli.main import main
from hotseat.errors import DesignError
from hotseat.web.settings import Settings


def test_a_port_that_is_taken_is_a_sentence(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"port {port} of 127.0.0.1 is taken; is another `hotseat serve` running?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "99999"], "--port 99999: a port is a number from 0 to 65535"),
        (["--workers", "0"], "--workers 0: write a number from 1 to 256"),
        (["--host", "192.0.2.1"], "--host 192.0.2.1: cannot listen there"),
        (["--prot", "1"], "did you mean '--port'?"),
    ],
)
def test_what_cannot_be_is_a_sentence(words, says, capsys):
    assert main(["serve", *words]) == 2
    assert says in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == "hotseat serve needs the web extra: pip install 'hotseat[web]'\n"


def test_an_address_that_others_reach_brings_a_warning(capsys):
    serve.say_where(Settings(host="0.0.0.0", port=80), False)
    out, err = capsys.readouterr()
    assert "http://127.0.0.1:80/" in out
    assert "warning: 0.0.0.0 can be reached from other machines" in err
    serve.say_where(Settings(), False)
    assert capsys.readouterr().err == ""


def test_what_is_written_to_a_connection_is_sent_at_once():
    import asyncio

    async def without_delay():
        found = asyncio.get_running_loop().create_future()

        def connected(_, writer):
            found.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with serve.bound("127.0.0.1", 0) as door:
            async with await asyncio.start_server(connected, sock=door):
                _, writer = await asyncio.open_connection(*door.getsockname())
                writer.close()
                return await found

    assert asyncio.run(without_delay()) == 1


def test_an_address_that_is_not_there_is_refused():
    with pytest.raises(DesignError, match="cannot listen there"):
        serve.bound("no-such-host.invalid", 0)


def test_it_serves_until_ctrl_c_and_ends_well(tmp_path):
    words = ["serve", "--port", "0", "--workers", "1", "--database", f"sqlite:///{tmp_path / 'hotseat.db'}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "hotseat.cli.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    address = re.search(r"http://\S+", process.stdout.readline())[0]
    port = int(address.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"GET /api/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 404")
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 0, error
    assert "every sitting is kept" in out
    assert "Traceback" not in error


def test_a_database_that_is_damaged_within_is_a_sentence_before_anything_is_started(tmp_path, capsys):
    file = tmp_path / "hotseat.db"
    serve.try_database(f"sqlite:///{file}")
    content = bytearray(file.read_bytes())
    pages = range(8192, len(content) - 4096, 4096)
    for page in pages:
        content[page : page + 3000] = b"\xa5" * 3000
    file.write_bytes(content)
    for other in tmp_path.glob("hotseat.db-*"):
        other.unlink()
    assert main(["serve", "--port", "0", "--database", str(file)]) == 2
    assert "this database is damaged; restore it from a copy" in capsys.readouterr().err


def test_the_server_believes_no_forwarded_address_and_notes_none_and_bounds_what_a_line_says(tmp_path, monkeypatch):
    made = []

    class Stopped:
        def __init__(self, config):
            made.append(config)

        def run(self, sockets):
            pass

    monkeypatch.setattr("uvicorn.Server", Stopped)
    assert main(["serve", "--port", "0", "--database", str(tmp_path / "hotseat.db")]) == 0
    (config,) = made
    assert (config.proxy_headers, config.access_log, config.server_header) == (False, False, False)
    assert config.ws_max_size == Settings().limits.message
