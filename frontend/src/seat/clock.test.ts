import { expect, test } from "vitest";
import type { ClockView, PhaseView } from "../api/types";
import { elapsedAt, nextTurn, portionOf, spentAt } from "./clock";

const phase: PhaseView = { key: "clarify", title: "Clarify", purpose: "", minutes: 5, began: 0, spent: 100, pushes: false, state: "now" };
const clock: ClockView = { elapsed: 100, total: 2700, running: true, paused_for: 0, phase: "clarify", phases: [phase] };

test("a running clock counts on from the last message, a paused one stands", () => {
  expect(elapsedAt(clock, 1000, 3500)).toBe(102.5);
  expect(elapsedAt({ ...clock, running: false }, 1000, 3500)).toBe(100);
});

test("it stops at the end, and never runs backwards", () => {
  expect(elapsedAt(clock, 0, 1e9)).toBe(2700);
  expect(elapsedAt(clock, 2000, 1000)).toBe(100);
});

test("the phase that runs grows with the clock", () => {
  expect(spentAt(phase, clock, 130)).toBe(130);
  expect(spentAt({ ...phase, state: "done" }, clock, 130)).toBe(100);
  expect(portionOf(phase, 150)).toBe(0.5);
  expect(portionOf({ ...phase, state: "done" }, 1)).toBe(1);
});

test("the clock turns at the end of each phase and of the sitting, and not while it stands", () => {
  const two = { ...clock, total: 600, phases: [phase, { ...phase, key: "design" }] };
  expect(nextTurn({ ...two, elapsed: 100 })).toBe(200);
  expect(nextTurn({ ...two, elapsed: 300 })).toBe(300);
  expect(nextTurn({ ...two, elapsed: 600 })).toBeNull();
  expect(nextTurn({ ...two, running: false })).toBeNull();
});
