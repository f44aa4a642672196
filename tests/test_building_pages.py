"""The built pages: when they are built, what carries them, what they weigh, and whom they talk to."""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPECIFICATION = importlib.util.spec_from_file_location("pages", ROOT / "tools" / "pages.py")
pages = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(pages)

FIRST_PAGE_KB = 300


@pytest.fixture
def front_end(tmp_path, monkeypatch):
    """A front end of two files beside the pages that were built from it."""
    frontend, built = tmp_path / "frontend", tmp_path / "pages"
    (frontend / "node_modules").mkdir(parents=True)
    built.mkdir()
    (frontend / "package.json").write_text("{}", encoding="utf-8")
    (frontend / "main.ts").write_text("one", encoding="utf-8")
    (built / "built-from.txt").write_text(pages.digest(frontend) + "\n", encoding="utf-8")
    monkeypatch.setattr(pages, "FRONTEND", frontend)
    monkeypatch.setattr(pages, "PAGES", built)
    monkeypatch.setattr(pages, "PROJECT", tmp_path)
    return frontend


def node(folder, version):
    """A program that says it is this version of Node."""
    folder.mkdir(parents=True)
    path = folder / "node"
    path.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# --- when they are built ---


def test_current_pages_are_not_built_again(front_end, monkeypatch):
    monkeypatch.setattr(pages, "npm", lambda *words: pytest.fail(f"npm {words}"))
    (front_end / "main.ts").touch()
    (front_end / "node_modules" / "package.js").write_text("no source", encoding="utf-8")
    assert pages.build() == "the built pages are up to date"


def test_a_changed_source_is_built_and_remembered(front_end, monkeypatch):
    (front_end / "main.ts").write_text("two", encoding="utf-8")
    assert not pages.current()
    monkeypatch.setattr(pages, "npm", lambda *words: (pages.PAGES / "index.html").write_text("<!doctype html>"))
    assert pages.build() == "built into pages"
    assert pages.current()


def test_a_renamed_source_is_a_change(front_end):
    (front_end / "main.ts").rename(front_end / "other.ts")
    assert not pages.current()


def test_a_build_that_leaves_no_first_page_is_an_error(front_end, monkeypatch):
    (front_end / "main.ts").write_text("two", encoding="utf-8")
    monkeypatch.setattr(pages, "npm", lambda *words: None)
    with pytest.raises(pages.PagesError, match=r"no index\.html"):
        pages.build()
    assert not pages.current()


def test_without_its_sources_the_front_end_is_named(front_end, capsys):
    shutil.rmtree(front_end)
    assert pages.main([]) == 1
    assert "frontend/ is missing" in capsys.readouterr().err


# --- Node ---


def test_the_node_of_the_path_is_taken_if_it_is_new_enough(tmp_path, monkeypatch):
    path = node(tmp_path / "bin", "v20.19.0")
    monkeypatch.setenv("PATH", str(path.parent))
    assert pages.find_node() == path


def test_a_script_that_starts_node_gives_way_to_the_node_that_it_starts(tmp_path, monkeypatch):
    real = node(tmp_path / "wheel" / "bin", "v24.1.0")
    npm = tmp_path / "wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm.parent.mkdir(parents=True)
    npm.touch()
    script = node(tmp_path / "bin", "v24.1.0")
    script.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo v24.1.0 || echo {real}\n', encoding="utf-8")
    monkeypatch.setattr(pages.shutil, "which", lambda name: str(script))
    assert pages.find_node() == real
    assert pages.npm_script(pages.find_node()) == npm


def test_an_old_node_gives_way_to_the_packaged_one(tmp_path, monkeypatch):
    monkeypatch.setattr(pages.shutil, "which", lambda name: str(node(tmp_path / "old", "v18.20.0")))
    packaged = node(tmp_path / "new", "v24.1.0")
    monkeypatch.setattr(pages, "packaged_node", lambda: str(packaged))
    assert pages.find_node() == packaged


def test_no_node_is_a_sentence_that_says_what_to_install(tmp_path, monkeypatch):
    old = node(tmp_path / "old", "v20.18.3")
    monkeypatch.setattr(pages.shutil, "which", lambda name: str(old))
    monkeypatch.setattr(pages, "packaged_node", lambda: None)
    with pytest.raises(pages.PagesError, match=rf"20\.19 or newer \({re.escape(str(old))} is 20\.18\): install it, or"):
        pages.find_node()
    assert not pages.has_node()


# --- what carries them ---


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """An sdist of the project, and a wheel."""
    folder = tmp_path_factory.mktemp("dist")
    hatchling(ROOT, "--directory", str(folder), check=True)
    return folder


def hatchling(folder, *words, check=False):
    """Builds what is asked for, without a network or an environment of its own."""
    command = [sys.executable, "-m", "hatchling", "build", *words]
    return subprocess.run(command, cwd=folder, check=check, capture_output=True, text=True)


@pytest.fixture(scope="module")
def sources(packages, tmp_path_factory):
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sources")
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def test_the_wheel_carries_the_pages(packages):
    names = zipfile.ZipFile(next(packages.glob("*.whl"))).namelist()
    assert "hotseat/web/pages/index.html" in names
    assert any(re.fullmatch(r"hotseat/web/pages/assets/index-.*\.js", name) for name in names)
    assert not any("node_modules" in name or name.startswith("frontend") for name in names)


def test_the_wheel_carries_every_file_of_the_package(packages):
    names = set(zipfile.ZipFile(next(packages.glob("*.whl"))).namelist())
    package = ROOT / "src"
    files = {path.relative_to(package).as_posix() for path in (package / "hotseat").rglob("*") if path.is_file()}
    assert {name for name in files if "__pycache__" not in name} <= names
    for wanted in ("rounds/webhooks/prompt.md", "community/tags.yaml", "store/migrations/env.py", "py.typed"):
        assert f"hotseat/{wanted}" in names


def test_the_sdist_is_all_that_serve_and_test_need(sources):
    for name in (
        "Makefile",
        "requirements.lock",
        "CONTRIBUTING.md",
        "benchmarks/__main__.py",
        "validation/__main__.py",
    ):
        assert (sources / name).exists(), name


def test_the_sdist_carries_the_pages_and_their_sources(sources):
    assert (sources / "src/hotseat/web/pages/index.html").exists()
    assert (sources / "frontend/src/main.tsx").exists()
    assert not (sources / "frontend/node_modules").exists()


def test_a_wheel_is_built_from_the_sdist_without_node(sources, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    done = hatchling(sources, "--target", "wheel", "--directory", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not (sources / "frontend/node_modules").exists()


def test_a_wheel_without_pages_cannot_be_built(sources, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(sources, copy)
    shutil.rmtree(copy / "src/hotseat/web/pages")
    shutil.rmtree(copy / "frontend")
    done = hatchling(copy, "--target", "wheel", "--directory", str(tmp_path / "dist"))
    assert done.returncode != 0
    assert "without it there are no pages to build" in done.stderr
    assert not list((tmp_path / "dist").glob("*.whl"))


# --- what they weigh, and whom they talk to ---


def manifest():
    pages.build()
    return json.loads((pages.PAGES / ".vite" / "manifest.json").read_text(encoding="utf-8"))


def first_page_files():
    """All files that the first page loads before it can be read."""
    chunks = manifest()
    names, wanted = [], ["index.html"]
    while wanted:
        chunk = chunks[wanted.pop()]
        names += [chunk["file"], *chunk.get("css", [])]
        wanted += chunk.get("imports", [])
    return sorted(set(names))


def test_the_first_page_is_light():
    loaded = [pages.PAGES / name for name in first_page_files()]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in loaded) / 1024
    assert weight < FIRST_PAGE_KB, f"{weight:.0f} KB compressed: {[path.name for path in loaded]}"


def test_the_first_page_leaves_editors_canvas_and_charts_to_the_hot_seat():
    sources = "\n".join((pages.PAGES / name).read_text(encoding="utf-8") for name in first_page_files())
    for mark in ("cm-editor", "react-flow__", "u-legend"):
        assert mark not in sources


def test_the_licences_of_all_that_is_in_the_bundle_come_with_it():
    pages.build()
    text = (pages.PAGES / "THIRD-PARTY-LICENSES.txt").read_text(encoding="utf-8")
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in wanted.items():
        assert f"\n## {name} - {version} (" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "## zustand - " in text, "what comes with a package is in the bundle too"


def test_the_built_pages_load_nothing_from_elsewhere():
    text = (pages.PAGES / "index.html").read_text(encoding="utf-8")
    assert "://" not in text
    for style in (pages.PAGES / "assets").glob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8"))


# --- their packages ---


def test_every_locked_package_has_its_hash_and_no_address():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or re.match(r"sha512-", package.get("integrity", "")), f"{name} has no hash"


def test_every_package_is_wanted_at_one_version():
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: {version}"
