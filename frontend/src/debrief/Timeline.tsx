// The log as lines to read, with how the minutes of each phase were used.
import type { Moment, PhaseView } from "../api/types";
import { clock, plural } from "../seat/formats";
import { Prose } from "../seat/Prose";

const QUIET = new Set(["drew", "moved", "paused", "resumed", "runbegan", "examined"]);

export function Timeline({ moments, phases }: { moments: readonly Moment[]; phases: readonly PhaseView[] }) {
  return (
    <section className="part" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol className="spent small">
        {phases.map((phase) => (
          <li key={phase.key} style={{ flexGrow: Math.max(phase.spent / 60, 0.5) }}>
            <b>{phase.title}</b>
            <span className="quiet">
              {clock(phase.spent)} of {clock(phase.minutes * 60)}
            </span>
          </li>
        ))}
      </ol>
      <p className="quiet small">{plural(moments.length, "line")}.</p>
      <ol className="timeline">
        {moments.map((moment) => (
          <li key={moment.seq} id={`log-${moment.seq}`} className={QUIET.has(moment.kind) ? "quiet" : moment.kind}>
            <span className="mono quiet">{clock(moment.at)}</span>
            <div>
              {moment.title}
              {moment.detail && (
                <div className="small quiet">
                  <Prose text={moment.detail} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
