"""The description of the dataset, as VoID."""

from collections import Counter
from collections.abc import Mapping, Set

from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, Triple

from graph import dump, rdf
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
_IANA = "https://www.iana.org/assignments/media-types/"
_MATCHES = frozenset(
    {
        f"{terms.OWL}sameAs",
        *(f"{terms.SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")),
    }
)
_VOCABULARIES = (terms.ENT, terms.SKOS, terms.PROV, terms.OA, terms.DCTERMS)

Fact = tuple[NamedNode, NamedNode, NamedNode | Text]


def describe(graphs: Mapping[str, Set[Triple]], default: Set[Triple]) -> set[Triple]:
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
    facts |= _access(dataset)
    facts |= _linksets(dataset, default)
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


def _access(dataset: NamedNode) -> set[Fact]:
    """Return where the dataset is: endpoint, dumps, pages, licence, as VoID and as DCAT."""
    facts: set[Fact] = {
        (dataset, _TYPE, NamedNode(f"{terms.DCAT}Dataset")),
        (
            dataset,
            NamedNode(f"{terms.DCTERMS}description"),
            Text(
                "Who works with whom, where, in which crisis, and which sentence says so: reports"
                " on military partnerships, defence diplomacy and crisis response as a graph.",
                language="en",
            ),
        ),
        (dataset, NamedNode(f"{terms.DCTERMS}license"), NamedNode(terms.LICENCE)),
        (dataset, NamedNode(f"{_VOID}sparqlEndpoint"), NamedNode(f"{terms.BASE}sparql")),
        (dataset, NamedNode(f"{_VOID}exampleResource"), NamedNode(f"{terms.ID}nato")),
        (dataset, NamedNode(f"{terms.DCAT}landingPage"), NamedNode(f"{terms.BASE}void")),
    }
    for kind, media_type in dump.FORMATS.items():
        file = NamedNode(f"{terms.BASE}dump/entente.{kind}.gz")
        distribution = NamedNode(f"{terms.BASE}void#dump-{kind}")
        facts |= {
            (dataset, NamedNode(f"{_VOID}dataDump"), file),
            (dataset, NamedNode(f"{terms.DCAT}distribution"), distribution),
            (distribution, _TYPE, NamedNode(f"{terms.DCAT}Distribution")),
            (distribution, NamedNode(f"{terms.DCAT}downloadURL"), file),
            (distribution, NamedNode(f"{terms.DCTERMS}license"), NamedNode(terms.LICENCE)),
            (
                distribution,
                NamedNode(f"{terms.DCAT}mediaType"),
                NamedNode(f"{_IANA}{media_type}"),
            ),
            (
                distribution,
                NamedNode(f"{terms.DCAT}compressFormat"),
                NamedNode(f"{_IANA}application/gzip"),
            ),
        }
    return facts


def _linksets(dataset: NamedNode, default: Set[Triple]) -> set[Fact]:
    """Return how many links of which kind lead to which other dataset, told by its host."""
    counted: Counter[tuple[NamedNode, str]] = Counter()
    for triple in default:
        if triple.predicate.value in _MATCHES and isinstance(triple.object, NamedNode):
            space = "/".join(triple.object.value.split("/", 3)[:3]) + "/"
            if not triple.object.value.startswith(terms.BASE):
                counted[triple.predicate, space] += 1
    facts: set[Fact] = set()
    for (predicate, space), count in counted.items():
        name = f"{terms.shorten(predicate.value)} {space.partition('://')[2]}"
        linkset = NamedNode(f"{terms.BASE}void#linkset-{terms.slugify(name)}")
        facts |= {
            (dataset, NamedNode(f"{_VOID}subset"), linkset),
            (linkset, _TYPE, NamedNode(f"{_VOID}Linkset")),
            (linkset, NamedNode(f"{_VOID}linkPredicate"), predicate),
            (linkset, NamedNode(f"{_VOID}subjectsTarget"), dataset),
            (linkset, NamedNode(f"{_VOID}objectsTarget"), NamedNode(space)),
            (linkset, _TRIPLES, rdf.integer(count)),
        }
    return facts


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
