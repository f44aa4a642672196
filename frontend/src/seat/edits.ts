// Changes that the canvas and the inspector make to a design, each from text to text. A change is made on the parsed
// document, which keeps comments and order; then it is laid over the text as it was written, so that lines which did not
// change keep their writer's spacing too. A change that cannot be made throws `EditError` with the sentence to show.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit, type YAMLMap, type YAMLSeq } from "yaml";
import { commonLines, joinTexts } from "./merge";
import { everyStep, inline, mapping, nodeOf, parse, type Path, plainOf, stepKind } from "./model";
import { FRESH_NODES, GOES_TO, type Kind } from "./vocabulary";

export class EditError extends Error {}

const LAYOUT = { lineWidth: 0, flowCollectionPadding: false } as const;

/** The text after `change` was made on its document. */
export function edited(text: string, change: (doc: Document) => void): string {
  const { doc, unreadable } = parse(text === "" ? "hotseat: 1\n" : text);
  if (unreadable) throw new EditError(`Line ${unreadable.line} cannot be read: ${unreadable.message}. Mend it in the YAML first.`);
  if (!isMap(doc.contents)) throw new EditError("The text is not a design: it should begin with `hotseat: 1`.");
  const spelling = { ...LAYOUT, indentSeq: !/^( *)[^\s#-][^\n]*:\n\1- /m.test(text) };
  const before = doc.toString(spelling);
  change(doc);
  const after = doc.toString(spelling);
  if (after === before) return text;
  const kept = laidOver(text, before, after);
  return sameMeaning(kept, after) ? kept : after;
}

/** The change from `before` to `after`, two texts of our making, made to the text of which `before` is our spelling. */
function laidOver(text: string, before: string, after: string): string {
  const [ours, written, changed] = [before.split("\n"), text.split("\n"), after.split("\n")];
  const spelt = new Map(commonLines(ours.map(squeezed), written.map(squeezed)));
  const inHand = (n: number): string => written[spelt.get(n) ?? -1] ?? (ours[n] as string);
  const kept = new Map(commonLines(ours, changed).map(([n, m]) => [m, n]));
  const base = ours.map((_, n) => inHand(n)).join("\n");
  const mine = changed.map((line, m) => (kept.has(m) ? inHand(kept.get(m) as number) : line)).join("\n");
  return joinTexts(base, mine, text).text;
}

/** A line without the spacing that people differ in. */
function squeezed(line: string): string {
  return line.trimEnd().replace(/(\S)\s+/g, "$1 ").replace(/([[{]) | (?=[\]}])/g, "$1");
}

function sameMeaning(a: string, b: string): boolean {
  const [one, other] = [parse(a), parse(b)];
  return one.unreadable === null && inline(plainOf(one.doc)) === inline(plainOf(other.doc)) && comments(one.doc) === comments(other.doc);
}

function comments(doc: Document): number {
  let found = 0;
  const count = (part: { comment?: string | null; commentBefore?: string | null }): void => {
    found += (part.comment ? 1 : 0) + (part.commentBefore ? 1 : 0);
  };
  count(doc);
  visit(doc, { Node: (_, node) => count(node) });
  return found;
}

/** YAML in a line (or a few) as a node of the document. */
function nodeFrom(source: string): Node {
  const part = parseDocument(source, { merge: true });
  if (part.errors[0]) throw new EditError(`\`${source}\` is not YAML: ${part.errors[0].message.split("\n")[0] ?? ""}`);
  return part.contents as Node;
}

/** Refuses to write through an alias: what stands there belongs to the anchor. */
export function writable(doc: Document, path: Path): void {
  for (let depth = 1; depth <= path.length; depth += 1) {
    const here = doc.getIn(path.slice(0, depth), true);
    if (isAlias(here)) throw new EditError(`${path.slice(0, depth).join(".")} is a copy (*${here.source}); change it in the YAML.`);
  }
}

/** Sets what stands at a path to YAML written in a line; an empty line takes the key away. */
export function setAt(text: string, path: Path, source: string): string {
  return edited(text, (doc) => {
    writable(doc, path.slice(0, -1));
    if (source.trim() === "") removeKey(doc, path);
    else replace(doc, path, nodeFrom(source));
  });
}

function replace(doc: Document, path: Path, node: Node): void {
  const before = doc.getIn(path, true);
  if (isScalar(before) && isScalar(node)) {
    before.value = node.value;
    before.source = node.source ?? "";
    if (node.type) before.type = node.type;
    return;
  }
  if (before && typeof before === "object" && "comment" in before) {
    const old = before as Node;
    node.comment ??= old.comment ?? null;
    node.commentBefore ??= old.commentBefore ?? null;
  }
  ensureParents(doc, path);
  doc.setIn(path, node);
}

/** Parents that are missing, or null, become empty mappings. */
function ensureParents(doc: Document, path: Path): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const here = doc.getIn(path.slice(0, depth), true);
    if (here === undefined || (isScalar(here) && here.value === null)) doc.setIn(path.slice(0, depth), doc.createNode({}));
  }
}

export function removeKey(doc: Document, path: Path): void {
  if (doc.hasIn(path)) doc.deleteIn(path);
}

// ----------------------------------------------------------------------------------------------------------------- names

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A name that is free: `service`, `service_2`, ... */
export function freeName(wish: string, taken: readonly string[]): string {
  if (!taken.includes(wish)) return wish;
  let number = 2;
  while (taken.includes(`${wish}_${number}`)) number += 1;
  return `${wish}_${number}`;
}

function checkName(name: string, taken: readonly string[]): void {
  if (!NAME.test(name)) throw new EditError(`'${name}' is no name: a letter, then letters, digits, _ or -.`);
  if (taken.includes(name)) throw new EditError(`There is a '${name}' already.`);
}

function namesAt(doc: Document, path: Path): string[] {
  const here = path.length === 0 ? doc.contents : doc.getIn(path, true);
  return isMap(here) ? here.items.map((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key)) : [];
}

// ----------------------------------------------------------------------------------------------------------------- boxes

/** Adds a node of a kind, under a free name made from it. */
export function addNode(text: string, kind: Kind, wish: string = kind): { text: string; name: string } {
  let name: string = wish;
  const changed = edited(text, (doc) => {
    name = freeName(wish, namesAt(doc, ["nodes"]));
    ensureParents(doc, ["nodes", name]);
    doc.setIn(["nodes", name], nodeFrom(FRESH_NODES[kind]));
  });
  return { text: changed, name };
}

/** Adds a traffic, to the first handler there is. */
export function addTraffic(text: string, to?: string): { text: string; name: string } {
  let name = "requests";
  const changed = edited(text, (doc) => {
    name = freeName(name, namesAt(doc, ["traffic"]));
    const aim = to ?? firstHandler(doc);
    ensureParents(doc, ["traffic", name]);
    doc.setIn(["traffic", name], nodeFrom(`{to: ${aim || "?"}, rate: 100/s}`));
  });
  return { text: changed, name };
}

function firstHandler(doc: Document): string {
  for (const [name, node] of Object.entries(mapping(plainOf(doc)["nodes"]))) {
    const handler = Object.keys(mapping(mapping(node)["on"]))[0];
    if (handler !== undefined) return `${name}.${handler}`;
  }
  return "";
}

/** Takes a box away (`sender`, `traffic.events`). What refers to it stays, and is then a problem that the check shows. */
export function removeBox(text: string, id: string): string {
  return edited(text, (doc) => removeKey(doc, pathOfBox(id)));
}

/** The path of a box in the design. */
export function pathOfBox(id: string): Path {
  return id.startsWith("traffic.") ? ["traffic", id.slice("traffic.".length)] : ["nodes", id];
}

/** Renames a box; every reference to it follows. */
export function renameBox(text: string, id: string, to: string): string {
  const path = pathOfBox(id);
  const from = String(path[1]);
  if (from === to) return text;
  return edited(text, (doc) => {
    checkName(to, namesAt(doc, [path[0] as string]));
    renameKey(doc, path, to);
    renameKey(doc, ["objectives", from], to);
    if (path[0] === "nodes") followNode(doc, from, to);
    else renameInFaults(doc, from, to, ["spike"]);
  });
}

/** Renames a handler; the calls and traffics that go to it follow. */
export function renameHandler(text: string, node: string, from: string, to: string): string {
  if (from === to) return text;
  return edited(text, (doc) => {
    checkName(to, namesAt(doc, ["nodes", node, "on"]));
    renameKey(doc, ["nodes", node, "on", from], to);
    followTargets(doc, `${node}.${from}`, `${node}.${to}`);
  });
}

function renameKey(doc: Document, path: Path, to: string): void {
  const parent = doc.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return;
  const pair = (parent as YAMLMap).items.find((one) => isScalar(one.key) && one.key.value === path[path.length - 1]);
  if (pair && isScalar(pair.key)) {
    pair.key.value = to;
    pair.key.source = to;
  }
}

function followNode(doc: Document, from: string, to: string): void {
  followTargets(doc, from, to);
  for (const name of namesAt(doc, ["nodes"])) {
    for (const key of ["consumes", "dead_letters", "to"]) renameText(doc, ["nodes", name, key], from, to);
  }
  renameInFaults(doc, from, to, ["crash", "slow", "errors", "partition", "link", "flush", "failover", "throttle", "restart"]);
}

/** Renames `from`, whole or before a dot, wherever a traffic or a step goes to it, and in `between` of faults. */
function followTargets(doc: Document, from: string, to: string): void {
  const design = plainOf(doc);
  for (const name of Object.keys(mapping(design["traffic"]))) renameText(doc, ["traffic", name, "to"], from, to);
  for (const [name, node] of Object.entries(mapping(design["nodes"]))) {
    for (const [handler, steps] of Object.entries(mapping(mapping(node)["on"]))) {
      for (const { step, path } of everyStep(steps, ["nodes", name, "on", handler])) {
        const kind = stepKind(step);
        if (kind in GOES_TO) renameText(doc, [...path, kind], from, to);
      }
    }
  }
  renameInFaults(doc, from, to, ["between"]);
}

function renameInFaults(doc: Document, from: string, to: string, keys: readonly string[]): void {
  const faults = doc.getIn(["faults"], true);
  if (!isSeq(faults)) return;
  faults.items.forEach((_, n) => {
    for (const key of keys) {
      renameText(doc, ["faults", n, key], from, to);
      renameText(doc, ["faults", n, key, 0], from, to);
      renameText(doc, ["faults", n, key, 1], from, to);
    }
  });
}

function renameText(doc: Document, path: Path, from: string, to: string): void {
  const parent = doc.getIn(path.slice(0, -1), true);
  if (!isMap(parent) && !isSeq(parent)) return;
  const here = doc.getIn(path, true);
  if (!isScalar(here) || typeof here.value !== "string") return;
  if (here.value !== from && !here.value.startsWith(`${from}.`)) return;
  const name = to + here.value.slice(from.length);
  here.value = name;
  here.source = name;
}

// ----------------------------------------------------------------------------------------------------------------- steps

/** Adds a handler without steps of its own but one. */
export function addHandler(text: string, node: string): { text: string; name: string } {
  let name = "request";
  const changed = edited(text, (doc) => {
    name = freeName(name, namesAt(doc, ["nodes", node, "on"]));
    ensureParents(doc, ["nodes", node, "on", name]);
    doc.setIn(["nodes", node, "on", name], nodeFrom("- work: {exp: 2ms}\n"));
  });
  return { text: changed, name };
}

/** Puts a step (YAML in a line) into the list of steps at `path`, before the step `at`, or at its end. */
export function addStep(text: string, path: Path, source: string, at?: number): string {
  return edited(text, (doc) => {
    writable(doc, path);
    const list = stepList(doc, path);
    const step = nodeFrom(source);
    if (isMap(step) && list.flow !== true && onOneLine(step)) step.flow = false;
    list.items.splice(Math.max(0, Math.min(at ?? list.items.length, list.items.length)), 0, step);
  });
}

/** Whether a step reads well as a block: its values are short. */
function onOneLine(step: YAMLMap): boolean {
  return step.items.every((pair) => isScalar(pair.value) || (isMap(pair.value) && pair.value.flow === true) || isSeq(pair.value));
}

/** The list of steps at a path, made from a single step or from nothing where need be. */
function stepList(doc: Document, path: Path): YAMLSeq {
  const here = doc.getIn(path, true);
  if (isSeq(here)) return here;
  const items = here === undefined || (isScalar(here) && here.value === null) ? [] : [here as Node];
  const list = doc.createNode([]) as YAMLSeq;
  list.items = items;
  ensureParents(doc, path);
  doc.setIn(path, list);
  return list;
}

/** Writes a step anew, from YAML in a line. */
export function setStep(text: string, path: Path, source: string): string {
  if (source.trim() === "") return removeStep(text, path);
  return edited(text, (doc) => {
    writable(doc, path.slice(0, -1));
    const before = doc.getIn(path, true);
    const step = nodeFrom(source);
    if (isMap(step) && isMap(before)) {
      step.flow = before.flow ?? false;
      keepComments(before, step);
    }
    replace(doc, path, step);
  });
}

/** Comments beside keys that both have stay where they were. */
function keepComments(before: YAMLMap, after: YAMLMap): void {
  for (const pair of after.items) {
    const old = before.items.find((one) => isScalar(one.key) && isScalar(pair.key) && one.key.value === pair.key.value);
    if (!old) continue;
    if (old.key && typeof old.key === "object") pair.key = old.key;
    const [was, is] = [old.value as Node | null, pair.value as Node | null];
    if (was?.comment && is) is.comment = was.comment;
  }
}

/** Sets an option of a step, or takes it away (an empty line). A bare word becomes a mapping where it must. */
export function setOption(text: string, path: Path, key: string, source: string): string {
  return edited(text, (doc) => {
    writable(doc, path);
    const here = doc.getIn(path, true);
    if (isScalar(here) && typeof here.value === "string") doc.setIn(path, doc.createNode({ [here.value]: null }));
    if (source.trim() === "") removeKey(doc, [...path, key]);
    else replace(doc, [...path, key], nodeFrom(source));
  });
}

/** Takes a step out of its list. */
export function removeStep(text: string, path: Path): string {
  return edited(text, (doc) => {
    writable(doc, path.slice(0, -1));
    removeKey(doc, path);
  });
}

/** Moves a step up (-1) or down (+1) in its own list; at an end it stays. */
export function moveStep(text: string, path: Path, by: -1 | 1): string {
  return edited(text, (doc) => {
    const list = doc.getIn(path.slice(0, -1), true);
    const from = Number(path[path.length - 1]);
    const to = from + by;
    if (!isSeq(list) || to < 0 || to >= list.items.length) return;
    list.items.splice(to, 0, ...list.items.splice(from, 1));
  });
}

/** Every place of a design that names a box: for the question before it is deleted. */
export function referencesTo(text: string, id: string): readonly string[] {
  const design = plainOf(parse(text).doc);
  const found: string[] = [];
  if (id.startsWith("traffic.")) return found;
  for (const [name, value] of Object.entries(mapping(design["traffic"]))) {
    if (nodeOf(String(mapping(value)["to"])) === id) found.push(`traffic.${name}.to`);
  }
  for (const [name, value] of Object.entries(mapping(design["nodes"]))) {
    if (name === id) continue;
    for (const key of ["consumes", "dead_letters", "to"]) if (mapping(value)[key] === id) found.push(`nodes.${name}.${key}`);
    for (const [handler, steps] of Object.entries(mapping(mapping(value)["on"]))) {
      for (const { step, path } of everyStep(steps, ["nodes", name, "on", handler])) {
        if (nodeOf(String(mapping(step)[stepKind(step)])) === id && stepKind(step) in GOES_TO) found.push(path.join("."));
      }
    }
  }
  return found;
}
