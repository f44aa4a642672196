// Every key, in a dialog; and the other questions that need an answer before anything else goes on.
import { useEffect, useRef, type ReactNode } from "react";
import { Button, Key } from "../ui/parts";
import type { Conflict } from "./desk";

const KEYS: readonly (readonly [string, string])[] = [
  ["Tab", "from box to box"], ["Arrows", "move the box that has the focus; with Shift, further"], ["Enter", "open a box in the inspector"], ["Delete", "take the box away"],
  ["A", "add a box"], ["R", "run: predict first, then Enter"], ["Y", "YAML beside the canvas, and back"], ["I", "the design in the inspector"], ["P", "pause, and go on"],
  ["/", "ask the interviewer"], ["S", "say something"], ["Ctrl Z", "undo"], ["Ctrl Shift Z", "redo"], ["Mouse", "drag a box to move it, the dot at its right to another box to connect them, the board to look around; the wheel zooms"],
  ["Escape", "out of a field, close what is open"], ["?", "this list"],
];

export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = place.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog ref={place} className="seat-dialog" aria-label={title} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <table>
        <tbody>{KEYS.map(([key, does]) => <tr key={key}><td><Key>{key}</Key></td><td>{does}</td></tr>)}</tbody>
      </table>
      <Button onClick={onClose}>Close</Button>
    </Dialog>
  );
}

/** Two tabs drew at once: which drawing shall it be? */
export function ConflictDialog({ conflict, onSettle }: { conflict: Conflict; onSettle: (which: "mine" | "theirs" | "joined") => void }) {
  const { clashes } = conflict.joined;
  return (
    <Dialog title="The board was changed in another place" onClose={() => onSettle("mine")}>
      <p>While you drew here, the same board was changed elsewhere. Nothing is lost: whichever you choose, undo brings the other back.</p>
      <div className="row">
        <Button hot onClick={() => onSettle("joined")}>{clashes === 0 ? "Join both" : `Join both, mine where they clash (${clashes})`}</Button>
        <Button onClick={() => onSettle("mine")}>Keep mine</Button>
        <Button onClick={() => onSettle("theirs")}>Take theirs</Button>
      </div>
      <details className="seat-fold"><summary>Look at theirs</summary><pre className="mono small">{conflict.theirs.board.text}</pre></details>
    </Dialog>
  );
}

/** Deleting a box that others speak of. */
export function RemoveDialog({ name, references, onRemove, onClose }: { name: string; references: readonly string[]; onRemove: () => void; onClose: () => void }) {
  return (
    <Dialog title={`Delete ${name}?`} onClose={onClose}>
      <p>{references.length === 1 ? "One place still speaks" : `${references.length} places still speak`} of it, and will be shown as problems:</p>
      <ul>{references.map((one) => <li key={one} className="mono">{one}</li>)}</ul>
      <div className="row"><Button hot onClick={onRemove}>Delete</Button><Button onClick={onClose}>Keep it</Button></div>
    </Dialog>
  );
}

export function FinishDialog({ left, onFinish, onClose }: { left: ReactNode; onFinish: () => void; onClose: () => void }) {
  return (
    <Dialog title="Finish the sitting?" onClose={onClose}>
      <p>{left} left. After the end the board cannot be changed; the debrief begins.</p>
      <div className="row"><Button hot onClick={onFinish}>Finish</Button><Button onClick={onClose}>Go on</Button></div>
    </Dialog>
  );
}
