"""What is known before reading: concepts of the ontology and entities of the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.mentions import lexicon
from extract.mentions.index import ConceptIndex
from extract.mentions.model import reading
from extract.mentions.names import NameIndex, key_of
from extract.mentions.senses import Candidate
from ontology import terms

if TYPE_CHECKING:
    from extract.reference import KnownEntity, Reference
    from ontology.schema import ConceptInfo, Schema

#: Words that make a name of a state's forces one for all of them.
GENERIC_FORCES = ("forces", "military", "armed forces", "troops")

COMPOSED = frozenset({"Crisis", "ArmedForce", "ActorGroup"})

#: How often a shared name stands for a thing of a class, where the word list does not say it.
WEIGHTS = {"State": 8.0, "MilitaryAlliance": 6.0, "RegionalOrganisation": 5.0,
           "InternationalOrganisation": 4.0}  # fmt: skip

#: What a name counts for a thing that has another name of its own.
SHARED = 0.25

#: How much another name of the text speaks for a candidate: the thing itself, a place inside it,
#: the state around it, a place in the same region, and the region around it.
ITSELF, INSIDE, STATE_AROUND, BESIDE, AROUND = 3.0, 2.5, 1.0, 1.0, 0.3


class Knowledge:
    """Gazetteers over a schema and reference data; without a reference there are no names.

    ``names``, ``composed`` and ``demonyms`` find known entities, ``capitals`` the states whose
    governments they stand for, ``idioms`` phrases that hold a name and mean none, ``concepts`` the
    concepts of all schemes. What is ``composed`` has the names of other things in its own, as
    *Haiti* in the name of an earthquake. ``towns`` are the folded names of capitals.
    """

    def __init__(self, schema: Schema, reference: Reference | None = None) -> None:
        self.schema = schema
        self.reference = reference
        self.concepts = ConceptIndex(schema.concepts.values())
        self.names: NameIndex[KnownEntity] = NameIndex()
        self.composed: NameIndex[KnownEntity] = NameIndex()
        self.demonyms: NameIndex[KnownEntity] = NameIndex()
        self.entities: dict[str, KnownEntity] = {}
        self._forces: dict[str, list[KnownEntity]] = {}
        self._groups: dict[str, list[KnownEntity]] = {}
        self._crises: dict[str, list[KnownEntity]] = {}
        self._shared: set[tuple[str, str]] = set()
        self._by_label: dict[str, KnownEntity] = {}
        for entity in reference.entities if reference is not None else ():
            self._add(entity)
        self.capitals: NameIndex[KnownEntity] = NameIndex()
        self.towns = frozenset(key_of(row["capital"]) for row in lexicon.rows("capitals"))
        for row in lexicon.rows("capitals"):
            state = self._by_label.get(row["state"].casefold())
            if state is not None and state.cls == "State":
                self.capitals.add(row["capital"], state)
        self.idioms: NameIndex[str] = NameIndex()
        for row in lexicon.rows("idioms"):
            self.idioms.add(row["phrase"], row["phrase"])
        self._senses: dict[tuple[str, str], dict[str, str]] = {}
        self._nearness: dict[tuple[str, str, str], float] = {}
        for row in lexicon.rows("senses"):
            self._add_sense(row)
        for forces in self._forces.values():
            forces.sort(key=_main_force)

    def _add(self, entity: KnownEntity) -> None:
        self.entities[entity.iri] = entity
        index = self.composed if entity.cls in COMPOSED else self.names
        for label in (entity.label, *entity.alt_labels):
            index.add(label, entity)
            self._by_label.setdefault(label.casefold(), entity)
        for label in entity.shared_labels:
            index.add(label, entity)
        for demonym in (*entity.demonyms, *entity.shared_demonyms):
            self.demonyms.add(demonym, entity)
        for name in (*entity.shared_labels, *entity.shared_demonyms):
            self._shared.add((key_of(name), entity.iri))
        for owner in entity.facts.get("forceOf", ()):
            self._forces.setdefault(owner, []).append(entity)
        if entity.cls == "ActorGroup":
            for owner in entity.facts.get("memberOf", ()):
                self._groups.setdefault(owner, []).append(entity)
        if entity.cls == "Crisis":
            for place in entity.facts.get("occursIn", ()):
                self._crises.setdefault(place, []).append(entity)

    def _add_sense(self, row: dict[str, str]) -> None:
        entity = self.entities.get(terms.ID + row["slug"])
        if entity is None:
            return
        index = self.capitals if row["sort"] == "government" else self.names
        index.add(row["name"], entity)
        self._senses[key_of(row["name"]), entity.iri] = row

    def candidate(self, key: str, entity: KnownEntity) -> Candidate:
        """Return a known entity as what a name, given by its folded words, can stand for."""
        sort = entity.cls.lower()
        if entity.cls == "Place" and key in self.towns:
            sort = "city"
        weight = WEIGHTS.get(entity.cls, 1.0)
        if (key, entity.iri) in self._shared:
            weight *= SHARED
        return self.weighed(key, Candidate(reading(entity), sort, weight))

    def weighed(self, key: str, one: Candidate) -> Candidate:
        """Return a candidate with the sort and weight that the word list of senses gives it."""
        row = self._senses.get((key, one.reading.iri)) if one.reading is not None else None
        if row is None:
            return one
        return Candidate(one.reading, row["sort"], float(row["weight"]), row["article"] == "yes")

    def nearness(self, one: str, other: str, sort: str) -> float:
        """Return how much the name of another entity speaks for a candidate of a sort.

        Towns are not listed by the state they share, so for them that says nothing.
        """
        cached = self._nearness.get((one, other, sort))
        if cached is None:
            cached = self._nearness[one, other, sort] = self._near(one, other, sort)
        return cached

    def _near(self, one: str, other: str, sort: str) -> float:
        if one == other:
            return ITSELF
        above = self.around(one)
        if other in above:
            entity = self.entities.get(other)
            if entity is None or entity.cls != "State":
                return AROUND
            return 2 * STATE_AROUND if sort == "city" else STATE_AROUND
        if one in self.around(other):
            return INSIDE
        if sort == "city":
            return 0.0
        mine, others = self._containers(one), self._containers(other)
        if mine & others:
            return BESIDE
        return AROUND if set(above) & others else 0.0

    def alike(self, one: str, other: str) -> bool:
        """Return whether both are states, or both parts of one state."""
        first, second = self.entities.get(one), self.entities.get(other)
        if first is None or second is None or first.cls != second.cls:
            return False
        shared = self._containers(one) & self._containers(other)
        parts = any(self.entities[iri].cls == "State" for iri in shared if iri in self.entities)
        return first.cls == "State" or (first.cls == "Place" and parts)

    def _containers(self, iri: str) -> set[str]:
        entity = self.entities.get(iri)
        return set(_where(entity)) if entity is not None else set()

    def force_of(self, owner: str) -> KnownEntity | None:
        """Return the armed forces as a whole of a state or organisation, if known."""
        return next(iter(self._forces.get(owner, ())), None)

    def members_of(self, organisation: str) -> KnownEntity | None:
        """Return the group of an organisation's members, if known."""
        return next(iter(self._groups.get(organisation, ())), None)

    def crises_in(self, place: str) -> list[KnownEntity]:
        """Return the known crises in a place."""
        return self._crises.get(place, [])

    def around(self, place: str) -> tuple[str, ...]:
        """Return the places that contain a place, the nearest first.

        A force or an operation is where its owner or its field is.
        """
        found: list[str] = []
        open_ = [place]
        while open_:
            entity = self.entities.get(open_.pop(0))
            new = _where(entity) if entity is not None else ()
            for above in new:
                if above not in found and above != place:
                    found.append(above)
                    open_.append(above)
        return tuple(found)

    def labelled(self, label: str) -> KnownEntity | None:
        """Return the entity with a label or alternative label, whatever its case."""
        return self._by_label.get(label.casefold())

    def concept(self, scheme: str, slug: str) -> ConceptInfo | None:
        """Return a concept of the schema, or None."""
        suffix = f"/{scheme}/{slug}"
        return next((c for i, c in self.schema.concepts.items() if i.endswith(suffix)), None)

    def is_broader(self, concept: str, narrower: str) -> bool:
        """Return whether the first concept is the second or above it."""
        open_, seen = [narrower], set()
        while open_:
            current = open_.pop()
            if current == concept:
                return True
            seen.add(current)
            info = self.schema.concepts.get(current)
            open_ += [b for b in (info.broader if info else ()) if b not in seen]
        return False

    def adjective(self, entity: KnownEntity) -> str:
        """Return the adjective of a state, as in *Kenyan forces*; without one its label."""
        return entity.demonyms[0] if entity.demonyms else entity.label


def _where(entity: KnownEntity) -> tuple[str, ...]:
    facts = entity.facts
    return (*facts.get("locatedIn", ()), *facts.get("occursIn", ()), *facts.get("forceOf", ()))


def _main_force(entity: KnownEntity) -> tuple[int, str]:
    names = [label.casefold() for label in (entity.label, *entity.alt_labels)]
    generic = sum(name.endswith(GENERIC_FORCES) for name in names)
    return (-generic, entity.iri)
