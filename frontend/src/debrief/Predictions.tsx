// What was predicted beside what happened, and how good the predictions were as a whole.
import type { GradedGuess, Predictions as Graded } from "../api/types";
import { digits, share } from "../seat/formats";
import { Wide } from "../ui/parts";

export function Predictions({ predictions }: { predictions: Graded }) {
  const { guesses, beliefs } = predictions;
  if (!guesses.length && !beliefs.length) return null;
  return (
    <section className="part" aria-labelledby="predictions">
      <h2 id="predictions">Predictions</h2>
      <Summary of={predictions} />
      {guesses.length > 0 && (
        <Wide>
          <table>
            <thead>
              <tr>
                <th>question</th>
                <th className="n">you said</th>
                <th className="n">90% between</th>
                <th className="n">it was</th>
                <th className="n">off by</th>
              </tr>
            </thead>
            <tbody>
              {guesses.map((guess) => (
                <tr key={`${guess.run} ${guess.question}`}>
                  <td>
                    {guess.question} <span className="quiet small">{guess.probe === "objectives" ? "own load" : guess.probe}</span>
                  </td>
                  <td className="n mono">{guess.guessed || "–"}</td>
                  <td className={`n mono ${guess.covered === null ? "quiet" : guess.covered ? "met" : "missed"}`}>{guess.interval || "–"}</td>
                  <td className="n mono">{guess.measured}</td>
                  <td className="n small">{offBy(guess)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {beliefs.length > 0 && (
        <table className="beliefs">
          <thead>
            <tr>
              <th>do all thresholds hold?</th>
              <th className="n">you said</th>
              <th className="n">they</th>
              <th className="n">Brier score</th>
            </tr>
          </thead>
          <tbody>
            {beliefs.map((belief) => (
              <tr key={belief.run}>
                <td>{belief.probe === "objectives" ? "under its own load" : `under “${belief.probe}”`}</td>
                <td className="n mono">{share(belief.holds)}</td>
                <td className={`n ${belief.held ? "met" : "missed"}`}>{belief.held ? "held" : "broke"}</td>
                <td className="n mono">{digits(belief.brier, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Summary({ of }: { of: Graded }) {
  const lines = [
    of.median_log_ratio !== null && `Half of the guesses were within a factor of ${digits(10 ** Math.abs(of.median_log_ratio), 2)}`,
    of.intervals > 0 && `${of.covered} of ${of.intervals} intervals of 90% held`,
    of.brier !== null && `Brier score ${digits(of.brier, 2)} on average: 0 is perfect, a coin gets 0.25`,
  ].filter((line) => line !== false);
  return lines.length > 0 && <p className="quiet small">{lines.join(". ")}.</p>;
}

/** The factor between a guess and its outcome; for a zero there is none, only right or wrong. */
export function offBy(guess: Pick<GradedGuess, "log_ratio" | "guessed" | "measured">): string {
  if (guess.log_ratio === null) return "";
  const factor = 10 ** Math.abs(guess.log_ratio);
  if (factor < 1.05) return "right";
  return `${digits(factor, 2)}× too ${guess.log_ratio > 0 ? "low" : "high"}`;
}
