// What a run measured: its thresholds in a table, and its charts; beside those of the run before on the same probe, so
// that a change of the board is seen for what it did.
import { useState } from "react";
import type { Measured, RunView, SittingView } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { Button, Command, Notice } from "../ui/parts";
import { ApiError } from "../api/client";
import { EffectBars, PercentileChart, TailBars, TimeChart } from "./charts";
import { intervalOf, plural, quantity, unitOf } from "./formats";
import { OBJECTIVES, runBefore } from "./runs";
import { designAddress, fetchResult } from "./server";

const TABS = [
  { key: "percentiles", title: "Percentiles", show: PercentileChart },
  { key: "time", title: "Over time", show: TimeChart },
  { key: "tail", title: "Slowest requests", show: TailBars },
  { key: "effects", title: "Effects", show: EffectBars },
] as const;

export function Results({ view, run, folded, onFold }: { view: SittingView; run: RunView; folded: boolean; onFold: () => void }) {
  const earlier = runBefore(view, run);
  const [overlay, setOverlay] = useState(true);
  const before = overlay ? earlier : undefined;
  const evidence = run.evidence;
  if (!evidence) return null;
  const question = view.pushbacks.find((one) => one.key === run.probe)?.question;
  const title = run.probe === OBJECTIVES ? "Under its own load" : "Under this pushback";
  if (folded) return <section className="seat-folded" aria-label="Results"><h2 className="label">{title}</h2><Button small plain onClick={onFold}>Show the results</Button></section>;
  return (
    <section className="seat-results" aria-label="Results">
      <div className="seat-result-table">
        <div className="row"><h2 className="label">{title}</h2><div className="grow" /><Button small plain onClick={onFold}>Hide</Button></div>
        {question && <p className="quiet small seat-one-line" title={question}>{question}</p>}
        <Thresholds holds={evidence.holds} before={before?.evidence?.holds} />
        <p className="quiet small">
          {plural(evidence.events, "event")}, {quantity(evidence.duration, "time")} simulated, seed {evidence.seed}.{" "}
          <a href={designAddress(view.id, run.id)} download>The design as run</a>
          {earlier && <label className="seat-overlay"><input type="checkbox" checked={overlay} onChange={(event) => setOverlay(event.target.checked)} /> beside the run before</label>}
        </p>
        {evidence.command && <Command>{evidence.command}</Command>}
      </div>
      <Charts sitting={view.id} run={run.id} before={before?.id} holds={evidence.holds} />
    </section>
  );
}

function Thresholds({ holds, before }: { holds: readonly Measured[]; before: readonly Measured[] | undefined }) {
  return (
    <table>
      <thead className={before ? undefined : "unseen"}><tr><th scope="col">threshold</th>{before && <th scope="col" className="n">before</th>}<th scope="col" className="n">now</th></tr></thead>
      <tbody>
        {holds.map((one) => {
          const unit = unitOf(one.threshold);
          const was = before?.find((other) => other.subject === one.subject && other.threshold === one.threshold);
          return (
            <tr key={`${one.subject} ${one.threshold}`}>
              <td>{one.subject} <span className="mono quiet">{one.threshold}</span></td>
              {before && <td className={`n mono ${was ? (was.met ? "met" : "missed") : ""}`}>{was ? quantity(was.measured, unit) : ""}</td>}
              <td className={`n mono ${one.met ? "met" : "missed"}`}>
                {quantity(one.measured, unit)} <span aria-label={one.met ? "met" : "missed"}>{one.met ? "✓" : "✗"}</span>
                {one.ci95 && <div className="small">{intervalOf(one.measured, one.ci95, unit)}</div>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Charts({ sitting, run, before, holds }: { sitting: string; run: number; before: number | undefined; holds: readonly Measured[] }) {
  const [tab, setTab] = useState<(typeof TABS)[number]["key"]>("percentiles");
  const { data: now, error } = useAnswer(`${sitting} ${run}`, () => fetchResult(sitting, run));
  const { data: old } = useAnswer(`${sitting} ${before ?? "none"}`, () => (before === undefined ? Promise.resolve(null) : fetchResult(sitting, before)));
  const chosen = TABS.find((one) => one.key === tab) ?? TABS[0];
  const Show = chosen.show;
  return (
    <div className="seat-charts">
      <div role="tablist" aria-label="Charts" className="seat-tabs" onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const next = TABS[(TABS.indexOf(chosen) + by + TABS.length) % TABS.length] ?? chosen;
        setTab(next.key);
        event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
      }}>
        {TABS.map((one) => (
          <button key={one.key} type="button" role="tab" data-tab={one.key} tabIndex={one === chosen ? 0 : -1} aria-selected={one === chosen} onClick={() => setTab(one.key)}>{one.title}</button>
        ))}
      </div>
      <div role="tabpanel" aria-label={chosen.title} className="seat-tab">
        {error instanceof ApiError && <Notice tone="bad">{error.message}</Notice>}
        {now && now.unstable.length > 0 && <p className="missed small">Grew without end: {now.unstable.map((one) => one.what).join(", ")}.</p>}
        {now ? <Show now={now} before={old} holds={holds} /> : !error && <p className="quiet">Fetching the result…</p>}
      </div>
    </div>
  );
}
