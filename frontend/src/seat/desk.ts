// The board while it is drawn: text and layout as they are on this page, with undo and redo, and their way to the server.
// What is drawn is sent a moment after the hand rests, and kept in this browser until the server has it. What another tab
// drew is taken over, unless something here is not sent yet: then the two stand against each other as a conflict, and the
// candidate decides; whatever is replaced can still be had back with undo.
import type { SittingView } from "../api/types";
import { EditError } from "./edits";
import { begin, changed, redone, undone, type Drawing, type History } from "./history";
import { apart, layOut, type Layout, type Place } from "./layout";
import { joinTexts } from "./merge";
import { readBoard, type Board } from "./model";

/** The server's board that the drawing here began from. */
interface Basis {
  readonly seq: number;
  readonly revision: number;
  readonly text: string;
}

interface Draft extends Drawing {
  readonly basis: Basis;
}

export interface Conflict {
  readonly theirs: SittingView;
  /** Both changes in one text, and how many stretches both changed (there mine stand). */
  readonly joined: { readonly text: string; readonly clashes: number };
}

/** What is shown of the desk. `shown` is the last board that could be read, for the canvas; `text` may be ahead of it. */
export interface Drawn {
  readonly text: string;
  readonly board: Board;
  readonly shown: Board;
  readonly places: Layout;
  readonly saved: boolean;
  readonly conflict: Conflict | null;
  readonly complaint: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** How a drawing reaches the server, and what becomes of the answer. `conflictOf` tells a refusal that is a conflict. */
export interface Line {
  readonly send: (after: number, drawing: Drawing, leaving: boolean) => Promise<SittingView>;
  readonly conflictOf: (error: unknown) => SittingView | null;
  readonly take: (view: SittingView) => void;
  readonly refused: (error: unknown) => void;
  readonly keep: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly now: () => number;
}

export const REST = 400;

export class Desk {
  private history: History;
  private basis: Basis;
  /** The drawing that the server has, as far as is known here. */
  private sent: Drawing;
  private sending: Promise<boolean> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private finished = false;
  private remembered: Layout = {};
  /** The layout that `drawn.places` came from. */
  private placed: Layout | null = null;
  private drawn: Drawn;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly id: string, view: SittingView, private readonly line: Line) {
    this.basis = basisOf(view);
    this.sent = drawingOf(view);
    this.history = begin(this.sent);
    this.finished = view.finished !== "";
    this.drawn = this.draw(null, "");
    this.takeUp(view);
  }

  /** A drawing that never reached the server is taken up where it was left. */
  private takeUp(view: SittingView): void {
    const draft = this.draft();
    if (!draft || draft.text === view.board.text) return;
    this.basis = draft.basis;
    this.history = changed(this.history, { text: draft.text, layout: draft.layout }, this.line.now());
    this.drawn = this.draw(null, "");
    if (draft.basis.revision === view.board.revision) this.later();
    else this.clash(view);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = (): Drawn => this.drawn;

  // ---------------------------------------------------------------------------------------------------------- drawing

  readonly write = (text: string): void => this.change({ text, layout: this.history.now.layout }, "typing");

  /** Makes an edit; what cannot be edited is told and changes nothing. `move` changes the layout with it. */
  readonly edit = (make: (text: string) => string, move?: (places: Layout) => Layout): boolean => {
    try {
      const text = make(this.history.now.text);
      const layout = { ...this.history.now.layout, ...this.drawn.places };
      this.change({ text, layout: move ? move(layout) : layout });
      return true;
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      this.show(this.drawn.conflict, error.message);
      return false;
    }
  };

  readonly place = (moved: Layout): void => {
    const layout = { ...this.history.now.layout, ...this.drawn.places, ...moved };
    this.change({ text: this.history.now.text, layout }, `moving ${Object.keys(moved).join(" ")}`);
  };

  /** Lays all boxes out anew, along their arrows. */
  readonly tidy = (): void => this.change({ text: this.history.now.text, layout: layOut(this.drawn.shown, {}) });

  readonly undo = (): void => this.become(undone(this.history));

  readonly redo = (): void => this.become(redone(this.history));

  readonly hush = (): void => this.show(this.drawn.conflict, "");

  private change(next: Drawing, go?: string): void {
    this.become(changed(this.history, next, this.line.now(), go));
  }

  private become(history: History): void {
    if (history === this.history) return;
    this.history = history;
    this.show(this.drawn.conflict, "");
    if (!this.isSent()) {
      this.line.keep.setItem(draftKey(this.id), JSON.stringify({ ...history.now, basis: this.basis } satisfies Draft));
      this.later();
    }
  }

  private show(conflict: Conflict | null, complaint: string): void {
    this.drawn = this.draw(conflict, complaint);
    for (const listener of this.listeners) listener();
  }

  private draw(conflict: Conflict | null, complaint: string): Drawn {
    const { text, layout } = this.history.now;
    const before = this.drawn as Drawn | undefined;
    const board = before?.text === text ? before.board : readBoard(text);
    const shown = board.unreadable ? (before?.shown ?? board) : board;
    const places = before?.shown === shown && this.placed === layout ? before.places : this.placesOf(shown, layout, before?.shown !== shown);
    this.placed = layout;
    this.remembered = { ...this.remembered, ...places };
    return {
      text, board, shown, places, conflict, complaint, saved: this.isSent(),
      canUndo: this.history.past.length > 0, canRedo: this.history.future.length > 0,
    };
  }

  /** A place for every box: its own, the one it last had while this page was open, or a computed one. As long as nobody
   *  has placed any, all are computed anew, so that a design that is typed is laid out by its arrows. A box that a change
   *  of the text made larger pushes others aside. */
  private placesOf(board: Board, layout: Layout, grown: boolean): Layout {
    if (Object.keys(layout).length === 0) return layOut(board, {});
    const given: Record<string, Place> = {};
    for (const box of board.boxes) {
      const place = layout[box.id] ?? this.remembered[box.id];
      if (place) given[box.id] = place;
    }
    const places = layOut(board, given);
    return grown ? apart(board, places) : places;
  }

  // ------------------------------------------------------------------------------------------------- to and from the server

  private isSent(): boolean {
    const { text, layout } = this.history.now;
    return text === this.sent.text && (layout === this.sent.layout || sameLayout(layout, this.sent.layout));
  }

  private later(): void {
    clearTimeout(this.timer);
    if (this.finished || this.drawn.conflict) return;
    this.timer = setTimeout(() => void this.flush(), REST);
  }

  /** Sends what has not been sent; true when the server has all of it. */
  readonly flush = async (leaving = false): Promise<boolean> => {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (this.isSent()) return true;
    if (this.drawn.conflict || this.finished) return false;
    this.sending = this.sendNow(this.history.now, leaving);
    const went = await this.sending;
    this.sending = null;
    return went && (this.isSent() || this.flush());
  };

  private async sendNow(drawing: Drawing, leaving: boolean): Promise<boolean> {
    try {
      const view = await this.line.send(this.basis.seq, drawing, leaving);
      this.basis = basisOf(view);
      this.sent = drawing;
      if (this.isSent()) this.line.keep.removeItem(draftKey(this.id));
      this.show(this.drawn.conflict, this.drawn.complaint);
      this.line.take(view);
      return true;
    } catch (error) {
      const theirs = this.line.conflictOf(error);
      if (theirs) this.clash(theirs);
      else this.line.refused(error);
      return false;
    }
  }

  /** A view of the sitting came: its board is taken over where nothing here would be lost by it. */
  readonly see = (view: SittingView): void => {
    this.finished = view.finished !== "";
    if (this.sending || this.drawn.conflict || view.board.revision < this.basis.revision) return;
    const theirs = drawingOf(view);
    if (theirs.text === this.basis.text && sameLayout(theirs.layout, this.sent.layout)) {
      this.basis = { ...this.basis, seq: Math.max(this.basis.seq, view.seq), revision: view.board.revision };
    } else if (this.isSent()) {
      this.basis = basisOf(view);
      this.sent = theirs;
      this.remembered = {};
      this.become(changed(this.history, theirs, this.line.now()));
    } else if (theirs.text !== this.basis.text) {
      this.clash(view);
    }
  };

  private clash(theirs: SittingView): void {
    const joined = joinTexts(this.basis.text, this.history.now.text, theirs.board.text);
    clearTimeout(this.timer);
    this.show({ theirs, joined }, "");
  }

  /** Ends a conflict: mine are sent over theirs, theirs replace mine, or both are joined. Undo has what was replaced. */
  readonly settle = (which: "mine" | "theirs" | "joined"): void => {
    const { conflict } = this.drawn;
    if (!conflict) return;
    const [mine, theirs] = [this.history.now, drawingOf(conflict.theirs)];
    this.basis = basisOf(conflict.theirs);
    this.sent = theirs;
    this.show(null, "");
    this.line.take(conflict.theirs);
    const joined = { text: conflict.joined.text, layout: { ...theirs.layout, ...mine.layout } };
    const end = { mine, theirs, joined }[which];
    if (which !== "theirs") this.change(theirs);
    this.change(end);
    if (which === "theirs") this.line.keep.removeItem(draftKey(this.id));
    this.later();
  };

  private draft(): Draft | null {
    try {
      const kept = JSON.parse(this.line.keep.getItem(draftKey(this.id)) ?? "null") as Draft | null;
      return kept && typeof kept.text === "string" && typeof kept.basis?.text === "string" ? kept : null;
    } catch {
      return null;
    }
  }
}

function basisOf(view: SittingView): Basis {
  return { seq: view.seq, revision: view.board.revision, text: view.board.text };
}

function drawingOf(view: SittingView): Drawing {
  return { text: view.board.text, layout: view.board.layout };
}

function draftKey(id: string): string {
  return `hotseat-draft-${id}`;
}

function sameLayout(a: Layout, b: Layout): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name]?.[0] === b[name]?.[0] && a[name]?.[1] === b[name]?.[1]);
}
