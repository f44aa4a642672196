import html.parser
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.community.markdown import ATTRIBUTES, MAX_CHARACTERS, SCHEMES, TAGS, parts, plain, render, sanitise


class Elements(html.parser.HTMLParser):
    """Every element and attribute of some HTML."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


def assert_harmless(markup):
    for tag, attributes in Elements(markup).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        address = attributes.get("href", "/")
        scheme = re.match(r"\s*([a-z0-9+.-]+):", address, re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in SCHEMES


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<style>body{display:none}</style>",
    '<iframe src="https://evil.example"></iframe>',
    '<a href="https://a.example" onclick="alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example"onmouseover="alert)',
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=/api><input name=a><button>go</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!-- --><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0>",
    "```html\n<script>alert(1)</script>\n```",
    "`<img onerror=x>`",
    "| a |\n| - |\n| <script>alert(1)</script> |",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_becomes_harmless(text):
    assert_harmless(render(text))


@pytest.mark.parametrize("markup", HOSTILE)
def test_the_sanitiser_alone_makes_hostile_html_harmless(markup):
    assert_harmless(sanitise(markup))


@given(st.text(alphabet=st.sampled_from("<>/\"'=()[]!`*_#&;: \n\tabscript|-javonerimg")))
def test_no_text_becomes_an_element_that_is_not_on_the_list(text):
    assert_harmless(render(text))
    for part in parts(text):
        assert_harmless(part.html)


def test_raw_html_is_shown_as_it_was_written():
    assert "&lt;script&gt;" in render("<script>alert(1)</script>")


def test_links_neither_recommend_nor_open_a_way_back():
    assert 'rel="nofollow noopener"' in render("[x](https://a.example)")


def test_links_within_hotseat_are_kept():
    assert 'href="/write-ups/webhooks"' in render("[x](/write-ups/webhooks)")


def test_an_image_is_no_image():
    assert "<img" not in render("![a picture](https://a.example/x.png)")


@pytest.mark.parametrize("control", ["\u202a", "\u202e", "\u2066", "\u2069", "\u2028", "\ufeff"])
def test_characters_that_hide_or_turn_text_are_taken_out(control):
    assert render(f"safe{control}txt.exe") == "<p>safetxt.exe</p>\n"
    assert parts(f"## a{control}b\n\nc{control}d")[0].title == "ab"


def test_the_marks_that_right_to_left_text_needs_stay():
    assert "\u200f" in render("שלום\u200f (hello)")


@pytest.mark.parametrize(
    "text", [">" * 50_000, "- " * 50_000, "[" * 50_000, "*" * 50_000, "`" * 50_000, "1) " * 30_000]
)
def test_enormous_nesting_ends_in_a_shallow_page(text):
    markup = render(text)
    assert_harmless(markup)
    assert markup.count("<blockquote>") + markup.count("<ul>") + markup.count("<ol>") < 100


def test_a_text_that_is_far_too_long_is_refused():
    with pytest.raises(ValueError, match="100,001 characters"):
        render("a" * (MAX_CHARACTERS + 1))


def test_a_text_is_cut_at_its_second_level_headings():
    found = parts("before\n\n## One\n\nfirst\n\n### inner\n\n## Two\n\n    ## code\n\n> ## quoted\n")
    assert [(part.title, part.line) for part in found] == [("", 1), ("One", 3), ("Two", 9)]
    assert "<h3>inner</h3>" in found[1].html
    assert "## code" in found[2].html


def test_a_link_may_be_defined_in_another_part():
    assert 'href="https://a.example"' in parts("## One\n\n[x]\n\n## Two\n\n[x]: https://a.example\n")[0].html


def test_an_empty_text_has_no_parts():
    assert parts("") == []


def test_plain_text_keeps_words_apart():
    assert plain("<p>one</p><ul><li>two</li><li>th<em>re</em>e &amp; four</li></ul>") == "one two three & four"
