"""Finds particular crises: an emergency of some type in some place, perhaps in some year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.model import Literal, Modality
from extract.mentions.block import Block
from extract.mentions.linking import known_crisis, mint, type_of
from extract.mentions.model import Fact, Found, Hit, Kind, Reading
from extract.mentions.periods import year_mention
from extract.mentions.settings import RESPONSES, Core, Setting, cores, fought, setting_of
from extract.mentions.striking import struck, struck_facts
from extract.mentions.words import fold
from ontology import terms

if TYPE_CHECKING:
    pass

#: Types of which the plural means several crises.
SEVERAL = frozenset({"war", "conflict", "earthquake", "civil-war"})

#: Types that before a noun of response say what kind of response it is, not to which crisis.
GENERAL = frozenset({"disaster", "crisis", "emergency"})


def find_crises(block: Block) -> Iterator[Found]:
    """Yield the particular crises of a block; what only names a type is left to the concepts."""
    for core in cores(block):
        if not block.free(core.start, core.end):
            continue
        setting = setting_of(block, core)
        if not setting.places or not setting.stated:
            setting = _told(block, core, setting)
        many = block.doc[core.end - 1].tag_ == "NNS" and core.row["slug"] in SEVERAL
        if many and len(setting.places) > 1 and setting.stated:
            yield from _one_each(block, core, setting)
            continue
        known = setting.places
        found = _crisis(block, core, setting) if known else _again(block, core, setting)
        if found is not None and not block.free(found.start_token, found.end_token):
            # Another name reaches into the words before or after: the type alone is left.
            found = replace(found, start_token=core.start, end_token=core.end, inner=())
        if found is not None:
            yield block.take(found)
    for hit in block.composed:
        if hit.reading.cls == "Crisis" and block.free(hit.start, hit.end):
            yield block.take(_named(block, hit))


def _told(block: Block, core: Core, setting: Setting) -> Setting:
    """*Floods hit Fiji in May 2019*: the verb says where, the sentence when."""
    places, year = struck(block, block.doc[core.end - 1])
    if not places:
        return setting
    when = setting.year if setting.year is not None else year
    start, end = setting.start, max(setting.end, core.end)
    return Setting(places, when, setting.name, start, end)


def _one_each(block: Block, core: Core, setting: Setting) -> Iterator[Found]:
    """*The wars in Iraq and Afghanistan*: one crisis for each place."""
    for number, hit in enumerate(setting.places):
        end = hit.end if number or hit.start >= core.end else core.end
        found = _crisis(block, core, replace(setting, places=(hit,), end=end))
        if found is None:
            continue
        if number:
            words = (*range(core.start, core.end), *range(hit.start, hit.end))
            found = replace(found, start_token=hit.start, end_token=hit.end, tokens=words)
        yield block.take(found)


def _named(block: Block, hit: Hit) -> Found:
    """A known crisis whose name gives no place: *the Gulf War*."""
    block.memory.note_crisis(hit.reading)
    facts = []
    inside = (c for c in cores(block) if hit.start <= c.start and c.end <= hit.end)
    for core in inside:
        kind, said = type_of(block, core)
        if not kind.iri.endswith("/crisis"):
            facts.append(_type_fact(hit.reading, kind, said, Modality.ASSERTED))
    facts += struck_facts(block, hit.reading.iri, block.head(hit.start, hit.end))
    return replace(block.entity(hit), facts=tuple(facts))


def _type_fact(crisis: Reading, kind: Reading, said: tuple[int, int], modality: Modality) -> Fact:
    return Fact(crisis.iri, "crisisType", kind.iri, modality, *said, "CrisisType", kind.label)


def _crisis(block: Block, core: Core, setting: Setting) -> Found | None:
    if core.row["kind"] == "enemy" and not fought(block, core):
        return None
    kind, said = type_of(block, core)
    year = int(block.doc[setting.year].text) if setting.year is not None else None
    name = str(block.doc[setting.name[0]].text) if setting.name else ""
    whole = block.whole(core.start, core.end, "Crisis")
    known = whole.reading if whole else known_crisis(block, core, setting, kind.iri, year, name)
    if known is None and year is None and not name and _any(block, core):
        return None
    meant = known or mint(core, setting, year, name)
    start = min(setting.start, core.start) if setting.stated else core.start
    if setting.stated and setting.year is None and core.row["kind"] == "enemy":
        start = core.start
    end = max(setting.end, core.end)
    if whole is not None:
        start, end = min(start, whole.start), max(end, whole.end)
    block.memory.note_crisis(meant)
    trivial = kind.iri.endswith("/crisis") and known is not None
    facts = []
    if not trivial:
        modality = Modality.IMPLICIT if _vague(core) else Modality.ASSERTED
        facts.append(_type_fact(meant, kind, said, modality))
    inferred = core.row["kind"] == "enemy" and not setting.stated
    modality = Modality.IMPLICIT if inferred else Modality.ASSERTED
    known_places = _places(block, known)
    for hit in setting.places:
        place = hit.reading
        # The adjective of a state need not be where it happens: the Korean War.
        if hit.demonym and known_places and place.iri not in known_places:
            continue
        facts.append(
            Fact(
                meant.iri,
                "occursIn",
                place.iri,
                modality,
                hit.start,
                hit.end,
                place.cls,
                place.label,
            )
        )
    if year is not None and setting.year is not None:
        value = Literal(str(year), terms.XSD + "integer")
        facts.append(
            Fact(meant.iri, "year", value, Modality.ASSERTED, setting.year, setting.year + 1)
        )
    if core.end < end and fold(block.doc[core.end].text) in RESPONSES:
        end = core.end
    lasting = _lasting(block, core, meant)
    if lasting is not None:
        facts.append(lasting)
    inner = block.inner(*(hit for hit in setting.places if start <= hit.start < end))
    if setting.year is not None and start <= setting.year < end:
        inner = (*inner, year_mention(block, setting.year))
    return Found(
        start,
        end,
        block.doc[core.end - 1],
        Kind.CRISIS,
        (meant,),
        new=meant.iri not in block.knowledge.entities,
        facts=tuple(facts),
        inner=inner,
        confidence=min((hit.confidence for hit in setting.places), default=1.0),
    )


def _any(block: Block, core: Core) -> bool:
    """Whether it is any disaster rather than one: *disaster relief in the Caribbean*."""
    return core.row["slug"] in GENERAL and block.word(core.end) in RESPONSES


def _lasting(block: Block, core: Core, meant: Reading) -> Fact | None:
    """*The ongoing conflict*: in the period that the reference data calls so."""
    for index in range(core.start - 1, max(core.start - 4, -1), -1):
        if block.word(index) not in {"ongoing", "current", "continuing"}:
            continue
        period = block.knowledge.labelled("ongoing")
        if period is not None and period.cls == "Period":
            return Fact(
                meant.iri, "duringPeriod", period.iri, Modality.ASSERTED, index, index + 1,
                "Period", period.label,
            )  # fmt: skip
    return None


def _places(block: Block, known: Reading | None) -> tuple[str, ...]:
    entity = block.knowledge.entities.get(known.iri) if known is not None else None
    return tuple(entity.facts.get("occursIn", ())) if entity is not None else ()


def _vague(core: Core) -> bool:
    """Whether the words only suggest the type: *challenges* are no threat in so many words."""
    return core.row["word"] != core.row["concept"].replace("-", " ") and core.row["slug"] in {
        "security-challenges",
    }


def _again(block: Block, core: Core, setting: Setting) -> Found | None:
    """*The earthquake*: the one that the document has named, or another one of that year."""
    if core.row["kind"] in {"enemy", "general"} or block.word(setting.start - 1) not in {
        "the", "this", "that",
    }:  # fmt: skip
        return None
    if block.doc[core.end - 1].tag_ in {"NNS", "NNPS"}:
        return None
    slug = core.row["slug"]
    year = block.doc[setting.year].text if setting.year is not None else ""
    for meant in block.memory.recent_crises():
        words = set(re.split(r"[^a-z0-9]+", f"{meant.iri} {meant.label}".lower()))
        generic = slug in {"crisis", "disaster", "emergency"}
        if (generic or set(slug.split("-")) <= words) and (not year or year in words):
            return Found(
                setting.start,
                core.end,
                block.doc[core.end - 1],
                Kind.CRISIS,
                (meant,),
                new=meant.iri not in block.knowledge.entities,
            )
    return None
