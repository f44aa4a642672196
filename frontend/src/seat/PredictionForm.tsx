// What a run will measure, said before it runs: for each question a value and the interval that is believed to hold it
// with 90 %, and how probable it is that the design holds.
import { useId, useState, type FormEvent } from "react";
import type { Guess, PredictView } from "../api/types";
import { Button } from "../ui/parts";

type Typed = Readonly<Record<string, { readonly value: string; readonly low: string; readonly high: string }>>;
const EMPTY = { value: "", low: "", high: "" };

export function PredictionForm({ wanted, locked, button, onSend, without }: {
  wanted: readonly PredictView[];
  locked: boolean;
  button: string;
  onSend: (guesses: Record<string, Guess>, holds: number | null) => Promise<void>;
  /** Runs without a prediction, where that is allowed. */
  without?: () => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<Typed>({});
  const [holds, setHolds] = useState("");
  const guesses = guessesOf(typed);
  const probability = holds.trim() === "" ? null : Number(holds.replace("%", "")) / 100;
  const bad = probability !== null && !(probability >= 0 && probability <= 1);
  const nothing = Object.keys(guesses).length === 0 && probability === null;
  const set = (key: string, part: keyof typeof EMPTY) => (event: { target: { value: string } }) =>
    setTyped((before) => ({ ...before, [key]: { ...EMPTY, ...before[key], [part]: event.target.value } }));
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!nothing && !bad) void onSend(guesses, probability);
  };
  return (
    <form className="seat-predict" onSubmit={send}>
      <table>
        <thead><tr><th scope="col"><span className="unseen">Question</span></th><th scope="col">value</th><th scope="col">90 % from</th><th scope="col">to</th></tr></thead>
        <tbody>
          {wanted.map((one) => (
            <tr key={one.key}>
              <td id={`${id}-${one.key}`}>{one.question}</td>
              {(["value", "low", "high"] as const).map((part) => (
                <td key={part}>
                  <input
                    className="field mono" aria-label={`${one.question} ${NAMES[part]}`} placeholder={part === "value" ? one.example : ""} disabled={locked}
                    value={typed[one.key]?.[part] ?? ""} onChange={set(one.key, part)} autoComplete="off"
                  />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <td>it holds, with a probability of</td>
            <td><input className="field mono" aria-label="Probability that every threshold holds, in per cent" aria-invalid={bad} placeholder="80 %" value={holds} disabled={locked} onChange={(event) => setHolds(event.target.value)} autoComplete="off" /></td>
            <td colSpan={2} className="missed small">{bad ? "from 0 to 100" : ""}</td>
          </tr>
        </tbody>
      </table>
      <div className="row">
        <Button hot type="submit" disabled={locked || nothing || bad}>{button}</Button>
        {without && <Button disabled={locked} onClick={without}>Run without predicting</Button>}
      </div>
    </form>
  );
}

const NAMES = { value: "value", low: "90 % interval, from", high: "90 % interval, to" } as const;

/** Guesses as the server takes them: what was left empty is left out. */
export function guessesOf(typed: Typed): Record<string, Guess> {
  const given = Object.entries(typed).filter(([, one]) => Object.values(one).some((part) => part.trim() !== ""));
  return Object.fromEntries(given.map(([key, one]) => [key, { value: one.value.trim() || null, low: one.low.trim() || null, high: one.high.trim() || null }]));
}
