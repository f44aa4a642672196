import { expect, test } from "vitest";
import { day, minutes, told } from "./words";

test("long loops are told in hours", () => {
  expect([45, 120, 480, 825].map(minutes)).toEqual(["45 min", "120 min", "8 h", "13 h 45 min"]);
});

test("what was not told is not repeated in lists", () => {
  expect(told("not told")).toBe("");
  expect(told("size not told")).toBe("");
  expect(told("senior")).toBe("senior");
});

test("a time that cannot be read is shown as it is", () => {
  expect(day("some day")).toBe("some day");
  expect(day("2026-11-24T17:00:00Z")).toContain("2026");
});
