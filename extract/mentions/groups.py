"""Finds groups: members and allies, nations of a region, nations without a name."""

from __future__ import annotations

from collections.abc import Iterator

from claims.identity import digest, normalise_sentence
from claims.model import Modality
from extract import syntax
from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Fact, Found, Hit, Kind, Reading, reading
from extract.mentions.owners import ARTICLES, Noun, adjectival, owners_of
from extract.mentions.places import SIDES
from extract.mentions.words import singular
from ontology import terms

NUMBERS = frozenset(
    {"several", "multiple", "various", "many", "numerous", "other", "some", "participating",
     "neighboring", "neighbouring", "partner", "both", "all", "diverse", "different", "additional",
     "regional", "foreign", "involved", "few", "most", "two", "three", "four", "five", "dozens",
     "dozen", "number", "more", "contributing", "troop-contributing", "like-minded", "certain"}
)  # fmt: skip
INDEFINITE = frozenset(
    {"several", "multiple", "various", "many", "numerous", "other", "some", "participating",
     "neighboring", "neighbouring", "dozens", "dozen", "number", "additional", "contributing",
     "two", "three", "four", "five", "few", "more"}
)  # fmt: skip
MEMBERS = frozenset({"ally", "country", "nation", "member", "state", "government", "power"})
STATES = frozenset({"country", "nation", "state", "government", "power"})


def find_groups(block: Block, noun: Noun) -> Iterator[Found]:
    """Yield the group that a plural noun names, if it does."""
    head = block.doc[noun.end - 1]
    plural = singular(head.lower_) != head.lower_
    if not plural and noun.words[-1] not in {"bloc", "block", "coalition"}:
        return
    owners, _ = owners_of(block, noun)
    organisations = [o for o in owners if block.is_a(o, "Organisation")]
    if organisations:
        yield from _members(block, noun, organisations[-1], organisations[-1].start, noun.end)
        return
    if owners and noun.words != ("member",):
        yield from _named(block, noun, owners[-1], plural)
        return
    after = block.skip_right(noun.end + 1, ARTICLES)
    right = block.starts.get(after) if block.word(noun.end) == "of" else None
    if right is not None and block.is_a(right, "Organisation") and "member" in noun.words:
        yield from _members(block, noun, right, noun.start, right.end)
        return
    if noun.words in {("member", "state"), ("member", "country"), ("member", "nation")}:
        only = _only_organisation(block, noun)
        if only is not None and not _quantified(block, noun) and _is_subject(block, only):
            yield from _members(block, noun, only, noun.start, noun.end)
        return
    if noun.words[-1] in STATES | {"ally", "partner", "neighbor", "participant"}:
        yield from _indefinite(block, noun)


def _members(block: Block, noun: Noun, body: Hit, start: int, end: int) -> Iterator[Found]:
    known = block.knowledge.members_of(body.reading.iri)
    whole = block.whole(noun.start, noun.end, "ActorGroup")
    meant = Reading(f"{body.reading.iri}-partners", "ActorGroup", f"{body.reading.label} partners")
    members = noun.words[-1] in MEMBERS
    if whole is not None and whole.start <= body.start and body.end <= whole.end:
        meant = whole.reading
    elif members and known is not None:
        meant = reading(known)
    elif members:
        word = "allies" if block.is_a(body, "MilitaryAlliance") else "member states"
        label = f"{body.reading.label} {word}"
        meant = Reading(f"{body.reading.iri}-{terms.slugify(word)}", "ActorGroup", label)
    facts: tuple[Fact, ...] = ()
    if members:
        facts = (
            Fact(
                meant.iri,
                "memberOf",
                body.reading.iri,
                Modality.IMPLICIT,
                body.start,
                body.end,
                body.reading.cls,
                body.reading.label,
            ),
        )
    inside = start <= body.start < end
    if block.free(start, end):
        yield block.take(
            Found(
                start,
                end,
                block.doc[noun.end - 1],
                Kind.GROUP,
                (meant,),
                new=meant.iri not in block.knowledge.entities,
                facts=facts,
                inner=block.inner(body) if inside else (),
            )
        )


def _named(block: Block, noun: Noun, owner: Hit, plural: bool) -> Iterator[Found]:
    """*African nations*, *Baltic states*, *U.S. allies*: a group with a name of its own."""
    if not block.free(owner.start, noun.end):
        return
    last = noun.words[-1]
    if not owner.demonym and not adjectival(block, owner) and not block.is_a(owner, "Place"):
        return
    adjective = str(block.doc[owner.start : owner.end].text)
    side = block.word(owner.start - 1)
    start = owner.start
    if side in SIDES and block.free(start - 1, start):
        adjective, start = f"{side} {adjective}", start - 1
    if owner.reading.cls == "State":
        adjective = owner.reading.label
        if last in STATES:
            return
    text = str(block.doc[start : noun.end].text)
    known = block.knowledge.labelled(text)
    if known is not None and known.cls == "ActorGroup":
        meant = reading(known)
    else:
        word = "nations" if last in STATES else str(block.doc[noun.end - 1].lower_)
        label = f"{adjective} {word}"
        meant = Reading(f"{terms.ID}{terms.slugify(label)}", "ActorGroup", label)
    yield block.take(
        Found(
            start,
            noun.end,
            block.doc[noun.end - 1],
            Kind.GROUP,
            (meant,),
            new=meant.iri not in block.knowledge.entities,
            inner=block.inner(owner),
        )
    )


def _only_organisation(block: Block, noun: Noun) -> Hit | None:
    """Return the organisation that *member states* without more are the members of."""
    sentence = block.doc[noun.start].sent
    inside = {
        hit.reading.iri: hit
        for hit in block.hits
        if sentence.start <= hit.start < sentence.end and block.is_a(hit, "Organisation")
    }
    return next(iter(inside.values())) if len(inside) == 1 else None


def _is_subject(block: Block, hit: Hit) -> bool:
    return syntax.relation(block.head(hit.start, hit.end)).startswith("nsubj")


def _quantified(block: Block, noun: Noun) -> bool:
    phrase = syntax.noun_phrase(block.doc[noun.end - 1])
    return any(token.lower_ in NUMBERS for token in phrase)


def _indefinite(block: Block, noun: Noun) -> Iterator[Found]:
    """*Other nations*: a group that only this sentence can tell."""
    doc = block.doc
    start = noun.start
    while start > 0 and (
        doc[start - 1].pos_ in {"ADJ", "NUM", "DET"}
        or doc[start - 1].lower_ in NUMBERS
        or (doc[start - 1].text in HYPHENS and start < noun.start)
    ):
        if doc[start - 1].lower_ in ARTICLES:
            break
        start -= 1
    words = {token.lower_ for token in doc[start : noun.end]}
    counted = start < noun.start and any(t.pos_ == "NUM" for t in doc[start : noun.start])
    counted = counted and block.word(start - 1) not in ARTICLES
    if (words.isdisjoint(INDEFINITE) and not counted) or not block.free(start, noun.end):
        return
    text = doc[start : noun.end].text
    sentence = normalise_sentence(doc[start].sent.text)
    code = digest("group", block.memory.slug, sentence, text)[:8]
    meant = Reading(f"{terms.ID}{block.memory.slug}-{code}", "ActorGroup", text.lower())
    readings = [meant]
    for slug in ("nation-state",) if singular(noun.words[-1]) in STATES else ("partner-nation",):
        concept = block.knowledge.concept("actor-kind", slug)
        if concept is not None:
            readings.append(Reading(concept.iri, concept.cls, concept.label))
    yield block.take(
        Found(
            start,
            noun.end,
            doc[noun.end - 1],
            Kind.INDEFINITE,
            tuple(readings),
            new=True,
        )
    )
