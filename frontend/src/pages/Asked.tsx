// What a page shows while it waits for the server's answer, and when the answer is no.
import type { ReactNode } from "react";
import type { Asked as Answer } from "../api/useAnswer";
import { Button, Notice } from "../ui/parts";
import { NotFound } from "./NotFound";

/** The answer, drawn by `children`; before it is there a word, and a sentence if there is none. */
export function Asked<T>({ of, children }: { of: Answer<T>; children: (data: T) => ReactNode }) {
  if (of.data !== null) return <>{children(of.data)}</>;
  if (of.error === null) return <p className="quiet">Loading…</p>;
  if (of.error.status === 404) return <NotFound />;
  return (
    <Notice tone="bad">
      <p>{of.error.message}</p>
      <p>
        <Button onClick={of.reload}>Try again</Button>
      </p>
    </Notice>
  );
}
