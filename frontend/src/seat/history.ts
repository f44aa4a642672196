// Undo and redo: the boards that were, each a text with its layout. Typing in one go counts as one step.
import type { Layout } from "./layout";

export interface Drawing {
  readonly text: string;
  readonly layout: Layout;
}

export interface History {
  readonly past: readonly Drawing[];
  readonly now: Drawing;
  readonly future: readonly Drawing[];
  /** What the last change was, and when (ms): the same again within a second is one step with it. */
  readonly last: { readonly what: string; readonly at: number };
}

const DEPTH = 500;
const ONE_GO = 1000;

export function begin(now: Drawing): History {
  return { past: [], now, future: [], last: { what: "", at: 0 } };
}

/** The history after a change. `what` names it where repeating it at once should undo in one step (typing, dragging). */
export function changed(history: History, next: Drawing, at: number, what = ""): History {
  if (next.text === history.now.text && next.layout === history.now.layout) return history;
  const goesOn = what !== "" && what === history.last.what && at - history.last.at < ONE_GO;
  const past = goesOn ? history.past : [...history.past, history.now].slice(-DEPTH);
  return { past, now: next, future: [], last: { what, at } };
}

export function undone(history: History): History {
  const before = history.past[history.past.length - 1];
  if (!before) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], last: { what: "", at: 0 } };
}

export function redone(history: History): History {
  const [after, ...future] = history.future;
  if (!after) return history;
  return { past: [...history.past, history.now], now: after, future, last: { what: "", at: 0 } };
}
