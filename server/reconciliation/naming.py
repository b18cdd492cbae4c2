"""How classes and properties are named on the wire."""

from graph.search import Found
from ontology import load, terms
from server import wording
from server.reconciliation.reading import Json, local


def types_of(one: Found) -> list[Json]:
    """Return the most specific classes of a thing."""
    return [type_of(local(iri)) for iri in wording.most_specific(one.classes)]


def type_of(name: str) -> Json:
    """Return a class by its local name."""
    return {"id": name, "name": wording.class_label(terms.ent(name))}


def property_of(iri: str) -> Json:
    """Return a property, with its definition where it is one of ours."""
    known = next((p for p in load.schema().properties.values() if p.iri == iri), None)
    told = {"description": known.definition} if known is not None else {}
    return {"id": local(iri), "name": wording.property_label(iri)} | told


def range_of(iri: str) -> Json:
    """Return the class that the values of a property have, as far as the ontology says."""
    known = next((p for p in load.schema().properties.values() if p.iri == iri), None)
    if known is None or known.kind != "object" or known.range is None:
        return {}
    return {"type": type_of(known.range)} if known.range in load.schema().classes else {}
