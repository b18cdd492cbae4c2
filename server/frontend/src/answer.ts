/** The answer as the server rendered it, with views beside the table where they say more. */
import { chart, chartable } from "./chart";
import type { QueryError } from "./editor";
import { make } from "./page";
import { tabs } from "./tabs";

export class Answer {
  onView: (view: string) => void = () => {};
  view = "table";

  constructor(readonly element: HTMLElement) {}

  /** Takes the answer of a fetched page. */
  replace(fetched: HTMLElement, view: string | null): void {
    this.element.replaceChildren(...Array.from(fetched.childNodes, (node) => document.importNode(node, true)));
    this.enhance(view);
  }

  get error(): QueryError | null {
    const told = this.element.querySelector<HTMLElement>("[data-line]");
    if (told === null) return null;
    const { line, column, token, message } = told.dataset;
    return { line: Number(line), column: Number(column), token: token ?? "", message: message ?? "" };
  }

  get succeeded(): boolean {
    return this.element.querySelector("#answer") !== null;
  }

  /** One line for those who do not see the page. */
  get summary(): string {
    const heading = this.element.querySelector("h2");
    return heading?.textContent?.trim() ?? "";
  }

  /** Adds the views that the rows allow, and shows the wanted one. */
  enhance(wanted: string | null): void {
    this.view = "table";
    const table = this.element.querySelector<HTMLElement>(".rows");
    const section = this.element.querySelector<HTMLElement>("section[data-kind]");
    if (table === null || section === null) return;
    const views: [string, string, HTMLElement, () => void][] = [["table", "Table", table, () => {}]];
    if (chartable(table)) {
      const panel = make("div", { class: "chart" });
      views.push(["chart", "Chart", panel, () => panel.childNodes.length || panel.append(chart(table, panel.clientWidth))]);
    }
    if (section.dataset["kind"] === "graph") {
      const panel = make("div", { class: "network" });
      const draw = () => {
        if (panel.childNodes.length === 0) void import("./network").then(({ network }) => network(panel, table));
      };
      views.push(["graph", "Graph", panel, draw]);
    }
    if (views.length === 1) return;
    tabs(table, views, views.some(([name]) => name === wanted) ? wanted! : "table", (view, chosen) => {
      this.view = view;
      if (chosen) this.onView(view);
    });
    if (wanted !== null && views.some(([name]) => name === wanted)) this.view = wanted;
  }
}
