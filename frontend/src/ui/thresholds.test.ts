import { expect, test } from "vitest";
import { inWords, said } from "./thresholds";

test.each([
  ["p(99) < 250ms", "99% within 250ms"],
  ["p(99.9) <= 20s", "99.9% within 20s"],
  ["staleness p(99) < 30s", "99% of answers no older than 30s"],
  ["spread p(99) < 30s", "99% of copies changed within 30s"],
  ["spread max < 1m", "less than 1m until the last copy has changed"],
  ["lost == 0", "none lost"],
  ["duplicates < 20", "fewer than 20 done twice"],
  ["pending <= 5", "at most 5 still to be done at the end"],
  ["availability >= 99.9%", "at least 99.9% answered"],
  ["failed < 1%", "less than 1% fail"],
  ["queue max <= 500", "at most 500 waiting"],
  ["cost <= 2000", "costs at most 2000"],
  ["mean < 3ms", "less than 3ms on average"],
])("%s is said as: %s", (threshold, words) => {
  expect(inWords(threshold)).toBe(words);
});

test("a role is said without its sign", () => {
  expect(["$edge", "edge"].map(said)).toEqual(["edge", "edge"]);
});

test("what there are no words for is left to its own spelling", () => {
  expect(["p(99) > 1s", "novelty < 3", "nonsense"].map(inWords)).toEqual(["", "", ""]);
});
