// The board: what the canvas shows of a design's text. The text is the only truth; this reads it into boxes (nodes and
// traffics), the steps of their handlers as lines, and the edges that follow from those steps. A text that is not a
// whole design yet is read as far as it goes, so that the canvas can follow somebody who is still typing.
import { Document, isCollection, isScalar, LineCounter, parseDocument, stringify } from "yaml";
import { GOES_TO, HOLDS_STEPS, STEP_KINDS } from "./vocabulary";

export type Path = readonly (string | number)[];

/** A step as one line: its words, where it stands in the design, how deep it is nested, and under which branch. */
export interface StepLine {
  readonly path: Path;
  readonly kind: string;
  readonly words: string;
  readonly depth: number;
  readonly under: string;
}

export interface Handler {
  readonly name: string;
  readonly steps: readonly StepLine[];
}

/** A box: a node, or a traffic (`traffic.events`). `facts` is its one line beside the name. */
export interface Box {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly facts: string;
  readonly handlers: readonly Handler[];
}

export type EdgeKind = "traffic" | "consumes" | "dead_letters" | "to" | "call" | "broadcast" | "send" | "lookup" | "store"
  | "invalidate" | "read" | "write";

/** An arrow from one box to another and the keys of the design that make it. `known` is false where nothing has that name. */
export interface Edge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label: string;
  readonly paths: readonly Path[];
  readonly known: boolean;
}

/** Why a text cannot be read at all, and on which line. */
export interface Unreadable {
  readonly message: string;
  readonly line: number;
}

export interface Board {
  readonly text: string;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly unreadable: Unreadable | null;
}

type Plain = Readonly<Record<string, unknown>>;

/** The text as a document that keeps its comments, its order and its writer's spelling. */
export function parse(text: string): { doc: Document; lines: LineCounter; unreadable: Unreadable | null } {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, keepSourceTokens: false });
  const error = doc.errors[0];
  const unreadable = error ? { message: error.message, line: lines.linePos(error.pos[0]).line } : null;
  return { doc, lines, unreadable };
}

/** The design as plain values; an empty mapping where the text is not one. */
export function plainOf(doc: Document): Plain {
  try {
    return mapping(doc.toJS({ maxAliasCount: 1000 }));
  } catch {
    return {};
  }
}

export function mapping(value: unknown): Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

/** A value as YAML in a line. */
export function inline(value: unknown): string {
  if (value === undefined) return "";
  return stringify(value, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

/** What stands at a path, as YAML in a line and as its writer spelt it. */
export function written(doc: Document, path: Path, value: unknown): string {
  const node = doc.getIn(path, true);
  if (isScalar(node)) return node.source !== undefined && !node.source.includes("\n") ? quoted(node.source, node.value) : inline(node.value);
  if (isCollection(node)) return inline(node.toJS(doc));
  return inline(value);
}

function quoted(source: string, value: unknown): string {
  return typeof value === "string" && inline(value) !== value ? inline(value) : source;
}

/** The text read as a board. Where the text cannot be read, `unreadable` says why and there are no boxes. */
export function readBoard(text: string): Board {
  const { doc, unreadable } = parse(text);
  if (unreadable) return { text, boxes: [], edges: [], unreadable };
  const design = plainOf(doc);
  const nodes = mapping(design["nodes"]);
  const traffics = mapping(design["traffic"]);
  const boxes = [
    ...Object.entries(traffics).map(([name, value]) => trafficBox(name, mapping(value))),
    ...Object.entries(nodes).map(([name, value]) => nodeBox(name, mapping(value))),
  ];
  return { text, boxes, edges: edgesOf(traffics, nodes), unreadable: null };
}

function trafficBox(name: string, value: Plain): Box {
  const facts = value["rate"] ?? (value["users"] === undefined ? undefined : `${String(value["users"])} users`);
  return { id: `traffic.${name}`, name, kind: "traffic", facts: facts === undefined ? "" : inline(facts), handlers: [] };
}

function nodeBox(name: string, value: Plain): Box {
  const on = Object.entries(mapping(value["on"]));
  const handlers = on.map(([handler, steps]) => ({ name: handler, steps: stepLines(steps, ["nodes", name, "on", handler]) }));
  const kind = typeof value["kind"] === "string" ? value["kind"] : "";
  return { id: name, name, kind, facts: factsOf(kind, value), handlers };
}

/** `2 replicas`, `1 replica`; nothing where it is not written. */
function counted(value: unknown, one: string, many = `${one}s`): string {
  return value === undefined || value === null ? "" : `${inline(value)} ${value === 1 ? one : many}`;
}

/** The one line beside a box's name: what there is how many of. */
function factsOf(kind: string, value: Plain): string {
  const shown = (key: string, before = "", after = ""): string =>
    value[key] === undefined || value[key] === null ? "" : `${before}${inline(value[key])}${after}`;
  switch (kind) {
    case "service": case "worker": case "edge": case "external":
      return [counted(value["replicas"], "replica"), shown("concurrency", "", " at once")].filter(Boolean).join(", ");
    case "queue": case "topic":
      return [shown("visibility_timeout", "again in "), counted(value["max_deliveries"], "try", "tries")].filter(Boolean).join(", ");
    case "database":
      return [counted(value["connections"], "connection"), counted(value["shards"], "shard"), counted(value["read_replicas"], "copy", "copies")].filter(Boolean).join(", ");
    case "cache":
      return [shown("capacity", "", " keys"), shown("eviction"), shown("ttl", "ttl ")].filter(Boolean).join(", ");
    case "load_balancer":
      return shown("balance");
    default:
      return "";
  }
}

// ---------------------------------------------------------------------------------------------------------------- steps

/** A list of steps; one step alone may stand for a list of one. */
export function listOf(steps: unknown): readonly unknown[] {
  if (Array.isArray(steps)) return steps as readonly unknown[];
  return steps === null || steps === undefined ? [] : [steps];
}

/** Which kind a step is: the word that it is, or the first of its keys that names a step. */
export function stepKind(step: unknown): string {
  if (typeof step === "string") return step;
  const keys = Object.keys(mapping(step));
  return keys.find((key) => STEP_KINDS.includes(key)) ?? keys[0] ?? "";
}

/** The lists of steps inside a step: what each is called, its path below the step, and its steps. */
export function branchesOf(step: unknown): readonly { under: string; path: Path; steps: unknown }[] {
  const kind = stepKind(step);
  const value = mapping(step);
  if (kind === "parallel") return listOf(value["parallel"]).map((steps, n) => ({ under: "and", path: ["parallel", n], steps }));
  if (kind === "branch") {
    return listOf(value["branch"]).map((arm, n) => ({
      under: inline(mapping(arm)["p"]), path: ["branch", n, "do"], steps: mapping(arm)["do"],
    }));
  }
  return (HOLDS_STEPS[kind] ?? [])
    .filter((key) => value[key] !== undefined)
    .map((key) => ({ under: key === kind ? "" : key, path: [key], steps: value[key] }));
}

/** A handler's steps as lines, those inside others indented below them. */
export function stepLines(steps: unknown, path: Path, depth = 0, under = ""): readonly StepLine[] {
  return listOf(steps).flatMap((step, n) => {
    const here = Array.isArray(steps) ? [...path, n] : path;
    const line = { path: here, kind: stepKind(step), words: stepWords(step), depth, under: n === 0 ? under : "" };
    return [line, ...branchesOf(step).flatMap((one) => stepLines(one.steps, [...here, ...one.path], depth + 1, one.under))];
  });
}

/** A step in a few words: what it is, where it goes, and the time it is given. */
export function stepWords(step: unknown): string {
  if (typeof step === "string") return step;
  const kind = stepKind(step);
  const value = mapping(step);
  if (kind === "once") return ["once", shownOption(value, "by"), shownOption(value, "mark")].filter(Boolean).join(" ");
  if (kind === "parallel" || kind === "branch") return [kind, shownOption(value, "need")].filter(Boolean).join(" ");
  const own = value[kind];
  const words = own === null || own === undefined ? kind : `${kind} ${compact(own)}`;
  return [words, shownOption(value, "timeout"), shownRetry(value["retry"])].filter(Boolean).join("  ");
}

function shownOption(value: Plain, key: string): string {
  if (value[key] === undefined || value[key] === null) return "";
  return key === "timeout" ? inline(value[key]) : `${key} ${inline(value[key])}`;
}

function shownRetry(retry: unknown): string {
  if (retry === undefined || retry === null) return "";
  const times = mapping(retry)["num_retries"];
  return `+${times === undefined ? 1 : inline(times)}`;
}

/** A value without its outermost braces: `exp: 2ms` for `{exp: 2ms}`. */
function compact(value: unknown): string {
  const text = inline(value);
  return text.startsWith("{") && text.endsWith("}") ? text.slice(1, -1).replace(/: /g, " ") : text;
}

/** Every step of a handler, those inside others too, with its path. */
export function everyStep(steps: unknown, path: Path): readonly { step: unknown; path: Path }[] {
  return listOf(steps).flatMap((step, n) => {
    const here = Array.isArray(steps) ? [...path, n] : path;
    return [{ step, path: here }, ...branchesOf(step).flatMap((one) => everyStep(one.steps, [...here, ...one.path]))];
  });
}

// ---------------------------------------------------------------------------------------------------------------- edges

interface Arrow {
  from: string;
  to: string;
  kind: EdgeKind;
  label: string;
  path: Path;
}

function edgesOf(traffics: Plain, nodes: Plain): readonly Edge[] {
  const arrows = [...trafficArrows(traffics), ...Object.entries(nodes).flatMap(([name, value]) => nodeArrows(name, mapping(value)))];
  return joined(arrows, new Set(Object.keys(nodes)));
}

function trafficArrows(traffics: Plain): Arrow[] {
  return Object.entries(traffics).flatMap(([name, value]) => {
    const to = mapping(value)["to"];
    if (typeof to !== "string" || to === "") return [];
    return [{ from: `traffic.${name}`, to: nodeOf(to), kind: "traffic" as const, label: handlerOf(to), path: ["traffic", name, "to"] }];
  });
}

function nodeArrows(name: string, value: Plain): Arrow[] {
  const arrows: Arrow[] = [];
  const named = (key: "consumes" | "dead_letters" | "to", backwards = false): void => {
    const other = value[key];
    if (typeof other !== "string" || other === "") return;
    const ends = backwards ? { from: other, to: name } : { from: name, to: other };
    arrows.push({ ...ends, kind: key, label: key === "to" ? "" : key.replace("_", " "), path: ["nodes", name, key] });
  };
  named("consumes", true);
  named("dead_letters");
  named("to");
  for (const [handler, steps] of Object.entries(mapping(value["on"]))) {
    for (const { step, path } of everyStep(steps, ["nodes", name, "on", handler])) {
      const kind = stepKind(step);
      const target = mapping(step)[kind];
      if (!(kind in GOES_TO) || typeof target !== "string" || target === "") continue;
      arrows.push({ from: name, to: nodeOf(target), kind: kind as EdgeKind, label: labelOf(kind, target), path: [...path, kind] });
    }
  }
  return arrows;
}

function labelOf(kind: string, target: string): string {
  return kind === "call" || kind === "broadcast" ? handlerOf(target) || kind : kind;
}

/** `merchant` of `merchant.deliver`. */
export function nodeOf(target: string): string {
  return target.split(".", 1)[0] ?? target;
}

/** `deliver` of `merchant.deliver`. */
export function handlerOf(target: string): string {
  return target.includes(".") ? target.slice(target.indexOf(".") + 1) : "";
}

/** One edge for all arrows of one kind of relation between the same two boxes, in the order of the text. */
function joined(arrows: readonly Arrow[], nodes: ReadonlySet<string>): readonly Edge[] {
  const found = new Map<string, Edge>();
  for (const { from, to, kind, label, path } of arrows) {
    const id = `${from} ${to}`;
    const before = found.get(id);
    const labels = before ? before.label.split(", ") : [];
    found.set(id, {
      id, from, to,
      kind: before?.kind ?? kind,
      label: label === "" || labels.includes(label) ? (before?.label ?? label) : [...labels, label].filter(Boolean).join(", "),
      paths: [...(before?.paths ?? []), path],
      known: nodes.has(to) && (nodes.has(from) || from.startsWith("traffic.")),
    });
  }
  return [...found.values()];
}

// ------------------------------------------------------------------------------------------------------------- problems

/** The box that a problem belongs to: `nodes.sender.on.message.0` is of `sender`; an empty text where it is of none. */
export function boxOf(where: string, boxes: readonly Box[]): string {
  const matching = boxes.filter((box) => {
    const path = box.kind === "traffic" ? box.id : `nodes.${box.id}`;
    return where === path || where.startsWith(`${path}.`);
  });
  return matching.sort((a, b) => b.id.length - a.id.length)[0]?.id ?? "";
}

// ------------------------------------------------------------------------------------------------------------ the world

/** Whether what stands at a path is given by the round: it, or what it is part of, is one of the `fixed` paths. */
export function isFixed(path: Path, fixed: readonly string[]): boolean {
  const here = path.join(".");
  return fixed.some((one) => here === one || here.startsWith(`${one}.`));
}

/** Whether something at or below a path is given by the round, so that it cannot be taken away or renamed. */
export function holdsFixed(path: Path, fixed: readonly string[]): boolean {
  const here = path.join(".");
  return isFixed(path, fixed) || fixed.some((one) => one.startsWith(`${here}.`));
}
