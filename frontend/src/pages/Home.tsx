// The first page: what this is, what to sit next, the newest write-ups, and the tags.
import { Link } from "wouter";
import { answer, api } from "../api/client";
import type { Entry, RoundEntry, TagSummary } from "../api/types";
import { useAnswer, type Asked as Answer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Tag } from "../ui/parts";
import { Asked } from "./Asked";
import { RoundList } from "./RoundList";
import { SearchBox } from "./SearchBox";
import { WriteUpList } from "./WriteUpList";

export function Home() {
  useTitle("");
  const rounds = useAnswer("rounds", () => answer(api.GET("/api/rounds")));
  const writeUps = useAnswer("write-ups", () => answer(api.GET("/api/write-ups")));
  const tags = useAnswer("tags", () => answer(api.GET("/api/tags")));
  const asked = [rounds, writeUps, tags];
  const gone = asked.find((one) => one.error);
  return (
    <>
      <h1>The system design interview that runs your answer</h1>
      <p className="lead quiet">
        Commit to a design and to numbers. The interviewer pushes; you predict; your design is run under load and faults, and you see what
        happened. Then you change it, or say what you can live with.
      </p>
      {gone ? (
        <div className="part">
          <Asked of={{ data: null, error: gone.error, reload: () => asked.forEach((one) => one.reload()) }}>{() => null}</Asked>
        </div>
      ) : (
        <Offered rounds={rounds} writeUps={writeUps} tags={tags} />
      )}
    </>
  );
}

/** What can be sat and read. */
function Offered({ rounds, writeUps, tags }: { rounds: Answer<RoundEntry[]>; writeUps: Answer<Entry[]>; tags: Answer<TagSummary[]> }) {
  return (
    <>
      <section className="part" aria-labelledby="next">
        <h2 id="next" className="label">
          What to sit next
        </h2>
        <Asked of={rounds}>{(found) => <RoundList rounds={found} />}</Asked>
      </section>
      <section className="part" aria-labelledby="newest">
        <h2 id="newest" className="label">
          Write-ups
        </h2>
        <SearchBox />
        <Asked of={tags}>
          {(found) => (
            <p className="tags">
              {found.map((tag) => (
                <Tag key={tag.slug} to={`/tags/${tag.slug}`}>
                  {tag.name} {tag.count}
                </Tag>
              ))}
            </p>
          )}
        </Asked>
        <Asked of={writeUps}>
          {(found) => (found.length ? <WriteUpList entries={found} /> : <p className="quiet">No write-up has been published here yet.</p>)}
        </Asked>
      </section>
      <p className="quiet small part">
        <Link href="/tags/system-design-interview">All on system design interviews</Link>
      </p>
    </>
  );
}
