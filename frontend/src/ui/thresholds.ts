// A threshold in words: `p(99) < 250ms` is "99% within 250ms". The design language's own spelling stands beside it, since
// that is what a file and the terminal say; one that has no words here is shown as it is.

const FORM = /^\s*(.+?)\s*(<=|>=|==|<|>)\s*(.+?)\s*$/;
const PERCENTILE = /^(staleness |spread )?p\(([\d.]+)\)$/;

const COUNTED: Record<string, string> = {
  lost: "lost",
  duplicates: "done twice",
  out_of_order: "out of order",
  pending: "still to be done at the end",
  unasked: "done unasked",
  rejected: "turned away",
  lost_writes: "writes lost",
  dead_letters: "given up as dead letters",
};
const SHARES: Record<string, string> = {
  failed: "fail",
  availability: "answered",
  stale: "answered with an old value",
  utilisation: "of its time busy",
  hit_ratio: "of lookups found",
};
const TIMES: Record<string, string> = { mean: "on average", max: "at the longest", "spread max": "until the last copy has changed" };
const COMPARED: Record<string, string> = { "<": "less than", "<=": "at most", "==": "exactly", ">=": "at least", ">": "more than" };

/** A subject as people say it: a role without its sign, `edge` for `$edge`. */
export function said(subject: string): string {
  return subject.replace(/^\$/, "");
}

/** The words for a threshold; nothing where there are none. */
export function inWords(threshold: string): string {
  const [, metric = "", operator = "", value = ""] = FORM.exec(threshold) ?? [];
  const [, of, percentile] = PERCENTILE.exec(metric) ?? [];
  if (percentile) return operator.startsWith("<") ? percentileWords(of, percentile, value) : "";
  if (COUNTED[metric]) return `${counted(operator, value)} ${COUNTED[metric]}`;
  const compared = COMPARED[operator];
  if (SHARES[metric]) return `${compared} ${value} ${SHARES[metric]}`;
  if (TIMES[metric]) return `${compared} ${value} ${TIMES[metric]}`;
  if (metric === "queue max" || metric === "queue mean") return `${counted(operator, value)} waiting${metric === "queue mean" ? " on average" : ""}`;
  return metric === "cost" ? `costs ${compared} ${value}` : "";
}

function percentileWords(of: string | undefined, percentile: string, value: string): string {
  if (of === "staleness ") return `${percentile}% of answers no older than ${value}`;
  if (of === "spread ") return `${percentile}% of copies changed within ${value}`;
  return percentile === "100" ? `all within ${value}` : `${percentile}% within ${value}`;
}

function counted(operator: string, value: string): string {
  if (value === "0" && (operator === "==" || operator === "<=")) return "none";
  return operator === "<" ? `fewer than ${value}` : `${COMPARED[operator]} ${value}`;
}
