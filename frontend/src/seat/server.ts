// What the hot seat asks of the server: the sitting, what is done in it, its runs, and whether a design is one.
import { answer, api, ApiError } from "../api/client";
import type { Action, Checked, LiveMessage, SittingView } from "../api/types";
import type { RunResult } from "./result";

const sitting = (id: string): string => `/api/sittings/${encodeURIComponent(id)}`;

export function fetchSitting(id: string): Promise<SittingView> {
  return answer(api.GET("/api/sittings/{id}", { params: { path: { id } } }));
}

/** Does something in the sitting, having seen its log up to `after`. A refusal is thrown as ApiError (409: a conflict). */
export function act(id: string, after: number, action: Action, { leaving = false } = {}): Promise<SittingView> {
  return answer(api.POST("/api/sittings/{id}/actions", { params: { path: { id } }, body: { after, action }, keepalive: leaving }));
}

export function cancelRun(id: string, run: number): Promise<SittingView> {
  return answer(api.POST("/api/sittings/{id}/runs/{run}/cancel", { params: { path: { id, run } } }));
}

/** A run's whole result; the server's description leaves its shape open, `result.ts` has it. */
export function fetchResult(id: string, run: number): Promise<RunResult> {
  return answer<unknown>(api.GET("/api/sittings/{id}/runs/{run}/result", { params: { path: { id, run } } })) as Promise<RunResult>;
}

/** Where the design of a run can be downloaded as it ran. */
export function designAddress(id: string, run: number): string {
  return `${sitting(id)}/runs/${run}/design`;
}

/** What reading a design found; `floors` tells what each traffic offers and the least latency that light allows it. */
export function check(text: string): Promise<Checked> {
  return answer(api.POST("/api/designs/check", { body: { text } }));
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
