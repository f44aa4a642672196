// Rounds in a list: what each asks, how long it takes, what it trains, and the way in.
import { Link } from "wouter";
import type { RoundEntry } from "../api/types";
import { ButtonLink, Tag } from "../ui/parts";

export function RoundList({ rounds }: { rounds: readonly RoundEntry[] }) {
  if (!rounds.length) return <p className="quiet">No round is installed.</p>;
  return (
    <ul className="items">
      {rounds.map((round) => (
        <li key={round.slug} className="item">
          <div>
            <h3>
              <Link href={`/rounds/${round.slug}`}>{round.title}</Link>
            </h3>
            <p className="summary">{round.summary}</p>
            <p className="meta">
              <Tag>{round.kind}</Tag>
              <Tag>{round.level}</Tag>
              <span className="quiet small">
                {round.minutes} min; {round.skills.join(", ")}
              </span>
            </p>
          </div>
          <div className="side">
            <ButtonLink to={`/rounds/${round.slug}`} hot>
              Sit this round<span className="unseen">: {round.title}</span>
            </ButtonLink>
          </div>
        </li>
      ))}
    </ul>
  );
}
