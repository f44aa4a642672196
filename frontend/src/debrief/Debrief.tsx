// The debrief: everything that is told after a sitting, each line with what it rests on. Nothing here is computed by the
// page; it shows the server's `Debrief`, and asks again while the final design is still being measured.
import { useEffect, useState } from "react";
import { answer, api } from "../api/client";
import type { Debrief as DebriefFound, SittingView } from "../api/types";
import { useAnswer, type Asked as Answer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Asked } from "../pages/Asked";
import { day } from "../pages/words";
import { clock } from "../seat/formats";
import { Prose } from "../seat/Prose";
import { Button, ButtonLink, Notice } from "../ui/parts";
import "./debrief.css";
import { Drawing } from "./Drawing";
import { FinalEvidence } from "./Evidence";
import { Predictions } from "./Predictions";
import { Pushbacks } from "./Pushbacks";
import { Rubric } from "./Rubric";
import { Commitments, Estimates, Skips } from "./Said";
import { Timeline } from "./Timeline";
import { Verdict } from "./Verdict";
import { FailureModes, Triage } from "./Work";

const AGAIN = 1500; // milliseconds between two questions whether the final design has been measured

export default function Debrief({ id }: { id: string }) {
  const [calibration, setCalibration] = useState<string>();
  const path = { id };
  const sitting = useAnswer(`sitting ${id}`, () => answer(api.GET("/api/sittings/{id}", { params: { path } })));
  const debrief = useAnswer(`debrief ${id} ${calibration ?? ""}`, () =>
    answer(api.GET("/api/sittings/{id}/debrief", { params: { path, query: { calibration } } })),
  );
  useTitle(debrief.data ? `Debrief: ${debrief.data.title}` : "Debrief");
  useAskAgain(debrief, sitting);
  const shown = useLast(debrief.data);
  if (shown === null) return <Asked of={debrief}>{() => null}</Asked>;
  return (
    <Asked of={sitting}>
      {(view) => (
        <div className="debrief">
          <Head debrief={shown} sitting={view} onCalibration={setCalibration} />
          {debrief.error && <Notice tone="bad">{debrief.error.message}</Notice>}
          {view.finished ? (
            <Parts debrief={shown} sitting={view} onJudged={() => [sitting, debrief].forEach((one) => one.reload())} />
          ) : (
            <NotYet id={id} />
          )}
        </div>
      )}
    </Asked>
  );
}

/** What was shown last, while another calibration's debrief is on its way. */
function useLast(data: DebriefFound | null): DebriefFound | null {
  const [last, setLast] = useState(data);
  if (data !== null && data !== last) setLast(data);
  return data ?? last;
}

/** Asks again while the final design is being measured (or that has failed, and is tried again). */
function useAskAgain(debrief: Answer<DebriefFound>, sitting: Answer<SittingView>): void {
  const waiting = debrief.data !== null && !debrief.data.ready && Boolean(sitting.data?.finished);
  const [again, anew] = [debrief.reload, sitting.reload];
  useEffect(() => {
    if (!waiting) return;
    const timer = window.setTimeout(() => [again, anew].forEach((ask) => ask()), AGAIN);
    return () => window.clearTimeout(timer);
  }, [waiting, debrief.data, again, anew]);
}

function Head({ debrief, sitting, onCalibration }: { debrief: DebriefFound; sitting: SittingView; onCalibration: (key: string) => void }) {
  return (
    <header>
      <p className="label">Debrief</p>
      <h1>{debrief.title}</h1>
      <p className="counts quiet small">
        <span>{day(debrief.began)}</span>
        <span>
          {clock(debrief.clock.elapsed)} of {clock(debrief.clock.total)} on the clock
        </span>
        {debrief.clock.paused_for > 0 && <span>paused for {clock(debrief.clock.paused_for)}</span>}
        <span>
          engine {debrief.engine}, seed {debrief.seed}
        </span>
      </p>
      {sitting.finished && <Tools debrief={debrief} onCalibration={onCalibration} />}
      {sitting.finished && !debrief.ready && <Notice tone="amber">{debrief.progress}</Notice>}
    </header>
  );
}

function Tools({ debrief, onCalibration }: { debrief: DebriefFound; onCalibration: (key: string) => void }) {
  return (
    <div className="row tools">
      <label className="row">
        <span className="label">Whose bar</span>
        <select className="field" value={debrief.calibration} onChange={(event) => onCalibration(event.target.value)}>
          {Object.entries(debrief.calibrations).map(([key, title]) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <span className="grow" />
      <Button plain onClick={() => window.print()}>
        Print
      </Button>
      <a className="button plain" href={`/sittings/${debrief.id}/debrief.html?calibration=${debrief.calibration}`} download>
        As one file
      </a>
      <a className="button plain" href={`/api/sittings/${debrief.id}/export`} download>
        Export the sitting
      </a>
    </div>
  );
}

/** Before the end a debrief would give the round's answers away. */
function NotYet({ id }: { id: string }) {
  return (
    <div className="empty">
      <p>This sitting is still under way. Its debrief comes with the end, since it tells the rubric and the round's own answers.</p>
      <p>
        <ButtonLink to={`/sit/${id}`} hot>
          Go on with it
        </ButtonLink>
      </p>
    </div>
  );
}

function Parts({ debrief, sitting, onJudged }: { debrief: DebriefFound; sitting: SittingView; onJudged: () => void }) {
  return (
    <>
      <Verdict verdict={debrief.verdict} state={measured(debrief, sitting)} />
      <Practise lines={debrief.practise} />
      <Rubric debrief={debrief} sitting={sitting} onJudged={onJudged} />
      <Pushbacks debrief={debrief} />
      <Predictions predictions={debrief.predictions} />
      <Commitments debrief={debrief} />
      <Estimates estimates={debrief.estimates} />
      <Skips skips={debrief.skips} />
      <FailureModes modes={debrief.failure_modes} moments={debrief.timeline} />
      <Triage decisions={debrief.triage} />
      <section className="part" aria-labelledby="final">
        <h2 id="final">The final design</h2>
        <Drawing text={debrief.design} layout={debrief.layout} title="The final design, drawn" />
        <FinalEvidence final={debrief.final} />
        <details>
          <summary>The design as text</summary>
          <pre className="yaml" tabIndex={0}>
            {debrief.design}
          </pre>
        </details>
      </section>
      <Timeline moments={debrief.timeline} phases={debrief.clock.phases} />
      {debrief.sources && (
        <section className="part" aria-labelledby="sources">
          <h2 id="sources">Sources of the round</h2>
          <div className="sources small">
            <Prose text={debrief.sources} />
          </div>
        </section>
      )}
    </>
  );
}

/** How far the measurement of the final design has come. */
function measured(debrief: DebriefFound, sitting: SittingView): "ready" | "measuring" | "failed" {
  if (debrief.ready) return "ready";
  return sitting.unmeasured ? "failed" : "measuring";
}

function Practise({ lines }: { lines: readonly string[] }) {
  if (!lines.length) return null;
  return (
    <section className="part" aria-labelledby="practise">
      <h2 id="practise">What to practise next</h2>
      <ol className="practise">
        {lines.map((line) => (
          <li key={line}>
            <Prose text={line} />
          </li>
        ))}
      </ol>
    </section>
  );
}
