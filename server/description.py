"""The service description: what the endpoint speaks and what it holds, as RDF."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph.query.formats import ALL, GRAPHS, RDF, Format
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


@dataclass(frozen=True, slots=True)
class Service:
    """An endpoint and its dataset: the triples of each graph, None where they are not counted.

    ``read_only`` is False for the endpoint of updates. ``graphs`` are by the name of the graph.
    """

    endpoint: str
    triples: int | None = None
    graphs: Mapping[str, int | None] = field(default_factory=dict)
    read_only: bool = True
    fetches: bool = False


def of_graph(endpoint: str, revision: Revision | None) -> Service:
    """Return the service that answers from the built graph."""
    counts = revision.counts if revision else {}
    graphs = {terms.graph(name): counts.get(f"graph/{name}") for name in terms.GRAPHS}
    return Service(endpoint, counts.get("triples"), graphs)


def describe(service: Service, chosen: Format) -> bytes:
    """Return the description of an endpoint in a format of graphs."""
    prefixes = {"sd": SD, "void": terms.VOID, "xsd": terms.XSD, "formats": FORMATS}
    written = ox.serialize(
        _triples(service), format=RDF[chosen.name.removesuffix("-1.2")], prefixes=prefixes
    )
    assert written is not None
    return written


def _triples(described: Service) -> Iterator[ox.Triple]:
    service = ox.NamedNode(described.endpoint)
    dataset = ox.NamedNode(f"{described.endpoint}#dataset")
    default = ox.NamedNode(f"{described.endpoint}#default-graph")
    a = ox.NamedNode(terms.RDF_TYPE)
    yield ox.Triple(service, a, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    if described.read_only:
        for language in ("SPARQL10Query", "SPARQL11Query"):
            yield ox.Triple(service, _sd("supportedLanguage"), _sd(language))
        for item in ALL:
            if item.name in _FORMAT_NAMES:
                written = ox.NamedNode(FORMATS + _FORMAT_NAMES[item.name])
                yield ox.Triple(service, _sd("resultFormat"), written)
    else:
        yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
        for item in GRAPHS:
            written = ox.NamedNode(FORMATS + _FORMAT_NAMES[item.name])
            yield ox.Triple(service, _sd("inputFormat"), written)
    if described.fetches:
        yield ox.Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, a, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, a, _sd("Graph"))
    if described.triples is not None:
        yield ox.Triple(default, ox.NamedNode(f"{terms.VOID}triples"), _count(described.triples))
    for iri, triples in described.graphs.items():
        graph = ox.NamedNode(iri)
        digest = hashlib.sha256(iri.encode()).hexdigest()[:12]
        tail = iri.removeprefix(terms.GRAPH) if iri.startswith(terms.GRAPH) else digest
        entry = ox.NamedNode(f"{described.endpoint}#graph-{tail}")
        yield ox.Triple(dataset, _sd("namedGraph"), entry)
        yield ox.Triple(entry, a, _sd("NamedGraph"))
        yield ox.Triple(entry, _sd("name"), graph)
        yield ox.Triple(entry, _sd("graph"), graph)
        yield ox.Triple(graph, a, _sd("Graph"))
        if triples is not None:
            yield ox.Triple(graph, ox.NamedNode(f"{terms.VOID}triples"), _count(triples))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{terms.XSD}integer"))
