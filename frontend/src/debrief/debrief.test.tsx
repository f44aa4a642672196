import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Moment, VerdictView } from "../api/types";
import { readBoard } from "../seat/model";
import { changedBoxes, Drawing } from "./Drawing";
import { LogLinks, momentOf } from "./LogLinks";
import { offBy } from "./Predictions";
import { Verdict } from "./Verdict";

const DESIGN = `
nodes:
  api:
    kind: service
    on:
      post:
        - {send: deliveries}
  deliveries: {kind: queue, visibility_timeout: 30s}
traffic:
  events: {to: api.post, rate: 10/s}
`;

const moment = (seq: number, at: number): Moment => ({ seq, at, kind: "drew", title: `Line ${seq}`, detail: "" });

describe("log lines", () => {
  test("a stroke in the middle of others belongs to the line that they are", () => {
    const moments = [moment(1, 0), moment(4, 60), moment(9, 125)];
    expect(momentOf(4, moments)?.seq).toBe(4);
    expect(momentOf(7, moments)?.seq).toBe(4);
    expect(momentOf(0, moments)).toBeUndefined();
  });

  test("two strokes of one line are one link, to its place", () => {
    render(<LogLinks log={[4, 5, 9]} moments={[moment(4, 60), moment(9, 125)]} />);
    expect(screen.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
      ["1:00", "#log-4"],
      ["2:05", "#log-9"],
    ]);
  });
});

describe("predictions", () => {
  test("the factor says which way a guess was off", () => {
    expect(offBy({ log_ratio: 1, guessed: "1", measured: "10" })).toBe("10× too low");
    expect(offBy({ log_ratio: Math.log10(0.5), guessed: "2", measured: "1" })).toBe("2× too high");
    expect(offBy({ log_ratio: 0.01, guessed: "1", measured: "1.02" })).toBe("right");
  });

  test("where a zero is involved there is no factor", () => {
    expect(offBy({ log_ratio: null, guessed: "0", measured: "3" })).toBe("");
  });
});

describe("the drawing", () => {
  test("says in words what it shows", () => {
    render(<Drawing text={DESIGN} layout={{}} title="The final design" />);
    const name = screen.getByRole("img").getAttribute("aria-label");
    expect(name).toContain("Boxes: events, api, deliveries.");
    expect(name).toContain("traffic.events to api, api to deliveries");
  });

  test("marks the boxes that changed and no others", () => {
    const after = readBoard(DESIGN.replace("30s", "60s"));
    expect([...changedBoxes(after, readBoard(DESIGN))]).toEqual(["deliveries"]);
  });

  test("a text that is no YAML says so", () => {
    render(<Drawing text="nodes: [" layout={{}} title="Broken" />);
    expect(screen.getByText(/Not a design that can be drawn/)).toBeTruthy();
  });
});

test("the verdict shows its arithmetic and the bars", () => {
  const verdict: VerdictView = {
    verdict: "lean-hire", score: 0.7, points: 7, out_of: 10, bars: { "lean-hire": 0.45, hire: 0.65, "strong-hire": 0.85 },
    held_down_by: ["no-loss"], arithmetic: ["7 of 10 points are 70%.", "'Nothing is lost' must be there."], provisional: "",
  };
  render(<Verdict verdict={verdict} state="ready" />);
  expect(screen.getByText("'Nothing is lost' must be there.")).toBeTruthy();
  expect(screen.getByText("7 of 10 points are 70%.")).toBeTruthy();
  expect(screen.getByRole("img").getAttribute("aria-label")).toContain("Hire from 65%");
});

test.each([
  ["measuring", "Being measured"],
  ["failed", "Not measured"],
] as const)("without a measurement there is no verdict: %s", (state, words) => {
  const verdict: VerdictView = { verdict: "no-hire", score: 0, points: 0, out_of: 0, bars: {}, held_down_by: [], arithmetic: [], provisional: "" };
  render(<Verdict verdict={verdict} state={state} />);
  expect(screen.getByRole("heading").textContent).toContain(words);
  expect(screen.queryByText("No hire")).toBeNull();
});
