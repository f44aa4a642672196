// Two changes of one text, joined line by line (the algorithm of diff3). It serves two ends: an edit on the canvas is
// laid over the text as its writer formatted it, and the boards of two tabs that changed at once can be joined.

/** Pairs of lines that both sides have, in order: a longest common subsequence, the earliest of equals. */
export function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const pairs: [number, number][] = [];
  for (let i = 0; i < start; i += 1) pairs.push([i, i]);
  pairs.push(...longest(a, b, start, a.length - end, b.length - end));
  for (let i = end; i > 0; i -= 1) pairs.push([a.length - i, b.length - i]);
  return pairs;
}

function longest(a: readonly string[], b: readonly string[], from: number, aEnd: number, bEnd: number): [number, number][] {
  const rows = aEnd - from;
  const columns = bEnd - from;
  const length = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const same = a[from + i] === b[from + j];
      (length[i] as Uint32Array)[j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (a[from + i] === b[from + j]) pairs.push([from + i++, from + j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** A stretch of the joined text; `both` where the two sides changed the same lines, each in its own way. */
interface Stretch {
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
  readonly same: boolean;
}

function stretches(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Stretch[] {
  const inMine = new Map(commonLines(base, mine));
  const inTheirs = new Map(commonLines(base, theirs));
  const found: Stretch[] = [];
  let [b, m, t] = [0, 0, 0];
  const differ = (toBase: number, toMine: number, toTheirs: number): void => {
    if (b === toBase && m === toMine && t === toTheirs) return;
    found.push({ base: base.slice(b, toBase), mine: mine.slice(m, toMine), theirs: theirs.slice(t, toTheirs), same: false });
  };
  for (let line = 0; line < base.length; line += 1) {
    const [atMine, atTheirs] = [inMine.get(line), inTheirs.get(line)];
    if (atMine === undefined || atTheirs === undefined) continue;
    differ(line, atMine, atTheirs);
    const kept = [base[line] as string];
    found.push({ base: kept, mine: kept, theirs: kept, same: true });
    [b, m, t] = [line + 1, atMine + 1, atTheirs + 1];
  }
  differ(base.length, mine.length, theirs.length);
  return found;
}

const equal = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((line, n) => line === b[n]);

/** Both changes of `base` in one text. Where both changed the same lines, mine stand and `clashes` counts it. */
export function joinTexts(base: string, mine: string, theirs: string): { text: string; clashes: number } {
  const parts = stretches(base.split("\n"), mine.split("\n"), theirs.split("\n")).flatMap(lineByLine);
  const clashes = parts.filter((one) => !one.same && !settled(one)).length;
  return { text: parts.flatMap((one) => settled(one) ?? one.mine).join("\n"), clashes };
}

/** A stretch in which no side has more or fewer lines, line by line: neighbours can be changed without a clash. */
function lineByLine(one: Stretch): Stretch[] {
  if (one.same || one.mine.length !== one.base.length || one.theirs.length !== one.base.length) return [one];
  return one.base.map((line, n) => ({ base: [line], mine: one.mine.slice(n, n + 1), theirs: one.theirs.slice(n, n + 1), same: false }));
}

/** What a stretch comes to where at most one side changed it, or both did the same. */
function settled({ base, mine, theirs }: Stretch): readonly string[] | undefined {
  if (equal(mine, theirs) || equal(base, theirs)) return mine;
  return equal(base, mine) ? theirs : undefined;
}

/** The smallest stretch that makes one text the other, so that the cursor stays where it is. */
export function changeBetween(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
