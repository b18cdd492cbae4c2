"""The formats of answers: their names, media types, file endings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``graph`` tells those of CONSTRUCT and DESCRIBE from those of SELECT and ASK.

    ``rdf12`` says that triple terms are written; otherwise triples that hold one are left out.
    """

    name: str
    title: str
    media_type: str
    extension: str
    graph: bool
    also: tuple[str, ...] = ()
    rdf12: bool = False

    @property
    def content_type(self) -> str:
        """Return the media type with its charset where it is text."""
        return (
            f"{self.media_type}; charset=utf-8"
            if self.media_type.startswith("text/")
            else (self.media_type)
        )


JSON: Final = Format(
    "json", "JSON", "application/sparql-results+json", "srj", False, ("application/json",)
)
XML: Final = Format(
    "xml", "XML", "application/sparql-results+xml", "srx", False, ("application/xml", "text/xml")
)
CSV: Final = Format("csv", "CSV", "text/csv", "csv", False)
TSV: Final = Format("tsv", "TSV", "text/tab-separated-values", "tsv", False)

TURTLE: Final = Format("turtle", "Turtle", "text/turtle", "ttl", True, ("application/x-turtle",))
NTRIPLES: Final = Format(
    "ntriples", "N-Triples", "application/n-triples", "nt", True, ("text/plain",)
)
RDFXML: Final = Format(
    "rdfxml", "RDF/XML", "application/rdf+xml", "rdf", True, ("application/xml", "text/xml")
)
JSONLD: Final = Format(
    "jsonld", "JSON-LD", "application/ld+json", "jsonld", True, ("application/json",)
)
TRIG: Final = Format("trig", "TriG", "application/trig", "trig", True)
NQUADS: Final = Format("nquads", "N-Quads", "application/n-quads", "nq", True)

#: RDF 1.2 is asked for by the ``version`` parameter of the media type.
RDF12: Final = tuple(
    Format(
        f"{f.name}-1.2",
        f"{f.title} 1.2",
        f"{f.media_type};version=1.2",
        f.extension,
        True,
        (),
        True,
    )
    for f in (TURTLE, NTRIPLES, TRIG, NQUADS)
)

SOLUTIONS: Final = (JSON, XML, CSV, TSV)
GRAPHS: Final = (TURTLE, NTRIPLES, RDFXML, JSONLD, TRIG, NQUADS)
ALL: Final = (*SOLUTIONS, *GRAPHS, *RDF12)
BY_NAME: Final = {item.name: item for item in ALL}

#: Short names that mean another format for a graph than for a table.
_SHORT: Final = {
    (True, "json"): JSONLD,
    (True, "xml"): RDFXML,
    (True, "text"): NTRIPLES,
}

RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
RDF: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}


def suited(kind: str) -> tuple[Format, ...]:
    """Return the formats for a kind of query (select, ask, graph), the default first."""
    return (*GRAPHS, *RDF12) if kind == "graph" else SOLUTIONS


def offers(formats: Iterable[Format]) -> dict[str, Format]:
    """Return the formats by every media type they answer to, their own before their aliases."""
    listed = tuple(formats)
    by_type = {item.media_type: item for item in listed}
    for item in listed:
        for alias in item.also:
            by_type.setdefault(alias, item)
    return by_type


def named(name: str, kind: str) -> Format | None:
    """Return the format called so by name, file ending or media type, if it suits the kind."""
    wanted = name.strip().lower()
    graph = kind == "graph"
    if (graph, wanted) in _SHORT:
        return _SHORT[graph, wanted]
    for item in suited(kind):
        if wanted in (item.name, item.extension, item.media_type, *item.also):
            return item
    return None


def known(name: str) -> bool:
    """Tell whether the name means a format for any kind of query."""
    return named(name, "select") is not None or named(name, "graph") is not None
