/** Tabs by the pattern of the ARIA Authoring Practices: arrows move, the chosen panel is shown. */
import { make } from "./page";

type View = [name: string, title: string, panel: HTMLElement, draw: () => void];

/** Puts a row of tabs before `place`, whose panels take turns. */
export function tabs(
  place: HTMLElement,
  views: View[],
  first: string,
  shown: (name: string, chosen: boolean) => void,
): void {
  const list = make("div", { role: "tablist", "aria-label": "Views of the answer", class: "tabs" });
  const buttons = views.map(([name, title, panel]) => {
    panel.id ||= `view-${name}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    return make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panel.id }, title);
  });
  const choose = (index: number, chosen: boolean): void => {
    views.forEach(([, , panel], other) => {
      const on = other === index;
      panel.hidden = !on;
      buttons[other]!.setAttribute("aria-selected", String(on));
      buttons[other]!.tabIndex = on ? 0 : -1;
    });
    const [name, , , draw] = views[index]!;
    draw();
    shown(name, chosen);
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => choose(index, true));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = (index + step + buttons.length) % buttons.length;
      choose(next, true);
      buttons[next]!.focus();
    });
  });
  list.append(...buttons);
  place.before(list);
  for (const [, , panel] of views) if (panel !== place) place.after(panel);
  choose(Math.max(0, views.findIndex(([name]) => name === first)), false);
}
