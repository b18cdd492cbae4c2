"""Finds names that nothing known has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, QUOTES, Block
from extract.mentions.model import Fact, Found, Hit, Kind, Reading
from extract.mentions.words import fold, singular
from ontology import terms

if TYPE_CHECKING:
    pass

CONNECTORS = frozenset({"of", "for", "the", "and", "on", "in", "to", "de", "du", "des", "against"})
#: Heads whose names go on with a place or a purpose: Mission in Somalia, Committee on Security.
OPEN_HEADS = frozenset(
    {"mission", "force", "office", "committee", "commission", "conference", "group", "center",
     "initiative", "partnership", "council", "operation", "command", "organization", "agency",
     "cooperation", "dialogue", "forum", "assistance", "coalition"}
)  # fmt: skip
#: Heads whose names go on with where they were sent: Mission in Somalia.
SENT_HEADS = frozenset({"mission", "force", "office"})
TITLES = frozenset({"operation", "exercise", "hurricane", "cyclone", "typhoon"})
LONGEST = 14
#: Heads of bodies that the states of a region form together.
JOINT = frozenset({"union", "community", "commonwealth", "league", "organization", "association"})
#: What stands between the name of an exercise and its noun: the JIMEX naval drill.
EXERCISED = frozenset({"naval", "military", "joint", "air", "maritime", "multinational", "annual"})
PERSONS = frozenset({"PER", "PERSON"})
#: The class of names for which the ontology has none.
NOTHING = "-"
NAMED_BY_CONTEXT = frozenset({"Organisation", "Operation", "Exercise", "ArmedForce"})


def find_new_names(block: Block) -> Iterator[Found]:
    """Yield names made of capitals whose last or first noun tells what they are."""
    for start, end, meant in new_names(block):
        if not block.free(start, end):
            continue
        if meant.cls == NOTHING:
            # A treaty, a ship: what its name contains is not what the text speaks of.
            block.taken.update(range(start, end))
            continue
        inside = [h for h in block.hits if start <= h.start and h.end <= end]
        inner = block.inner(*inside)
        kind = Kind.CRISIS if meant.cls == "Crisis" else Kind.ENTITY
        found = Found(start, end, block.head(start, end), kind, (meant,), new=True, inner=inner)
        yield block.take(replace(found, facts=facts_of(block, found, inside)))


def facts_of(block: Block, found: Found, inside: list[Hit]) -> tuple[Fact, ...]:
    """Return what a new name says of its bearer: whose forces, what kind of crisis."""
    iri = found.iri
    if found.cls == "ArmedForce":
        owner = next((hit for hit in inside if block.is_a(hit, "State", "Organisation")), None)
        if owner is None:
            return ()
        return (
            Fact(
                iri, "forceOf", owner.reading.iri, Modality.ASSERTED, owner.start, owner.end,
                owner.reading.cls, owner.reading.label,
            ),
        )  # fmt: skip
    if found.cls == "Crisis":
        block.memory.note_crisis(found.readings[0])
        table = lexicon.table("crises")
        for index in range(found.start_token, found.end_token):
            row = table.get(block.phrase_words(index, index + 1))
            concept = block.knowledge.concept("crisis-type", row["concept"]) if row else None
            if concept is not None:
                return (
                    Fact(
                        iri, "crisisType", concept.iri, Modality.ASSERTED, index, index + 1,
                        concept.cls, concept.label,
                    ),
                )  # fmt: skip
    return ()


def new_names(block: Block) -> Iterator[tuple[int, int, Reading]]:
    """Yield the spans of new names with what they stand for."""
    index = 0
    known = {i: hit for hit in (*block.hits, *block.composed) for i in range(hit.start, hit.end)}
    while index < len(block.doc):
        inside = known.get(index)
        if inside is not None and inside.start < index:
            index = inside.end
            continue
        span = _run(block, index)
        if span is None:
            index += 1
            continue
        start, end = span
        index = end
        found = _classified(block, start, end)
        if found is not None:
            yield found


def is_capital(token: Token) -> bool:
    """Return whether a word has a capital that says something."""
    text = token.text
    if not text[:1].isupper() or token.is_punct:
        return False
    if token.i == token.sent.start and token.pos_ not in {"PROPN", "NOUN", "ADJ"}:
        return False
    return token.pos_ in {"PROPN", "NOUN", "ADJ", "X", "NUM"} or token.tag_ in {"VBG", "VBN"}


def _run(block: Block, start: int) -> tuple[int, int] | None:
    """Return the longest run of capitals from ``start`` on, with small words between."""
    doc = block.doc
    if not is_capital(doc[start]):
        return None
    end = start + 1
    heads = {fold(doc[start].text)}
    while end < len(doc) and end - start < LONGEST:
        token = doc[end]
        if token.is_sent_start:
            break
        if token.is_space and end + 1 < len(doc) and is_capital(doc[end + 1]):
            end += 1
            continue
        if token.text in HYPHENS and end + 1 < len(doc) and is_capital(doc[end + 1]):
            end += 1
            continue
        if is_capital(token) or (token.like_num and doc[end - 1].text[:1].isupper()):
            heads.add(fold(token.text))
            end += 1
            continue
        after = end
        while after < len(doc) and doc[after].lower_ in CONNECTORS and after - end < 2:
            after += 1
        words = [doc[i].lower_ for i in range(end, after)]
        if not words or after >= len(doc) or not is_capital(doc[after]):
            break
        if not _joins(block, words, heads, start, end, after):
            break
        heads.add(fold(doc[after].text))
        end = after + 1
    return start, end


def _joins(
    block: Block, words: list[str], heads: set[str], start: int, end: int, after: int
) -> bool:
    """Whether small words between capitals are inside one name."""
    first = words[0]
    if first == "the":
        return False
    if first == "and":
        # Organization for Security and Co-operation: only after a complement has begun.
        inside = any(block.word(i) in {"of", "for", "on"} for i in range(start, end))
        return len(words) == 1 and inside and block.ends.get(end) is None
    if block.word(start) in TITLES:
        return False
    if first == "in":
        last = block.doc[end - 1].text
        return fold(last) in SENT_HEADS and singular(last.lower()) == last.lower()
    if first in {"on", "to", "against"}:
        return bool(heads & OPEN_HEADS)
    return True


def _classified(block: Block, start: int, end: int) -> tuple[int, int, Reading] | None:
    """Return a run as a name of something, or None where no word tells the class."""
    doc = block.doc
    hit = block.starts.get(start)
    if any(h.start <= start and h.end >= end for h in (*block.hits, *block.composed)):
        return None
    while start < end and block.word(start) in {"the", "a", "an"} | QUOTES:
        start += 1
    exercise = _exercise(block, start, end)
    if exercise is not None:
        return exercise
    if end - start < 2:
        return _by_context(block, start, end)
    text = str(doc[start:end].text)
    cls = class_of(block, start, end)
    if cls is None:
        return _by_context(block, start, end)
    cut = next((i for i in range(start, end) if block.word(i) in CONNECTORS), end)
    if _is_concept(block, start, end) or (cls != NOTHING and _is_concept(block, start, cut)):
        return None
    if cls is None or (cls in {"Period", "Place"} and hit is not None):
        return None
    if cls == "State" and cut + 1 in block.starts:
        # The Republic of Uganda is Uganda.
        return None
    if not block.running and text.casefold() not in {k.casefold() for k in block.memory.known}:
        return None
    if block.knowledge.labelled(text) is not None:
        return None
    return start, end, minted(text, cls)


def _is_concept(block: Block, start: int, end: int) -> bool:
    """Whether the words are only a concept in capitals: *Joint Training Exercises*."""
    node: object = block.knowledge.concepts.phrases
    for word in block.phrase_words(start, end):
        node = node.get(word) if isinstance(node, dict) else None
    return isinstance(node, dict) and None in node


def _by_context(block: Block, start: int, end: int) -> tuple[int, int, Reading] | None:
    """Return an unknown name that its context classes.

    *Charities such as Redaid*; *Redaid, a charity*; and with a hint of the pipeline, *in Redville*.
    """
    doc = block.doc
    head = block.head(start, end)
    if head.pos_ != "PROPN" or not block.running or block.ends.get(end) is not None:
        return None
    if any(block.starts.get(i) for i in range(start, end)) or head.ent_type_ in PERSONS:
        return None
    label = str(doc[start:end].text)
    arc = syntax.head_arc(head)
    nouns = [a.child for a in syntax.arcs(head) if a.rel == "appos" and a.child.pos_ == "NOUN"]
    if arc is not None and arc.rel.endswith(":such_as"):
        nouns.append(arc.head)
    for noun in nouns:
        for row in lexicon.rows_of("heads"):
            if row["word"] == fold(noun.text) and row["position"] == "last":
                if row["class"] not in NAMED_BY_CONTEXT:
                    continue
                return start, end, minted(label, row["class"])
    located = {t.ent_type_ for t in doc[start:end]} <= {"LOC", "GPE"}
    if located and block.word(start - 1) in {"in", "near", "at"}:
        return start, end, minted(label, "Place")
    return None


def minted(label: str, cls: str) -> Reading:
    """Return a new thing; its IRI follows from its label."""
    label = " ".join(label.split())
    return Reading(terms.ID + terms.slugify(label), cls, label)


def _exercise(block: Block, start: int, end: int) -> tuple[int, int, Reading] | None:
    """*The annual “Balikatan” exercises*: a name before a noun in small letters."""
    noun = end
    while block.word(noun) in QUOTES:
        noun += 1
    while noun < len(block.doc) and block.word(noun) in EXERCISED:
        noun += 1
    if noun < len(block.doc) and block.doc[noun].text[:1].islower():
        word = singular(block.word(noun))
        kinds = {"exercise": "Exercise", "drill": "Exercise", "maneuver": "Exercise"}
        cls = kinds.get(word)
        if word == "operation" and noun > end:
            cls = "Operation"
        named = block.ends.get(end) is None and block.doc[end - 1].pos_ == "PROPN"
        plain = all(block.ends.get(i) is None for i in range(start + 1, end + 1))
        if cls is not None and named and plain and block.running:
            name = str(block.doc[start:end].text)
            return start, noun + 1, minted(f"{cls} {name}", cls)
    return None


def class_of(block: Block, start: int, end: int) -> str | None:
    """Return the class that the words of a name tell: the longest row of the list that fits."""
    words = tuple(fold(t.text) for t in block.doc[start:end] if t.text not in HYPHENS | QUOTES)
    cut = next((i for i, t in enumerate(words) if t in CONNECTORS and i > 0), len(words))
    head = words[:cut]
    tokens = [t for t in block.doc[start:end] if t.text not in HYPHENS | QUOTES]
    plural = tokens[min(cut, len(tokens)) - 1].text.endswith("s")
    first_word = tokens[0].lower_
    best: tuple[int, str] | None = None
    for row in lexicon.rows_of("heads"):
        wanted = tuple(fold(word) for word in row["word"].split())
        place = head[-len(wanted) :] if row["position"] == "last" else words[: len(wanted)]
        if place == wanted and row["position"] == "last" and plural != row["word"].endswith("s"):
            continue
        if place == wanted and row["position"] == "first" and first_word != row["word"].split()[0]:
            continue
        if place == wanted and len(words) == len(wanted):
            # Nothing but the noun itself: a marine corps of somebody.
            return None
        if place == wanted and len(words) > len(wanted):
            size = 2 * len(wanted) + (row["position"] == "first")
            if best is None or size > best[0]:
                best = (size, row["class"])
    return _by_place(block, start, end, head[-1], best[1]) if best else None


def _by_place(block: Block, start: int, end: int, last: str, cls: str) -> str:
    """Refine a class by the place in the name: a union of a region, an army of no state."""
    inside = [hit for hit in block.hits if start <= hit.start and hit.end <= end]
    if cls == "Organisation" and last in JOINT and any(h.reading.cls == "Place" for h in inside):
        return "RegionalOrganisation"
    if cls == "ArmedForce" and last == "army" and not inside:
        # Without a state in its name it is more likely an armed group.
        return "Organisation"
    return cls
