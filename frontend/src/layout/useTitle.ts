import { useEffect } from "react";

/** Sets the document's title, which is what a screen reader says first and a tab shows. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Hotseat` : "Hotseat";
  }, [title]);
}
