"""Is it a design? and as text again."""

import pytest

from hotseat.design.reading import read_design

GOOD = """hotseat: 1
name: reads
regions: {eu: {at: frankfurt}, us: {at: us-east-1}}
traffic: {reads: {to: api.get, rate: 50/s, regions: {us: 100%}}}
nodes: {api: {kind: service, region: eu, on: {get: [{work: 2ms}]}}}
"""


def test_a_design_comes_back_as_json_with_what_it_offers_and_what_light_allows(browser):
    answer = browser.post("/api/designs/check", json={"text": GOOD}).json()
    assert answer["problems"] == []
    assert answer["design"]["nodes"]["api"]["kind"] == "service"
    (floor,) = answer["floors"]
    assert (floor["traffic"], floor["rate"], floor["users"]) == ("reads", 50.0, None)
    assert 0.05 < floor["seconds"]["us"] < 0.1


def test_every_problem_comes_with_its_line(browser):
    text = GOOD.replace("50/s", "50").replace("2ms", "2 m")
    answer = browser.post("/api/designs/check", json={"text": text})
    assert answer.status_code == 200
    assert [(one["where"], one["line"]) for one in answer.json()["problems"]] == [
        ("traffic.reads.rate", 4),
        ("nodes.api.on.get.0.work", 5),
    ]
    assert answer.json()["design"] is None


def test_warnings_come_with_the_design(browser):
    answer = browser.post("/api/designs/check", json={"text": GOOD + "faults: [{crash: api, at: 2h}]\n"}).json()
    assert [one["where"] for one in answer["warnings"]] == ["faults.0.at"]


def test_json_becomes_the_text_that_means_the_same(browser):
    design = browser.post("/api/designs/check", json={"text": GOOD}).json()["design"]
    text = browser.post("/api/designs/write", json={"design": design}).json()["text"]
    assert read_design(text) == read_design(GOOD)


def test_json_that_is_no_design_is_refused_with_every_problem(browser):
    answer = browser.post("/api/designs/write", json={"design": {"hotseat": 1, "trafic": {}}})
    assert answer.status_code == 422
    assert any("traffic" in one["message"] for one in answer.json()["problems"])


def test_a_text_of_one_line_is_never_taken_for_the_name_of_a_file(browser, tmp_path):
    secret = tmp_path / "secret.design.yaml"
    secret.write_text(GOOD)
    answer = browser.post("/api/designs/check", json={"text": str(secret)}).json()
    assert answer["design"] is None
    assert "api" not in str(answer["problems"])


def test_a_design_may_not_name_files_of_the_server(browser, tmp_path):
    (tmp_path / "samples.txt").write_text("1ms\n2ms\n")
    text = GOOD.replace("2ms", f"{{empirical: {tmp_path / 'samples.txt'}}}")
    answer = browser.post("/api/designs/check", json={"text": text}).json()
    assert answer["problems"] != []
    assert "1ms" not in str(answer["problems"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"text": "a\\u0000b"}', "the character zero cannot be kept"),
        ('{"text": "a\\ud800b"}', "half of a character"),
        ('{"words": "?"}', "text: this key is missing"),
        ('{"text": 3}', "valid string"),
        ("[]", "this must be an object"),
    ],
)
def test_a_body_of_another_form_is_refused_in_a_sentence(browser, body, says):
    answer = browser.post("/api/designs/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert says in answer.json()["message"]
    assert answer.json()["problems"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(browser, number):
    body = f'{{"design": {{"hotseat": 1, "duration": {number}}}}}'
    answer = browser.post("/api/designs/write", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "design.duration" in answer.json()["message"]


@pytest.mark.parametrize("body", ["{", "\ufeff{}x", "[" * 100_000])
def test_a_body_that_is_no_json_is_refused(browser, body):
    answer = browser.post("/api/designs/check", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]
