/** Triples drawn as a graph; the table beside it says the same in words. */
import cytoscape from "cytoscape";

const EDGES = 400;

/** Draws the triples of the table into the panel. */
export function network(panel: HTMLElement, table: HTMLElement): void {
  const rows = Array.from(table.querySelectorAll<HTMLTableRowElement>("tbody tr"));
  const nodes = new Map<string, cytoscape.ElementDefinition>();
  const edges: cytoscape.ElementDefinition[] = [];
  for (const row of rows) {
    const [subject, predicate, object] = Array.from(row.children) as HTMLElement[];
    if (!subject || !predicate || !object || edges.length >= EDGES) continue;
    const [from, to] = [node(nodes, subject), node(nodes, object)];
    edges.push({ data: { id: `e${edges.length}`, source: from, target: to, label: named(predicate) } });
  }
  const note = document.createElement("p");
  note.className = "muted small";
  note.textContent =
    edges.length < rows.length
      ? `The first ${edges.length} triples of ${rows.length}; the table has them all. Choose a node to open its page.`
      : "Choose a node to open its page.";
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${nodes.size} things joined by ${edges.length} triples; the table lists them`);
  panel.append(canvas, note);
  spareStyleElement();
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const drawn = cytoscape({
    container: canvas,
    elements: [...nodes.values(), ...edges],
    layout: { name: "cose", animate: false, nodeDimensionsIncludeLabels: true, padding: 24, randomize: false } as cytoscape.LayoutOptions,
    minZoom: 0.2,
    maxZoom: 3,
    style: [
      {
        selector: "node",
        style: {
          label: "data(label)", "font-size": 11, "text-wrap": "wrap", "text-max-width": "110px", color: colour("--ink"),
          "background-color": colour("--accent"), width: 18, height: 18, "text-valign": "bottom", "text-margin-y": 4,
        },
      },
      { selector: "node.literal", style: { shape: "round-rectangle", "background-color": colour("--muted") } },
      {
        selector: "edge",
        style: {
          label: "data(label)", "font-size": 9, color: colour("--muted"), "line-color": colour("--line"), width: 1.2,
          "target-arrow-color": colour("--line"), "target-arrow-shape": "triangle", "curve-style": "bezier",
          "text-background-color": colour("--raised"), "text-background-opacity": 0.85, "text-rotation": "autorotate",
        },
      },
    ],
  });
  drawn.on("tap", "node[href]", (event) => {
    location.href = event.target.data("href") as string;
  });
}

function node(nodes: Map<string, cytoscape.ElementDefinition>, cell: HTMLElement): string {
  const link = cell.querySelector("a");
  const literal = cell.dataset["kind"] !== "iri" && cell.dataset["kind"] !== "blank";
  const id = `${literal ? "literal" : "thing"} ${link?.title ?? cell.textContent?.trim()}`;
  if (!nodes.has(id)) {
    const label = named(cell);
    const data = { id, label: label.length > 60 ? `${label.slice(0, 59)}…` : label, ...(link ? { href: link.href } : {}) };
    nodes.set(id, { data, classes: literal ? "literal" : "" });
  }
  return id;
}

function named(cell: HTMLElement): string {
  return (cell.querySelector("a")?.textContent ?? cell.dataset["value"] ?? cell.textContent ?? "").trim();
}

/**
 * Cytoscape puts a style element into the page unless there is one already, and the content
 * security policy forbids it. The rule it would hold is in the page's own sheet.
 */
function spareStyleElement(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const stand = document.createElement("template");
  stand.id = id;
  document.head.append(stand);
}
