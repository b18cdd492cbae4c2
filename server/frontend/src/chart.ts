/** Bars for rows that pair a name with a number: counts by name, or numbers over years. */

const SVG = "http://www.w3.org/2000/svg";
const BARS = 40;
const YEARS = 120;

interface Bar {
  name: string;
  value: number;
}

/** Whether a column of the table holds numbers and another names them. */
export function chartable(table: HTMLElement): boolean {
  return columns(table) !== null;
}

/** Returns the drawing, `width` pixels wide; the table beside it says the same in words. */
export function chart(table: HTMLElement, width: number): HTMLElement {
  const found = columns(table)!;
  const all = bars(table, found);
  const years = all.every((bar) => /^[12]\d{3}$/.test(bar.name));
  const shown = years
    ? everyYear(all).slice(-YEARS)
    : all.sort((a, b) => b.value - a.value).slice(0, BARS);
  const figure = document.createElement("figure");
  figure.append((years ? upright : lying)(shown, found.title, Math.max(280, width)));
  const caption = document.createElement("figcaption");
  caption.className = "muted small";
  const part = all.length > shown.length ? `, the largest ${shown.length} of ${all.length}` : "";
  const since = years && all.some((bar) => bar.name < shown[0]!.name) ? `, since ${shown[0]!.name}` : "";
  caption.textContent = `${found.title}${part}${since}`;
  figure.append(caption);
  return figure;
}

/** The bars in order, with an empty one for each year that no row names: a gap is a fact too. */
function everyYear(all: Bar[]): Bar[] {
  const values = new Map<number, number>();
  for (const bar of all) values.set(Number(bar.name), (values.get(Number(bar.name)) ?? 0) + bar.value);
  const [first, last] = [Math.min(...values.keys()), Math.max(...values.keys())];
  return Array.from({ length: last - first + 1 }, (_, year) => ({
    name: `${first + year}`,
    value: values.get(first + year) ?? 0,
  }));
}

interface Columns {
  names: number[];
  value: number;
  title: string;
}

function columns(table: HTMLElement): Columns | null {
  const heads = Array.from(table.querySelectorAll("thead th[data-name]"), (head) => head.textContent!.trim());
  const rows = Array.from(table.querySelectorAll("tbody tr"));
  if (rows.length < 2 || heads.length < 2) return null;
  const numeric = heads.map((_, column) =>
    rows.every((row) => (row.children[column] as HTMLElement | undefined)?.dataset["kind"] === "number"),
  );
  const value = numeric.lastIndexOf(true);
  if (value < 0) return null;
  const names = heads.map((_, column) => column).filter((column) => column !== value);
  return { names, value, title: `${heads[value]} by ${names.map((column) => heads[column]).join(" and ")}` };
}

function bars(table: HTMLElement, { names, value }: Columns): Bar[] {
  return Array.from(table.querySelectorAll("tbody tr"), (row) => ({
    name: names.map((column) => shortText(row.children[column] as HTMLElement)).join(", "),
    value: Number((row.children[value] as HTMLElement).dataset["value"]),
  })).filter((bar) => Number.isFinite(bar.value));
}

function shortText(cell: HTMLElement): string {
  return cell.querySelector("a, [title]")?.textContent?.trim() ?? cell.dataset["value"] ?? cell.textContent!.trim();
}

function lying(shown: Bar[], title: string, width: number): SVGElement {
  const step = 26;
  const left = Math.min(260, width * 0.4);
  const letters = Math.floor(left / 6.8);
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${shown.length * step + 4}`,
    role: "img",
    "aria-label": title,
    class: "bars",
  });
  const [low, high] = extent(shown);
  const at = (value: number) => left + ((width - left - 60) * (value - low)) / (high - low);
  shown.forEach((bar, place) => {
    const y = place * step + 4;
    const [from, to] = [at(Math.min(bar.value, 0)), at(Math.max(bar.value, 0))];
    const group = svg("g", {});
    group.append(
      text(bar.name.length > letters ? `${bar.name.slice(0, letters - 1)}…` : bar.name, { x: `${left - 8}`, y: `${y + 14}`, "text-anchor": "end" }),
      svg("rect", { x: `${from}`, y: `${y}`, width: `${Math.max(1, to - from)}`, height: "19", rx: "2" }),
      text(bar.value.toLocaleString("en"), { x: `${to + 6}`, y: `${y + 14}`, class: "value" }),
      tip(bar),
    );
    picture.append(group);
  });
  return picture;
}

function upright(shown: Bar[], title: string, width: number): SVGElement {
  const step = (width - 20) / shown.length;
  const picture = svg("svg", {
    viewBox: `0 0 ${width} 240`,
    role: "img",
    "aria-label": title,
    class: "bars upright",
  });
  const [low, high] = extent(shown);
  const at = (value: number) => 205 - (180 * (value - low)) / (high - low);
  const every = Math.ceil(36 / step); // names that stand too close run into each other
  shown.forEach((bar, place) => {
    const x = place * step + 10;
    const [top, bottom] = [at(Math.max(bar.value, 0)), at(Math.min(bar.value, 0))];
    const group = svg("g", {});
    group.append(
      svg("rect", { x: `${x}`, y: `${top}`, width: `${step * 0.75}`, height: `${Math.max(bar.value ? 1 : 0, bottom - top)}`, rx: "2" }),
      text(bar.value && step > 12 ? bar.value.toLocaleString("en") : "", { x: `${x + step * 0.375}`, y: `${top - 5}`, "text-anchor": "middle", class: "value" }),
      tip(bar),
    );
    if (place % every === 0) {
      group.append(text(bar.name, { x: `${x + step * 0.375}`, y: "224", "text-anchor": "middle" }));
    }
    picture.append(group);
  });
  return picture;
}

/** Zero belongs to the picture: bars that begin elsewhere mislead. */
function extent(shown: Bar[]): [number, number] {
  const values = shown.map((bar) => bar.value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return low === high ? [low, low + 1] : [low, high];
}

function tip(bar: Bar): SVGElement {
  const title = svg("title", {});
  title.textContent = `${bar.name}: ${bar.value.toLocaleString("en")}`;
  return title;
}

function text(content: string, attributes: Record<string, string>): SVGElement {
  const element = svg("text", attributes);
  element.textContent = content;
  return element;
}

function svg(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
