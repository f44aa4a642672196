import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Button, classes, Notice, Tag } from "./parts";

describe("parts", () => {
  test("class names leave out what is empty", () => {
    expect(classes("button", false, undefined, "hot")).toBe("button hot");
  });

  test("a button tells screen readers its key and is no submit button", () => {
    render(<Button shortcut="R">Run</Button>);
    const button = screen.getByRole("button", { name: "Run" });
    expect(button.getAttribute("aria-keyshortcuts")).toBe("R");
    expect(button.getAttribute("type")).toBe("button");
  });

  test("a tag that leads somewhere is a link", () => {
    render(<Tag to="/tags/design">design</Tag>);
    expect(screen.getByRole("link", { name: "design" }).getAttribute("href")).toBe("/tags/design");
  });

  test("a failure is announced at once", () => {
    render(<Notice tone="bad">It broke.</Notice>);
    expect(screen.getByRole("alert").textContent).toBe("It broke.");
  });
});
