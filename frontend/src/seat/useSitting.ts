// A sitting, live: the newest view and when it came, progress of runs, and what has been refused. Every view is one the
// server sent; an older one never replaces a newer one.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/client";
import type { Action, SittingView } from "../api/types";
import { nextTurn } from "./clock";
import { act as send, fetchSitting, listen } from "./server";

export interface Sitting {
  readonly id: string;
  readonly view: SittingView;
  /** When the view came, in ms of performance.now(): the clock is counted on from there. */
  readonly came: number;
  readonly live: boolean;
  readonly progress: Readonly<Record<number, number>>;
  /** Does something; the new view is applied. True if the server took it; a refusal is shown. */
  readonly act: (action: Action) => Promise<boolean>;
  readonly take: (view: SittingView) => void;
  readonly refusal: ApiError | null;
  readonly refused: (error: unknown) => void;
  readonly dismiss: () => void;
}

export type Loading = { readonly sitting: Sitting } | { readonly sitting: null; readonly error: ApiError | null };

export function useSitting(id: string): Loading {
  const [seen, setSeen] = useState<{ view: SittingView; came: number } | null>(null);
  const [live, setLive] = useState(true);
  const [progress, setProgress] = useState<Readonly<Record<number, number>>>({});
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [gone, setGone] = useState(false);
  const seq = useRef(0);

  const take = useCallback((view: SittingView) => {
    seq.current = Math.max(seq.current, view.seq);
    setSeen((before) => (before && before.view.seq > view.seq ? before : { view, came: performance.now() }));
  }, []);
  const refused = useCallback((error: unknown) => {
    if (error instanceof ApiError) setRefusal(error);
    else throw error;
  }, []);
  const dismiss = useCallback(() => setRefusal(null), []);
  const act = useCallback(async (action: Action) => {
    try {
      take(await send(id, seq.current, action));
      setRefusal(null);
      return true;
    } catch (error) {
      refused(error);
      return false;
    }
  }, [id, take, refused]);

  useEffect(() => {
    let wanted = true;
    const load = (): void => {
      fetchSitting(id).then((view) => wanted && take(view), (error: unknown) => wanted && error instanceof ApiError && setFailure(error));
    };
    load();
    const stop = listen(id, (message) => {
      if (message.kind === "view") take(message.view);
      else setProgress((before) => ({ ...before, [message.run]: message.progress }));
    }, (is) => {
      setLive(is);
      if (is) load();
    }, () => wanted && setGone(true));
    return () => {
      wanted = false;
      stop();
    };
  }, [id, take]);

  // The clock turns a phase by itself; the page asks for what that changed a moment later.
  useEffect(() => {
    const turn = seen && nextTurn(seen.view.clock);
    if (turn === null) return undefined;
    const timer = window.setTimeout(() => void fetchSitting(id).then(take, () => undefined), Math.min(turn * 1000 + 400, 2 ** 31 - 1));
    return () => window.clearTimeout(timer);
  }, [id, seen, take]);

  if (gone) return { sitting: null, error: new ApiError(404, { message: "This sitting is not there any more." }) };
  if (!seen) return { sitting: null, error: failure };
  return { sitting: { id, ...seen, live, progress, act, take, refusal, refused, dismiss } };
}
