import { expect, test } from "vitest";
import { readFileSync, readdirSync } from "node:fs";
import { boxOf, holdsFixed, isFixed, readBoard, stepWords } from "./model";
import { addNode, removeBox } from "./edits";
import { plainOf, parse } from "./model";
import { HOLDS_STEPS, KINDS, NODE_KEYS, STEP_KINDS, STEP_OPTIONS } from "./vocabulary";

const EVERY_STEP = `hotseat: 1
traffic:
  t: {to: s.go, rate: 1/s}
nodes:
  s:
    kind: service
    on:
      go:
        - call: x.do
          fallback: [{send: q}]
        - broadcast: e.update
        - lookup: c
          miss: [{read: db}, {store: c2}]
        - invalidate: c3
        - branch: [{p: 50%, do: [{write: db2}]}]
        - parallel: [[{call: x2.do}], {call: x3.do}]
        - fan_out: 3
          do: [{call: x4.do}]
        - once: [{call: x5.do}]
  lb: {kind: load_balancer, to: s}
  q: {kind: queue, dead_letters: dead}
  dead: {kind: queue}
  w: {kind: worker, consumes: q, on: {message: {call: x.do}}}
  x: {kind: external, on: {do: [{work: 1ms}]}}
`;

test("every step that goes somewhere is an edge, wherever it stands", () => {
  const edges = readBoard(EVERY_STEP).edges.map((edge) => `${edge.from} ${edge.kind} ${edge.to}`);
  expect(edges).toEqual([
    "traffic.t traffic s", "s call x", "s send q", "s broadcast e", "s lookup c", "s read db", "s store c2", "s invalidate c3",
    "s write db2", "s call x2", "s call x3", "s call x4", "s call x5", "lb to s", "q dead_letters dead", "q consumes w", "w call x",
  ]);
});

test("several relations between the same two boxes are one arrow with all their names and places", () => {
  const text = "hotseat: 1\nnodes:\n  a: {kind: service, on: {go: [{read: d}, {write: d}, {read: d}]}}\n  d: {kind: database}\n";
  expect(readBoard(text).edges).toEqual([
    { id: "a d", from: "a", to: "d", kind: "read", label: "read, write", known: true, paths: [0, 1, 2].map((n) => ["nodes", "a", "on", "go", n, n === 1 ? "write" : "read"]) },
  ]);
});

test("an arrow to what is not there is shown as such", () => {
  const unknown = readBoard(EVERY_STEP).edges.filter((edge) => !edge.known).map((edge) => edge.to);
  expect(unknown).toEqual(["e", "c", "db", "c2", "c3", "db2", "x2", "x3", "x4", "x5"]);
});

test("handlers are listed as lines, inner steps below their own", () => {
  const lines = readBoard(EVERY_STEP).boxes.find((box) => box.id === "s")?.handlers[0]?.steps ?? [];
  expect(lines.slice(0, 6).map((line) => [line.depth, line.under, line.words])).toEqual([
    [0, "", "call x.do"], [1, "fallback", "send q"], [0, "", "broadcast e.update"], [0, "", "lookup c"], [1, "miss", "read db"], [1, "", "store c2"],
  ]);
});

test.each([
  ["ack", "ack"],
  [{ work: { exp: "2ms" } }, "work exp 2ms"],
  [{ call: "bank.charge", timeout: "1s", retry: { num_retries: 2 } }, "call bank.charge  1s  +2"],
  [{ once: [{ effect: "charge" }], mark: "with" }, "once mark with"],
  [{ fail: "0.5%" }, "fail 0.5%"],
  [{ nack: "10s" }, "nack 10s"],
])("a step is read in a few words: %j", (step, words) => {
  expect(stepWords(step)).toBe(words);
});

test("a text that is no YAML tells its line and shows no boxes", () => {
  expect(readBoard("hotseat: 1\nnodes: {a: [}\n")).toMatchObject({ boxes: [], unreadable: { line: 2 } });
});

test.each(["", "just words", "- a list", "nodes: [1, 2]", "nodes: {a: 3}\ntraffic: {t: }", "nodes: {a: {on: {go: 7}}}"])("whatever stands there is read as far as it goes: %j", (text) => {
  expect(readBoard(text).unreadable).toBeNull();
});

test("a problem belongs to the box whose path it begins with", () => {
  const { boxes } = readBoard("traffic: {a: {}}\nnodes: {a: {}, ab: {}}\n");
  expect(boxOf("nodes.ab.replicas", boxes)).toBe("ab");
  expect(boxOf("nodes.a", boxes)).toBe("a");
  expect(boxOf("traffic.a.rate", boxes)).toBe("traffic.a");
  expect(boxOf("objectives.a", boxes)).toBe("");
});

test("the vocabulary is the language's own", () => {
  expect(Object.keys(NODE_KEYS).sort()).toEqual([...KINDS].sort());
  for (const kind of KINDS) expect(NODE_KEYS[kind]?.length).toBeGreaterThan(0);
  expect(NODE_KEYS["database"]?.map((key) => key.name)).toContain("read_replicas");
  expect(STEP_OPTIONS["call"]?.map((key) => key.name)).toContain("circuit_breaker");
  const schema = readFileSync("../src/hotseat/design/design.schema.json", "utf8");
  const known = Object.keys((JSON.parse(schema) as { $defs: object }).$defs).filter((name) => name.startsWith("step_"));
  expect(known.sort()).toEqual(STEP_KINDS.map((kind) => `step_${kind}`).sort());
  for (const [kind, keys] of Object.entries(HOLDS_STEPS)) {
    for (const key of keys) expect([kind, ...(STEP_OPTIONS[kind]?.map((one) => one.name) ?? [])]).toContain(key);
  }
});

const EXAMPLES = readdirSync("../examples").filter((name) => name.endsWith(".design.yaml"));

test.each(EXAMPLES)("%s: every arrow leads somewhere, and a box added and taken away leaves the file as it was", (name) => {
  const text = readFileSync(`../examples/${name}`, "utf8");
  const board = readBoard(text);
  expect(board.edges.filter((edge) => !edge.known)).toEqual([]);
  const added = addNode(text, "queue", "a_new_one");
  const back = removeBox(added.text, added.name);
  expect(plainOf(parse(back).doc)).toEqual(plainOf(parse(text).doc));
  expect(back).toBe(text);
});

test("what the round gives is fixed, with all below it; what holds some of it cannot be taken away", () => {
  const fixed = ["traffic.events.rate", "nodes.merchants"];
  expect(isFixed(["nodes", "merchants", "on", "deliver", 0], fixed)).toBe(true);
  expect(isFixed(["nodes", "merchants_2"], fixed)).toBe(false);
  expect(isFixed(["traffic", "events"], fixed)).toBe(false);
  expect(holdsFixed(["traffic", "events"], fixed)).toBe(true);
  expect(holdsFixed(["traffic", "event"], fixed)).toBe(false);
});
