"""Finds actors that are named through others: the forces of a state, the members of a body."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import Modality
from extract import syntax
from extract.mentions import lexicon
from extract.mentions.block import Block
from extract.mentions.groups import find_groups
from extract.mentions.model import Fact, Found, Hit, Kind, Reading, reading
from extract.mentions.owners import ARTICLES, Noun, actor_nouns, goes_on, owners_of
from extract.mentions.words import singular
from ontology import terms

FROM = frozenset({"from", "of"})
SERVICES = frozenset({"army", "fleet", "guard", "navy"})
#: Nouns that name a state's forces as a whole, not one of its services.
WHOLE = frozenset(
    {"force", "military", "troop", "contingent", "unit", "armed", "service", "soldier", "sailor",
     "paratrooper", "serviceman", "peacekeeper", "airman", "commando", "gunner", "infantry",
     "infantryman", "reservist", "sapper"}
)  # fmt: skip
LEAVING = frozenset({"withdraw", "pull", "return", "remove", "expel", "evacuate", "recall"})


def find_actors(block: Block) -> Iterator[Found]:
    """Yield forces, states seen through those who act for them, and groups of actors."""
    for noun in actor_nouns(block):
        if not block.free(noun.start, noun.end):
            continue
        if noun.role in {"military", "people"}:
            yield from _forces(block, noun)
        else:
            yield from find_groups(block, noun)
    for hit in block.composed:
        small = block.doc[hit.end - 1].text[0].islower() and goes_on(block, hit.end)
        if hit.reading.cls != "Crisis" and block.free(hit.start, hit.end) and not small:
            kind = Kind.FORCE if hit.reading.cls == "ArmedForce" else Kind.GROUP
            # The G7 countries are the G7.
            row = lexicon.table("forces").get(block.phrase_words(hit.end, hit.end + 1))
            more = kind is Kind.GROUP and row is not None and row["role"] == "group"
            end = hit.end + more
            head = block.doc[hit.end] if more else block.head(hit.start, hit.end)
            yield block.take(Found(hit.start, end, head, kind, (hit.reading,)))


def _forces(block: Block, noun: Noun) -> Iterator[Found]:
    owners, _ = owners_of(block, noun)
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
                found = block.entity(owner, head.i)
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
                    confidence=owner.confidence,
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
                    confidence=hit.confidence,
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
    general = noun.words[-1] in WHOLE
    entity = knowledge.entities.get(owner.reading.iri)
    adjective = knowledge.adjective(entity) if entity is not None else owner.reading.label
    if not general:
        words = _branch(str(block.doc[noun.start : noun.end].text))
        branch = f"{adjective} {words.title()}"
        owners = (owner.reading.label, *(entity.alt_labels if entity else ()), adjective)
        for name in owners:
            known = knowledge.labelled(f"{name} {words}")
            if known is not None and known.cls == "ArmedForce":
                return reading(known), False
        whole_force = knowledge.force_of(owner.reading.iri)
        if noun.words == ("army",) and whole_force is not None:
            return reading(whole_force), False
        return Reading(f"{terms.ID}{terms.slugify(branch)}", "ArmedForce", branch), True
    known = knowledge.force_of(owner.reading.iri)
    if known is not None:
        return reading(known), False
    if owner.reading.cls != "State":
        adjective = owner.reading.label
    label = f"{adjective} forces"
    return Reading(f"{terms.ID}{terms.slugify(label)}", "ArmedForce", label), True


def _branch(words: str) -> str:
    """Return a service in the singular: of two states, each has one of the *navies*."""
    *before, last = words.split(" ")
    one = singular(last.lower())
    single = one in SERVICES or (one == "force" and before[-1:] in (["air"], ["Air"]))
    return " ".join([*before, one]) if single and one != last.lower() else words


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
