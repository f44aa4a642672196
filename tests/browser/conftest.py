"""Real pages before a real server: `hotseat serve` in a process of its own, with an empty database and an empty home, and a
Chromium that may talk to it alone.

A test that leaves an error on the console, or asks any other machine for anything, fails; what must go wrong (a page that
does not exist) is said beforehand, in `visit(...).expected`.
"""

import importlib.util
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """An empty home."""
    return tmp_path_factory.mktemp("home")


def hotseat(home, *words):
    """A command with that home and the database in it, as words to start a process by."""
    return {
        "args": [sys.executable, "-m", "hotseat.cli.main", *words, "--database", f"sqlite:///{home / 'hotseat.db'}"],
        "env": {**os.environ, "HOME": str(home), "PYTHONUNBUFFERED": "1"},
        "text": True,
    }


@pytest.fixture(scope="session")
def defended(home, server):
    """The id of a finished sitting: the webhooks round as its reference that defends itself sat it."""
    script = ROOT / "src" / "hotseat" / "rounds" / "webhooks" / "scripts" / "defended.answers.yaml"
    done = subprocess.run(**hotseat(home, "sit", "webhooks", "--script", str(script)), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return re.search(r"hotseat debrief (\S+)", done.stdout + done.stderr)[1]


@pytest.fixture(scope="session")
def server(home):
    """The address of a server that nobody has used yet."""
    process = subprocess.Popen(
        **hotseat(home, "serve", "--port", "0", "--workers", "1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told = []
    try:
        for line in process.stdout:
            told.append(line)
            if found := re.search(r"http://\S+?(?=/)", line):
                wait_until_it_answers(found[0])
                yield found[0]
                break
        else:
            pytest.fail(f"the server did not start:\n{''.join(told)}")
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert "Traceback" not in rest, rest


def wait_until_it_answers(address):
    """Waits for the first answer; a connection made while the server starts waits in its queue."""
    import httpx

    assert httpx.get(f"{address}/api/rounds", timeout=60).status_code == 200


@pytest.fixture(scope="session")
def chromium():
    """The browser, found as `make browser` finds it."""
    specification = importlib.util.spec_from_file_location("browser", ROOT / "tools" / "browser.py")
    tool = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(tool)
    found = tool.find()
    if found is None:
        pytest.fail(tool.ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that was opened, with everything that it complained about or asked others for."""

    page: Page
    address: str
    expected: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path):
        """Opens a path, and waits until the page has nothing more to ask."""
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def watch(self):
        """Listens from now on."""
        self.page.on("console", lambda message: self.hear(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self.hear(True, str(error)))
        self.page.on("request", lambda request: self.hear(self.elsewhere(request.url), f"request to {request.url}"))

    def hear(self, wrong, words):
        """Keeps a complaint, unless it was expected."""
        if wrong and not any(part in words for part in self.expected):
            self.complaints.append(words)

    def elsewhere(self, url):
        """Whether an address is on another machine."""
        return (
            urlsplit(url).scheme in ("http", "https", "ws", "wss")
            and urlsplit(url).netloc != urlsplit(self.address).netloc
        )


@pytest.fixture
def visit(chromium, server):
    """Opens a page: `visit("/rounds", theme="dark", size="phone")`; what it complains about fails the test."""
    visits, contexts = [], []

    def open_page(path, *, theme="light", size="desk", expected=()):
        context = chromium.new_context(viewport=SIZES[size], color_scheme=theme)
        context.set_default_timeout(10_000)
        contexts.append(context)
        one = Visit(context.new_page(), server, list(expected))
        visits.append(one)
        one.watch()
        return one.go(path)

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for one in visits for complaint in one.complaints] == []
