"""The service description: what the endpoint speaks and what it holds, as RDF."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from graph.query.formats import ALL, RDF, Format
from graph.revisions import Revision
from ontology import terms

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
FORMATS: Final = "http://www.w3.org/ns/formats/"

_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}


def describe(endpoint: str, revision: Revision | None, chosen: Format) -> bytes:
    """Return the description of the endpoint in a format of graphs."""
    prefixes = {"sd": SD, "void": terms.VOID, "xsd": terms.XSD, "graph": terms.GRAPH}
    written = ox.serialize(
        _triples(endpoint, revision),
        format=RDF[chosen.name.removesuffix("-1.2")],
        prefixes=prefixes,
    )
    assert written is not None
    return written


def _triples(endpoint: str, revision: Revision | None) -> Iterator[ox.Triple]:
    service = ox.NamedNode(endpoint)
    dataset = ox.NamedNode(f"{endpoint}#dataset")
    default = ox.NamedNode(f"{endpoint}#default-graph")
    a = ox.NamedNode(terms.RDF_TYPE)
    yield ox.Triple(service, a, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for item in ALL:
        if item.name in _FORMAT_NAMES:
            written = ox.NamedNode(FORMATS + _FORMAT_NAMES[item.name])
            yield ox.Triple(service, _sd("resultFormat"), written)
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, a, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, a, _sd("Graph"))
    counts = revision.counts if revision else {}
    if "triples" in counts:
        yield ox.Triple(default, ox.NamedNode(f"{terms.VOID}triples"), _count(counts["triples"]))
    for name in terms.GRAPHS:
        entry = ox.NamedNode(f"{endpoint}#graph-{name}")
        graph = ox.NamedNode(terms.graph(name))
        yield ox.Triple(dataset, _sd("namedGraph"), entry)
        yield ox.Triple(entry, a, _sd("NamedGraph"))
        yield ox.Triple(entry, _sd("name"), graph)
        yield ox.Triple(entry, _sd("graph"), graph)
        if (triples := counts.get(f"graph/{name}")) is not None:
            yield ox.Triple(graph, a, _sd("Graph"))
            yield ox.Triple(graph, ox.NamedNode(f"{terms.VOID}triples"), _count(triples))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{terms.XSD}integer"))
