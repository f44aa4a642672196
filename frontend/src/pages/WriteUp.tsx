// A write-up as structured reading: what was sat, what is known, what is Hotseat's own reconstruction, and the way in.
import type { ReactNode } from "react";
import { answer, api } from "../api/client";
import type { WriteUp as WriteUpFound } from "../api/types";
import { useAnswer } from "../api/useAnswer";
import { useTitle } from "../layout/useTitle";
import { Tag } from "../ui/parts";
import { Asked } from "./Asked";
import { minutes, told } from "./words";
import { SitButton } from "./WriteUpList";

export function WriteUp({ slug }: { slug: string }) {
  const writeUp = useAnswer(`write-up ${slug}`, () => answer(api.GET("/api/write-ups/{slug}", { params: { path: { slug } } })));
  useTitle(writeUp.data?.title ?? "Write-up");
  return <Asked of={writeUp}>{(found) => <Found of={found} />}</Asked>;
}

function Found({ of }: { of: WriteUpFound }) {
  return (
    <article className="write-up">
      <header>
        <p className="tags">
          {of.tags.map((tag) => (
            <Tag key={tag} to={`/tags/${tag}`}>
              {tag.replaceAll("-", " ")}
            </Tag>
          ))}
        </p>
        <h1>{of.title}</h1>
        <p className="lead quiet">{of.summary}</p>
        <p className="row">
          <SitButton entry={of} />
          <span className="quiet small">{of.reading_minutes} min to read</span>
        </p>
        <blockquote className="prompt">
          <span className="label">The prompt, in short</span>
          <p>{of.prompt}</p>
        </blockquote>
      </header>
      <div className="two">
        <div className="prose">
          {of.sections.map((section) => (
            <section key={section.key} id={section.key} className={section.reconstructed ? "reconstructed" : undefined}>
              <h2>
                {section.title} {section.reconstructed && <Tag tone="amber">our reconstruction</Tag>}
              </h2>
              {/* Made of Markdown by the server, which leaves nothing in it that could act. */}
              <div dangerouslySetInnerHTML={{ __html: section.html }} />
            </section>
          ))}
        </div>
        <aside className="facts" aria-label="In short">
          <Facts of={of} />
        </aside>
      </div>
    </article>
  );
}

function Facts({ of }: { of: WriteUpFound }) {
  return (
    <>
      <dl>
        {of.company.name && <Fact title="Sat at">{of.company.name}</Fact>}
        <Fact title="Company">{[of.company.stage, of.company.size].filter(told).join(", ") || "Not told"}</Fact>
        <Fact title="Role">{[of.role, told(of.level) || "level not told"].join(", ")}</Fact>
        {of.when && <Fact title="When">{of.when}</Fact>}
        {(of.loop ?? []).length > 0 && (
          <Fact title="Loop">
            <Loop of={of} />
          </Fact>
        )}
        <Fact title="What was graded">{of.graded}</Fact>
        <Fact title="Outcome">{of.outcome}</Fact>
        <Fact title="Source">
          {of.origin.title}, {of.origin.site}
          {of.origin.path && <code className="path">{of.origin.path}</code>}
        </Fact>
        <Fact title="Updated">{of.updated}</Fact>
      </dl>
      {of.company.name && <p className="quiet small listed">{of.notice}</p>}
      <Listed title="Not known" lines={of.unknown ?? []} />
      <Listed title="Our reconstruction" lines={of.ours ?? []} amber />
    </>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt className="label">{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Loop({ of }: { of: WriteUpFound }) {
  return (
    <ol className="loop">
      {(of.loop ?? []).map((round, n) => (
        <li key={n}>
          <b>{round.title}</b>
          <span className="quiet">{round.minutes ? minutes(round.minutes) : "minutes not told"}</span>
          {round.note && <span className="quiet small note">{round.note}</span>}
        </li>
      ))}
    </ol>
  );
}

function Listed({ title, lines, amber }: { title: string; lines: readonly string[]; amber?: boolean }) {
  if (!lines.length) return null;
  return (
    <div className={amber ? "listed amber" : "listed"}>
      <h2 className="label">{title}</h2>
      <ul className="small">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
