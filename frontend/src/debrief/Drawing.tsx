// A design drawn to be looked at: boxes, their handlers' steps, and arrows, read from the text as the canvas reads it.
import { useId } from "react";
import { boxHeight, BOX_WIDTH, layOut, type Layout } from "../seat/layout";
import { readBoard, type Board, type Box, type Edge } from "../seat/model";

const HEAD = 30;
const LINE = 17;
const MARGIN = 14;
const READABLE = 0.72; // drawn smaller than this, its words cannot be read; it scrolls instead

/** Boxes that are other than in the design `other` are drawn as changed. */
export function Drawing({ text, layout, title, other }: { text: string; layout: Layout; title: string; other?: string }) {
  const head = useId();
  const board = readBoard(text);
  if (board.unreadable || !board.boxes.length) {
    return <p className="quiet small">{board.unreadable ? `Not a design that can be drawn: ${board.unreadable.message}` : "An empty board."}</p>;
  }
  const places = layOut(board, layout);
  const frame = frameOf(board, places);
  const changed = other === undefined ? new Set<string>() : changedBoxes(board, readBoard(other));
  return (
    <div className="drawing" tabIndex={0} role="group" aria-label={title}>
      <svg viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`} style={{ maxWidth: frame.width, minWidth: frame.width * READABLE }} role="img" aria-label={described(title, board)}>
        <defs>
          <marker id={head} viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0.8 8 4 0 7.2z" fill="var(--quiet)" />
          </marker>
        </defs>
        {board.edges.filter((edge) => edge.known).map((edge) => <Arrow key={edge.id} head={head} edge={edge} board={board} places={places} />)}
        {board.boxes.map((box) => <BoxDrawn key={box.id} box={box} place={at(places, box.id)} changed={changed.has(box.id)} />)}
      </svg>
    </div>
  );
}

function BoxDrawn({ box, place: [x, y], changed }: { box: Box; place: readonly [number, number]; changed: boolean }) {
  const lines = box.handlers.flatMap((one) => [{ words: `on ${one.name}`, depth: 0, title: true }, ...one.steps.map((step) => ({ ...step, title: false }))]);
  const first = HEAD + (box.facts === "" ? 0 : LINE);
  return (
    <g transform={`translate(${x},${y})`} className={changed ? "box changed" : "box"}>
      <rect rx="7" width={BOX_WIDTH} height={boxHeight(box)} />
      <text x="10" y="20" className="name">
        {clipped(box.name, 18)}
      </text>
      <text x={BOX_WIDTH - 10} y="20" textAnchor="end" className="kind">
        {box.kind}
      </text>
      {box.facts && (
        <text x="10" y={HEAD + 8} className="step">
          {clipped(box.facts, 26)}
        </text>
      )}
      {lines.map((line, n) => (
        <text key={n} x={10 + (line.title ? 0 : 8 + line.depth * 8)} y={first + 12 + n * LINE} className={line.title ? "handler" : "step"}>
          {clipped(line.words, 25 - line.depth)}
        </text>
      ))}
    </g>
  );
}

function Arrow({ head, edge, board, places }: { head: string; edge: Edge; board: Board; places: Layout }) {
  const [from, to] = [edge.from, edge.to].map((id) => rectangle(board, places, id));
  if (!from || !to || edge.from === edge.to) return null;
  return <path className={`arrow ${edge.kind}`} d={curve(from, to)} markerEnd={`url(#${head})`} />;
}

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

function rectangle(board: Board, places: Layout, id: string): Rectangle | null {
  const box = board.boxes.find((one) => one.id === id);
  if (!box) return null;
  const [x, y] = at(places, id);
  return { x, y, width: BOX_WIDTH, height: boxHeight(box) };
}

/** From the side of one box to the facing side of the other: across where they stand beside each other, else down or up. */
function curve(from: Rectangle, to: Rectangle): string {
  const middle = (one: Rectangle) => [one.x + one.width / 2, one.y + Math.min(one.height / 2, 40)] as const;
  const [fx, fy] = middle(from);
  const [tx, ty] = middle(to);
  if (from.x + from.width <= to.x || to.x + to.width <= from.x) {
    const right = fx < tx;
    const [sx, ex] = right ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
    const bend = (ex - sx) / 2;
    return `M${sx} ${fy}C${sx + bend} ${fy} ${ex - bend} ${ty} ${ex} ${ty}`;
  }
  const down = from.y < to.y;
  const [sy, ey] = down ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
  const bend = (ey - sy) / 2;
  return `M${fx} ${sy}C${fx} ${sy + bend} ${tx} ${ey - bend} ${tx} ${ey}`;
}

function frameOf(board: Board, places: Layout): Rectangle {
  const all = board.boxes.map((box) => ({ box, place: at(places, box.id) }));
  const [x, y] = [Math.min(...all.map((one) => one.place[0])) - MARGIN, Math.min(...all.map((one) => one.place[1])) - MARGIN];
  const right = Math.max(...all.map((one) => one.place[0] + BOX_WIDTH)) + MARGIN;
  const bottom = Math.max(...all.map((one) => one.place[1] + boxHeight(one.box))) + MARGIN;
  return { x, y, width: right - x, height: bottom - y };
}

function at(places: Layout, id: string): readonly [number, number] {
  return places[id] ?? [0, 0];
}

/** The boxes that the other board does not have just so. */
export function changedBoxes(board: Board, other: Board): Set<string> {
  const before = new Map(other.boxes.map((box) => [box.id, JSON.stringify(box)]));
  return new Set(board.boxes.filter((box) => before.get(box.id) !== JSON.stringify(box)).map((box) => box.id));
}

/** What a drawing shows, in words. */
function described(title: string, board: Board): string {
  const arrows = board.edges.filter((edge) => edge.known).map((edge) => `${edge.from} to ${edge.to}`);
  return `${title}. Boxes: ${board.boxes.map((box) => box.name).join(", ")}. Arrows: ${arrows.join(", ") || "none"}.`;
}

function clipped(words: string, most: number): string {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}
