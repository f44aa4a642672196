// Numbers and times as people read them, the same on every page.
import type { Entry } from "../api/types";

export const KIND_NAMES: Record<Entry["kind"], [string, string]> = {
  round: ["of one round", "of one round"],
  loop: ["of a whole loop", "of whole loops"],
  questions: ["with questions", "with questions"],
  article: ["article", "articles"],
};

export const VERDICTS: Record<string, string> = {
  "no-hire": "No hire",
  "lean-hire": "Lean hire",
  hire: "Hire",
  "strong-hire": "Strong hire",
};

/** `1 round`, `2 rounds`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Seconds on a sitting's clock: `27:48`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A time of day, in the reader's own zone and language. */
export function day(when: string): string {
  const date = new Date(when);
  return Number.isNaN(date.getTime()) ? when : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** A share as a percentage without decimals that mean nothing: `87%`, `99.4%`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 99 && value < 100 ? value.toFixed(1) : Math.round(value)}%`;
}

/** A number with three significant digits, and thousands apart: `0.013`, `2 000`. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return String(Number(value.toPrecision(3)));
}
