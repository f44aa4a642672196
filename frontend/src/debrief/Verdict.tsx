// The verdict, with the arithmetic that leads to it: no number here that cannot be added up by hand.
import type { VerdictView } from "../api/types";
import { VERDICTS } from "../pages/words";
import { digits, share } from "../seat/formats";
import { Notice } from "../ui/parts";

/** `state` says how far the final design's measurement has come; without it there is no verdict. */
export function Verdict({ verdict, state }: { verdict: VerdictView; state: keyof typeof UNMEASURED | "ready" }) {
  if (state !== "ready") return <Unmeasured state={state} />;
  return (
    <section className={`verdict panel ${verdict.verdict}`} aria-labelledby="verdict">
      <div className="row">
        <h2 id="verdict">
          <span className="label">Verdict</span>
          <b>{VERDICTS[verdict.verdict]}</b>
        </h2>
        <p className="score">
          <b>{share(verdict.score)}</b>
          <span className="quiet small">
            {digits(verdict.points)} of {digits(verdict.out_of)} points
          </span>
        </p>
      </div>
      <Bar score={verdict.score} bars={verdict.bars} />
      {verdict.provisional && <Notice tone="amber">{verdict.provisional}</Notice>}
      <ul className="arithmetic small">
        {verdict.arithmetic.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

const UNMEASURED = { measuring: "Being measured", failed: "Not measured" };

function Unmeasured({ state }: { state: keyof typeof UNMEASURED }) {
  return (
    <section className="verdict panel" aria-labelledby="verdict">
      <h2 id="verdict">
        <span className="label">Verdict</span>
        <b>{UNMEASURED[state]}</b>
      </h2>
    </section>
  );
}

/** The score on a line from 0 to 1, with the bar of each step. */
function Bar({ score, bars }: { score: number; bars: VerdictView["bars"] }) {
  const steps = Object.entries(bars).sort(([, a], [, b]) => a - b);
  const told = steps.map(([key, bar]) => `${VERDICTS[key] ?? key} from ${share(bar)}`).join(", ");
  return (
    <div className="bar" role="img" aria-label={`${share(score)}; ${told}`}>
      <i className="fill" style={{ width: `${Math.min(1, score) * 100}%` }} />
      {steps.map(([key, bar]) => (
        <span key={key} className="step" style={{ left: `${bar * 100}%` }}>
          <span>
            {VERDICTS[key] ?? key} <span className="from">{share(bar)}</span>
          </span>
        </span>
      ))}
    </div>
  );
}
