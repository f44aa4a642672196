// One line that can be edited in place: it takes effect on Enter or when left, Escape gives up.
import { useId, useState } from "react";

export function Field({ label, value, about = "", choices = [], example = "", locked = false, mono = true, hidden = false, onSet }: {
  label: string;
  value: string;
  about?: string;
  choices?: readonly string[];
  example?: string;
  locked?: boolean;
  mono?: boolean;
  /** Whether the label is only for screen readers. */
  hidden?: boolean;
  onSet: (value: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const settle = (): void => {
    if (typed !== null && typed.trim() !== value.trim()) onSet(typed.trim());
    setTyped(null);
  };
  return (
    <>
      <label htmlFor={id} title={about} className={hidden ? "unseen" : undefined}>{label}</label>
      <input
        id={id} className={mono ? "field mono" : "field"} title={about} placeholder={example} list={choices.length > 0 ? `${id}-choices` : undefined}
        value={typed ?? value} disabled={locked} autoComplete="off" spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          if (event.key === "Escape") setTyped(null);
        }}
      />
      {choices.length > 0 && <datalist id={`${id}-choices`}>{choices.map((choice) => <option key={choice} value={choice} />)}</datalist>}
    </>
  );
}
