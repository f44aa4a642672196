// What a probe measured, with all that is needed to measure it again: the design as it ran, and the command.
import type { Evidence, Measured, RunView } from "../api/types";
import { clock, measured, plural, unitOf } from "../seat/formats";
import { said } from "../ui/thresholds";
import { Button, Command, Notice, Threshold, Wide } from "../ui/parts";

const SAVED_BY = 60_000; // milliseconds

/** The final design under every probe that the rubric needed. */
export function FinalEvidence({ final }: { final: readonly Evidence[] }) {
  return final.map((evidence) => (
    <div key={evidence.probe} id={`final-${evidence.probe}`} className="evidence">
      <h3>{evidence.probe === "objectives" ? "Under its own load" : `Under "${evidence.probe}"`}</h3>
      {evidence.problem ? <Notice tone="amber">{evidence.problem}</Notice> : <Holds holds={evidence.holds} />}
      <Replay evidence={evidence} />
    </div>
  ));
}

function Holds({ holds }: { holds: readonly Measured[] }) {
  return (
    <Wide>
    <table className="holds">
      <thead>
        <tr>
          <th>of</th>
          <th>threshold</th>
          <th className="n">measured</th>
          <th className="n">
            <span className="unseen">met or not</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {holds.map((one) => (
          <tr key={`${one.subject} ${one.threshold}`}>
            <td>{said(one.subject)}</td>
            <td>
              <Threshold>{one.threshold}</Threshold>
            </td>
            <td className={`n mono ${one.met ? "met" : "missed"}`}>{measured(one.measured, one.ci95, unitOf(one.threshold))}</td>
            <td className={`n small ${one.met ? "met" : "missed"}`}>{one.met ? "met" : "missed"}</td>
          </tr>
        ))}
      </tbody>
    </table>
    </Wide>
  );
}

/** The line that runs it again, and the file that the line names. A run of the sitting has a file of its own, so that two
    runs of one pushback can lie side by side; the server has its text. */
export function Replay({ evidence, run, fetchDesign }: { evidence: Evidence; run?: RunView; fetchDesign?: () => Promise<string> }) {
  if (!evidence.command) return null;
  const named = evidence.command.split(" ").find((word) => word.endsWith(".yaml")) ?? `${evidence.probe}.design.yaml`;
  const name = run ? `${evidence.probe}-run-${run.id}.design.yaml` : named;
  return (
    <p className="replay small quiet">
      <span>
        {run && `Run at ${clock(run.at)}: `}
        {plural(evidence.events, "event")}, seed {evidence.seed}, engine {evidence.engine}
      </span>
      <Command>{evidence.command.replace(named, name)}</Command>
      <Button small onClick={async () => save(name, fetchDesign ? await fetchDesign() : evidence.design)}>
        Save {name}
      </Button>
    </p>
  );
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), SAVED_BY); // at once would be before the browser has read it
}
