// Whether the text is a design: asked of the server a moment after each change, in the words of `hotseat check`.
import { useEffect, useMemo, useState } from "react";
import type { Checked, Problem } from "../api/types";
import type { Unreadable } from "./model";
import { check } from "./server";

export interface Checks extends Pick<Checked, "problems" | "warnings" | "floors"> {
  readonly asked: boolean;
}

const NONE: Checks = { problems: [], warnings: [], floors: [], asked: false };
const REST = 250;

export function useChecks(text: string, unreadable: Unreadable | null): Checks {
  const [found, setFound] = useState<Checks>(NONE);
  useEffect(() => {
    let wanted = true;
    const timer = window.setTimeout(() => {
      check(text).then((one) => wanted && setFound({ ...one, asked: true }), () => undefined); // without a server nothing can be run either
    }, REST);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [text]);
  return useMemo(() => {
    if (!unreadable || found.problems.length > 0) return found;
    const told: Problem = { where: "", message: unreadable.message, line: unreadable.line, file: "" };
    return { ...found, problems: [told] };
  }, [found, unreadable]);
}
