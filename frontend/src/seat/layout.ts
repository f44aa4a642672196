// Where boxes stand that nobody has placed: in columns from left to right along the arrows, traffic first, each box beside
// what it is connected with; a long way is broken into rows, as text is, so that the whole can be read without a
// magnifier. The same board gives the same layout, always; a box that was placed by hand is never moved by it.
import { inColumns } from "./columns";
import type { Board, Box, Edge } from "./model";

export type Place = readonly [number, number];
export type Layout = Readonly<Record<string, Place>>;

export const BOX_WIDTH = 184;
const HEAD = 30;
const LINE = 17;
const GAP = 30;
const GRID = 4;
/** Between two columns: room for an arrow, and for what is written along it. */
const NARROW = 56;
const WIDE = 128;
const LETTER = 6;
/** Between two rows of columns: room for the arrows that lead from one to the next. */
const ROWS_APART = 64;
const MOST_ROWS = 8;
/** So much smaller would one rather draw a board than break it into one more row, since arrows then lead back. */
const NEW_ROW = 1.4;
/** What a layout should fit into: about the canvas of a laptop, and half the width of a debrief. */
const ROOM = { width: 800, height: 560 };

/** How tall a box is drawn: its head, a title for each handler and a line for each step. */
export function boxHeight(box: Box): number {
  const lines = box.handlers.reduce((sum, one) => sum + 1 + one.steps.length, 0) + (box.facts === "" ? 0 : 1);
  return HEAD + lines * LINE + (lines > 0 ? 7 : 0);
}

/** A place for every box: those given, and computed ones for the rest. */
export function layOut(board: Board, given: Layout): Layout {
  const missing = board.boxes.filter((box) => given[box.id] === undefined);
  if (missing.length === board.boxes.length) return inRows(board);
  const places: Record<string, Place> = {};
  for (const box of board.boxes) if (given[box.id] !== undefined) places[box.id] = given[box.id] as Place;
  const computed = missing.length > 0 ? inRows(board) : {};
  for (const box of missing) places[box.id] = free(wishFor(box, board, places) ?? (computed[box.id] as Place), box, others(board, box, places), places);
  return places;
}

/** Beside a box that stands already and is connected with this one. */
function wishFor(box: Box, board: Board, places: Readonly<Record<string, Place>>): Place | undefined {
  const before = board.edges.find((edge) => edge.to === box.id && places[edge.from]);
  const after = board.edges.find((edge) => edge.from === box.id && places[edge.to]);
  const by = (id: string, side: number): Place => [(places[id] as Place)[0] + side * (BOX_WIDTH + WIDE / 2 + 16), (places[id] as Place)[1]];
  return before ? by(before.from, 1) : after ? by(after.to, -1) : undefined;
}

/** A place for a new box: right of another one or under it, else beside any; where the whole stays most compact. */
export function placeBeside(board: Board, places: Layout, box: Box, other: string): Place {
  const taken = others(board, box, places);
  const step = BOX_WIDTH + WIDE / 2 + 16;
  const clear = (place: Place): boolean => !taken.some((one) => touches(place, box, places[one.id] as Place, one, GAP / 2));
  const around = (one: Box): readonly Place[] => {
    const [x, y] = places[one.id] as Place;
    return [[x + step, y], [x, onGrid(y + boxHeight(one) + GAP)]];
  };
  const price = (place: Place): number => priceOf([...taken, box], { ...places, [box.id]: place });
  const best = (spots: readonly Place[]): Place | undefined => [...spots].sort((a, b) => price(a) - price(b))[0];
  const beside = taken.find((one) => one.id === other);
  return (beside && best(around(beside).filter(clear))) ?? best(taken.flatMap(around).filter(clear)) ?? free([0, 0], box, taken, places);
}

/** How much smaller than life boxes must be drawn to fit the room that there is; beyond that, how far they spread. */
function priceOf(boxes: readonly Box[], places: Layout): number {
  const ends = boxes.map((box) => ({ place: places[box.id] as Place, height: boxHeight(box) }));
  const width = Math.max(...ends.map((one) => one.place[0] + BOX_WIDTH)) - Math.min(...ends.map((one) => one.place[0]));
  const height = Math.max(...ends.map((one) => one.place[1] + one.height)) - Math.min(...ends.map((one) => one.place[1]));
  return Math.max(1, width / ROOM.width, height / ROOM.height) + (width / ROOM.width + height / ROOM.height) / 20;
}

function others(board: Board, box: Box, places: Layout): readonly Box[] {
  return board.boxes.filter((one) => one.id !== box.id && places[one.id] !== undefined);
}

/** The first place at or below the one wished for that overlaps no box. */
function free(wish: Place, box: Box, taken: readonly Box[], places: Readonly<Record<string, Place>>): Place {
  const x = wish[0];
  let y = wish[1];
  for (;;) {
    const other = taken.find((one) => touches([x, y], box, places[one.id] as Place, one, GAP / 2));
    if (!other) return [x, y];
    y = onGrid((places[other.id] as Place)[1] + boxHeight(other) + GAP);
  }
}

/** The same places, but that boxes which have grown over others push those down, from the top one on. */
export function apart(board: Board, places: Layout): Layout {
  const order = [...board.boxes].sort((a, b) => (places[a.id] as Place)[1] - (places[b.id] as Place)[1]);
  const settled: Record<string, Place> = {};
  order.forEach((box, n) => {
    const above = order.slice(0, n);
    const place = places[box.id] as Place;
    const lies = above.some((one) => touches(place, box, settled[one.id] as Place, one, 0));
    settled[box.id] = lies ? free(place, box, above, settled) : place;
  });
  return settled;
}

function touches([x, y]: Place, box: Box, [ox, oy]: Place, other: Box, gap: number): boolean {
  const besides = x + BOX_WIDTH + gap <= ox || ox + BOX_WIDTH + gap <= x;
  return !besides && y < oy + boxHeight(other) + gap && oy < y + boxHeight(box) + gap;
}

const onGrid = (value: number): number => Math.round(value / GRID) * GRID;

// ----------------------------------------------------------------------------------------------------------------- rows

/** The whole board, in as many rows of columns as let it be drawn largest. */
function inRows(board: Board): Layout {
  const columns = inColumns(board);
  let best: Layout = {};
  let least = Infinity;
  for (let rows = 1; rows <= Math.max(1, Math.min(MOST_ROWS, Math.ceil(columns.length / 2))); rows += 1) {
    const length = Math.ceil(columns.length / rows);
    const places = stacked(board, Array.from({ length: rows }, (_, row) => columns.slice(row * length, (row + 1) * length)).filter((row) => row.length > 0));
    const price = priceOf(board.boxes, places) * NEW_ROW ** (rows - 1);
    if (price < least - 1e-9) [best, least] = [places, price];
  }
  return best;
}

function stacked(board: Board, rows: readonly (readonly (readonly Box[])[])[]): Layout {
  const places: Record<string, Place> = {};
  let below = 0;
  for (const row of rows) {
    const tops = topsOf(board, row);
    const highest = Math.min(...Object.values(tops));
    let x = 0;
    row.forEach((column, n) => {
      for (const box of column) places[box.id] = [x, onGrid(below + (tops[box.id] as number) - highest)];
      x += BOX_WIDTH + gapAfter(board, column, row[n + 1] ?? []);
    });
    const boxes = row.flat();
    below = Math.max(...boxes.map((box) => (places[box.id] as Place)[1] + boxHeight(box))) + ROWS_APART;
  }
  return places;
}

/** How far apart two columns stand: as what is written on the arrows between them needs. */
function gapAfter(board: Board, column: readonly Box[], next: readonly Box[]): number {
  const between = (edge: Edge): boolean =>
    (column.some((box) => box.id === edge.from) && next.some((box) => box.id === edge.to)) || (column.some((box) => box.id === edge.to) && next.some((box) => box.id === edge.from));
  const longest = Math.max(0, ...board.edges.filter(between).map((edge) => edge.label.length));
  return onGrid(Math.min(WIDE, Math.max(NARROW, longest * LETTER + 40)));
}

/** How high each box of a row stands: beside what it is connected with, so that arrows go straight. */
function topsOf(board: Board, row: readonly (readonly Box[])[]): Readonly<Record<string, number>> {
  const tops: Record<string, number> = {};
  for (const column of row) settle(column, tops, () => undefined);
  const middle = (id: string): number | undefined => {
    const box = row.flat().find((one) => one.id === id);
    return box && (tops[id] as number) + boxHeight(box) / 2;
  };
  const mean = (box: Box, ids: readonly string[]): number | undefined => {
    const found = ids.filter((id) => id !== box.id).map(middle).filter((one): one is number => one !== undefined);
    return found.length > 0 ? found.reduce((sum, one) => sum + one, 0) / found.length : undefined;
  };
  const before = (box: Box): number | undefined => mean(box, board.edges.filter((edge) => edge.to === box.id).map((edge) => edge.from));
  const after = (box: Box): number | undefined => mean(box, board.edges.filter((edge) => edge.from === box.id).map((edge) => edge.to));
  for (const column of row.slice(1)) settle(column, tops, before);
  for (const column of [...row].reverse().slice(1)) settle(column, tops, after);
  for (const column of row.slice(1)) settle(column, tops, before);
  return tops;
}

/** Boxes of a column below each other in their order, each as near to the middle it wishes for as the others let it. */
function settle(column: readonly Box[], tops: Record<string, number>, wish: (box: Box) => number | undefined): void {
  const wished = column.map((box) => (wish(box) ?? (tops[box.id] ?? 0) + boxHeight(box) / 2) - boxHeight(box) / 2);
  let floor = -Infinity;
  const found = column.map((box, n) => {
    const y = Math.max(wished[n] as number, floor);
    floor = y + boxHeight(box) + GAP;
    return y;
  });
  const off = found.reduce((sum, y, n) => sum + (wished[n] as number) - y, 0) / column.length;
  column.forEach((box, n) => (tops[box.id] = (found[n] as number) + off));
}
