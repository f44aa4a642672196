// Guesses as they are typed, and as the server takes them.
import type { Guess } from "../api/types";

export type Typed = Readonly<Record<string, { readonly value: string; readonly low: string; readonly high: string }>>;

/** What was left empty is left out. */
export function guessesOf(typed: Typed): Record<string, Guess> {
  const given = Object.entries(typed).filter(([, one]) => Object.values(one).some((part) => part.trim() !== ""));
  return Object.fromEntries(given.map(([key, one]) => [key, { value: one.value.trim() || null, low: one.low.trim() || null, high: one.high.trim() || null }]));
}
