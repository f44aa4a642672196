// The clock between two messages of the server: counted here from the reading that came last and the page's monotonic
// time since then. The server's own reading replaces it with every message, so the two never drift apart for long.
import type { ClockView, PhaseView } from "../api/types";

/** Seconds on the sitting's clock, `now` and `came` in milliseconds of `performance.now()`. */
export function elapsedAt(clock: ClockView, came: number, now: number): number {
  const since = clock.running ? Math.max(0, now - came) / 1000 : 0;
  return Math.min(clock.total, clock.elapsed + since);
}

/** What a phase has taken by now: the one that runs grows with the clock. */
export function spentAt(phase: PhaseView, clock: ClockView, elapsed: number): number {
  return phase.state === "now" ? phase.spent + Math.max(0, elapsed - clock.elapsed) : phase.spent;
}

/** How much of a phase is over, 0 to 1, for its bar. */
export function portionOf(phase: PhaseView, spent: number): number {
  if (phase.state === "done") return 1;
  return phase.minutes > 0 ? Math.min(1, spent / (phase.minutes * 60)) : 0;
}

/** Seconds until the clock itself changes something: a phase's end, or the sitting's. None while it stands. */
export function nextTurn(clock: ClockView): number | null {
  if (!clock.running) return null;
  let ends = 0;
  for (const phase of clock.phases) {
    ends += phase.minutes * 60;
    if (ends > clock.elapsed) return ends - clock.elapsed;
  }
  return clock.elapsed < clock.total ? clock.total - clock.elapsed : null;
}
