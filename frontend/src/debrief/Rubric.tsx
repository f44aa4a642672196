// The rubric, what was measured, what the log witnesses and what a person judged kept apart; judged items are marked here.
import { useState } from "react";
import { answer, api, ApiError } from "../api/client";
import type { Debrief, ItemScore, ItemView, SittingView } from "../api/types";
import { digits } from "../seat/formats";
import { Button, Notice, Tag } from "../ui/parts";
import { LogLinks } from "./LogLinks";

const KINDS: [ItemScore["evidence"], string, string][] = [
  ["measured", "Measured", "by running the final design"],
  ["witnessed", "Witnessed", "by the sitting's log"],
  ["judged", "Judged", "by a person, who is named"],
];

interface Given {
  debrief: Debrief;
  sitting: SittingView;
  onJudged: () => void;
}

export function Rubric({ debrief, sitting, onJudged }: Given) {
  return (
    <section className="part" aria-labelledby="rubric">
      <h2 id="rubric">Rubric</h2>
      {KINDS.map(([kind, title, by]) => {
        const items = debrief.rubric.filter((item) => item.evidence === kind);
        if (!items.length) return null;
        return (
          <div key={kind} className="kind">
            <h3>
              {title} <span className="quiet small">{by}</span> <Sum items={items} />
            </h3>
            <ul className="rubric">
              {items.map((item) => (
                <Item key={item.key} item={item} debrief={debrief} sitting={sitting} onJudged={onJudged} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function Sum({ items }: { items: readonly ItemScore[] }) {
  const marked = items.filter((item) => item.points !== null);
  if (!marked.length) return <span className="sum quiet">nothing yet</span>;
  const sum = (of: (item: ItemScore) => number) => digits(marked.reduce((total, item) => total + of(item), 0));
  return (
    <span className="sum">
      {sum((item) => item.points ?? 0)} of {sum((item) => item.weight)}
    </span>
  );
}

function Item({ item, debrief, sitting, onJudged }: Given & { item: ItemScore }) {
  const judged = sitting.judged.find((one) => one.key === item.key);
  return (
    <li id={`item-${item.key}`}>
      <div>
        <b>{item.title}</b> <span className="quiet small">{item.skill}</span> {item.must && <Tag tone="amber">must</Tag>}
        <p className="small quiet">
          {item.why} {item.probe && item.points !== null && <a href={`#final-${item.probe}`}>What was measured</a>} <LogLinks log={item.log} moments={debrief.timeline} />
        </p>
        {judged && sitting.finished && (
          <details open={judged.level === null} className="small">
            <summary>{judged.level === null ? "Mark it" : "Mark it again"}</summary>
            <Marking item={judged} sitting={sitting} onJudged={onJudged} />
          </details>
        )}
      </div>
      <Points item={item} />
    </li>
  );
}

function Points({ item }: { item: ItemScore }) {
  if (item.points === null) return <span className="points quiet">{item.evidence === "judged" ? "not marked" : "not yet"}</span>;
  const share = item.weight ? item.points / item.weight : 0;
  return (
    <span className="points">
      {digits(item.points)} of {digits(item.weight)}
      <i aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </i>
    </span>
  );
}

/** The levels of a judged item, worst first, and who chooses. Choosing again counts, and the log keeps both. */
function Marking({ item, sitting, onJudged }: { item: ItemView; sitting: SittingView; onJudged: () => void }) {
  const [level, setLevel] = useState(item.level);
  const [by, setBy] = useState(item.by || "self");
  const [note, setNote] = useState(item.note);
  const [refused, setRefused] = useState("");
  const unchanged = level === item.level && by === (item.by || "self") && note === item.note;
  const mark = async () => {
    if (level === null) return;
    const action = { do: "judge" as const, item: item.key, level, by, note };
    try {
      await answer(api.POST("/api/sittings/{id}/actions", { params: { path: { id: sitting.id } }, body: { after: sitting.seq, action } }));
      setRefused("");
      onJudged();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefused(error.message);
    }
  };
  return (
    <form
      className="marking"
      onSubmit={(event) => {
        event.preventDefault();
        void mark();
      }}
    >
      <fieldset>
        <legend className="small">{item.question || "Which of these was it?"}</legend>
        {item.levels.map((sentence, n) => (
          <label key={sentence} className="small">
            <input type="radio" name={item.key} checked={level === n} onChange={() => setLevel(n)} />
            {sentence}
          </label>
        ))}
      </fieldset>
      <div className="row small">
        <label className="row">
          Judged by <input className="field" value={by} size={12} required onChange={(event) => setBy(event.target.value)} />
        </label>
        <label className="row grow">
          Why <input className="field" value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <Button type="submit" small disabled={level === null || unchanged}>
          Mark
        </Button>
      </div>
      {refused && <Notice tone="bad">{refused}</Notice>}
    </form>
  );
}
