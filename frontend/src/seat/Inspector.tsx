// The inspector: one box of the board as fields, and its handlers as lists of steps. Every value is YAML in a line, spelt
// as in the text; an empty one takes the key away. Given boxes can be read and not changed.
import { useMemo, useState } from "react";
import type { Problem } from "../api/types";
import { Button } from "../ui/parts";
import { connect } from "./connections";
import type { Desk } from "./desk";
import { addHandler, pathOfBox, renameBox, renameHandler, setAt } from "./edits";
import { Field } from "./Field";
import { holdsFixed, isFixed, mapping, parse, plainOf, written, type Board, type Box, type Path } from "./model";
import { HandlerSteps } from "./Steps";
import { hasHandlers, NODE_KEYS, TRAFFIC_KEYS, type Key } from "./vocabulary";

export interface InspectorProps {
  readonly desk: Desk;
  readonly text: string;
  readonly board: Board;
  readonly id: string;
  readonly fixed: readonly string[];
  readonly locked: boolean;
  readonly problems: readonly Problem[];
  readonly onSelect: (id: string) => void;
  readonly onRemove: (id: string) => void;
  readonly onClose: () => void;
}

export function Inspector(props: InspectorProps) {
  const { desk, text, board, id, fixed, problems, onSelect, onRemove, onClose } = props;
  const box = board.boxes.find((one) => one.id === id);
  if (!box) return <DesignInspector {...props} />;
  const path = pathOfBox(id);
  const given = isFixed(path, fixed);
  const locked = props.locked || given;
  const kept = locked || holdsFixed(path, fixed);
  const rename = (to: string): void => {
    const next = box.kind === "traffic" ? `traffic.${to}` : to;
    if (desk.edit((before) => renameBox(before, id, to), (places) => moved(places, id, next))) onSelect(next);
  };
  return (
    <section className="seat-inspector" aria-label={`Inspector: ${box.name}`}>
      <div className="seat-inspector-head">
        <Field key={box.name} label="Name" hidden value={box.name} locked={kept} onSet={rename} />
        <Button small plain onClick={onClose} aria-label="Close the inspector">✕</Button>
      </div>
      {given && <p className="quiet small">Given by the round: it is the world, and not yours to change.</p>}
      {problems.length > 0 && <ul className="seat-problems">{problems.map((one, n) => <li key={n}>{one.message}</li>)}</ul>}
      <Keys desk={desk} text={text} box={box} fixed={fixed} locked={locked} />
      {box.handlers.map((handler) => (
        <div key={handler.name} className="seat-handler">
          <Field label="on" value={handler.name} locked={locked} onSet={(to) => desk.edit((before) => renameHandler(before, id, handler.name, to))} />
          <HandlerSteps desk={desk} text={text} board={board} handler={handler} path={["nodes", id, "on", handler.name]} locked={locked} />
        </div>
      ))}
      {!locked && (
        <div className="row">
          {hasHandlers(box.kind) && <Button small onClick={() => desk.edit((before) => addHandler(before, id).text)}>Add a handler</Button>}
          <ConnectTo board={board} box={box} onConnect={(to) => desk.edit((before) => connect(before, id, to))} />
          {!kept && <Button small onClick={() => onRemove(id)}>Delete</Button>}
        </div>
      )}
    </section>
  );
}

function moved(places: Readonly<Record<string, readonly [number, number]>>, from: string, to: string) {
  const { [from]: place, ...others } = places;
  return place ? { ...others, [to]: place } : others;
}

/** The keys of a box that are set, as fields, and a choice of those that are not. */
function Keys({ desk, text, box, fixed, locked }: { desk: Desk; text: string; box: Box; fixed: readonly string[]; locked: boolean }) {
  const path = pathOfBox(box.id);
  const known = box.kind === "traffic" ? TRAFFIC_KEYS : (NODE_KEYS[box.kind] ?? []);
  const { doc, value } = useMemo(() => valueAt(text, path), [text, path]);
  const set = Object.keys(value).filter((key) => key !== "on");
  const rest = known.filter((key) => !set.includes(key.name));
  return (
    <div className="seat-keys">
      {set.map((name) => {
        const key = known.find((one) => one.name === name);
        return (
          <Field
            key={name} label={name} about={key?.about ?? ""} choices={key?.choices ?? []} locked={locked || isFixed([...path, name], fixed)}
            value={written(doc, [...path, name], value[name])} onSet={(to) => desk.edit((before) => setAt(before, [...path, name], to))}
          />
        );
      })}
      {!locked && rest.length > 0 && <NewKey keys={rest} onSet={(name, to) => desk.edit((before) => setAt(before, [...path, name], to))} />}
    </div>
  );
}

export function valueAt(text: string, path: Path) {
  const { doc } = parse(text);
  const value = path.reduce<unknown>((part, key) => (Array.isArray(part) ? (part as unknown[])[Number(key)] : mapping(part)[String(key)]), plainOf(doc));
  return { doc, value: mapping(value), plain: value };
}

/** Adds a key: choose it, write its value. */
export function NewKey({ keys, onSet }: { keys: readonly Key[]; onSet: (name: string, value: string) => void }) {
  const [chosen, choose] = useState("");
  const key = keys.find((one) => one.name === chosen);
  return (
    <>
      <select className="field seat-new-key" aria-label="Add a key" value={key ? chosen : ""} onChange={(event) => choose(event.target.value)}>
        <option value="">add a setting…</option>
        {keys.map((one) => <option key={one.name} value={one.name} title={one.about}>{one.name}</option>)}
      </select>
      {key
        ? <Field key={key.name} label={`Value of ${key.name}`} hidden value="" about={key.about} choices={key.choices} example={key.example} onSet={(value) => { onSet(key.name, value); choose(""); }} />
        : <span className="seat-nothing" />}
      {key && <p className="seat-about quiet small">{key.about}</p>}
    </>
  );
}

function ConnectTo({ board, box, onConnect }: { board: Board; box: Box; onConnect: (to: string) => void }) {
  const [to, aim] = useState("");
  const others = board.boxes.filter((one) => one.id !== box.id && one.kind !== "traffic");
  const chosen = others.some((one) => one.id === to) ? to : "";
  const connected = (): void => {
    onConnect(chosen);
    aim("");
  };
  return (
    <>
      <select className="field seat-connect" aria-label="Connect to" value={chosen} onChange={(event) => aim(event.target.value)}>
        <option value="">connect to…</option>
        {others.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
      {chosen && <Button small onClick={connected}>Connect</Button>}
    </>
  );
}

/** The design itself, where no box is chosen: its name, how long it runs, what it must achieve and what goes wrong. */
function DesignInspector({ desk, text, locked, onClose }: InspectorProps) {
  const { doc, value } = valueAt(text, []);
  const objectives = Object.entries(mapping(value["objectives"]));
  const faults = Array.isArray(value["faults"]) ? (value["faults"] as unknown[]) : [];
  const field = (label: string, path: Path, there: unknown) => (
    <Field key={path.join(".")} label={label} value={written(doc, path, there)} locked={locked} onSet={(to) => desk.edit((before) => setAt(before, path, to))} />
  );
  return (
    <section className="seat-inspector" aria-label="Inspector: the design">
      <div className="seat-inspector-head">
        <b>The design</b>
        <Button small plain onClick={onClose} aria-label="Close the inspector">✕</Button>
      </div>
      <div className="seat-keys">{["name", "duration", "warmup", "regions"].map((key) => field(key, [key], value[key]))}</div>
      <div className="label">Objectives of your own</div>
      <div className="seat-keys">
        {objectives.map(([subject, thresholds]) => field(subject, ["objectives", subject], thresholds))}
        {!locked && <NewPair label="subject" example="[p(99) < 250ms]" onSet={(subject, thresholds) => desk.edit((before) => setAt(before, ["objectives", subject], thresholds))} />}
      </div>
      <div className="label">Faults of your own</div>
      <div className="seat-keys">
        {faults.map((fault, n) => field(`${n + 1}`, ["faults", n], fault))}
        {!locked && (
          <Field label="add" value="" example="{crash: sender, at: 60s, for: 30s}" onSet={(to) => desk.edit((before) => setAt(before, faults.length > 0 ? ["faults", faults.length] : ["faults"], faults.length > 0 ? to : `[${to}]`))} />
        )}
      </div>
    </section>
  );
}

function NewPair({ label, example, onSet }: { label: string; example: string; onSet: (name: string, value: string) => void }) {
  const [name, setName] = useState("");
  return (
    <>
      <input className="field mono" aria-label={`New ${label}`} placeholder={label} value={name} onChange={(event) => setName(event.target.value)} />
      <Field label="Thresholds" hidden value="" example={example} onSet={(value) => { if (name && value) onSet(name, value); setName(""); }} />
    </>
  );
}
