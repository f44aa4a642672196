// What a run will measure, said before it runs: for each question a value and the interval that is believed to hold it
// with 90 %, and how probable it is that the design holds.
import { Fragment, useState, type FormEvent } from "react";
import type { Guess, PredictView } from "../api/types";
import { Button } from "../ui/parts";
import { guessesOf, type Typed } from "./guesses";

const EMPTY = { value: "", low: "", high: "" };

export function PredictionForm({ wanted, locked, button, onSend, without }: {
  wanted: readonly PredictView[];
  locked: boolean;
  button: string;
  onSend: (guesses: Record<string, Guess>, holds: number | null) => Promise<void>;
  /** Runs without a prediction, where that is allowed. */
  without?: () => void;
}) {
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
      <div className="seat-guesses">
        {wanted.length > 0 && <p className="quiet small">Your best guess, and between which two values you are 90 % sure it lies. With units, as in the examples; leave empty what you do not want to guess.</p>}
        {wanted.length > 0 && <><span>guess</span><span>90 % from</span><span>to</span></>}
        {wanted.map((one) => (
          <Fragment key={one.key}>
            <p>{capital(one.question)}</p>
            {(["value", "low", "high"] as const).map((part) => (
              <input
                key={part} className="field mono" aria-label={`${one.question} ${NAMES[part]}`} placeholder={part === "value" ? `e.g. ${one.example.split(" or ")[0]}` : ""} disabled={locked}
                value={typed[one.key]?.[part] ?? ""} onChange={set(one.key, part)} autoComplete="off"
              />
            ))}
          </Fragment>
        ))}
        <p>How probable is it that your design holds?</p>
        <input className="field mono" aria-label="Probability that every threshold holds, in per cent" aria-invalid={bad} placeholder="e.g. 80 %" value={holds} disabled={locked} onChange={(event) => setHolds(event.target.value)} autoComplete="off" />
        {bad && <p className="missed small">from 0 to 100</p>}
      </div>
      <div className="row">
        <Button hot type="submit" disabled={locked || nothing || bad}>{button}</Button>
        {without && <Button disabled={locked} onClick={without}>Run without predicting</Button>}
      </div>
    </form>
  );
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const NAMES = { value: "value", low: "90 % interval, from", high: "90 % interval, to" } as const;
