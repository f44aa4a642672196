// How the time was worked with: the six failure modes that are watched for, and what each decision carries for its minutes.
import type { FailureMode, Moment, Triaged } from "../api/types";
import { clock } from "../seat/formats";
import { Tag, Wide } from "../ui/parts";
import { Prose } from "../seat/Prose";
import { LogLinks } from "./LogLinks";

export function FailureModes({ modes, moments }: { modes: readonly FailureMode[]; moments: readonly Moment[] }) {
  if (!modes.length) return null;
  const found = modes.filter((mode) => mode.found);
  return (
    <section className="part" aria-labelledby="failure-modes">
      <h2 id="failure-modes">Failure modes</h2>
      <p className="quiet small">
        {found.length ? `${found.length} of the ${modes.length} that are watched for` : `None of the ${modes.length} that are watched for`}, with the lines of the
        log that tell.
      </p>
      <ul className="modes">
        {[...found, ...modes.filter((mode) => !mode.found)].map((mode) => (
          <li key={mode.key}>
            <Tag tone={mode.found ? "missed" : "met"}>{mode.found ? "found" : "not found"}</Tag>
            <div>
              <b>{mode.title}</b>
              <p className="small quiet">
                {mode.seen} <LogLinks log={mode.log} moments={moments} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const TONES: Record<string, "met" | "missed" | ""> = { "load-bearing": "met", hurts: "missed" };

export function Triage({ decisions }: { decisions: readonly Triaged[] }) {
  if (!decisions.length) return null;
  const most = Math.max(...decisions.map((one) => one.minutes), 1e-9);
  return (
    <section className="part" aria-labelledby="triage">
      <h2 id="triage">Where the minutes went, and what they carry</h2>
      <p className="quiet small">Each decision of the final design was taken out and the design run again: what breaks without it, it carries.</p>
      <Wide>
        <table>
          <thead>
            <tr>
              <th>decision</th>
              <th>minutes spent</th>
              <th>role</th>
              <th>breaks without it</th>
            </tr>
          </thead>
          <tbody>
            {decisions.map((one) => (
              <tr key={one.path}>
                <td>
                  <Prose text={one.what} />
                </td>
                <td className="minutes">
                  <i aria-hidden="true" style={{ width: `${(one.minutes / most) * 90}px` }} />
                  <span className="mono">{clock(one.minutes * 60)}</span>
                </td>
                <td>
                  <Tag tone={TONES[one.role] ?? ""}>{one.role}</Tag>
                </td>
                <td className="small">{one.broken.join(", ") || <span className="quiet">nothing</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}
