import { Fragment } from "react";
import type { Moment } from "../api/types";
import { clock } from "../seat/formats";

/** Numbers of log lines as links to their places on the timeline, where strokes in a row are one line. */
export function LogLinks({ log, moments }: { log: readonly number[]; moments: readonly Moment[] }) {
  const found = [...new Set(log.map((seq) => momentOf(seq, moments)).filter((one) => one !== undefined))];
  if (!found.length) return null;
  return (
    <span className="log-links">
      Log:
      {found.map((moment) => (
        <Fragment key={moment.seq}>
          {" "}
          <a href={`#log-${moment.seq}`} title={moment.title}>
            {clock(moment.at)}
          </a>
        </Fragment>
      ))}
    </span>
  );
}

/** The moment that shows a log line: its own, or the strokes that it belongs to. */
export function momentOf(seq: number, moments: readonly Moment[]): Moment | undefined {
  return moments.findLast((moment) => moment.seq <= seq);
}
