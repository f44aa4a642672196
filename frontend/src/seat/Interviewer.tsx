// The right column: what the interviewer is doing, the pushback that is open and why it is asked, the prediction before
// each run, the run itself, and then what was predicted beside what was measured.
import { useState } from "react";
import { Link } from "wouter";
import type { Action, PushbackView, RunView, SittingView } from "../api/types";
import { Button, Notice, Tag } from "../ui/parts";
import { Line, Part } from "./Brief";
import { clock, intervalOf, measured, quantity, unitOf } from "./formats";
import { capital, PredictionForm } from "./PredictionForm";
import { OBJECTIVES, openPushback } from "./runs";

export interface InterviewerProps {
  readonly view: SittingView;
  readonly progress: Readonly<Record<number, number>>;
  readonly locked: boolean;
  /** Whether the board can be run: it is a design, and all of it is at the server. */
  readonly ready: boolean;
  readonly shownRun: number | null;
  readonly act: (action: Action) => Promise<boolean>;
  readonly onRun: (probe: string) => Promise<boolean>;
  readonly onCancel: (run: number) => void;
  readonly onShow: (run: number) => void;
}

export function Interviewer(props: InterviewerProps) {
  const { view, locked, act } = props;
  const open = openPushback(view);
  const over = view.finished !== "";
  const past = view.pushbacks.filter((one) => one !== open);
  const settled = open ? undefined : past[past.length - 1];
  const earlier = past.filter((one) => one !== settled);
  return (
    <aside className="seat-column seat-right" aria-label="The interviewer">
      {over
        ? <Notice tone="blue">The sitting is over. <Link href={`/debrief/${view.id}`}>Read the debrief</Link></Notice>
        : <p className="seat-says" role="status"><span className={`seat-mood ${view.interviewer.state}`} aria-hidden="true" />{view.interviewer.says}</p>}
      {!over && !open && <Purpose view={view} />}
      {open && <Pushback key={open.key} {...props} push={open} number={view.pushbacks.indexOf(open) + 1} />}
      {settled && <Part title="Just answered"><PastPushback key={settled.key} {...props} push={settled} number={view.pushbacks.indexOf(settled) + 1} unfolded /></Part>}
      <Part title="Your design under its own load"><Objectives {...props} folded={view.pushbacks.length > 0} /></Part>
      <Part title="Say it">
        {view.sayings.slice(-3).map((one) => <div key={one.seq} className="seat-fact none"><span className="quiet small">{clock(one.at)}{one.about ? `, on ${one.about}` : ""}</span><p>{one.text}</p></div>)}
        {!over && <Line id="seat-say" label={open ? `Answer: ${open.question}` : "Say a decision and its reason"} button="Say" placeholder={open ? "Your answer, in a sentence" : "A decision and its reason"} locked={locked} onSend={(text) => act({ do: "say", text, about: open?.key ?? null })} />}
      </Part>
      {earlier.length > 0 && <Part title="Asked before">{earlier.map((one) => <PastPushback key={one.key} {...props} push={one} number={view.pushbacks.indexOf(one) + 1} />)}</Part>}
    </aside>
  );
}

/** What this phase is for. */
function Purpose({ view }: { view: SittingView }) {
  const phase = view.clock.phases.find((one) => one.state === "now");
  if (!phase?.purpose) return null;
  return <p className="seat-purpose small"><b>{phase.title}.</b> {phase.purpose}</p>;
}

function Pushback(props: InterviewerProps & { push: PushbackView; number: number }) {
  const { view, push, number, locked, ready, act, onRun } = props;
  const runs = runsOf(view, push.runs);
  const [again, setAgain] = useState(false);
  const running = runs.some((one) => one.state === "running");
  const predicting = !push.prediction || again;
  return (
    <>
      <div className="seat-push">
        <h2 className="label">Pushback {number}, at {clock(push.at)}</h2>
        <p>{push.question}</p>
        <div className="seat-because small">{push.because}</div>
      </div>
      {!running && predicting && view.finished === "" && (
        <Part title={push.runs.length > 0 ? "Predict the next run" : "Predict before it runs"}>
          <PredictionForm
            wanted={push.wanted} locked={locked || !ready} button="Commit and run"
            onSend={async (guesses, holds) => {
              const took = (await act({ do: "predict", probe: push.key, guesses, holds })) && (await onRun(push.key));
              if (took) setAgain(false);
            }}
          />
        </Part>
      )}
      <Runs {...props} runs={runs} wanted={push.wanted} />
      {!running && push.prediction && !again && view.finished === "" && (
        <div className="row">
          <Button hot disabled={locked || !ready} onClick={() => void onRun(push.key)}>{push.runs.length > 0 ? "Run it again" : "Run it"}</Button>
          <Button disabled={locked} onClick={() => setAgain(true)}>Predict anew</Button>
        </div>
      )}
      {push.reveals && <p className="seat-reveals">{push.reveals}</p>}
      {push.state === "broken" && view.finished === "" && <Concession {...props} push={push} />}
    </>
  );
}

function Concession({ push, locked, act }: InterviewerProps & { push: PushbackView }) {
  return (
    <details className="seat-fold">
      <summary>Live with it instead</summary>
      <p className="quiet small">Change the board and run it again to answer; or name this failure as one you accept, and say what it means for those who feel it.</p>
      <Line label="What it means, and why you accept it" button="Concede" placeholder="What it means, and why you accept it" locked={locked} onSend={(reason) => act({ do: "concede", pushback: push.key, reason })} />
    </details>
  );
}

function PastPushback(props: InterviewerProps & { push: PushbackView; number: number; unfolded?: boolean }) {
  const { view, push, number, unfolded = false } = props;
  return (
    <details className="seat-fold" open={unfolded}>
      <summary>
        {number}. {push.question} <Tag tone={push.state === "held" ? "met" : "amber"}>{push.state === "held" ? "held" : push.state}</Tag>
      </summary>
      <p className="seat-because small">{push.because}</p>
      <Runs {...props} runs={runsOf(view, push.runs)} wanted={push.wanted} />
      {push.reveals && <p className="seat-reveals">{push.reveals}</p>}
      {push.conceded && <p className="quiet">Conceded: {push.conceded}</p>}
    </details>
  );
}

function Objectives(props: InterviewerProps & { folded: boolean }) {
  const { view, locked, ready, folded, act, onRun } = props;
  const runs = view.runs.filter((one) => one.probe === OBJECTIVES);
  const running = runs.some((one) => one.state === "running");
  const early = view.board.revision === 0;
  const form = (
    <PredictionForm
      wanted={view.objectives_wanted} locked={locked || !ready || running} button="Predict and run"
      onSend={async (guesses, holds) => {
        if (await act({ do: "predict", probe: OBJECTIVES, guesses, holds })) await onRun(OBJECTIVES);
      }}
      without={() => void onRun(OBJECTIVES)}
    />
  );
  return (
    <>
      {view.finished !== "" ? null : folded || early || runs.length > 0
        ? <details className="seat-fold" id="seat-objectives"><summary>{runs.length > 0 ? "Predict and run again" : "Predict and run"}</summary>{form}</details>
        : <div id="seat-objectives">{form}</div>}
      {!early && !ready && !locked && !running && view.finished === "" && <p className="quiet small">The board cannot be run as it stands; what is wrong is told below it.</p>}
      {early && runs.length === 0 && <p className="quiet small">Once you have drawn something, say here what you expect of it, and run it. As often as you like.</p>}
      <Runs {...props} runs={runs} wanted={view.objectives_wanted} />
    </>
  );
}

function runsOf(view: SittingView, ids: readonly number[]): readonly RunView[] {
  return view.runs.filter((one) => ids.includes(one.id));
}

/** The latest run in full; earlier ones as a line each. */
function Runs({ runs, wanted, view, progress, locked, shownRun, onCancel, onShow }: InterviewerProps & { runs: readonly RunView[]; wanted: PushbackView["wanted"] }) {
  const latest = runs[runs.length - 1];
  if (!latest) return null;
  const earlier = runs.slice(0, -1).reverse();
  return (
    <div className="seat-runs">
      {latest.state === "running"
        ? <Running share={progress[latest.id] ?? latest.progress} locked={locked} onCancel={() => onCancel(latest.id)} />
        : <Outcome run={latest} wanted={wanted} shown={shownRun === latest.id} stale={latest.revision !== view.board.revision} onShow={() => onShow(latest.id)} />}
      {earlier.map((run) => (
        <button key={run.id} type="button" className="seat-earlier" aria-pressed={shownRun === run.id} onClick={() => onShow(run.id)}>
          <span>{clock(run.at)}, board {run.revision}</span> <Verdict run={run} />
        </button>
      ))}
    </div>
  );
}

/** How far a run is, and its end before the end. */
export function Running({ share, locked, onCancel }: { share: number; locked: boolean; onCancel: () => void }) {
  const percent = Math.round(share * 100);
  return (
    <div className="seat-running">
      <span>Running</span>
      <progress max={100} value={percent} aria-label="Running" />
      <span className="mono">{percent} %</span>
      <Button small disabled={locked} onClick={onCancel}>Cancel</Button>
    </div>
  );
}

function Verdict({ run }: { run: RunView }) {
  if (run.state !== "done" || !run.evidence) return <Tag tone="amber">{run.state}</Tag>;
  if (run.evidence.problem) return <Tag tone="amber">could not be run</Tag>;
  const missed = run.evidence.holds.filter((one) => !one.met).length;
  return missed === 0 ? <Tag tone="met">holds</Tag> : <Tag tone="missed">{missed} of {run.evidence.holds.length} missed</Tag>;
}

function Outcome({ run, wanted, shown, stale, onShow }: { run: RunView; wanted: PushbackView["wanted"]; shown: boolean; stale: boolean; onShow: () => void }) {
  const { evidence } = run;
  return (
    <div className="seat-outcome">
      <div className="row">
        <h2 className="label">What happened</h2>
        <Verdict run={run} />
        <div className="grow" />
        {run.state === "done" && !shown && <Button small plain onClick={onShow}>show its charts</Button>}
      </div>
      {run.state === "cancelled" && <p className="quiet">You stopped this run before it had measured anything. The board and your prediction are as they were; run it again when you like.</p>}
      {run.problem && run.state !== "cancelled" && <p className="missed">{run.problem}</p>}
      {evidence?.problem && evidence.problem !== run.problem && <p className="missed">{evidence.problem}</p>}
      {evidence && !evidence.problem && <Beside run={run} wanted={wanted} brief={shown} />}
      {stale && run.state === "done" && <p className="quiet small">The board has changed since this run.</p>}
    </div>
  );
}

/** What was said beside what it was; and the thresholds, unless they stand with the charts already (`brief`). */
function Beside({ run, wanted, brief }: { run: RunView; wanted: PushbackView["wanted"]; brief: boolean }) {
  const guesses = run.prediction?.guesses ?? [];
  const held = run.evidence?.holds.every((one) => one.met) ?? false;
  const rows = wanted.filter((one) => guesses.some((guess) => guess.key === one.key));
  if (brief && rows.length === 0 && run.prediction?.holds == null) return <p className="quiet small">Nothing was predicted. What it came to stands below the board.</p>;
  return (
    <table>
      <thead><tr><th><span className="unseen">what</span></th><th className="n">you said</th><th className="n">it was</th></tr></thead>
      <tbody>
        {rows.map((one) => {
          const guess = guesses.find((each) => each.key === one.key);
          const was = run.evidence?.measures?.[one.measure] ?? null;
          const inside = guess?.low != null && guess.high != null && was !== null ? guess.low <= was && was <= guess.high : null;
          return (
            <tr key={one.key}>
              <td>{capital(one.question)}</td>
              <td className="n mono">
                {guess?.value == null ? "" : quantity(guess.value, one.unit)}
                {guess?.low != null && guess.high != null && <div className="quiet small">{quantity(guess.low, one.unit)} to {quantity(guess.high, one.unit)}</div>}
              </td>
              <td className={`n mono ${inside === null ? "" : inside ? "met" : "missed"}`}>{quantity(was, one.unit)}{inside !== null && <div className="small">{inside ? "inside" : "outside"}</div>}</td>
            </tr>
          );
        })}
        {run.prediction?.holds != null && (
          <tr><td>That it holds</td><td className="n mono">{quantity(run.prediction.holds, "share")}</td><td className={`n ${held ? "met" : "missed"}`}>{held ? "held" : "did not hold"}</td></tr>
        )}
        {!brief && run.evidence?.holds.map((one) => (
          <tr key={`${one.subject} ${one.threshold}`}>
            <td>{one.subject} <span className="mono quiet">{one.threshold}</span></td>
            <td />
            <td className={`n mono ${one.met ? "met" : "missed"}`}>
              {measured(one.measured, null, unitOf(one.threshold))}
              {one.ci95 && <div className="small">{intervalOf(one.measured, one.ci95, unitOf(one.threshold))}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
