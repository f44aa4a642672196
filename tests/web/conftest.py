"""A server within the test's process, and a browser that behaves: called by a loopback name, with the header."""

import dataclasses
import shutil
import warnings

import pytest

from hotseat.community.library import Library
from hotseat.interview.runner import HereRunner
from hotseat.store.database import Store
from hotseat.web.app import create_app
from hotseat.web.settings import Limits, Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have a later httpx than the one that is locked
    from fastapi.testclient import TestClient

OURS = "http://localhost:8765"
FREELY = Limits(writes=1e6, burst=1_000_000)
"""For tests that are about something else than how much is too much."""


class Idle:
    """A runner that never gets round to anything, for tests in which nothing needs to be measured."""

    def submit(self, what, *, on_progress, on_done, known, urgent=False):
        return self

    def cancel(self):
        pass

    def hurry(self):
        pass


class Browser(TestClient):
    """Opens its live lines by the name by which it calls the server."""

    def websocket_connect(self, url, *arguments, **options):
        return super().websocket_connect(url if "://" in url else f"ws://localhost:8765{url}", *arguments, **options)


def client(settings, *, runner=None, **options):
    """A client of an application with these settings; it sends the header that our pages send."""
    app = create_app(settings, runner=runner or Idle())
    return Browser(app, base_url=OURS, headers={"X-Hotseat": "1"}, **options)


@pytest.fixture(scope="session")
def client_of():
    """Makes a client of an application with other settings."""
    return client


@pytest.fixture
def built(tmp_path):
    """A folder as the front end's build leaves it."""
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<!doctype html><title>Hotseat</title><div id=root></div>")
    (pages / "assets" / "index-BxYz12_4.js").write_text("export const words = 1;\n" * 200)
    (pages / "assets" / "style-Qw12er34.css").write_text("body { margin: 0 }\n" * 200)
    (pages / "assets" / "style-Qw12er34.css.br").write_bytes(b"as brotli would have it")
    (pages / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "secret.txt").write_text("not for the web")
    return pages


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A database as a new server makes it, made once."""
    file = tmp_path_factory.mktemp("fresh") / "hotseat.db"
    store = Store.open(f"sqlite:///{file}")
    Library(store).load()
    store.close()
    return file


@pytest.fixture
def settings(tmp_path, built, fresh):
    file = shutil.copy(fresh, tmp_path / "hotseat.db")
    return Settings(database=f"sqlite:///{file}", pages=built, limits=FREELY)


@pytest.fixture
def browser(settings):
    with client(settings) as one:
        yield one


@pytest.fixture
def running(settings):
    """A browser of a server that does run what it is asked to, in a thread."""
    runner = HereRunner(threads=1)
    with client(settings, runner=runner) as one:
        yield one
    runner.close()


@pytest.fixture
def visited(settings):
    """A browser of a server that others can reach; its cookie is its own."""
    with client(dataclasses.replace(settings, host="0.0.0.0")) as one:
        yield one
