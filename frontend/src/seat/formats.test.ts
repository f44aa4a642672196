import { expect, test } from "vitest";
import { clock, digits, intervalOf, measured, plural, quantity, share, time, unitOf } from "./formats";

test.each([
  [0, "0"], [1, "1"], [0.5, "0.5"], [1234, "1,234"], [207_360_000, "207,360,000"], [0.00123, "0.00123"], [2.5e-9, "0.0000000025"], [999.6, "1,000"], [-3.14159, "-3.14"],
])("%d is written %s", (value, text) => {
  expect(digits(value)).toBe(text);
});

test.each([
  [0, "0 s"], [0.25, "250 ms"], [0.0000005, "500 ns"], [0.00021, "210 µs"], [1.5, "1.5 s"], [90, "90 s"], [600, "10 min"], [7200, "2 h"], [172800, "2 d"], [0.9999, "1 s"],
])("%d seconds are %s", (seconds, text) => {
  expect(time(seconds)).toBe(text);
});

test.each([[0.005, "0.5%"], [0.5, "50%"], [1, "100%"], [0.999, "99.9%"], [0.99995, "99.995%"], [0.9912, "99.12%"]])("a share of %d is %s", (value, text) => {
  expect(share(value)).toBe(text);
});

test.each([
  [2000, "rate", "2,000/s"], [3, "count", "3"], [1_234, "count", "1,234"], [123_456, "count", "123,456"], [1_200_000, "count", "1.2 M"], [2.07e11, "size", "207 GB"], [12.5, "money", "12.5"],
  [null, "time", "not measured"], [Number.NaN, "count", "not measured"],
])("%s of %s is %s", (value, unit, text) => {
  expect(quantity(value, unit)).toBe(text);
});

test.each([
  ["p(99) < 250ms", "time"], ["availability >= 99.9%", "share"], ["duplicates == 0", "count"], ["queue max < 100", "count"], ["queue mean < 5", "number"],
  ["utilisation < 70%", "share"], ["cost < 100", "money"], ["spread p(99) < 30s", "time"], ["staleness p(99) < 1s", "time"], ["dead_letters == 0", "count"],
])("%s measures a %s", (threshold, unit) => {
  expect(unitOf(threshold)).toBe(unit);
});

test("an even interval is plus or minus, a lopsided one from and to, none is nothing", () => {
  expect(measured(0.214, [0.211, 0.217], "time")).toBe("214 ms ± 3 ms");
  expect(measured(0.214, [0.21, 0.3], "time")).toBe("214 ms (210 ms to 300 ms)");
  expect(measured(0.214, null, "time")).toBe("214 ms");
  expect(intervalOf(0, [0, 0], "count")).toBe("");
  expect(measured(0.039, [-0.007, 0.085], "time")).toBe("39 ms (up to 85 ms)");
  expect(measured(0.31, [0.3, 0.32], "share")).toBe("31% ± 1%");
});

test.each([[0, "0:00"], [65, "1:05"], [1668.9, "27:48"], [3723, "1:02:03"], [-4, "0:00"]])("%d seconds on the clock are %s", (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test("one is one and two are many", () => {
  expect([plural(1, "event"), plural(2, "event"), plural(0, "reply", "replies")]).toEqual(["1 event", "2 events", "0 replies"]);
});
