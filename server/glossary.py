"""The terms of the ontology in words: what their documentation says, made from the modules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

import pyoxigraph as ox

from ontology import load, terms
from ontology.schema import PropertyInfo, Schema

#: Vocabularies by prefix, as people call them.
VOCABULARIES: Final = {
    "cco": "Common Core Ontologies",
    "dul": "DUL",
    "eurovoc": "EuroVoc",
    "foaf": "FOAF",
    "gist": "gist",
    "hips": "Hazard Information Profiles",
    "medtop": "IPTC Media Topics",
    "oa": "Web Annotation",
    "org": "ORG",
    "prov": "PROV-O",
    "rdf": "RDF",
    "schema": "schema.org",
    "sem": "SEM",
    "skos": "SKOS",
    "time": "OWL-Time",
    "unbis": "UNBIS Thesaurus",
    "wd": "Wikidata",
}
#: How a term stands to one of another vocabulary, by predicate.
MATCHES: Final = {
    f"{terms.SKOS}exactMatch": "same as",
    f"{terms.SKOS}closeMatch": "close to",
    f"{terms.SKOS}broadMatch": "narrower than",
    f"{terms.SKOS}narrowMatch": "broader than",
    f"{terms.SKOS}relatedMatch": "related to",
}
_LINKS: Final = {
    f"{terms.RDFS}subClassOf": "kind of",
    f"{terms.RDFS}subPropertyOf": "implies",
    **MATCHES,
}
_PREFIXES: Final = terms.PREFIXES | terms.EXTERNAL
_OF: Final = f"{terms.OWL}onProperty"
_NIL: Final = f"{terms.RDF}nil"


@dataclass(frozen=True, slots=True)
class Link:
    """A term of another vocabulary, and how ours stands to it."""

    relation: str
    iri: str
    name: str
    vocabulary: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or status. ``facts`` are headings with names of terms or with words."""

    name: str
    iri: str
    label: str
    definition: str
    notes: list[str]
    examples: list[str]
    sources: list[str]
    status: str
    changes: list[str]
    facts: list[tuple[str, list[str]]]
    links: list[Link]
    listing: str = ""
    replaced_by: list[str] = field(default_factory=list)


def link(relation: str, iri: str, label: str = "") -> Link:
    """Return a link with its prefixed name, its label if any, and the name of its vocabulary."""
    name = terms.shorten(iri, _PREFIXES)
    prefix = name.partition(":")[0]
    shown = f"{name} ({label})" if label else name
    return Link(relation, iri, shown, VOCABULARIES.get(prefix, prefix))


class Glossary:
    """Every term that core and evidence declare, described; made once per process."""

    def __init__(self, schema: Schema, triples: Iterable[ox.Triple]) -> None:
        self._schema = schema
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            subject, value = _key(triple.subject), _key(triple.object)
            self._said[subject][triple.predicate.value].append(value)

    @cached_property
    def classes(self) -> list[Term]:
        """The classes in order of name."""
        return [self._class(name) for name in sorted(self._schema.classes)]

    @cached_property
    def properties(self) -> list[Term]:
        """The properties in order of name."""
        return [self._property(name) for name in sorted(self._schema.properties)]

    @cached_property
    def statuses(self) -> list[Term]:
        """The individuals that say where a claim stands."""
        found = self._typed(terms.ent("Status"))
        return [
            self._term(iri, [("Is a", ["Status"])], f"/claims?status={_local(iri)}")
            for iri in found
        ]

    @cached_property
    def deprecated(self) -> list[Term]:
        """The terms that are not to be used any more."""
        found = (iri for iri, said in self._said.items() if said.get(f"{terms.OWL}deprecated"))
        return [self._term(iri, [], "") for iri in sorted(found)]

    def about(self, iri: str) -> dict[str, list[str]]:
        """Return what a module says of itself, by prefixed name of the predicate."""
        return {terms.shorten(p, _PREFIXES): values for p, values in self._said[iri].items()}

    def _term(self, iri: str, facts: list[tuple[str, list[str]]], listing: str) -> Term:
        return Term(
            name=_local(iri),
            iri=iri,
            label=self._label(iri),
            definition=" ".join(self._texts(iri, "definition")),
            notes=self._texts(iri, "scopeNote"),
            examples=self._texts(iri, "example"),
            sources=self._said[iri].get(f"{terms.DCTERMS}source", []),
            status=" ".join(self._said[iri].get(f"{terms.VS}term_status", [])),
            changes=self._texts(iri, "changeNote"),
            facts=[(heading, values) for heading, values in facts if values],
            links=sorted(self._links(iri), key=lambda item: (item.vocabulary, item.name)),
            listing=listing,
            replaced_by=[
                _local(new) for new in self._said[iri].get(f"{terms.DCTERMS}isReplacedBy", [])
            ],
        )

    def _class(self, name: str) -> Term:
        schema, info = self._schema, self._schema.classes[name]
        used = schema.properties.items()
        facts = [
            ("Sub-class of", sorted(info.parents)),
            ("Sub-classes", sorted(c for c, one in schema.classes.items() if name in one.parents)),
            ("Equivalent to", [self._meant(iri) for iri in self._equivalent(info.iri)]),
            ("Disjoint with", sorted(self._disjoint(info.iri))),
            ("Subject of", sorted(p for p, one in used if name in one.domain_includes)),
            ("Object of", sorted(p for p, one in used if name in one.range_includes)),
        ]
        shown = ("Actor", "Crisis", "Engagement", "Place", "Period")
        listed = any(schema.is_a(name, upper) for upper in shown)
        return self._term(info.iri, facts, f"/entities?class={name}" if listed else "")

    def _property(self, name: str) -> Term:
        info = self._schema.properties[name]
        below = sorted(p for p, one in self._schema.properties.items() if name in one.parents)
        open_ = ("Domain" if info.domain else "Domain includes",
                 "Range" if info.range else "Range includes")  # fmt: skip
        facts = [
            (open_[0], sorted(info.domain_includes)),
            (open_[1], [_range(item) for item in sorted(info.range_includes)]),
            ("Sub-property of", sorted(info.parents)),
            ("Sub-properties", below),
            ("Inverse of", [_local(iri) for iri in self._inverses(info.iri)]),
            ("Characteristics", self._character(info)),
            ("Follows", [self._followed(steps) for steps in self._chains(info.iri)]),
        ]
        listing = f"/claims?predicate={terms.shorten(info.iri)}"
        return self._term(info.iri, facts, listing if info.iri in core() else "")

    def _character(self, info: PropertyInfo) -> list[str]:
        kinds = {
            "SymmetricProperty": "symmetric",
            "TransitiveProperty": "transitive",
            "FunctionalProperty": "functional: at most one value",
        }
        types = self._said[info.iri].get(terms.RDF_TYPE, [])
        return [words for name, words in kinds.items() if terms.OWL + name in types]

    def _chains(self, iri: str) -> list[list[str]]:
        heads = self._said[iri].get(f"{terms.OWL}propertyChainAxiom", [])
        return sorted(list(self._list(head)) for head in heads)

    def _followed(self, steps: list[str]) -> str:
        first, *rest = (self._label(step) for step in steps)
        return f"from “{first}”" + "".join(f" and then “{label}”" for label in rest)

    def _inverses(self, iri: str) -> list[str]:
        inverse = f"{terms.OWL}inverseOf"
        back = [one for one, said in self._said.items() if iri in said.get(inverse, ())]
        return sorted({*self._said[iri].get(inverse, []), *back})

    def _equivalent(self, iri: str) -> list[str]:
        return self._said[iri].get(f"{terms.OWL}equivalentClass", [])

    def _disjoint(self, iri: str) -> set[str]:
        predicate = f"{terms.OWL}disjointWith"
        found = set(self._said[iri].get(predicate, []))
        found |= {one for one, said in self._said.items() if iri in said.get(predicate, ())}
        for axiom in self._typed(f"{terms.OWL}AllDisjointClasses"):
            members = set(self._list(self._said[axiom][f"{terms.OWL}members"][0]))
            found |= members if iri in members else set()
        return {_local(other) for other in found - {iri} if other.startswith(terms.ENT)}

    def _meant(self, node: str) -> str:
        """Return a class expression in words."""
        said = self._said.get(node, {})
        if f"{terms.OWL}oneOf" in said:
            items = (self._label(i) for i in self._list(said[f"{terms.OWL}oneOf"][0]))
            return f"one of {', '.join(sorted(items))}"
        if f"{terms.OWL}intersectionOf" in said:
            parts = (self._meant(i) for i in self._list(said[f"{terms.OWL}intersectionOf"][0]))
            return " that ".join(parts)
        if f"{terms.OWL}someValuesFrom" in said:
            inner = self._meant(said[f"{terms.OWL}someValuesFrom"][0])
            return f"{self._label(said[_OF][0])} something that {inner}"
        if f"{terms.OWL}hasValue" in said:
            value = said[f"{terms.OWL}hasValue"][0]
            return f"has {self._label(said[_OF][0])} “{self._label(value)}”"
        return self._label(node)

    def _links(self, iri: str) -> Iterator[Link]:
        for predicate, relation in _LINKS.items():
            for other in self._said[iri].get(predicate, []):
                if not other.startswith((terms.ENT, "_:")):
                    label = self._texts_of(other, terms.RDFS_LABEL)
                    yield link(relation, other, " ".join(label))

    def _list(self, head: str) -> Iterator[str]:
        while head != _NIL:
            yield self._said[head][f"{terms.RDF}first"][0]
            head = self._said[head][f"{terms.RDF}rest"][0]

    def _typed(self, kind: str) -> list[str]:
        return sorted(
            iri for iri, said in self._said.items() if kind in said.get(terms.RDF_TYPE, ())
        )

    def _texts(self, iri: str, name: str) -> list[str]:
        return self._texts_of(iri, terms.SKOS + name)

    def _texts_of(self, iri: str, predicate: str) -> list[str]:
        return self._said[iri].get(predicate, []) if iri in self._said else []

    def _label(self, iri: str) -> str:
        concept = self._schema.concepts.get(iri)
        if concept:
            return concept.label
        return next(iter(self._said[iri].get(terms.RDFS_LABEL, [])), terms.shorten(iri))


@cache
def core() -> frozenset[str]:
    """Return the terms for things, which claims use; those of evidence describe claims."""
    subjects = (triple.subject for triple in load.module("core"))
    return frozenset(subject.value for subject in subjects if isinstance(subject, ox.NamedNode))


@cache
def glossary() -> Glossary:
    """Return the glossary of this ontology."""
    modules = ("core", "evidence", "alignments", "matches", "shapes")
    return Glossary(load.schema(), (triple for name in modules for triple in load.module(name)))


def _key(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)


def _local(iri: str) -> str:
    return iri.removeprefix(terms.ENT) if iri.startswith(terms.ENT) else terms.shorten(iri)


def _range(name: str) -> str:
    return terms.shorten(name) if name.startswith("http") else name
