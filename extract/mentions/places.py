"""Finds parts of places: *northern Mali*, *the Sahel region*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.model import Modality
from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Fact, Found, Hit, Kind, Reading
from extract.mentions.owners import adjectival
from ontology import terms

SIDES = frozenset(
    {"northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
     "northeastern", "northwestern", "southeastern", "southwestern", "coastal", "rural"}
)  # fmt: skip
#: Words with a capital that make another place of a name: *New Guinea* is not Guinea.
OTHERS = frozenset({"new", "little", "lake", "mount", "fort", "port", "saint", "san", "cape"})
AREAS = frozenset({"region", "continent", "peninsula", "basin", "province", "area"})


def find_places(block: Block) -> Iterator[Found]:
    """Yield places that a side or a noun for an area goes with."""
    for hit in block.hits:
        if hit.demonym or not block.is_a(hit, "Place") or not block.free(hit.start, hit.end):
            continue
        other = _namesake(block, hit)
        if other is not None:
            yield block.take(other)
            continue
        start, end = hit.start, hit.end
        while block.word(end) in AREAS and block.free(end, end + 1):
            end += 1
        before = start - 1
        if before >= 0 and block.doc[before].text in HYPHENS:
            before -= 1
        if before > 0 and block.doc[before - 1].text in HYPHENS:
            before -= 2 if block.word(before - 2) in SIDES else 0
        if block.word(before) in SIDES and block.free(before, start):
            side = "".join(block.word(i) for i in range(before, start)).strip("-")
            label = f"{side} {hit.reading.label}"
            meant = Reading(terms.ID + terms.slugify(label), "Place", label)
            fact = _inside(meant, hit)
            yield block.take(
                Found(
                    before,
                    end,
                    block.head(before, end),
                    Kind.ENTITY,
                    (meant,),
                    new=True,
                    facts=(fact,),
                    inner=block.inner(hit),
                    confidence=hit.confidence,
                )
            )
        elif end > hit.end:
            yield block.take(replace(block.entity(hit), end_token=end, head=block.head(start, end)))


def _namesake(block: Block, hit: Hit) -> Found | None:
    """*New Guinea*, *Lebanon, Pennsylvania*: another place that has the name in its own."""
    before = block.doc[hit.start - 1] if hit.start else None
    around = _around(block, hit)
    start, end = hit.start, hit.end
    facts: tuple[Fact, ...] = ()
    if before is not None and before.lower_ in OTHERS and before.text[0].isupper():
        start -= 1
    elif around is not None:
        end = around.end
    else:
        return None
    label = str(block.doc[start:end].text)
    meant = Reading(terms.ID + terms.slugify(label), "Place", label)
    if around is not None and end == around.end:
        facts = (_inside(meant, around),)
    head = block.doc[hit.end - 1]
    return Found(start, hit.end, head, Kind.ENTITY, (meant,), new=True, facts=facts)


def _inside(meant: Reading, around: Hit) -> Fact:
    return Fact(
        meant.iri,
        "locatedIn",
        around.reading.iri,
        Modality.ASSERTED,
        around.start,
        around.end,
        around.reading.cls,
        around.reading.label,
    )


def _around(block: Block, hit: Hit) -> Hit | None:
    """Return the part of a state that a town's name is followed by, as in *Paris, Texas*."""
    after = block.starts.get(hit.end + 1) if block.word(hit.end) == "," else None
    if after is None or after.reading.cls != "Place" or hit.end - hit.start > 1:
        return None
    above = block.knowledge.around(after.reading.iri)
    inside = after.reading.iri in block.knowledge.around(hit.reading.iri)
    parts = block.knowledge.entities.get(above[0]) if above else None
    listed = block.word(after.end) in {"and", "or"} or (
        block.word(after.end) == "," and block.word(after.end + 1) in {"and", "or"}
    )
    if inside or listed or parts is None or parts.cls != "State" or above[0] == hit.reading.iri:
        return None
    return after


def embedded(block: Block, hit: Hit) -> bool:
    """Whether the name of a place is a part of a longer name that nothing is known of.

    *Jordan Times*: a word with a capital stands right beside it, and it is no title, as in *Kenya
    President*.
    """
    if not block.running or not block.is_a(hit, "Place") or adjectival(block, hit):
        return False
    titles = lexicon.words("titles", "person") | lexicon.words("titles", "office")
    for index in (hit.start - 1, hit.end):
        token = block.doc[index] if 0 <= index < len(block.doc) else None
        if token is None or token.pos_ != "PROPN" or not token.text[:1].isupper():
            continue
        if (
            block.in_name(index)
            or token.lower_ in titles
            or token.sent != block.doc[hit.start].sent
        ):
            continue
        if index > hit.start or not token.is_sent_start:
            return True
    return False
