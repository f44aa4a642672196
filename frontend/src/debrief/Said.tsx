// What was said and held to: commitments beside their measurements, estimates beside the round's working, skips.
import type { CheckedEstimate, Debrief, HeldCommitment, SkipView } from "../api/types";
import { clock } from "../seat/formats";
import { Tag, Wide } from "../ui/parts";

export function Commitments({ debrief }: { debrief: Debrief }) {
  if (!debrief.commitments.length) return null;
  return (
    <section className="part" aria-labelledby="commitments">
      <h2 id="commitments">Commitments</h2>
      <Wide>
        <table>
          <thead>
            <tr>
              <th>asked</th>
              <th>you committed to</th>
              <th className="n">at</th>
              <th className="n">measured</th>
            </tr>
          </thead>
          <tbody>
            {debrief.commitments.map((held) => (
              <tr key={held.commitment.key}>
                <td>{held.commitment.question}</td>
                <td>
                  <Value held={held} />
                </td>
                <td className="n mono quiet">{held.commitment.at === null ? "–" : clock(held.commitment.at)}</td>
                <td className={`n ${held.met === null ? "quiet" : held.met ? "met" : "missed"}`}>{held.measured || (held.commitment.value ? "no run measures it" : "–")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

function Value({ held: { commitment } }: { held: HeldCommitment }) {
  const value = commitment.choices[commitment.value] ?? commitment.value;
  switch (commitment.state) {
    case "made":
      return value;
    case "late":
      return (
        <>
          {value} <Tag tone="amber">late, it was due at {clock(commitment.by)}</Tag>
        </>
      );
    case "skipped":
      return <Tag tone="amber">skipped with a reason</Tag>;
    default:
      return <Tag tone="missed">never made</Tag>;
  }
}

export function Estimates({ estimates }: { estimates: readonly CheckedEstimate[] }) {
  if (!estimates.length) return null;
  return (
    <section className="part" aria-labelledby="estimates">
      <h2 id="estimates">Estimates</h2>
      <Wide>
        <table>
          <thead>
            <tr>
              <th>question</th>
              <th className="n">yours</th>
              <th className="n">the round's</th>
              <th>its working</th>
            </tr>
          </thead>
          <tbody>
            {estimates.map((one) => (
              <tr key={one.estimate.key}>
                <td>{one.estimate.question}</td>
                <td className={`n mono ${one.right === null ? "quiet" : one.right ? "met" : "missed"}`}>
                  {one.work ? one.work.problem || one.work.text : "not estimated"}
                </td>
                <td className="n mono">{one.answer}</td>
                <td className="small quiet">{one.working}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

export function Skips({ skips }: { skips: readonly SkipView[] }) {
  if (!skips.length) return null;
  return (
    <section className="part" aria-labelledby="skips">
      <h2 id="skips">Left out on purpose</h2>
      <ul>
        {skips.map((skip) => (
          <li key={skip.seq}>
            <b>{skip.what}</b>: {skip.reason || "no reason given"} <span className="quiet mono">{clock(skip.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
