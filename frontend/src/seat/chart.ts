// What the charts have in common: colours from the page's tokens, axes in the units of `formats`, and the numbers of a
// result brought into the columns that uPlot draws. `before` stands for the run that a later one is compared with.
import type uPlot from "uplot";
import type { Measured } from "../api/types";
import { quantity } from "./formats";
import { PERCENTILES, type RunResult, type Value } from "./result";

export interface Ink {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly panel: string;
  readonly hot: string;
  readonly blue: string;
  readonly good: string;
  readonly bad: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { ink: token("ink"), quiet: token("quiet"), line: token("line"), panel: token("panel"), hot: token("hot"), blue: token("blue"), good: token("good"), bad: token("bad") };
}

/** An axis in our type and units. */
export function axis(ink: Ink, more: uPlot.Axis): uPlot.Axis {
  const font = "11px ui-monospace, Menlo, Consolas, monospace";
  return { stroke: ink.quiet, grid: { stroke: ink.line, width: 1 }, ticks: { stroke: ink.line, width: 1, size: 4 }, font, gap: 4, ...more };
}

export function inUnit(unit: string): (plot: uPlot, splits: number[]) => string[] {
  return (_, splits) => splits.map((value) => (value === null ? "" : quantity(value, unit).replace(" ", "\u202f")));
}

/** A traffic's percentiles, or an effect's, each with its value and its interval, in seconds. */
export interface Percentile {
  readonly name: string;
  readonly value: Value;
  readonly low: Value;
  readonly high: Value;
}

export function percentiles(result: RunResult, subject: string): readonly Percentile[] {
  const latency = result.traffic[subject]?.latency ?? result.effects[subject]?.delay;
  return PERCENTILES.map((name) => {
    const [low, high] = latency?.ci95[name] ?? [null, null];
    return { name, value: latency?.[name] ?? null, low, high };
  });
}

/** A threshold on a percentile: `p(99) < 250ms`, in seconds. */
export interface Limit {
  readonly percentile: string;
  readonly value: number;
  readonly words: string;
  readonly met: boolean;
}

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 };

/** What has percentiles: every traffic, and every effect that happened; each with what they are of. */
export function subjects(result: RunResult): readonly (readonly [string, string])[] {
  const happened = Object.entries(result.effects).filter(([name, one]) => one.delay.count > 0 && !(name in result.traffic));
  return [...Object.keys(result.traffic).map((name) => [name, `${name}: latency`] as const), ...happened.map(([name]) => [name, `${name}: time until it is done`] as const)];
}

/** The subject to look at first: that of a threshold that was missed, else of any threshold. */
export function firstSubject(result: RunResult, holds: readonly Measured[]): string {
  const names = subjects(result).map(([name]) => name);
  return names.find((name) => limitsOf(holds, name).some((one) => !one.met)) ?? names.find((name) => limitsOf(holds, name).length > 0) ?? names[0] ?? "";
}

/** The thresholds on a subject's percentiles. */
export function limitsOf(holds: readonly Measured[], subject: string): readonly Limit[] {
  return holds.filter((one) => one.subject === subject).flatMap(({ threshold, met }) => {
    const found = /^p\(([\d.]+)\)\s*([<>]=?)\s*([\d.]+)\s*(ns|us|ms|s|min|h)$/.exec(threshold.trim());
    if (!found) return [];
    const [, percentile = "", operator = "", size = "", unit = ""] = found;
    return [{ percentile: `p${percentile}`, value: Number(size) * (SECONDS[unit] ?? 1), words: `${operator} ${size} ${unit}`, met }];
  });
}

/** A chart over time: which lines it has, and in which unit. */
export interface Course {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly { readonly name: string; readonly values: readonly Value[] }[];
}

/** Everything of a result that can be looked at over time, traffics first. */
export function courses(result: RunResult): readonly Course[] {
  const { traffic, nodes } = result.series;
  const lines = (from: Readonly<Record<string, readonly Value[]>>, names: readonly string[]) =>
    names.filter((name) => from[name]?.some((value) => value !== null)).map((name) => ({ name: name.replace("_", " "), values: from[name] ?? [] }));
  const ofTraffic = Object.entries(traffic).flatMap(([name, from]) => [
    { key: `${name} latency`, title: `${name}: latency`, unit: "time", lines: lines(from, ["p50", "p99"]) },
    { key: `${name} rate`, title: `${name}: rate and errors`, unit: "rate", lines: lines(from, ["rate", "errors"]) },
    { key: `${name} in flight`, title: `${name}: in flight`, unit: "number", lines: lines(from, ["in_flight"]) },
  ]);
  const ofNodes = Object.entries(nodes).flatMap(([name, from]) => [
    { key: `${name} queue`, title: `${name}: queue`, unit: "number", lines: lines(from, ["queue"]) },
    { key: `${name} utilisation`, title: `${name}: utilisation`, unit: "share", lines: lines(from, ["utilisation"]) },
  ]);
  return [...ofTraffic, ...ofNodes].filter((one) => one.lines.length > 0);
}

/** Values at the times of another run: the last one at or before each of them; null before the first. */
export function atTimes(times: readonly Value[], ownTimes: readonly Value[], values: readonly Value[]): Value[] {
  let place = -1;
  return times.map((time) => {
    while (place + 1 < ownTimes.length && (ownTimes[place + 1] ?? Infinity) <= (time ?? -Infinity) + 1e-9) place += 1;
    const beyond = time !== null && time > (ownTimes[ownTimes.length - 1] ?? 0) + 1e-9;
    return place < 0 || beyond ? null : (values[place] ?? null);
  });
}

/** Where the time of a traffic's slowest requests went, as rows for both runs. */
export function blames(now: RunResult, before: RunResult | null, traffic: string, label: string): readonly { node: string; state: string; share: Value; was: Value }[] {
  const own = now.why[traffic]?.[label] ?? [];
  const old = before?.why[traffic]?.[label] ?? [];
  const was = (node: string, state: string): Value => old.find((one) => one.node === node && one.state === state)?.share ?? (before ? 0 : null);
  const rows = own.map(({ node, state, share }) => ({ node, state, share, was: was(node, state) }));
  const gone = old.filter((one) => !own.some((other) => other.node === one.node && other.state === one.state));
  return [...rows, ...gone.map(({ node, state, share }) => ({ node, state, share: 0, was: share }))];
}
