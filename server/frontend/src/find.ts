/** Suggestions under the search boxes, by the combobox pattern of the ARIA Authoring Practices. */
import { make } from "./page";

interface Thing {
  href: string;
  label: string;
  matched: string | null;
}

const PAUSE = 120; // milliseconds without a key before the server is asked

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
  const input = form.querySelector<HTMLInputElement>('input[type="search"]');
  if (input) suggest(form, input);
}

function suggest(form: HTMLFormElement, input: HTMLInputElement): void {
  const list = make("ul", { role: "listbox", id: `${input.id || "find"}-suggestions`, class: "suggestions", hidden: "", "aria-label": "Suggestions" });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  form.append(list);
  let timer = 0;
  let asking: AbortController | null = null;
  let chosen = -1;

  const close = (): void => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (index: number): void => {
    const options = Array.from(list.children);
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = options.length ? (index + options.length) % options.length : -1;
    const option = options[chosen];
    option?.setAttribute("aria-selected", "true");
    if (option) input.setAttribute("aria-activedescendant", option.id);
  };

  const show = (things: Thing[]): void => {
    list.replaceChildren(
      ...things.map((thing, place) => {
        const option = make("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" }, thing.label);
        if (thing.matched) option.append(" ", make("span", { class: "muted small" }, thing.matched));
        option.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus
        option.addEventListener("click", () => (location.href = thing.href));
        return option;
      }),
    );
    chosen = -1;
    list.hidden = things.length === 0;
    input.setAttribute("aria-expanded", String(things.length > 0));
  };

  const ask = async (): Promise<void> => {
    asking?.abort();
    asking = new AbortController();
    const wanted = input.value.trim();
    if (wanted.length < 2) return close();
    try {
      const url = `${form.dataset["suggest"]}?${new URLSearchParams({ q: wanted })}`;
      const response = await fetch(url, { signal: asking.signal });
      if (response.ok) show(((await response.json()) as { items: Thing[] }).items);
    } catch {
      // A suggestion that does not come is none; Enter still searches.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      (list.children[chosen] as HTMLElement).click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}
