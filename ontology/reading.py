"""Makes the schema of the ontology's triples: classes, properties, concepts, what is deprecated."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox

from ontology import terms
from ontology.schema import ClassInfo, ConceptInfo, PropertyInfo, Schema


def schema(triples: Iterable[ox.Triple]) -> Schema:
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
