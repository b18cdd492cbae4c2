"""The JSON-LD context of the ontology: plain names for what the graph says."""

from typing import Final

from ontology import load, terms

_IRI: Final = {"@type": "@id"}
_IRIS: Final = {"@type": "@id", "@container": "@set"}
_TEXTS: Final = {"@container": "@language"}
_NAME: Final = {"@type": "@vocab"}

#: Terms of other vocabularies that pages and dumps use: prefix, local names, what values are.
_BORROWED: Final[tuple[tuple[str, tuple[str, ...], dict[str, str]], ...]] = (
    ("rdfs", ("label",), _TEXTS),
    ("rdfs", ("subClassOf", "subPropertyOf", "domain", "range"), _IRIS),
    ("rdfs", ("isDefinedBy",), _IRI),
    (
        "skos",
        ("prefLabel", "altLabel", "hiddenLabel", "definition", "example", "scopeNote",
         "changeNote", "editorialNote"),
        _TEXTS,
    ),
    (
        "skos",
        ("broader", "related", "exactMatch", "closeMatch", "broadMatch", "narrowMatch",
         "relatedMatch"),
        _IRIS,
    ),
    ("skos", ("inScheme", "topConceptOf"), _IRI),
    ("skos", ("notation",), {}),
    ("rdf", ("subject", "predicate"), _IRI),
    ("rdf", ("object",), {}),
    ("oa", ("hasTarget", "hasSource"), _IRI),
    ("oa", ("hasSelector",), _IRIS),
    ("oa", ("exact", "start", "end"), {}),
    ("prov", ("wasGeneratedBy", "wasAssociatedWith"), _IRI),
    ("prov", ("endedAtTime",), {"@type": f"{terms.XSD}dateTime"}),
    ("dcterms", ("hasVersion", "isVersionOf", "isPartOf", "isReplacedBy"), _IRI),
    ("dcterms", ("license",), _IRI),
    ("dcterms", ("title", "description", "format", "identifier", "date", "language", "creator",
                 "publisher", "source"), {}),
    ("owl", ("versionIRI", "inverseOf"), _IRI),
    ("owl", ("versionInfo", "deprecated"), {}),
)  # fmt: skip


def context() -> dict[str, object]:
    """Return the value of ``@context``: prefixes, then classes and properties by local name.

    Values of object properties are IRIs, an array of them unless there is at most one; those of
    the others have the property's datatype. Labels and texts are maps by language. Statuses and
    modalities go by their names. The name ``modality`` is the property, so there is no prefix
    for the scheme of that name.
    """
    schema = load.schema()
    names: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    names |= {name: iri for name, iri in terms.PREFIXES.items() if name != "id"}
    names |= {name: info.iri for name, info in schema.classes.items()}
    names |= {
        name: {"@id": terms.PREFIXES[prefix] + name, **values}
        for prefix, local, values in _BORROWED
        for name in local
    }
    names |= {name: terms.ent(name) for name in load.statuses()}
    names |= {name: info.iri for name, info in schema.modalities.items()}
    for name, info in schema.properties.items():
        local = name.rpartition(":")[2]
        names[local] = {"@id": info.iri}
        if local in ("status", "modality"):
            names[local] = {"@id": info.iri, **_NAME}
        elif info.kind == "object":
            names[local] = {"@id": info.iri, **(_IRI if info.functional else _IRIS)}
        elif kind := info.range or next(iter(sorted(info.range_includes)), None):
            names[local] = {"@id": info.iri, "@type": kind}
    # What a deprecated name says is what its replacement says.
    for old, new in schema.replaced.items():
        if new in names:
            names[old] = names[new]
    return names
