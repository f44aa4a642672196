"""A server within the test's process, and a browser that behaves: called by a loopback name, with the header."""

import warnings

import pytest

from hotseat.web.app import create_app
from hotseat.web.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have a later httpx than the one that is locked
    from fastapi.testclient import TestClient

OURS = "http://localhost:8765"


def client(settings, **options):
    """A client of an application with these settings; it sends the header that our pages send."""
    return TestClient(create_app(settings), base_url=OURS, headers={"X-Hotseat": "1"}, **options)


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


@pytest.fixture
def settings(tmp_path, built):
    return Settings(database=f"sqlite:///{tmp_path / 'hotseat.db'}", pages=built, workers=1)


@pytest.fixture
def browser(settings):
    with client(settings) as one:
        yield one


@pytest.fixture
def client_of():
    """Makes a client of an application with other settings."""
    return client
