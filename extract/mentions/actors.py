"""Finds actors that are named through others: the forces of a state, the members of a body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.identity import digest, normalise_sentence
from claims.model import Modality
from extract import syntax
from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block, Hit
from extract.mentions.model import Fact, Found, Kind, Reading, reading
from extract.mentions.words import singular
from extract.syntax.tree import tree
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
FROM = frozenset({"from", "of"})
LEAVING = frozenset({"withdraw", "pull", "return", "remove", "expel", "evacuate", "recall"})
ARTICLES = frozenset({"the", "a", "an", "its", "their", "our"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can head the name of an actor; ``words`` are folded, ``role`` from the list."""

    start: int
    end: int
    words: tuple[str, ...]
    role: str


def find_actors(block: Block) -> Iterator[Found]:
    """Yield forces, states seen through those who act for them, and groups of actors."""
    for noun in _nouns(block):
        if not block.free(noun.start, noun.end):
            continue
        if noun.role in {"military", "people"}:
            yield from _forces(block, noun)
        else:
            yield from _groups(block, noun)
    for hit in block.composed:
        small = block.doc[hit.end - 1].text[0].islower() and _goes_on(block, hit.end)
        if hit.reading.cls != "Crisis" and block.free(hit.start, hit.end) and not small:
            kind = Kind.FORCE if hit.reading.cls == "ArmedForce" else Kind.GROUP
            # The G7 countries are the G7.
            row = lexicon.table("forces").get(block.phrase_words(hit.end, hit.end + 1))
            more = kind is Kind.GROUP and row is not None and row["role"] == "group"
            end = hit.end + more
            head = block.doc[hit.end] if more else block.head(hit.start, hit.end)
            yield block.take(Found(hit.start, end, head, kind, (hit.reading,)))


def _nouns(block: Block) -> Iterator[Noun]:
    table = lexicon.table("forces")
    first = {words[:1] for words in table}
    doc = block.doc
    index = 0
    while index < len(doc):
        if block.phrase_words(index, index + 1)[:1] not in first:
            index += 1
            continue
        for length in (3, 2, 1):
            end = index + length
            words = block.phrase_words(index, end)
            row = table.get(words)
            if row is None:
                continue
            if doc[end - 1].pos_ not in {"NOUN", "PROPN"} or _goes_on(block, end):
                continue
            yield Noun(index, end, words, row["role"])
            index = end - 1
            break
        index += 1


def _goes_on(block: Block, end: int) -> bool:
    """Whether the compound goes on: *force protection*."""
    if end >= len(block.doc):
        return False
    after = block.doc[end]
    return after.pos_ == "NOUN" and after.dep_ != "nmod:unmarked"


# --- what stands before a noun ---------------------------------------------------------------


def _owners(block: Block, noun: Noun) -> tuple[list[Hit], int]:
    """Return the names that own what a noun names, and the first token of its phrase.

    *Philippine and U.S. forces* have two owners, *Kenya's navy* has one.
    """
    doc = block.doc
    index = noun.start - 1
    while index >= 0:
        token = doc[index]
        if block.ends.get(index + 1) is not None or token.is_sent_end:
            break
        if token.tag_ in {"VBN", "VBG"} and block.doc[index - 1].text in HYPHENS:
            # NATO-led troops are not NATO's.
            return [], index
        inside = tree(doc).above(token.i, noun.end - 1) and token.i != noun.end - 1
        loose = token.pos_ in {"ADJ", "NOUN", "NUM", "PROPN"} or (
            token.tag_ in {"VBN", "VBG"} and inside
        )
        if not loose and token.text not in HYPHENS and token.lower_ not in {"'s", "’s", "'", "’"}:
            break
        index -= 1
    owner = block.ends.get(index + 1)
    if owner is None or not block.is_a(owner, "Actor", "Place"):
        return [], index + 1
    owners = [owner]
    index = owner.start - 1
    if not _adjectival(block, owner):
        return owners, owner.start
    while index > 0 and block.word(index) in {"and", ",", "or", "the", "&"}:
        before = block.skip_left(index, frozenset({"and", ",", "or", "the", "&"}))
        other = block.ends.get(before + 1)
        if other is None or not block.is_a(other, "Actor") or not _adjectival(block, other):
            break
        owners.insert(0, other)
        index = other.start - 1
    return owners, owners[0].start


def _adjectival(block: Block, hit: Hit) -> bool:
    """Whether a name can be a modifier on its own: *Kenyan*, *U.S.*, *NATO*."""
    text = block.doc[hit.start : hit.end].text
    return hit.demonym or (hit.end - hit.start == 1 and text.replace(".", "").isupper())


# --- forces ----------------------------------------------------------------------------------


def _forces(block: Block, noun: Noun) -> Iterator[Found]:
    owners, _ = _owners(block, noun)
    owners = [o for o in owners if block.is_a(o, "State", "Organisation")]
    if owners:
        yield from _owned(block, noun, owners)
    elif noun.role == "military":
        yield from _sent(block, noun)


def _owned(block: Block, noun: Noun, owners: list[Hit]) -> Iterator[Found]:
    head = block.doc[noun.end - 1]
    for owner in owners:
        last = owner is owners[-1]
        if noun.role == "people":
            if last or owner.demonym:
                found = Found(owner.start, owner.end, head, Kind.ENTITY, (owner.reading,))
                if block.free(owner.start, owner.end):
                    yield block.take(found)
            continue
        end = noun.end if last else owner.end
        meant, new = _force(block, owner, noun)
        fact = _force_of(meant, owner)
        inner = block.inner(owner)
        if block.free(owner.start, end):
            yield block.take(
                Found(
                    owner.start,
                    end,
                    head,
                    Kind.FORCE,
                    (meant,),
                    new=new,
                    facts=(fact,),
                    inner=inner,
                    tokens=() if last else (*range(owner.start, owner.end), head.i),
                )
            )


def _sent(block: Block, noun: Noun) -> Iterator[Found]:
    """*Troops from Kenya, Ghana, and other nations*: one force per state, and the group."""
    head = block.doc[noun.end - 1]
    index = noun.end
    if block.word(index) not in FROM or _moved(block, noun):
        return
    first = True
    while True:
        after = block.skip_right(index + 1, ARTICLES)
        hit = block.starts.get(after)
        if hit is None or not block.is_a(hit, "State", "Organisation") or hit.demonym:
            break
        if not first and not _listed(block, noun, hit):
            break
        if hit.end < len(block.doc) and block.doc[hit.end].pos_ == "NOUN":
            break
        meant, new = _force(block, hit, noun)
        start = noun.start if first else hit.start
        if block.free(start, hit.end):
            yield block.take(
                Found(
                    start,
                    hit.end,
                    head,
                    Kind.FORCE,
                    (meant,),
                    new=new,
                    facts=(_force_of(meant, hit),),
                    inner=block.inner(hit),
                    tokens=() if first else (head.i, *range(hit.start, hit.end)),
                )
            )
        first = False
        index = hit.end
        if block.word(index) == "," and block.word(index + 1) in {"and", "or"}:
            index += 1
        if block.word(index) not in {",", "and", "or"}:
            break


def _moved(block: Block, noun: Noun) -> bool:
    """Whether *from* says where the forces leave: *it pulled its forces back from Chad*."""
    before = block.doc[noun.start - 1] if noun.start else None
    if before is not None and before.tag_ in {"PRP$", "POS"}:
        return True
    verb = syntax.governing_verb(block.doc[noun.end - 1])
    return verb is not None and verb.lemma_ in LEAVING


def _listed(block: Block, noun: Noun, hit: Hit) -> bool:
    """Whether a later name belongs to the list, and no verb of its own follows it."""
    after = block.doc[hit.end] if hit.end < len(block.doc) else None
    token = block.head(hit.start, hit.end)
    return not (
        token.dep_.startswith("nsubj") and after is not None and after.pos_ in {"VERB", "AUX"}
    ) or any(t.i < token.i and t.i > noun.end for t in syntax.conjuncts(token))


def _force(block: Block, owner: Hit, noun: Noun) -> tuple[Reading, bool]:
    """Return the forces of an owner: its known ones, a known branch, or new ones."""
    knowledge = block.knowledge
    whole = block.whole(noun.start, noun.end, "ArmedForce")
    if whole is not None and whole.start <= owner.start and owner.end <= whole.end:
        return whole.reading, False
    general = noun.words[-1] in {"force", "military", "troop", "contingent", "unit", "armed"}
    entity = knowledge.entities.get(owner.reading.iri)
    adjective = knowledge.adjective(entity) if entity is not None else owner.reading.label
    if noun.words[-1] == "service":
        general = True
    if not general:
        branch = f"{adjective} {' '.join(noun.words).title()}"
        known = knowledge.labelled(branch)
        if known is not None:
            return reading(known), False
        return Reading(f"{terms.ID}{terms.slugify(branch)}", "ArmedForce", branch), True
    known = knowledge.force_of(owner.reading.iri)
    if known is not None:
        return reading(known), False
    if owner.reading.cls != "State":
        adjective = owner.reading.label
    label = f"{adjective} forces"
    return Reading(f"{terms.ID}{terms.slugify(label)}", "ArmedForce", label), True


def _force_of(meant: Reading, owner: Hit) -> Fact:
    return Fact(
        meant.iri,
        "forceOf",
        owner.reading.iri,
        Modality.ASSERTED,
        owner.start,
        owner.end,
        owner.reading.cls,
        owner.reading.label,
    )


# --- groups ----------------------------------------------------------------------------------


def _groups(block: Block, noun: Noun) -> Iterator[Found]:
    head = block.doc[noun.end - 1]
    plural = singular(head.lower_) != head.lower_
    if not plural and noun.words[-1] not in {"bloc", "block", "coalition"}:
        return
    owners, _ = _owners(block, noun)
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
    if not owner.demonym and not _adjectival(block, owner) and not block.is_a(owner, "Place"):
        return
    adjective = str(block.doc[owner.start : owner.end].text)
    if owner.reading.cls == "State":
        adjective = owner.reading.label
        if last in STATES:
            return
    text = str(block.doc[owner.start : noun.end].text)
    known = block.knowledge.labelled(text)
    if known is not None and known.cls == "ActorGroup":
        meant = reading(known)
    else:
        word = "nations" if last in STATES else str(block.doc[noun.end - 1].lower_)
        label = f"{adjective} {word}"
        meant = Reading(f"{terms.ID}{terms.slugify(label)}", "ActorGroup", label)
    yield block.take(
        Found(
            owner.start,
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
        doc[start - 1].pos_ in {"ADJ", "NUM", "DET"} or doc[start - 1].lower_ in NUMBERS
    ):
        if doc[start - 1].lower_ in ARTICLES:
            break
        start -= 1
    words = {token.lower_ for token in doc[start : noun.end]}
    if words.isdisjoint(INDEFINITE) or not block.free(start, noun.end):
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
