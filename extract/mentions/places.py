"""Finds parts of places: *northern Mali*, *the Sahel region*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claims.model import Modality
from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Fact, Found, Kind, Reading
from ontology import terms

SIDES = frozenset(
    {"northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
     "northeastern", "northwestern", "southeastern", "southwestern", "coastal", "rural"}
)  # fmt: skip
AREAS = frozenset({"region", "continent", "peninsula", "basin", "province", "area"})


def find_places(block: Block) -> Iterator[Found]:
    """Yield places that a side or a noun for an area goes with."""
    for hit in block.hits:
        if hit.demonym or not block.is_a(hit, "Place") or not block.free(hit.start, hit.end):
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
            fact = Fact(
                meant.iri,
                "locatedIn",
                hit.reading.iri,
                Modality.ASSERTED,
                hit.start,
                hit.end,
                hit.reading.cls,
                hit.reading.label,
            )
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
                )
            )
        elif end > hit.end:
            yield block.take(replace(block.entity(hit), end_token=end, head=block.head(start, end)))
