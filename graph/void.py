"""The description of the dataset, as VoID."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, Triple

from graph import rdf
from ontology import terms

#: The IRI of the dataset, described in the graph ``void``.
DATASET = f"{terms.BASE}void#dataset"

_VOID = terms.VOID
_TYPE = NamedNode(terms.RDF_TYPE)
_TRIPLES = NamedNode(f"{_VOID}triples")
_ENTITIES = NamedNode(f"{_VOID}entities")
_TITLES = {
    "ontology": "The ontology, its alignments and its shapes",
    "concepts": "The concept schemes",
    "documents": "The documents and their versions",
    "claims": "Claims with their evidence",
    "decisions": "What curators decided",
    "published": "What holds under the policy",
    "qualified": "What the texts only hedge, demand or expect",
    "reviewed": "What a person accepted",
    "inferred": "What follows by the ontology's axioms",
    "validation": "What breaks a shape or contradicts an axiom",
}
_VOCABULARIES = (terms.ENT, terms.SKOS, terms.PROV, terms.OA, terms.DCTERMS)

Fact = tuple[NamedNode, NamedNode, NamedNode | Text]


def describe(graphs: Mapping[str, Set[Triple]], default: Iterable[Triple]) -> set[Triple]:
    """Return the description of a dataset: counts of its default graph and of every named one.

    ``default`` has the triples of the default graph but this description's own.
    """
    dataset = NamedNode(DATASET)
    classes: Counter[NamedNode] = Counter()
    properties: Counter[NamedNode] = Counter()
    typed = set()
    for triple in default:
        properties[triple.predicate] += 1
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            classes[triple.object] += 1
            typed.add(triple.subject)
    facts: set[Fact] = {
        (dataset, _TYPE, NamedNode(f"{_VOID}Dataset")),
        (dataset, NamedNode(f"{terms.DCTERMS}title"), Text("Entente", language="en")),
        (dataset, NamedNode(f"{_VOID}uriSpace"), Text(terms.BASE)),
        (dataset, _TRIPLES, rdf.integer(properties.total())),
        (dataset, _ENTITIES, rdf.integer(len(typed))),
        (dataset, NamedNode(f"{_VOID}classes"), rdf.integer(len(classes))),
        (dataset, NamedNode(f"{_VOID}properties"), rdf.integer(len(properties))),
        *((dataset, NamedNode(f"{_VOID}vocabulary"), NamedNode(v)) for v in _VOCABULARIES),
    }
    for name, title in _TITLES.items():
        graph = NamedNode(terms.graph(name))
        facts |= {
            (dataset, NamedNode(f"{_VOID}subset"), graph),
            (graph, _TYPE, NamedNode(f"{_VOID}Dataset")),
            (graph, NamedNode(f"{terms.DCTERMS}title"), Text(title, language="en")),
            (graph, _TRIPLES, rdf.integer(len(graphs.get(name, ())))),
        }
    facts |= _partitions(dataset, "class", classes, _ENTITIES)
    facts |= _partitions(dataset, "property", properties, _TRIPLES)
    return {Triple(*fact) for fact in facts}


def _partitions(
    dataset: NamedNode, kind: str, counted: Mapping[NamedNode, int], measure: NamedNode
) -> set[Fact]:
    """Return a part of the dataset for every class or property, with how much is in it."""
    facts: set[Fact] = set()
    for term, count in counted.items():
        part = NamedNode(f"{terms.BASE}void#{kind}-{terms.slugify(terms.shorten(term.value))}")
        facts |= {
            (dataset, NamedNode(f"{_VOID}{kind}Partition"), part),
            (part, NamedNode(f"{_VOID}{kind}"), term),
            (part, measure, rdf.integer(count)),
        }
    return facts
