import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { arrowsOf, framesOf } from "./arrows";
import { layOut } from "./layout";
import { readBoard } from "./model";
import { pathOf, routes, type Point, type Rect, type Route } from "./routes";

const ROUNDS = "../src/hotseat/rounds";
const DESIGNS = ["webhooks", "edge-flags"].flatMap((round) => ["first-pass", "defended", "over-built"].map((name) => `${ROUNDS}/${round}/designs/${name}.design.yaml`));
const EXAMPLES = ["build-cache", "exchange-settlement", "feed-hybrid", "url-shortener"].map((name) => `../examples/${name}.design.yaml`);

const box = (x: number, y: number): Rect => ({ x, y, width: 100, height: 60 });
const arrow = (from: string, to: string) => ({ id: `${from} ${to}`, from, to, label: "" });

function insides(route: Route, frames: ReadonlyMap<string, Rect>): string[] {
  return route.points.slice(1).flatMap((to, n) => {
    const from = route.points[n] as Point;
    return [...frames].filter(([, one]) => Math.max(from[0], to[0]) > one.x + 1 && Math.min(from[0], to[0]) < one.x + one.width - 1
      && Math.max(from[1], to[1]) > one.y + 1 && Math.min(from[1], to[1]) < one.y + one.height - 1).map(([name]) => name);
  });
}

function onBorder([x, y]: Point, one: Rect): boolean {
  const across = (x === one.x || x === one.x + one.width) && one.y <= y && y <= one.y + one.height;
  return across || ((y === one.y || y === one.y + one.height) && one.x <= x && x <= one.x + one.width);
}

test.each([...DESIGNS, ...EXAMPLES])("no arrow of %s runs through a box", (name) => {
  const board = readBoard(readFileSync(name, "utf8"));
  const places = layOut(board, {});
  const [frames, ways] = [framesOf(board, places), arrowsOf(board, places)];
  expect([...ways.keys()].sort()).toEqual(board.edges.map((edge) => edge.id).sort());
  for (const edge of board.edges) {
    const way = ways.get(edge.id) as Route;
    expect(insides(way, frames)).toEqual([]);
    expect(onBorder(way.points[0] as Point, frames.get(edge.from) as Rect)).toBe(true);
    expect(onBorder(way.points[way.points.length - 1] as Point, frames.get(edge.to) as Rect)).toBe(true);
  }
  expect(arrowsOf(board, places)).toEqual(ways);
});

test("boxes beside each other are connected by one straight line", () => {
  const ways = routes(new Map([["a", box(0, 0)], ["b", box(200, 10)]]), [arrow("a", "b")]);
  expect(ways.get("a b")?.points).toEqual([[100, 40], [200, 40]]);
});

test("a box that stands between is gone around, with right angles only", () => {
  const frames = new Map([["a", box(0, 0)], ["wall", box(180, 0)], ["b", box(360, 0)]]);
  const way = routes(frames, [arrow("a", "b")]).get("a b") as Route;
  expect(insides(way, frames)).toEqual([]);
  for (const [n, to] of way.points.slice(1).entries()) expect(to[0] === way.points[n]?.[0] || to[1] === way.points[n]?.[1]).toBe(true);
});

test("two arrows between the same boxes do not lie on each other", () => {
  const ways = routes(new Map([["a", box(0, 0)], ["b", box(200, 0)]]), [arrow("a", "b"), arrow("b", "a")]);
  expect(ways.get("a b")?.points[0]?.[1]).not.toBe(ways.get("b a")?.points[1]?.[1]);
});

test("a box below is reached from below, one to the left from the left, and a box itself by a loop", () => {
  const frames = new Map([["a", box(0, 0)], ["below", box(0, 200)], ["left", box(-300, 0)]]);
  const ways = routes(frames, [arrow("a", "below"), arrow("a", "left"), arrow("a", "a")]);
  expect(ways.get("a below")?.points[0]?.[1]).toBe(60);
  expect(ways.get("a left")?.points[0]?.[0]).toBe(0);
  expect(insides(ways.get("a a") as Route, frames)).toEqual([]);
});

test("a box close below another is reached by one short line", () => {
  const ways = routes(new Map([["a", box(0, 0)], ["b", box(20, 72)]]), [arrow("a", "b")]);
  expect(ways.get("a b")?.points).toHaveLength(2);
});

test("words stand on no box and on no other words", () => {
  const frames = new Map([["a", box(0, 0)], ["b", box(200, 0)], ["c", box(200, 100)]]);
  const ways = routes(frames, [{ ...arrow("a", "b"), label: "read" }, { ...arrow("a", "c"), label: "write" }]);
  const [one, other] = [ways.get("a b")?.label as Point, ways.get("a c")?.label as Point];
  for (const [x, y] of [one, other]) for (const frame of frames.values()) expect(x > frame.x && x < frame.x + 100 && y > frame.y && y < frame.y + 60).toBe(false);
  expect(Math.abs(one[0] - other[0]) > 30 || Math.abs(one[1] - other[1]) >= 13).toBe(true);
});

test("arrows whose boxes are not there have no way", () => {
  expect(routes(new Map([["a", box(0, 0)]]), [arrow("a", "nowhere")]).size).toBe(0);
});

test("a path has its corners rounded", () => {
  expect(pathOf([[0, 0], [50, 0], [50, 40]])).toBe("M0 0L43 0Q50 0 50 7L50 40");
  expect(pathOf([])).toBe("");
});

test("a hundred boxes with two hundred arrows are gone around too", () => {
  const frames = new Map(Array.from({ length: 100 }, (_, n) => [`n${n}`, box((n % 10) * 160, Math.floor(n / 10) * 100)] as const));
  const arrows = Array.from({ length: 200 }, (_, n) => arrow(`n${n % 100}`, `n${(n * 37 + 11) % 100}`)).filter((one, n, all) => one.from !== one.to && all.findIndex((other) => other.id === one.id) === n);
  const ways = routes(frames, arrows);
  expect(ways.size).toBe(arrows.length);
  const through = [...ways.values()].filter((way) => insides(way, frames).length > 0).length;
  expect(through / ways.size).toBeLessThan(0.05);
});
