"""``/page/...``: one page for every resource, by its kind."""

from collections.abc import Callable
from typing import Any, Final

from flask import Response, g, render_template

from graph.query import QueryEngine
from ontology import terms
from server import glossary, resources, statements, summary, wording
from server.data import link
from server.examples import declared
from server.labels import labels
from server.pages import blueprint, documents, faults, traces
from server.pages.common import common
from server.resources import Resource
from server.site import site

_SCHEME: Final = """
SELECT ?concept ?label ?broader WHERE {
  ?concept skos:inScheme ?x ; skos:prefLabel ?label .
  OPTIONAL { ?concept skos:broader ?broader }
}
"""
_ABOUT_SCHEME: Final = "SELECT ?p ?o WHERE { ?x ?p ?o }"
_BROADER: Final = """
SELECT ?concept ?label ?upper WHERE {
  ?x skos:broader* ?concept . ?concept skos:prefLabel ?label .
  OPTIONAL { ?concept skos:broader ?upper }
}
"""
_NARROWER: Final = """
SELECT ?concept ?label (COUNT(?below) AS ?count) WHERE {
  ?concept skos:broader ?x ; skos:prefLabel ?label .
  OPTIONAL { ?below skos:broader ?concept }
}
GROUP BY ?concept ?label
ORDER BY ?label
"""


_ELSEWHERE: Final = """
SELECT ?predicate ?other ?label WHERE {
  ?x ?predicate ?other
  FILTER(?predicate IN (skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch,
    skos:relatedMatch, skos:related, dcterms:source))
  OPTIONAL { ?other skos:prefLabel ?label }
}
"""
_RELATED: Final = f"{terms.SKOS}related"


@blueprint.get("/page/<path:path>")
def page(path: str) -> Response:
    """Return the page of the resource behind the path; a problem with 404 where there is none."""
    engine = site().engine
    resource = resources.find(engine, path)
    html = _VIEWS[resource.kind](engine, resource)
    response = Response(html, mimetype="text/html")
    link(response, resource)
    return response


def _entity(engine: QueryEngine, resource: Resource) -> str:
    about = statements.about(engine, resource.node)
    return render_template(
        "entity.html",
        **common(resource, about.label or wording.upper_first(resource.name)),
        about=about,
        faults=faults.about(engine, resource),
        summary=summary.summarise(about),
    )


def _concept(engine: QueryEngine, resource: Resource) -> str:
    about = statements.about(engine, resource.node)
    above = engine.select(_BROADER, {"x": resource.node})
    below = engine.select(_NARROWER, {"x": resource.node})
    scheme = f"{terms.BASE}{resource.path.rpartition('/')[0]}"
    rows = engine.select(_ELSEWHERE, {"x": resource.node})
    about.groups = [
        group for group in about.groups if group.predicate not in {*glossary.MATCHES, _RELATED}
    ]
    return render_template(
        "concept.html",
        **common(resource, about.label or resource.name),
        about=about,
        faults=faults.about(engine, resource),
        summary=summary.summarise(about),
        scheme=scheme,
        scheme_label=labels(engine, [scheme]).get(scheme, terms.shorten(scheme)),
        trails=_trails(resource.iri, above),
        matches=_matches(rows),
        related=sorted(
            {
                (row["other"].value, row["label"].value)
                for row in rows
                if row["predicate"].value == _RELATED and "label" in row
            },
            key=lambda item: item[1],
        ),
        sources=sorted(
            row["other"].value for row in rows if row["predicate"].value == f"{terms.DCTERMS}source"
        ),
        narrower=[
            (row["concept"].value, row["label"].value, int(row["count"].value)) for row in below
        ],
    )


def _matches(rows: list[dict[str, Any]]) -> list[glossary.Link]:
    """Return the concepts of other schemes, the closest first."""
    order = list(glossary.MATCHES)
    found = [row for row in rows if row["predicate"].value in order]
    found.sort(key=lambda row: (order.index(row["predicate"].value), row["other"].value))
    return [
        glossary.link(glossary.MATCHES[row["predicate"].value], row["other"].value) for row in found
    ]


def _trails(iri: str, rows: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """Return the ways from the top of the scheme down to the concept, which is left out."""
    label = {row["concept"].value: row["label"].value for row in rows}
    upper: dict[str, set[str]] = {}
    for row in rows:
        if "upper" in row:
            upper.setdefault(row["concept"].value, set()).add(row["upper"].value)

    def ways(concept: str, seen: frozenset[str]) -> list[list[tuple[str, str]]]:
        above = sorted(upper.get(concept, set()) - seen)
        if not above:
            return [[]]
        return [
            [*way, (parent, label.get(parent, terms.shorten(parent)))]
            for parent in above
            for way in ways(parent, seen | {parent})
        ]

    return [way for way in ways(iri, frozenset({iri})) if way]


def _scheme(engine: QueryEngine, resource: Resource) -> str:
    rows = engine.select(_SCHEME, {"x": resource.node})
    facts = engine.select(_ABOUT_SCHEME, {"x": resource.node})
    texts = {row["p"].value: row["o"].value for row in facts}
    label = {row["concept"].value: row["label"].value for row in rows}
    below: dict[str, set[str]] = {}
    for row in rows:
        parent = row["broader"].value if "broader" in row else ""
        below.setdefault(parent if parent in label else "", set()).add(row["concept"].value)
    return render_template(
        "scheme.html",
        **common(resource, wording.upper_first(texts.get(f"{terms.SKOS}prefLabel", resource.name))),
        definition=texts.get(f"{terms.SKOS}definition", ""),
        note=texts.get(f"{terms.SKOS}scopeNote", ""),
        count=len(label),
        tree_nodes=_tree(below, label, "", frozenset()),
        others=load_schemes(engine),
    )


def _tree(
    below: dict[str, set[str]], label: dict[str, str], parent: str, seen: frozenset[str]
) -> list[dict[str, Any]]:
    children = sorted(below.get(parent, set()) - seen, key=lambda iri: label[iri].casefold())
    return [
        {"iri": iri, "label": label[iri], "below": _tree(below, label, iri, seen | {iri})}
        for iri in children
    ]


def load_schemes(engine: QueryEngine) -> list[tuple[str, str]]:
    """Return IRI and label of every concept scheme, in order of label."""
    rows = engine.select(
        "SELECT ?scheme ?label WHERE { ?scheme a skos:ConceptScheme ; skos:prefLabel ?label }"
    )
    return sorted(
        ((row["scheme"].value, row["label"].value) for row in rows), key=lambda item: item[1]
    )


def _graph(engine: QueryEngine, resource: Resource) -> str:
    counts = g.revision.counts if g.revision else {}
    query = declared(
        f"SELECT ?s ?p ?o WHERE {{\n  GRAPH graph:{resource.name} {{ ?s ?p ?o }}\n}}\nLIMIT 100"
    )
    return render_template(
        "graph.html",
        **common(resource, f"Graph “{resource.name}”"),
        about=wording.GRAPHS[resource.name],
        triples=counts.get(f"graph/{resource.name}", 0),
        names=[(name, counts.get(f"graph/{name}", 0)) for name in terms.GRAPHS],
        query=query,
    )


_VIEWS: Final[dict[str, Callable[[QueryEngine, Resource], str]]] = {
    "entity": _entity,
    "concept": _concept,
    "scheme": _scheme,
    "graph": _graph,
    "claim": traces.claim,
    "evidence": traces.evidence_page,
    "run": traces.run,
    "decision": traces.decision,
    "agent": traces.agent,
    "document": documents.document,
    "version": documents.version,
}
