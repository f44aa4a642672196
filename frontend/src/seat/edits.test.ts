import { describe, expect, test } from "vitest";
import { connect } from "./connections";
import {
  addHandler, addNode, addStep, addTraffic, EditError, moveStep, referencesTo, removeBox, removeStep, renameBox,
  renameHandler, setAt, setOption, setStep,
} from "./edits";
import { mapping, parse, plainOf, readBoard } from "./model";

const SHOP = `# What the shop promises.
hotseat: 1
name: A shop that charges
traffic:
  orders: {to: shop.order, rate: 200/s}     # at noon
nodes:
  shop:
    kind: service
    replicas: 4        # one a zone, and one to spare
    on:
      order:
        - work: {exp: 2ms}
        - call: bank.charge    # may charge twice
          timeout: 1s
        - send: mails


  bank: {kind: external, on: {charge: [{work: {p50: 80ms, p99: 600ms}}, {effect: charge}]}}
  mails: { kind: queue }
  mailer:
    kind: worker
    consumes: mails
    on:
      message: [{call: bank.charge}, ack]
faults:
  - {crash: shop, between: [bank.charge, mails], at: 60s, for: 30s}
objectives:
  shop: [utilisation < 70%]
  orders: [p(99) < 1s]
`;

const plain = (text: string): Readonly<Record<string, unknown>> => plainOf(parse(text).doc);
const at = (text: string, ...path: string[]): unknown => path.reduce<unknown>((value, key) => mapping(value)[key], plain(text));

/** The lines that one text has and the other has not. */
function changedLines(before: string, after: string): string[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  return [...a.filter((line) => !b.includes(line)).map((line) => `-${line}`), ...b.filter((line) => !a.includes(line)).map((line) => `+${line}`)];
}

describe("an edit changes the lines it is about and no other", () => {
  test("a value", () => {
    expect(changedLines(SHOP, setAt(SHOP, ["nodes", "shop", "replicas"], "8"))).toEqual([
      "-    replicas: 4        # one a zone, and one to spare",
      "+    replicas: 8 # one a zone, and one to spare",
    ]);
  });
  test("a new key", () => {
    expect(changedLines(SHOP, setAt(SHOP, ["nodes", "shop", "queue_limit"], "200"))).toEqual(["+    queue_limit: 200"]);
  });
  test("a new step", () => {
    const after = addStep(SHOP, ["nodes", "shop", "on", "order"], "{sleep: 5ms}", 1);
    expect(changedLines(SHOP, after)).toEqual(["+        - sleep: 5ms"]);
  });
  test("an edit that changes nothing gives back the very text", () => {
    expect(setAt(SHOP, ["nodes", "shop", "replicas"], "4")).toBe(SHOP);
  });
  test("a list that is not indented below its key stays so", () => {
    const flush = "hotseat: 1\nnodes:\n  a:\n    kind: service\n    on:\n      go:\n      - work: 1ms\n      - sleep: 2ms   # nap\n";
    expect(setOption(flush, ["nodes", "a", "on", "go", 0], "work", "3ms")).toBe(flush.replace("work: 1ms", "work: 3ms"));
  });
});

test("comments survive every edit, and so does the order of the keys", () => {
  const edits = [
    renameBox(SHOP, "bank", "acquirer"), renameHandler(SHOP, "shop", "order", "buy"), removeBox(SHOP, "mailer"),
    addNode(SHOP, "cache").text, moveStep(SHOP, ["nodes", "shop", "on", "order", 0], 1), connect(SHOP, "shop", "mails"),
    setStep(SHOP, ["nodes", "shop", "on", "order", 1], "{call: bank.charge, timeout: 2s}"), addTraffic(SHOP).text,
  ];
  for (const text of edits) {
    for (const comment of ["# What the shop promises.", "# at noon", "# one a zone, and one to spare", "# may charge twice"]) {
      expect(text).toContain(comment);
    }
    expect(Object.keys(plain(text))).toEqual(["hotseat", "name", "traffic", "nodes", "faults", "objectives"]);
  }
});

describe("renaming a box", () => {
  test("every reference follows", () => {
    const text = renameBox(renameBox(renameBox(SHOP, "bank", "acquirer"), "mails", "outbox"), "shop", "store");
    expect(text).not.toMatch(/bank|mails|shop\b(?! promises| that)/);
    expect(readBoard(text).edges.every((edge) => edge.known)).toBe(true);
    expect(at(text, "faults")).toEqual([{ crash: "store", between: ["acquirer.charge", "outbox"], at: "60s", for: "30s" }]);
    expect(Object.keys(mapping(at(text, "objectives")))).toEqual(["store", "orders"]);
  });
  test("there and back again is the same design", () => {
    const back = renameBox(renameBox(SHOP, "mails", "outbox"), "outbox", "mails");
    expect(plain(back)).toEqual(plain(SHOP));
  });
  test("a traffic's objectives follow it", () => {
    expect(Object.keys(mapping(at(renameBox(SHOP, "traffic.orders", "buyers"), "objectives")))).toEqual(["shop", "buyers"]);
  });
  test("a name that is taken, or that is none, is refused with a sentence", () => {
    expect(() => renameBox(SHOP, "bank", "shop")).toThrow("There is a 'shop' already.");
    expect(() => renameBox(SHOP, "bank", "a bank")).toThrow(EditError);
  });
  test("a handler's callers follow it", () => {
    const text = renameHandler(SHOP, "bank", "charge", "debit");
    expect(text).toContain("- call: bank.debit    # may charge twice".replace("    #", " #"));
    expect(at(text, "faults")).toEqual([{ crash: "shop", between: ["bank.debit", "mails"], at: "60s", for: "30s" }]);
  });
  test("references inside branches follow too", () => {
    const nested = "hotseat: 1\nnodes:\n  a: {kind: service, on: {go: [{parallel: [[{read: db}], [{lookup: c, miss: [{read: db}, {store: c}]}]]}]}}\n  db: {kind: database}\n  c: {kind: cache}\n";
    const text = renameBox(renameBox(nested, "db", "rows"), "c", "near");
    expect(at(text, "nodes", "a", "on")).toEqual({ go: [{ parallel: [[{ read: "rows" }], [{ lookup: "near", miss: [{ read: "rows" }, { store: "near" }] }]] }] });
  });
});

describe("steps", () => {
  const order = ["nodes", "shop", "on", "order"] as const;
  const steps = (text: string): unknown => mapping(at(text, "nodes", "shop", "on"))["order"];
  test("move, and stay at the ends", () => {
    expect(steps(moveStep(SHOP, [...order, 0], 1))).toEqual([{ call: "bank.charge", timeout: "1s" }, { work: { exp: "2ms" } }, { send: "mails" }]);
    expect(moveStep(SHOP, [...order, 0], -1)).toBe(SHOP);
  });
  test("lose an option, and gain one", () => {
    expect(steps(setOption(SHOP, [...order, 1], "timeout", ""))).toEqual([{ work: { exp: "2ms" } }, { call: "bank.charge" }, { send: "mails" }]);
    const text = setOption(SHOP, [...order, 1], "retry", "{num_retries: 2}");
    expect(text).toContain("          retry: {num_retries: 2}\n");
  });
  test("are taken out", () => {
    expect(steps(removeStep(SHOP, [...order, 1]))).toEqual([{ work: { exp: "2ms" } }, { send: "mails" }]);
  });
  test("what is no YAML is refused and changes nothing", () => {
    expect(() => setStep(SHOP, [...order, 1], "{call: [")).toThrow(EditError);
  });
  test("a handler is added under a free name", () => {
    expect(Object.keys(mapping(at(addHandler(SHOP, "shop").text, "nodes", "shop", "on")))).toEqual(["order", "request"]);
  });
});

test("a new design can begin from an empty text", () => {
  const text = addTraffic(addNode("", "service").text).text;
  expect(plain(text)).toMatchObject({ hotseat: 1, nodes: { service: { kind: "service" } }, traffic: { requests: { to: "service.request" } } });
});

test("a text that cannot be read is not edited", () => {
  expect(() => addNode("hotseat: 1\nnodes: {a: {", "queue")).toThrow("Mend it in the YAML first");
});

test("what stands in an alias is not written through", () => {
  const text = "hotseat: 1\nnodes:\n  a: &one {kind: service, replicas: 2}\n  b: *one\n";
  expect(() => setAt(text, ["nodes", "b", "replicas"], "3")).toThrow("nodes.b is a copy (*one)");
});

test("deleting a box leaves its references to be found", () => {
  expect(referencesTo(SHOP, "bank")).toEqual(["nodes.shop.on.order.1", "nodes.mailer.on.message.0"]);
  expect(readBoard(removeBox(SHOP, "bank")).edges.filter((edge) => !edge.known).map((edge) => edge.to)).toEqual(["bank", "bank"]);
});
