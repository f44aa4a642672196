"""The built front end as files: caching, compression, and no way out of the folder."""

import dataclasses

import pytest

from hotseat.web.pages import DRAWN, inside


@pytest.mark.parametrize("path", DRAWN)
def test_every_page_that_the_browser_draws_is_the_index(browser, path):
    answer = browser.get(path.replace("{slug}", "webhooks").replace("{id}", "an-id"))
    assert answer.status_code == 200
    assert "<div id=root>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_an_asset_with_a_hash_in_its_name_is_kept_for_a_year(browser):
    answer = browser.get("/assets/index-BxYz12_4.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text.startswith("export const words")
    assert browser.get("/favicon.svg").headers["cache-control"] == "no-cache"


def test_the_compressed_neighbour_is_sent_to_those_who_take_it(browser):
    with browser.stream("GET", "/assets/style-Qw12er34.css", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["content-type"].startswith("text/css")
        assert answer.headers["vary"] == "Accept-Encoding"
    plain = browser.get("/assets/style-Qw12er34.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text.startswith("body")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%00",
        "/.git/config",
        "/assets",
        "/" + "a" * 9999,
    ],
)
def test_nothing_outside_the_folder_is_served(browser, path):
    answer = browser.get(path, headers={"Accept": "*/*"})
    assert answer.status_code == 404
    assert answer.json()["message"] == "there is nothing here"


def test_a_link_out_of_the_folder_leads_nowhere(built):
    (built / "way-out.txt").symlink_to(built.parent / "secret.txt")
    assert inside(built, "way-out.txt") is None


def test_an_unknown_page_is_drawn_by_the_browser_with_status_404(browser):
    answer = browser.get("/no/such/page", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<div id=root>" in answer.text
    assert browser.get("/api/no-such-thing", headers={"Accept": "text/html"}).json() == {
        "message": "there is nothing here",
        "problems": [],
    }


def test_pages_that_are_not_built_are_a_sentence(settings, client_of):
    with client_of(dataclasses.replace(settings, pages=settings.pages / "nowhere")) as browser:
        answer = browser.get("/")
    assert answer.status_code == 503
    assert answer.text.startswith("The pages have not been built")
