// What the hot seat asks of the server: the sitting, what is done in it, its runs, and whether a design is one.
import { ApiError } from "../api/client";
import type { Action, LiveMessage, Problem, SittingView } from "../api/types";
import type { RunResult } from "./result";

/** What reading a design found. `floors` tells what each traffic offers and the least latency that light allows it. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly floors: readonly { readonly traffic: string; readonly rate: number | null; readonly users: number | null; readonly seconds: Readonly<Record<string, number>> }[];
}

async function ask<T>(method: "GET" | "POST", path: string, body?: unknown, keepalive = false): Promise<T> {
  const headers = { "X-Hotseat": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  const response = await fetch(path, { method, headers, keepalive, body: body === undefined ? null : JSON.stringify(body) }).catch(() => {
    throw new ApiError(0, { message: "The server does not answer. What you draw is kept in this browser and sent when it is back." });
  });
  const told: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, told);
  return told as T;
}

const sitting = (id: string): string => `/api/sittings/${encodeURIComponent(id)}`;

export function fetchSitting(id: string): Promise<SittingView> {
  return ask("GET", sitting(id));
}

/** Does something in the sitting, having seen its log up to `after`. A refusal is thrown as ApiError (409: a conflict). */
export function act(id: string, after: number, action: Action, { leaving = false } = {}): Promise<SittingView> {
  return ask("POST", `${sitting(id)}/actions`, { after, action }, leaving);
}

export function cancelRun(id: string, run: number): Promise<unknown> {
  return ask("POST", `${sitting(id)}/runs/${run}/cancel`);
}

export function fetchResult(id: string, run: number): Promise<RunResult> {
  return ask("GET", `${sitting(id)}/runs/${run}/result`);
}

/** Where the design of a run can be downloaded as it ran. */
export function designAddress(id: string, run: number): string {
  return `${sitting(id)}/runs/${run}/design`;
}

export function check(text: string): Promise<Checked> {
  return ask("POST", "/api/designs/check", { text });
}

/** The board that won, where a draw came too late. */
export function conflictOf(error: unknown): SittingView | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const body = error.body as { view?: SittingView } | null;
  return body?.view ?? null;
}

/** The line's last word when the sitting has been deleted. */
const NOT_THERE = 4404;

/** Listens to a sitting until the answer is called; comes back by itself when the line breaks. */
export function listen(id: string, hears: (message: LiveMessage) => void, live: (is: boolean) => void, gone: () => void): () => void {
  let socket: WebSocket | null = null;
  let wait = 500;
  let timer = 0;
  let over = false;
  const open = (): void => {
    socket = new WebSocket(`${window.location.origin.replace(/^http/, "ws")}${sitting(id)}/live`);
    socket.onopen = () => {
      wait = 500;
      live(true);
    };
    socket.onmessage = (event: MessageEvent<string>) => hears(JSON.parse(event.data) as LiveMessage);
    socket.onclose = (event) => {
      if (over) return;
      if (event.code === NOT_THERE) {
        gone();
        return;
      }
      live(false);
      timer = window.setTimeout(open, wait);
      wait = Math.min(10_000, wait * 2);
    };
  };
  open();
  return () => {
    over = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}
