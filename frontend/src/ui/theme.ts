// Light or dark: as the system has it, until the reader chooses; the choice is kept in this browser.
import { useEffect, useState } from "react";

export type Theme = "light" | "dark";

const KEY = "hotseat-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : null;
}

function current(): Theme {
  return chosen() ?? (system.matches ? "dark" : "light");
}

/** Puts the theme on the root element; called before anything is drawn, so that nothing flashes. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = current();
}

/** The theme, and the switch to the other one. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(current);
  useEffect(() => {
    const follow = () => setTheme(current());
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => {
    const other = theme === "dark" ? "light" : "dark";
    localStorage.setItem(KEY, other);
    setTheme(other);
  };
  return [theme, toggle];
}
