// A round before it is sat: its phases with their minutes, what it trains, whose bar to be held to, and the start.
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { answer, api, ApiError } from "../api/client";
import type { RoundEntry } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Button, Notice, Tag } from "../ui/parts";
import { Asked } from "./Asked";

export function Round({ slug }: { slug: string }) {
  const round = useAnswer(`round ${slug}`, () => answer(api.GET("/api/rounds/{slug}", { params: { path: { slug } } })));
  useTitle(round.data?.title ?? "Round");
  return <Asked of={round}>{(found) => <Found round={found} />}</Asked>;
}

function Found({ round }: { round: RoundEntry }) {
  return (
    <>
      <p className="row">
        <Tag>{round.kind}</Tag>
        <Tag>{round.level}</Tag>
        <span className="quiet small">{round.minutes} min</span>
      </p>
      <h1>{round.title}</h1>
      <p className="lead quiet">{round.summary}</p>
      <Phases round={round} />
      <section className="part">
        <h2 className="label">What it trains</h2>
        <p className="tags">
          {round.skills.map((skill) => (
            <Tag key={skill}>{skill}</Tag>
          ))}
        </p>
      </section>
      <Start round={round} />
      {round.write_up && (
        <p className="quiet part">
          It comes from a write-up: <Link href={`/write-ups/${round.write_up}`}>read how it went</Link>, before or after. It tells the
          question that broke it.
        </p>
      )}
    </>
  );
}

function Phases({ round }: { round: RoundEntry }) {
  return (
    <section className="part" aria-labelledby="phases">
      <h2 id="phases" className="label">
        The clock
      </h2>
      <ol className="phases">
        {round.phases.map((phase) => (
          <li key={phase.key} style={{ flexGrow: phase.minutes }}>
            <b>{phase.title}</b>
            <span className="quiet">{phase.minutes} min</span>
            <span className="quiet small purpose">{phase.purpose}</span>
          </li>
        ))}
      </ol>
      <p className="quiet small">You may go on before a phase's time is over. A pause stops the clock, and the debrief shows it.</p>
    </section>
  );
}

/** Whose bar, and go. The page of the new sitting takes this one's place, so that "back" does not start another. */
function Start({ round }: { round: RoundEntry }) {
  const [chosen, setChosen] = useState(round.calibrations[0]?.key);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState("");
  const [, go] = useLocation();
  const start = async () => {
    setBusy(true);
    try {
      const sitting = await answer(api.POST("/api/sittings", { body: { round: round.slug, calibration: chosen } }));
      go(`/sit/${sitting.id}`, { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefused(error.message);
      setBusy(false);
    }
  };
  return (
    <section className="part panel start">
      <fieldset>
        <legend className="label">Whose bar</legend>
        {round.calibrations.map((bar) => (
          <label key={bar.key}>
            <input type="radio" name="calibration" checked={chosen === bar.key} onChange={() => setChosen(bar.key)} />
            <span>
              <b>{bar.title}</b>
              {bar.about && <span className="quiet small"> {bar.about}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      <p className="row">
        <Button hot onClick={start} disabled={busy}>
          {busy ? "Starting…" : "Start the clock"}
        </Button>
        <span className="quiet small">Everything is kept as you go: close the tab, and it resumes where you were. The bar can be changed in the debrief.</span>
      </p>
      {refused && <Notice tone="bad">{refused}</Notice>}
    </section>
  );
}
