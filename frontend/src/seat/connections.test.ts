import { describe, expect, test } from "vitest";
import { connect, disconnect } from "./connections";
import { addNode, EditError } from "./edits";
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

describe("connecting two boxes writes the step that says it", () => {
  test.each([
    ["shop", "mails", { send: "mails" }],
    ["shop", "bank", { call: "bank.charge" }],
  ])("%s to %s", (from, to, step) => {
    const steps = mapping(at(connect(SHOP, from, to), "nodes", from, "on"))["order"] as unknown[];
    expect(steps[steps.length - 1]).toEqual(step);
  });
  test("to a cache it looks up, to a database it writes", () => {
    const text = addNode(addNode(SHOP, "cache").text, "database").text;
    const steps = mapping(at(connect(connect(text, "shop", "cache"), "shop", "database"), "nodes", "shop", "on"))["order"] as unknown[];
    expect(steps.slice(-2)).toEqual([{ lookup: "cache" }, { write: "database" }]);
  });
  test("a worker's new step goes before its ack", () => {
    const text = connect(addNode(SHOP, "database").text, "mailer", "database");
    expect(mapping(at(text, "nodes", "mailer", "on"))["message"]).toEqual([{ call: "bank.charge" }, { write: "database" }, "ack"]);
  });
  test("a queue is consumed by a worker, and has another queue for dead letters", () => {
    const text = addNode(addNode(SHOP, "worker").text, "queue").text;
    expect(at(connect(text, "mails", "worker"), "nodes", "worker", "consumes")).toBe("mails");
    expect(at(connect(text, "mails", "queue"), "nodes", "mails", "dead_letters")).toBe("queue");
    expect(() => connect(text, "mails", "shop")).toThrow(EditError);
  });
  test("a traffic goes to the first handler", () => {
    expect(at(connect(SHOP, "traffic.orders", "bank"), "traffic", "orders", "to")).toBe("bank.charge");
  });
  test("what is connected can be disconnected", () => {
    const text = connect(addNode(SHOP, "cache").text, "shop", "cache");
    const edge = readBoard(text).edges.find((one) => one.to === "cache");
    expect(plain(disconnect(text, edge?.paths ?? []))).toEqual(plain(addNode(SHOP, "cache").text));
  });
});
