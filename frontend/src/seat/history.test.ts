import { expect, test } from "vitest";
import { begin, changed, redone, undone } from "./history";

const board = (text: string) => ({ text, layout: {} });

test("what is undone can be redone, until something else is done", () => {
  const two = changed(changed(begin(board("a")), board("b"), 0), board("c"), 10);
  expect(undone(undone(two)).now.text).toBe("a");
  expect(redone(undone(two)).now.text).toBe("c");
  expect(redone(changed(undone(two), board("d"), 20)).now.text).toBe("d");
});

test("typing in one go is one step, and a pause begins another", () => {
  let history = begin(board(""));
  history = changed(history, board("a"), 0, "typing");
  history = changed(history, board("ab"), 300, "typing");
  history = changed(history, board("abc"), 2000, "typing");
  expect(undone(history).now.text).toBe("ab");
  expect(undone(undone(history)).now.text).toBe("");
});

test("at the beginning and the end there is nothing to undo or redo", () => {
  const one = begin(board("a"));
  expect(undone(one)).toBe(one);
  expect(redone(one)).toBe(one);
});
