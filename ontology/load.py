"""Read the ontology's Turtle: as a light schema, as an RDF graph, and as a digest."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology import reading, terms
from ontology.errors import OntologyError
from ontology.schema import Schema

if TYPE_CHECKING:
    from rdflib import Graph

FOLDER: Final = Path(__file__).parent
#: The base the files are written with; a deployment's own base takes its place on loading.
WRITTEN_BASE: Final = "https://w3id.org/entente/"

MODULES: Final[dict[str, str]] = {
    "core": "core.ttl",
    "evidence": "evidence.ttl",
    "concepts": "concepts/*.ttl",
    "alignments": "alignments.ttl",
    "matches": "matches.ttl",
    "shapes": "shapes.ttl",
}


def files(module: str) -> list[Path]:
    """Return the files of a module in order of name; raises OntologyError when there are none."""
    found = sorted(FOLDER.glob(MODULES[module]))
    if not found:
        raise OntologyError(
            f"The ontology has no file {MODULES[module]} in {FOLDER}.",
            hint="The installation is incomplete: install the package again.",
        )
    return found


def read(path: Path) -> list[ox.Triple]:
    """Return the triples of a Turtle file, its IRIs under the deployment's base.

    Raises OntologyError with file and line when it cannot be read or is no Turtle.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OntologyError(
            f"The ontology's file {path} cannot be read: {error.strerror}."
        ) from error
    return parse(data, str(path))


def parse(data: bytes, name: str) -> list[ox.Triple]:
    """Return the triples of Turtle that goes by ``name``; raises OntologyError as ``read``."""
    if terms.BASE != WRITTEN_BASE:
        data = data.replace(WRITTEN_BASE.encode(), terms.BASE.encode())
    try:
        return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        reason = getattr(error, "msg", None) or str(error)
        raise OntologyError(
            f"{name}{where}: not valid Turtle: {reason}.", hint="Mend the line and try again."
        ) from error


def module(name: str) -> tuple[ox.Triple, ...]:
    """Return the triples of one module, parsed once; raises OntologyError."""
    return _module(name)


@cache
def _module(name: str) -> tuple[ox.Triple, ...]:
    return tuple(triple for path in files(name) for triple in read(path))


@cache
def version() -> str:
    """Return the version of the ontology, which all its modules share."""
    predicate = f"{terms.OWL}versionInfo"
    found = (t.object for t in module("core") if t.predicate.value == predicate)
    return next((item.value for item in found if isinstance(item, ox.Literal)), "")


def statuses() -> list[str]:
    """Return the local names of the individuals that say where a claim stands, in order."""
    kind = ox.NamedNode(terms.ent("Status"))
    return sorted(
        triple.subject.value.removeprefix(terms.ENT)
        for triple in module("evidence")
        if triple.object == kind
        and triple.predicate.value == terms.RDF_TYPE
        and isinstance(triple.subject, ox.NamedNode)
    )


@cache
def digest() -> str:
    """Return 16 hexadecimal digits for the base and the content of modules and rules."""
    hasher = hashlib.sha256(terms.BASE.encode())
    for path in sorted([*FOLDER.rglob("*.ttl"), *FOLDER.rglob("*.rls")]):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        hasher.update(f"\n{path.relative_to(FOLDER).as_posix()} {content}".encode())
    return hasher.hexdigest()[:16]


def graph(*, shapes: bool = False) -> "Graph":
    """Return every module but the shapes as one new graph, with the shapes if asked."""
    names = [name for name in MODULES if shapes or name != "shapes"]
    return _to_rdflib(triple for name in names for triple in module(name))


def modules() -> "dict[str, Graph]":
    """Return one new graph per module, by its name in ``MODULES``."""
    return {name: _to_rdflib(module(name)) for name in MODULES}


@cache
def schema() -> Schema:
    """Return classes, properties and concepts as plain objects, made once; raises OntologyError."""
    return reading.schema([*module("core"), *module("evidence"), *module("concepts")])


def _to_rdflib(triples: Iterable[ox.Triple]) -> "Graph":
    # rdflib takes a third of a second to import, which most commands need not spend.
    from rdflib import BNode, Graph, Literal, URIRef

    def convert(term: object) -> "BNode | Literal | URIRef":
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        assert isinstance(term, ox.Literal)
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value == f"{terms.XSD}string" else term.datatype.value
        return Literal(term.value, datatype=datatype and URIRef(datatype))

    result = Graph()
    for prefix, iri in terms.PREFIXES.items():
        result.bind(prefix, iri, replace=True)
    for triple in triples:
        result.add((convert(triple.subject), convert(triple.predicate), convert(triple.object)))
    return result
