// The canvas: the board's boxes and arrows, to look at, move, connect and delete. It holds nothing of the design but where
// a box is while it is being dragged; everything else goes through `edit`, which changes the text.
import {
  applyNodeChanges, Background, BackgroundVariant, ConnectionLineType, MarkerType, ReactFlow, ReactFlowProvider, useReactFlow, useStore, useStoreApi,
  type Connection, type FitViewOptions, type NodeChange,
} from "@xyflow/react";
import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Problem } from "../api/types";
import { arrowsOf, framesOf } from "./arrows";
import { BoxNode, type BoxFlow } from "./BoxNode";
import { BOX_WIDTH, boxHeight, type Layout } from "./layout";
import { boxOf, type Board, type Edge } from "./model";
import { RoutedEdge, type RoutedFlow } from "./RoutedEdge";
import type { Rect, Route } from "./routes";

const NODE_TYPES = { box: BoxNode };
const EDGE_TYPES = { routed: RoutedEdge };
/** On a board of up to so many boxes, arrows find their ways while a box is moved; on a larger one, when it is let go. */
const LIVELY = 16;
const STEP = 16;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export interface CanvasProps {
  readonly board: Board;
  readonly places: Layout;
  readonly problems: readonly Problem[];
  readonly fixed: ReadonlySet<string>;
  readonly selected: string;
  readonly locked: boolean;
  /** Changes where the board is to be fitted into view again. */
  readonly fits: number;
  /** Whether the inspector lies over its right side. */
  readonly covered: boolean;
  /** Whether nobody has drawn on it yet, so that it says how one begins. */
  readonly fresh: boolean;
  readonly onSelect: (id: string) => void;
  /** Shows a box in the inspector; the keyboard stays where it is. */
  readonly onLook: (id: string) => void;
  /** Goes on with the keyboard in the inspector of a box. */
  readonly onOpen: (id: string) => void;
  readonly onPlace: (moved: Layout) => void;
  readonly onConnect: (from: string, to: string) => void;
  readonly onRemove: (id: string) => void;
  readonly onDisconnect: (edge: Edge) => void;
}

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

const Flow = memo(function Flow(props: CanvasProps) {
  const { board, places, selected, locked, onSelect, onLook, onOpen, onPlace, onConnect, onRemove, onDisconnect } = props;
  const wanted = useMemo(() => flowNodes(props), [props]);
  const [nodes, setNodes] = useNodes(wanted);
  const [edge, setEdge] = useState("");
  const edges = useEdges(board, useStanding(board, places, nodes), edge);
  const show = useInSight(selected, props.covered);
  useFit(board.boxes.length, props.fits, show);

  const changed = useCallback((changes: NodeChange<BoxFlow>[]) => {
    setNodes((before) => applyNodeChanges(changes.filter((one) => one.type !== "remove"), before));
    const moved: Record<string, readonly [number, number]> = {};
    for (const one of changes) {
      if (one.type === "position" && one.dragging === false && one.position) moved[one.id] = [Math.round(one.position.x), Math.round(one.position.y)];
    }
    if (Object.keys(moved).length > 0) onPlace(moved);
  }, [setNodes, onPlace]);

  const keyed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const id = (event.target as HTMLElement).closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    const drawn = (event.target as HTMLElement).closest<HTMLElement>(".react-flow__edge")?.dataset["id"];
    if (drawn && event.key === "Delete") {
      const gone = board.edges.find((one) => one.id === drawn);
      if (gone && !locked) onDisconnect(gone);
    }
    if (!id || (event.target as HTMLElement).closest("input")) return;
    const arrow = ARROWS[event.key];
    const place = places[id];
    if (event.key === "Enter" || event.key === " ") onOpen(id);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove(id);
    else if (arrow && place && !locked) {
      const by = STEP * (event.shiftKey ? 4 : 1);
      onPlace({ [id]: [place[0] + arrow[0] * by, place[1] + arrow[1] * by] });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="seat-flow" onKeyDown={keyed} role="group" aria-label="Canvas. Tab goes from box to box, arrow keys move one, Enter opens it, Delete takes it away.">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={changed}
        onNodeClick={(event, node) => {
          (event.target as HTMLElement).closest<HTMLElement>(".react-flow__node")?.focus({ preventScroll: true });
          onLook(node.id);
        }}
        onNodeDoubleClick={(_, node) => onOpen(node.id)}
        onNodeDragStart={(_, node) => onSelect(node.id)}
        onEdgeClick={(_, one) => setEdge(one.id)}
        onPaneClick={() => { onSelect(""); setEdge(""); }}
        onConnect={({ source, target }: Connection) => onConnect(source, target)}
        nodesDraggable={!locked}
        nodesConnectable={!locked}
        elementsSelectable={false}
        nodesFocusable
        edgesFocusable
        disableKeyboardA11y
        deleteKeyCode={null}
        connectionLineType={ConnectionLineType.Bezier}
        connectionRadius={30}
        minZoom={0.1}
        maxZoom={1.6}
        snapToGrid
        snapGrid={[4, 4]}
        zoomOnDoubleClick={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={1} color="var(--line)" />
        <Zoom covered={props.covered} />
        {edge && <EdgeBar edge={board.edges.find((one) => one.id === edge)} locked={locked} onDisconnect={onDisconnect} />}
      </ReactFlow>
      {props.fresh && board.boxes.length > 0 && <p className="seat-hint quiet small">Click a box to give it settings and steps; <b>A</b> adds one; drag from the dot at its right to connect it.</p>}
      {board.boxes.length === 0 && <p className="seat-empty quiet">Nothing on the board yet. Add a box with <b>A</b>, or write the design with <b>Y</b>.</p>}
      <span className="unseen" role="status">{selected && `${selected} is chosen`}</span>
    </div>
  );
});

/** Nodes as the library wants them, replaced when the board changes; what the library has measured is kept. */
function useNodes(wanted: readonly BoxFlow[]) {
  const [state, setState] = useState<{ from: readonly BoxFlow[]; nodes: BoxFlow[] }>({ from: wanted, nodes: [...wanted] });
  let { nodes } = state;
  if (state.from !== wanted) {
    nodes = reconciled(state.nodes, wanted);
    setState({ from: wanted, nodes });
  }
  const setNodes = useCallback((next: (before: BoxFlow[]) => BoxFlow[]) => setState((before) => ({ ...before, nodes: next(before.nodes) })), []);
  return [nodes, setNodes] as const;
}

function reconciled(before: readonly BoxFlow[], wanted: readonly BoxFlow[]): BoxFlow[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return wanted.map((node) => {
    const old = known.get(node.id);
    if (!old) return node;
    const same = JSON.stringify(old.data) === JSON.stringify(node.data);
    const still = old.position.x === node.position.x && old.position.y === node.position.y && old.height === node.height;
    return same && still ? old : { ...old, ...node, data: same ? old.data : node.data };
  });
}

function flowNodes({ board, places, problems, fixed, selected }: CanvasProps): readonly BoxFlow[] {
  const wrong = new Map<string, string[]>();
  for (const { where, message } of problems) {
    const id = boxOf(where ?? "", board.boxes);
    if (id) wrong.set(id, [...(wrong.get(id) ?? []), message]);
  }
  return board.boxes.flatMap((box) => {
    const place = places[box.id];
    if (!place) return [];
    const data = { box, problems: wrong.get(box.id) ?? [], fixed: fixed.has(box.id), selected: box.id === selected };
    return [{
      id: box.id, type: "box" as const, position: { x: place[0], y: place[1] }, width: BOX_WIDTH, height: boxHeight(box), data,
      ariaLabel: labelOf(data),
    }];
  });
}

function labelOf({ box, problems, fixed }: BoxFlow["data"]): string {
  const steps = box.handlers.reduce((sum, one) => sum + one.steps.length, 0);
  return [`${box.name}, ${box.kind.replace("_", " ")}`, box.facts, steps > 0 ? `${steps} steps` : "", fixed ? "given by the round" : "",
    problems.length > 0 ? `${problems.length} problems` : ""].filter(Boolean).join(", ");
}

const LATER = new Set(["send", "consumes", "dead_letters", "broadcast"]);

/** Where the boxes are: while one is moved on a board that is not large, where it is just now. */
function useStanding(board: Board, places: Layout, nodes: readonly BoxFlow[]): Layout {
  const moving = board.boxes.length <= LIVELY && nodes.some((node) => node.dragging);
  return useMemo(() => (moving ? Object.fromEntries(nodes.map(({ id, position }) => [id, [position.x, position.y] as const])) : places), [moving, moving ? nodes : null, places]); // eslint-disable-line react-hooks/exhaustive-deps -- nodes matter only while one is moved
}

/** Edges as the library wants them; one whose way has not changed stays the same object, so that it is not drawn again. */
function useEdges(board: Board, places: Layout, selected: string): RoutedFlow[] {
  const [kept] = useState(() => new Map<string, { key: string; edge: RoutedFlow }>());
  return useMemo(() => {
    const frames = framesOf(board, places);
    const ways = arrowsOf(board, places);
    return board.edges.flatMap((one) => {
      const [route, from, to] = [ways.get(one.id), frames.get(one.from), frames.get(one.to)];
      if (!route || !from || !to) return [];
      const made = flowEdge(one, selected === one.id, route, from, to);
      const key = JSON.stringify(made);
      const before = kept.get(one.id);
      if (before?.key === key) return [before.edge];
      kept.set(one.id, { key, edge: made });
      return [made];
    });
  }, [board, places, selected, kept]);
}

function flowEdge(edge: Edge, selected: boolean, route: Route, from: Rect, to: Rect): RoutedFlow {
  const colour = edge.known ? (selected ? "var(--hot)" : "var(--quiet)") : "var(--bad)";
  return {
    id: edge.id, source: edge.from, target: edge.to, type: "routed", ariaLabel: `${edge.from} to ${edge.to}: ${edge.label || edge.kind}`,
    data: { route, words: edge.label, between: [[from.x + from.width, from.y + from.height / 2], [to.x, to.y + to.height / 2]] },
    className: LATER.has(edge.kind) ? "later" : "", style: { stroke: colour, strokeWidth: selected ? 2 : 1.2 },
    markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 14, height: 14 }, interactionWidth: 14,
  };
}

/** How the board is fitted: with a margin, and never larger than life. */
const FITTING: FitViewOptions = { padding: { top: "28px", bottom: "48px", left: "28px", right: "28px" }, maxZoom: 1 };

/** Fits the board into view whenever it has more or fewer boxes, the canvas has another size, or `fits` says so; then shows
 *  the chosen box. */
function useFit(count: number, fits: number, show: () => void): void {
  const { fitView } = useReactFlow();
  const room = useStore((state) => `${state.width} ${state.height}`);
  const after = useRef(show);
  useEffect(() => {
    after.current = show;
  }, [show]);
  useEffect(() => {
    if (count === 0) return undefined;
    const timer = window.setTimeout(() => void fitView(FITTING).then(() => after.current()), 120);
    return () => window.clearTimeout(timer);
  }, [count, fits, room, fitView]);
}

const INSPECTOR = 320;

/** Moves the board aside where the box that is chosen would lie under the inspector; the answer does so again. */
function useInSight(selected: string, covered: boolean): () => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const show = useCallback(() => {
    const node = covered ? flow.getNode(selected) : undefined;
    if (!node) return;
    const { x, y, zoom } = flow.getViewport();
    const room = store.getState().width - INSPECTOR - 16;
    const over = (node.position.x + BOX_WIDTH) * zoom + x - room;
    if (over > 0 && room > BOX_WIDTH * zoom) void flow.setViewport({ x: x - over, y, zoom }, { duration: 120, interpolate: "linear" });
  }, [selected, covered, flow, store]);
  useEffect(show, [show]);
  return show;
}

function Zoom({ covered }: { covered: boolean }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <div className={covered ? "seat-zoom covered" : "seat-zoom"}>
      <button type="button" className="button small" onClick={() => void zoomOut()} aria-label="Zoom out">−</button>
      <button type="button" className="button small" onClick={() => void zoomIn()} aria-label="Zoom in">+</button>
      <button type="button" className="button small" onClick={() => void fitView(FITTING)}>Fit</button>
    </div>
  );
}

function EdgeBar({ edge, locked, onDisconnect }: { edge: Edge | undefined; locked: boolean; onDisconnect: (edge: Edge) => void }) {
  if (!edge) return null;
  return (
    <div className="seat-edgebar">
      <span>{edge.from} → {edge.to}: <b>{edge.label || edge.kind}</b></span>
      <button type="button" className="button small" disabled={locked} onClick={() => onDisconnect(edge)}>Take away</button>
    </div>
  );
}
