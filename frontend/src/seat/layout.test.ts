import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { apart, boxHeight, BOX_WIDTH, layOut, placeBeside, type Layout } from "./layout";
import { readBoard, type Board, type Box } from "./model";

const DEFENDED = readBoard(readFileSync("../examples/webhooks-defended.design.yaml", "utf8"));

function overlaps(board: Board, places: Layout): string[] {
  const pairs = board.boxes.flatMap((a, n) => board.boxes.slice(n + 1).map((b) => [a, b] as const));
  return pairs.filter(([a, b]) => {
    const [ax, ay] = places[a.id] as readonly [number, number];
    const [bx, by] = places[b.id] as readonly [number, number];
    return ax < bx + BOX_WIDTH && bx < ax + BOX_WIDTH && ay < by + boxHeight(b) && by < ay + boxHeight(a);
  }).map(([a, b]) => `${a.id} on ${b.id}`);
}

test("the same board is laid out the same way, and no box lies on another", () => {
  const places = layOut(DEFENDED, {});
  expect(layOut(readBoard(DEFENDED.text), {})).toEqual(places);
  expect(Object.keys(places).sort()).toEqual(DEFENDED.boxes.map((box) => box.id).sort());
  expect(overlaps(DEFENDED, places)).toEqual([]);
});

test("arrows lead to the right, or down to the next row", () => {
  const places = layOut(DEFENDED, {});
  for (const edge of DEFENDED.edges) {
    const [[x, y], [toX, toY]] = [places[edge.from] as readonly [number, number], places[edge.to] as readonly [number, number]];
    expect(toX > x || toY > y).toBe(true);
  }
});

test("a long chain is broken into rows", () => {
  const links = Array.from({ length: 9 }, (_, n) => `  s${n}: {kind: service, on: {go: [{call: s${n + 1}.go}]}}`);
  const board = readBoard(`nodes:\n${links.join("\n")}\n  s9: {kind: external, on: {go: [{work: 1ms}]}}\n`);
  const places = layOut(board, {});
  expect(Math.max(...Object.values(places).map(([x]) => x))).toBeLessThan(4 * (BOX_WIDTH + 100));
  expect(overlaps(board, places)).toEqual([]);
});

test("a box that was placed stays, and the others keep clear of it", () => {
  const given: Layout = { api: [400, 40], merchant: [10, 10] };
  const places = layOut(DEFENDED, given);
  expect(places).toMatchObject(given);
  expect(overlaps(DEFENDED, places)).toEqual([]);
});

test("boxes that call each other in a circle are laid out too", () => {
  const board = readBoard("nodes:\n  a: {kind: service, on: {go: [{call: b.go}]}}\n  b: {kind: service, on: {go: [{call: a.go}]}}\n  c: {kind: cache}\n");
  expect(overlaps(board, layOut(board, {}))).toEqual([]);
});

test("an empty board has no places", () => {
  expect(layOut(readBoard(""), {})).toEqual({});
});

test("a new box stands beside the chosen one, or where the board stays compact, and on no other", () => {
  const places = layOut(DEFENDED, {});
  const box = DEFENDED.boxes.find((one) => one.id === "parked") as Box;
  for (const other of [...DEFENDED.boxes.map((one) => one.id), ""]) {
    expect(overlaps(DEFENDED, { ...places, parked: placeBeside(DEFENDED, places, box, other) })).toEqual([]);
  }
  expect(placeBeside(readBoard(""), {}, box, "")).toEqual([0, 0]);
});

test("boxes that are added one after the other do not make the board ever wider", () => {
  let places = layOut(readBoard(""), {});
  let board = readBoard("");
  for (let n = 0; n < 8; n += 1) {
    board = readBoard(`nodes:\n${Array.from({ length: n + 1 }, (_, m) => `  b${m}: {kind: service}\n`).join("")}`);
    places = { ...places, [`b${n}`]: placeBeside(board, places, board.boxes[n] as Box, n > 0 ? `b${n - 1}` : "") };
  }
  expect(overlaps(board, places)).toEqual([]);
  expect(Math.max(...Object.values(places).map(([x]) => x)) + BOX_WIDTH).toBeLessThan(1100);
});

test("a box that has grown pushes down what it came to lie on, and nothing else", () => {
  const board = readBoard("nodes:\n  a: {kind: service, on: {go: [{work: 1ms}, {work: 1ms}, {work: 1ms}]}}\n  b: {kind: cache}\n  c: {kind: cache}\n");
  const places = apart(board, { a: [0, 0], b: [0, 60], c: [400, 60] });
  expect(overlaps(board, places)).toEqual([]);
  expect(places).toMatchObject({ a: [0, 0], c: [400, 60] });
});
