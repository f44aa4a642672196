// A design drawn to be looked at: boxes, their handlers' steps, and arrows, read from the text as the canvas reads it.
import { useId } from "react";
import { arrowsOf, framesOf } from "../seat/arrows";
import { apart, boxHeight, BOX_WIDTH, layOut, type Layout } from "../seat/layout";
import { readBoard, type Board, type Box, type Edge } from "../seat/model";
import { pathOf, type Rect, type Route } from "../seat/routes";

const HEAD = 30;
const LINE = 17;
const MARGIN = 14;
const READABLE = 520; // narrower than this, its words cannot be read; it scrolls instead

/** Boxes that are other than in the design `other` are drawn as changed. */
export function Drawing({ text, layout, title, other }: { text: string; layout: Layout; title: string; other?: string }) {
  const head = useId();
  const board = readBoard(text);
  if (board.unreadable || !board.boxes.length) {
    return <p className="quiet small">{board.unreadable ? `Not a design that can be drawn: ${board.unreadable.message}` : "An empty board."}</p>;
  }
  const places = apart(board, layOut(board, layout));
  const arrows = arrowsOf(board, places);
  const frame = frameOf([...framesOf(board, places).values()], [...arrows.values()]);
  const changed = other === undefined ? new Set<string>() : changedBoxes(board, readBoard(other));
  return (
    <div className="drawing" tabIndex={0} role="group" aria-label={title}>
      <svg viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`} style={{ maxWidth: frame.width, minWidth: Math.min(frame.width, READABLE) }} role="img" aria-label={described(title, board)}>
        <defs>
          <marker id={head} viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0.8 8 4 0 7.2z" fill="var(--quiet)" />
          </marker>
        </defs>
        {board.edges.filter((edge) => edge.known).map((edge) => <Arrow key={edge.id} head={head} edge={edge} route={arrows.get(edge.id)} />)}
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

function Arrow({ head, edge, route }: { head: string; edge: Edge; route: Route | undefined }) {
  if (!route) return null;
  const [x, y] = route.label;
  return (
    <>
      <path className={`arrow ${edge.kind}`} d={pathOf(route.points)} markerEnd={`url(#${head})`} />
      {edge.label && <text className="arrow-words" x={x} y={y} textAnchor="middle" dominantBaseline="central">{edge.label}</text>}
    </>
  );
}

/** What holds all boxes and all arrows. */
function frameOf(boxes: readonly Rect[], arrows: readonly Route[]): Rect {
  const points = [...boxes.flatMap(({ x, y, width, height }) => [[x, y], [x + width, y + height]]), ...arrows.flatMap((one) => one.points)];
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  return { x: left, y: top, width: Math.max(...xs) + MARGIN - left, height: Math.max(...ys) + MARGIN - top };
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
