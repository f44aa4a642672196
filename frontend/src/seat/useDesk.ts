// The desk of a sitting, for as long as the page is open.
import { useEffect, useState, useSyncExternalStore } from "react";
import { Desk, type Drawn } from "./desk";
import type { Drawing } from "./history";
import { act, conflictOf } from "./server";
import type { Sitting } from "./useSitting";

export function useDesk(sitting: Sitting): readonly [Desk, Drawn] {
  const { id, view, take, refused, live } = sitting;
  const [desk] = useState(() => new Desk(id, view, {
    send: (after, drawing, leaving) => act(id, after, { do: "draw", text: drawing.text, layout: pairs(drawing) }, { leaving }),
    conflictOf, take, refused, keep: window.localStorage, now: () => performance.now(),
  }));
  useEffect(() => desk.see(view), [desk, view]);
  useEffect(() => {
    if (live) void desk.flush();
  }, [desk, live]);
  useEffect(() => {
    const leave = (): void => void desk.flush(true);
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [desk]);
  return [desk, useSyncExternalStore(desk.subscribe, desk.snapshot)];
}

function pairs({ layout }: Drawing): Record<string, [number, number]> {
  return Object.fromEntries(Object.entries(layout).map(([box, [x, y]]) => [box, [x, y] as [number, number]]));
}
