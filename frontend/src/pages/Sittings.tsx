// The reader's own sittings: go on with one, read its debrief, keep it as a file, take one in from a file, delete one.
import { useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { answer, api, ApiError, importSitting } from "../api/client";
import type { SittingLine } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { plural } from "../seat/formats";
import { Button, ButtonLink, Notice, Tag } from "../ui/parts";
import { Asked } from "./Asked";
import { VerdictTag } from "./VerdictTag";
import { day, minutes } from "./words";

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
    <div className="empty">
      <p>You have not sat a round yet. What you sit is kept on this server alone, and you can go on where you were at any time.</p>
      <p>
        <ButtonLink to="/rounds" hot>
          Choose a round
        </ButtonLink>
      </p>
    </div>
  );
}

function Table({ sittings, onDelete }: { sittings: readonly SittingLine[]; onDelete: (sitting: SittingLine) => void }) {
  return (
    <ul className="items" aria-label="Sittings">
      {sittings.map((sitting) => (
        <li key={sitting.id} className="item">
          <div>
            <h3>{sitting.state === "unreadable" ? sitting.title : <Link href={place(sitting)}>{sitting.title}</Link>}</h3>
            <Standing sitting={sitting} />
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

/** What it came to, or where its clock is. */
function Standing({ sitting }: { sitting: SittingLine }) {
  return (
    <p className="meta quiet small">
      {sitting.state === "finished" && <VerdictTag verdict={sitting.verdict} />}
      {sitting.state === "open" && <Tag tone="blue">The clock is running</Tag>}
      {sitting.state === "left" && <Tag>Not finished, the clock stands</Tag>}
      {sitting.state === "paused" && <Tag tone="amber">Paused</Tag>}
      {sitting.state === "unreadable" && <Tag tone="missed">Cannot be read here</Tag>}
      {sitting.state === "finished" && sitting.verdict && sitting.unmarked > 0 && (
        <span>provisional, {plural(sitting.unmarked, "item")} still to be marked</span>
      )}
      <span>{day(sitting.began)}</span>
      {sitting.total > 0 && <span>{onTheClock(sitting)}</span>}
    </p>
  );
}

/** How long it took, or how far it has come; by the minute, for the list does not count along. */
function onTheClock({ state, elapsed, total }: SittingLine): string {
  const spent = Math.round(elapsed / 60);
  if (state === "finished") return `${spent < 1 ? "under a minute" : minutes(spent)} of ${minutes(Math.round(total / 60))}`;
  return `in minute ${Math.floor(elapsed / 60) + 1} of ${Math.round(total / 60)}`;
}

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
      go(`/${sitting.finished ? "debrief" : "sit"}/${sitting.id}`);
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
