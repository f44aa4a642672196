"""The browser of the browser tests: found, installed, or missing with a sentence that says what to do."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPECIFICATION = importlib.util.spec_from_file_location("browser", ROOT / "tools" / "browser.py")
browser = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(browser)


@pytest.fixture
def bare(monkeypatch):
    """A machine without any browser."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr(browser, "playwrights", lambda: None)
    return monkeypatch


def test_the_variable_names_the_browser(tmp_path, bare):
    mine = tmp_path / "mine"
    mine.touch()
    bare.setenv("CHROMIUM", str(mine))
    assert browser.find() == mine


def test_a_variable_that_names_nothing_is_an_error(tmp_path, bare, capsys):
    bare.setenv("CHROMIUM", str(tmp_path / "none"))
    assert browser.main() == 1
    assert "no such file. Mend the variable, or unset it." in capsys.readouterr().err


def test_the_path_comes_before_playwrights_own(bare):
    bare.setattr(browser.shutil, "which", {"google-chrome": "/usr/bin/google-chrome"}.get)
    assert browser.find() == Path("/usr/bin/google-chrome")


def test_playwrights_own_comes_last(tmp_path, bare):
    bare.setattr(browser, "playwrights", lambda: tmp_path / "chrome")
    assert browser.find() == tmp_path / "chrome"


def test_where_nothing_may_be_installed_the_way_is_named(bare, capsys):
    assert browser.main() == 1
    assert "apt-get install chromium; anywhere: .venv/bin/playwright install chromium" in capsys.readouterr().err


def test_an_installation_that_fails_shows_its_last_words(bare, tmp_path):
    apt_get = tmp_path / "apt-get"
    apt_get.write_text("#!/bin/sh\necho no network here\nexit 100\n", encoding="utf-8")
    apt_get.chmod(0o755)
    bare.setattr(browser.shutil, "which", {"apt-get": str(apt_get)}.get)
    bare.setattr(browser.os, "geteuid", lambda: 0)
    with pytest.raises(browser.BrowserError, match=r"apt-get update failed:\nno network here"):
        browser.install()
