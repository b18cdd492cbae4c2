"""The JSON-LD context of the ontology: plain names for what the graph says."""

from typing import Final

from ontology import load, terms

#: Terms of other vocabularies that pages and dumps use: name, IRI, whether values are IRIs.
_BORROWED: Final = (
    ("label", terms.RDFS_LABEL, False),
    ("prefLabel", f"{terms.SKOS}prefLabel", False),
    ("altLabel", terms.SKOS_ALT_LABEL, False),
    ("broader", f"{terms.SKOS}broader", True),
    ("inScheme", f"{terms.SKOS}inScheme", True),
    ("subject", f"{terms.RDF}subject", True),
    ("predicate", f"{terms.RDF}predicate", True),
    ("hasTarget", f"{terms.OA}hasTarget", True),
    ("hasSelector", f"{terms.OA}hasSelector", True),
    ("hasSource", f"{terms.OA}hasSource", True),
    ("exact", f"{terms.OA}exact", False),
    ("start", f"{terms.OA}start", False),
    ("end", f"{terms.OA}end", False),
)


def context() -> dict[str, object]:
    """Return the value of ``@context``: prefixes, then classes and properties by local name.

    Values of object properties are IRIs, those of the others have the property's datatype.
    The name ``modality`` is the property, so there is no prefix for the scheme of that name.
    """
    schema = load.schema()
    names: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    names |= {name: iri for name, iri in terms.PREFIXES.items() if name != "id"}
    names |= {name: info.iri for name, info in schema.classes.items()}
    for name, iri, is_iri in _BORROWED:
        names[name] = {"@id": iri, "@type": "@id"} if is_iri else iri
    for name, info in schema.properties.items():
        local = name.rpartition(":")[2]
        kind = "@id" if info.kind == "object" else info.range
        kind = kind or next(iter(sorted(info.range_includes)), None)
        names[local] = {"@id": info.iri, "@type": kind} if kind else info.iri
    return names
