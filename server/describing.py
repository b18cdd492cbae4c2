"""What the data of a resource says: its statements both ways, labels, and claims."""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.query import QueryEngine
from graph.query.formats import RDF, Format
from ontology import terms
from server.resources import Resource

_BATCH: Final = 400

_OWN: Final = "CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }"
_DECIDED: Final = "CONSTRUCT { ?x ?p ?o } WHERE { GRAPH graph:decisions { ?x ?p ?o } }"
_TO: Final = """
CONSTRUCT { ?s ?p ?x } WHERE {
  ?s ?p ?x
  FILTER(?p NOT IN (rdf:subject, rdf:predicate, rdf:object, rdf:reifies, ent:decidesOn))
}
"""
_CLAIMS: Final = """
CONSTRUCT {
  ?claim a ent:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
         ent:status ?status ; ent:confidence ?confidence ; ent:supportedBy ?evidence .
}
WHERE {
  { ?claim rdf:subject ?x } UNION { ?claim rdf:object ?x }
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
         ent:status ?status ; ent:confidence ?confidence .
  OPTIONAL { ?claim ent:supportedBy ?evidence }
}
"""
_CLAIM: Final = """
CONSTRUCT { ?x ?p ?o . ?evidence ?q ?value . ?target ?r ?part . ?selector ?t ?detail .
            ?subject ?predicate ?object }
WHERE {
  { ?x ?p ?o }
  UNION { ?x rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
          ?subject ?predicate ?object }
  UNION { ?x ent:supportedBy ?evidence .
    { ?evidence ?q ?value }
    UNION { ?evidence oa:hasTarget ?target . ?target ?r ?part }
    UNION { ?evidence oa:hasTarget/oa:hasSelector ?selector . ?selector ?t ?detail } }
}
"""
_EVIDENCE: Final = """
CONSTRUCT { ?x ?p ?o . ?target ?r ?part . ?selector ?t ?detail . ?claim ?q ?value }
WHERE {
  { ?x ?p ?o }
  UNION { ?x oa:hasTarget ?target . ?target ?r ?part }
  UNION { ?x oa:hasTarget/oa:hasSelector ?selector . ?selector ?t ?detail }
  UNION { ?claim ent:supportedBy ?x ; ?q ?value }
}
"""
_SCHEME: Final = """
CONSTRUCT { ?x ?p ?o . ?concept skos:inScheme ?x ; skos:broader ?broader ; skos:prefLabel ?label }
WHERE {
  { ?x ?p ?o }
  UNION { ?concept skos:inScheme ?x ; skos:prefLabel ?label
          OPTIONAL { ?concept skos:broader ?broader } }
}
"""
_VERSION: Final = """
CONSTRUCT { ?x ?p ?o . ?evidence oa:hasTarget ?target . ?target oa:hasSource ?x }
WHERE {
  { ?x ?p ?o } UNION { ?target oa:hasSource ?x . ?evidence oa:hasTarget ?target }
}
"""
_LABELS: Final = """
CONSTRUCT {{ ?iri ?label ?text }} WHERE {{
  VALUES ?iri {{ {iris} }}
  VALUES ?label {{ rdfs:label skos:prefLabel dcterms:title }}
  ?iri ?label ?text
}}
"""

_QUERIES: Final = {
    "entity": (_OWN, _TO, _CLAIMS),
    "concept": (_OWN, _TO, _CLAIMS),
    "scheme": (_SCHEME,),
    "claim": (_CLAIM,),
    "evidence": (_EVIDENCE,),
    "document": (_OWN, _TO),
    "version": (_VERSION,),
    "run": (_OWN,),
    "decision": (_DECIDED,),
    "agent": (_DECIDED,),
}


def describe(engine: QueryEngine, resource: Resource) -> list[ox.Triple]:
    """Return the triples that describe a resource other than a graph, in a fixed order.

    They are RDF 1.1: triples that hold a triple term are left out.
    """
    found: set[ox.Triple] = set()
    for query in _QUERIES[resource.kind]:
        found.update(_plain(engine.construct(query, {"x": resource.node})))
    found.update(_labels(engine, found))
    return sorted(found, key=str)


def _plain(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    return (triple for triple in triples if not isinstance(triple.object, ox.Triple))


def _labels(engine: QueryEngine, triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return the labels of everything of ours that the triples name."""
    named = {
        term
        for triple in triples
        for term in triple
        if isinstance(term, ox.NamedNode) and term.value.startswith(terms.BASE)
    }
    ordered = sorted(str(term) for term in named)
    found: set[ox.Triple] = set()
    for start in range(0, len(ordered), _BATCH):
        iris = " ".join(ordered[start : start + _BATCH])
        found.update(engine.construct(_LABELS.format(iris=iris)))
    return found


def write(triples: Iterable[ox.Triple], chosen: Format) -> bytes:
    """Return the triples in a format, with the shared prefixes."""
    written = ox.serialize(
        triples, format=RDF[chosen.name.removesuffix("-1.2")], prefixes=terms.PREFIXES
    )
    assert written is not None
    return written
