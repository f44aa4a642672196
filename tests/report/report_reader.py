"""Reads a report back: its tags in order, whether they are balanced, and what a person would see of each part."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "col", "wbr"}
BLOCKS = {"p", "td", "th", "tr", "li", "div", "dt", "dd", "h1", "h2", "h3", "figure", "section", "span", "text", "pre"}


class Page(HTMLParser):
    """`tags` are (name, attributes); `problems` what is not balanced; `text(id)` the words inside the element of that id."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.problems: list[str] = []
        self.open: list[tuple[str, str | None]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(source)
        self.close()
        self.problems += [f"<{name}> is never closed" for name, _ in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("id")))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for _, key in self.open:
            if key:
                self.words.setdefault(key, []).append(data)

    def text(self, key: str) -> str:
        return " ".join("".join(self.words.get(key, [])).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
