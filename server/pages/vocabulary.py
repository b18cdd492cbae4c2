"""``/ontology`` and ``/void``: documentation of the vocabulary and of the dataset."""

import json
from typing import Final

import pyoxigraph as ox
from flask import Response, g, render_template

from graph.query.formats import GRAPHS
from ontology import context, load, terms
from server import wording
from server.data import rdf_of, wanted_rdf
from server.errors import Problem
from server.glossary import core, glossary
from server.pages import blueprint
from server.pages.resource import load_schemes
from server.site import site

#: What ``/ontology`` serves as RDF, and the modules that have an address of their own.
_WHOLE: Final = ("core", "evidence", "concepts", "alignments", "matches")
_APART: Final = ("evidence", "alignments", "matches", "shapes")
_DESCRIBED: Final = """
SELECT ?p ?o WHERE { GRAPH graph:void { ?x ?p ?o } }
"""
_PARTS: Final = """
SELECT ?term ?count WHERE {
  GRAPH graph:void { ?x ?partition ?part . ?part ?kind ?term ; ?measure ?count }
}
ORDER BY DESC(?count) ?term
"""


@blueprint.get("/ontology")
@blueprint.get("/ontology/<path:part>")
def ontology(part: str = "") -> Response | str:
    """Return the vocabulary as a page or as RDF, at its own address and at that of its version.

    ``part`` is a version, a module, a module with a version, or ``context.jsonld``.
    """
    version = load.version()
    if part == "context.jsonld":
        body = json.dumps({"@context": context.context()}, indent=1, ensure_ascii=False)
        return Response(body + "\n", mimetype="application/ld+json")
    modules = _modules(part, version)
    chosen = wanted_rdf()
    if chosen is not None:
        return rdf_of((triple for name in modules for triple in load.module(name)), chosen)
    known = glossary()
    classes, properties, about_things = known.classes, known.properties, core()
    sections = [
        ("Classes", "classes", [c for c in classes if c.iri in about_things]),
        ("Properties", "properties", [p for p in properties if p.iri in about_things]),
        ("Classes of claims and evidence", "trace-classes",
         [c for c in classes if c.iri not in about_things]),
        ("Properties of claims and evidence", "trace-properties",
         [p for p in properties if p.iri not in about_things]),
        ("Where a claim stands", "statuses", known.statuses),
        ("Deprecated", "deprecated", known.deprecated),
    ]  # fmt: skip
    return render_template(
        "ontology.html",
        head=known.about(f"{terms.BASE}ontology"),
        version=version,
        modules=[(name, known.about(f"{terms.BASE}ontology/{name}")) for name in _APART],
        sections=[section for section in sections if section[2]],
        names={term.name for _, _, items in sections for term in items},
        schemes=load_schemes(site().engine) if site().revision else [],
        downloads=_downloads("/ontology"),
    )


def _modules(part: str, version: str) -> tuple[str, ...]:
    """Return the modules at an address below ``/ontology``; raises a problem with status 404."""
    name, _, given = (
        part.rpartition("/") if part.rpartition("/")[2][:1].isdigit() else (part, "", "")
    )
    if given in ("", version) and (not name or name in _APART):
        return (name,) if name else _WHOLE
    if not name or name in _APART:
        of = f"module {name} of the ontology" if name else "ontology"
        there = "/".join(filter(None, ("/ontology", name, version)))
        raise Problem(
            404,
            f"There is no version {given} of the {of} here.",
            code="version-unknown",
            title="Not found",
            hint=f"This server has version {version}, at {there}.",
        )
    raise Problem(
        404,
        f"The ontology has no part called {part}.",
        code="not-found",
        title="Not found",
        hint=f"Its modules are {', '.join(_APART)}; its terms are described at /ontology.",
    )


@blueprint.get("/void")
def void() -> Response | str:
    """Return the description of the dataset as a page or as RDF, at its own address."""
    chosen = wanted_rdf()
    engine = site().engine
    if chosen is not None:
        graph = f"GRAPH <{terms.graph('void')}>"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {graph} {{ ?s ?p ?o }} }}"
        return rdf_of(sorted(engine.construct(query), key=str), chosen)
    dataset = ox.NamedNode(f"{terms.BASE}void#dataset")
    facts = {row["p"].value.removeprefix(terms.VOID): row["o"].value
             for row in engine.select(_DESCRIBED, {"x": dataset})}  # fmt: skip
    counts = g.revision.counts
    return render_template(
        "void.html",
        facts=facts,
        graphs=[(name, wording.GRAPHS[name], counts.get(f"graph/{name}", 0))
                for name in terms.GRAPHS],
        classes=_partition(dataset, "class", "entities"),
        properties=_partition(dataset, "property", "triples"),
        downloads=_downloads("/void"),
    )  # fmt: skip


def _partition(dataset: ox.NamedNode, kind: str, measure: str) -> list[tuple[str, int]]:
    bindings = {
        "x": dataset,
        "partition": ox.NamedNode(f"{terms.VOID}{kind}Partition"),
        "kind": ox.NamedNode(terms.VOID + kind),
        "measure": ox.NamedNode(terms.VOID + measure),
    }
    rows = site().engine.select(_PARTS, bindings)
    return [(row["term"].value, int(row["count"].value)) for row in rows]


def _downloads(path: str) -> list[tuple[str, str, str]]:
    return [(item.title, item.media_type, f"{path}?format={item.extension}") for item in GRAPHS]
