"""What is known before reading: concepts of the ontology and entities of the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.mentions import lexicon
from extract.mentions.index import ConceptIndex
from extract.mentions.names import NameIndex

if TYPE_CHECKING:
    from extract.reference import KnownEntity, Reference
    from ontology.schema import ConceptInfo, Schema

#: Words that make a name of a state's forces one for all of them.
GENERIC_FORCES = ("forces", "military", "armed forces", "troops")

COMPOSED = frozenset({"Crisis", "ArmedForce", "ActorGroup"})


class Knowledge:
    """Gazetteers over a schema and reference data; without a reference there are no names.

    ``names``, ``composed`` and ``demonyms`` find known entities, ``capitals`` the states whose
    governments they stand for, ``concepts`` the concepts of all schemes. What is ``composed`` has
    the names of other things in its own, as *Haiti* in the name of an earthquake.
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
        self._by_label: dict[str, KnownEntity] = {}
        for entity in reference.entities if reference is not None else ():
            self._add(entity)
        self.capitals: NameIndex[KnownEntity] = NameIndex()
        for row in lexicon.rows("capitals"):
            state = self._by_label.get(row["state"].casefold())
            if state is not None and state.cls == "State":
                self.capitals.add(row["capital"], state)
        for forces in self._forces.values():
            forces.sort(key=_main_force)

    def _add(self, entity: KnownEntity) -> None:
        self.entities[entity.iri] = entity
        index = self.composed if entity.cls in COMPOSED else self.names
        for label in (entity.label, *entity.alt_labels):
            index.add(label, entity)
            self._by_label.setdefault(label.casefold(), entity)
        for demonym in entity.demonyms:
            self.demonyms.add(demonym, entity)
        for owner in entity.facts.get("forceOf", ()):
            self._forces.setdefault(owner, []).append(entity)
        if entity.cls == "ActorGroup":
            for owner in entity.facts.get("memberOf", ()):
                self._groups.setdefault(owner, []).append(entity)
        if entity.cls == "Crisis":
            for place in entity.facts.get("occursIn", ()):
                self._crises.setdefault(place, []).append(entity)

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
        """Return the places that contain a place, the nearest first."""
        found: list[str] = []
        open_ = [place]
        while open_:
            entity = self.entities.get(open_.pop(0))
            new = entity.facts.get("locatedIn", ()) if entity is not None else ()
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


def _main_force(entity: KnownEntity) -> tuple[int, str]:
    names = [label.casefold() for label in (entity.label, *entity.alt_labels)]
    generic = sum(name.endswith(GENERIC_FORCES) for name in names)
    return (-generic, entity.iri)
