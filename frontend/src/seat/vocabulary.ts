// The words of the design language, read from the JSON Schema that `hotseat check --schema` prints: which keys a kind
// of node takes, which options a step has, and what each means. Nothing is written down a second time here, so the
// page learns a new key the moment the language has it; only what a newly added box or step should start with is ours.
import schemaText from "../../../src/hotseat/design/design.schema.json?raw";

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** A key that may be written, what it means, and the words it may be where there are only a few. */
export interface Key {
  readonly name: string;
  readonly about: string;
  readonly choices: readonly string[];
  readonly example: string;
}

const schema = JSON.parse(schemaText) as Schema & { readonly $defs: Readonly<Record<string, Schema>> };

function choicesOf(part: Schema): readonly string[] {
  if (part.type === "boolean") return ["true", "false"];
  const branches = part.anyOf?.filter((one) => one.type !== "null") ?? [];
  const only = branches.length === 1 ? branches[0] : undefined;
  return (part.enum ?? only?.enum ?? []).map(String);
}

function exampleOf(part: Schema): string {
  const shape = part.$ref ? schema.$defs[part.$ref.replace("#/$defs/", "")] : part;
  const own = shape?.examples?.[0];
  if (own !== undefined) return String(own);
  const first = shape?.anyOf?.find((one) => one.$ref !== undefined);
  return first && first !== part ? exampleOf(first) : "";
}

function keysOf(part: Schema | undefined): readonly Key[] {
  return Object.entries(part?.properties ?? {}).map(([name, value]) => ({
    name,
    about: value.description ?? "",
    choices: choicesOf(value),
    example: exampleOf(value),
  }));
}

const nodeShapes = schema.$defs["node"]?.oneOf ?? [];

/** Every kind of node, in the order of the documentation's first sentence about them. */
export const KINDS = ["service", "worker", "queue", "topic", "database", "cache", "load_balancer", "external", "edge"] as const;
export type Kind = (typeof KINDS)[number];

export function isKind(word: unknown): word is Kind {
  return KINDS.includes(word as Kind);
}

/** The keys that a kind of node takes besides `kind` and its handlers. */
export const NODE_KEYS: Readonly<Record<string, readonly Key[]>> = Object.fromEntries(
  nodeShapes.map((one) => [
    String(one.properties?.["kind"]?.const),
    keysOf(one).filter((key) => key.name !== "kind" && key.name !== "on"),
  ]),
);

/** Whether a kind of node has handlers. */
export function hasHandlers(kind: string): boolean {
  return nodeShapes.some((one) => one.properties?.["kind"]?.const === kind && one.properties["on"] !== undefined);
}

export const TRAFFIC_KEYS: readonly Key[] = keysOf(schema.$defs["traffic"]);

/** Every kind of step, by name. */
export const STEP_KINDS: readonly string[] = [
  "work", "call", "send", "write", "read", "lookup", "store", "invalidate", "effect", "once", "ack", "nack", "reply",
  "parallel", "branch", "fan_out", "broadcast", "sleep", "fail",
];

/** Steps that may be written as a bare word. */
export const BARE_STEPS: readonly string[] = ["ack", "nack", "reply"];

/** The options of a step besides the key that names it. */
export const STEP_OPTIONS: Readonly<Record<string, readonly Key[]>> = Object.fromEntries(
  STEP_KINDS.map((kind) => [kind, keysOf(schema.$defs[`step_${kind}`]).filter((key) => key.name !== kind)]),
);

/** What a step does, in the words of the documentation. */
export function aboutStep(kind: string): string {
  return schema.$defs[`step_${kind}`]?.description ?? "";
}

/** The steps that go to another node, each with what it may go to. */
export const GOES_TO: Readonly<Record<string, readonly Kind[]>> = {
  call: ["service", "worker", "edge", "external", "database", "load_balancer"],
  broadcast: ["service", "edge"],
  send: ["queue", "topic"],
  lookup: ["cache"],
  store: ["cache"],
  invalidate: ["cache"],
  read: ["database"],
  write: ["database"],
};

/** The options of a step, or the key that names it, that hold steps themselves. */
export const HOLDS_STEPS: Readonly<Record<string, readonly string[]>> = {
  call: ["fallback"],
  send: ["fallback"],
  read: ["fallback"],
  write: ["fallback"],
  lookup: ["miss"],
  fan_out: ["do"],
  once: ["once"],
};

/** What a step starts as when it is added, as YAML in a line. `target` stands where it goes to another node. */
export function freshStep(kind: string, target = ""): string {
  if (kind in GOES_TO) return `{${kind}: ${target || "?"}}`;
  return FRESH_STEPS[kind] ?? kind;
}

const FRESH_STEPS: Readonly<Record<string, string>> = {
  work: "{work: {exp: 2ms}}",
  sleep: "{sleep: 100ms}",
  effect: "{effect: done}",
  once: "{once: [{effect: done}], mark: with}",
  fail: "{fail: 1%}",
  nack: "{nack: 10s}",
  parallel: "{parallel: [[{work: 1ms}], [{work: 1ms}]]}",
  branch: "{branch: [{p: 50%, do: [{work: 1ms}]}]}",
  fan_out: "{fan_out: 10, do: [{work: 1ms}]}",
};

/** What a box of each kind starts as when it is added, as YAML. */
export const FRESH_NODES: Readonly<Record<Kind, string>> = {
  service: "kind: service\nreplicas: 2\non:\n  request:\n    - work: {exp: 2ms}\n",
  worker: "kind: worker\nreplicas: 2\nconcurrency: 8\non:\n  message:\n    - work: {exp: 2ms}\n    - ack\n",
  queue: "{kind: queue, visibility_timeout: 30s, max_deliveries: 10}",
  topic: "{kind: topic, visibility_timeout: 30s, max_deliveries: 10}",
  database: "{kind: database, connections: 100}",
  cache: "{kind: cache, capacity: 10k, eviction: LRU, ttl: 60s}",
  load_balancer: "{kind: load_balancer, balance: ROUND_ROBIN}",
  external: "kind: external\non:\n  request:\n    - work: {p50: 50ms, p99: 500ms}\n",
  edge: "kind: edge\nreplicas: 2\non:\n  request:\n    - work: {exp: 1ms}\n",
};
