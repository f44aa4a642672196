"""Makes a virtual environment that holds exactly what a lock names, plus this project in editable form.

    python tools/environment.py .venv requirements.lock

Two steps, each skipped when it has nothing to do: install the lock (every package checked against its hash), then the
project itself. What was done is written to `<environment>/installed.json` as hashes of contents, so a clone, a checkout or
a touched file never causes a second installation, and a real change always does. Only the standard library is used:
nothing is installed yet when this runs. Every failure ends in a sentence that says what to do about it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import asdict, dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LLVM_PLATFORMS = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64")}
NETWORK_SIGNS = (
    "name resolution",
    "NewConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "timed out",
    "ProxyError",
    "SSLError",
)


class SetUpError(Exception):
    """Set-up cannot go on; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an environment was made of. Two equal stamps mean that there is nothing to install."""

    python: str
    place: str
    lock: str
    project: str


def main(words: list[str]) -> int:
    """Brings the environment `words[0]` to the state that the lock `words[1]` describes; returns the exit status."""
    environment, lock = PROJECT / words[0], PROJECT / words[1]
    try:
        bring_up_to_date(environment, lock)
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


def bring_up_to_date(environment: Path, lock: Path) -> None:
    """Does what is missing, and nothing else."""
    wanted, present = wanted_stamp(environment, lock), read_stamp(environment)
    name = environment.name
    if wanted == present:
        print(f"set-up: {name} is up to date")
        return
    if sentence := unsupported():
        raise SetUpError(sentence)
    same_base = present is not None and (present.python, present.place, present.lock) == (
        wanted.python,
        wanted.place,
        wanted.lock,
    )
    stamp_path(environment).unlink(missing_ok=True)
    if not same_base:
        print(
            f"set-up: making {name} with Python {platform.python_version()} and installing {lock.name} (a minute or so)"
        )
        sys.stdout.flush()
        make_environment(environment)
        # The lock is complete, so nothing is resolved: older pips take `coverage[toml]` for a package of its own, find no
        # hash for its newest release, and give up.
        pip(environment, "--require-hashes", "--no-deps", "--requirement", str(lock))
    print(f"set-up: installing hotseat into {name}, editable")
    sys.stdout.flush()
    pip(environment, "--no-deps", "--no-build-isolation", "--editable", str(PROJECT))
    stamp_path(environment).write_text(json.dumps(asdict(wanted), indent=2) + "\n", encoding="utf-8")


def wanted_stamp(environment: Path, lock: Path) -> Stamp:
    """The stamp of an environment made now, by this Python, in this place, from these files."""
    return Stamp(
        python=f"{platform.python_implementation()} {platform.python_version()} in {sys.base_prefix}",
        place=str(environment),  # scripts and the editable link hold it: a moved folder needs a new environment
        lock=digest(lock),
        project=digest(PROJECT / "pyproject.toml"),
    )


def read_stamp(environment: Path) -> Stamp | None:
    """What the environment was made of, or None if it is missing, broken or half made."""
    if not (environment / "bin" / "python").exists():
        return None
    try:
        return Stamp(**json.loads(stamp_path(environment).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def stamp_path(environment: Path) -> Path:
    """Where an environment keeps its stamp."""
    return environment / "installed.json"


def digest(path: Path) -> str:
    """The SHA-256 of a file's contents."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def unsupported() -> str:
    """A sentence that says why this Python cannot be used, or nothing."""
    machine = (platform.system(), platform.machine())
    if platform.python_implementation() != "CPython":
        return f"{platform.python_implementation()} cannot run the engine; use CPython 3.11 to 3.14 (make PYTHON=...)."
    if "musl" in str(sysconfig.get_config_var("SOABI")):
        return "this Python is built on musl, for which llvmlite has no wheel; use a system with glibc, such as Debian."
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "this is a free-threaded Python, which the locked packages do not cover; use the ordinary build."
    if machine not in LLVM_PLATFORMS or sys.maxsize < 2**32:
        known = ", ".join(" ".join(pair) for pair in sorted(LLVM_PLATFORMS))
        return f"llvmlite has no wheel for {' '.join(machine)}; it has them for {known} (64 bits). On Windows, work in WSL."
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"this Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python{version}-venv."
        )
    return ""


def make_environment(environment: Path) -> None:
    """A new, empty environment; whatever stood there is removed."""
    shutil.rmtree(environment, ignore_errors=True)
    # The base interpreter, since this may be running on the environment that is being replaced.
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run([base, "-m", "venv", str(environment)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"could not make {environment.name}:\n{tail(done.stdout + done.stderr)}")


def pip(environment: Path, *options: str) -> None:
    """`pip install` with its chatter kept in a file, shown only if it fails."""
    command = [str(environment / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, *options], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    (environment / "install.log").write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        raise SetUpError(f"{diagnosis(done.stdout)} pip's last words were:\n{tail(done.stdout)}")


def diagnosis(output: str) -> str:
    """The likely reason of a failed installation, as a sentence."""
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "a downloaded package is not the one that was locked; do not install it: try another mirror, and report it."
        )
    if "No space left" in output:
        return "the disk is full; the environment needs about 600 MB."
    if any(sign in output for sign in NETWORK_SIGNS):
        return "the package index could not be reached; check the network (and PIP_INDEX_URL or the proxy, if you use one)."
    if "No matching distribution" in output:
        version = platform.python_version()
        return f"a locked package has no ready-made file for Python {version} on this system (is its glibc very old?)."
    return "the packages could not be installed."


def tail(text: str, lines: int = 12) -> str:
    """The last lines of a program's output."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
