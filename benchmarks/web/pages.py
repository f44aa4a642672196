"""The pages in a real Chromium before a real server, timed by the browser's own clock.

The first page: what crosses the wire, and when its largest part is painted. The first result: from the click on the button
that runs to the chart drawn, for every reference of every round, each a little different so that none was measured before.
Dragging: what a frame costs on a board of a hundred boxes.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from benchmarks.web.alone import NEW, ROUNDS
from benchmarks.web.people import design
from benchmarks.web.table import line, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

WEIGHT, PAINTED, SHOWN, FRAME = 300.0, 1.0, 1.0, 16.0
REFERENCES = ("first-pass", "defended", "over-built")
FIRST = ("/", "/tags/system-design-interview", "/write-ups/webhooks")
VISITS, RUNS, BOXES, STEPS = 5, 3, 100, 150
WINDOW = {"width": 1440, "height": 900}
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

ARRIVED = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const painted = Math.max(...list.getEntries().map((one) => one.startTime));
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    done({ seconds: painted / 1000, bytes: all.reduce((sum, one) => sum + one.transferSize, 0) });
  }).observe({ type: "largest-contentful-paint", buffered: true });
})"""

CLICKED = """() => { window.shown = new Promise((done) => addEventListener("click", () => {
  const began = performance.now();
  const look = () => document.querySelector(".seat-results table") && document.querySelector(".seat-results canvas")
    ? requestAnimationFrame(() => done((performance.now() - began) / 1000)) : requestAnimationFrame(look);
  look();
}, { once: true, capture: true })); }"""


def pages(address: str) -> bool:
    """All of it; whether every goal was met. Without a Chromium it is left out, and says so."""
    tool = browser_tool()
    found = tool.find()
    if found is None:
        print(f"\nthe pages were left out: {tool.ADVICE}")
        return True
    from playwright.sync_api import sync_playwright

    print()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=ARGUMENTS)
        met = [part(browser, address) for part in (first_page, first_result, dragging)]
        browser.close()
    return all(met)


def browser_tool():
    """`tools/browser.py`, which finds the browser for the tests too."""
    file = Path(__file__).resolve().parents[2] / "tools" / "browser.py"
    specification = importlib.util.spec_from_file_location("browser", file)
    assert specification
    assert specification.loader
    tool = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(tool)
    return tool


def fresh(browser: Browser, use: Callable[[Page], object]) -> object:
    """Something done with a page in a browser that knows nothing yet."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(60_000)
    try:
        return use(context.new_page())
    finally:
        context.close()


def first_page(browser: Browser, address: str) -> bool:
    """What the first page weighs, and when it is there."""

    def arrived(page: Page, path: str) -> dict:
        page.goto(address + path, wait_until="networkidle")
        return page.evaluate(ARRIVED)

    visits = [fresh(browser, lambda page, path=path: arrived(page, path)) for path in FIRST for _ in range(VISITS)]
    met = line("first page: over the wire", [one["bytes"] / 1000 for one in visits], WEIGHT, "kB", part=1.0)
    return line("first page: largest part painted", [one["seconds"] for one in visits], PAINTED, "s", part=0.95) and met


def first_result(browser: Browser, address: str) -> bool:
    """From the click to the chart, for each reference."""
    met = True
    for slug in ROUNDS:
        for name in REFERENCES:
            seconds = []
            for _ in range(RUNS):
                sitting = drawn(address, slug, design(slug, name, next(NEW)))
                seconds.append(fresh(browser, lambda page, sitting=sitting: shown(page, f"{address}/sit/{sitting}")))
            met &= line(f"{slug}, {name}: Run to result on screen", seconds, SHOWN, "s")
    return met


def shown(page: Page, where: str) -> float:
    """Opens a sitting, predicts and runs; the seconds from the click until the result stands there."""
    page.goto(where, wait_until="networkidle")
    page.locator(".react-flow__node").first.wait_for()
    page.get_by_label("Probability that every threshold holds").fill("70")
    page.evaluate(CLICKED)
    page.get_by_role("button", name="Predict and run").click()
    return page.evaluate("window.shown")


def dragging(browser: Browser, address: str) -> bool:
    """What a frame costs while a box is dragged across a board of many: all that the page's main thread does for it, told
    by the browser's own trace, and how much of that it was on a processor.
    """
    sitting = drawn(address, ROUNDS[0], board())
    frames = fresh(browser, lambda page: dragged(browser, page, f"{address}/sit/{sitting}"))
    assert len(frames) > STEPS / 3, f"only {len(frames)} frames were drawn"
    met = line(f"dragging among {BOXES} boxes: a frame", [one for one, _ in frames], FRAME, "ms", part=0.95)
    busy = [one for _, one in frames]
    print(f"({len(frames)} frames; on a processor: median {share(busy, 0.5):.1f} ms, p95 {share(busy, 0.95):.1f} ms)")
    return met


def dragged(browser: Browser, page: Page, where: str) -> list[tuple[float, float]]:
    """Drags a box in the middle about, one small step after another."""
    page.goto(where, wait_until="networkidle")
    page.locator(".react-flow__node").nth(BOXES - 1).wait_for()
    page.wait_for_timeout(500)  # the board fits itself into the window
    at = page.locator('.react-flow__node[data-id="n44"] .seat-box-head').bounding_box()
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10, steps=5)
    browser.start_tracing(page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline"])
    for step in range(STEPS):
        page.mouse.move(x + 10 + step, y + 10 + step % 40)
    trace = json.loads(browser.stop_tracing())
    page.mouse.up()
    return frames_of(trace["traceEvents"])


def frames_of(events: list[dict]) -> list[tuple[float, float]]:
    """The milliseconds that the main thread worked for each frame, and those of them on a processor."""
    thread = Counter((one["pid"], one["tid"]) for one in events if one["name"] == "EventDispatch").most_common(1)[0][0]
    mine = [one for one in events if (one["pid"], one["tid"]) == thread and one["ph"] == "X"]
    shown = sorted(one["ts"] for one in mine if one["name"] == "Commit")
    frames, work, busy = [], 0.0, 0.0
    for task in sorted((one for one in mine if one["name"] == "RunTask"), key=lambda one: one["ts"]):
        work, busy = work + task["dur"] / 1e3, busy + task.get("tdur", 0) / 1e3
        if shown and shown[0] <= task["ts"] + task["dur"]:
            frames.append((work, busy))
            work = busy = 0.0
            shown = [one for one in shown if one > task["ts"] + task["dur"]]
    return frames


def board() -> str:
    """A design of a hundred boxes: a tree of services, of which the last ones all call one more."""
    nodes, last = [], BOXES - 2
    for one in range(BOXES - 1):
        others = [other for other in (2 * one + 1, 2 * one + 2) if other < last] or [last] * (one < last)
        calls = "".join(f"\n        - call: n{other}.get" for other in others)
        nodes.append(f"  n{one}:\n    kind: service\n    on:\n      get:\n        - work: 1ms{calls}\n")
    return f"hotseat: 1\nname: Many\ntraffic:\n  events: {{to: n0.get, rate: 1/s}}\nnodes:\n{''.join(nodes)}"


def drawn(address: str, slug: str, text: str) -> str:
    """The id of a sitting with this on its board."""
    with httpx.Client(base_url=address, headers={"X-Hotseat": "1"}, timeout=60) as client:
        sitting = client.post("/api/sittings", json={"round": slug}).raise_for_status().json()["id"]
        action = {"do": "draw", "text": text}
        client.post(f"/api/sittings/{sitting}/actions", json={"action": action}).raise_for_status()
    return sitting
