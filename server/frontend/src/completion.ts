/** Completion of prefixes, terms, entities by label, variables and keywords. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/** A class or property of the graph: its prefixed name, its label, how often it is used. */
interface Term {
  name: string;
  label: string;
  definition: string;
  kind: "class" | "property";
  count: number;
}

interface Vocabulary {
  prefixes: Record<string, string>;
  terms: Term[];
}

/** An entity or concept found by its label. */
interface Suggestion {
  name: string;
  label: string;
  kind: string;
  matched: string | null;
}

const KEYWORDS = [
  "SELECT", "DISTINCT", "CONSTRUCT", "DESCRIBE", "ASK", "WHERE", "FROM", "FROM NAMED", "GRAPH", "OPTIONAL",
  "UNION", "MINUS", "FILTER", "FILTER NOT EXISTS", "BIND", "VALUES", "GROUP BY", "HAVING", "ORDER BY", "DESC",
  "LIMIT", "OFFSET", "PREFIX", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "COALESCE", "IF",
  "CONTAINS", "LCASE", "UCASE", "STR", "LANG", "DATATYPE", "STRSTARTS", "STRENDS", "REGEX", "REPLACE", "CONCAT",
  "BOUND", "IN", "NOT IN", "AS",
];

/** Labels of fewer letters than this would find half of the graph. */
const LETTERS = 2;

export class Completer {
  private vocabulary: Promise<Vocabulary> | null = null;

  constructor(
    private readonly vocabularyUrl: string,
    private readonly suggestUrl: string,
  ) {}

  async complete(context: CompletionContext): Promise<CompletionResult | null> {
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) return { from: variable.from, options: variables(context), validFor: /^[?$]\w*$/ };
    const name = context.matchBefore(/[\p{L}_][\p{L}\p{N}_-]*:[\p{L}\p{N}_.-]*/u);
    const word = name ?? context.matchBefore(/[\p{L}_][\p{L}\p{N}_-]*/u);
    if (!word && !context.explicit) return null;
    const typed = word?.text ?? "";
    const from = word?.from ?? context.pos;
    const [known, entities] = await Promise.all([this.known(), this.entities(context, typed)]);
    const options = [
      ...known.terms.map(termOption),
      ...entities.map(entityOption),
      ...(name ? [] : Object.entries(known.prefixes).map(prefixOption)),
      ...(name ? [] : KEYWORDS.map((keyword) => ({ label: keyword, type: "keyword", boost: -20 }))),
    ].filter((option) => fits(option, typed));
    return { from, options, filter: false };
  }

  private known(): Promise<Vocabulary> {
    // A vocabulary that could not be had now is asked for again at the next letter.
    this.vocabulary ??= get<Vocabulary>(this.vocabularyUrl).catch(() => {
      this.vocabulary = null;
      return { prefixes: {}, terms: [] };
    });
    return this.vocabulary;
  }

  private async entities(context: CompletionContext, typed: string): Promise<Suggestion[]> {
    const [prefix, local] = typed.includes(":") ? typed.split(":", 2) : ["", typed];
    const wanted = (local ?? "").replaceAll("-", " ");
    if (wanted.length < LETTERS || prefix === "ent") return [];
    const leaving = new AbortController();
    context.addEventListener("abort", () => leaving.abort());
    const url = `${this.suggestUrl}?${new URLSearchParams({ q: wanted, prefix: prefix ?? "" })}`;
    try {
      return (await get<{ items: Suggestion[] }>(url, leaving.signal)).items;
    } catch {
      return []; // completion is a convenience: without an answer there is nothing to offer
    }
  }
}

async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as T;
}

function fits(option: Completion, typed: string): boolean {
  const wanted = typed.toLowerCase();
  if (option.type === "entity") return true; // the server has chosen
  const [prefix, local] = wanted.includes(":") ? wanted.split(":", 2) : [null, wanted];
  const [itsPrefix, itsLocal] = option.label.toLowerCase().split(":", 2);
  if (prefix !== null) {
    return itsPrefix === prefix && (itsLocal ?? "").includes(local ?? "");
  }
  return [itsPrefix, itsLocal ?? "", option.detail?.toLowerCase() ?? ""].some((text) =>
    (text ?? "").startsWith(wanted),
  );
}

function termOption(term: Term): Completion {
  return {
    label: term.name,
    detail: term.kind,
    type: term.kind,
    info: `${term.definition} Used ${term.count.toLocaleString("en")} times.`.trim(),
    boost: Math.min(40, Math.log2(term.count + 1) * 3),
  };
}

function entityOption(entity: Suggestion, place: number): Completion {
  const also = entity.matched ? `, also ${entity.matched}` : "";
  return { label: entity.name, detail: `${entity.label}${also}`, info: entity.kind, type: "entity", boost: 60 - place };
}

function prefixOption([prefix, iri]: [string, string]): Completion {
  return { label: `${prefix}:`, detail: iri, type: "namespace", boost: -10 };
}

function variables(context: CompletionContext): Completion[] {
  const seen = new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? []);
  const here = context.matchBefore(/[?$]\w*/)?.text;
  return [...seen].filter((name) => name !== here).map((name) => ({ label: name, type: "variable" }));
}
