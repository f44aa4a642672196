"""`hotseat check`: exit status 0 and a line for each traffic, or 2 and every problem."""

import json

import pytest

from hotseat.cli.main import main

GOOD = """hotseat: 1
traffic: {reads: {to: api.get, rate: 50/s}}
nodes: {api: {kind: service, on: {get: [{work: 2ms}]}}}
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "x.design.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_good_design_is_a_line_and_one_for_each_traffic(file, capsys):
    path = file(GOOD)
    assert main(["check", path]) == 0
    out, err = capsys.readouterr()
    assert out == f"{path}: ok: 1 node\n  reads 50/s\n"
    assert err == ""


def test_every_problem_with_file_line_and_key(file, capsys):
    assert main(["check", file(GOOD.replace("50/s", "50").replace("2ms", "2 m"))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "traffic.reads.rate: 50 needs a unit: write `50/min` or `50/s` (x.design.yaml, line 2)" in err
    assert "nodes.api.on.get.0.work: '2 m': minutes or metres? write `2min` (x.design.yaml, line 3)" in err
    assert "2 problems; nothing was run" in err


def test_json_for_programs(file, capsys):
    assert main(["check", "--json", file(GOOD)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["traffic"] == {"reads": {"rate": 50.0, "floor": {"": 0.0}}}
    assert main(["check", "--json", file(GOOD.replace("api.get", "api.got"))]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"][0]["line"] == 2
    assert "did you mean 'api.get'?" in answer["problems"][0]["message"]


def test_the_schema(capsys):
    assert main(["check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A Hotseat design"


def test_a_warning_is_no_problem(file, capsys):
    assert main(["check", file(GOOD + "faults: [{crash: api, at: 2h}]\n")]) == 0
    assert "warning: faults.0.at: the run is over at 5min" in capsys.readouterr().err


def test_a_file_that_is_not_there(capsys):
    assert main(["check", "nowhere.yaml"]) == 2
    assert "cannot read nowhere.yaml: No such file" in capsys.readouterr().err


def test_no_file(capsys):
    assert main(["check"]) == 2
    assert "name a design file" in capsys.readouterr().err


FAR = """hotseat: 1
regions: [frankfurt, sydney]
traffic: {reads: {to: api.get, rate: 50/s, regions: {frankfurt: 50%, sydney: 50%}}}
nodes: {api: {kind: service, region: frankfurt, on: {get: [{work: 1ms}]}}}
"""


def test_the_floor_of_light_is_told_where_there_is_one(file, capsys):
    main(["check", file(FAR)])
    assert "  reads 50/s; light alone takes 161ms from sydney, no time from the rest\n" in capsys.readouterr().out
    main(["check", file(FAR.replace("region: frankfurt", "regions: all"))])
    assert "  reads 50/s; no request has to leave its region\n" in capsys.readouterr().out


PRICED = """hotseat: 1
traffic: {{t: {{to: a.x, rate: 1/s}}}}
nodes:
  a: {{kind: service, {price}on: {{x: [{{work: 1ms}}]}}}}
objectives: {{design: [cost < 100]}}
{sheet}
"""


@pytest.mark.parametrize(
    ("price", "sheet", "sentence"),
    [
        ("price: small, ", "prices: none.yaml", "cannot read the price sheet"),
        ("price: smal, ", "prices: sheet.yaml", "no item 'smal'; did you mean 'small'? (priced.yaml, line 4)"),
        ("", "", "no node has a `price`, so the cost cannot be known (priced.yaml, line 5)"),
    ],
)
def test_what_is_wrong_with_the_prices_has_its_line(capsys, tmp_path, price, sheet, sentence):
    (tmp_path / "sheet.yaml").write_text("items: {small: {per_hour: 1, date: 2026-01-15, source: a test}}")
    file = tmp_path / "priced.yaml"
    file.write_text(PRICED.format(price=price, sheet=sheet))
    for command in ("check", "run"):
        assert main([command, str(file)]) == 2
        err = capsys.readouterr().err
        assert sentence in err
        assert "(priced.yaml, line " in err


def test_a_sheet_may_still_be_named_by_the_run(tmp_path):
    file = tmp_path / "priced.yaml"
    file.write_text(PRICED.format(price="price: small, ", sheet=""))
    assert main(["check", str(file)]) == 0
