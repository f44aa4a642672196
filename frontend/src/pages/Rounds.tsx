// The catalogue of rounds, and the filters over it.
import { Link, useSearchParams } from "wouter";
import { answer, api } from "../api/client";
import type { RoundEntry } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { plural } from "../seat/formats";
import { ButtonLink, classes } from "../ui/parts";
import { Asked } from "./Asked";
import { choices, chosenIn, FACETS, matching, type Chosen } from "./filters";
import { RoundList } from "./RoundList";

export function Rounds() {
  useTitle("Rounds");
  const rounds = useAnswer("rounds", () => answer(api.GET("/api/rounds")));
  return (
    <>
      <h1>Rounds</h1>
      <p className="lead quiet">Each has a clock, facts for those who ask, commitments to make, and pushbacks that are run on what you drew.</p>
      <Asked of={rounds}>{(found) => <Catalogue rounds={found} />}</Asked>
    </>
  );
}

function Catalogue({ rounds }: { rounds: readonly RoundEntry[] }) {
  const chosen = chosenIn(useSearchParams()[0]);
  const found = matching(rounds, chosen);
  const some = Object.keys(chosen).length > 0;
  return (
    <>
      <Filters rounds={rounds} chosen={chosen} />
      <section className="part" aria-labelledby="found">
        <div className="head">
          <h2 id="found" className="label">
            <span role="status">{some ? `${found.length} of ${plural(rounds.length, "round")}` : plural(rounds.length, "round")}</span>
          </h2>
          {some && (
            <Link href="/rounds" className="small">
              Show all rounds
            </Link>
          )}
        </div>
        {found.length || !some ? <RoundList rounds={found} /> : <None chosen={chosen} />}
      </section>
    </>
  );
}

function Filters({ rounds, chosen }: { rounds: readonly RoundEntry[]; chosen: Chosen }) {
  return (
    <nav className="filters part" aria-label="Filter the rounds">
      {FACETS.map(({ facet, title }) => (
        <div key={facet}>
          <h2 className="label" id={`by-${facet}`}>
            {title}
          </h2>
          <ul className="tags" aria-labelledby={`by-${facet}`}>
            {choices(rounds, chosen, facet).map(({ value, count, on, to }) => (
              <li key={value}>
                <Link href={to} className={classes("tag", on && "chosen")} aria-current={on || undefined} title={on ? "Take this filter off" : undefined}>
                  {value} <span className="number">{count}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function None({ chosen }: { chosen: Chosen }) {
  const wanted = FACETS.filter(({ facet }) => chosen[facet]).map(({ facet, title }) => `${title.toLowerCase()} “${chosen[facet]}”`);
  return (
    <div className="empty">
      <p>No round here has {wanted.join(" and ")}. Take a filter off, or look at all of them.</p>
      <p>
        <ButtonLink to="/rounds">Show all rounds</ButtonLink>
      </p>
    </div>
  );
}
