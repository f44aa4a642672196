import { describe, expect, test } from "vitest";
import type { RoundEntry } from "../api/types";
import { address, choices, chosenIn, matching } from "./filters";

const round = (slug: string, kind: RoundEntry["kind"], level: string, skills: string[]) => ({ slug, kind, level, skills }) as RoundEntry;
const ROUNDS = [
  round("webhooks", "design", "senior", ["cost", "failure modes"]),
  round("edge-flags", "design", "staff", ["cost", "propagation"]),
  round("settlement", "handler", "senior", ["failure modes"]),
];

describe("filters", () => {
  test("an address says what is chosen, and what is chosen has an address", () => {
    const chosen = chosenIn(new URLSearchParams("?skill=failure+modes&kind=design&page=3&level="));
    expect(chosen).toEqual({ kind: "design", skill: "failure modes" });
    expect(address(chosen)).toBe("/rounds?kind=design&skill=failure%20modes");
    expect(address({})).toBe("/rounds");
  });

  test("a round must be of everything chosen", () => {
    expect(matching(ROUNDS, { kind: "design", skill: "failure modes" }).map((one) => one.slug)).toEqual(["webhooks"]);
    expect(matching(ROUNDS, {})).toHaveLength(3);
    expect(matching(ROUNDS, { kind: "query" })).toEqual([]);
  });

  test("each value counts what the other choices leave it", () => {
    const found = choices(ROUNDS, { kind: "design", level: "senior" }, "skill");
    expect(found.map(({ value, count }) => [value, count])).toEqual([["cost", 1], ["failure modes", 1], ["propagation", 0]]);
    expect(choices(ROUNDS, { level: "senior" }, "level").map(({ value, count }) => [value, count])).toEqual([["senior", 2], ["staff", 1]]);
  });

  test("a chosen value leads back, another one takes its place", () => {
    const [design, handler] = choices(ROUNDS, { kind: "design", level: "senior" }, "kind");
    expect([design?.on, design?.to]).toEqual([true, "/rounds?level=senior"]);
    expect([handler?.on, handler?.to]).toEqual([false, "/rounds?kind=handler&level=senior"]);
  });

  test("a value that no round has can be taken back too", () => {
    expect(choices(ROUNDS, { kind: "nonsense" }, "kind").at(-1)).toMatchObject({ value: "nonsense", count: 0, on: true });
  });
});
