"""Read the ontology's Turtle: as a light schema, as an RDF graph, and as a digest."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology import terms
from ontology.errors import OntologyError
from ontology.schema import ClassInfo, ConceptInfo, PropertyInfo, Schema

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
    return read_schema([*module("core"), *module("evidence"), *module("concepts")])


def read_schema(triples: Iterable[ox.Triple]) -> Schema:
    """Return what the triples declare; deprecated terms only as names for what replaces them."""
    return _Reader(triples).schema()


class _Reader:
    """Looks up what a schema needs in a list of triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._objects: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        self._typed: dict[str, list[str]] = defaultdict(list)
        for triple in triples:
            subject, predicate, obj = triple.subject, triple.predicate.value, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(
                obj, ox.NamedNode | ox.Literal
            ):
                continue
            self._objects[subject.value, predicate].append(obj)
            if predicate == terms.RDF_TYPE:
                self._typed[obj.value].append(subject.value)
        self._deprecated = {
            subject
            for (subject, predicate), objects in self._objects.items()
            if predicate == f"{terms.OWL}deprecated" and objects[0].value in ("true", "1")
        }

    def schema(self) -> Schema:
        classes = {
            iri.removeprefix(terms.ENT): self._class(iri)
            for iri in self._typed[f"{terms.OWL}Class"]
            if iri.startswith(terms.ENT) and iri not in self._deprecated
        }
        kinds = (("object", f"{terms.OWL}ObjectProperty"), ("data", f"{terms.OWL}DatatypeProperty"))
        raw = {
            _local(iri): self._property(iri, kind)
            for kind, owl_class in kinds
            for iri in self._typed[owl_class]
            if not iri.startswith(terms.SKOS) and iri not in self._deprecated
        }
        properties = {name: _inherit(info, raw) for name, info in raw.items()}
        concepts: dict[str, ConceptInfo] = {}
        modalities: dict[str, ConceptInfo] = {}
        for scheme, cls in [*terms.SCHEMES.items(), ("modality", "Concept")]:
            prefix = terms.concept(scheme, "")
            for iri in self._in_scheme(f"{terms.CONCEPT}{scheme}"):
                info = self._concept(iri, scheme, cls)
                if scheme == "modality":
                    modalities[iri.removeprefix(prefix)] = info
                else:
                    concepts[iri] = info
        return Schema(classes, properties, concepts, modalities, self._replaced())

    def _replaced(self) -> dict[str, str]:
        found = {}
        for iri in self._deprecated:
            new, seen = iri, {iri}
            while new in self._deprecated:
                new = self._text(new, f"{terms.DCTERMS}isReplacedBy")
                if new in seen:
                    break
                seen.add(new)
            if new and new not in self._deprecated:
                found[iri] = new
                if iri.startswith(terms.ENT):
                    found[_local(iri)] = _local(new)
        return found

    def _values(self, subject: str, predicate: str) -> list[str]:
        return [term.value for term in self._objects.get((subject, predicate), ())]

    def _text(self, subject: str, predicate: str) -> str:
        return next(iter(self._values(subject, predicate)), "")

    def _locals(self, subject: str, predicate: str) -> frozenset[str]:
        return frozenset(
            iri.removeprefix(terms.ENT)
            for iri in self._values(subject, predicate)
            if not iri.startswith(terms.OWL)
        )

    def _class(self, iri: str) -> ClassInfo:
        parents = frozenset(
            parent.removeprefix(terms.ENT)
            for parent in self._values(iri, f"{terms.RDFS}subClassOf")
            if parent.startswith(terms.ENT)
        )
        return ClassInfo(
            iri,
            self._text(iri, terms.RDFS_LABEL),
            self._text(iri, f"{terms.SKOS}definition"),
            parents,
        )

    def _property(self, iri: str, kind: str) -> PropertyInfo:
        domain = self._locals(iri, f"{terms.RDFS}domain")
        range_ = self._locals(iri, f"{terms.RDFS}range")
        return PropertyInfo(
            iri=iri,
            label=self._text(iri, terms.RDFS_LABEL),
            definition=self._text(iri, f"{terms.SKOS}definition"),
            kind="data" if kind == "data" else "object",
            domain=next(iter(domain), None),
            range=next(iter(range_), None),
            functional=f"{terms.OWL}FunctionalProperty" in self._values(iri, terms.RDF_TYPE),
            domain_includes=domain or self._locals(iri, f"{terms.SCHEMA}domainIncludes"),
            range_includes=range_ or self._locals(iri, f"{terms.SCHEMA}rangeIncludes"),
            parents=frozenset(
                _local(parent) for parent in self._values(iri, f"{terms.RDFS}subPropertyOf")
            ),
        )

    def _in_scheme(self, scheme: str) -> list[str]:
        return sorted(
            subject
            for (subject, predicate), objects in self._objects.items()
            if predicate == f"{terms.SKOS}inScheme"
            and any(o.value == scheme for o in objects)
            and subject not in self._deprecated
        )

    def _concept(self, iri: str, scheme: str, cls: str) -> ConceptInfo:
        return ConceptInfo(
            iri,
            scheme,
            cls,
            self._text(iri, f"{terms.SKOS}prefLabel"),
            tuple(self._values(iri, terms.SKOS_ALT_LABEL)),
            tuple(sorted(self._values(iri, f"{terms.SKOS}broader"))),
            tuple(self._values(iri, f"{terms.SKOS}hiddenLabel")),
        )


def _local(iri: str) -> str:
    return iri.removeprefix(terms.ENT) if iri.startswith(terms.ENT) else terms.shorten(iri)


def _inherit(info: PropertyInfo, known: dict[str, PropertyInfo]) -> PropertyInfo:
    """Return the property with the domain and range of its super-property where it has none."""
    for name in sorted(info.parents & known.keys()):
        parent = _inherit(known[name], known)
        info = replace(
            info,
            domain=info.domain or parent.domain,
            range=info.range or parent.range,
            domain_includes=info.domain_includes or parent.domain_includes,
            range_includes=info.range_includes or parent.range_includes,
        )
    return info


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
