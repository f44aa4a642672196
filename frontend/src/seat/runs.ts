// Which run and which pushback the page is about.
import type { PushbackView, RunView, SittingView } from "../api/types";

export const OBJECTIVES = "objectives";

/** The pushback that stands open: the last one asked that is neither held nor conceded. */
export function openPushback(view: SittingView): PushbackView | undefined {
  return [...view.pushbacks].reverse().find((one) => one.state !== "held" && one.state !== "conceded");
}

/** Runs that measured something. */
function measured(view: SittingView): readonly RunView[] {
  return view.runs.filter((one) => one.state === "done" && one.evidence !== null && !one.evidence.problem);
}

/** The run that is shown: the chosen one, else the last that measured something. */
export function runShown(view: SittingView, chosen: number | null): RunView | undefined {
  const done = measured(view);
  return done.find((one) => one.id === chosen) ?? done[done.length - 1];
}

/** The run that is under way, the latest if there are more. */
export function runUnderWay(view: SittingView): RunView | undefined {
  return [...view.runs].reverse().find((one) => one.state === "running");
}

/** The run before it on the same probe, if there is one. */
export function runBefore(view: SittingView, run: RunView): RunView | undefined {
  const same = measured(view).filter((one) => one.probe === run.probe && one.id < run.id);
  return same[same.length - 1];
}
