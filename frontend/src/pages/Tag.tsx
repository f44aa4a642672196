// A tag's page: its name and slug, how many write-ups of which kind, and those write-ups by section.
import { answer, api } from "../api/client";
import type { Tag as TagPage } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Asked } from "./Asked";
import { plural } from "../seat/formats";
import { KIND_NAMES } from "./words";
import { SearchBox } from "./SearchBox";
import { WriteUpList } from "./WriteUpList";

export function Tag({ slug }: { slug: string }) {
  const tag = useAnswer(`tag ${slug}`, () => answer(api.GET("/api/tags/{slug}", { params: { path: { slug } } })));
  useTitle(tag.data?.name ?? slug);
  return <Asked of={tag}>{(found) => <TagFound tag={found} />}</Asked>;
}

function TagFound({ tag }: { tag: TagPage }) {
  return (
    <>
      <div className="head">
        <h1>{tag.name}</h1>
        <code className="quiet">{tag.slug}</code>
      </div>
      {tag.about && <p className="lead quiet">{tag.about}</p>}
      <p className="counts quiet">
        <span>{plural(tag.count, "write-up")}</span>
        {tag.counts.map(({ kind, count }) => (
          <span key={kind}>{plural(count, ...KIND_NAMES[kind])}</span>
        ))}
        <span>{tag.can_be_sat} can be sat</span>
        <a href={tag.feed} type="application/atom+xml">
          Atom feed
        </a>
      </p>
      <SearchBox />
      {tag.sections.map((section) => (
        <section key={section.title} className="part" aria-label={section.title}>
          <h2 className="label">{section.title}</h2>
          <WriteUpList entries={section.entries} />
        </section>
      ))}
      {!tag.sections.length && <p className="quiet part">No write-up carries this tag yet.</p>}
    </>
  );
}
