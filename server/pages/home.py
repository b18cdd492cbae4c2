"""``/``: what is in the graph, and where to begin."""

from typing import Any, Final

from flask import g, render_template

from graph.query import QueryEngine
from ontology import terms
from server import wording
from server.examples import examples
from server.labels import labels
from server.pages import blueprint
from server.site import site

_CONNECTED: Final = """
SELECT ?entity (SAMPLE(?any) AS ?class) (COUNT(DISTINCT ?event) AS ?count) WHERE {
  ?event ent:hasParticipant ?entity .
  OPTIONAL { GRAPH graph:published { ?entity a ?any } }
}
GROUP BY ?entity
ORDER BY DESC(?count) ?entity
LIMIT 12
"""
_LATEST: Final = """
SELECT ?document ?title ?date WHERE {
  ?document a ent:Document ; ent:documentKind "corpus" ; dcterms:title ?title .
  OPTIONAL { ?document dcterms:date ?date }
}
ORDER BY DESC(?date) ?title
LIMIT 6
"""
_ENGAGEMENTS: Final = """
SELECT (COUNT(DISTINCT ?x) AS ?count) WHERE { ?x a ent:Engagement }
"""
_SHOWN_EXAMPLES: Final = 5


@blueprint.get("/")
def home() -> str:
    """Return the first page, also before there is a graph."""
    if site().revision is None:
        return render_template("home.html", empty=True, examples=examples()[:_SHOWN_EXAMPLES])
    engine = site().engine
    return render_template(
        "home.html",
        empty=False,
        figures=_figures(engine, g.revision.counts),
        examples=examples()[:_SHOWN_EXAMPLES],
        documents=[{name: row[name].value for name in row} for row in engine.select(_LATEST)],
        connected=_connected(engine),
    )


def _figures(engine: QueryEngine, counts: dict[str, int]) -> list[tuple[int, str, str]]:
    """Return the numbers that say what is in the graph: count, noun, where it is listed."""
    rows = engine.select(_ENGAGEMENTS)
    engagements = int(rows[0]["count"].value) if rows else 0
    listed = (
        (counts.get("documents", 0), "document", "/documents"),
        (engagements, "engagement", "/entities?class=Engagement"),
        (counts.get("claims", 0), "claim", "/claims"),
        (counts.get("evidence", 0), "piece of evidence", ""),
        (counts.get("triples", 0), "triple", "/void"),
        (counts.get("inferred", 0), "of them inferred", "/page/graph/inferred"),
    )
    return [(count, _noun(count, noun), href) for count, noun, href in listed]


def _noun(count: int, noun: str) -> str:
    if noun == "piece of evidence":
        return "piece of evidence" if count == 1 else "pieces of evidence"
    return noun if count == 1 or noun == "of them inferred" else f"{noun}s"


def _connected(engine: QueryEngine) -> list[dict[str, Any]]:
    rows = engine.select(_CONNECTED)
    named = labels(engine, (row["entity"].value for row in rows))
    return [
        {
            "iri": row["entity"].value,
            "label": named.get(row["entity"].value) or terms.shorten(row["entity"].value),
            "class": wording.class_label(row["class"].value) if "class" in row else "",
            "count": int(row["count"].value),
        }
        for row in rows
    ]
