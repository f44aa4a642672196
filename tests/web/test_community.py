"""Write-ups, tags, search and feeds over HTTP."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from hotseat.community import loader

SLUG = "system-design-interview"
HOSTILE = """
<script>alert("hostile")</script><img src=x onerror="alert('hostile')"><svg onload=alert(1)></svg>
[press me](javascript:alert('hostile')) [or me](data:text/html,hostile) <iframe src="https://evil.example"></iframe>
<a href="java&#x09;script:alert(1)">or me</a><style>body{display:none}</style><form action="https://evil.example"></form>
"""


def test_tags_and_their_pages_tell_the_same_counts(browser):
    for tag in browser.get("/api/tags").json():
        page = browser.get(f"/api/tags/{tag['slug']}").json()
        assert page["count"] == tag["count"]
        assert sum(len(section["entries"]) for section in page["sections"]) == tag["count"]


def test_write_ups_are_listed_whole_and_by_tag_and_told_one_by_one(browser):
    entries = browser.get("/api/write-ups").json()
    assert len(entries) >= 18
    tagged = browser.get("/api/write-ups", params={"tag": SLUG}).json()
    assert tagged
    assert all(SLUG in entry["tags"] for entry in tagged)
    whole = browser.get(f"/api/write-ups/{entries[0]['slug']}").json()
    assert whole["title"] == entries[0]["title"]
    assert whole["sections"]


@pytest.mark.parametrize("path", ["/api/tags/none", "/api/write-ups/none", "/tags/none/feed.atom", "/api/rounds/none"])
def test_what_is_not_there_is_a_404(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 404
    assert answer.json()["message"] == "there is nothing here"


def test_a_search_finds_and_shows_where(browser):
    hits = browser.get("/api/search", params={"q": "webhook"}).json()
    assert hits
    assert any(fragment["match"] for fragment in hits[0]["snippet"])


@pytest.mark.parametrize(
    "query", ["", '"', "a AND", "NEAR(", "'; DROP TABLE write_ups --", "*", "é" * 300, "-", "a:b", "\x00"]
)
def test_no_query_is_an_error(browser, query):
    assert browser.get("/api/search", params={"q": query}).status_code == 200
    assert len(browser.get("/api/write-ups").json()) >= 18


def test_a_query_of_a_book_is_refused(browser):
    assert browser.get("/api/search", params={"q": "x" * 301}).status_code == 422
    assert browser.get("/api/search").status_code == 422


def test_a_tags_feed_is_atom_with_addresses_of_this_server(browser):
    answer = browser.get(f"/tags/{SLUG}/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    links = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert links
    assert all(link.startswith("http://localhost:8765/") for link in links)


def test_hostile_markdown_comes_out_as_html_that_cannot_act(browser):
    name, text = next(iter(loader.texts()))
    head, body = text.rsplit("\n## ", 1)
    heading, rest = body.split("\n", 1)
    hostile = f"{head}\n## {heading}\n{HOSTILE}\n{rest}"
    browser.app.state.services.library.load([(name, hostile)])
    slug = name.removesuffix(".md")
    html = "".join(section["html"] for section in browser.get(f"/api/write-ups/{slug}").json()["sections"])
    assert "press me" in html
    reader = Reader()
    reader.feed(html)
    assert reader.tags
    assert not reader.tags & {
        "script",
        "img",
        "svg",
        "iframe",
        "style",
        "form",
        "object",
        "embed",
        "link",
        "base",
        "meta",
    }
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name in ("style", "src")]
    assert not [value for _, value in reader.attributes if value and value.strip().startswith(("javascript:", "data:"))]


class Reader(HTMLParser):
    """Every element and attribute of a piece of HTML, as a browser would find them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags = set()
        self.attributes = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
