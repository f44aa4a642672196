// Names that several pages use; numbers and times of the clock are in seat/formats.
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

/** A time of day, in the reader's own zone and language. */
export function day(when: string): string {
  const date = new Date(when);
  return Number.isNaN(date.getTime()) ? when : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Minutes of a loop: `60 min`, `13 h 45 min`. */
export function minutes(count: number): string {
  if (count <= 120) return `${count} min`;
  return `${Math.floor(count / 60)} h${count % 60 ? ` ${count % 60} min` : ""}`;
}

/** What a write-up tells; nothing where it says that something was not told, which a list need not repeat. */
export function told(words: string): string {
  return /^(size )?not told$/i.test(words.trim()) ? "" : words;
}
