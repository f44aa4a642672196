import { expect, test } from "vitest";
import type { SittingView } from "../api/types";
import { guessesOf } from "./guesses";
import { openPushback, runBefore, runShown } from "./runs";
import { nameOf } from "./useKeys";

const run = (id: number, probe: string, state = "done", problem = "") => ({ id, probe, state, evidence: state === "done" ? { problem } : null });
const view = {
  runs: [run(1, "objectives"), run(2, "crash"), run(3, "crash", "cancelled"), run(4, "crash", "done", "nobody plays that role"), run(5, "crash"), run(6, "objectives", "running")],
  pushbacks: [{ key: "crash", state: "held" }, { key: "slow", state: "broken" }, { key: "burst", state: "conceded" }],
} as unknown as SittingView;

test("the run shown is the chosen one, else the last that measured something", () => {
  expect(runShown(view, 2)?.id).toBe(2);
  expect(runShown(view, null)?.id).toBe(5);
  expect(runShown(view, 3)?.id).toBe(5);
});

test("it stands beside the one before it on the same probe", () => {
  const last = runShown(view, null);
  expect(last && runBefore(view, last)?.id).toBe(2);
  const first = runShown(view, 1);
  expect(first && runBefore(view, first)).toBeUndefined();
});

test("the open pushback is the last that is neither held nor conceded", () => {
  expect(openPushback(view)?.key).toBe("slow");
});

test("what is left empty is no guess", () => {
  expect(guessesOf({ a: { value: " 1 ", low: "", high: "" }, b: { value: "", low: " ", high: "" }, c: { value: "", low: "1s", high: "2s" } })).toEqual({
    a: { value: "1", low: null, high: null }, c: { value: null, low: "1s", high: "2s" },
  });
});

test("keys are named alike with Ctrl and with Command", () => {
  const key = (name: string, more = {}) => nameOf({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, ...more });
  expect([key("R"), key("Escape"), key("z", { ctrlKey: true }), key("Z", { metaKey: true, shiftKey: true }), key("?", { shiftKey: true })]).toEqual(["r", "Escape", "Mod+z", "Mod+Shift+z", "?"]);
});
