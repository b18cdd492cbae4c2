/** The query editor: CodeMirror in place of the text area, whose value it keeps for the form. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { Completer } from "./completion";
import { make } from "./page";

/** Where a query breaks, as the server tells it: lines and columns from 1, columns in characters. */
export interface QueryError {
  line: number;
  column: number;
  token: string;
  message: string;
}

// Colours come from the page's own sheet, so light and dark follow it.
const theme = EditorView.theme({
  "&": { backgroundColor: "var(--raised)", color: "var(--ink)", fontSize: ".9rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)", padding: ".6rem 0" },
  ".cm-scroller": { minHeight: "12rem", maxHeight: "34rem", overflow: "auto", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 45%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--mark) !important", color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "var(--radius)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "18rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: ".2rem .6rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", opacity: ".75" },
  ".cm-tooltip.cm-completionInfo": { padding: ".5rem .75rem", maxWidth: "22rem", fontFamily: "var(--sans)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)" },
});

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
    { tag: [tags.variableName, tags.local(tags.variableName)], color: "var(--warn)" },
    { tag: [tags.string, tags.literal], color: "var(--good)" },
    { tag: [tags.atom, tags.number], color: "var(--ink)" },
    { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
    { tag: tags.standard(tags.variableName), color: "var(--accent)" },
  ]),
);

export class QueryEditor {
  onRun: () => void = () => {};
  onCancel: () => boolean = () => false;
  private readonly view: EditorView;

  constructor(
    private readonly area: HTMLTextAreaElement,
    vocabulary: string,
    suggest: string,
  ) {
    const completer = new Completer(vocabulary, suggest);
    const host = make("div", { class: "editor" });
    // In a shadow root the styles are adopted sheets, which the content security policy allows;
    // in the document they would be style elements, which it does not.
    const root = host.attachShadow({ mode: "open" });
    area.before(host);
    area.hidden = true;
    area.required = false;
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run: () => (this.onRun(), true) },
              { key: "Escape", run: () => this.onCancel() },
            ]),
          ),
          lineNumbers(),
          highlightSpecialChars(),
          highlightActiveLine(),
          drawSelection(),
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [(context) => completer.complete(context)], icons: false }),
          // Tab is left to the browser, so that the keyboard finds its way out.
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          StreamLanguage.define(sparql),
          colours,
          theme,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": "SPARQL query",
            "aria-describedby": "keys",
            spellcheck: "false",
            autocapitalize: "off",
          }),
          EditorView.domEventHandlers({ beforeinput: replaceSelection }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) area.value = update.state.doc.toString();
          }),
        ],
      }),
    });
    document.querySelector('label[for="query"]')?.addEventListener("click", () => this.focus());
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(query: string) {
    if (query === this.text) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: query } });
    this.area.value = query;
  }

  focus(): void {
    this.view.focus();
  }

  /** Marks the place of an error, or takes the mark away. */
  showError(error: QueryError | null): void {
    const { doc } = this.view.state;
    const marks = [];
    if (error !== null && error.line >= 1 && error.line <= doc.lines) {
      const line = doc.line(error.line);
      // Columns count characters, positions here count UTF-16 units.
      const before = Array.from(line.text).slice(0, error.column - 1).join("").length;
      const from = Math.min(line.from + before, doc.length);
      const to = Math.min(from + Math.max(error.token.length, 1), doc.length);
      marks.push({ from: Math.min(from, to), to, severity: "error" as const, message: error.message });
      this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    }
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }
}

/**
 * Writes over a selection. Left to itself Chromium would carry the colour of what was selected
 * over in a style attribute, which the content security policy refuses with a word on the console.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const whole = event.inputType === "insertText" && !event.isComposing && !view.state.selection.main.empty;
  if (!whole || !event.data || /^[([{"']$/.test(event.data)) return false; // brackets close around it
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}
