import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SittingView } from "../api/types";
import { Desk, REST, type Line } from "./desk";
import { addNode } from "./edits";
import type { Drawing } from "./history";

const START = "hotseat: 1\nnodes:\n  a: {kind: queue}\n  b: {kind: cache}\n";

class Clash extends Error {
  constructor(readonly view: SittingView) {
    super();
  }
}

/** A server of one sitting: it takes a draw that saw the newest board, and answers any other with a conflict. */
function server(text = START) {
  let seq = 1;
  let board = { text, layout: {} as Drawing["layout"], revision: 1 };
  let drawn = 1;
  const view = (): SittingView => ({ seq, finished: "", board: { ...board, fixed: [] } }) as unknown as SittingView;
  const draw = (after: number, drawing: Drawing): SittingView => {
    if (after < drawn) throw new Clash(view());
    board = { text: drawing.text, layout: drawing.layout, revision: board.revision + 1 };
    drawn = seq += 1;
    return view();
  };
  return { view, draw, happen: () => (seq += 1) };
}

const kept = new Map<string, string>();
const keep: Line["keep"] = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };

function deskAt(one: ReturnType<typeof server>, over: Partial<Line> = {}): Desk {
  return new Desk("x", one.view(), {
    send: (after, drawing) => Promise.resolve().then(() => one.draw(after, drawing)),
    conflictOf: (error) => (error instanceof Clash ? error.view : null),
    take: () => undefined, refused: () => undefined, keep, now: () => performance.now(), ...over,
  });
}

beforeEach(() => {
  kept.clear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test("what is drawn is sent when the hand rests, once", async () => {
  const one = server();
  const send = vi.fn((after: number, drawing: Drawing) => Promise.resolve(one.draw(after, drawing)));
  const desk = deskAt(one, { send });
  desk.write(`${START}# 1`);
  desk.write(`${START}# 2`);
  expect(desk.snapshot().saved).toBe(false);
  await vi.advanceTimersByTimeAsync(REST + 1);
  expect(send).toHaveBeenCalledTimes(1);
  expect(one.view().board.text).toBe(`${START}# 2`);
  expect(desk.snapshot().saved).toBe(true);
  expect(kept.size).toBe(0);
});

test("what another tab drew is taken over when nothing here is unsent, and undo brings back what was here", () => {
  const one = server();
  const desk = deskAt(one);
  one.draw(1, { text: `${START}# theirs`, layout: {} });
  desk.see(one.view());
  expect(desk.snapshot()).toMatchObject({ text: `${START}# theirs`, saved: true, conflict: null });
  desk.undo();
  expect(desk.snapshot().text).toBe(START);
});

test("two changes at once are a conflict; each way of settling it loses nothing", async () => {
  for (const which of ["mine", "theirs", "joined"] as const) {
    kept.clear();
    const one = server();
    const desk = deskAt(one);
    desk.write(START.replace("queue", "topic"));
    one.draw(1, { text: START.replace("cache", "database"), layout: {} });
    await vi.advanceTimersByTimeAsync(REST + 1);
    expect(desk.snapshot().conflict?.joined).toEqual({ text: START.replace("queue", "topic").replace("cache", "database"), clashes: 0 });
    expect(one.view().board.text).toBe(START.replace("cache", "database"));
    desk.settle(which);
    await vi.advanceTimersByTimeAsync(REST + 1);
    const texts = { mine: START.replace("queue", "topic"), theirs: START.replace("cache", "database"), joined: START.replace("queue", "topic").replace("cache", "database") };
    expect(one.view().board.text).toBe(texts[which]);
    expect(desk.snapshot()).toMatchObject({ text: texts[which], saved: true, conflict: null });
    desk.undo();
    expect(desk.snapshot().text).not.toBe(texts[which]);
  }
});

test("a view that comes while something here is unsent is a conflict at once", () => {
  const one = server();
  const desk = deskAt(one);
  desk.write(`${START}# mine`);
  one.draw(1, { text: `${START}# theirs`, layout: {} });
  desk.see(one.view());
  expect(desk.snapshot().conflict).not.toBeNull();
  expect(desk.snapshot().text).toBe(`${START}# mine`);
});

test("other events of the sitting are no conflict", async () => {
  const one = server();
  const desk = deskAt(one);
  desk.write(`${START}# mine`);
  one.happen();
  desk.see(one.view());
  await vi.advanceTimersByTimeAsync(REST + 1);
  expect(one.view().board.text).toBe(`${START}# mine`);
});

test("a drawing that never reached the server is there again after a reload, and sent", async () => {
  const one = server();
  deskAt(one, { send: () => Promise.reject(new Error("away")) }).write(`${START}# unsent`);
  const again = deskAt(one);
  expect(again.snapshot().text).toBe(`${START}# unsent`);
  await vi.advanceTimersByTimeAsync(REST + 1);
  expect(one.view().board.text).toBe(`${START}# unsent`);
});

test("and it stands against what another tab drew meanwhile", () => {
  const one = server();
  deskAt(one, { send: () => Promise.reject(new Error("away")) }).write(`${START}# unsent`);
  one.draw(1, { text: `${START}# theirs`, layout: {} });
  const again = deskAt(one);
  expect(again.snapshot().text).toBe(`${START}# unsent`);
  expect(again.snapshot().conflict?.theirs.board.text).toBe(`${START}# theirs`);
});

test("a drawing that was refused stays here and is told", async () => {
  const one = server();
  const refused = vi.fn();
  const desk = deskAt(one, { send: () => Promise.reject(new Error("too large")), refused });
  desk.write(`${START}# large`);
  expect(await desk.flush()).toBe(false);
  expect(refused).toHaveBeenCalledOnce();
  expect(desk.snapshot()).toMatchObject({ text: `${START}# large`, saved: false });
});

test("while the text cannot be read the canvas keeps the last board, and an edit is refused with its reason", () => {
  const desk = deskAt(server());
  desk.write(`${START}  c: {`);
  expect(desk.snapshot().shown.boxes.map((box) => box.id)).toEqual(["a", "b"]);
  expect(desk.edit((text) => addNode(text, "queue").text)).toBe(false);
  expect(desk.snapshot().complaint).toContain("Mend it in the YAML first");
});

test("a box that was moved keeps its place, in what is sent too", async () => {
  const one = server();
  const desk = deskAt(one);
  desk.place({ a: [40, 80] });
  await vi.advanceTimersByTimeAsync(REST + 1);
  expect(one.view().board.layout["a"]).toEqual([40, 80]);
  expect(Object.keys(one.view().board.layout)).toEqual(["a", "b"]);
  desk.tidy();
  expect(desk.snapshot().places["a"]).not.toEqual([40, 80]);
  desk.undo();
  expect(desk.snapshot().places["a"]).toEqual([40, 80]);
});
