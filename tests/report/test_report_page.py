"""The page as a whole: well formed, complete in itself, the same each time, and unmoved by what it is given."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from invented_results import NAN, UNKNOWN, latency, node_result, result
from report_reader import Page

from hotseat.load.result import Growth, ObjectiveResult
from hotseat.report import report_html, write_report
from hotseat.report.words import seconds

HOSTILE = "</script><b onclick=alert(1)>'\"&amp;]]>-->"
SECTIONS = ["verdict", "design", "latency", "time", "effects", "why", "hops", "nodes", "checks", "replay"]


def read(run=None) -> Page:
    page = Page(report_html(run or result()))
    assert page.problems == []
    return page


def test_the_page_is_well_formed_and_has_every_section_in_order():
    assert [tag["id"] for tag in read().named("section")] == SECTIONS


def test_every_link_of_the_contents_leads_to_a_section():
    page = read()
    targets = {tag["href"].removeprefix("#") for tag in page.named("a")}
    assert targets <= {attributes.get("id") for _, attributes in page.tags}


def test_nothing_is_loaded_from_anywhere():
    page = read()
    for tag, attributes in page.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form", "use", "image")
        assert not {"src", "srcset", "action", "ping", "background"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    policy = next(tag["content"] for tag in page.named("meta") if tag.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    source = report_html(result())
    assert not re.search(r"https?://|@import|url\((?!#)", source)


def test_the_same_result_gives_the_same_bytes_in_another_process(tmp_path):
    code = (
        "import sys; from invented_results import result; from hotseat.report import write_report;"
        "write_report(result(), sys.argv[1])"
    )
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], env=environment, check=True)
    write_report(result(), tmp_path / "here")
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes() == (tmp_path / "here").read_bytes()


def test_a_ten_node_design_stays_small():
    assert len(report_html(result(tuple(f"node{i}" for i in range(10)))).encode()) < 300_000


def test_hostile_names_are_only_names():
    run = result((HOSTILE, f"b{HOSTILE}"), (f"t{HOSTILE}",))
    run = dataclasses.replace(
        run,
        design=dataclasses.replace(run.design, name=HOSTILE, description=HOSTILE),
        unstable=(Growth(f"the line of '{HOSTILE}'", 5.0, 100.0),),
        notes=(HOSTILE,),
        effects={HOSTILE: run.effects["charge"]},
        spreads={HOSTILE: latency()},
        objectives=(ObjectiveResult(HOSTILE, HOSTILE, 1.0, met=False, ci95=UNKNOWN),),
        checks={f"little:{HOSTILE}": 0.5, HOSTILE: 1.0},
        engine=HOSTILE,
    )
    source = report_html(run)
    page = read(run)
    assert page.named("b") == [{"class": "letter"}] * 3 + [{}]  # the faults' letters, and the share of the slowest
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert len(page.named("script")) == 1
    assert "<b onclick" not in source
    for section in ("verdict", "design", "latency", "effects", "why", "hops", "nodes", "checks", "replay"):
        assert HOSTILE[:20] in page.text(section), section


def test_the_data_for_the_read_out_is_json_whatever_the_names():
    page = read(result((HOSTILE, "b"), (f"t{HOSTILE}",)))
    plots = [tag for tag in page.named("div") if tag.get("class") == "plot"]
    assert len(plots) >= 7
    labels = {line[0] for tag in plots for line in json.loads(tag["data-lines"])}
    assert {HOSTILE, f"t{HOSTILE}", "p99"} <= labels
    for group in (tag for tag in page.named("div") if "data-x" in tag):
        assert len(json.loads(group["data-x"])) in (72, 128)


@pytest.mark.parametrize(
    "name", ["数据库", "مخزن", "café-naïve", "a b", "x" * 300, "🦆", "a\u202eb", "lone \ud800 half"]
)
def test_any_name_can_be_written(name, tmp_path):
    run = result((name, "b"), (f"{name}!",))
    write_report(run, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_bytes().decode("utf-8")
    assert Page(text).problems == []


def test_sixty_nodes_and_five_traffics():
    run = result(tuple(f"service-{i}" for i in range(60)), ("web", "mobile", "partners", "batch", "cron"))
    page = read(run)
    assert all(f"service-{i}" in page.text("nodes") for i in range(60))
    assert "54 more stay lower" in page.text("time")
    assert len(report_html(run).encode()) < 1_000_000


def test_a_run_in_which_nothing_completed():
    run = result(count=0)
    run = dataclasses.replace(
        run,
        why={"reads": {"p50": (), "p99": ()}},
        effects={
            "charge": dataclasses.replace(run.effects["charge"], expected=0, once=0, lost=0, duplicated=0, pending=0)
        },
        objectives=(ObjectiveResult("reads", "p(99) < 250ms", NAN, met=False, ci95=UNKNOWN),),
    )
    page = read(run)
    assert "No request completed" in page.text("latency")
    assert "nothing was measured" in page.text("verdict")
    assert "NaN" not in report_html(run)
    assert not re.search(r"\bnan\b", report_html(run))


def test_a_run_that_measured_nothing_at_all():
    run = dataclasses.replace(
        result(count=0, slices=0), duration=0.0, hops=(), effects={}, why={}, objectives=(), checks={}
    )
    page = read(run)
    assert [tag["id"] for tag in page.named("section")] == [
        "verdict",
        "design",
        "latency",
        "time",
        "nodes",
        "checks",
        "replay",
    ]
    assert "No objectives were set" in page.text("verdict")


def test_intervals_that_are_unknown_are_dashes():
    run = result()
    unknown = dataclasses.replace(
        run.traffic["reads"].latency, ci95=dict.fromkeys(("mean", "p50", "p90", "p99", "p99.9"), UNKNOWN)
    )
    run = dataclasses.replace(run, traffic={"reads": dataclasses.replace(run.traffic["reads"], latency=unknown)})
    text = read(run).text("latency")
    assert f"p50 {seconds(unknown.p50, 4)} – " in text
    assert f"p99.9 {seconds(unknown.p999, 4)} – " in text


def test_a_series_with_holes_and_infinities_is_drawn():
    run = result()
    holes = {
        key: np.where(np.arange(128) % 3 == 0, np.nan, values) for key, values in run.series.traffic["reads"].items()
    }
    holes["p99"][5] = np.inf
    run = dataclasses.replace(run, series=dataclasses.replace(run.series, traffic={"reads": holes}))
    assert "NaN" not in report_html(run)
    read(run)


def test_instability_and_interruption_are_said_loudly_and_first():
    run = dataclasses.replace(result(), unstable=(Growth("the backlog of 'jobs'", 33.25, 12_000.0),), interrupted=True)
    page = read(run)
    assert "The design did not keep up. The backlog of 'jobs' grew by 33.2 each second, to 12,000." in page.text(
        "verdict"
    )
    assert "stopped early" in page.text("verdict")
    source = report_html(run)
    assert source.index("did not keep up") < source.index("<table")


def test_the_diagram_takes_cycles_and_nodes_without_arrows():
    run = result(("a", "b", "c"))
    nodes = {**run.design.nodes, "c": run.design.nodes["a"], "alone": run.design.nodes["a"]}  # c calls b again
    run = dataclasses.replace(run, design=dataclasses.replace(run.design, nodes=nodes))
    assert "alone" in read(run).text("design")


def test_crashes_and_cache_hits_are_notable():
    run = dataclasses.replace(result(), nodes={"api": node_result("cache", hit_ratio=0.8125, crashes=3, backlog=9)})
    assert "81.2% hits, 3 crashes, 9 left at the end" in read(run).text("nodes")


def test_each_colour_of_words_has_contrast_enough():
    source = report_html(result())
    light, dark = (
        dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", part))
        for part in source.split("prefers-color-scheme:dark")[:2]
    )
    dark = dict(
        re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", source.split("prefers-color-scheme:dark")[1].split("}}")[0])
    )
    for colours in (light, dark):
        for ink in ("ink", "quiet", "good", "bad", "hot", "c1", "c2", "c3", "c4", "c5", "c6"):
            for ground in ("paper", "panel"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for ground in ("c1", "c2", "c3", "c4", "c5", "c6", "bad"):
            assert contrast(colours["on"], colours[ground]) >= 4.5, ground
        for ink, ground in (
            ("good", "good-wash"),
            ("bad", "bad-wash"),
            ("ink", "note-wash"),
            ("quiet", "wash"),
            ("bad", "wash"),
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_one_of_a_kind_is_told_in_the_singular():
    one = node_result("database", crashes=1, lost_writes=1, dead_letters=1)
    two = node_result("database", crashes=2, lost_writes=2, dead_letters=2)
    text = read(dataclasses.replace(result(), nodes={"one": one, "two": two})).text("nodes")
    assert "1 crash, 1 dead letter, 1 write lost" in text
    assert "2 crashes, 2 dead letters, 2 writes lost" in text


def test_what_a_warning_sets_as_code_is_code():
    run = dataclasses.replace(result(), notes=("a `fan_out` was run again",))
    assert "a <code>fan_out</code> was run again" in report_html(run)
