"""HTML that cannot be broken from outside: every text is escaped unless it is known to be HTML already.

A page is built by `el("td", name, class_="n")`. Children that are plain text are escaped, and so is every attribute; only
what `el` itself returned (an `Html`) is taken as it is. So a node called `</script><b>` is a name and nothing else.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

VOID = frozenset({"meta", "br", "col", "wbr"})
"""Elements that have no end tag."""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | None | Sequence["Child"]
Attribute = str | int | float | None


def el(tag: str, *children: Child, **attributes: Attribute | bool) -> Html:
    """An element. An attribute of None or False is left out, True stands bare; `class_` is `class`, `data_x` is `data-x`."""
    opening = tag + "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{join(children)}</{tag}>")


def join(children: Child) -> Html:
    """Children one after the other, plain text escaped."""
    if children is None:
        return Html("")
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(html.escape(children, quote=False))
    return Html("".join(join(child) for child in children))


def wide(content: Child, label: str, class_: str = "") -> Html:
    """Something that may be wider than the page: it scrolls by itself, by keyboard too, and says what it is."""
    return el("div", content, class_=f"wide {class_}".strip(), tabindex=0, role="region", aria_label=label)


def name_of(text: str) -> Html:
    """A name that the user gave, apart from the writing direction around it: it cannot reorder its neighbours."""
    return el("bdi", text)


def _attribute(name: str, value: Attribute | bool) -> str:  # noqa: FBT001 (an attribute's value)
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
