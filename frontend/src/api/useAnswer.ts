// Asks the server while a page is shown, and again when the page's address or `reload` says so.
import { useCallback, useEffect, useState } from "react";
import { ApiError } from "./client";

export interface Asked<T> {
  data: T | null;
  error: ApiError | null;
  /** Asks again; the old answer stays until the new one is here. */
  reload: () => void;
}

/** The answer of `ask`, asked again whenever `key` changes. An answer that comes too late is dropped. */
export function useAnswer<T>(key: string, ask: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: ApiError | null }>({ key, data: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    ask().then(
      (data) => wanted && setState({ key, data, error: null }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        if (wanted) setState({ key, data: null, error });
      },
    );
    return () => {
      wanted = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` says all that `ask` depends on
  }, [key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const fresh = state.key === key ? state : { data: null, error: null };
  return { data: fresh.data, error: fresh.error, reload };
}
