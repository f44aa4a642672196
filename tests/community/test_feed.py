import dataclasses
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest

from hotseat.community.feed import ATOM, atom

BASE = "http://127.0.0.1:8000"
NAMES = {"a": ATOM}


def feed_of(library, base=BASE):
    return ET.fromstring(library.feed("system-design-interview", base))


def test_a_feed_has_what_rfc_4287_asks_for(library):
    feed = feed_of(library)
    assert feed.tag == f"{{{ATOM}}}feed"
    for node in (feed, *feed.findall("a:entry", NAMES)):
        assert [len(node.findall(f"a:{name}", NAMES)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert node.find("a:id", NAMES).text.startswith("urn:uuid:")
        assert datetime.fromisoformat(node.find("a:updated", NAMES).text).tzinfo is not None
    assert feed.find("a:author/a:name", NAMES).text == "The Hotseat maintainers"
    assert {link.get("rel"): link.get("href") for link in feed.findall("a:link", NAMES)} == {
        "self": f"{BASE}/tags/system-design-interview/feed.atom",
        "alternate": f"{BASE}/tags/system-design-interview",
    }


def test_entries_have_title_summary_link_and_categories_newest_first(library):
    entries = feed_of(library).findall("a:entry", NAMES)
    assert [entry.find("a:link", NAMES).get("href").split("/")[-1] for entry in entries] == ["zebra", "queue", "third"]
    assert entries[0].find("a:title", NAMES).text == "Zebras in a cache"
    assert entries[0].find("a:summary", NAMES).text.startswith("A queue grew")
    assert [category.get("term") for category in entries[0].findall("a:category", NAMES)] == [
        "system-design-interview",
        "caching",
    ]


def test_ids_stay_wherever_it_is_served(library):
    def ids(base):
        return [node.text for node in feed_of(library, base).iter(f"{{{ATOM}}}id")]

    assert ids(BASE) == ids("https://hotseat.example/")
    assert len(set(ids(BASE))) == 4


def test_a_feed_is_as_new_as_its_newest_entry(library):
    assert feed_of(library).find("a:updated", NAMES).text == "2026-03-04T00:00:00Z"


def test_the_same_write_ups_make_the_same_bytes(library):
    assert library.feed("caching", BASE) == library.feed("caching", BASE + "/")


def test_a_feed_without_entries_is_a_feed():
    assert ET.fromstring(atom("cdn", "CDN", [], base_url=BASE)).find("a:entry", NAMES) is None


def test_markup_in_a_title_is_text(library):
    hostile = dataclasses.replace(library.write_ups()[0], title="</title><script>&", tags=('"><x',))
    feed = ET.fromstring(atom("cdn", "CDN & <b>", [hostile], base_url=BASE))
    assert feed.find("a:entry/a:title", NAMES).text == "</title><script>&"
    assert feed.find("a:title", NAMES).text == "CDN & <b>: write-ups"


@pytest.mark.parametrize("base", ["", "hotseat.example", "javascript:alert(1)", "http://", "ftp://a.example"])
def test_a_feed_needs_to_know_where_it_is_served(library, base):
    with pytest.raises(ValueError, match="is not where a Hotseat is served"):
        library.feed("caching", base)
