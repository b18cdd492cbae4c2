"""Finds particular crises: an emergency of some type in some place, perhaps in some year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spacy.tokens import Token

from claims.model import Literal, Modality
from extract import syntax
from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block, Hit
from extract.mentions.model import Fact, Found, Kind, Reading, reading
from extract.mentions.periods import year_mention
from extract.mentions.words import fold, singular
from ontology import terms

if TYPE_CHECKING:
    from extract.reference import KnownEntity

YEAR = re.compile(r"(?:1[89]|20)\d\d")
LOCATIVE = frozenset({"in", "across", "throughout", "of", "within", "over", "off", "on", "inside"})
ARTICLES = frozenset({"the", "a", "an", "its", "their"})
AGAINST = frozenset(
    {"against", "combat", "combating", "fight", "fighting", "counter", "countering"}
)
#: Types that happen once: without a place of their own they belong to the place of the sentence.
SINGULAR = frozenset(
    {"civil-war", "earthquake", "epidemic", "genocide", "tsunami", "coup", "insurgency", "famine"}
)
#: Types of which the plural means several crises.
SEVERAL = frozenset({"war", "conflict", "earthquake", "civil-war"})
STARTED = ("war", "hostilit", "conflict", "fighting", "violence", "world")
#: What people do about a crisis: the Ebola outbreak response.
RESPONSES = frozenset({"response", "relief", "recovery", "effort", "intervention", "mission"})
SKIPPED = frozenset({"ADJ", "VERB", "ADV"})


@dataclass(frozen=True, slots=True)
class Core:
    """The words for the type of a crisis."""

    start: int
    end: int
    row: dict[str, str]

    @property
    def plural(self) -> bool:
        """Whether nothing but a plural is meant by ``kind``."""
        return self.row["kind"] == "plural"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when, with the tokens that say so; ``stated`` is false for what is inferred."""

    places: tuple[Hit, ...] = ()
    year: int | None = None
    name: tuple[int, int] | None = None
    start: int = 0
    end: int = 0
    stated: bool = True


def find_crises(block: Block) -> Iterator[Found]:
    """Yield the particular crises of a block; what only names a type is left to the concepts."""
    for core in _cores(block):
        if not block.free(core.start, core.end):
            continue
        setting = _setting(block, core)
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
    inside = (c for c in _cores(block) if hit.start <= c.start and c.end <= hit.end)
    for core in inside:
        kind, said = _type(block, core)
        if not kind.iri.endswith("/crisis"):
            facts.append(_type_fact(hit.reading, kind, said, Modality.ASSERTED))
    return replace(block.entity(hit), facts=tuple(facts))


def _type_fact(crisis: Reading, kind: Reading, said: tuple[int, int], modality: Modality) -> Fact:
    return Fact(crisis.iri, "crisisType", kind.iri, modality, *said, "CrisisType", kind.label)


def _cores(block: Block) -> Iterator[Core]:
    table = lexicon.table("crises")
    first = {words[:1] for words in table}
    doc = block.doc
    index = 0
    while index < len(doc):
        match = None
        if block.phrase_words(index, index + 1) not in first:
            index += 1
            continue
        for length in (3, 2, 1):
            row = table.get(block.phrase_words(index, index + length))
            if row is not None:
                match = Core(index, index + length, row)
                break
        if match is None:
            index += 1
            continue
        if _is_head(block, match):
            yield match
        index = match.end


def _is_head(block: Block, core: Core) -> bool:
    """Whether the words are the end of their compound and stand for one crisis."""
    last = block.doc[core.end - 1]
    if last.pos_ not in {"NOUN", "PROPN"}:
        return False
    after = block.doc[core.end] if core.end < len(block.doc) else None
    if after is not None and (after.pos_ == "NOUN" or after.text in HYPHENS):
        return fold(after.text) in RESPONSES
    if core.row["word"] == "outbreak" and block.word(core.end) == "of":
        # The outbreak of a war is its beginning, that of a disease is the crisis.
        return not any(block.word(core.end + i).startswith(STARTED) for i in range(1, 5))
    plural = last.tag_ in {"NNS", "NNPS"} and singular(last.lower_) != last.lower_
    return not plural or core.row["kind"] in {"plural", "enemy"}


# --- where and when --------------------------------------------------------------------------


def _setting(block: Block, core: Core) -> Setting:
    left = _left(block, core)
    right = _right(block, core)
    places = (*left.places, *right.places)
    year = left.year if left.year is not None else right.year
    setting = Setting(places, year, left.name or right.name, left.start, right.end)
    if places:
        return setting
    inferred = _place_of_sentence(block, core)
    return replace(setting, places=inferred, stated=False) if inferred else setting


def _left(block: Block, core: Core) -> Setting:
    """Read *2014 West African Ebola* before *epidemic*."""
    doc = block.doc
    index, start = core.start - 1, core.start
    places: tuple[Hit, ...] = ()
    year = None
    name: tuple[int, int] | None = None
    while index >= 0 and doc[index].sent.start == doc[core.start].sent.start:
        token = doc[index]
        hit = block.ends.get(index + 1)
        joined = doc[index + 1].text in HYPHENS
        if hit is not None and block.is_a(hit, "Place") and (not places or joined):
            places = (hit, *places)
            index = start = hit.start
        elif YEAR.fullmatch(token.text) and year is None:
            year, start = index, index
        elif core.row["kind"] == "name" and name is None and _is_name(token):
            name, start = (index, index + 1), index
        elif (
            token.text in HYPHENS
            or (token.pos_ in SKIPPED and _modifies(token, doc, core))
            or (token.text in {"'s", "’s"} and block.ends.get(index) is not None)
        ):
            pass
        else:
            break
        index -= 1
    return Setting(places, year, name, start, core.end)


def _is_name(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN"} and token.lower_ not in {"disease", "virus"}


def _modifies(token: Token, doc: object, core: Core) -> bool:
    return token.tag_.startswith("JJ") or token.dep_ in {"amod", "advmod"}


def _right(block: Block, core: Core) -> Setting:
    """Read *in Liberia and Guinea in 2014* after *outbreak*."""
    doc = block.doc
    end = index = core.end
    while index < len(doc) and fold(doc[index].text) in RESPONSES:
        index += 1
    places: list[Hit] = []
    year = None
    name: tuple[int, int] | None = None
    called = core.row["kind"] == "name" and block.word(index) == "of" and index + 1 < len(doc)
    if called and _is_name(doc[index + 1]) and index + 1 not in block.starts:
        name = (index + 1, index + 2)
        end = index = index + 2
    while index < len(doc):
        word = block.word(index)
        if word in LOCATIVE or word in {"during", "("}:
            after = block.skip_right(index + 1, ARTICLES)
        elif places and word in {"and", ","}:
            after = block.skip_right(index + 1, ARTICLES)
            if after not in block.starts:
                break
        else:
            break
        if after >= len(doc):
            break
        hit = block.starts.get(after)
        if hit is None and doc[after].pos_ == "ADJ" and word in LOCATIVE:
            hit = block.starts.get(after + 1)
        same = word not in {"and", ","} or (hit is not None and _coordinated(block, places, hit))
        if hit is not None and block.is_a(hit, "Place") and not hit.demonym and same:
            places.append(hit)
            end = index = hit.end
            while index < len(doc) and block.word(index) in {"region", "continent", "peninsula"}:
                index += 1
                end = index
        elif YEAR.fullmatch(doc[after].text) and year is None:
            year = after
            end = index = after + 1
        else:
            break
    return Setting(tuple(places), year, name, core.start, end)


def _coordinated(block: Block, places: list[Hit], hit: Hit) -> bool:
    if not places:
        return False
    group = {token.i for token in syntax.conjuncts(block.head(places[-1].start, places[-1].end))}
    return bool(group & set(range(hit.start, hit.end)))


def _place_of_sentence(block: Block, core: Core) -> tuple[Hit, ...]:
    """The only place of the sentence, where the words need one and have none."""
    kind, slug = core.row["kind"], core.row["slug"]
    if kind == "enemy":
        if not _fought(block, core):
            return ()
    elif slug not in SINGULAR or kind == "general":
        return ()
    sentence = block.doc[core.start].sent
    inside = [
        hit
        for hit in block.hits
        if sentence.start <= hit.start < sentence.end
        and block.is_a(hit, "Place")
        and not hit.demonym
        and (kind == "enemy" or _is_where(block, hit))
    ]
    return (inside[0],) if len({hit.reading.iri for hit in inside}) == 1 else ()


def _is_where(block: Block, hit: Hit) -> bool:
    before = block.skip_left(hit.start - 1, ARTICLES)
    return block.word(before) in {"in", "across", "throughout", "within", "inside"}


def _fought(block: Block, core: Core) -> bool:
    """Whether the words before say that somebody fights them."""
    index = core.start - 1
    while index >= 0 and (block.doc[index].pos_ in SKIPPED or block.word(index) in ARTICLES):
        if block.word(index) in AGAINST:
            break
        index -= 1
    return block.word(index) in AGAINST


# --- what it is ------------------------------------------------------------------------------


def _crisis(block: Block, core: Core, setting: Setting) -> Found | None:
    if core.row["kind"] == "enemy" and not _fought(block, core):
        return None
    kind, said = _type(block, core)
    year = int(block.doc[setting.year].text) if setting.year is not None else None
    name = str(block.doc[setting.name[0]].text) if setting.name else ""
    whole = block.whole(core.start, core.end, "Crisis")
    known = whole.reading if whole else _known(block, core, setting, kind.iri, year, name)
    meant = known or _mint(core, setting, year, name)
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
    )


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


def _type(block: Block, core: Core) -> tuple[Reading, tuple[int, int]]:
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


def _known(
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
            related = any(_related(block, kind, t) for t in types)
            (options if related else unrelated)[crisis.iri] = reading(crisis)
    if core.row["kind"] == "general" and not options:
        options = unrelated
    if len(options) > 1:
        named = [one for one in block.memory.crises if one.iri in options]
        return named[-1] if named else None
    return next(iter(options.values()), None)


def _mint(core: Core, setting: Setting, year: int | None, name: str) -> Reading:
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
