"""``/ontology`` and ``/void``: documentation of the vocabulary and of the dataset."""

from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, g, render_template

from graph.query.formats import GRAPHS
from ontology import load, terms
from ontology.schema import ClassInfo, PropertyInfo, Schema
from server import wording
from server.data import rdf_of, wanted_rdf
from server.pages import blueprint
from server.pages.resource import load_schemes
from server.site import site

_NOTES: Final = {
    f"{terms.SKOS}example": "examples",
    f"{terms.SKOS}scopeNote": "notes",
    f"{terms.DCTERMS}source": "sources",
}
_STATUS: Final = ox.NamedNode(terms.ent("Status"))
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
def ontology() -> Response | str:
    """Return the vocabulary as a page or as RDF, at its own address."""
    chosen = wanted_rdf()
    if chosen is not None:
        return rdf_of("/ontology", chosen)
    schema = load.schema()
    modules = {name: load.module(name) for name in ("core", "evidence")}
    notes = _notes(triple for module in modules.values() for triple in module)
    core = {
        triple.subject.value
        for triple in modules["core"]
        if isinstance(triple.subject, ox.NamedNode)
    }
    classes = [_class(schema, name, info, notes) for name, info in schema.classes.items()]
    properties = [_property(name, info, notes) for name, info in schema.properties.items()]
    return render_template(
        "ontology.html",
        head=_head(modules["core"]),
        sections=[
            ("Classes", "classes", [c for c in classes if c["iri"] in core]),
            ("Properties", "properties", [p for p in properties if p["iri"] in core]),
            ("Classes of claims and evidence", "trace-classes",
             [c for c in classes if c["iri"] not in core]),
            ("Properties of claims and evidence", "trace-properties",
             [p for p in properties if p["iri"] not in core]),
            ("Where a claim stands", "statuses", _statuses(modules["evidence"])),
        ],
        schemes=load_schemes(site().engine) if site().revision else [],
        downloads=_downloads("/ontology"),
    )  # fmt: skip


def _statuses(triples: Iterable[ox.Triple]) -> list[dict[str, Any]]:
    """Return the individuals that say where a claim stands."""
    told: dict[str, dict[str, str]] = {}
    found = set()
    for triple in triples:
        subject, said = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if isinstance(said, ox.Literal):
            told.setdefault(subject.value, {})[triple.predicate.value] = said.value
        if (triple.predicate.value, said) == (terms.RDF_TYPE, _STATUS):
            found.add(subject.value)
    return [
        {
            "name": iri.removeprefix(terms.ENT),
            "iri": iri,
            "label": facts.get(terms.RDFS_LABEL, terms.shorten(iri)),
            "definition": facts.get(f"{terms.SKOS}definition", ""),
            "facts": [("Is a", ["Status"])],
            "listing": f"/claims?status={iri.removeprefix(terms.ENT)}",
        }
        for iri, facts in sorted(told.items())
        if iri in found
    ]


def _head(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return what the ontology says of itself: title, description, version, licence."""
    subject = ox.NamedNode(f"{terms.BASE}ontology")
    return {
        terms.shorten(triple.predicate.value): triple.object.value
        for triple in triples
        if triple.subject == subject and isinstance(triple.object, ox.NamedNode | ox.Literal)
    }


def _notes(triples: Iterable[ox.Triple]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        name = _NOTES.get(triple.predicate.value)
        subject, said = triple.subject, triple.object
        if name and isinstance(subject, ox.NamedNode) and isinstance(said, ox.Literal):
            found.setdefault(subject.value, {}).setdefault(name, []).append(said.value)
    return found


def _class(
    schema: Schema, name: str, info: ClassInfo, notes: dict[str, dict[str, list[str]]]
) -> dict[str, Any]:
    narrower = sorted(child for child, given in schema.classes.items() if name in given.parents)
    return {
        "name": name,
        "iri": info.iri,
        "label": info.label,
        "definition": info.definition,
        "facts": [("Kind of", sorted(info.parents)), ("Has kinds", narrower)],
        "listing": f"/entities?class={name}" if schema.is_a(name, "Actor") or any(
            schema.is_a(name, upper) for upper in ("Crisis", "Engagement", "Place", "Period")
        ) else "",
        **notes.get(info.iri, {}),
    }  # fmt: skip


def _property(
    name: str, info: PropertyInfo, notes: dict[str, dict[str, list[str]]]
) -> dict[str, Any]:
    facts = [
        ("From", sorted(info.domain_includes) or ["anything"]),
        ("To", [_range(item) for item in sorted(info.range_includes)] or ["anything"]),
        ("Implies", sorted(info.parents)),
    ]
    if info.functional:
        facts.append(("At most", ["one value"]))
    return {
        "name": name,
        "iri": info.iri,
        "label": info.label,
        "definition": info.definition,
        "facts": facts,
        "listing": f"/claims?predicate={terms.shorten(info.iri)}",
        **notes.get(info.iri, {}),
    }


def _range(name: str) -> str:
    return terms.shorten(name) if name.startswith("http") else name


@blueprint.get("/void")
def void() -> Response | str:
    """Return the description of the dataset as a page or as RDF, at its own address."""
    chosen = wanted_rdf()
    if chosen is not None:
        return rdf_of("/void", chosen)
    engine = site().engine
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
