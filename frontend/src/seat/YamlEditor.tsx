// The YAML face of the design: the very text, with every problem at its line. Undo is the board's own, so that a change
// made on the canvas and one typed here go back in the order in which they were made.
import { autocompletion, closeBrackets, completeFromList } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Problem } from "../api/types";
import { changeBetween } from "./merge";
import { KINDS, NODE_KEYS, STEP_KINDS, STEP_OPTIONS, TRAFFIC_KEYS } from "./vocabulary";

const FromOutside = Annotation.define<boolean>();

const COLOURS = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: "var(--blue)" },
  { tag: tags.propertyName, color: "var(--blue)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.attributeValue], color: "var(--good)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: "var(--quiet)" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--hot)" },
]);

const WORDS = [...new Set([
  ...Object.values(NODE_KEYS).flat().map((key) => `${key.name}: `), ...TRAFFIC_KEYS.map((key) => `${key.name}: `),
  ...STEP_KINDS.map((kind) => `${kind}: `), ...Object.values(STEP_OPTIONS).flat().map((key) => `${key.name}: `),
  "kind: ", "on: ", "traffic:", "nodes:", "objectives:", "faults:", ...KINDS,
])].map((label) => ({ label }));

export function YamlEditor({ text, problems, locked, onWrite, onUndo, onRedo }: {
  text: string;
  problems: readonly Problem[];
  locked: boolean;
  onWrite: (text: string) => void;
  onUndo: () => void;
  onRedo: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const hands = useRef({ onWrite, onUndo, onRedo });
  const lock = useRef(new Compartment());
  useEffect(() => {
    hands.current = { onWrite, onUndo, onRedo };
  });

  useEffect(() => {
    const editor = new EditorView({ parent: place.current as HTMLElement, state: EditorState.create({ extensions: [
      lineNumbers(), lintGutter(), drawSelection(), EditorView.lineWrapping, highlightActiveLine(), highlightSelectionMatches(), bracketMatching(), closeBrackets(),
      yaml(), syntaxHighlighting(COLOURS), indentUnit.of("  "), EditorState.tabSize.of(2),
      autocompletion({ override: [completeFromList(WORDS)], activateOnTyping: true, icons: false }),
      keymap.of([
        { key: "Mod-z", run: () => (hands.current.onUndo(), true), preventDefault: true },
        { key: "Mod-Shift-z", run: () => (hands.current.onRedo(), true), preventDefault: true },
        { key: "Mod-y", run: () => (hands.current.onRedo(), true), preventDefault: true },
        { key: "Escape", run: (one) => (one.contentDOM.blur(), true) },
        ...searchKeymap, ...defaultKeymap, indentWithTab,
      ]),
      lock.current.of(EditorState.readOnly.of(false)),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "The design as YAML. Escape leaves the editor." }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.transactions.some((one) => one.annotation(FromOutside))) hands.current.onWrite(update.state.doc.toString());
      }),
    ] }) });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => view.current?.dispatch({ effects: lock.current.reconfigure(EditorState.readOnly.of(locked)) }), [locked]);
  useEffect(() => {
    const editor = view.current;
    const change = editor && changeBetween(editor.state.doc.toString(), text);
    if (change) editor.dispatch({ changes: change, annotations: FromOutside.of(true) });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, problems.flatMap((one) => diagnosticOf(editor, one))));
  }, [problems, text]);
  return <div className="seat-yaml" ref={place} />;
}

function diagnosticOf(editor: EditorView, { line, where, message }: Problem): Diagnostic[] {
  if (!line || line > editor.state.doc.lines) return [];
  const there = editor.state.doc.line(line);
  const from = there.from + (there.text.length - there.text.trimStart().length);
  return [{ from, to: Math.max(from, there.to), severity: "error", message: where ? `${where}: ${message}` : message }];
}
