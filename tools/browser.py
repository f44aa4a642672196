"""Finds a Chromium for the browser tests, and installs Debian's where there is none and it may.

    python tools/browser.py           prints its path; or says what to do, and ends with status 1

In this order: the variable CHROMIUM, `chromium` and its kin on the path, the one that Playwright installed for itself,
and at last `apt-get install chromium`, as root on Debian and its relatives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "the browser tests need a Chromium: install one (Debian: apt-get install chromium; anywhere: .venv/bin/playwright "
    "install chromium), or name one in the variable CHROMIUM."
)


class BrowserError(Exception):
    """There is no browser; the message is the sentence to show."""


def main() -> int:
    """Prints where the browser is."""
    try:
        print(f"browser: {find() or install()}")
    except BrowserError as error:
        print(f"browser: {error}", file=sys.stderr)
        return 1
    return 0


def find() -> Path | None:
    """A Chromium of this machine, or None; raises BrowserError if CHROMIUM names none."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).is_file():
            raise BrowserError(f"CHROMIUM={named}: no such file. Mend the variable, or unset it.")
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return playwrights()


def playwrights() -> Path | None:
    """The Chromium that Playwright installed for itself, if it did."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def install() -> Path:
    """Debian's Chromium, installed with apt-get; raises BrowserError where that is not possible."""
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        raise BrowserError(ADVICE)
    print("browser: installing Debian's chromium (a minute or so)", flush=True)
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            [apt_get, "-qq", *words],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BrowserError(f"apt-get {words[0]} failed:\n{done.stdout[-2000:]}\n{ADVICE}")
    if found := shutil.which("chromium"):
        return Path(found)
    raise BrowserError(ADVICE)


if __name__ == "__main__":
    sys.exit(main())
