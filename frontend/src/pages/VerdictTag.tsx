// A verdict in a pill, the same wherever it is named in passing.
import { Tag } from "../ui/parts";
import { VERDICTS } from "./words";

const TONES = { "no-hire": "missed", "lean-hire": "amber", hire: "met", "strong-hire": "met" } as const;

export function VerdictTag({ verdict }: { verdict: keyof typeof TONES | null | undefined }) {
  return verdict ? <Tag tone={TONES[verdict]}>{VERDICTS[verdict]}</Tag> : <Tag>No verdict yet: the final design is not measured</Tag>;
}
