import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { AnswerView } from "../api/types";
import { Asked } from "./Ask";

const offer: AnswerView = {
  seq: 3, at: 20, question: "what about load?", answer: "Which of these do you mean?", fact: null,
  offered: [{ fact: "peak", title: "Traffic at peak" }, { fact: "size", title: "Size of an event" }],
};
const picked: AnswerView = { seq: 4, at: 25, question: "Traffic at peak", answer: "Two thousand a second.", fact: "peak", offered: [] };

describe("a question that was asked", () => {
  test("offers the topics that it may mean, and picks one", () => {
    const act = vi.fn(() => Promise.resolve(true));
    render(<Asked one={offer} later={[]} locked={false} act={act} />);
    fireEvent.click(screen.getByRole("button", { name: "Size of an event" }));
    expect(act).toHaveBeenCalledWith({ do: "pick", fact: "size" });
  });

  test("says what was meant once a topic was picked, and keeps the others for who asked two things", () => {
    render(<Asked one={offer} later={[picked]} locked={false} act={() => Promise.resolve(true)} />);
    expect(screen.getByText("You meant: Traffic at peak.")).toBeTruthy();
    expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual(["Size of an event"]);
  });

  test("offers nothing more once every topic was picked", () => {
    const both = [picked, { ...picked, seq: 5, question: "Size of an event", fact: "size" }];
    render(<Asked one={offer} later={both} locked={false} act={() => Promise.resolve(true)} />);
    expect(screen.getByText("You meant: Traffic at peak; Size of an event.")).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  test("takes no pick while the clock stands", () => {
    render(<Asked one={offer} later={[]} locked act={() => Promise.resolve(true)} />);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Traffic at peak" }).disabled).toBe(true);
  });
});
