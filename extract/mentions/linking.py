"""Which crisis is meant: of what type, a known one or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract import syntax
from extract.mentions.block import Block
from extract.mentions.model import Reading, reading
from extract.mentions.settings import YEAR, Core, Setting
from ontology import terms

if TYPE_CHECKING:
    from extract.reference import KnownEntity


def type_of(block: Block, core: Core) -> tuple[Reading, tuple[int, int]]:
    """Return the crisis type and the tokens that say it.

    *Regional conflicts, such as the situation in Chad*: the noun that is exemplified says it.
    """
    concept = block.knowledge.concept("crisis-type", core.row["concept"])
    said = (core.start, core.end)
    head = block.doc[core.end - 1]
    arc = syntax.head_arc(head)
    if core.row["concept"] == "crisis" and arc is not None and arc.rel.endswith(":such_as"):
        phrase = syntax.noun_phrase(arc.head)
        for start in range(phrase.start, phrase.end):
            row = _typed(block, start, phrase.end)
            if row is not None:
                return row, (start, phrase.end)
    if concept is None:
        iri = terms.concept("crisis-type", core.row["concept"])
        return Reading(iri, "CrisisType", core.row["concept"].replace("-", " ")), said
    return Reading(concept.iri, concept.cls, concept.label), said


def _typed(block: Block, start: int, end: int) -> Reading | None:
    words = block.phrase_words(start, end)
    node: object = block.knowledge.concepts.phrases
    for word in words:
        node = node.get(word) if isinstance(node, dict) else None
    found = node.get(None) if isinstance(node, dict) else None
    for term in found or ():
        if term.reading.cls == "CrisisType":
            return Reading(term.reading.iri, term.reading.cls, term.reading.label)
    return None


def _related(block: Block, one: str, other: str) -> bool:
    """Whether two types may be said of one crisis: one above the other, or kinds of conflict."""
    knowledge = block.knowledge
    if knowledge.is_broader(one, other) or knowledge.is_broader(other, one):
        return True
    above = {
        parent
        for concept in (knowledge.schema.concepts.get(one),)
        for parent in (concept.broader if concept is not None else ())
    }
    return any(
        not parent.endswith("/crisis") and knowledge.is_broader(parent, other) for parent in above
    )


def _everywhere(block: Block, crisis: KnownEntity, places: set[str]) -> bool:
    """Whether a crisis is known to occur in all of the places, or around each."""
    known = set(crisis.facts.get("occursIn", ()))
    return all({place, *block.knowledge.around(place)} & known for place in places)


def _other_year(block: Block, core: Core, years: tuple[str, ...]) -> bool:
    """Whether the block tells of a disaster, and of other years than these only."""
    concept = block.knowledge.concept("crisis-type", core.row["concept"])
    disaster = block.knowledge.concept("crisis-type", "natural-disaster")
    if concept is None or disaster is None:
        return False
    said = {token.text for token in block.doc if YEAR.fullmatch(token.text)}
    sudden = block.knowledge.is_broader(disaster.iri, concept.iri)
    return sudden and bool(said) and said.isdisjoint(years)


def known_crisis(
    block: Block, core: Core, setting: Setting, kind: str, year: int | None, name: str
) -> Reading | None:
    """Return the known crisis of this type in this place, if there is just one."""
    knowledge = block.knowledge
    options: dict[str, Reading] = {}
    unrelated: dict[str, Reading] = {}
    every = {hit.reading.iri for hit in setting.places}
    for hit in setting.places:
        wider = knowledge.around(hit.reading.iri) if year is not None or name else ()
        found = [c for place in (hit.reading.iri, *wider) for c in knowledge.crises_in(place)]
        for crisis in found:
            if not _everywhere(block, crisis, every):
                continue
            years = crisis.facts.get("year", ())
            types = crisis.facts.get("crisisType", ())
            names = " ".join((crisis.label, *crisis.alt_labels)).casefold()
            if name and name.casefold() not in names:
                continue
            if year is not None and str(year) not in years:
                continue
            if year is None and years and _other_year(block, core, years):
                continue
            related = any(_related(block, kind, t) for t in types)
            (options if related else unrelated)[crisis.iri] = reading(crisis)
    if core.row["kind"] == "general" and not options:
        options = unrelated
    if len(options) > 1:
        named = [one for one in block.memory.crises if one.iri in options]
        return named[-1] if named else None
    return next(iter(options.values()), None)


def mint(core: Core, setting: Setting, year: int | None, name: str) -> Reading:
    """Return a new crisis; its IRI and label follow from type, place, year and name alone."""
    names = [hit.reading.label for hit in setting.places]
    places = " and ".join(names)
    slug = core.row["slug"]
    word = slug.replace("-", " ")
    if len(names) > 1 and setting.places[-1].end <= core.start and year is None:
        label = f"{'-'.join(names)} {word}"
        return Reading(terms.ID + terms.slugify(label), "Crisis", label)
    pieces = [terms.slugify(places), slug]
    if name:
        pieces = [terms.slugify(name), terms.slugify(places)]
        word = f"{name} {core.row['word']}"
    if year is not None:
        pieces.append(str(year))
        word = f"{year} {word}"
    return Reading(f"{terms.ID}{'-'.join(pieces)}", "Crisis", f"{word} in {places}")
