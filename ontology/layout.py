"""One fixed layout for the Turtle files, so that their differences can be read.

``python -m ontology.layout [FILE...]`` rewrites files in it, all of the ontology's when none is
named; with ``--check`` it only names those that are not in it, and exits with status 1. Subjects
stand in order of kind and IRI, predicates in the order of ``PREDICATES``, objects in order, one
to a line.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from ontology.terms import CONCEPT, DCTERMS, ENT, EXTERNAL, PREFIXES, SCHEMA, VS

_PREFIXES = dict(sorted((PREFIXES | EXTERNAL).items()))
#: What may look like a prefix and is none, and what is one.
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')
_PREFIX = re.compile(r"\b([a-z]+):")

PREDICATES = (
    RDF.type,
    OWL.versionIRI,
    OWL.versionInfo,
    OWL.priorVersion,
    URIRef(DCTERMS + "title"),
    URIRef(DCTERMS + "description"),
    URIRef(DCTERMS + "creator"),
    URIRef(DCTERMS + "created"),
    URIRef(DCTERMS + "modified"),
    URIRef(DCTERMS + "license"),
    URIRef(DCTERMS + "isPartOf"),
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    RDFS.label,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.example,
    URIRef(DCTERMS + "source"),
    SKOS.changeNote,
    URIRef(VS + "term_status"),
    OWL.deprecated,
    URIRef(DCTERMS + "isReplacedBy"),
    RDFS.isDefinedBy,
    SKOS.broader,
    SKOS.related,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    SKOS.inScheme,
    SKOS.topConceptOf,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    URIRef(SCHEMA + "domainIncludes"),
    RDFS.range,
    URIRef(SCHEMA + "rangeIncludes"),
    OWL.inverseOf,
    OWL.propertyChainAxiom,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.disjointWith,
)

FOLDER = Path(__file__).parent

_KINDS = (
    OWL.Ontology,
    SKOS.ConceptScheme,
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
)


def render(graph: Graph, comment: str = "") -> str:
    """Return the graph as Turtle in the fixed layout, under the comment.

    >>> g = Graph().parse(data="<urn:b> <urn:p> 2, 1 . <urn:a> a <urn:T> .", format="turtle")
    >>> print(render(g))
    <urn:a>
        a <urn:T> .
    <BLANKLINE>
    <urn:b>
        <urn:p> 1 ,
            2 .
    <BLANKLINE>
    """
    subjects = [s for s in set(graph.subjects()) if _stands_alone(graph, s)]
    subjects.sort(key=lambda s: _subject_key(graph, s))
    body = "\n\n".join(_statement(graph, subject) for subject in subjects)
    used = set(_PREFIX.findall(_TEXT.sub("", body)))
    prefixes = "\n".join(
        f"@prefix {name}: <{iri}> ." for name, iri in _PREFIXES.items() if name in used
    )
    return "\n\n".join(part for part in (comment.strip(), prefixes, body) if part) + "\n"


def rewrite(text: str) -> str:
    """Return the text of a Turtle file in the fixed layout; its first comment stays."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return render(Graph().parse(data=text, format="turtle"), "\n".join(lines[:end]))


def _stands_alone(graph: Graph, subject: Node) -> bool:
    return not isinstance(subject, BNode) or (None, None, subject) not in graph


def _subject_key(graph: Graph, subject: Node) -> tuple[int, int, str]:
    types = set(graph.objects(subject, RDF.type))
    rank = next((i for i, kind in enumerate(_KINDS) if kind in types), len(_KINDS))
    if isinstance(subject, BNode):
        return len(_KINDS) + 1, 0, _statement(graph, subject)
    ours = str(subject).startswith((ENT, CONCEPT))
    return rank, 0 if ours else 1, str(subject)


def _statement(graph: Graph, subject: Node) -> str:
    head = "[]" if isinstance(subject, BNode) else _term(graph, subject)
    lines = ["    " + line for line in _predicates(graph, subject)]
    return head + "\n" + " ;\n".join(lines) + " ."


def _predicates(graph: Graph, subject: Node, depth: int = 2) -> Iterator[str]:
    predicates = set(graph.predicates(subject))
    for predicate in sorted(predicates, key=_predicate_key):
        objects = sorted(_term(graph, o, depth) for o in graph.objects(subject, predicate))
        name = "a" if predicate == RDF.type else _term(graph, predicate)
        yield name + " " + (" ,\n" + "    " * depth).join(objects)


def _predicate_key(predicate: Node) -> tuple[int, str]:
    known = predicate in PREDICATES
    return (PREDICATES.index(URIRef(str(predicate))) if known else len(PREDICATES)), str(predicate)


def _term(graph: Graph, term: Node, depth: int = 2) -> str:
    if isinstance(term, URIRef):
        return _name(str(term))
    if isinstance(term, Literal):
        if term.datatype in (XSD.integer, XSD.decimal, XSD.boolean):
            return str(term)
        if term.datatype is None:
            return term.n3()
        return f"{Literal(str(term)).n3()}^^{_name(str(term.datatype))}"
    if (term, RDF.first, None) in graph:
        items = Collection(graph, term)
        return "( " + " ".join(_term(graph, item, depth) for item in items) + " )"
    inner = list(_predicates(graph, term, depth + 1))
    pad = "    " * depth
    return "[\n" + " ;\n".join(pad + line for line in inner) + "\n" + "    " * (depth - 1) + "]"


def _name(iri: str) -> str:
    best = max(
        (item for item in _PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    local = iri[len(best[1]) :] if best else ""
    if best is None or not local or not local.replace("-", "").replace("_", "").isalnum():
        return f"<{iri}>"
    return f"{best[0]}:{local}"


def main(arguments: Sequence[str]) -> int:
    """Rewrite the files that are not in the fixed layout, or name them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ontology.layout", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.rglob("*.ttl")))
    parser.add_argument("--check", action="store_true", help="name the files and change nothing")
    given = parser.parse_args(arguments)
    status = 0
    for path in given.files:
        text = path.read_text(encoding="utf-8")
        new = rewrite(text)
        if new == text:
            continue
        if given.check:
            print(f"{path}: not in the layout; run python -m ontology.layout {path}")
            status = 1
        else:
            path.write_text(new, encoding="utf-8")
            print(f"{path}: rewritten")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
