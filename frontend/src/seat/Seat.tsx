// The hot seat: a sitting while its clock runs. Loaded by itself, with the canvas, the editor and the charts.
import "@xyflow/react/dist/base.css";
import "./seat.css";
import { useState } from "react";
import { useLocation } from "wouter";
import { Brand, ThemeSwitch } from "../layout/Header";
import { useTitle } from "../layout/useTitle";
import { Button, ButtonLink, Notice } from "../ui/parts";
import { Brief } from "./Brief";
import type { Desk, Drawn } from "./desk";
import { Drawing } from "./Drawing";
import { ConflictDialog, FinishDialog, Help } from "./Help";
import { Interviewer, Running } from "./Interviewer";
import { Clock, Phases } from "./Phases";
import { Results } from "./Results";
import { OBJECTIVES, openPushback, runShown, runUnderWay } from "./runs";
import { cancelRun } from "./server";
import { useChecks } from "./useChecks";
import { useDesk } from "./useDesk";
import { useKeys } from "./useKeys";
import { useSitting, type Sitting } from "./useSitting";

export default function Seat({ id }: { id: string }) {
  const loading = useSitting(id);
  if (loading.sitting) return <Sat sitting={loading.sitting} />;
  return (
    <main className="page">
      {loading.error ? <Notice tone="bad">{loading.error.message} <a href="/sittings">Your sittings</a></Notice> : <p className="quiet">Fetching the sitting…</p>}
    </main>
  );
}

function Sat({ sitting }: { sitting: Sitting }) {
  const { id, view, came, act } = sitting;
  const [desk, drawn] = useDesk(sitting);
  const [, go] = useLocation();
  const [dialog, setDialog] = useState<"" | "help" | "finish">("");
  const [shownRun, showRun] = useState<number | null>(null);
  const [folded, fold] = useState(false);
  const problems = useChecks(drawn.text, drawn.board.unreadable);
  useTitle(view.title);
  const over = view.finished !== "";
  const paused = !over && !view.clock.running;
  const locked = over || paused;
  const run = runShown(view, shownRun);
  const running = runUnderWay(view);

  const pause = async (): Promise<void> => {
    if (over) return;
    if (!paused) await desk.flush();
    await act({ do: paused ? "resume" : "pause" });
  };
  const start = async (probe: string): Promise<boolean> => {
    if (!(await desk.flush())) return false;
    showRun(null);
    return act({ do: "run", probe });
  };
  const cancel = (one: number): void => void cancelRun(id, one).catch(sitting.refused);
  const finish = async (): Promise<void> => {
    setDialog("");
    await desk.flush();
    if (await act({ do: "finish" })) go(`/debrief/${id}`);
  };
  useKeys({
    p: () => void pause(), r: () => !running && toPrediction(openPushback(view)?.key ?? OBJECTIVES), "/": () => focus("#seat-ask"), s: () => focus("#seat-say"), "?": () => setDialog("help"),
    "Mod+z": () => !locked && desk.undo(), "Mod+Shift+z": () => !locked && desk.redo(), "Mod+y": () => !locked && desk.redo(),
  });

  return (
    <div className="seat-page">
      <a className="skip" href="#seat-board">Skip to the board</a>
      <Top sitting={sitting} desk={desk} drawn={drawn} paused={paused} over={over} onPause={() => void pause()} onHelp={() => setDialog("help")} onFinish={() => setDialog("finish")} />
      <Phases clock={view.clock} came={came} locked={locked} onMove={(phase) => void act({ do: "move", phase })} />
      <Told sitting={sitting} desk={desk} drawn={drawn} paused={paused} onResume={() => void pause()} />
      <main className="seat-columns" id="main">
        <Brief view={view} came={came} locked={locked} act={act} />
        <section className="seat-column seat-middle" aria-label="The board and its results" id="seat-board">
          <Drawing desk={desk} drawn={drawn} fixed={view.board.fixed} problems={problems} locked={locked} fresh={view.board.revision === 0} onRun={() => toPrediction(openPushback(view)?.key ?? OBJECTIVES)}
            running={running && <Running share={sitting.progress[running.id] ?? running.progress} locked={locked} onCancel={() => cancel(running.id)} />} />
          {run && <Results view={view} run={run} folded={folded} onFold={() => fold(!folded)} />}
        </section>
        <Interviewer
          view={view} progress={sitting.progress} locked={locked} ready={problems.problems.length === 0 && !drawn.conflict} shownRun={run?.id ?? null} act={act}
          onRun={start} onCancel={cancel} onShow={showRun}
        />
      </main>
      {dialog === "help" && <Help onClose={() => setDialog("")} />}
      {dialog === "finish" && <FinishDialog left={<Clock clock={view.clock} came={came} />} onFinish={() => void finish()} onClose={() => setDialog("")} />}
      {drawn.conflict && <ConflictDialog conflict={drawn.conflict} onSettle={desk.settle} />}
    </div>
  );
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Goes to the prediction that comes before the run; where it was made already, to the button that runs. */
function toPrediction(probe: string): void {
  const objectives = document.querySelector<HTMLElement>("#seat-objectives");
  if (objectives instanceof HTMLDetailsElement && probe === OBJECTIVES) objectives.open = true;
  const place = probe === OBJECTIVES ? objectives : document.querySelector(".seat-right");
  place?.querySelector<HTMLElement>(".seat-predict input, .button.hot")?.focus();
}

interface TopProps {
  readonly sitting: Sitting;
  readonly desk: Desk;
  readonly drawn: Drawn;
  readonly paused: boolean;
}

function Top({ sitting, drawn, paused, over, onPause, onHelp, onFinish }: TopProps & { over: boolean; onPause: () => void; onHelp: () => void; onFinish: () => void }) {
  const { view, came, live } = sitting;
  return (
    <header className="top">
      <Brand />
      <h1 className="seat-title">{view.title}</h1>
      <div className="grow" />
      <span className={`small ${live ? "quiet" : "missed"}`} role="status">{live ? (drawn.saved ? "saved" : "saving…") : "no connection; what you draw is kept here"}</span>
      <Button plain onClick={onHelp} shortcut="?">Keys</Button>
      <ThemeSwitch />
      {over ? <ButtonLink to={`/debrief/${view.id}`} hot>Debrief</ButtonLink> : (
        <>
          <Button onClick={onPause} shortcut="P">{paused ? "Go on" : "Pause"}</Button>
          <Button onClick={onFinish}>Finish</Button>
        </>
      )}
      <Clock clock={view.clock} came={came} />
    </header>
  );
}

/** What has to be told at once: a refusal, a complaint about an edit, a clock that stands. */
function Told({ sitting, desk, drawn, paused, onResume }: TopProps & { onResume: () => void }) {
  const { refusal, dismiss } = sitting;
  if (!refusal && !drawn.complaint && !paused) return null;
  return (
    <section className="seat-told" aria-label="Messages">
      {paused && <Notice tone="amber">The clock stands, and the debrief will show it. Reading goes on; drawing does not. <Button small onClick={onResume}>Go on</Button></Notice>}
      {refusal && (
        <Notice tone="bad">
          {refusal.message} <Button small onClick={dismiss}>Understood</Button>
          {refusal.problems.length > 1 && <ul>{refusal.problems.map((one, n) => <li key={n}>{one.where ? <code>{one.where}</code> : null} {one.message}</li>)}</ul>}
        </Notice>
      )}
      {drawn.complaint && <Notice tone="amber">{drawn.complaint} <Button small onClick={desk.hush}>Understood</Button></Notice>}
    </section>
  );
}
