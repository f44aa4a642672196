import { expect, test } from "vitest";
import { changeBetween, joinTexts } from "./merge";

const BASE = "a\nb\nc\nd\ne";

test("changes of different lines are both kept", () => {
  expect(joinTexts(BASE, "A\nb\nc\nd\ne", "a\nb\nc\nd\nnew\ne")).toEqual({ text: "A\nb\nc\nd\nnew\ne", clashes: 0 });
});

test("the same change on both sides is one change", () => {
  expect(joinTexts(BASE, "a\nX\nc\nd\ne", "a\nX\nc\nd\ne")).toEqual({ text: "a\nX\nc\nd\ne", clashes: 0 });
});

test("two changes of one line clash, and mine stands", () => {
  expect(joinTexts(BASE, "a\nmine\nc\nd\ne", "a\ntheirs\nc\nd\nE")).toEqual({ text: "a\nmine\nc\nd\nE", clashes: 1 });
});

test("neighbouring lines can be changed without a clash, as long as none is added or taken away", () => {
  expect(joinTexts(BASE, "a\nB\nc\nd\ne", "a\nb\nC\nd\ne")).toEqual({ text: "a\nB\nC\nd\ne", clashes: 0 });
  expect(joinTexts(BASE, "a\nB\nnew\nc\nd\ne", "a\nb\nC\nd\ne").text).toContain("B\nnew");
});

test("where one side did nothing the other's text comes out", () => {
  const texts = ["", "x", BASE, "e\nd\nc\nb\na", `${BASE}\n`];
  for (const text of texts) {
    expect(joinTexts(BASE, text, BASE)).toEqual({ text, clashes: 0 });
    expect(joinTexts(BASE, BASE, text)).toEqual({ text, clashes: 0 });
  }
});

test.each([["", ""], ["abc", "abc"], ["abc", "abXc"], ["aaa", "aa"], ["abc", ""], ["one two", "one 2 two"]])("the change between %j and %j makes one the other", (before, after) => {
  const change = changeBetween(before, after);
  expect(change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before).toBe(after);
});
