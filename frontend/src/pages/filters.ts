// The catalogue's filters: what is chosen stands in the address (`/rounds?kind=design&skill=cost`), so that a choice is a
// link, can be gone back from, and can be sent to somebody.
import type { RoundEntry } from "../api/types";

export type Facet = "kind" | "level" | "skill";
export type Chosen = Partial<Record<Facet, string>>;

export const FACETS: readonly { facet: Facet; title: string }[] = [
  { facet: "kind", title: "Kind" },
  { facet: "level", title: "Level" },
  { facet: "skill", title: "Trains" },
];

/** A value that can be chosen: how many rounds are left with it, and the address of that choice (or of taking it back). */
export interface Choice {
  value: string;
  count: number;
  on: boolean;
  to: string;
}

/** What an address has chosen. */
export function chosenIn(parameters: URLSearchParams): Chosen {
  const found = FACETS.map(({ facet }) => [facet, parameters.get(facet)] as const).filter(([, value]) => value);
  return Object.fromEntries(found) as Chosen;
}

/** The address of a choice. */
export function address(chosen: Chosen): string {
  const words = FACETS.flatMap(({ facet }) => (chosen[facet] ? [`${facet}=${encodeURIComponent(chosen[facet])}`] : []));
  return words.length ? `/rounds?${words.join("&")}` : "/rounds";
}

/** The rounds that are of everything chosen. */
export function matching(rounds: readonly RoundEntry[], chosen: Chosen): RoundEntry[] {
  return rounds.filter((round) => FACETS.every(({ facet }) => !chosen[facet] || values(round, facet).includes(chosen[facet])));
}

/** The values of a facet, each with the number of rounds that the other choices leave it; the most frequent first. */
export function choices(rounds: readonly RoundEntry[], chosen: Chosen, facet: Facet): Choice[] {
  const all = new Set([...rounds.flatMap((round) => values(round, facet)), ...(chosen[facet] ? [chosen[facet]] : [])]);
  return [...all]
    .map((value) => {
      const on = chosen[facet] === value;
      const count = matching(rounds, { ...chosen, [facet]: value }).length;
      return { value, count, on, to: address({ ...chosen, [facet]: on ? undefined : value }) };
    })
    .sort((one, other) => other.count - one.count || one.value.localeCompare(other.value));
}

function values(round: RoundEntry, facet: Facet): readonly string[] {
  return facet === "skill" ? round.skills : [round[facet]];
}
