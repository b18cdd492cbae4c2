"""Finds the mentions of one block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.mentions.actors import find_actors
from extract.mentions.block import QUOTES, Block
from extract.mentions.concepts import find_concepts
from extract.mentions.crises import find_crises
from extract.mentions.introductions import introduce
from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Found, Kind
from extract.mentions.newnames import facts_of, find_new_names
from extract.mentions.periods import find_periods
from extract.mentions.places import embedded, find_places
from extract.mentions.shortnames import find_short_names

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.knowledge import Knowledge

ENGAGEMENTS = frozenset(
    {"exercise", "exercises", "drill", "drills", "operation", "mission", "maneuvers", "partnership",
     "initiative", "programme", "program", "manoeuvres"}
)  # fmt: skip
#: Mentions that are made of common words, so that concepts inside mean what they say.
HOSTS = frozenset({Kind.CRISIS, Kind.FORCE, Kind.GROUP, Kind.INDEFINITE})


def find(
    doc: Doc, knowledge: Knowledge, memory: DocumentMemory | None = None, *, running: bool = True
) -> list[Found]:
    """Return the mentions of a block in the order of the text.

    Entities share no tokens with each other. A concept inside an entity is in its ``inner``. In
    headings (``running`` false) nothing is a first mention, and no new name is made up.
    """
    if not len(doc):
        return []
    memory = memory if memory is not None else DocumentMemory("text")
    memory.next_block()
    if not memory.prepared:
        introduce(doc, knowledge, memory, running)
    block = Block.of(doc, knowledge, memory, running)
    found: list[Found] = []
    found += find_new_names(block)
    found += find_crises(block)
    found += find_actors(block)
    found += find_periods(block)
    found += find_places(block)
    found += _names(block)
    found = find_short_names(block, found)
    entities = sorted(found, key=lambda one: (one.start_token, one.end_token))
    merged = _with_concepts(block, entities, find_concepts(doc, knowledge.concepts))
    return [_noted(one, memory, running) for one in merged]


def _noted(found: Found, memory: DocumentMemory, running: bool) -> Found:
    """Return a mention that knows whether it is the first one of its entity."""
    if not _is_entity(found):
        return found
    first = memory.first(found.iri, running)
    inner = tuple(_noted(one, memory, running) for one in found.inner)
    return replace(found, first=first, inner=inner)


def _names(block: Block) -> list[Found]:
    """Return what is left of the known names; an adjective alone is no mention."""
    found = []
    for hit in block.hits:
        if hit.demonym or not block.free(hit.start, hit.end) or embedded(block, hit):
            continue
        one = block.entity(hit)
        if one.new and one.end_token - one.start_token > 1:
            inside = block.within(hit.start, hit.end)
            one = replace(one, facts=facts_of(block, one, inside), inner=block.inner(*inside))
        noun = block.skip_right(hit.end, QUOTES)
        # The “Flintlock” exercises: the noun that says what it is belongs to the mention.
        if block.is_a(hit, "Engagement") and block.word(noun) in ENGAGEMENTS:
            opened = hit.start - (hit.start > 0 and block.word(hit.start - 1) in QUOTES)
            one = replace(one, start_token=opened, end_token=noun + 1, head=block.doc[noun])
        found.append(block.take(one))
    return found


def _with_concepts(block: Block, entities: list[Found], concepts: list[Found]) -> list[Found]:
    """Add the concepts that no entity covers; the others go inside the entity."""
    result: dict[int, Found] = dict(enumerate(entities))
    free: list[Found] = []
    for concept in concepts:
        words = set(concept.tokens or range(concept.start_token, concept.end_token))
        verbal = concept.head.pos_ == "VERB"
        hosts = [i for i, e in result.items() if words & set(range(e.start_token, e.end_token))]
        covering = [
            i for i in hosts if concept.head.i in range(result[i].start_token, result[i].end_token)
        ]
        if covering:
            host = result[covering[0]]
            if host.kind in HOSTS:
                result[covering[0]] = replace(host, inner=(*host.inner, concept))
        elif verbal or not hosts or not words <= _tokens(result, hosts):
            free.append(concept)
    merged = [*result.values(), *free]
    return sorted(merged, key=lambda one: (one.start_token, -one.end_token, one.iri))


def _tokens(found: dict[int, Found], which: list[int]) -> set[int]:
    return {t for i in which for t in range(found[i].start_token, found[i].end_token)}


def _is_entity(found: Found) -> bool:
    return found.kind is not Kind.CONCEPT and found.kind is not Kind.INDEFINITE
