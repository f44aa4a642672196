"""Files to write-ups: front matter by the reader of designs, the body by its headings, every problem with its line.

A write-up is a Markdown file whose name is its slug. It begins with a line of `---`, front matter in YAML, and another
`---`; then come the sections of `write_up.HEADINGS`, each under a `## `. Nothing is loaded while anything is wrong:
`WriteUpError` carries all that was found, in all files, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from hotseat.community import markdown
from hotseat.community.checks import check, lost_links
from hotseat.community.write_up import HEADINGS, RECONSTRUCTION, SLUG, FrontMatter, Section, WriteUp
from hotseat.design import tree as trees
from hotseat.design.notes import BROKEN
from hotseat.design.reader import Reader
from hotseat.errors import DesignError, Problem, WriteUpError

FOLDER = Path(__file__).parent / "write_ups"
"""The write-ups that come with Hotseat."""

FENCE = "---"
WORDS_A_MINUTE = 220

_RECONSTRUCTED = re.compile(rf"\s*\({RECONSTRUCTION}\)$", re.IGNORECASE)


def read_folder(folder: Path = FOLDER) -> tuple[WriteUp, ...]:
    """Every write-up of a folder, by slug; raises WriteUpError with the problems of all files."""
    return read_texts(texts(folder))


def texts(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """The files of a folder as names and texts, in order of their names; raises WriteUpError."""
    return [(path.name, _text_of(path)) for path in sorted(folder.glob("*.md"))]


def read_texts(files: Iterable[tuple[str, str]]) -> tuple[WriteUp, ...]:
    """The same from file names and their texts."""
    found: list[WriteUp] = []
    problems: list[Problem] = []
    for name, text in files:
        try:
            found.append(read_text(text, file=name))
        except WriteUpError as error:
            problems += error.problems
    if not problems:
        problems = lost_links(found)
    if problems:
        raise WriteUpError(problems)
    return tuple(found)


def read_text(text: str, *, file: str) -> WriteUp:
    """One write-up from its text; `file` is its file's name, `<slug>.md`. Raises WriteUpError with every problem."""
    slug = file.removesuffix(".md")
    problems = [] if SLUG.fullmatch(slug) else [Problem("", "a write-up is called like `edge-flags.md`", 0, file)]
    front, body, first = _split(text, file)
    reader = Reader(file, None)
    values = _front_matter(front, reader, problems)
    sections = _sections(body, first, file, problems)
    if isinstance(values, FrontMatter):
        problems += check(values, sections, lines=reader.lines, file=file)
    if problems or not isinstance(values, FrontMatter):
        raise WriteUpError(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))
    words = sum(len(markdown.plain(section.html).split()) for section in sections)
    return WriteUp(
        **{name: getattr(values, name) for name in FrontMatter.__dataclass_fields__},
        slug=slug,
        sections=tuple(sections),
        minutes=sum(part.minutes or 0 for part in values.loop) or None,
        reading_minutes=max(1, round(words / WORDS_A_MINUTE)),
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WriteUpError([Problem("", f"cannot be read as UTF-8 text: {error}", 0, path.name)]) from None


def _split(text: str, file: str) -> tuple[str, str, int]:
    """The front matter, the body, and the body's first line; both keep their place, so that lines are right."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise WriteUpError([Problem("", "a write-up begins with a line of `---` and its front matter", 1, file)])
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == FENCE), None)
    if end is None:
        raise WriteUpError([Problem("", "the front matter has no end: write `---` on a line after it", 1, file)])
    return "\n" + "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _front_matter(text: str, reader: Reader, problems: list[Problem]) -> object:
    try:
        root, found = trees.parse(text, file=reader.file)
    except DesignError as error:
        problems += error.problems
        return BROKEN
    problems += found
    if not isinstance(root, trees.Mapping):
        problems.append(Problem("", "the front matter is a mapping: write `title: ...` and so on", 2, reader.file))
        return BROKEN
    values = reader.record(root, FrontMatter, "")
    problems += reader.problems
    return values


def _sections(body: str, first: int, file: str, problems: list[Problem]) -> list[Section]:
    """The body's sections as far as their headings are known; what is missing or astray is a problem."""
    keys = {title.lower(): key for key, title in HEADINGS.items()}
    found: list[Section] = []
    try:
        parts = markdown.parts(body)
    except ValueError as error:
        problems.append(Problem("", str(error), first, file))
        return found
    for part in parts:
        line = first + part.line - 1
        title = _RECONSTRUCTED.sub("", part.title)
        key = keys.get(title.lower())
        if key is None:
            text = f"'{title[:40]}' is no section" if title else "text before the first section"
            problems.append(Problem("", f"{text}; they are: {', '.join(HEADINGS.values())}", line, file))
        elif not part.html.strip():
            problems.append(Problem(key, f"nothing stands under '{title}'", line, file))
        else:
            found.append(Section(key, HEADINGS[key], part.html, title != part.title))
    problems += _out_of_order([section.key for section in found], first, file)
    return found


def _out_of_order(keys: list[str], line: int, file: str) -> list[Problem]:
    missing = [title for key, title in HEADINGS.items() if key not in keys]
    if missing:
        return [
            Problem("", f"sections are missing: write {', '.join(f'`## {title}`' for title in missing)}", line, file)
        ]
    if keys != list(HEADINGS):
        return [Problem("", f"sections stand once each, in this order: {', '.join(HEADINGS.values())}", line, file)]
    return []
