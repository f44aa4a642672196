"""The page's numbers are the result's own: read back from the page of a real run, and from made ones."""

from __future__ import annotations

import dataclasses
import json
import math
import re

import numpy as np
import pytest
from invented_results import NAN, UNKNOWN, latency, node_result, result
from report_reader import Page

import hotseat
from hotseat.design.writing import write_design
from hotseat.load.result import ObjectiveResult
from hotseat.report import report_html
from hotseat.report.axes import log_axis
from hotseat.report.latency import binned
from hotseat.report.replay import replay_command, slug
from hotseat.report.verdict import headline, margin, undecided
from hotseat.report.words import count, interval, part, seconds, share, span

DESIGN = """
hotseat: 1
name: Webhook delivery, first pass
duration: 20s
warmup: 2s
traffic:
  events: {to: api.publish, rate: 100/s}
nodes:
  api: {kind: service, replicas: 2, on: {publish: [{work: {exp: 2ms}}, {send: deliveries}]}}
  deliveries: {kind: queue, visibility_timeout: 1s}
  sender:
    kind: worker
    consumes: deliveries
    concurrency: 8
    replicas: 4
    on: {message: [{call: merchant.deliver}, {call: log.record}, ack]}
  merchant: {kind: external, on: {deliver: [{work: {exp: 50ms}}, {fail: 2%}, {effect: charge}]}}
  log: {kind: database, on: {record: [{work: 3ms}]}}
faults:
  - {crash: sender, at: 8s, for: 2s, replicas: 3}
objectives:
  events: [p(99) < 250ms, availability >= 99.9%]
  charge: [lost == 0, duplicates == 0]
"""


@pytest.fixture(scope="module")
def run():
    return hotseat.simulate(hotseat.read_design(DESIGN), seed=5)


@pytest.fixture(scope="module")
def page(run):
    return Page(report_html(run))


def test_the_verdict_has_each_objective_as_measured(run, page):
    text = page.text("verdict")
    assert headline(run) in text
    for objective in run.objectives:
        assert f"{objective.subject} {objective.threshold}" in text
    p99 = run.objectives[0]
    assert f"{seconds(p99.measured)} {interval(p99.ci95, seconds)}" in text
    assert share(run.objectives[1].measured) in text
    for fact in (count(run.events), count(run.traffic["events"].generated), "seed 5", f"engine {run.engine}"):
        assert fact in text


def test_the_latency_table_is_exact(run, page):
    measured = run.traffic["events"].latency
    text = page.text("latency")
    for name, value in (
        ("mean", measured.mean),
        ("p50", measured.p50),
        ("p99", measured.p99),
        ("p99.9", measured.p999),
    ):
        assert f"{name} {seconds(value, 4)} {interval(measured.ci95[name], seconds)}" in text
    assert f"max {seconds(measured.max, 4)}" in text


def test_the_time_strips_hold_the_series(run, page):
    plots = {
        tag["aria-label"].partition(".")[0]: json.loads(tag["data-lines"])
        for tag in page.named("div")
        if "data-lines" in tag
    }
    rates = plots["Completed, per second"][0][2]
    assert np.allclose(rates, run.series.traffic["events"]["rate"], rtol=1e-3)
    waiting = {line[0]: line[2] for line in plots["Waiting in line"]}
    assert np.allclose(waiting["deliveries"], run.series.nodes["deliveries"]["queue"], rtol=1e-3)
    assert "Utilisation" in plots
    assert "Requests in flight" in plots


def test_the_ledger_adds_up_to_what_was_expected(run, page):
    effect = run.effects["charge"]
    text = page.text("effects")
    assert effect.once + effect.lost + effect.duplicated + effect.pending == effect.expected
    for fate in ("once", "lost", "duplicated", "pending"):
        amount = getattr(effect, fate)
        assert f"{fate} {count(amount)}{share(amount / effect.expected)}" in text
    assert f"Expected {count(effect.expected)} times, happened {count(effect.happened)} times" in text
    shown = [tag["style"] for tag in page.named("i") if (tag.get("class") or "").startswith("fate")]
    assert shown[0] == f"flex-grow:{effect.once}"


def test_the_shares_of_the_tail_are_the_blames(run, page):
    text = page.text("why")
    top = run.why["events"]["p99"][0]
    assert f"{part(top.share)} of the slowest 1%'s time: {top.node}" in text


def test_every_hop_and_node_has_its_row(run, page):
    hops, nodes = page.text("hops"), page.text("nodes")
    for hop in run.hops:
        assert f"{hop.caller} {hop.callee} {count(hop.tries)} {hop.errors}" in hops
        assert seconds(hop.latency.p99) in hops
    for name, node in run.nodes.items():
        assert f"{name} {node.kind} {count(node.arrivals)}" in nodes
    assert share(run.nodes["sender"].utilisation) in nodes


def test_the_checks_balance(run, page):
    books = run.traffic["events"]
    row = " ".join(count(n) for n in (books.generated, books.completed, books.failed, books.rejected, books.in_flight))
    assert f"events {row} 0, as it must be" in page.text("checks")
    assert "Utilisation law: holds" in page.text("checks")


def test_the_page_replays_itself(run, page):
    assert page.text("command") == "hotseat run webhook-delivery-first-pass.design.yaml --seed 5"
    source = "".join(page.words["yaml"]).removesuffix(" ")
    assert source == write_design(run.design)
    again = hotseat.simulate(hotseat.read_design(source), seed=5)
    assert again.events == run.events
    assert again.traffic["events"].latency.p99 == run.traffic["events"].latency.p99


def test_a_fault_is_shaded_where_it_acted(run, page):
    assert "A crash of 3 replicas of sender, from 8 s for 2 s" in page.text("design")
    band = next(tag for tag in page.named("rect") if tag.get("class") == "fault")
    assert (band["x"], band["width"]) == ("400", "100")
    warm = next(tag for tag in page.named("rect") if tag.get("class") == "warm")
    assert (warm["x"], int(warm["width"])) == ("0", round(run.warmup / run.duration * 1000))


def test_the_design_shows_effects_and_failures(run, page):
    assert "✦ charge" in page.text("design")
    hop = next(hop for hop in run.hops if hop.callee == "merchant.deliver")
    assert share(hop.errors / hop.tries) in page.text("design")


def test_the_bins_hold_every_request():
    one = latency(0.013, 4000)
    edges, parts = binned(one, log_axis(one.percentile(0.1), one.max, span))
    assert math.isclose(float(parts.sum()), 1.0)
    middle = float(edges[np.searchsorted(np.cumsum(parts), 0.5)])
    assert middle == pytest.approx(one.p50, rel=0.1)


def judged(text: str, measured: float, ci95=UNKNOWN, *, met: bool = False) -> ObjectiveResult:
    return ObjectiveResult("reads", text, measured, met, ci95)


@pytest.mark.parametrize(
    ("objective", "words"),
    [
        (judged("p(99) < 250ms", 0.214), "14.4% under"),
        (judged("p(99) < 250ms", 1.25), "5.0 times the threshold"),
        (judged("p(99) < 250ms", 0.24999), "barely under"),
        (judged("p(99) < 250ms", 0.25), ""),
        (judged("availability >= 99.9%", 0.995), "0.4 points under"),
        (judged("duplicates == 0", 12), ""),
        (judged("p(99) < 250ms", NAN), "nothing was measured"),
        (judged("spread p(99) < 250ms", math.inf), "some were never reached"),
        (judged("p(99) < 250ms", 0.24, (0.22, 0.26)), "the interval reaches across"),
    ],
)
def test_margins(objective, words):
    assert margin(objective) == words


def test_a_verdict_within_its_interval_is_called_undecided():
    assert undecided(judged("p(99) < 250ms", 0.24, (0.22, 0.26)))
    assert not undecided(judged("p(99) < 250ms", 0.24, (0.23, 0.249)))
    assert not undecided(judged("p(99) < 250ms", 0.24))
    run = dataclasses.replace(result(), objectives=(judged("p(99) < 250ms", 0.24, (0.22, 0.26), met=True),))
    assert "1 verdict could have gone the other way" in Page(report_html(run)).text("verdict")


@pytest.mark.parametrize(
    ("met", "words"),
    [
        ((), "No objectives were set; this is what was measured."), ((True,), "The objective was met."),
        ((True, True), "Both objectives were met."), ((True, False), "1 of 2 objectives was missed."),
        ((True, True, True), "All 3 objectives were met."),
        ((False, False, True), "2 of 3 objectives were missed."), ((False, False), "Both objectives were missed."),
    ],
)  # fmt: skip
def test_headlines(met, words):
    objectives = tuple(judged("p(99) < 250ms", 0.1, met=one) for one in met)
    assert headline(dataclasses.replace(result(), objectives=objectives)) == words


def test_books_that_differ_are_said_in_red():
    run = result()
    broken = dataclasses.replace(run.traffic["reads"], generated=6003)
    run = dataclasses.replace(run, traffic={"reads": broken}, checks={"little:api": 0.25})
    source = report_html(run)
    assert '<td class="n miss">3</td>' in source
    assert "off by 2.5e-01" in Page(source).text("checks")


def test_a_run_longer_than_its_design_says_so_in_its_command():
    run = dataclasses.replace(result(), duration=480.0)
    assert replay_command(run) == "hotseat run a-design.design.yaml --seed 7 --for 8min"


def test_the_command_that_made_the_result_is_shown_as_it_is():
    page = Page(report_html(result(), command="hotseat run 'a <b>.yaml' --seed 7 --replications 8"))
    assert page.text("command") == "hotseat run 'a <b>.yaml' --seed 7 --replications 8"
    assert "The design as it ran stands below" in page.text("replay")


def test_a_broadcast_that_missed_someone_is_counted():
    run = dataclasses.replace(result(), spreads={"edge": latency()}, unreached={"edge": 3})
    assert "edge: until the last has it (3 never did)" in Page(report_html(run)).text("latency")


def test_a_run_that_was_stopped_does_not_promise_itself_again():
    text = Page(report_html(dataclasses.replace(result(), interrupted=True, duration=31.0))).text("replay")
    assert "stopped early" in text
    assert "last bit" not in text


def test_file_names_are_tame():
    assert [slug("A/B  c!"), slug("../../etc"), slug("数据"), slug("")] == ["a-b-c", "etc", "my", "my"]


def test_nodes_that_are_full_are_marked_on_the_diagram():
    run = result()
    run = dataclasses.replace(run, nodes={**run.nodes, "api": node_result(utilisation=0.997)})
    assert re.search(r'class="box hot"', report_html(run))
