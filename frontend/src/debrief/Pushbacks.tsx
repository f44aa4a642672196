// The pushbacks that were asked: why, what each run measured, how it ended, and the board before and after.
import { answer, api } from "../api/client";
import type { Debrief, Measured, PushbackStory, RunView } from "../api/types";
import { clock, measured, plural, share, unitOf } from "../seat/formats";
import { Prose } from "../seat/Prose";
import { said } from "../ui/thresholds";
import { Tag, Threshold, Wide } from "../ui/parts";
import { Drawing } from "./Drawing";
import { Replay } from "./Evidence";

const ENDS: Record<string, [string, "met" | "missed" | "amber"]> = {
  held: ["held", "met"],
  conceded: ["conceded", "amber"],
  broken: ["broken, left open", "missed"],
  predicted: ["predicted, never run", "missed"],
  asked: ["left open", "missed"],
};

export function Pushbacks({ debrief }: { debrief: Debrief }) {
  if (!debrief.pushbacks.length) return null;
  return (
    <section className="part" aria-labelledby="pushbacks">
      <h2 id="pushbacks">Pushbacks</h2>
      {debrief.pushbacks.map((story, n) => (
        <Story key={story.key} number={n + 1} story={story} debrief={debrief} />
      ))}
    </section>
  );
}

function Story({ story, number, debrief }: { story: PushbackStory; number: number; debrief: Debrief }) {
  const [end, tone] = ENDS[story.state] ?? [story.state, "amber"];
  const runs = story.runs.map((id) => debrief.runs.find((run) => run.id === id)).filter((run) => run !== undefined);
  return (
    <article className="story" id={`pushback-${story.key}`}>
      <p className="row">
        <span className="label">Push {number}</span> <Tag tone={tone}>{end}</Tag>
      </p>
      <h3>{story.question}</h3>
      <p className="quiet small">{story.because}</p>
      <Runs runs={runs} />
      <div>
        {runs.map((run) => run.evidence && <Replay key={run.id} evidence={run.evidence} run={run} fetchDesign={() => designOf(debrief.id, run.id)} />)}
      </div>
      {story.conceded && (
        <div className="told">
          <p className="label">Conceded</p>
          <Prose text={story.conceded} />
        </div>
      )}
      {story.reveals && (
        <div className="told">
          <p className="label">What it shows</p>
          <Prose text={story.reveals} />
        </div>
      )}
      <BeforeAndAfter story={story} layout={debrief.layout} />
    </article>
  );
}

/** The design of a run as it ran. */
function designOf(id: string, run: number): Promise<string> {
  return answer(api.GET("/api/sittings/{id}/runs/{run}/design", { params: { path: { id, run } }, parseAs: "text" }));
}

/** One column for each run, one row for each threshold: before and after as numbers. */
function Runs({ runs }: { runs: readonly RunView[] }) {
  const done = runs.filter((run) => run.evidence !== null);
  const rows = done.findLast((run) => run.evidence)?.evidence?.holds ?? [];
  if (!done.length) return <p className="small quiet">It was never run.</p>;
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>threshold</th>
            {done.map((run) => (
              <th key={run.id} id={`run-${run.id}`} className="n">
                run at {clock(run.at)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.subject} ${row.threshold}`}>
              <td>
                {said(row.subject)}: <Threshold>{row.threshold}</Threshold>
              </td>
              {done.map((run) => (
                <Outcome key={run.id} one={run.evidence?.holds.find((hold) => hold.subject === row.subject && hold.threshold === row.threshold)} />
              ))}
            </tr>
          ))}
          <Beliefs runs={done} />
        </tbody>
      </table>
    </Wide>
  );
}

function Outcome({ one }: { one: Measured | undefined }) {
  if (!one) return <td className="n quiet">not asked</td>;
  return (
    <td className={`n mono ${one.met ? "met" : "missed"}`}>
      {measured(one.measured, one.ci95, unitOf(one.threshold))}
      <span className="unseen">{one.met ? ", met" : ", missed"}</span>
    </td>
  );
}

function Beliefs({ runs }: { runs: readonly RunView[] }) {
  if (!runs.some((run) => typeof run.prediction?.holds === "number")) return null;
  return (
    <tr>
      <td className="quiet">you said: all of them hold, with</td>
      {runs.map((run) => (
        <td key={run.id} className="n mono quiet">
          {typeof run.prediction?.holds === "number" ? share(run.prediction.holds) : "–"}
        </td>
      ))}
    </tr>
  );
}

function BeforeAndAfter({ story, layout }: { story: PushbackStory; layout: Debrief["layout"] }) {
  if (story.before === story.after) return <p className="small quiet">The design was not changed for it.</p>;
  return (
    <>
      <details className="changes" open>
        <summary>{plural(story.changed.length, "change")} to the design</summary>
        <ul className="small mono">
          {story.changed.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
      <div className="before-after">
        <figure>
          <figcaption className="label">As it was asked</figcaption>
          <Drawing text={story.before} layout={layout} title={`The design as pushback ${story.key} was asked`} other={story.after} />
        </figure>
        <figure>
          <figcaption className="label">As it was answered</figcaption>
          <Drawing text={story.after} layout={layout} title={`The design that answered pushback ${story.key}`} other={story.before} />
        </figure>
      </div>
    </>
  );
}
