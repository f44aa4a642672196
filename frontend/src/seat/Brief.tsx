// The left column: the prompt, what was asked and answered, the estimates worksheet, what was committed and skipped.
import { useState, type FormEvent, type ReactNode } from "react";
import type { Action, CommitmentView, SittingView } from "../api/types";
import { Button, Tag } from "../ui/parts";
import { Asked } from "./Ask";
import { clock } from "./formats";
import { useElapsed } from "./Phases";
import { Prose } from "./Prose";

interface BriefProps {
  readonly view: SittingView;
  readonly came: number;
  readonly locked: boolean;
  readonly act: (action: Action) => Promise<boolean>;
}

export function Brief(props: BriefProps) {
  return (
    <section className="seat-column seat-left" aria-label="The brief">
      <Part title="Prompt"><Prose text={props.view.prompt} /></Part>
      <Part title="What you asked"><Facts {...props} /></Part>
      <Part title="Estimates"><Worksheet {...props} /></Part>
      <Part title="Commitments"><Commitments {...props} /></Part>
      <Part title="Left out on purpose"><Skips {...props} /></Part>
    </section>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="seat-part">
      <h2 className="label">{title}</h2>
      {children}
    </section>
  );
}

/** A form of one line that empties itself once the server has taken what was written. */
export function Line({ label, button, placeholder, locked, id, began = false, onSend, onLeave, children }: {
  label: string; button: string; placeholder: string; locked: boolean; id?: string; onSend: (text: string) => Promise<boolean>; children?: ReactNode;
  /** Whether it was opened to be written in at once. */
  began?: boolean;
  /** Escape gives up. */
  onLeave?: () => void;
}) {
  const [text, setText] = useState("");
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() !== "" && (await onSend(text.trim()))) setText("");
  };
  return (
    <form className="seat-line" onSubmit={(event) => void send(event)}>
      {children}
      <input id={id} className="field" aria-label={label} placeholder={placeholder} value={text} disabled={locked} autoComplete="off" autoFocus={began} onChange={(event) => setText(event.target.value)} onKeyDown={(event) => event.key === "Escape" && onLeave?.()} />
      <Button type="submit" disabled={locked || text.trim() === ""}>{button}</Button>
    </form>
  );
}

function Facts({ view, locked, act }: BriefProps) {
  return (
    <>
      {view.answers.map((one, place) => <Asked key={one.seq} one={one} later={view.answers.slice(place + 1)} locked={locked} act={act} />)}
      {view.answers.length === 0 && <p className="quiet small">Nothing yet. The interviewer answers from what is known of this system, and says so when it is your call.</p>}
      <Line id="seat-ask" label="Ask the interviewer" button="Ask" placeholder="Ask a question  ( / )" locked={locked} onSend={(text) => act({ do: "ask", text })} />
    </>
  );
}

function Worksheet({ view, locked, act }: BriefProps) {
  const [aim, setAim] = useState("");
  const open = view.estimates.filter((one) => !one.done);
  const chosen = view.estimates.find((one) => one.key === aim);
  return (
    <>
      {view.worksheet.length > 0 && (
        <table className="seat-work">
          <tbody>
            {view.worksheet.map((line) => (
              <tr key={line.seq}>
                <td>
                  <span className="mono">{line.expression}</span>
                  {(line.label || line.estimate) && <div className="quiet small">{line.label || view.estimates.find((one) => one.key === line.estimate)?.question}</div>}
                  {line.problem && <div className="missed small">{line.problem}</div>}
                </td>
                <td className="n mono seat-amount">{line.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {view.estimates.length > 0 && (
        <select className="field" aria-label="What is estimated" value={aim} disabled={locked} onChange={(event) => setAim(event.target.value)}>
          <option value="">A sum of your own</option>
          {view.estimates.map((one) => <option key={one.key} value={one.key}>{one.done ? "✓ " : ""}{one.question} ({one.unit})</option>)}
        </select>
      )}
      <Line
        label={chosen ? `Estimate: ${chosen.question}` : "Estimate"} button="=" placeholder={chosen ? `in ${chosen.unit}` : "e.g. 2000/s * 1.2 kB in GB/day"} locked={locked}
        onSend={async (expression) => {
          const took = await act({ do: "estimate", expression, label: "", estimate: aim || null });
          if (took) setAim("");
          return took;
        }}
      />
      {open.length > 0 && <p className="quiet small">{open.length} of {view.estimates.length} that matter here are open.</p>}
    </>
  );
}

function Commitments(props: BriefProps) {
  const elapsed = useElapsed(props.view.clock, props.came);
  return (
    <ul className="seat-commitments">
      {props.view.commitments.map((one) => <Commitment key={one.key} {...props} one={one} elapsed={elapsed} />)}
    </ul>
  );
}

function Commitment({ one, elapsed, locked, act }: BriefProps & { one: CommitmentView; elapsed: number }) {
  const [editing, setEditing] = useState<"" | "commit" | "skip">("");
  const left = one.by - elapsed;
  const said = one.takes === "choice" ? (one.choices[one.value] ?? one.value) : one.value;
  const done = (took: boolean): boolean => {
    if (took) setEditing("");
    return took;
  };
  return (
    <li>
      <div className="seat-commitment">
        <span>{one.question}</span>
        <Standing one={one} left={left} />
      </div>
      {said && <p className={one.takes === "quantity" ? "mono" : undefined}><b>{said}</b></p>}
      {!locked && editing === "" && (
        <div className="row">
          <Button small aria-label={`${one.value ? "Change" : "Commit"}: ${one.question}`} onClick={() => setEditing("commit")}>{one.value ? "Change" : "Commit"}</Button>
          {one.state !== "skipped" && !one.value && <Button small plain aria-label={`Skip: ${one.question}`} onClick={() => setEditing("skip")}>Skip</Button>}
        </div>
      )}
      {editing === "skip" && <Line label={`Why skip: ${one.question}`} button="Skip" placeholder="Why it can wait" began onLeave={() => setEditing("")} locked={locked} onSend={async (reason) => done(await act({ do: "skip", what: one.question, reason, commitment: one.key }))} />}
      {editing === "commit" && one.takes !== "choice" && (
        <Line label={one.question} button="Commit" placeholder={one.unit ? `e.g. ${EXAMPLES[one.unit] ?? one.unit}` : "In a sentence"} began onLeave={() => setEditing("")} locked={locked} onSend={async (value) => done(await act({ do: "commit", commitment: one.key, value }))} />
      )}
      {editing === "commit" && one.takes === "choice" && (
        <div className="seat-choices" role="group" aria-label={one.question}>
          {Object.entries(one.choices).map(([key, sentence]) => (
            <button key={key} type="button" aria-pressed={one.value === key} onClick={() => void act({ do: "commit", commitment: one.key, value: key }).then(done)}>{sentence}</button>
          ))}
        </div>
      )}
    </li>
  );
}

const EXAMPLES: Readonly<Record<string, string>> = { time: "250ms", rate: "2000/s", share: "99.9%", count: "10k", number: "3", size: "1.2kB", money: "1000" };

function Standing({ one, left }: { one: CommitmentView; left: number }) {
  if (one.state === "made") return <Tag tone="met">{clock(one.at ?? 0)}</Tag>;
  if (one.state === "late") return <Tag tone="amber">late, {clock(one.at ?? 0)}</Tag>;
  if (one.state === "skipped") return <Tag>skipped</Tag>;
  if (one.state === "missed" || left <= 0) return <Tag tone="missed">was due {clock(one.by)}</Tag>;
  return <Tag tone={left < 60 ? "amber" : ""}>{left < 60 ? `in ${Math.ceil(left)} s` : `by ${clock(one.by)}`}</Tag>;
}

function Skips({ view, locked, act }: BriefProps) {
  const [what, setWhat] = useState("");
  return (
    <>
      {view.skips.map((one) => (
        <div key={one.seq} className="seat-fact none">
          <b>{one.what}</b> <span className="quiet small">{clock(one.at)}</span>
          <p className="quiet">{one.reason}</p>
        </div>
      ))}
      <input className="field" aria-label="What you leave out" placeholder="What you leave out" value={what} disabled={locked} autoComplete="off" onChange={(event) => setWhat(event.target.value)} />
      <Line
        label="Why you leave it out" button="Skip it" placeholder="and why" locked={locked || what.trim() === ""}
        onSend={async (reason) => {
          const took = await act({ do: "skip", what: what.trim(), reason, commitment: null });
          if (took) setWhat("");
          return took;
        }}
      />
    </>
  );
}
