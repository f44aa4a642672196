// The clock and the phases: a bar as long as the sitting, each phase as wide as its minutes, filled as it is used up.
import { useEffect, useState } from "react";
import type { ClockView, PhaseView } from "../api/types";
import { elapsedAt, portionOf, spentAt } from "./clock";
import { clock as shown } from "./formats";

/** Seconds on the sitting's clock, counted on between messages. */
export function useElapsed(clock: ClockView, came: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!clock.running) return undefined;
    const timer = window.setInterval(() => setNow(performance.now()), 250);
    return () => window.clearInterval(timer);
  }, [clock.running]);
  return elapsedAt(clock, came, Math.max(now, came));
}

/** The time that is left, large, and what has been used, for those who ask. */
export function Clock({ clock, came }: { clock: ClockView; came: number }) {
  const elapsed = useElapsed(clock, came);
  const left = clock.total - elapsed;
  return (
    <b className={`mono seat-clock${left < 300 ? " ending" : ""}${clock.running ? "" : " quiet"}`} role="timer" aria-label={`${shown(left)} left of ${shown(clock.total)}`} title={`${shown(elapsed)} of ${shown(clock.total)} used`}>
      {shown(left)}
    </b>
  );
}

export function Phases({ clock, came, locked, onMove }: { clock: ClockView; came: number; locked: boolean; onMove: (phase: string) => void }) {
  const elapsed = useElapsed(clock, came);
  const next = clock.phases[clock.phases.findIndex((phase) => phase.state === "now") + 1];
  return (
    <section aria-label="Phases">
      <ol className="seat-phases">
        {clock.phases.map((phase) => (
          <Phase key={phase.key} phase={phase} spent={spentAt(phase, clock, elapsed)} onMove={!locked && phase === next && phase.state === "ahead" ? () => onMove(phase.key) : undefined} />
        ))}
      </ol>
    </section>
  );
}

function Phase({ phase, spent, onMove }: { phase: PhaseView; spent: number; onMove: (() => void) | undefined }) {
  const times = phase.state === "ahead" ? `${phase.minutes} min` : `${shown(spent)} of ${phase.minutes}`;
  return (
    <li className={phase.state} style={{ flexGrow: phase.minutes }} title={phase.purpose} aria-current={phase.state === "now" ? "step" : undefined}>
      {phase.state === "now" && <i style={{ width: `${portionOf(phase, spent) * 100}%` }} />}
      <span>{phase.title} {!onMove && <small className="mono">{times}</small>}</span>
      {onMove && <button type="button" className="button small" aria-label={`go on to ${phase.title}`} title={`Go on to ${phase.title} before its time`} onClick={onMove}>Go on →</button>}
    </li>
  );
}
