"""Markdown to HTML that cannot act: CommonMark and tables in, a short list of harmless elements out.

Two fences, each enough alone for most of what people try. The parser knows no raw HTML and no images, so `<script>` is
text; and whatever it writes goes through nh3, which keeps only the elements, attributes and kinds of address named
here. Bidirectional controls, which make a line read otherwise than it is stored, are taken out before either.
"""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARACTERS = 100_000
"""The longest text that is rendered: about 15,000 words."""

TAGS = frozenset(
    "a blockquote br code em h2 h3 h4 hr li ol p pre strong table tbody td th thead tr ul".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
SCHEMES = frozenset(("http", "https", "mailto"))

# Embeddings, overrides and isolates, and the two invisible separators; the marks that right-to-left text needs stay.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of Markdown under one heading of the second level: its title, its line in the text, its safe HTML."""

    title: str
    line: int
    html: str


def render(text: str) -> str:
    """Safe HTML of a Markdown text; raises ValueError if it is longer than MAX_CHARACTERS."""
    return sanitise(_parser().render(_tidy(text)))


def parts(text: str) -> list[Part]:
    """The text cut at its `## ` headings; what stands before the first has the title "" and line 1."""
    parser, env = _parser(), {}  # type: ignore[var-annotated]
    tokens = parser.parse(_tidy(text), env)
    starts = [n for n, token in enumerate(tokens) if _begins_part(token)]
    bounds = [*starts, len(tokens)]
    found = []
    if bounds[0]:
        found.append(Part("", 1, sanitise(parser.renderer.render(tokens[: bounds[0]], parser.options, env))))
    for start, end in itertools.pairwise(bounds):
        body = tokens[start + 3 : end]  # a heading is three tokens: opened, its text, closed
        line = (tokens[start].map or [0])[0] + 1
        markup = sanitise(parser.renderer.render(body, parser.options, env))
        found.append(Part(tokens[start + 1].content, line, markup))
    return found


def sanitise(markup: str) -> str:
    """The HTML with all but the harmless taken out; every link is `rel="nofollow noopener"`."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def plain(markup: str) -> str:
    """The words of some HTML, its elements gone, for searching and counting."""
    spaced = re.sub(r"(</(?:p|li|h[1-6]|td|th|tr|pre|blockquote)>)", r"\1 ", markup)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def plain_text(text: str) -> str:
    """A line of text without bidirectional controls, for titles and summaries."""
    return _UNSEEN.sub("", text)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _tidy(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{len(text):,} characters of Markdown; at most {MAX_CHARACTERS:,} are shown")
    return _UNSEEN.sub("", text)


def _begins_part(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2" and token.level == 0
