// A handler's steps, in their order: each can be rewritten, given options, moved and taken out, and new ones come at the
// end or inside another step. A step's value is YAML in a line.
import { useMemo, useState } from "react";
import { Button } from "../ui/parts";
import type { Desk } from "./desk";
import { addStep, moveStep, removeStep, setOption } from "./edits";
import { Field } from "./Field";
import { NewKey, valueAt } from "./Inspector";
import { stepKind, written, type Board, type Handler, type Path, type StepLine } from "./model";
import { aboutStep, BARE_STEPS, freshStep, GOES_TO, HOLDS_STEPS, STEP_KINDS, STEP_OPTIONS } from "./vocabulary";

interface StepsProps {
  readonly desk: Desk;
  readonly text: string;
  readonly board: Board;
  readonly path: Path;
  readonly locked: boolean;
}

export function HandlerSteps({ handler, ...props }: StepsProps & { handler: Handler }) {
  return (
    <>
      {handler.steps.length === 0 && <p className="quiet small seat-steps">No steps yet: it answers at once, having done nothing.</p>}
      <ol className="seat-steps">
        {handler.steps.map((step) => <Step key={step.path.join(".")} {...props} step={step} />)}
      </ol>
      {!props.locked && <NewStep {...props} />}
    </>
  );
}

function Step({ desk, text, board, step, locked }: StepsProps & { step: StepLine }) {
  const [open, setOpen] = useState(false);
  const position = Number(step.path[step.path.length - 1]);
  const move = (by: -1 | 1) => () => desk.edit((before) => moveStep(before, step.path, by));
  return (
    <li style={{ marginLeft: step.depth * 12 }}>
      <div className="seat-step">
        <button type="button" className="seat-step-words mono" aria-expanded={open} title={aboutStep(step.kind)} onClick={() => setOpen(!open)}>
          {step.under && <i className="quiet">{step.under} </i>}{step.words}
        </button>
        {!locked && (
          <span className="seat-step-tools">
            <button type="button" aria-label={`Move ${step.words} up`} disabled={!(position > 0)} onClick={move(-1)}>↑</button>
            <button type="button" aria-label={`Move ${step.words} down`} onClick={move(1)}>↓</button>
            <button type="button" aria-label={`Take out ${step.words}`} onClick={() => desk.edit((before) => removeStep(before, step.path))}>✕</button>
          </span>
        )}
      </div>
      {open && <StepOptions desk={desk} text={text} board={board} path={step.path} locked={locked} />}
    </li>
  );
}

/** What a step goes to or does, its options that are set, and a choice of those that are not. */
function StepOptions({ desk, text, board, path, locked }: StepsProps) {
  const { doc, value, plain } = useMemo(() => valueAt(text, path), [text, path]);
  const kind = stepKind(plain);
  const held = [...(HOLDS_STEPS[kind] ?? []), ...(kind === "parallel" || kind === "branch" ? [kind] : [])];
  const options = (STEP_OPTIONS[kind] ?? []).filter((key) => !held.includes(key.name));
  const set = options.filter((key) => value[key.name] !== undefined);
  const rest = (STEP_OPTIONS[kind] ?? []).filter((key) => value[key.name] === undefined);
  const write = (key: string) => (to: string) => desk.edit((before) => setOption(before, path, key, to));
  return (
    <div className="seat-keys seat-options">
      {!held.includes(kind) && typeof plain === "object" && (
        <Field label={kind} about={aboutStep(kind)} value={written(doc, [...path, kind], value[kind])} choices={targetsOf(board, kind)} locked={locked} onSet={(to) => to && write(kind)(to)} />
      )}
      {set.map((key) => (
        <Field key={key.name} label={key.name} about={key.about} choices={key.choices} value={written(doc, [...path, key.name], value[key.name])} locked={locked} onSet={write(key.name)} />
      ))}
      {!locked && rest.length > 0 && <NewKey keys={rest} onSet={(name, to) => write(name)(to)} />}
      {!locked && held.filter((key) => Array.isArray(value[key]) && kind !== "parallel" && kind !== "branch").map((key) => (
        <div key={key} className="seat-about"><NewStep desk={desk} text={text} board={board} path={[...path, key]} locked={locked} /></div>
      ))}
    </div>
  );
}

/** Everything on the board that a step of a kind can go to. */
export function targetsOf(board: Board, kind: string): readonly string[] {
  const kinds = GOES_TO[kind];
  if (!kinds) return [];
  const boxes = board.boxes.filter((box) => (kinds as readonly string[]).includes(box.kind));
  if (kind !== "call" && kind !== "broadcast") return boxes.map((box) => box.name);
  return boxes.flatMap((box) => (box.handlers.length > 0 ? box.handlers.map((handler) => `${box.name}.${handler.name}`) : [box.name]));
}

function firstSentence(text: string): string {
  return /^.*?[.;:](?=\s|$)/.exec(text)?.[0].replace(/[;:]$/, ".") ?? text;
}

function NewStep({ desk, board, path }: StepsProps) {
  const [kind, choose] = useState("work");
  const targets = targetsOf(board, kind);
  const [target, aim] = useState("");
  const chosen = targets.includes(target) ? target : (targets[0] ?? "");
  const goes = kind in GOES_TO;
  return (
    <div className="row seat-new-step">
      <select className="field" aria-label="Kind of the new step" value={kind} title={aboutStep(kind)} onChange={(event) => choose(event.target.value)}>
        {STEP_KINDS.map((one) => <option key={one} value={one} title={aboutStep(one)}>{one}</option>)}
      </select>
      {goes && (
        <select className="field" aria-label={`What to ${kind}`} value={chosen} onChange={(event) => aim(event.target.value)}>
          {targets.map((one) => <option key={one}>{one}</option>)}
        </select>
      )}
      <Button small disabled={goes && chosen === ""} onClick={() => desk.edit((before) => addStep(before, path, BARE_STEPS.includes(kind) && kind !== "nack" ? kind : freshStep(kind, chosen)))}>
        Add step
      </Button>
      <p className="quiet small seat-step-about">{firstSentence(aboutStep(kind))}</p>
      {goes && chosen === "" && <span className="quiet small">There is no {GOES_TO[kind]?.slice(0, 2).join(" or ")} yet.</span>}
    </div>
  );
}
