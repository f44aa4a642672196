// The reader's own sittings: go on with one, read its debrief, keep it as a file, take one in from a file, delete one.
import { useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { answer, api, ApiError, importSitting } from "../api/client";
import type { SittingLine } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Button, ButtonLink, Notice } from "../ui/parts";
import { Asked } from "./Asked";
import { clock } from "../seat/formats";
import { day } from "./words";

export function Sittings() {
  useTitle("Your sittings");
  const sittings = useAnswer("sittings", () => answer(api.GET("/api/sittings")));
  const [refused, setRefused] = useState("");
  const remove = async (sitting: SittingLine) => {
    if (!window.confirm(`Delete the sitting of ${sitting.title}, begun ${day(sitting.began)}? Export it first if you may want it again.`)) return;
    try {
      await answer(api.DELETE("/api/sittings/{id}", { params: { path: { id: sitting.id } } }));
      sittings.reload();
    } catch (error) {
      setRefused(sentence(error));
    }
  };
  return (
    <>
      <div className="head">
        <h1>Your sittings</h1>
        <span className="grow" />
        <Import onRefused={setRefused} />
      </div>
      {refused && <Notice tone="bad">{refused}</Notice>}
      <div className="part">
        <h2 className="unseen">All sittings</h2>
        <Asked of={sittings}>{(found) => (found.length ? <Table sittings={found} onDelete={remove} /> : <None />)}</Asked>
      </div>
    </>
  );
}

function None() {
  return (
    <p className="quiet">
      You have not sat a round yet. <Link href="/rounds">Choose one</Link>; it is kept here, and nowhere else.
    </p>
  );
}

function Table({ sittings, onDelete }: { sittings: readonly SittingLine[]; onDelete: (sitting: SittingLine) => void }) {
  return (
    <ul className="items" aria-label="Sittings">
      {sittings.map((sitting) => (
        <li key={sitting.id} className="item">
          <div>
            <h3>{sitting.state === "unreadable" ? sitting.title : <Link href={place(sitting)}>{sitting.title}</Link>}</h3>
            <p className="meta quiet small">
              <span>{day(sitting.began)}</span>
              <span>
                {clock(sitting.elapsed)} of {clock(sitting.total)}
              </span>
              <span>{STATES[sitting.state]}</span>
            </p>
            {sitting.problem && <p className="small missed">{sitting.problem}</p>}
          </div>
          <div className="side across">
            {sitting.state !== "unreadable" && (
              <ButtonLink to={place(sitting)} hot={sitting.state !== "finished"}>
                {sitting.state === "finished" ? "Debrief" : "Resume"}
              </ButtonLink>
            )}
            <a className="button plain" href={`/api/sittings/${sitting.id}/export`} download>
              Export
            </a>
            <Button plain onClick={() => onDelete(sitting)}>
              Delete
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

const STATES: Record<SittingLine["state"], string> = {
  open: "the clock is running",
  paused: "paused",
  finished: "finished",
  unreadable: "cannot be read here",
};

/** Where a sitting goes on: at its clock, or in its debrief. */
function place(sitting: SittingLine): string {
  return sitting.state === "finished" ? `/debrief/${sitting.id}` : `/sit/${sitting.id}`;
}

/** Takes an exported sitting in; it comes in beside what is there, never in its place. */
function Import({ onRefused }: { onRefused: (sentence: string) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const [, go] = useLocation();
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const sitting = await importSitting(chosen);
      go(`/debrief/${sitting.id}`);
    } catch (error) {
      onRefused(sentence(error));
    }
  };
  return (
    <>
      <input ref={file} type="file" className="unseen" tabIndex={-1} aria-hidden="true" onChange={(event) => void take(event.target.files?.[0])} />
      <Button onClick={() => file.current?.click()}>Import a sitting</Button>
    </>
  );
}

function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  return error.message;
}
