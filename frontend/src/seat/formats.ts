// How numbers are read: quantities with their units, as the server's own sentences write them, and times on the clock.

export type Unit = "time" | "rate" | "share" | "count" | "number" | "size" | "money";

const NOTHING = "not measured";

/** Three significant digits, without an exponent and without zeros that say nothing; thousands set apart. */
export function digits(value: number, significant = 3): string {
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, significant - 1 - exponent));
  const text = value.toFixed(decimals);
  const [whole = "", part = ""] = (decimals > 0 ? text.replace(/\.?0+$/, "") : text).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${apart}.${part}` : apart;
}

const TIMES: readonly (readonly [number, string])[] = [
  [86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"],
];
const SIZES: readonly (readonly [number, string])[] = [[1e15, "PB"], [1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]];
const COUNTS: readonly (readonly [number, string])[] = [[1e9, "G"], [1e6, "M"]];

function scaled(value: number, scale: readonly (readonly [number, string])[], base: string): string {
  const size = Math.abs(value);
  const fitting = scale.find(([unit]) => size >= unit * 0.9995);
  const [unit, name] = fitting ?? [1, base];
  return `${digits(value / unit)}${name ? ` ${name}` : ""}`.trimEnd();
}

/** Seconds as people say them: 250 ms, 1.5 s, 10 min. */
export function time(seconds: number): string {
  if (seconds === 0) return "0 s";
  if (Math.abs(seconds) < 1e-9) return scaled(seconds / 1e-9, [], "ns");
  return scaled(seconds, Math.abs(seconds) < 120 ? TIMES.slice(3) : TIMES, "ns");
}

/** A share of 1 in per cent; close to all, as many nines as tell it from all. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent > 99 && percent < 100) return `${digits(100 - percent, 2) === "0" ? "100" : nines(percent)}%`;
  return `${digits(percent)}%`;
}

function nines(percent: number): string {
  const rest = 100 - percent;
  const decimals = Math.min(9, Math.max(1, 1 - Math.floor(Math.log10(rest))));
  return percent.toFixed(decimals).replace(/0+$/, "").replace(/\.$/, "");
}

/** A quantity in base units (seconds, per second, shares of 1, bytes) as text with its unit. */
export function quantity(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  switch (unit) {
    case "time": return time(value);
    case "rate": return `${digits(value)}/s`;
    case "share": return share(value);
    case "size": return scaled(value, SIZES, "B");
    case "money": return digits(value, 4);
    case "count": return Math.abs(value) >= 1e6 ? scaled(value, COUNTS, "") : digits(value, Math.max(3, String(Math.round(Math.abs(value))).length));
    default: return digits(value);
  }
}

const SHARES = new Set(["failed", "availability", "stale", "utilisation", "hit_ratio"]);
const COUNTED = new Set(["lost", "duplicates", "out_of_order", "pending", "unasked", "rejected", "lost_writes", "dead_letters", "queue max", "unreached"]);

/** The unit of what an objective measures: `p(99) < 250ms` is a time, `lost == 0` a count. */
export function unitOf(threshold: string): Unit {
  const metric = threshold.split(/\s*(?:<=|>=|==|!=|<|>)/, 1)[0]?.trim() ?? "";
  if (SHARES.has(metric)) return "share";
  if (COUNTED.has(metric)) return "count";
  if (metric === "cost") return "money";
  if (metric === "queue mean") return "number";
  return "time";
}

/** A measurement with its interval: `214 ms ± 3 ms`, or from-to where it is lopsided. */
export function measured(value: number | null, ci95: readonly (number | null)[] | null | undefined, unit: string): string {
  const text = quantity(value, unit);
  const interval = intervalOf(value, ci95, unit);
  return interval === "" ? text : `${text} ${interval}`;
}

/** The interval alone: `± 3 ms`, `(1.2 s to 4 s)`, or nothing. */
export function intervalOf(value: number | null, ci95: readonly (number | null)[] | null | undefined, unit: string): string {
  const [low, high] = ci95 ?? [];
  if (value === null || low === null || high === null || low === undefined || high === undefined || low === high) return "";
  if (low < 0) return `(up to ${quantity(high, unit)})`; // nothing measured is below nothing
  const [below, above] = [value - low, high - value];
  const even = below > 0 && above > 0 && Math.max(below, above) < 1.5 * Math.min(below, above);
  if (!even) return `(${quantity(low, unit)} to ${quantity(high, unit)})`;
  return `± ${unit === "share" ? `${digits(((high - low) / 2) * 100, 2)}%` : sameUnit((high - low) / 2, unit)}`;
}

function sameUnit(half: number, unit: string): string {
  return unit === "time" && half > 0 ? time(Number(half.toPrecision(2))) : quantity(Number(half.toPrecision(2)), unit);
}

/** Seconds on the clock: 27:48, and 1:02:03 from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${Math.floor(whole / 60)}:${two(rest)}`;
}

/** `1 event`, `2 events`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${quantity(count, "count")} ${count === 1 ? one : many}`;
}
