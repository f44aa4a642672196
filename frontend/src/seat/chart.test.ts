import { expect, test } from "vitest";
import { atTimes, blames, courses, firstSubject, limitsOf, percentiles, subjects } from "./chart";
import type { RunResult } from "./result";

const result = {
  effects: {},
  traffic: { events: { latency: { p50: 0.01, p90: 0.02, p99: 0.2, "p99.9": null, max: 1, ci95: { p99: [0.19, 0.21] } } } },
  why: { events: { p99: [{ node: "merchant", state: "working", share: 0.8 }, { node: "api", state: "waiting", share: 0.2 }] } },
  series: {
    time: [1, 2],
    traffic: { events: { rate: [10, 11], errors: [0, 0], p50: [0.1, 0.1], p99: [0.2, 0.3], in_flight: [1, 2] } },
    nodes: { api: { queue: [0, 1], utilisation: [0.5, 0.6], replicas: [2, 2] }, log: { queue: [0, 0], utilisation: [null, null] } },
  },
} as unknown as RunResult;

test("percentiles carry their intervals where they have one", () => {
  expect(percentiles(result, "events")[2]).toEqual({ name: "p99", value: 0.2, low: 0.19, high: 0.21 });
  expect(percentiles(result, "events")[3]).toEqual({ name: "p99.9", value: null, low: null, high: null });
  expect(percentiles(result, "nobody").every((one) => one.value === null)).toBe(true);
});

test("what was measured can be looked at over time, and what was not is left out", () => {
  expect(courses(result).map((one) => one.key)).toEqual(["events latency", "events rate", "events in flight", "api queue", "api utilisation", "log queue"]);
});

test("an earlier run is drawn at the times of the later one", () => {
  expect(atTimes([1, 2, 3, 4], [2, 3], [20, 30])).toEqual([null, 20, 30, null]);
  expect(atTimes([1, 2, 3], [1.5, 3], [15, 30])).toEqual([null, 15, 30]);
});

test("the causes of the tail stand beside those of the run before, gone ones too", () => {
  const before = { ...result, why: { events: { p99: [{ node: "merchant", state: "working", share: 0.5 }, { node: "queue", state: "waiting", share: 0.5 }] } } };
  expect(blames(result, before, "events", "p99")).toEqual([
    { node: "merchant", state: "working", share: 0.8, was: 0.5 },
    { node: "api", state: "waiting", share: 0.2, was: 0 },
    { node: "queue", state: "waiting", share: 0, was: 0.5 },
  ]);
  expect(blames(result, null, "events", "p99")[0]?.was).toBeNull();
});

test("thresholds on a traffic's percentiles are drawn at their value; others are not", () => {
  const hold = (subject: string, threshold: string, met = true) => ({ subject, threshold, met, measured: 0.1, ci95: null, missed_by: 0 });
  const holds = [hold("events", "p(99) < 250ms"), hold("events", "p(99.9) <= 2 s", false), hold("events", "availability >= 99.9%"), hold("charge", "p(99) < 5s")];
  expect(limitsOf(holds, "events")).toEqual([
    { percentile: "p99", value: 0.25, words: "< 250 ms", met: true }, { percentile: "p99.9", value: 2, words: "<= 2 s", met: false },
  ]);
});

test("an effect has percentiles too, and what missed its threshold is looked at first", () => {
  const charge = { delay: { count: 3, p50: 1, p90: 3, p99: 9, "p99.9": 9, max: 9, ci95: {} } };
  const both = { ...result, effects: { charge, never: { delay: { count: 0 } } } } as unknown as RunResult;
  expect(subjects(both).map(([name]) => name)).toEqual(["events", "charge"]);
  expect(percentiles(both, "charge")[1]?.value).toBe(3);
  const hold = { subject: "charge", threshold: "p(90) < 2s", met: false, measured: 3, ci95: null, missed_by: 0.5 };
  expect(firstSubject(both, [hold])).toBe("charge");
  expect(firstSubject(both, [{ ...hold, met: true }])).toBe("charge");
  expect(firstSubject(both, [])).toBe("events");
});
