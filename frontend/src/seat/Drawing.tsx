// The board in the middle: canvas, palette, and beside the canvas the inspector or the YAML. All of it edits one text.
import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { Button, classes } from "../ui/parts";
import { Canvas } from "./Canvas";
import { connect, disconnect } from "./connections";
import type { Desk, Drawn } from "./desk";
import { addNode, addTraffic, pathOfBox, referencesTo, removeBox } from "./edits";
import { plural, quantity, time } from "./formats";
import { RemoveDialog } from "./Help";
import { Inspector } from "./Inspector";
import { placeBeside, type Layout } from "./layout";
import { boxOf, holdsFixed, isFixed, readBoard, type Edge } from "./model";
import type { Checks } from "./useChecks";
import { useKeys } from "./useKeys";
import { KINDS, type Kind } from "./vocabulary";

const YamlEditor = lazy(() => import("./YamlEditor").then(({ YamlEditor }) => ({ default: YamlEditor })));

interface DrawingProps {
  readonly desk: Desk;
  readonly drawn: Drawn;
  readonly fixed: readonly string[];
  readonly problems: Checks;
  readonly locked: boolean;
  /** Whether nothing was drawn yet in this sitting. */
  readonly fresh: boolean;
  readonly onRun: () => void;
  /** What stands in the place of Run while something runs. */
  readonly running: ReactNode;
}

export function Drawing({ desk, drawn, fixed, problems: checks, locked, fresh, onRun, running }: DrawingProps) {
  const [selected, select] = useState("");
  const [side, setSide] = useState<"" | "inspector" | "yaml">("");
  const [palette, setPalette] = useState(false);
  const [removing, setRemoving] = useState("");
  const [tidied, setTidied] = useState(0);
  const board = drawn.shown;
  const given = useMemo(() => new Set(board.boxes.filter((box) => isFixed(pathOfBox(box.id), fixed)).map((box) => box.id)), [board, fixed]);
  const unreadable = drawn.board.unreadable !== null;
  const still = locked || unreadable;
  const place = useRef<HTMLDivElement>(null);

  const look = useCallback((id: string) => {
    select(id);
    setSide((before) => (before === "yaml" ? before : "inspector"));
  }, []);
  const open = useCallback((id: string) => {
    look(id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".seat-inspector input:not([disabled])")?.focus({ preventScroll: true }));
  }, [look]);
  const close = useCallback(() => {
    setSide("");
    focusBox(place, selected);
  }, [selected]);
  const add = (kind: Kind | "traffic"): void => {
    setPalette(false);
    let added = { text: "", name: "" };
    const took = desk.edit((text) => {
      added = kind === "traffic" ? addTraffic(text) : addNode(text, kind);
      return added.text;
    }, (before) => besides(before, added.text, kind === "traffic" ? `traffic.${added.name}` : added.name, selected));
    if (took) open(kind === "traffic" ? `traffic.${added.name}` : added.name);
  };
  const tidy = (): void => {
    desk.tidy();
    setTidied(tidied + 1);
  };
  const removeNow = useCallback((id: string) => {
    setRemoving("");
    if (desk.edit((text) => removeBox(text, id))) select("");
  }, [desk]);
  const remove = useCallback((id: string) => {
    if (still || holdsFixed(pathOfBox(id), fixed)) return;
    if (referencesTo(desk.snapshot().text, id).length > 0) setRemoving(id);
    else removeNow(id);
  }, [desk, still, fixed, removeNow]);
  const drawArrow = useCallback((from: string, to: string) => void desk.edit((text) => connect(text, from, to)), [desk]);
  const eraseArrow = useCallback((edge: Edge) => {
    if (edge.paths.some((path) => isFixed(path, fixed))) return;
    desk.edit((text) => disconnect(text, edge.paths));
  }, [desk, fixed]);
  const pick = useCallback((id: string) => {
    select(id);
    if (id === "") setSide((before) => (before === "inspector" ? "" : before));
  }, []);

  useKeys({
    a: () => !still && setPalette(true), y: () => setSide(side === "yaml" ? "" : "yaml"), i: () => { select(""); setSide(side === "inspector" ? "" : "inspector"); },
    Escape: () => { setPalette(false); if (side === "inspector") close(); },
  });

  return (
    <div className={classes("seat-drawing", side && `with-${side}`)} ref={place}>
      <div className="seat-tools">
        <div className="row">
          <Button disabled={still} onClick={() => setPalette(!palette)} shortcut="A" aria-expanded={palette}>Add</Button>
          <Button plain disabled={locked || !drawn.canUndo} onClick={desk.undo} aria-label="Undo" title="Undo (Ctrl Z)">↶</Button>
          <Button plain disabled={locked || !drawn.canRedo} onClick={desk.redo} aria-label="Redo" title="Redo (Ctrl Shift Z)">↷</Button>
          <Button plain disabled={still} onClick={tidy} title="Lay all boxes out anew, along their arrows">Tidy</Button>
        </div>
        <div className="row">
          <Button aria-pressed={side === "yaml"} onClick={() => setSide(side === "yaml" ? "" : "yaml")} shortcut="Y">YAML</Button>
          {running}
          {!running && <Button hot disabled={locked} onClick={onRun} shortcut="R">Run</Button>}
        </div>
      </div>
      {palette && <Palette onAdd={add} onClose={() => setPalette(false)} />}
      <div className="seat-canvas">
        <Canvas
          board={board} places={drawn.places} problems={checks.problems} fixed={given} selected={selected} locked={still} fresh={fresh && !drawn.canUndo} fits={tidied} covered={side === "inspector"}
          onSelect={pick} onLook={look} onOpen={open} onPlace={desk.place as (moved: Layout) => void} onConnect={drawArrow} onRemove={remove} onDisconnect={eraseArrow}
        />
      </div>
      {side === "inspector" && (
        <div className="seat-side">
          <Inspector
            key={selected} desk={desk} text={drawn.text} board={board} id={selected} fixed={fixed} locked={still}
            problems={checks.problems.filter((one) => selected !== "" && boxOf(one.where ?? "", board.boxes) === selected)} onSelect={open} onRemove={remove} onClose={close}
          />
        </div>
      )}
      {side === "yaml" && (
        <div className="seat-side">
          <Suspense fallback={<p className="quiet">Loading…</p>}>
            <YamlEditor text={drawn.text} problems={checks.problems} locked={locked} onWrite={desk.write} onUndo={desk.undo} onRedo={desk.redo} />
          </Suspense>
        </div>
      )}
      <Foot checks={checks} />
      {removing && <RemoveDialog name={removing} references={referencesTo(drawn.text, removing)} onRemove={() => removeNow(removing)} onClose={() => setRemoving("")} />}
    </div>
  );
}

/** The layout with a place for the new box, beside the one that is selected; traffic goes where it is laid out by itself. */
function besides(places: Layout, text: string, id: string, selected: string): Layout {
  const board = readBoard(text);
  const box = board.boxes.find((one) => one.id === id);
  return box && box.kind !== "traffic" ? { ...places, [id]: placeBeside(board, places, box, selected) } : places;
}

function focusBox(place: RefObject<HTMLDivElement | null>, id: string): void {
  if (id) place.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
}

const ABOUT: Readonly<Record<Kind | "traffic", string>> = {
  service: "answers requests", worker: "takes messages from a queue", queue: "keeps messages for one worker each", topic: "gives a copy to each that listens", database: "keeps rows by key",
  cache: "keeps some keys for a while", load_balancer: "chooses a replica", external: "somebody else's", edge: "in many regions", traffic: "requests that come in",
};

function Palette({ onAdd, onClose }: { onAdd: (kind: Kind | "traffic") => void; onClose: () => void }) {
  return (
    <div className="seat-palette" role="menu" aria-label="Add a box" onKeyDown={(event) => {
      const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
      const at = items.indexOf(document.activeElement as HTMLElement);
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) items[(at + by + items.length) % items.length]?.focus();
      else if (event.key === "Escape") onClose();
      else return;
      event.preventDefault();
    }}>
      {[...KINDS, "traffic" as const].map((kind, n) => (
        <button key={kind} type="button" role="menuitem" autoFocus={n === 0} onClick={() => onAdd(kind)}>
          <b>{kind.replace("_", " ")}</b> <span className="quiet small">{ABOUT[kind]}</span>
        </button>
      ))}
    </div>
  );
}

/** Below the board: whether it is a design, and what is known of it without running it. */
function Foot({ checks }: { checks: Checks }) {
  const [open, setOpen] = useState(false);
  const { problems, warnings, floors } = checks;
  const least = floors.map((one) => {
    const rate = one.users !== null ? `${quantity(one.users, "count")} users` : quantity(one.rate, "rate");
    const light = Object.values(one.seconds ?? {}).filter((seconds) => seconds > 0);
    return `${one.traffic} ${rate}${light.length > 0 ? `, light alone ${time(Math.max(...light))}` : ""}`;
  });
  if (problems.length === 0 && warnings.length === 0) return <p className="seat-foot quiet small" role="status">{checks.asked ? ["It is a design.", ...least].join(" · ") : "Reading…"}</p>;
  return (
    <div className="seat-foot small">
      <button type="button" className="seat-foot-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {problems.length > 0 ? <span className="missed">{plural(problems.length, "problem")}: {problems[0]?.where} {problems[0]?.message}</span> : <span className="quiet">{plural(warnings.length, "remark")}: {warnings[0]?.message}</span>}
      </button>
      {open && <ul>{[...problems, ...warnings].map((one, n) => <li key={n}>{one.line ? <span className="quiet">line {one.line} </span> : null}<code>{one.where}</code> {one.message}</li>)}</ul>}
    </div>
  );
}
