// Arrows drawn and taken away on the canvas: each is a step or a key of the design, which one follows from what the two
// boxes are.
import { addStep, edited, EditError, pathOfBox, removeKey, setAt, writable } from "./edits";
import { listOf, mapping, parse, type Path, plainOf, stepKind } from "./model";
import { BARE_STEPS, freshStep, hasHandlers } from "./vocabulary";

/** Draws an arrow between two boxes, as the step or the key that says it: which one follows from what the boxes are. */
export function connect(text: string, from: string, to: string): string {
  const { doc, unreadable } = parse(text);
  if (unreadable) throw new EditError(`Line ${unreadable.line} cannot be read: ${unreadable.message}. Mend it in the YAML first.`);
  const nodes = mapping(plainOf(doc)["nodes"]);
  const [source, target] = [mapping(nodes[from]), mapping(nodes[to])];
  if (from === to) throw new EditError("A box cannot be connected to itself.");
  if (nodes[to] === undefined) throw new EditError("Traffic only comes out: draw the arrow from it to the box it asks.");
  if (from.startsWith("traffic.")) return setAt(text, [...pathOfBox(from), "to"], entrance(to, target));
  const [a, b] = [String(source["kind"]), String(target["kind"])];
  if (a === "queue" || a === "topic") return fromQueue(text, from, to, b);
  if (a === "load_balancer") return setAt(text, ["nodes", from, "to"], to);
  if (!hasHandlers(a)) throw new EditError(`A ${a} asks nobody; draw the arrow from the box that asks it.`);
  return addStep(text, ...stepTo(from, source, to, target));
}

function fromQueue(text: string, from: string, to: string, kind: string): string {
  if (kind === "worker") return setAt(text, ["nodes", to, "consumes"], from);
  if (kind === "queue") return setAt(text, ["nodes", from, "dead_letters"], to);
  throw new EditError(`A queue's messages are taken by a worker, or go to another queue as dead letters; '${to}' is a ${kind}.`);
}

/** Where a new step goes, and the step: before the `ack` of a worker, else at the end of the first handler. */
function stepTo(from: string, source: Record<string, unknown>, to: string, target: Record<string, unknown>): [Path, string, number] {
  const handlers = mapping(source["on"]);
  const handler = Object.keys(handlers)[0] ?? (source["kind"] === "worker" ? "message" : "request");
  const steps = listOf(handlers[handler]);
  const last = steps.findIndex((step) => BARE_STEPS.includes(stepKind(step)));
  return [["nodes", from, "on", handler], freshStep(stepTowards(target), aim(to, target)), last < 0 ? steps.length : last];
}

/** The step that goes to a box of this kind. */
function stepTowards(target: Record<string, unknown>): string {
  switch (target["kind"]) {
    case "queue": case "topic": return "send";
    case "cache": return "lookup";
    case "database": return Object.keys(mapping(target["on"])).length > 0 ? "call" : "write";
    default: return "call";
  }
}

function aim(to: string, target: Record<string, unknown>): string {
  return stepTowards(target) === "call" ? entrance(to, target) : to;
}

/** `node.handler` of a box's first handler; only the node where it has none yet. */
function entrance(to: string, target: Record<string, unknown>): string {
  const handler = Object.keys(mapping(target["on"]))[0];
  return handler === undefined ? to : `${to}.${handler}`;
}

/** Takes an arrow away: the steps and keys that make it. */
export function disconnect(text: string, paths: readonly Path[]): string {
  return edited(text, (doc) => {
    for (const path of [...paths].reverse()) {
      const owner = path.length > 4 ? path.slice(0, -1) : path;
      writable(doc, owner.slice(0, -1));
      removeKey(doc, owner);
    }
  });
}
