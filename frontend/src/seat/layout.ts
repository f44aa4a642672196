// Where boxes stand that nobody has placed: in columns from left to right along the arrows, traffic first; a long way is
// broken into rows, as text is, so that it can be read without a magnifier. The same board gives the same layout, always;
// a box that was placed by hand is never moved.
import type { Board, Box } from "./model";

export type Place = readonly [number, number];
export type Layout = Readonly<Record<string, Place>>;

export const BOX_WIDTH = 184;
const HEAD = 30;
const LINE = 17;
const COLUMN = BOX_WIDTH + 64;
const GAP = 28;
const GRID = 4;
const WIDEST = 4;

/** How tall a box is drawn: its head, a title for each handler and a line for each step. */
export function boxHeight(box: Box): number {
  const lines = box.handlers.reduce((sum, one) => sum + 1 + one.steps.length, 0);
  return HEAD + (box.facts === "" ? 0 : LINE) + lines * LINE + (lines > 0 ? 8 : 0);
}

/** A place for every box: those given, and computed ones for the rest. */
export function layOut(board: Board, given: Layout): Layout {
  const missing = board.boxes.filter((box) => given[box.id] === undefined);
  if (missing.length === 0) return given;
  const places: Record<string, Place> = {};
  for (const box of board.boxes) if (given[box.id] !== undefined) places[box.id] = given[box.id] as Place;
  const taken = board.boxes.filter((box) => places[box.id] !== undefined);
  let below = 0;
  for (const row of inRows(inColumns(board))) {
    row.forEach((column, number) => {
      let y = below + (missing.length === board.boxes.length ? top(column, row) : 0);
      for (const box of column) {
        if (places[box.id] !== undefined) continue;
        const place = free([number * COLUMN, y], box, taken, places);
        places[box.id] = place;
        taken.push(box);
        y = place[1] + boxHeight(box) + GAP;
      }
    });
    below += Math.max(...row.map(tall)) + 2 * GAP;
  }
  return places;
}

/** Columns in rows of about the same length, none longer than can be read. */
function inRows<T>(columns: readonly T[]): readonly (readonly T[])[] {
  const rows = Math.ceil(columns.length / WIDEST);
  const length = Math.ceil(columns.length / Math.max(1, rows));
  return Array.from({ length: rows }, (_, row) => columns.slice(row * length, (row + 1) * length));
}

/** A place for a new box: to the right of another one, or of all of them, where nothing stands yet. */
export function placeBeside(board: Board, places: Layout, box: Box, other: string): Place {
  const taken = board.boxes.filter((one) => one.id !== box.id && places[one.id] !== undefined);
  const lefts = taken.map((one) => (places[one.id] as Place)[0]);
  const beside = places[other];
  const wish: Place = beside ? [beside[0] + COLUMN, beside[1]] : [lefts.length > 0 ? Math.max(...lefts) + COLUMN : 0, 0];
  return free(wish, box, taken, places);
}

/** Columns are centred on the tallest of their row. */
function top(column: readonly Box[], row: readonly (readonly Box[])[]): number {
  return Math.round((Math.max(...row.map(tall)) - tall(column)) / 2 / GRID) * GRID;
}

function tall(boxes: readonly Box[]): number {
  return boxes.reduce((sum, box) => sum + boxHeight(box) + GAP, -GAP);
}

/** The first place at or below the one wished for that overlaps no box. */
function free(wish: Place, box: Box, taken: readonly Box[], places: Readonly<Record<string, Place>>): Place {
  const x = wish[0];
  let y = wish[1];
  for (;;) {
    const other = taken.find((one) => {
      const [ox, oy] = places[one.id] as Place;
      const besides = x + BOX_WIDTH + GAP / 2 <= ox || ox + BOX_WIDTH + GAP / 2 <= x;
      return !besides && y < oy + boxHeight(one) + GAP / 2 && oy < y + boxHeight(box) + GAP / 2;
    });
    if (!other) return [x, y];
    y = Math.ceil(((places[other.id] as Place)[1] + boxHeight(other) + GAP) / GRID) * GRID;
  }
}

/** Boxes in columns, each column in an order with few crossings. */
function inColumns(board: Board): readonly (readonly Box[])[] {
  const rank = ranks(board);
  const columns: Box[][] = [];
  for (const box of board.boxes) (columns[rank.get(box.id) ?? 0] ??= []).push(box);
  const dense = Array.from(columns, (column) => column ?? []).filter((column) => column.length > 0);
  for (let sweep = 0; sweep < 4; sweep += 1) {
    const inward = sweep % 2 === 0;
    const order = inward ? dense : [...dense].reverse();
    order.forEach((column, n) => sortByNeighbours(column, n === 0 ? [] : (order[n - 1] as Box[]), board, inward));
  }
  return dense;
}

/** How far each box is from where requests come in: the longest way along arrows, those that close a circle left out. */
function ranks(board: Board): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const { from, to, known } of board.edges) if (known) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, "open" | "done">();
  const order: string[] = [];
  const forward = new Map<string, string[]>();
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const other of next.get(id) ?? []) {
      if (state.get(other) === "open") continue;
      forward.set(id, [...(forward.get(id) ?? []), other]);
      if (state.get(other) === undefined) visit(other);
    }
    state.set(id, "done");
    order.unshift(id);
  };
  const entered = new Set(board.edges.filter((one) => one.known && one.from !== one.to).map((one) => one.to));
  for (const box of board.boxes) if (!entered.has(box.id) && state.get(box.id) === undefined) visit(box.id);
  for (const box of board.boxes) if (state.get(box.id) === undefined) visit(box.id);
  const rank = new Map<string, number>(order.map((id) => [id, 0]));
  for (const id of order) for (const other of forward.get(id) ?? []) rank.set(other, Math.max(rank.get(other) ?? 0, (rank.get(id) ?? 0) + 1));
  return rank;
}

/** Sorts a column by the mean place of each box's neighbours in the column before; ties stay as they were. */
function sortByNeighbours(column: Box[], before: readonly Box[], board: Board, inward: boolean): void {
  const place = new Map(before.map((box, n) => [box.id, n]));
  const weight = new Map(column.map((box, n) => {
    const ends = board.edges.filter((one) => (inward ? one.to : one.from) === box.id).map((one) => (inward ? one.from : one.to));
    const found = ends.map((id) => place.get(id)).filter((one): one is number => one !== undefined);
    return [box.id, found.length === 0 ? n : found.reduce((sum, one) => sum + one, 0) / found.length];
  }));
  column.sort((a, b) => (weight.get(a.id) ?? 0) - (weight.get(b.id) ?? 0));
}
