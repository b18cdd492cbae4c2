"""The ontology as plain objects: what extraction, pages and the reviewer's form ask of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class of the ontology; ``parents`` are local names of its direct super-classes."""

    iri: str
    label: str
    definition: str
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class PropertyInfo:
    """A property. Classes are local names, datatypes IRIs, None stands for anything.

    ``domain_includes`` and ``range_includes`` name the classes a property is meant for where
    the axioms leave its domain or range open; elsewhere they hold the domain and the range.
    """

    iri: str
    label: str
    definition: str
    kind: Literal["object", "data"]
    domain: str | None
    range: str | None
    functional: bool
    domain_includes: frozenset[str]
    range_includes: frozenset[str]
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConceptInfo:
    """A concept of one scheme; ``cls`` is the local name of its class, ``broader`` IRIs.

    ``alt_labels`` are noun phrases, ``hidden_labels`` phrases with a verb in its base form
    ("share intelligence"), for finding and not for showing.
    """

    iri: str
    scheme: str
    cls: str
    label: str
    alt_labels: tuple[str, ...]
    broader: tuple[str, ...]
    hidden_labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """Classes and properties by local name, concepts by IRI.

    A property of another vocabulary stands under its prefixed name, as
    ``schema:repeatFrequency``. ``modalities`` are the concepts of the modality scheme, which
    no text names, by local name. ``replaced`` leads from the local name or IRI of a deprecated
    term to that of the term in its place; deprecated terms are in none of the others.
    """

    classes: dict[str, ClassInfo]
    properties: dict[str, PropertyInfo]
    concepts: dict[str, ConceptInfo]
    modalities: dict[str, ConceptInfo]
    replaced: dict[str, str] = field(default_factory=dict)
    _ancestors: dict[str, frozenset[str]] = field(init=False, repr=False, default_factory=dict)

    def current(self, term: str) -> str:
        """Return the term that stands for a local name or IRI today: itself, or its replacement."""
        return self.replaced.get(term, term)

    def ancestors(self, cls: str) -> frozenset[str]:
        """Return the class and all its super-classes; an unknown class has only itself."""
        known = self._ancestors.get(cls)
        if known is None:
            found = {cls}
            open_ = [cls]
            while open_:
                info = self.classes.get(open_.pop())
                new = (info.parents if info else frozenset()) - found
                found |= new
                open_ += new
            known = self._ancestors[cls] = frozenset(found)
        return known

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Say whether every individual of the class is one of ``ancestor``."""
        return ancestor in self.ancestors(cls)

    def allows(self, predicate: str, subject_cls: str, object_cls: str | None) -> bool:
        """Say whether the ontology's domain and range admit a statement.

        ``object_cls`` is a class, a datatype's IRI, or None for a literal of any datatype.
        ``type`` admits everything that is no concept; an unknown predicate admits nothing.
        """
        if predicate == "type":
            return object_cls in (None, "Class") and not self.is_a(subject_cls, "DomainConcept")
        info = self.properties.get(predicate)
        if info is None:
            return False
        if not self._fits(subject_cls, info.domain_includes):
            return False
        if info.kind == "data":
            return object_cls is None or object_cls in info.range_includes
        return object_cls is not None and self._fits(object_cls, info.range_includes)

    def narrower(self, iri: str) -> frozenset[str]:
        """Return the IRIs of all concepts below one, itself left out."""
        found: set[str] = set()
        open_ = [iri]
        while open_:
            parent = open_.pop()
            new = {c.iri for c in self.concepts.values() if parent in c.broader} - found
            found |= new
            open_ += new
        return frozenset(found)

    def _fits(self, cls: str, allowed: Iterable[str]) -> bool:
        wanted = frozenset(allowed)
        return not wanted or bool(self.ancestors(cls) & wanted)
