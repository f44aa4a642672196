// Markdown as rounds write it (paragraphs, lists, strong, emphasis, code), as elements: nothing in it is ever HTML. Its
// title is left out, which stands above the page already.
import type { ReactNode } from "react";

export function Prose({ text }: { text: string }) {
  const blocks = text.trim().replace(/^# .*\n+/, "").split(/\n\s*\n/);
  return <div className="seat-prose">{blocks.map((block, n) => <Block key={n} text={block} />)}</div>;
}

function Block({ text }: { text: string }) {
  const lines = text.split("\n");
  const heading = /^#{1,4}\s+(.*)$/.exec(lines[0] ?? "");
  if (heading) return <h3>{inline(heading[1] ?? "")}</h3>;
  if (/^[-*] /.test(text)) return <ul>{itemsOf(text, /^[-*] /m).map((item, n) => <li key={n}>{inline(item)}</li>)}</ul>;
  if (/^\d+\. /.test(text)) return <ol>{itemsOf(text, /^\d+\. /m).map((item, n) => <li key={n}>{inline(item)}</li>)}</ol>;
  return <p>{inline(lines.join(" "))}</p>;
}

function itemsOf(text: string, mark: RegExp): string[] {
  return text.split(new RegExp(mark, "gm")).map((item) => item.trim().replace(/\s*\n\s*/g, " ")).filter(Boolean);
}

const MARKS = /(\*\*[^*]+\*\*|`[^`]+`|\*[^*\s][^*]*\*|_[^_\s][^_]*_)/;

/** A line of it, without a block of its own. */
export function inline(text: string): ReactNode[] {
  return text.split(MARKS).map((part, n) => {
    if (part.startsWith("**")) return <strong key={n}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`")) return <code key={n}>{part.slice(1, -1)}</code>;
    if (n % 2 === 1) return <em key={n}>{part.slice(1, -1)}</em>;
    return part;
  });
}
