"""The report as one page of HTML that needs nothing else: no network, no fonts, no files beside it.

A section for each broken promise: its faults and what each has to do with it, the diagram with a scrubber over its rows,
the handler's source with the vulnerable window marked, and the command that plays the run again. It is read without the
script, which only moves the scrubber and fills the closer look.

Names in it come from handlers and worlds, which may be anybody's. Everything is escaped; and the page forbids itself
to fetch anything, so that what is sent on to a colleague cannot call home.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.fault.excerpt import source_lines, window_lines
from hotseat.fault.explain import ANY_OF, NECESSARY
from hotseat.fault.keys import FINE
from hotseat.fault.picture import LOST, MESSAGE, VERDICT, draw
from hotseat.fault.report import promise_texts, replay_command, struck_by
from hotseat.fault.svg import HEAD, STEP, TOP, asset, clean, clock, drawing, heads, lay_out, story, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.fault.explain import Edge, Explanation, Reason
    from hotseat.fault.lab import Report
    from hotseat.fault.picture import Picture, Row
    from hotseat.fault.svg import Layout

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""What the page allows itself: its own style and script, and nothing from anywhere."""

BRAND = '<span class="brand">hot<i>seat</i> break</span>'

SMALLEST = 0.86
"""How far a diagram is shrunk to fit, before it is scrolled."""

NEEDS = {
    NECESSARY: "Necessary: without it the promise holds.",
    ANY_OF: "Any of these does it, and with none of them the promise holds:",
}


def page(report: Report) -> str:
    """The whole page."""
    name = Path(report.handler).name
    broken, texts = len(report.findings.broken), promise_texts(report.world)
    kept = f"{broken} of {len(texts) - 1} promises broken" if broken else "every promise kept"
    title = f"{clean(name)} in {clean(report.world.name)}: {kept}"
    lines = [
        _head(title),
        '<body><a class="skip" href="#main">Skip to the report</a>',
        f'<header class="top">{BRAND}<h1><code>{clean(name)}</code>',
        f'<span class="quiet">in</span> {clean(report.world.name)}</h1><span class="quiet">{kept}</span></header>',
        '<main id="main">',
        *_promises(report, texts),
        *(line for id_ in report.explanations for line in _story(report, id_, texts[id_])),
        *_footer(report),
        f"</main><script>{asset('report.js')}</script></body></html>",
    ]
    return "\n".join(lines) + "\n"


def _head(title: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{asset("diagram.css")}{asset("report.css")}</style></head>"""


def _promises(report: Report, texts: dict[str, str]) -> Iterator[str]:
    coverage = clean(report.findings.coverage.sentence())
    yield '<section aria-label="Promises"><ul class="promises">'
    for promise in texts:
        explanation = report.explanations.get(promise)
        if promise not in {each.id for each in report.world.promises} and explanation is None:
            continue
        chip, link = '<span class="chip good">kept</span>', ""
        if explanation is not None:
            word = "broken" if promise in report.findings.broken else "beyond"
            chip = f'<span class="chip bad">{word}</span>'
            link = f' <a href="#promise-{clean(promise)}">{clean(explanation.found.sentence)}</a>'
        yield f"<li>{chip}<span>{clean(texts[promise])}{link}</span></li>"
    yield f'</ul></section><p><span class="caps">Tried</span> {coverage}.</p>'


def _verdict(report: Report, explanation: Explanation) -> str:
    found = explanation.found
    word = "Broken" if found.promise in report.findings.broken else "Beyond the budget: broken"
    return (
        f"{word} {struck_by(found.faults)}, in run {found.run:,} of {report.findings.coverage.runs:,}: {found.sentence}"
    )


def _story(report: Report, promise: str, text: str) -> Iterator[str]:
    explanation = report.explanations[promise]
    picture = draw(explanation, text)
    id_ = clean(promise)
    yield f'<section class="story" id="promise-{id_}" aria-labelledby="text-{id_}">'
    yield f'<div><h2 id="text-{id_}">{clean(text)}</h2>'
    yield f'<p class="verdict">{clean(_verdict(report, explanation))}</p></div>'
    yield '<ul class="faults">'
    yield from (_fault(reason) for reason in explanation.reasons)
    yield '</ul><div class="stage"><div>'
    yield from _player(len(picture.rows))
    yield f'<div class="diagram">{_diagram(picture)}</div></div><div class="side">'
    yield '<div class="detail"><p class="quiet">Point at a row of the diagram.</p></div>'
    yield from _source(report, explanation)
    yield "</div></div>"
    command = clean(replay_command(report.world, report.handler, explanation))
    yield f'<div class="replay"><span class="caps">Play it again</span><code tabindex="0">{command}</code>'
    yield '<button type="button" data-copy>Copy</button></div>'
    yield f'<script type="application/json">{embedded([_data(row, picture) for row in picture.rows])}</script></section>'


def _fault(reason: Reason) -> str:
    name, _, moment = reason.fault.way.partition(":")
    key = reason.fault.key
    times = "the first time" if key.n == 0 else f"time {key.n + 1}"
    place = f", line {reason.at.line}" if reason.at.line else ""
    need = NEEDS.get(reason.need, "Does not matter: the promise is broken without it too.")
    ways = f" <code>{clean(', '.join((reason.fault.way, *reason.others)))}</code>." if reason.need == ANY_OF else ""
    window = ""
    if reason.opens and reason.closes:
        ends = _edge(reason.opens), _edge(reason.closes)
        crash = f"A crash anywhere between {ends[0]} and {ends[1]} does the same."
        other = f"The same at any of them from {ends[0]} to {ends[1]} does it too."
        window = f"<br>{crash if reason.fault.way.startswith('crash') else other}"
    effect = f"<code>{clean(key.kind)} {clean(key.what)}</code>"
    return (
        f"<li><b>{clean(name)}</b> of {clean(key.node)} {clean(moment or 'at')} {effect} ({times}{place})"
        f'<br><span class="need">{need}</span>{ways}{window}</li>'
    )


def _edge(edge: Edge) -> str:
    return f"<code>{clean(edge.effect)}</code>" + (f" (line {edge.line})" if edge.line else "")


def _player(rows: int) -> Iterator[str]:
    yield '<div class="player"><button type="button" data-back aria-label="One step back">←</button>'
    yield f'<input type="range" min="0" max="{rows - 1}" value="{rows - 1}" step="1" aria-label="Step of the run">'
    yield '<button type="button" data-on aria-label="One step on">→</button><output></output></div>'


def _diagram(picture: Picture) -> str:
    """Two drawings of one width: the lanes' names, which stay while the other is scrolled under them."""
    layout = lay_out(picture)
    top, width = TOP + HEAD - 4, layout.width
    height = layout.bottom + STEP * 1.8 - top
    style = f'style="min-width:{width * SMALLEST:.0f}px;max-width:{width:.0f}px"'
    rows = "\n".join(drawing(layout)).replace('<g class="row', '<g tabindex="0" role="button" class="row')
    return (
        f'<div class="heads"><svg class="seq" viewBox="0 0 {width:.0f} {top}" {style} aria-hidden="true">'
        f'{"".join(heads(layout))}</svg></div><div class="body"><svg class="seq" role="group" {style} '
        f'viewBox="0 {top} {width:.0f} {height:.0f}" aria-label="{clean(story(picture))}">{_bands(layout, rows)}</svg></div>'
    )


def _bands(layout: Layout, rows: str) -> str:
    """Gives each row a band as wide as the diagram, which is what the pointer meets."""
    for index, row in enumerate(layout.picture.rows):
        if row.kind == VERDICT:
            continue
        place = f'x="4" y="{layout.leaves[index] - 22:.1f}" width="{layout.edge - 12:.1f}" height="{STEP - 4}" rx="4"'
        start = rows.index(">", rows.index(f'data-row="{index}"')) + 1
        rows = f'{rows[:start]}<rect class="band" {place}/>{rows[start:]}'
    return rows


def _source(report: Report, explanation: Explanation) -> Iterator[str]:
    lines = source_lines(report.handler)
    if not lines:
        return
    marked = window_lines(explanation)
    yield f'<div><p class="caps">{clean(Path(report.handler).name)}{", the window marked" if marked else ""}</p>'
    spans = (
        f'<span class="ln{" window" if number in marked else ""}" data-line="{number}">{clean(line)}</span>'
        for number, line in enumerate(lines, 1)
    )
    yield f'<pre class="source" tabindex="0" aria-label="Source of the handler"><code>{"".join(spans)}</code></pre></div>'


def _data(row: Row, picture: Picture) -> dict[str, Any]:
    process = "" if row.incarnation == 0 else f", process {row.incarnation + 1}"
    return {
        "told": told(row, picture.lanes),
        "what": row.label + (" (arrives nowhere)" if row.kind == LOST else ""),
        "time": clock(row.time),
        "arrives": clock(row.arrives) if row.kind == MESSAGE else "",
        "node": "" if row.kind == VERDICT else picture.lanes[row.lane] + process,
        "way": "" if row.way == FINE else row.way,
        "effect": row.effect,
        "ways": ", ".join(row.ways),
        "file": row.file,
        "line": row.line,
        "seen": row.seen,
        "durable": [list(pair) for pair in row.durable],
    }


def embedded(data: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _footer(report: Report) -> Iterator[str]:
    if not report.explanations:
        return
    yield "<footer><p>Time is virtual. A crash is not a cancellation: nothing of the process runs again, and only what was"
    yield "durable is left. An arrow that ends in a cross arrives nowhere; what is struck by a fault is in the warm colour."
    yield '<span class="keys"><kbd>←</kbd> <kbd>→</kbd> step through the run, <kbd>Home</kbd> and <kbd>End</kbd> go to its'
    yield "ends.</span></p></footer>"


__all__ = ["POLICY", "embedded", "page"]
