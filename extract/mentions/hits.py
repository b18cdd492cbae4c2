"""Finds the known names in a text, and what each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extract.mentions import lexicon
from extract.mentions.model import Hit, Reading, reading
from extract.mentions.names import Atom, token_positions
from extract.mentions.roles import ACTS, role_of
from extract.mentions.senses import Candidate, Use, choose
from ontology import terms

if TYPE_CHECKING:
    from extract.knowledge import Knowledge
    from extract.mentions.memory import DocumentMemory
    from extract.reference import KnownEntity

PERSONS = frozenset({"PER", "PERSON"})
PLACES = frozenset({"State", "Place"})


@dataclass(frozen=True, slots=True)
class Name:
    """A known name at tokens ``start`` to ``end`` (exclusive), before it is decided what it means.

    ``learnt`` is what the document has introduced it for, ``key`` the folded words.
    """

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    demonym: bool = False
    learnt: Reading | None = None

    @property
    def sure(self) -> bool:
        """Whether the name stands for one thing only, wherever it is."""
        return self.learnt is None and len(self.candidates) == 1

    @property
    def government(self) -> Candidate | None:
        """The state whose capital a name is, where it is the name of nothing but a capital."""
        states = [one for one in self.candidates if one.sort == "government"]
        only = len(states) == 1 and len(self.candidates) == 2
        return states[0] if only else None


def find_hits(
    doc: Doc, text: list[Atom], knowledge: Knowledge, memory: DocumentMemory
) -> list[Hit]:
    """Return the plain names with their meaning, in order and apart from each other.

    What the names that are sure say of where the text is decides about the others.
    """
    names = _names(doc, text, knowledge, memory)
    sure = [(one.start, one.candidates[0]) for one in names if one.sure]
    sure += [(one.start, state) for one in names if (state := one.government) is not None]
    found = []
    for one in names:
        hit = _meaning(doc, one, sure, knowledge, memory)
        if hit is not None:
            found.append(_without_article(doc, hit))
    return found


def find_composed(
    doc: Doc, text: list[Atom], hits: list[Hit], knowledge: Knowledge, memory: DocumentMemory
) -> list[Hit]:
    """Return the known names that other names may be part of: crises, forces, groups.

    ``hits`` are the plain names of the text.
    """
    found: list[Hit] = []
    sure = tuple((hit.start, Candidate(hit.reading, "")) for hit in hits if hit.confidence == 1.0)
    position = 0
    starts, ends = token_positions(doc)
    while position < len(text):
        length, known = knowledge.composed.longest(text, position)
        start = starts.get(text[position].start)
        end = ends.get(text[position + length - 1].end) if length else None
        if start is not None and end is not None:
            iris = dict.fromkeys(one.iri for one in known)
            options = tuple(knowledge.candidate("", knowledge.entities[iri]) for iri in iris)
            use = Use(doc, start, end + 1, sure, frozenset(memory.context), demonym=True)
            meant, confidence = choose(options, use, knowledge)
            if meant is not None:
                found.append(_without_article(doc, Hit(start, end + 1, meant, False, confidence)))
        position += length or 1
    return found


def _names(doc: Doc, text: list[Atom], knowledge: Knowledge, memory: DocumentMemory) -> list[Name]:
    """Return the longest known names from left to right."""
    starts, ends = token_positions(doc)
    found: list[Name] = []
    position = 0
    while position < len(text):
        step = max(1, knowledge.idioms.longest(text, position)[0])
        if step == 1 and text[position].norm[0].isalnum():
            for name, length in _options(doc, text, position, starts, ends, knowledge, memory):
                if not _is_person(doc, name):
                    found.append(name)
                    step = length
                    break
        position += step
    return found


def _options(
    doc: Doc,
    text: list[Atom],
    position: int,
    starts: dict[int, int],
    ends: dict[int, int],
    knowledge: Knowledge,
    memory: DocumentMemory,
) -> list[tuple[Name, int]]:
    """Return the names that start here with their lengths in atoms, the longest first."""
    learnt = memory.names.longest(text, position)
    known = _known(text, position, knowledge)
    capital = knowledge.capitals.longest(text, position)
    demonym = knowledge.demonyms.longest(text, position)
    found: list[tuple[Name, int]] = []
    for length in sorted({learnt[0], known[0], capital[0], demonym[0]} - {0}, reverse=True):
        start = starts.get(text[position].start)
        end = ends.get(text[position + length - 1].end)
        if start is None or end is None:
            continue
        key = " ".join(atom.norm.casefold() for atom in text[position : position + length])
        if key.startswith("the ") and _goes_on(text, position, length, knowledge):
            continue
        if learnt[0] == length:
            found.append((Name(start, end + 1, key, (), learnt=learnt[1][0]), length))
            continue
        named = dict.fromkeys(one.iri for one in known[1]) if known[0] == length else {}
        options = [knowledge.candidate(key, knowledge.entities[iri]) for iri in named]
        if capital[0] == length:
            options += [Candidate(reading(one), "government") for one in capital[1]]
            options = [knowledge.weighed(key, one) for one in options]
            if not any(one.sort == "city" for one in options):
                options.append(Candidate(None, "city"))
        plain = bool(options)
        if not plain:
            people = dict.fromkeys(one.iri for one in demonym[1])
            options = [knowledge.candidate(key, knowledge.entities[iri]) for iri in people]
        if not options:
            continue
        found.append((Name(start, end + 1, key, tuple(options), demonym=not plain), length))
    return found


def _goes_on(text: list[Atom], position: int, length: int, knowledge: Knowledge) -> bool:
    """Whether a name with its article is the start of a longer one: *the Gulf of Guinea*."""
    after = max(
        index.longest(text, position + 1)[0] for index in (knowledge.names, knowledge.composed)
    )
    beyond = text[position + length : position + length + 2]
    of = len(beyond) == 2 and beyond[0].norm == "of" and beyond[1].norm[0].isupper()
    return after + 1 > length or of


def _known(text: list[Atom], position: int, knowledge: Knowledge) -> tuple[int, list[KnownEntity]]:
    """Return the longest known name; a region named by two states is the first of them."""
    length, known = knowledge.names.longest(text, position)
    words = [atom.norm for atom in text[position : position + length]]
    if "and" not in words or any(one.cls == "State" for one in known):
        return length, known
    cut = position + words.index("and")
    left = knowledge.names.longest(text[:cut], position)
    right = knowledge.names.longest(text[: position + length], cut + 1)
    both = all(any(one.cls == "State" for one in side[1]) for side in (left, right))
    return left if both else (length, known)


def _meaning(
    doc: Doc,
    name: Name,
    sure: list[tuple[int, Candidate]],
    knowledge: Knowledge,
    memory: DocumentMemory,
) -> Hit | None:
    """Return what a name means here, or None where that is nothing known."""
    if name.learnt is not None:
        return Hit(name.start, name.end, name.learnt)
    if name.sure:
        meant = name.candidates[0].reading
        return Hit(name.start, name.end, meant, name.demonym) if meant is not None else None
    use = Use(doc, name.start, name.end, tuple(sure), frozenset(memory.context), name.demonym)
    meant, confidence = choose(name.candidates, use, knowledge)
    if meant is None:
        states = [one for one in name.candidates if one.sort == "state"]
        acts = role_of(doc, name.start, name.end) in ACTS
        if name.demonym or len(states) < 2 or not (acts or len(states) == len(name.candidates)):
            return None
        # Two states of one name: what cannot be decided is left to a curator as a third.
        label = str(doc[name.start : name.end].text)
        meant = Reading(terms.ID + terms.slugify(label), "State", label)
        if meant.iri in knowledge.entities:
            return None
    return Hit(name.start, name.end, meant, name.demonym, confidence)


def _without_article(doc: Doc, hit: Hit) -> Hit:
    if doc[hit.start].lower_ == "the" and hit.end - hit.start > 1:
        return Hit(hit.start + 1, hit.end, hit.reading, hit.demonym, hit.confidence)
    return hit


def _is_person(doc: Doc, name: Name) -> bool:
    """Whether a place name is part of a person's: *Michael Jordan*, *General Jordan Hale*."""
    places = [one for one in name.candidates if one.reading is None or one.reading.cls in PLACES]
    if name.end - name.start > 1 or name.demonym or not places:
        return False
    before = doc[name.start - 1] if name.start else None
    after = doc[name.end] if name.end < len(doc) else None
    title = before.lower_.rstrip(".") if before is not None and before.text[0].isupper() else ""
    if title in lexicon.words("titles", "lone"):
        return True
    goes_on = after is not None and after.text[:1].isupper() and after.pos_ == "PROPN"
    if goes_on and title in lexicon.words("titles", "person"):
        return True
    if doc[name.start].ent_type_ not in PERSONS:
        return False
    neighbours = [token for token in (before, after) if token is not None]
    return any(token.ent_type_ in PERSONS and token.text[:1].isupper() for token in neighbours)
