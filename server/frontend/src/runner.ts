/** Runs the query of the form without leaving the page, and keeps the address true to what is shown. */
import type { Answer } from "./answer";
import type { QueryEditor } from "./editor";
import type { History } from "./history";
import { make, one } from "./page";

export class Runner {
  private running: AbortController | null = null;
  private readonly button: HTMLButtonElement;
  private readonly cancelButton: HTMLButtonElement;
  private readonly status: HTMLElement;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly editor: QueryEditor,
    private readonly answer: Answer,
    private readonly history: History,
  ) {
    this.button = one('button[value="html"]', HTMLButtonElement, form);
    this.cancelButton = make("button", { type: "button", class: "quiet", hidden: "" }, "Cancel") as HTMLButtonElement;
    this.status = one("#status", HTMLElement);
    this.button.after(this.cancelButton);
    this.cancelButton.addEventListener("click", () => this.cancel());
    form.addEventListener("submit", (event) => {
      if ((event.submitter as HTMLButtonElement | null)?.value !== "html") return;
      event.preventDefault();
      void this.run();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.cancel()) event.preventDefault();
    });
    addEventListener("popstate", () => void this.show(location.href));
  }

  /** Asks for the answer; a query that still runs is cancelled first. */
  async run(): Promise<void> {
    const asked = new URLSearchParams(new FormData(this.form) as unknown as Record<string, string>);
    asked.set("format", "html");
    if (this.answer.view !== "table") asked.set("view", this.answer.view);
    const url = `${this.form.action}?${asked}`;
    // An address beyond what servers take is sent as a form, and cannot be a link.
    const long = url.length > 8000;
    if (await this.show(long ? this.form.action : url, long ? asked : null)) {
      if (!long) window.history.pushState(null, "", url);
      if (this.answer.succeeded) this.history.add(this.editor.text);
    }
  }

  /** Cancels what runs; the server frees its worker. Returns whether anything ran. */
  cancel(): boolean {
    if (this.running === null) return false;
    this.running.abort();
    return true;
  }

  /** Keeps the chosen view in the address. */
  noteView(view: string): void {
    const url = new URL(location.href);
    if (view === "table") url.searchParams.delete("view");
    else url.searchParams.set("view", view);
    window.history.replaceState(null, "", url);
  }

  private async show(url: string, body: URLSearchParams | null = null): Promise<boolean> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    const started = performance.now();
    const tick = setInterval(() => {
      this.status.textContent = `Running for ${Math.round((performance.now() - started) / 1000)} s …`;
    }, 1000);
    this.busy(true);
    try {
      const response = await fetch(url, {
        headers: { Accept: "text/html" },
        signal: running.signal,
        ...(body ? { method: "POST", body } : {}),
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (page.querySelector("#result") === null) {
        this.status.textContent = `The server answered ${response.status} ${response.statusText}.`;
        return false;
      }
      // The server adds the prefixes that a query lacks: what ran is what is shown.
      this.editor.text = one("textarea#query", HTMLTextAreaElement, page).value;
      this.answer.replace(one("#result", HTMLElement, page), new URL(response.url).searchParams.get("view") ?? this.answer.view);
      this.editor.showError(this.answer.error);
      this.status.textContent = this.answer.summary;
      return true;
    } catch (failure) {
      // A later query that took over says what there is to say.
      if (this.running !== running) return false;
      this.status.textContent = running.signal.aborted
        ? "Cancelled."
        : `The server cannot be reached: ${(failure as Error).message}`;
      return false;
    } finally {
      clearInterval(tick);
      if (this.running === running) {
        this.running = null;
        this.busy(false);
      }
    }
  }

  private busy(yes: boolean): void {
    this.cancelButton.hidden = !yes;
    this.button.disabled = yes;
    this.answer.element.setAttribute("aria-busy", String(yes));
    if (yes) this.status.textContent = "Running …";
  }
}
