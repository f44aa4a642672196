// Write-ups in a list: title and one-line summary, what is told of the loop, and the way to its round.
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Entry } from "../api/types";
import { ButtonLink, Tag } from "../ui/parts";
import { minutes, told } from "./words";

/** Several write-ups. `below` adds something to each, such as where a search found it. */
export function WriteUpList({ entries, below }: { entries: readonly Entry[]; below?: (entry: Entry) => ReactNode }) {
  return (
    <ul className="items">
      {entries.map((entry) => (
        <li key={entry.slug} className="item">
          <div>
            <h3>
              <Link href={`/write-ups/${entry.slug}`}>{entry.title}</Link>
            </h3>
            <p className="summary">{entry.summary}</p>
            {below?.(entry)}
            <p className="meta">
              <Tag>{entry.kind}</Tag>
              {told(entry.level) && <Tag>{entry.level}</Tag>}
              <span className="quiet small">
                {[told(where(entry)), entry.minutes && minutes(entry.minutes), `${entry.reading_minutes} min to read`].filter(Boolean).join(", ")}
              </span>
            </p>
          </div>
          <div className="side">
            <SitButton entry={entry} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where it was sat, as far as that is public. */
export function where(entry: Pick<Entry, "company">): string {
  return entry.company.name ?? entry.company.stage;
}

/** The way to a write-up's round; a word where the round is still to come; nothing where there is none. */
export function SitButton({ entry }: { entry: { round?: string | null; can_be_sat?: boolean; title: string } }) {
  if (!entry.round) return null;
  if (!entry.can_be_sat) return <span className="quiet small">Round in preparation</span>;
  return (
    <ButtonLink to={`/rounds/${entry.round}`} hot>
      Sit this round<span className="unseen">: {entry.title}</span>
    </ButtonLink>
  );
}
