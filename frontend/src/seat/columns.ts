// A board's boxes in columns along their arrows, each column in an order with few crossings: the ranks and the sweeps of
// layered drawing (Sugiyama, Tagawa and Toda 1981).
import type { Board, Box } from "./model";

/** Boxes in columns, each column in an order with few crossings. */
export function inColumns(board: Board): readonly (readonly Box[])[] {
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

/** How far each box is from where requests come in: the longest way along arrows, those that close a circle left out. What
 *  nothing leads to or from yet stands behind all. */
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
  const last = Math.max(0, ...rank.values()) + 1;
  for (const box of board.boxes) if (!entered.has(box.id) && !next.has(box.id) && box.kind !== "traffic") rank.set(box.id, last);
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
