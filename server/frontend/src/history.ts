/** The queries of this browser, kept in it and nowhere else. */
import { make } from "./page";

const KEY = "entente.queries";
const KEPT = 50;

interface Entry {
  query: string;
  at: string;
}

export class History {
  onChoose: (query: string) => void = () => {};

  constructor(private readonly element: HTMLElement) {
    this.draw();
  }

  add(query: string): void {
    const others = read().filter((entry) => entry.query !== query);
    write([{ query, at: new Date().toISOString() }, ...others].slice(0, KEPT));
    this.draw();
  }

  private draw(): void {
    const entries = read();
    this.element.hidden = entries.length === 0;
    const list = make("ul", { class: "plain history" });
    for (const entry of entries) {
      const button = make("button", { type: "button", class: "quiet", title: entry.query }, brief(entry.query));
      button.addEventListener("click", () => this.onChoose(entry.query));
      const when = new Date(entry.at);
      list.append(make("li", {}, button, make("time", { datetime: entry.at, class: "muted small" }, when.toLocaleString())));
    }
    const clear = make("button", { type: "button", class: "quiet" }, "Forget these");
    clear.addEventListener("click", () => {
      write([]);
      this.draw();
    });
    this.element.replaceChildren(
      make("summary", {}, `Your queries in this browser (${entries.length})`),
      list,
      make("p", { class: "controls" }, clear),
    );
  }
}

/** What tells one query from another at a glance: its first line that is no prefix. */
function brief(query: string): string {
  const lines = query.split("\n").filter((line) => !/^\s*(PREFIX\b|$)/i.test(line));
  const text = lines.join(" ").replaceAll(/\s+/g, " ").trim();
  return text.length > 110 ? `${text.slice(0, 110)}…` : text;
}

function read(): Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((entry) => typeof entry?.query === "string" && typeof entry?.at === "string") : [];
  } catch {
    return []; // storage is off, or holds what is not ours
  }
}

function write(entries: Entry[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // Storage is off or full: the page works without a history.
  }
}
