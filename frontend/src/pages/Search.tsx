// What a search found, best first, with the stretch of text that matches.
import { Link, useSearchParams } from "wouter";
import { answer, api } from "../api/client";
import type { Hit } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Asked } from "./Asked";
import { SearchBox } from "./SearchBox";
import { plural } from "../seat/formats";
import { WriteUpList } from "./WriteUpList";

const HOW = "All words must occur, in any form. Quotes keep words together (\"idempotency key\"), a star at the end finds what begins so (cach*).";

export function Search() {
  const [parameters] = useSearchParams();
  const q = parameters.get("q") ?? "";
  const found = useAnswer(`search ${q}`, () => answer(api.GET("/api/search", { params: { query: { q } } })));
  useTitle(q ? `Search: ${q}` : "Search");
  return (
    <>
      <h1>Search</h1>
      <div className="part">
        <SearchBox key={q} query={q} />
      </div>
      {q ? <Asked of={found}>{(hits) => <Hits hits={hits} />}</Asked> : <p className="quiet part">{HOW}</p>}
    </>
  );
}

function Hits({ hits }: { hits: readonly Hit[] }) {
  const snippets = new Map(hits.map((hit) => [hit.entry.slug, hit.snippet]));
  return (
    <>
      <p className="quiet part" role="status">
        {hits.length ? plural(hits.length, "write-up") : "Nothing was found. All words of a search must occur; fewer find more."}
      </p>
      {!hits.length && (
        <p>
          <Link href="/">All write-ups</Link>
        </p>
      )}
      {hits.length > 0 && <h2 className="unseen">Found</h2>}
      <WriteUpList
        entries={hits.map((hit) => hit.entry)}
        below={(entry) => (
          <p className="snippet small">
            {snippets.get(entry.slug)?.map((part, n) => (part.match ? <mark key={n}>{part.text}</mark> : <span key={n}>{part.text}</span>))}
          </p>
        )}
      />
    </>
  );
}
