"""A tag's write-ups as an Atom feed (RFC 4287): stable ids, and dates that the files themselves carry.

An entry's id is made from its slug alone, so it stays the same wherever Hotseat is served; `updated` is the date in
the front matter, so the same write-ups make the same bytes on any day.
"""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from urllib.parse import urlsplit

from hotseat.community.write_up import Entry

ATOM = "http://www.w3.org/2005/Atom"
AUTHOR = "The Hotseat maintainers"
NEVER = "1970-01-01"
"""The date of a feed in which there is nothing yet."""

ET.register_namespace("", ATOM)

_NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "hotseat.community")


def atom(slug: str, name: str, entries: Iterable[Entry], *, base_url: str) -> str:
    """The feed of a tag; `base_url` is where this Hotseat is served, `http://127.0.0.1:8000`.

    Newest first, then by slug. Raises ValueError if `base_url` is no http address.
    """
    base = _base(base_url)
    newest = sorted(sorted(entries, key=lambda entry: entry.slug), key=lambda entry: entry.updated, reverse=True)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _text(feed, "id", _id(f"tags/{slug}"))
    _text(feed, "title", f"{name}: write-ups")
    _text(feed, "updated", _moment(newest[0].updated if newest else NEVER))
    _link(feed, "self", f"{base}/tags/{slug}/feed.atom")
    _link(feed, "alternate", f"{base}/tags/{slug}")
    _text(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", AUTHOR)
    for entry in newest:
        _entry(ET.SubElement(feed, f"{{{ATOM}}}entry"), entry, base)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(node: ET.Element, entry: Entry, base: str) -> None:
    _text(node, "id", _id(f"write-ups/{entry.slug}"))
    _text(node, "title", entry.title)
    _text(node, "updated", _moment(entry.updated))
    _link(node, "alternate", f"{base}/write-ups/{entry.slug}")
    _text(node, "summary", entry.summary)
    for tag in entry.tags:
        ET.SubElement(node, f"{{{ATOM}}}category", term=tag)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent: ET.Element, rel: str, address: str) -> None:
    kind = "application/atom+xml" if rel == "self" else "text/html"
    ET.SubElement(parent, f"{{{ATOM}}}link", rel=rel, type=kind, href=address)


def _id(what: str) -> str:
    return uuid.uuid5(_NAMES, what).urn


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _base(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"'{address}' is not where a Hotseat is served; give an address like http://127.0.0.1:8000")
    return address.rstrip("/")
