// The charts of a run: percentiles with their intervals, the run over time, where the slowest requests spent their time,
// and what became of each effect. Each is given as a table as well; a run before it is shown beside it where there is one.
import { useMemo, useState, type ReactNode } from "react";
import type uPlot from "uplot";
import type { Measured } from "../api/types";
import { atTimes, axis, blames, courses, firstSubject, inUnit, limitsOf, percentiles, subjects, type Ink, type Limit, type Percentile } from "./chart";
import { digits, intervalOf, quantity } from "./formats";
import { Plot, type Draft } from "./Plot";
import { STATES, type RunResult, type Value } from "./result";

interface ChartProps {
  readonly now: RunResult;
  readonly before: RunResult | null;
  /** The thresholds that the run was held to; those on percentiles are drawn. */
  readonly holds: readonly Measured[];
}

/** What the second of two lines or bars is. */
function Before({ shown, drawn }: { shown: boolean; drawn: string }) {
  return shown ? <span className="quiet small seat-before">{drawn}: before</span> : null;
}

/** A chart with its table, one of the two at a time; and what there is to choose. */
function Figure({ choice, aside, chart, table }: { choice: ReactNode; aside?: ReactNode; chart: ReactNode; table: ReactNode }) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="seat-figure">
      <div className="row">
        {choice}
        <button type="button" className="button small plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? "As a chart" : "As a table"}</button>
        {!asTable && aside}
      </div>
      {asTable ? <div className="seat-table">{table}</div> : chart}
    </figure>
  );
}

function Choice({ label, value, options, onChange }: { label: string; value: string; options: readonly (readonly [string, string])[]; onChange: (value: string) => void }) {
  if (options.length < 2) return <span className="small">{options[0]?.[1]}</span>;
  return (
    <select className="field small" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([key, title]) => <option key={key} value={key}>{title}</option>)}
    </select>
  );
}

// -------------------------------------------------------------------------------------------------------------- percentiles

export function PercentileChart({ now, before, holds }: ChartProps) {
  const names = subjects(now);
  const [chosen, choose] = useState("");
  const subject = names.some(([name]) => name === chosen) ? chosen : firstSubject(now, holds);
  const own = useMemo(() => percentiles(now, subject), [now, subject]);
  const old = useMemo(() => (before ? percentiles(before, subject) : null), [before, subject]);
  const data = useMemo<uPlot.AlignedData>(() => [own.map((_, n) => n), own.map(positive), ...(old ? [old.map(positive)] : [])], [own, old]);
  const limits = useMemo(() => limitsOf(holds, subject), [holds, subject]);
  const draft = useMemo<Draft>(() => percentileDraft(own, old, limits), [own, old, limits]);
  return (
    <Figure
      choice={<Choice label="Whose percentiles" value={subject} options={names} onChange={choose} />}
      aside={<Before shown={old !== null} drawn="dashed" />}
      chart={own.some((one) => one.value !== null) ? <Plot draft={draft} data={data} label={sentence(own)} /> : <p className="quiet">Nothing of {subject} was measured.</p>}
      table={
        <table>
          <thead><tr><th scope="col">percentile</th><th scope="col" className="n">latency</th><th scope="col" className="n">95 % interval</th>{old && <th scope="col" className="n">before</th>}</tr></thead>
          <tbody>
            {own.map((one, n) => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th><td className="n mono">{quantity(one.value, "time")}</td>
                <td className="n mono">{one.low === null ? "" : intervalOf(one.value, [one.low, one.high], "time")}</td>
                {old && <td className="n mono quiet">{quantity(old[n]?.value, "time")}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

/** A logarithmic axis has no zero; what took no time is drawn at a nanosecond. */
function positive({ value }: Percentile): Value {
  return value === null ? null : Math.max(1e-9, value);
}

function sentence(own: readonly Percentile[]): string {
  return `Latency: ${own.filter((one) => one.value !== null).map((one) => `${one.name} ${quantity(one.value, "time")}`).join(", ")}`;
}

function percentileDraft(own: readonly Percentile[], old: readonly Percentile[] | null, limits: readonly Limit[]): Draft {
  return (ink) => ({
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.4, own.length - 0.6] }, y: { distr: 3, range: (_, low, high) => [roundDown(Math.min(low, ...limits.map((one) => one.value)) / 1.6), Math.max(high, ...limits.map((one) => one.value)) * 1.8] } },
    axes: [
      axis(ink, { size: 26, splits: () => own.map((_, n) => n), values: () => own.map((one) => one.name), grid: { show: false } }),
      axis(ink, { size: 58, values: inUnit("time") }),
    ],
    series: [
      {},
      { stroke: ink.hot, width: 1.6, points: { show: true, size: 6, fill: ink.hot } },
      ...(old ? [{ stroke: ink.quiet, width: 1.2, dash: [4, 3], points: { show: true, size: 5 } }] : []),
    ],
    hooks: { draw: [(plot) => { if (old) whiskers(plot, old, ink.quiet, 6); whiskers(plot, own, ink.hot, 0); bounds(plot, own, limits, ink); labels(plot, own, limits, ink); }] },
  });
}

function whiskers(plot: uPlot, rows: readonly Percentile[], colour: string, aside: number): void {
  const { ctx } = plot;
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.4 * scale;
  rows.forEach(({ low, high }, n) => {
    if (low === null || high === null || low <= 0 || low === high) return;
    const x = plot.valToPos(n, "x", true) + aside * scale;
    const [top, bottom] = [plot.valToPos(high, "y", true), plot.valToPos(low, "y", true)];
    const half = 4 * scale;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    for (const y of [top, bottom]) {
      ctx.moveTo(x - half, y);
      ctx.lineTo(x + half, y);
    }
    ctx.stroke();
  });
  ctx.restore();
}

/** Where each threshold on a percentile is: a line at it, green where it is kept and red where it is missed. */
function bounds(plot: uPlot, rows: readonly Percentile[], limits: readonly Limit[], { good, bad, panel }: Ink): void {
  const { ctx } = plot;
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.font = `${10.5 * scale}px ui-monospace, Menlo, Consolas, monospace`;
  ctx.textAlign = "left";
  for (const { percentile, value, words, met } of limits) {
    const n = rows.findIndex((one) => one.name === percentile);
    if (n < 0) continue;
    const [left, right] = [plot.valToPos(n - 0.3, "x", true), plot.valToPos(n + 0.3, "x", true)];
    const y = plot.valToPos(value, "y", true);
    [ctx.strokeStyle, ctx.fillStyle, ctx.lineWidth] = [met ? good : bad, met ? good : bad, 2 * scale];
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    [ctx.strokeStyle, ctx.lineWidth] = [panel, 4 * scale];
    ctx.strokeText(words, left, y - 6 * scale);
    ctx.fillText(words, left, y - 6 * scale);
  }
  ctx.restore();
}

const within = (value: number, low: number, high: number): boolean => low <= value && value <= high;

/** The next 1, 2 or 5 times a power of ten at or below a value: where an axis begins well. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2].find((step) => step * power <= value) ?? 1);
}

/** Each value above its point, or below it where a threshold stands above. */
function labels(plot: uPlot, rows: readonly Percentile[], limits: readonly Limit[], { ink, panel }: Ink): void {
  const { ctx } = plot;
  const scale = window.devicePixelRatio;
  ctx.save();
  ctx.fillStyle = ink;
  ctx.strokeStyle = panel;
  ctx.lineWidth = 4 * scale;
  ctx.font = `${11 * scale}px ui-monospace, Menlo, Consolas, monospace`;
  ctx.textAlign = "center";
  rows.forEach(({ name, value }, n) => {
    if (value === null) return;
    const point = plot.valToPos(Math.max(1e-9, value), "y", true);
    const crowded = limits.some((one) => one.percentile === name && within(point - plot.valToPos(one.value, "y", true), -4, 26 * scale));
    const [x, y] = [plot.valToPos(n, "x", true), crowded ? point + 18 * scale : point - 10 * scale];
    ctx.strokeText(quantity(value, "time"), x, y);
    ctx.fillText(quantity(value, "time"), x, y);
  });
  ctx.restore();
}

// ------------------------------------------------------------------------------------------------------------- over time

export function TimeChart({ now, before }: ChartProps) {
  const all = useMemo(() => courses(now), [now]);
  const old = useMemo(() => (before ? courses(before) : []), [before]);
  const [chosen, choose] = useState("");
  const course = all.find((one) => one.key === chosen) ?? all[0];
  const was = old.find((one) => one.key === course?.key);
  const data = useMemo<uPlot.AlignedData>(() => {
    const times = now.series.time;
    const lines = course?.lines.map((line) => [...line.values]) ?? [];
    const earlier = before && was ? was.lines.map((line) => atTimes(times, before.series.time, line.values)) : [];
    return [times.map((time) => time ?? 0), ...lines, ...earlier];
  }, [now, before, course, was]);
  const draft = useMemo<Draft>(() => timeDraft(course, was), [course, was]);
  if (!course) return <p className="quiet">Nothing was recorded over time.</p>;
  return (
    <Figure
      choice={<Choice label="What to look at over time" value={course.key} options={all.map((one) => [one.key, one.title])} onChange={choose} />}
      aside={<Before shown={was !== undefined} drawn="dashed" />}
      chart={<Plot draft={draft} data={data} label={`${course.title}, over ${quantity(now.duration, "time")}`} />}
      table={
        <table>
          <thead><tr><th scope="col">until</th>{course.lines.map((line) => <th key={line.name} scope="col" className="n">{line.name}</th>)}{was?.lines.map((line) => <th key={line.name} scope="col" className="n">{line.name} before</th>)}</tr></thead>
          <tbody>
            {now.series.time.map((time, n) => (
              <tr key={n}>
                <th scope="row" className="mono">{quantity(time, "time")}</th>
                {data.slice(1).map((column, m) => <td key={m} className="n mono">{quantity((column as Value[])[n], course.unit)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

type Course = ReturnType<typeof courses>[number];

function timeDraft(course: Course | undefined, was: Course | undefined): Draft {
  return (ink) => {
    const colours = [ink.blue, ink.hot, ink.good];
    const shown = (unit: string) => (_: uPlot, value: number | null) => (value === null || value === undefined ? "" : quantity(value, unit));
    const unit = course?.unit ?? "number";
    return {
      legend: { show: true, live: true },
      cursor: { points: { size: 5 } },
      scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.08] } },
      axes: [axis(ink, { size: 26, values: inUnit("time"), grid: { show: false } }), axis(ink, { size: 62, values: inUnit(unit) })],
      series: [
        { label: "at", value: shown("time") },
        ...(course?.lines ?? []).map((line, n) => ({ label: line.name, stroke: colours[n] ?? ink.ink, width: 1.4, points: { show: false }, value: shown(unit) })),
        ...(was?.lines ?? []).map((line, n) => ({ label: `${line.name} before`, stroke: colours[n] ?? ink.ink, width: 1, dash: [4, 3], points: { show: false }, value: shown(unit) })),
      ],
    };
  };
}

// -------------------------------------------------------------------------------------------------------------- the tail

export function TailBars({ now, before }: ChartProps) {
  const options = Object.entries(now.why).flatMap(([traffic, labels]) => Object.keys(labels).map((label) => [`${traffic} ${label}`, `${traffic}: slower than ${label}`] as const));
  const [chosen, choose] = useState("");
  const first = options.find(([key]) => key.endsWith(" p99")) ?? options[0];
  const value = options.some(([key]) => key === chosen) ? chosen : (first?.[0] ?? "");
  const cut = value.lastIndexOf(" ");
  const rows = blames(now, before, value.slice(0, cut), value.slice(cut + 1));
  if (rows.length === 0) return <p className="quiet">No requests were slow enough to ask why.</p>;
  const most = Math.max(...rows.flatMap((row) => [row.share ?? 0, row.was ?? 0]), 1e-9);
  return (
    <figure className="seat-figure">
      <div className="row"><Choice label="Whose slow requests" value={value} options={options} onChange={choose} /><Before shown={before !== null} drawn="grey" /></div>
      <div className="seat-table">
        <table className="seat-bars">
          <caption className="unseen">Where the slowest requests spent their time</caption>
          <thead className="unseen"><tr><th scope="col">where</th><th scope="col">share</th><th scope="col">in numbers</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.node} ${row.state}`}>
                <th scope="row">{row.node}, {STATES[row.state] ?? row.state}</th>
                <td><Bar share={(row.share ?? 0) / most} />{row.was !== null && <Bar share={row.was / most} old />}</td>
                <td className="n mono">{quantity(row.share, "share")}{row.was !== null && <div className="quiet">{quantity(row.was, "share")}</div>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function Bar({ share, old = false }: { share: number; old?: boolean }) {
  if (!(share > 0)) return null;
  return <i className={old ? "seat-bar old" : "seat-bar"} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />;
}

// ------------------------------------------------------------------------------------------------------------- effects

const FATES = ["once", "lost", "duplicated", "pending"] as const;

export function EffectBars({ now, before }: ChartProps) {
  const names = Object.keys(now.effects);
  if (names.length === 0) return <p className="quiet">This design has no effect on the world outside: there is no `effect` step.</p>;
  return (
    <div className="seat-table">
      {names.map((name) => {
        const own = now.effects[name];
        const old = before?.effects[name];
        const most = Math.max(own?.expected ?? 0, old?.expected ?? 0, 1);
        return (
          <table key={name} className="seat-bars">
            <caption>{name}: {digits(own?.expected ?? 0, 9)} expected <Before shown={old !== undefined} drawn="grey" /></caption>
            <thead className="unseen"><tr><th scope="col">fate</th><th scope="col">share</th><th scope="col">how many</th></tr></thead>
            <tbody>
              {FATES.map((fate) => (
                <tr key={fate} className={fate}>
                  <th scope="row">{fate === "once" ? "happened once" : fate}</th>
                  <td><Bar share={(own?.[fate] ?? 0) / most} />{old && <Bar share={old[fate] / most} old />}</td>
                  <td className={`n mono ${(own?.[fate] ?? 0) > 0 && (fate === "lost" || fate === "duplicated") ? "missed" : ""}`}>{digits(own?.[fate] ?? 0, 9)}{old && <div className="quiet">{digits(old[fate], 9)}</div>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </div>
  );
}
